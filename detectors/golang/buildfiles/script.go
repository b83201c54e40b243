package buildfiles

import (
	"path"
	"regexp"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

var (
	shellAssign = regexp.MustCompile(`^\s*(?:export\s+|local\s+|readonly\s+|declare\s+(?:-\S+\s+)?|ARG\s+|ENV\s+)?([A-Za-z_][A-Za-z0-9_]*)(\+?=|\s*:=\s*)(.*)$`)
	oldEnv      = regexp.MustCompile(`^\s*ENV\s+([A-Za-z_][A-Za-z0-9_]*)\s+(.*)$`)
	yamlAssign  = regexp.MustCompile(`^\s*([A-Z_][A-Z0-9_]*):\s+(.+)$`)
	sourced     = regexp.MustCompile(`^\s*(?:source|\.)\s+(.+)$`)
	keyed       = regexp.MustCompile(`^\s*(?:-\s+)?(?:(?:run|cmd|sh|script|command):\s*[|>]?-?\s*|RUN\s+(?:--\S+\s+)*)?`)
)

// script reads a file of shell commands: a script, the RUN lines of a Dockerfile, the commands of a pipeline or of a task file. The
// variables are those of the whole file, wherever they stand; a value of two texts is the later one.
func (b *Files) script(s Source, file string, data []byte) []Line {
	vars := variables{}
	b.readAssignments(vars, s, path.Dir(file), data, 0)
	var lines []Line
	for n, line := range joined(data) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		text := strings.TrimSpace(keyed.ReplaceAllString(line, ""))
		if flags := vars["GOFLAGS"]; flags != "" && goBuild.MatchString(text) { // go help environment: flags of every command
			text = "GOFLAGS='" + flags + "' " + text
		}
		lines = append(lines, Line{s, facts.Evidence{File: file, Line: n, Rule: "line of the " + s.String()}, ".", vars.given(vars.expand(text))})
	}
	return lines
}

func (b *Files) readAssignments(vars variables, s Source, dir string, data []byte, depth int) {
	yaml := s == Pipeline || s == Task
	for _, line := range joined(data) {
		if a := sourced.FindStringSubmatch(line); a != nil && s == Script && depth < maxIncludes {
			b.readSourced(vars, dir, a[1], depth)
			continue
		}
		a := shellAssign.FindStringSubmatch(line)
		switch {
		case a != nil && !goBuild.MatchString(line):
			vars.set(a[1], strings.TrimSpace(a[2]), unquote(a[3]))
		case oldEnv.MatchString(line):
			m := oldEnv.FindStringSubmatch(line)
			vars.set(m[1], "=", unquote(m[2]))
		case yaml && yamlAssign.MatchString(line):
			m := yamlAssign.FindStringSubmatch(line)
			vars.set(m[1], "=", unquote(m[2]))
		}
	}
}

// readSourced reads the variables of a script that another one takes in: its path starts at the script, or at the root.
func (b *Files) readSourced(vars variables, dir, name string, depth int) {
	name = strings.Trim(name[strings.LastIndexAny(name, ")}")+1:], `"' `) // "$(dirname "$0")/vars.sh"
	if strings.HasPrefix(name, "$") {                                     // $DIR/vars.sh
		_, name, _ = strings.Cut(name, "/")
	}
	name = strings.TrimLeft(name, "/")
	for _, base := range []string{dir, "."} {
		other, ok := module.Inside(base, name)
		if !ok || !b.r.Tree.Has(other) {
			continue
		}
		if data, ok := b.read(other); ok {
			b.readAssignments(vars, Script, path.Dir(other), data, depth+1)
		}
		return
	}
}

// unquote takes the quotes or the brackets of an array from the text of an assignment, and what follows them.
func unquote(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	switch text[0] {
	case '"', '\'', '`':
		if end := strings.IndexByte(text[1:], text[0]); end >= 0 {
			return text[1 : end+1]
		}
		return text[1:]
	case '(':
		return strings.TrimSuffix(text[1:], ")")
	}
	return text
}
