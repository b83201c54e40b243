package manifest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/waybill-dev/waybill/internal/fault"
)

// Value is one JSON value with the line that it begins on (1-based).
// The accepted form is JSON5 (https://spec.json5.org), which holds JSON, JSONC of tsconfig.json and pnpm's package.json5.
type Value struct {
	Line    int
	Kind    byte // 'o' object, 'a' array, 's' string, 'n' number, 'b' boolean, '0' null
	text    string
	items   []*Value
	Members map[string]*Value
	Keys    []string // in the order of the file
}

// maxJSONDepth bounds nesting; real manifests stay below ten.
const maxJSONDepth = 200

// syntaxError says where a file stops to be JSON.
type syntaxError struct {
	line int // 1-based
	err  error
}

func (e *syntaxError) Error() string { return e.err.Error() }

var errDepth = errors.New("nested too deeply")

// Parse reads one value; its error is a *syntaxError. A repeated key takes the last value, as JSON.parse does, on which npm relies.
func Parse(data []byte) (*Value, error) {
	p := &jsonParser{s: string(data), line: 1}
	v, err := p.value(0)
	if err == nil {
		p.space()
		if p.i < len(p.s) {
			err = p.unexpected()
		}
	}
	if err != nil {
		return nil, &syntaxError{p.line, err}
	}
	return v, nil
}

// Get walks down by keys; the result is nil where the path ends, and every method of a nil value is empty.
func (v *Value) Get(path ...string) *Value {
	for _, key := range path {
		if v == nil {
			return nil
		}
		v = v.Members[key]
	}
	return v
}

// Str returns the text of a string, "" for all else.
func (v *Value) Str() string {
	if v == nil || v.Kind != 's' {
		return ""
	}
	return v.text
}

// Scalar returns the text of a string, number or boolean.
func (v *Value) Scalar() string {
	if v == nil || !strings.ContainsRune("snb", rune(v.Kind)) {
		return ""
	}
	return v.text
}

// Strs returns the strings of an array, or the string alone.
func (v *Value) Strs() []string {
	if v == nil {
		return nil
	}
	if v.Kind == 's' {
		return []string{v.text}
	}
	var out []string
	for _, item := range v.items {
		if item.Kind == 's' {
			out = append(out, item.text)
		}
	}
	return out
}

// True says whether the value is the word true.
func (v *Value) True() bool { return v != nil && v.Kind == 'b' && v.text == "true" }

// Names are the keys of an object, in the order of the file.
func (v *Value) Names() []string {
	if v == nil {
		return nil
	}
	return v.Keys
}

// At is the line of the value, 0 for none.
func (v *Value) At() int {
	if v == nil {
		return 0
	}
	return v.Line
}

type jsonParser struct {
	s       string
	i, line int
}

func (p *jsonParser) unexpected() error {
	if p.i >= len(p.s) {
		return errors.New("the file ends too early")
	}
	r, _ := utf8.DecodeRuneInString(p.s[p.i:])
	return fmt.Errorf("unexpected %q", r)
}

// space skips white space and comments.
func (p *jsonParser) space() {
	for p.i < len(p.s) {
		rest := p.s[p.i:]
		switch {
		case rest[0] == '\n':
			p.line++
			p.i++
		case rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r' || rest[0] == '\f' || rest[0] == '\v':
			p.i++
		case strings.HasPrefix(rest, "//"):
			end := strings.IndexByte(rest, '\n')
			if end < 0 {
				end = len(rest)
			}
			p.i += end
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				end = len(rest) - 4
			}
			p.line += strings.Count(rest[:end+4], "\n")
			p.i += end + 4
		case strings.HasPrefix(rest, "\u00a0"), strings.HasPrefix(rest, "\ufeff"):
			_, n := utf8.DecodeRuneInString(rest)
			p.i += n
		default:
			return
		}
	}
}

