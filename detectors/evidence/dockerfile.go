// Package evidence lays what people wrote beside the facts of the source: Dockerfiles (EXPOSE, FROM, HEALTHCHECK), compose files, Kubernetes
// manifests (ports, probes) and the set-up steps of CI files (versions of Java and Node). A Dockerfile tells also which archive of Maven runs.
//
// In go a tree and the units that the detectors found; [Apply] changes the units and returns warnings. What a person wrote is evidence
// and no truth: images expose ports that the program left long ago. So it confirms a fact (the place is added, and a guess becomes
// likely), settles a guess (the value is taken; a port stays a guess), or contradicts (a warning with both places). A certain fact is never
// replaced. A file that waybill wrote repeats the facts and is no evidence.
package evidence

import (
	"bytes"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/instructions"
	"github.com/waybill-dev/waybill/internal/source"
)

// own is what the head of a Dockerfile says that waybill wrote: no evidence, since it repeats the facts.
const own = "written by waybill"

// dockerfile is what is asked of one.
type dockerfile struct {
	file  string
	words []string // of all instructions that copy, build or start, of all stages
	takes []string // what is copied out of the folder that it is built in
	start string   // base name of the program that the last stage starts
	ports []port   // of the last stage, in their order
	made  []made   // of the last stage
	from  []image  // of all stages, the last one first
	alive probe    // of the last stage
}

// image is a base image as FROM names it, build arguments filled in.
type image struct {
	name string
	at   facts.Evidence
}

// probe is what a person asks to see whether the program is alive; its path is empty for none.
type probe struct {
	path string
	port int
	at   facts.Evidence
}

type port struct {
	number int
	at     facts.Evidence
}

// made is an archive that an instruction copies from the output of Maven, as a pattern of its name.
type made struct {
	word string // as written
	name string
	at   facts.Evidence
}

// dockerfiles reads all of the tree. What cannot be parsed says nothing, and is told where it is no template of a Dockerfile.
func dockerfiles(tree *source.Tree) ([]dockerfile, []facts.Warning) {
	var out []dockerfile
	var told []facts.Warning
	for _, file := range tree.Files() {
		if !isDockerfile(path.Base(file)) {
			continue
		}
		data, err := tree.Read(file)
		if err != nil {
			continue
		}
		d, err := read(file, data)
		if err != nil {
			told = append(told, unreadable(file, data, "Dockerfile", err)...)
			continue
		}
		if d.file != "" {
			out = append(out, d)
		}
	}
	return out, told
}

// isDockerfile says whether a file of that name is one: the names of Docker (docs.docker.com/reference/cli/docker/buildx/build, --file) and
// of Podman (podman-build(1): Containerfile), with a word before or behind.
func isDockerfile(name string) bool {
	for _, word := range []string{"Dockerfile", "Containerfile"} {
		if name == word || strings.HasPrefix(name, word+".") && path.Ext(name) != ".dockerignore" || path.Ext(name) == "."+word {
			return true
		}
	}
	return false
}

var errorLine = regexp.MustCompile(`(?:on |^)line (\d+):? ?`)

// unreadable tells of a file that nobody can use as it stands: neither a template, whose marks would be filled in before, nor beside the application.
func unreadable(file string, data []byte, what string, err error) []facts.Warning {
	if strings.Contains(err.Error(), "no instructions") { // a place holder
		return nil
	}
	if bytes.Contains(data, []byte("{{")) || bytes.Contains(data, []byte("<%")) || aside.Folder(path.Dir(file), aside.Test|aside.Tool|aside.Example|aside.Documentation) != "" {
		return nil
	}
	text, line := strings.TrimPrefix(err.Error(), "yaml: "), 0
	if m := errorLine.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1]) // the pattern matched digits
		text = strings.TrimPrefix(text, m[0])
	}
	return []facts.Warning{{File: file, Line: line, Text: "cannot be read as a " + what + ", so that it confirms nothing: " + text}}
}

