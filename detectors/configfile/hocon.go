package configfile

import (
	"slices"
	"strings"
)

// HOCON reads the part of a HOCON file (Lightbend Config, "HOCON") that settings of a server stand in: nested objects, dotted keys, plain
// values one a line. A value that a substitution with a default follows, port = 8080 and then port = ${?PORT}, is written as the placeholder
// ${PORT:8080}; one that only a substitution gives as ${PORT}. Includes, concatenations and lists are left out.
func HOCON(data []byte) Document {
	doc := Document{Line: 1}
	index := map[string]int{}
	var path []string // of the open objects; "" for a list
	for i, line := range splitLines(text(data)) {
		if i >= MaxValues {
			break
		}
		line = hoconComment(line)
		for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
			switch line[0] {
			case '}', ']':
				if len(path) > 0 {
					path = path[:len(path)-1]
				}
				line = line[1:]
				continue
			case ',', '{':
				if line[0] == '{' {
					path = append(path, "")
				}
				line = line[1:]
				continue
			}
			end := strings.IndexAny(line, "={[:}],")
			if end < 0 || len(path) > maxDepth {
				break
			}
			if strings.IndexByte("}],", line[end]) >= 0 { // an element of a list
				line = line[end:]
				continue
			}
			key := strings.Trim(strings.TrimSpace(line[:end]), `"`)
			rest := strings.TrimSpace(line[end:])
			if rest[0] == '=' || rest[0] == ':' {
				rest = strings.TrimSpace(rest[1:])
			}
			if strings.HasPrefix(rest, "{") || strings.HasPrefix(rest, "[") {
				if rest[0] == '[' {
					key = ""
				}
				path, line = append(path, key), rest[1:]
				continue
			}
			value, after := hoconValue(rest)
			line = after
			hoconPut(&doc, index, strings.Join(append(slices.Clip(path), key), "."), value, i+1)
		}
	}
	return doc
}

func hoconComment(line string) string {
	quoted := false
	for i := range len(line) {
		switch {
		case line[i] == '"':
			quoted = !quoted
		case !quoted && (line[i] == '#' || strings.HasPrefix(line[i:], "//")):
			return line[:i]
		}
	}
	return line
}

// hoconValue cuts a value off what follows it on the line.
func hoconValue(rest string) (value, after string) {
	depth := 0
	for i := range len(rest) {
		switch c := rest[i]; {
		case c == '{':
			depth++
		case c == '}' && depth > 0:
			depth--
		case c == '}' || c == ',':
			return strings.Trim(strings.TrimSpace(rest[:i]), `"`), rest[i:]
		}
	}
	return strings.Trim(strings.TrimSpace(rest), `"`), ""
}

func hoconPut(doc *Document, index map[string]int, key, value string, line int) {
	before, known := index[key]
	if name, ok := strings.CutPrefix(value, "${?"); ok {
		name = strings.TrimSuffix(name, "}")
		value = "${" + name + "}"
		if known {
			doc.Values[before].Value = "${" + name + ":" + doc.Values[before].Value + "}"
			return
		}
	}
	index[key] = len(doc.Values)
	doc.Values = append(doc.Values, Value{Key: key, Value: value, Line: line})
}
