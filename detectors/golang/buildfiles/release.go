package buildfiles

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// releaseFiles hold the builds of goreleaser (goreleaser.com/customization/builds/go) and ko (ko.build/configuration), which share the
// names main, dir, flags, tags and ldflags.
var releaseFiles = []string{".goreleaser.yml", ".goreleaser.yaml", "goreleaser.yml", "goreleaser.yaml", ".ko.yaml"}

// maxBuilds bounds the builds of one release configuration.
const maxBuilds = 20

// release reads the build of a main package from a release configuration in the folder of its module, or at the root.
func (b *Files) release(dir string, m *module.Module) (Flags, bool) {
	for _, base := range []string{m.Dir, "."} {
		for _, name := range releaseFiles {
			list := b.releasesOf(path.Join(base, name))
			if i := slices.IndexFunc(list, func(one released) bool { return one.dir == dir }); i >= 0 {
				return list[i].flags, true
			}
		}
	}
	return Flags{}, false
}

// released is a build of a release configuration.
type released struct {
	dir   string // of the main package
	flags Flags
}

// releasesOf reads the builds of a release configuration, once.
func (b *Files) releasesOf(file string) []released {
	if list, known := b.releases[file]; known {
		return list
	}
	b.releases[file] = nil
	data, ok := b.read(file)
	if !ok {
		return nil
	}
	docs, err := configfile.YAML(data)
	if err != nil || len(docs) == 0 {
		return nil
	}
	for i := range maxBuilds {
		prefix := "builds[" + strconv.Itoa(i) + "]"
		if f, ok := releaseBuild(docs[0], prefix, file); ok {
			b.releases[file] = append(b.releases[file], released{releaseDir(docs[0], prefix, file), f})
		}
	}
	return b.releases[file]
}

func releaseBuild(doc configfile.Document, prefix, file string) (Flags, bool) {
	var f Flags
	first, found := 0, false
	var text, env strings.Builder
	for _, v := range doc.Values {
		key, ok := strings.CutPrefix(v.Key, prefix+".")
		if !ok {
			continue
		}
		if !found {
			first, found = v.Line, true
		}
		switch key, _, _ = strings.Cut(key, "["); key {
		case "ldflags":
			f.readStamps(v.Value)
		case "tags":
			text.WriteString(" -tags=" + strings.ReplaceAll(v.Value, " ", ","))
		case "flags":
			text.WriteString(" " + v.Value)
		case "env":
			env.WriteString(v.Value + " ")
		}
	}
	if !found {
		return Flags{}, false
	}
	one, ok := buildOf(Command{Words: split(env.String() + "go build " + text.String())})
	f.At = facts.Evidence{File: file, Line: first, Rule: "builds of the release"}
	if ok {
		f.read(one, "")
	}
	return f, true
}

// releaseDir is the folder of the main package that a build names.
func releaseDir(doc configfile.Document, prefix, file string) string {
	main, _ := doc.Get(prefix + ".main")
	dir, _ := doc.Get(prefix + ".dir")
	target := cmp.Or(main.Value, ".")
	if strings.HasSuffix(target, ".go") {
		target = path.Dir(target)
	}
	in, ok := module.Inside(path.Join(path.Dir(file), dir.Value), target)
	if !ok {
		return "?"
	}
	return in
}

// hookLine is a command of a release configuration: an element of a list, or the value of cmd (goreleaser.com/customization/general/hooks).
var hookLine = regexp.MustCompile(`^\s*-\s+(?:cmd:\s*)?([a-z./][^:{]*)$`)

// hooks are the commands that a release configuration runs before its builds.
func (b *Files) hooks(file string, data []byte) []Line {
	var lines []Line
	for n, line := range joined(data) {
		if m := hookLine.FindStringSubmatch(line); m != nil {
			lines = append(lines, Line{Release, facts.Evidence{File: file, Line: n, Rule: "hook of the release"}, path.Dir(file), strings.Trim(m[1], `"'`)})
		}
	}
	return lines
}
