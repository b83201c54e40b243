package secret

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// settings are the ways in which a text of a shell gives a value to a name: an option, and a variable that is set. The groups are what stands
// before the name, the name, what stands between, and the value.
var settings = []*regexp.Regexp{
	regexp.MustCompile(`(^|[\s;&|("'])(--?[A-Za-z][\w.-]*|//\S+:_\w+)(=|[ \t]+)("[^"]*"|'[^']*'|[^\s'";&|-][^\s'";&|]*)`),
	regexp.MustCompile(`(^|[\s;&|(])([A-Za-z_/][\w./:-]*)(=)("[^"]*"|'[^']*'|[^\s'";&|]+)`),
	regexp.MustCompile(`((?:\bsshpass|\blogin\s[^;&|]*?|\s(?:-u|--user|--username)[= ]\S+(?:\s[^;&|]*?)?)\s)(-p)([= ]+)("[^"]*"|'[^']*'|[^\s'";&|]+)`),
}

// quotedSecrets are those that stand in a word of a shell's text among other characters; the groups are what stands before the value, the
// name where there is one, and the value.
var quotedSecrets = []*regexp.Regexp{
	regexp.MustCompile(`([a-z][a-z0-9+.-]*://[^\s/:@$"']*:)()([^\s/@${}"']+)@`),
	regexp.MustCompile(`(["']([A-Za-z][\w-]*)\s*:\s*)([^"'$]+)["']`),
	regexp.MustCompile(`("([A-Za-z][\w.-]*)"\s*:\s*")([^"$]+)"`),
	regexp.MustCompile(`(["']([A-Za-z_][\w.-]*)=["']?)([^"'$]+)["']`),
}

// shellText is a text that a shell runs, with its secrets from variables.
func shellText(text string, refer func(name, value string) string) string {
	text = toolText(text, refer)
	for i, form := range settings {
		text = form.ReplaceAllStringFunc(text, func(found string) string {
			m := form.FindStringSubmatch(found)
			value := strings.Trim(m[4], `"'`)
			switch {
			case i == 2 && !number.MatchString(value) && !strings.Contains(value, "$"):
				return m[1] + m[2] + m[3] + refer("password", value)
			case called(m[2], value) || formed(value) && !strings.Contains(value, "://"):
				return m[1] + m[2] + m[3] + refer(m[2], value)
			}
			return found
		})
	}
	for _, form := range quotedSecrets {
		var b strings.Builder
		last := 0
		for _, at := range form.FindAllStringSubmatchIndex(text, -1) {
			name, value := text[at[4]:at[5]], text[at[6]:at[7]]
			if name != "" && !called(name, value) && !formed(name+": "+value) {
				continue
			}
			if name == "" {
				name = "url password"
			}
			b.WriteString(text[last:at[6]] + around(text[:at[6]], refer(name, value)))
			last = at[7]
		}
		text = b.String() + text[last:]
	}
	return text
}

// around is a reference in double quotation marks as it stands behind a text: between marks that are open there it closes and opens them.
func around(before, reference string) string {
	var open rune
	for _, c := range before {
		switch {
		case open == 0 && (c == '"' || c == '\''):
			open = c
		case c == open:
			open = 0
		}
	}
	switch open {
	case '"':
		return strings.Trim(reference, `"`)
	case '\'':
		return "'" + reference + "'"
	}
	return reference
}

// toolText takes the secrets out that the commands of a text are known to take by short options. A text that is none of a shell stays.
func toolText(text string, refer func(name, value string) string) string {
	if !slices.ContainsFunc(strings.FieldsFunc(text, besideNames), func(word string) bool { return toolsOf()[base(word)] != nil }) {
		return text // most texts
	}
	file, err := syntax.NewParser().Parse(strings.NewReader(text), "")
	if err != nil {
		return text
	}
	type cut struct {
		from, to uint
		word     string
	}
	var cuts []cut
	syntax.Walk(file, func(n syntax.Node) bool {
		call, ok := n.(*syntax.CallExpr)
		if !ok {
			return true
		}
		argv := make([]string, len(call.Args))
		for i, w := range call.Args {
			argv[i] = literal(w)
		}
		for i, w := range call.Args {
			if start, end, ok := toolSecret(argv, i); ok {
				cuts = append(cuts, cut{w.Pos().Offset(), w.End().Offset(), written(argv[i], start, end, refer("password", argv[i][start:end]))})
			}
		}
		return true
	})
	slices.SortFunc(cuts, func(a, b cut) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	last := uint(0)
	for _, c := range cuts {
		b.WriteString(text[last:c.from] + c.word)
		last = c.to
	}
	return b.String() + text[last:]
}

// besideNames says whether a character stands between the names of programs in a text of a shell.
func besideNames(r rune) bool { return strings.ContainsRune(" \t\r\n;&|()`'\"$={}", r) }

// literal is what a word means where nothing in it is computed, else "".
func literal(w *syntax.Word) string {
	var b strings.Builder
	for _, part := range w.Parts {
		switch part := part.(type) {
		case *syntax.Lit:
			b.WriteString(escape.ReplaceAllString(part.Value, "$1"))
		case *syntax.SglQuoted:
			b.WriteString(part.Value)
		case *syntax.DblQuoted:
			for _, inner := range part.Parts {
				lit, ok := inner.(*syntax.Lit)
				if !ok {
					return ""
				}
				b.WriteString(escapeInQuotes.ReplaceAllString(lit.Value, "$1"))
			}
		default:
			return ""
		}
	}
	return b.String()
}

// A backslash quotes the character behind it; between double quotation marks it does so for few only (POSIX.1-2024, XCU 2.2.1 and 2.2.3).
var (
	escape         = regexp.MustCompile(`\\(.)`)
	escapeInQuotes = regexp.MustCompile("\\\\([$`\"\\\\])")
)
