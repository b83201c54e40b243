package configfile

import "strings"

// Dotenv reads a .env file as the dotenv package of npm documents it: KEY=value with an optional "export ", quotes of three kinds
// (a quoted value may span lines), and comments after white space and "#". Lines that are no assignment are left out.
func Dotenv(data []byte) []Value {
	lines := splitLines(text(data))
	var values []Value
	for i := 0; i < len(lines); i++ {
		number := i + 1
		line := strings.TrimPrefix(strings.TrimSpace(lines[i]), "export ")
		key, value, ok := strings.Cut(line, "=")
		key = strings.TrimSpace(key)
		if !ok || !isName(key) {
			continue
		}
		value = strings.TrimSpace(value)
		switch {
		case value != "" && strings.ContainsRune("\"'`", rune(value[0])):
			value, i = quoted(value, lines, i)
		case strings.HasPrefix(value, "#"):
			value = ""
		default:
			value, _, _ = strings.Cut(value, " #")
			value = strings.TrimSpace(value)
		}
		values = append(values, Value{Key: key, Value: value, Line: number})
	}
	return values
}

// maxQuotedLines bounds how far a quoted value is searched for its end.
const maxQuotedLines = 200

// quoted reads a value that begins with a quote on line i, and returns it with the last line it stands on.
func quoted(value string, lines []string, i int) (string, int) {
	quote, rest, first := value[:1], value[1:], i
	for !strings.Contains(rest, quote) && i+1 < len(lines) && i-first < maxQuotedLines {
		i++
		rest += "\n" + lines[i]
	}
	inner, _, closed := strings.Cut(rest, quote)
	if !closed { // an unpaired quote is text
		inner, _, _ = strings.Cut(value, " #")
		return inner, first
	}
	if quote == `"` {
		inner = strings.NewReplacer(`\n`, "\n", `\r`, "\r").Replace(inner)
	}
	return inner, i
}

func isName(s string) bool {
	for i, c := range []byte(s) {
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || ((c < '0' || c > '9') && c != '.' && c != '-')) {
			return false
		}
	}
	return s != ""
}
