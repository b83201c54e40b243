package buildfiles

import (
	"cmp"
	"path"
	"regexp"
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
			file := path.Join(base, name)
			data, ok := b.read(file)
			if !ok {
				continue
			}
			docs, err := configfile.YAML(data)
			if err != nil || len(docs) == 0 {
				continue
			}
			for i := range maxBuilds {
				if f, ok := releaseBuild(docs[0], "builds["+strconv.Itoa(i)+"]", file, dir); ok {
					return f, true
				}
			}
		}
	}
	return Flags{}, false
}

func releaseBuild(doc configfile.Document, prefix, file, dir string) (Flags, bool) {
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
	if !found || releaseDir(doc, prefix, file) != dir {
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
