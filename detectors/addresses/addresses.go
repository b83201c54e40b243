// Package addresses finds where a program's configuration says that other programs are: host and port, with the key and the line.
//
// In go the tree and the units; [Apply] adds [facts.Address] values to them. It reads values of configuration files and no source code. A
// value counts when it is an address as a whole (URLs, JDBC URLs, data source names, HOST:PORT and lists of these), or when a number stands
// beside a host of the same group (redis: {host, port}). Manifests open these ports, and an address on the loopback interface is told.
package addresses

import (
	"bytes"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// Bounds of one unit.
const (
	maxFiles     = 60
	maxBytes     = 256 << 10
	maxAddresses = 60
)

// Apply adds the addresses that the configuration files of each unit name.
func Apply(tree *source.Tree, units []facts.Unit) {
	for i := range units {
		u := &units[i]
		if u.Kind.Value == facts.Library || u.Kind.Value == facts.StaticSite {
			continue
		}
		var others []facts.Address // places that set a key to something that is no address on this machine
		for _, file := range files(tree, *u) {
			data, err := tree.Read(file)
			if err != nil || len(data) > maxBytes {
				continue
			}
			found, set := read(file, data)
			others = append(others, set...)
			for _, a := range found {
				if len(u.Addresses) < maxAddresses && !slices.Contains(u.Addresses, a) {
					u.Addresses = append(u.Addresses, a)
				}
			}
		}
		dropReplaced(u, others)
		dropOwn(u)
	}
}

// dropReplaced leaves out addresses of the program's own machine that another file or part of a file replaces: those of an environment.
func dropReplaced(u *facts.Unit, others []facts.Address) {
	u.Addresses = slices.DeleteFunc(u.Addresses, func(a facts.Address) bool {
		return a.Local() && slices.ContainsFunc(others, func(o facts.Address) bool { return o.Key == a.Key })
	})
}

// dropOwn leaves out the ports that the program itself opens: server.port beside server.host.
func dropOwn(u *facts.Unit) {
	u.Addresses = slices.DeleteFunc(u.Addresses, func(a facts.Address) bool {
		return a.Local() && a.Service == "" && slices.ContainsFunc(u.Ports, func(p facts.Port) bool { return p.Value == a.Port })
	})
}

// conventional are the places below a unit's folder in which programs keep the configuration that they start with: Spring and MicroProfile
// (class path), node-config, go layouts, dotenv. A "*" stands for one name.
var conventional = []string{
	"src/main/resources/application*", "src/main/resources/bootstrap*", "src/main/resources/config/*", "src/main/resources/META-INF/microprofile-config.properties",
	"config/*", "configs/*", "conf/*", "etc/*", ".env", ".env.*",
}

// files are the configuration files that the program starts with: those that its image gets, those of its environments, and those that lie
// where its kind of program looks. Files of a developer's machine or of a test, and samples to copy, are none.
func files(tree *source.Tree, u facts.Unit) []string {
	var out []string
	add := func(file string) {
		if isConfiguration(file) && tree.Has(file) && !slices.Contains(out, file) && len(out) < maxFiles {
			out = append(out, file)
		}
	}
	for _, e := range u.Environments {
		if environments.Deployed(e.Name) {
			for _, f := range e.Files {
				add(f)
			}
		}
	}
	for _, c := range u.Image.Run.Copies {
		if from := path.Clean(c.From); c.Stage == "" && from != "." {
			add(from)
			for _, f := range tree.Under(from) {
				add(f)
			}
		}
	}
	if !u.Runtime.MainIsFolder { // programs of one module share its folder, and not their configuration
		for _, pattern := range conventional {
			full := path.Join(u.Path, pattern)
			for _, f := range tree.In(path.Dir(full)) {
				if ok, err := path.Match(full, f); err == nil && ok {
					add(f)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// isConfiguration says whether a file is one of a running program, by its name and its folder.
func isConfiguration(file string) bool {
	base := strings.ToLower(path.Base(file))
	if aside.Folder(path.Dir(file), aside.Example|aside.Test|aside.Documentation) != "" {
		return false
	}
	if !isDotenv(base) && !slices.Contains([]string{".yml", ".yaml", ".properties", ".json", ".toml", ".ini", ".conf", ".cnf"}, path.Ext(base)) {
		return false
	}
	for _, word := range strings.FieldsFunc(strings.TrimPrefix(base, "."), func(r rune) bool { return strings.ContainsRune("._-", r) }) {
		if word == "example" || word == "sample" || word == "template" || word == "dist" {
			return false
		}
		if name, ok := environments.Canonical(word); ok && (!environments.Deployed(name) || name == environments.Test || name == environments.Dev) {
			return false
		}
	}
	return true
}

func isDotenv(base string) bool { return base == ".env" || strings.HasPrefix(base, ".env.") }

// read finds the addresses in one file, and the keys that it sets to something else than an address of the program's own machine.
func read(file string, data []byte) (found, others []facts.Address) {
	for _, d := range documents(file, data) {
		group := hostsOf(d)
		for _, v := range d.Values {
			here := ofValue(file, group, v)
			found = append(found, here...)
			if v.Value != "" && !slices.ContainsFunc(here, facts.Address.Local) {
				others = append(others, facts.Address{Key: v.Key})
			}
		}
	}
	return found, others
}

// documents reads a file by its ending; TOML and INI line by line, with the table as a part of the key.
func documents(file string, data []byte) []configfile.Document {
	base := path.Base(file)
	switch ext := path.Ext(base); {
	case ext == ".yml" || ext == ".yaml":
		docs, _ := configfile.YAML(data) // what stands before an error is read
		return docs
	case ext == ".json":
		if !json.Valid(data) {
			return nil
		}
		docs, _ := configfile.YAML(data) // JSON is YAML, but for escapes that addresses do not have
		return docs
	case ext == ".properties":
		return configfile.PropertiesDocuments(data)
	case isDotenv(base):
		return []configfile.Document{{Values: configfile.Dotenv(data)}}
	}
	return []configfile.Document{{Values: tables(data)}}
}

var (
	table      = regexp.MustCompile(`^\s*\[+\s*"?([\w.-]+)"?\s*\]+\s*(#.*)?$`)
	assignment = regexp.MustCompile(`^\s*"?([\w.-]+)"?\s*[=:]\s*(.*?)\s*$`)
)

func tables(data []byte) []configfile.Value {
	var out []configfile.Value
	prefix, line := "", 0
	for text := range bytes.Lines(data) {
		line++
		text := strings.TrimRight(string(text), "\r\n")
		if m := table.FindStringSubmatch(text); m != nil {
			prefix = m[1] + "."
			continue
		}
		if m := assignment.FindStringSubmatch(text); m != nil && !strings.HasPrefix(strings.TrimSpace(text), "#") && !strings.HasPrefix(strings.TrimSpace(text), ";") {
			value, _, _ := strings.Cut(m[2], " #")
			out = append(out, configfile.Value{Key: prefix + m[1], Value: strings.Trim(strings.TrimSpace(value), `"'`), Line: line})
		}
	}
	return out
}
