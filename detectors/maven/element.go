package maven

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// element is an XML element with the line of its start tag. Plugin configuration has no schema, so the whole POM is kept as a tree.
type element struct {
	name, text string
	line       int
	attrs      []xml.Attr
	children   []*element
}

// Bounds of one XML file: real POMs stay far below.
const (
	maxXMLDepth    = 100
	maxXMLElements = 100_000
)

// parseXML reads a document without fetching or expanding anything: entities other than XML's five and HTML's named characters
// are an error, as they are in Maven.
func parseXML(data []byte) (*element, error) {
	data, err := decodeMarked(data)
	if err != nil {
		return nil, err
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Entity = xml.HTMLEntity // MXParser defines &nbsp;, &copy; and the like too
	d.CharsetReader = charsetReader
	var root *element
	var stack []*element
	count := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, xmlError(err, d)
		}
		switch t := token.(type) {
		case xml.StartElement:
			line, _ := d.InputPos()
			e := &element{name: t.Name.Local, line: line, attrs: t.Attr}
			if count++; count > maxXMLElements || len(stack) >= maxXMLDepth {
				return nil, fmt.Errorf("line %d: more than %d elements or deeper than %d", line, maxXMLElements, maxXMLDepth)
			}
			if len(stack) > 0 {
				top := stack[len(stack)-1]
				top.children = append(top.children, e)
			} else if root == nil {
				root = e
			}
			stack = append(stack, e)
		case xml.EndElement:
			e := stack[len(stack)-1]
			e.text = strings.TrimSpace(e.text)
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 0 {
				stack[len(stack)-1].text += string(t)
			}
		}
	}
	if root == nil {
		return nil, errors.New("holds no XML element")
	}
	return root, nil
}

func xmlError(err error, d *xml.Decoder) error {
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return fmt.Errorf("line %d: %s", syntax.Line, syntax.Msg)
	}
	line, _ := d.InputPos()
	return fmt.Errorf("line %d: %w", line, err)
}

// decodeMarked turns UTF-16 with a byte order mark into UTF-8, and takes the now wrong encoding declaration away.
func decodeMarked(data []byte) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte{0xff, 0xfe}) && !bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), nil
	}
	data, _, err := transform.Bytes(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder(), data)
	if err != nil {
		return nil, fmt.Errorf("not valid UTF-16: %w", err)
	}
	if bytes.HasPrefix(data, []byte("<?xml")) {
		if end := bytes.Index(data, []byte("?>")); end >= 0 {
			data = data[end+2:]
		}
	}
	return data, nil
}

func charsetReader(label string, input io.Reader) (io.Reader, error) {
	encoding, err := htmlindex.Get(strings.TrimSpace(label))
	if err != nil {
		return nil, fmt.Errorf("unknown encoding %q", label)
	}
	return encoding.NewDecoder().Reader(input), nil
}

// child returns the first child element of that name; nil when there is none. A nil element has no children.
func (e *element) child(name string) *element {
	if e == nil {
		return nil
	}
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// at follows a path of names.
func (e *element) at(names ...string) *element {
	for _, name := range names {
		e = e.child(name)
	}
	return e
}

// each returns all children of that name.
func (e *element) each(name string) []*element {
	if e == nil {
		return nil
	}
	var found []*element
	for _, c := range e.children {
		if c.name == name {
			found = append(found, c)
		}
	}
	return found
}

// value returns the text of a child, "" when there is none.
func (e *element) value(name string) string {
	if c := e.child(name); c != nil {
		return c.text
	}
	return ""
}

// walk visits the element and all below it.
func (e *element) walk(visit func(*element)) {
	if e == nil {
		return
	}
	visit(e)
	for _, c := range e.children {
		c.walk(visit)
	}
}

func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// merged returns the dominant element with what only the recessive one has, as Maven merges plugin configuration
// (Xpp3Dom.mergeXpp3Dom: children of the same name are merged, combine.self="override" stops it,
// combine.children="append" keeps both).
func merged(dominant, recessive *element) *element {
	if dominant == nil {
		return recessive
	}
	if recessive == nil || dominant.attr("combine.self") == "override" {
		return dominant
	}
	out := *dominant
	if len(dominant.children) == 0 && dominant.text != "" {
		return &out
	}
	out.children = append([]*element(nil), dominant.children...)
	if dominant.attr("combine.children") == "append" {
		out.children = append(append([]*element(nil), recessive.children...), out.children...)
		return &out
	}
	for _, r := range recessive.children {
		found := false
		for i, d := range out.children {
			if d.name == r.name {
				out.children[i] = merged(d, r)
				found = true
				break
			}
		}
		if !found {
			out.children = append(out.children, r)
		}
	}
	if out.text == "" && len(out.children) == 0 {
		out.text, out.line = recessive.text, recessive.line
	}
	return &out
}