// read reads one Dockerfile; it is empty where waybill wrote the file.
func read(file string, data []byte) (dockerfile, error) {
	d := dockerfile{file: file}
	head := data[:min(len(data), 400)]
	if bytes.Contains(head, []byte(own)) {
		return dockerfile{}, nil
	}
	list, err := instructions.Parse(data)
	if err != nil {
		return d, err
	}
	vars, global := map[string]string{}, map[string]string{}
	for _, n := range list {
		words := n.Words
		switch n.Name {
		case "FROM":
			if len(d.from) == 0 {
				maps.Copy(global, vars) // arguments before the first FROM are those of FROM lines alone
			}
			d.ports, d.made, d.start, d.alive = nil, nil, "", probe{} // another stage: only the last one is the image
			clear(vars)
			if len(words) > 0 {
				d.from = slices.Insert(d.from, 0, image{filled(words[0], global), facts.Evidence{File: file, Line: n.Line, Rule: "FROM"}})
			}
		case "HEALTHCHECK":
			d.alive = asked(strings.Join(words, " "), facts.Evidence{File: file, Line: n.Line, Rule: "HEALTHCHECK"})
		case "ENV":
			for i := 0; i+1 < len(words); i += 3 { // the parser gives key, value, separator
				vars[words[i]] = words[i+1]
			}
		case "ARG":
			for _, w := range words {
				if name, value, ok := strings.Cut(w, "="); ok {
					vars[name] = value
				}
			}
		case "EXPOSE":
			for _, w := range words {
				if number, ok := instructions.Port(filled(w, vars)); ok {
					d.ports = append(d.ports, port{number, facts.Evidence{File: file, Line: n.Line, Rule: "EXPOSE"}})
				}
			}
		case "CMD", "ENTRYPOINT":
			d.words = append(d.words, strings.Fields(strings.Join(words, " "))...)
			if first := strings.Fields(strings.Join(words, " ")); len(first) > 0 && d.start == "" {
				d.start = path.Base(first[0])
			}
		case "COPY", "ADD":
			d.words = append(d.words, strings.Fields(strings.Join(words, " "))...)
			if !n.Heredoc && len(words) > 1 && n.Flag("from") == "" {
				d.takes = append(d.takes, words[:len(words)-1]...)
			}
			if !n.Heredoc && len(words) > 1 {
				for _, w := range words[:len(words)-1] {
					d.made = append(d.made, archive(w, facts.Evidence{File: file, Line: n.Line, Rule: n.Name})...)
				}
			}
		case "RUN", "WORKDIR":
			d.words = append(d.words, strings.Fields(strings.Join(words, " "))...)
		}
	}
	return d, nil
}

var (
	variables = regexp.MustCompile(`\$(?:\w+|\{[^}]*\})`)
	versions  = regexp.MustCompile(`\d+(?:\.\d+)*(?:-SNAPSHOT|\.RELEASE|\.Final)?`)
)

// archive is a jar or war that lies in a folder target. What a variable gives, and a version, may be any: both change with each release.
func archive(word string, at facts.Evidence) []made {
	dir, name := path.Split(word)
	if ext := path.Ext(name); ext != ".jar" && ext != ".war" || !strings.Contains("/"+dir, "/target/") {
		return nil
	}
	return []made{{word, anyOf(name), at}}
}

// anyOf makes a pattern of a name: for what a variable gives, and for a version.
func anyOf(name string) string {
	return versions.ReplaceAllString(variables.ReplaceAllString(name, "*"), "*")
}

// filled puts in what variables and build arguments hold.
func filled(text string, vars map[string]string) string {
	return instructions.Fill(text, func(name string) string { return strings.Trim(vars[name], `"'`) })
}

// local finds the address of the program itself in a command: http://localhost:8080/health.
var local = regexp.MustCompile(`https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d{1,5}))?(/[A-Za-z0-9._~/-]*)?`)

// asked reads the path that a command of a health check asks of the program; none when it has a variable.
func asked(command string, at facts.Evidence) probe {
	m := local.FindStringSubmatchIndex(command)
	if m == nil || m[5] < 0 && m[4] < 0 || m[5] < len(command) && strings.ContainsRune("$?{", rune(command[m[5]])) {
		return probe{}
	}
	p := probe{path: command[m[4]:m[5]], at: at}
	if m[2] >= 0 {
		p.port, _ = strconv.Atoi(command[m[2]:m[3]]) // digits only
	}
	return p
}
