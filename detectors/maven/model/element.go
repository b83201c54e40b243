package model

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

// Element is an XML element with the line of its start tag. Plugin configuration has no schema, so the whole POM is kept as a tree.
type Element struct {
	Name, Text string
	Line       int
	attrs      []xml.Attr
	Children   []*Element
}

// Bounds of one XML file: real POMs stay far below.
const (
	maxXMLDepth    = 100
	maxXMLElements = 100_000
)

// ParseXML reads a document without fetching or expanding anything: entities other than XML's five and HTML's named characters
// are an error, as they are in Maven.
func ParseXML(data []byte) (*Element, error) {
	data, err := decodeMarked(data)
	if err != nil {
		return nil, err
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Entity = xml.HTMLEntity // MXParser defines &nbsp;, &copy; and the like too
	d.CharsetReader = charsetReader
	var root *Element
	var stack []*Element
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
			e := &Element{Name: t.Name.Local, Line: line, attrs: t.Attr}
			if count++; count > maxXMLElements || len(stack) >= maxXMLDepth {
				return nil, &SyntaxError{line, fmt.Sprintf("more than %d elements or deeper than %d", maxXMLElements, maxXMLDepth)}
			}
			if len(stack) > 0 {
				top := stack[len(stack)-1]
				top.Children = append(top.Children, e)
			} else if root == nil {
				root = e
			}
			stack = append(stack, e)
		case xml.EndElement:
			e := stack[len(stack)-1]
			e.Text = strings.TrimSpace(e.Text)
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 0 {
				stack[len(stack)-1].Text += string(t)
			}
		}
	}
	if root == nil {
		return nil, errors.New("holds no XML element")
	}
	return root, nil
}

// SyntaxError says what is wrong with an XML file, and in which line.
type SyntaxError struct {
	Line int
	Text string // one sentence without the place
}

func (e *SyntaxError) Error() string { return e.Text }

func xmlError(err error, d *xml.Decoder) error {
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return &SyntaxError{syntax.Line, syntax.Msg}
	}
	line, _ := d.InputPos()
	return &SyntaxError{line, err.Error()}
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

// Child returns the first child element of that name; nil when there is none. A nil element has no children.
func (e *Element) Child(name string) *Element {
	if e == nil {
		return nil
	}
	for _, c := range e.Children {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// At follows a path of names.
func (e *Element) At(names ...string) *Element {
	for _, name := range names {
		e = e.Child(name)
	}
	return e
}

// Each returns all children of that name.
func (e *Element) Each(name string) []*Element {
	if e == nil {
		return nil
	}
	var found []*Element
	for _, c := range e.Children {
		if c.Name == name {
			found = append(found, c)
		}
	}
	return found
}

// Value returns the text of a child, "" when there is none.
func (e *Element) Value(name string) string {
	if c := e.Child(name); c != nil {
		return c.Text
	}
	return ""
}

// Walk visits the element and all below it.
func (e *Element) Walk(visit func(*Element)) {
	if e == nil {
		return
	}
	visit(e)
	for _, c := range e.Children {
		c.Walk(visit)
	}
}

// Attr returns the value of an attribute, "" when there is none.
func (e *Element) Attr(name string) string {
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
func merged(dominant, recessive *Element) *Element {
	if dominant == nil {
		return recessive
	}
	if recessive == nil || dominant.Attr("combine.self") == "override" {
		return dominant
	}
	out := *dominant
	if len(dominant.Children) == 0 && dominant.Text != "" {
		return &out
	}
	out.Children = append([]*Element(nil), dominant.Children...)
	if dominant.Attr("combine.children") == "append" {
		out.Children = append(append([]*Element(nil), recessive.Children...), out.Children...)
		return &out
	}
	for _, r := range recessive.Children {
		found := false
		for i, d := range out.Children {
			if d.Name == r.Name {
				out.Children[i] = merged(d, r)
				found = true
				break
			}
		}
		if !found {
			out.Children = append(out.Children, r)
		}
	}
	if out.Text == "" && len(out.Children) == 0 {
		out.Text, out.Line = recessive.Text, recessive.Line
	}
	return &out
}

// All returns the children of an element that may be nil.
func (e *Element) All() []*Element {
	if e == nil {
		return nil
	}
	return e.Children
}
