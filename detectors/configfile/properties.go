package configfile

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Properties reads a Java properties file as java.util.Properties.load(Reader) documents it: "=", ":" or white space end a key,
// a backslash continues a line or escapes a character, "#" and "!" begin comments.
// Bytes that are not UTF-8 are read as ISO-8859-1, the encoding of Properties.load(InputStream).
func Properties(data []byte) []Value {
	var values []Value
	for _, d := range PropertiesDocuments(data) {
		values = append(values, d.Values...)
	}
	return values
}

// PropertiesDocuments reads a properties file whose parts are separated by "#---" or "!---" lines
// (Spring Boot reference, "Working With Multi-Document Files"). There is at least one document. Reading ends after MaxValues values.
func PropertiesDocuments(data []byte) []Document {
	docs := []Document{{Line: 1}}
	lines := splitLines(text(data))
	for i, read := 0, 0; i < len(lines) && read < MaxValues; i++ {
		line, number := trimLeft(lines[i]), i+1
		if line == "" {
			continue
		}
		if line[0] == '#' || line[0] == '!' {
			if trimRight(line[1:]) == "---" {
				docs = append(docs, Document{Line: number + 1})
			}
			continue
		}
		var logical strings.Builder
		for continues(line) && i+1 < len(lines) {
			logical.WriteString(line[:len(line)-1])
			i++
			line = trimLeft(lines[i])
		}
		if continues(line) { // the file ends in a backslash
			line = line[:len(line)-1]
		}
		logical.WriteString(line)
		key, value := splitProperty(logical.String())
		last := &docs[len(docs)-1]
		last.Values = append(last.Values, Value{Key: unescape(key), Value: unescape(value), Line: number})
		read++
	}
	return docs
}

func text(data []byte) string {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if utf8.Valid(data) {
		return string(data)
	}
	runes := make([]rune, len(data))
	for i, b := range data {
		runes[i] = rune(b)
	}
	return string(runes)
}

func splitLines(s string) []string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Split(strings.ReplaceAll(s, "\r", "\n"), "\n")
}

func trimLeft(s string) string  { return strings.TrimLeft(s, " \t\f") }
func trimRight(s string) string { return strings.TrimRight(s, " \t\f") }

// continues says whether a line ends in an odd number of backslashes.
func continues(line string) bool {
	n := 0
	for n < len(line) && line[len(line)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

func splitProperty(line string) (key, value string) {
	end := 0
	for end < len(line) && !strings.ContainsRune("=: \t\f", rune(line[end])) {
		if line[end] == '\\' {
			end++
		}
		end++
	}
	end = min(end, len(line))
	rest := trimLeft(line[end:])
	if rest != "" && (rest[0] == '=' || rest[0] == ':') {
		rest = trimLeft(rest[1:])
	}
	return line[:end], rest
}

func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			if s[i] != '\\' {
				b.WriteByte(s[i])
			}
			continue
		}
		i++
		switch s[i] {
		case 't':
			b.WriteByte('\t')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 'f':
			b.WriteByte('\f')
		case 'u':
			r, ok := hex4(s[i+1:])
			if !ok {
				b.WriteByte('u') // Java refuses the file; the rest of it is still worth reading
				continue
			}
			b.WriteRune(r)
			i += 4
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func hex4(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range []byte(s[:4]) {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return r, true
}
