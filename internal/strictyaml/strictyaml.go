// Package strictyaml decodes YAML into Go types and refuses what the types do not know, at file:line:column and with the nearest known word.
package strictyaml

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"regexp"
	"slices"
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
		return nil, syntax(file, data, err)
	}
	var second yaml.Node
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Usage, "the file holds more than one document").In(file, second.Line, 0)
	}
	root := doc.Content[0]
	return root, plainNodes(file, root, 0)
}

var (
	lineOf = regexp.MustCompile(`line (\d+)`)
	quoted = regexp.MustCompile("'[^']{40,}'|`[^`]{40,}`") // of the parser's messages
)

// syntax is what the YAML parser says, at its line and where the text of this line begins: the parser tells no column.
func syntax(file string, data []byte, err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1 // of which the parser does not speak
	if m := lineOf.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1]) // the pattern matched digits
		text = strings.TrimPrefix(text, m[0]+": ")
	}
	text = quoted.ReplaceAllStringFunc(text, func(value string) string { return fault.Quote(value[1 : len(value)-1]) })
	column, indent := firstWord(data, line)
	problem := fault.New(fault.Usage, "not valid YAML: %s", text).In(file, line, column)
	if strings.Contains(indent, "\t") {
		return problem.In(file, line, strings.Index(indent, "\t")+1).WithHint("indent with spaces: YAML takes no tabs there")
	}
	if strings.Contains(text, "cannot start any token") || strings.Contains(text, "mapping values are not allowed") || strings.Contains(text, "did not find expected comment or line break") {
		problem = problem.WithHint("put a value in quotes that begins with one of > | %% @ ` & * ! or holds a colon and a space")
	}
	return problem
}

// firstWord is the column, in characters from 1 on, at which the text of a line begins, and the white space before it; 0 where there is no such line.
func firstWord(data []byte, line int) (column int, indent string) {
	for i := 1; i < line && data != nil; i++ {
		_, data, _ = bytes.Cut(data, []byte("\n"))
	}
	if len(data) == 0 {
		return 0, ""
	}
	text, _, _ := bytes.Cut(data, []byte("\n"))
	indent = string(text[:len(text)-len(bytes.TrimLeft(text, " \t"))])
	return len(indent) + 1, indent
}

// maxDepth bounds nesting; settings and trees need fewer than ten levels.
const maxDepth = 64

// maxKeys bounds one mapping, since YAML's decoder compares each key with each other one. The lock of a thousand programs has fewer.
const maxKeys = 25_000

// plainTags are what values without a tag resolve to. A tag of its own could decode to another text than the one that was checked.
var plainTags = []string{"!!str", "!!int", "!!float", "!!bool", "!!null", "!!timestamp", "!!merge"}

func plainNodes(file string, n *yaml.Node, depth int) error {
	if depth > maxDepth {
		return fault.New(fault.Usage, "nested deeper than %d levels", maxDepth).In(file, n.Line, n.Column)
	}
	if n.Kind == yaml.MappingNode && len(n.Content) > 2*maxKeys {
		return fault.New(fault.Usage, "the mapping has more than %d keys", maxKeys).In(file, n.Line, n.Column)
	}
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return fault.New(fault.Usage, "anchors and aliases are not supported").In(file, n.Line, n.Column).WithHint("write the value out")
	}
	if n.Kind == yaml.ScalarNode && !slices.Contains(plainTags, n.Tag) {
		return fault.New(fault.Usage, "the YAML tag %s is not supported", fault.Short(n.Tag)).In(file, n.Line, n.Column).WithHint("write the value without it")
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
	if err := Check(file, root, reflect.TypeOf(into), nil); err != nil {
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
	return syntax(file, nil, err)
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

var unmarshaler = reflect.TypeFor[yaml.Unmarshaler]()

func ownDecoder(t reflect.Type) bool { return reflect.PointerTo(t).Implements(unmarshaler) }
