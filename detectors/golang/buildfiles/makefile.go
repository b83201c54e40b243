package buildfiles

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

var (
	makeAssign  = regexp.MustCompile(`^\s*(?:export\s+|override\s+)*([A-Za-z_][A-Za-z0-9_.]*)\s*(:=|::=|:::=|\?=|\+=|=)\s*(.*)$`)
	makeTarget  = regexp.MustCompile(`^([A-Za-z0-9_./%$(){} -]+?)\s*::?(?:$|[^=:])`)
	makeOf      = regexp.MustCompile(`^([A-Za-z0-9_./%-]+)\s*:\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*(:=|::=|\?=|\+=|=)\s*(.*)$`)
	makeInclude = regexp.MustCompile(`^-?s?include\s+(.+)$`)
)

// maxIncludes bounds how deep the files of a Makefile include others.
const maxIncludes = 4

// makefile is what a Makefile says, as far as it can be read without running make: assignments and the lines of recipes.
type makefile struct {
	vars  variables
	of    map[string]variables // variables of one target (GNU make manual, "Target-specific Variable Values")
	lines []recipeLine
}

type recipeLine struct {
	file, target, text string
	line               int
}

// makefile reads a Makefile with what it includes. Variables are filled in at the end, as make does for recipes.
func (b *Files) makefile(file string, data []byte) []Line {
	m := &makefile{vars: variables{}, of: map[string]variables{}}
	b.readMakefile(m, file, path.Dir(file), data, 0)
	var lines []Line
	for _, l := range m.lines {
		text := l.text
		own := m.of[l.target]
		if own != nil {
			text = own.expand(text)
		}
		lines = append(lines, Line{Makefile, facts.Evidence{File: l.file, Line: l.line, Rule: "line of the Makefile"}, path.Dir(file), m.vars.given(own.given(m.vars.expand(text)))})
	}
	return lines
}

func (b *Files) readMakefile(m *makefile, file, dir string, data []byte, depth int) {
	target := ""
	for n, line := range joined(data) {
		recipe := strings.HasPrefix(line, "\t")
		if inc := makeInclude.FindStringSubmatch(line); inc != nil && !recipe && depth < maxIncludes {
			for word := range strings.FieldsSeq(m.vars.expand(inc[1])) {
				for _, other := range b.included(dir, word) {
					if text, ok := b.read(other); ok {
						b.readMakefile(m, other, dir, text, depth+1)
					}
				}
			}
			continue
		}
		a, builds := makeAssign.FindStringSubmatch(line), goBuild.MatchString(line)
		if recipe || builds && a == nil {
			m.lines = append(m.lines, recipeLine{file, target, line, n})
		}
		if own := makeOf.FindStringSubmatch(line); own != nil && !recipe {
			if m.of[own[1]] == nil {
				m.of[own[1]] = variables{own[2]: m.vars[own[2]]}
			}
			m.of[own[1]].set(own[2], own[3], strings.TrimSpace(own[4]))
			continue
		}
		if a != nil && !strings.HasPrefix(line, "\t\t") && (!recipe || !builds) { // the lines of an ifdef may be set in, too
			value, _, _ := strings.Cut(a[3], " #")
			m.vars.set(a[1], a[2], strings.TrimSpace(value))
			continue
		}
		if t := makeTarget.FindStringSubmatch(line); t != nil && !recipe {
			target = strings.Fields(t[1] + " .")[0]
		}
	}
}

// included lists the files that an include line names, relative to the folder that make runs in.
func (b *Files) included(dir, word string) []string {
	name, ok := module.Inside(dir, word)
	if !ok || strings.Contains(name, "$") {
		return nil
	}
	if b.r.Tree.Has(name) {
		return []string{name}
	}
	return slices.DeleteFunc(slices.Clone(b.r.Tree.In(path.Dir(name))), func(f string) bool {
		fits, err := path.Match(name, f)
		return err != nil || !fits
	})
}
