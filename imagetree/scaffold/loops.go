package scaffold

import (
	"regexp"
	"strings"
)

var (
	shellLoop  = regexp.MustCompile(`(?s)\bfor[ \t]+([A-Za-z_][A-Za-z0-9_]*)[ \t]+in[ \t]+([^;\n]*?)[ \t]*[;\n]\s*do\b(.*?)\bdone\b`)
	makeTarget = regexp.MustCompile(`(?m)^([^\s:=#.][^:=#\n]*):(?:[^=\n][^\n]*)?\n((?:\t[^\n]*\n?)+)`)
)

// unrolled repeats what loops of a shell and rules of a Makefile do for each word of a list that the file spells out. What a loop runs over
// a command's output or over files stays as it is.
func unrolled(text string) string {
	lists := map[string]string{}
	for _, m := range assignment.FindAllStringSubmatch(text, -1) {
		if _, ok := lists[m[1]]; !ok {
			lists[m[1]] = m[2]
		}
	}
	grown := 0
	repeat := func(whole, list, in string, names ...string) string {
		words, ok := listed(list, lists)
		if grown += len(words) * len(in); !ok || len(words) == 0 || grown > maxUnrolled {
			return whole
		}
		var b strings.Builder
		for _, w := range words {
			body := in
			for _, n := range names {
				body = strings.ReplaceAll(body, n, w)
			}
			b.WriteString("\n" + body + "\n")
		}
		return b.String()
	}
	text = shellLoop.ReplaceAllStringFunc(text, func(whole string) string {
		m := shellLoop.FindStringSubmatch(whole)
		own := regexp.MustCompile(`\$`+m[1]+`\b`).ReplaceAllLiteralString(m[3], "${"+m[1]+"}")
		return repeat(whole, m[2], own, "$${"+m[1]+"}", "${"+m[1]+"}") // a Makefile doubles the sign
	})
	return makeTarget.ReplaceAllStringFunc(text, func(whole string) string {
		m := makeTarget.FindStringSubmatch(whole)
		return repeat(whole, m[1], m[2], "$@", "$(@)")
	})
}

// maxUnrolled bounds what loops may make of a file, in bytes.
const maxUnrolled = 1 << 20

// listed are the words of a list, with variables that the file gives a list; false when one of them cannot be told.
func listed(list string, lists map[string]string) (words []string, ok bool) {
	for w := range strings.FieldsSeq(list) {
		w = strings.Trim(w, `"'`)
		if m := variable.FindStringSubmatch(w); m != nil && m[0] == w {
			more, known := lists[m[1]+m[2]+m[3]]
			if !known || strings.ContainsAny(more, "$`*") {
				return nil, false
			}
			words = append(words, strings.Fields(more)...)
			continue
		}
		if strings.ContainsAny(w, "$`*(){}%") {
			return nil, false
		}
		words = append(words, w)
	}
	return words, len(words) <= maxBuilds
}
