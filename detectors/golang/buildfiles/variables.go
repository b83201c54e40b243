package buildfiles

import (
	"regexp"
	"strings"
)

// variables are the texts that a build file gives to names.
type variables map[string]string

// named are the ways in which make, shells, task files and pipelines name a variable: $(NAME), ${NAME}, ${NAME[@]}, $NAME, $$NAME,
// {{.NAME}}, {{ NAME }} and ${{ env.NAME }}.
var named = regexp.MustCompile(`\$?\$[({]([A-Za-z_][A-Za-z0-9_.]*)(?:\[@\])?[)}]|\$?\$([A-Za-z_][A-Za-z0-9_]*)|\$?\{\{\s*(?:env\.|vars?\.|\.)?([A-Za-z_][A-Za-z0-9_]*)\s*\}\}`)

const maxExpanded = 16 << 10

// expand fills in what the file gives to a name; what is computed when the build runs stays as it is written.
func (v variables) expand(s string) string {
	for range 6 {
		next := named.ReplaceAllStringFunc(s, func(w string) string {
			m := named.FindStringSubmatch(w)
			if text, ok := v[m[1]+m[2]+m[3]]; ok {
				return text
			}
			return w
		})
		if next == s || len(next) > maxExpanded {
			break
		}
		s = next
	}
	return s
}

// set gives a text to a name as the operator of an assignment does. A text that names itself goes on from the old one:
// LDFLAGS := -s $(LDFLAGS).
func (v variables) set(name, operator, text string) {
	old, have := v[name]
	switch {
	case operator == "?=" && have:
	case operator == "+=":
		v[name] = strings.TrimSpace(old + " " + text)
	default:
		v[name] = named.ReplaceAllStringFunc(text, func(w string) string {
			if m := named.FindStringSubmatch(w); m[1]+m[2]+m[3] == name {
				return old
			}
			return w
		})
	}
	if len(v[name]) > maxExpanded {
		v[name] = ""
	}
}

// joined yields the lines of a text with those that a backslash continues put together; the number is that of the first of them.
func joined(data []byte) func(yield func(n int, line string) bool) {
	return func(yield func(int, string) bool) {
		n, start, before := 0, 0, ""
		for line := range strings.Lines(string(data)) {
			n++
			line = strings.TrimRight(line, "\r\n")
			if before == "" {
				start = n
			}
			if cut, ok := strings.CutSuffix(line, `\`); ok && len(before) < 64<<10 {
				before += cut + " "
				continue
			}
			if before != "" && strings.HasPrefix(strings.TrimSpace(line), "#") { // a comment between the lines of a RUN
				continue
			}
			if !yield(start, before+line) {
				return
			}
			before = ""
		}
		if before != "" {
			yield(start, before)
		}
	}
}
