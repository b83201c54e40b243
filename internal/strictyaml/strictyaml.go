// Package strictyaml decodes YAML into Go types and refuses what the types do not know, at file:line:column and with the nearest known word.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/fault"
)

// MaxBytes bounds a settings or tree file.
const MaxBytes = 16 << 20

// Parse returns the root of the only document of a file; nil for an empty file.
// Aliases are refused: they hide where a value stands, and a bomb is made of them.
func Parse(file string, data []byte) (*yaml.Node, error) {
	if len(data) > MaxBytes {
		return nil, fault.New(fault.Usage, "the file is larger than %d bytes", MaxBytes).In(file, 0, 0)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		return nil, syntax(file, err)
	}
	var second yaml.Node
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Usage, "the file holds more than one document").In(file, second.Line, 0)
	}
	root := doc.Content[0]
	return root, plainNodes(file, root, 0)
}

var lineOf = regexp.MustCompile(`line (\d+)`)

func syntax(file string, err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 0
	if m := lineOf.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1]) // the pattern matched digits
		text = strings.TrimPrefix(text, m[0]+": ")
	}
	return fault.New(fault.Usage, "not valid YAML: %s", text).In(file, line, 0)
}

// maxDepth bounds nesting; settings and trees need fewer than ten levels.
const maxDepth = 64

func plainNodes(file string, n *yaml.Node, depth int) error {
	if depth > maxDepth {
		return fault.New(fault.Usage, "nested deeper than %d levels", maxDepth).In(file, n.Line, n.Column)
	}
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return fault.New(fault.Usage, "anchors and aliases are not supported").In(file, n.Line, n.Column).WithHint("write the value out")
	}
	seen := map[string]bool{}
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			if seen[c.Value] {
				return fault.New(fault.Usage, "the key %q is given twice", c.Value).In(file, c.Line, c.Column)
			}
			seen[c.Value] = true
		}
		if err := plainNodes(file, c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// Decode parses data into the value that into points to. Unknown keys and wrong types are errors with their position.
func Decode(file string, data []byte, into any) error {
	root, err := Parse(file, data)
	if err != nil || root == nil {
		return err
	}
	if err := Check(file, root, reflect.TypeOf(into)); err != nil {
		return err
	}
	return DecodeNode(file, root, into)
}

// DecodeNode decodes a node that Check has accepted; what the type's own UnmarshalYAML refuses is an error with its line.
func DecodeNode(file string, n *yaml.Node, into any) error {
	err := n.Decode(into)
	var f *fault.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		if f.At.File == "" {
			f.At.File = file
		}
		return f
	}
	return syntax(file, err)
}

// Check walks a node beside a type: keys of a struct must be known, scalars must be of the kind.
func Check(file string, n *yaml.Node, t reflect.Type) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if isNull(n) || t.Kind() == reflect.Interface || ownDecoder(t) {
		return nil
	}
	switch t.Kind() {
	case reflect.Struct:
		return checkStruct(file, n, t)
	case reflect.Map:
		if n.Kind != yaml.MappingNode {
			return wrongType(file, n, "a mapping")
		}
		for i := 1; i < len(n.Content); i += 2 {
			if err := Check(file, n.Content[i], t.Elem()); err != nil {
				return err
			}
		}
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			return wrongType(file, n, "a list")
		}
		for _, c := range n.Content {
			if err := Check(file, c, t.Elem()); err != nil {
				return err
			}
		}
	default:
		return checkScalar(file, n, t)
	}
	return nil
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

var unmarshaler = reflect.TypeFor[yaml.Unmarshaler]()

func ownDecoder(t reflect.Type) bool { return reflect.PointerTo(t).Implements(unmarshaler) }

func checkStruct(file string, n *yaml.Node, t reflect.Type) error {
	if n.Kind != yaml.MappingNode {
		return wrongType(file, n, "a mapping")
	}
	fields := Keys(t)
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		field, ok := fields[key.Value]
		if !ok {
			e := fault.New(fault.Usage, "unknown key %q", key.Value).In(file, key.Line, key.Column)
			if near := Nearest(key.Value, names(fields)); near != "" {
				return e.WithHint("did you mean %q?", near)
			}
			return e.WithHint("the keys here are %s", strings.Join(names(fields), ", "))
		}
		if err := Check(file, n.Content[i+1], field); err != nil {
			return err
		}
	}
	return nil
}

func checkScalar(file string, n *yaml.Node, t reflect.Type) error {
	if n.Kind != yaml.ScalarNode {
		return wrongType(file, n, article(t))
	}
	ok := true
	switch t.Kind() {
	case reflect.Bool:
		ok = n.Tag == "!!bool"
	case reflect.Int, reflect.Int32, reflect.Int64:
		ok = n.Tag == "!!int"
	case reflect.Float64:
		ok = n.Tag == "!!int" || n.Tag == "!!float"
	}
	if !ok {
		return wrongType(file, n, article(t))
	}
	return nil
}

func article(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	}
	return "a word"
}

func wrongType(file string, n *yaml.Node, want string) error {
	got := map[yaml.Kind]string{yaml.MappingNode: "a mapping", yaml.SequenceNode: "a list"}[n.Kind]
	if got == "" {
		got = fmt.Sprintf("%q", n.Value)
	}
	return fault.New(fault.Usage, "found %s where %s is expected", got, want).In(file, n.Line, n.Column)
}
