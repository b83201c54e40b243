package configfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Bounds of one file; MaxValues counts for each kind. Deeper or larger YAML is refused, whatever aliases would make of it.
const (
	maxDepth  = 64
	MaxValues = 20_000
	maxBytes  = 2 << 20 // the parser takes a hundred times as much memory
)

// YAML reads all documents of a file and flattens each to dotted keys in the order of the file; list elements get [0], [1], ….
// A value that begins with a Maven or Ant placeholder (@name@), which YAML itself refuses, is read as text.
// The documents before an error are returned with it; the error names the line.
func YAML(data []byte) ([]Document, error) {
	return read(data, func(n *yaml.Node) string { return n.Value })
}

// read is YAML with what a scalar without a null is as text.
func read(data []byte, text func(*yaml.Node) string) ([]Document, error) {
	if len(data) > maxBytes {
		return nil, fmt.Errorf("is larger than %d bytes", maxBytes)
	}
	docs, err := readYAML(data, text)
	if err == nil {
		return docs, nil
	}
	if mended := placeholder.ReplaceAll(data, []byte(`$1"$2"$3`)); !bytes.Equal(mended, data) {
		if docs, again := readYAML(mended, text); again == nil {
			return docs, nil
		}
	}
	return docs, err
}

// placeholder is an unquoted scalar with @name@ at its beginning.
var placeholder = regexp.MustCompile(`(?m)^([ \t]*(?:-[ \t]+)?(?:[^#'"\s:][^#'"\n:]*:[ \t]+)?)(@[\w.-]+@[^"\n#\r]*?)([ \t]*(?:#.*)?\r?)$`)

func readYAML(data []byte, text func(*yaml.Node) string) ([]Document, error) {
	if bytes.IndexByte(data, 0) >= 0 {
		return nil, errors.New("holds a NUL byte")
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var docs []Document
	for {
		var node yaml.Node
		err := decoder.Decode(&node)
		if errors.Is(err, io.EOF) {
			return docs, nil
		}
		if err != nil {
			return docs, fmt.Errorf("not valid YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
		}
		f := flattener{text: text}
		if err := f.add("", &node, 0); err != nil {
			return docs, err
		}
		docs = append(docs, Document{Line: node.Line, Values: f.values})
	}
}

type flattener struct {
	text    func(*yaml.Node) string
	values  []Value
	visited int
}

func (f *flattener) add(key string, node *yaml.Node, depth int) error {
	f.visited++
	if depth > maxDepth {
		return fmt.Errorf("line %d: nested deeper than %d levels", node.Line, maxDepth)
	}
	if f.visited > MaxValues {
		return fmt.Errorf("line %d: holds more than %d values", node.Line, MaxValues)
	}
	switch node.Kind {
	case yaml.DocumentNode:
		for _, n := range node.Content {
			if err := f.add(key, n, depth+1); err != nil {
				return err
			}
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			name := node.Content[i].Value
			if name == "<<" && node.Content[i].Tag == "!!merge" {
				name = ""
			}
			if err := f.add(joinKey(key, name), node.Content[i+1], depth+1); err != nil {
				return err
			}
		}
	case yaml.SequenceNode:
		for i, n := range node.Content {
			if err := f.add(key+"["+strconv.Itoa(i)+"]", n, depth+1); err != nil {
				return err
			}
		}
	case yaml.AliasNode:
		return f.add(key, node.Alias, depth+1)
	case yaml.ScalarNode:
		value := f.text(node)
		if node.Tag == "!!null" {
			value = ""
		}
		f.values = append(f.values, Value{Key: key, Value: value, Line: node.Line})
	}
	return nil
}

func joinKey(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "." + b
}