func (p *jsonParser) value(depth int) (*Value, error) {
	if depth > maxJSONDepth {
		return nil, errDepth
	}
	p.space()
	if p.i >= len(p.s) {
		return nil, p.unexpected()
	}
	v := &Value{Line: p.line}
	switch c := p.s[p.i]; c {
	case '{':
		return v, p.object(v, depth)
	case '[':
		return v, p.array(v, depth)
	case '"', '\'':
		v.Kind = 's'
		var err error
		v.text, err = p.quoted(c)
		return v, err
	}
	word := p.word()
	switch word {
	case "":
		return nil, p.unexpected()
	case "true", "false":
		v.Kind = 'b'
	case "null":
		v.Kind = '0'
	default:
		if !strings.ContainsRune("+-.0123456789", rune(word[0])) && word != "Infinity" && word != "NaN" {
			return nil, errors.New("unexpected " + fault.Quote(word))
		}
		v.Kind = 'n'
	}
	v.text = word
	return v, nil
}

func (p *jsonParser) word() string {
	start := p.i
	for p.i < len(p.s) {
		c := p.s[p.i]
		if c < utf8.RuneSelf && ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && strings.IndexByte("_$+-.", c) < 0) {
			break
		}
		p.i++
	}
	return p.s[start:p.i]
}

func (p *jsonParser) object(v *Value, depth int) error {
	v.Kind, v.Members = 'o', map[string]*Value{}
	p.i++
	for {
		p.space()
		if p.i >= len(p.s) {
			return p.unexpected()
		}
		var key string
		switch c := p.s[p.i]; c {
		case '}':
			p.i++
			return nil
		case '"', '\'':
			var err error
			if key, err = p.quoted(c); err != nil {
				return err
			}
		default:
			if key = p.word(); key == "" {
				return p.unexpected()
			}
		}
		p.space()
		if p.i >= len(p.s) || p.s[p.i] != ':' {
			return p.unexpected()
		}
		p.i++
		member, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		if _, again := v.Members[key]; !again {
			v.Keys = append(v.Keys, key)
		}
		v.Members[key] = member
		if !p.comma('}') {
			return p.unexpected()
		}
	}
}

func (p *jsonParser) array(v *Value, depth int) error {
	v.Kind = 'a'
	p.i++
	for {
		p.space()
		if p.i < len(p.s) && p.s[p.i] == ']' {
			p.i++
			return nil
		}
		item, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		v.items = append(v.items, item)
		if !p.comma(']') {
			return p.unexpected()
		}
	}
}

// comma skips a comma, or stands before the closing bracket.
func (p *jsonParser) comma(closing byte) bool {
	p.space()
	if p.i >= len(p.s) {
		return false
	}
	if p.s[p.i] == ',' {
		p.i++
		return true
	}
	return p.s[p.i] == closing
}

var jsonEscapes = map[byte]string{'n': "\n", 't': "\t", 'r': "\r", 'b': "\b", 'f': "\f", 'v': "\v", '0': "\x00", '\n': ""}

func (p *jsonParser) quoted(quote byte) (string, error) {
	p.i++
	start := p.i
	var b strings.Builder
	for p.i < len(p.s) {
		switch c := p.s[p.i]; c {
		case quote:
			b.WriteString(p.s[start:p.i])
			p.i++
			return strings.ToValidUTF8(b.String(), "\ufffd"), nil
		case '\n':
			return "", errors.New("a string does not end on its line")
		case '\\':
			b.WriteString(p.s[start:p.i])
			p.i++
			p.escape(&b)
			start = p.i
		default:
			p.i++
		}
	}
	return "", p.unexpected()
}

func (p *jsonParser) escape(b *strings.Builder) {
	if p.i >= len(p.s) {
		return
	}
	c := p.s[p.i]
	p.i++
	if c == '\n' {
		p.line++
	}
	digits := map[byte]int{'u': 4, 'x': 2}[c]
	if digits > 0 && p.i+digits <= len(p.s) {
		if r, _, _, err := strconv.UnquoteChar(p.s[p.i-2:], 0); err == nil {
			p.i += digits
			b.WriteRune(r)
			return
		}
	}
	if text, ok := jsonEscapes[c]; ok {
		b.WriteString(text)
		return
	}
	b.WriteByte(c)
}
