package strictyaml

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/fault"
)

// Check walks a node beside a type and returns all problems: keys of a struct must be known, values must be of the kind, and of the form
// that the field's tags name (see Form). The error is a fault.List when there are several.
func Check(file string, n *yaml.Node, t reflect.Type, forms Forms) error {
	return fault.Join(Problems(file, n, t, forms)...)
}

// Problems is Check for a caller that has further problems to tell with them.
func Problems(file string, n *yaml.Node, t reflect.Type, forms Forms) []*fault.Error {
	c := checker{file: file, forms: forms, kinds: map[reflect.Type]kind{}}
	c.value(n, t, rules{}, nil)
	return c.problems
}

// maxProblems bounds what is told at a time: who has mended these runs again.
const maxProblems = 50

type checker struct {
	file     string
	forms    Forms
	kinds    map[reflect.Type]kind
	problems []*fault.Error
	around   []around
}

// around is a mapping that the one in hand lies in: a key may belong there.
type around struct {
	of reflect.Type
	at []string
}

// kind is a struct type as its mappings are checked. A file may have ten thousand mappings of one type.
type kind struct {
	fields   map[string]field
	known    []string // the keys, sorted
	required []string // those that may not be missing, sorted
}

type field struct {
	is    reflect.Type
	rules rules
}

func (c *checker) kind(t reflect.Type) kind {
	if k, ok := c.kinds[t]; ok {
		return k
	}
	of := fieldsOf(t)
	k := kind{fields: map[string]field{}, known: names(of)}
	for _, name := range k.known {
		r := rulesOf(of[name])
		k.fields[name] = field{of[name].Type, r}
		if r.required {
			k.required = append(k.required, name)
		}
	}
	c.kinds[t] = k
	return k
}

func (c *checker) refuse(n *yaml.Node, hint, format string, args ...any) {
	if len(c.problems) == maxProblems {
		return
	}
	c.problems = append(c.problems, fault.New(fault.Usage, format, args...).In(c.file, n.Line, n.Column).WithHint("%s", hint))
}

func (c *checker) value(n *yaml.Node, t reflect.Type, r rules, at []string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if isNull(n) || t.Kind() == reflect.Interface || ownDecoder(t) {
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		c.fields(n, t, at)
	case reflect.Map:
		c.entries(n, t, r, at)
	case reflect.Slice:
		c.items(n, t, r, at)
	default:
		c.scalar(n, t, r, at)
	}
}

func (c *checker) fields(n *yaml.Node, t reflect.Type, at []string) {
	if n.Kind != yaml.MappingNode {
		c.wrongType(n, "a mapping", "")
		return
	}
	k := c.kind(t)
	c.around = append(c.around, around{t, at})
	defer func(n int) { c.around = c.around[:n] }(len(c.around) - 1)
	there := map[string]bool{} // of the required keys
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		f, ok := k.fields[key.Value]
		if !ok {
			c.refuse(key, c.meant(key.Value, k, t, at), "unknown key %q", key.Value)
			continue
		}
		if f.rules.required {
			if isNull(n.Content[i+1]) && !there[key.Value] {
				continue
			}
			there[key.Value] = true
		}
		c.value(n.Content[i+1], f.is, f.rules, append(slices.Clone(at), key.Value))
	}
	for _, name := range k.required {
		if !there[name] {
			c.refuse(n, "add the key "+name, "%s has no %s", Path(at...), name)
		}
	}
}

// meant is the hint for a key that the mapping does not have: the same key of another mapping, below or around, or the nearest one here.
func (c *checker) meant(key string, k kind, t reflect.Type, at []string) string {
	if below := keyBelow(t, key); below != nil {
		return "did you mean " + Path(slices.Concat(at, below)...) + "?"
	}
	for _, a := range slices.Backward(c.around) {
		if _, ok := c.kind(a.of).fields[key]; ok {
			return "did you mean " + Path(slices.Concat(a.at, []string{key})...) + "?"
		}
	}
	if near := Nearest(key, k.known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "the keys here are " + strings.Join(k.known, ", ")
}

// maxBelow bounds how deep a key is looked for that was written too far outside.
const maxBelow = 3

// keyBelow finds the way from a struct type to the only key of this name in the structs that its fields hold; the nearest level wins, and of several on one
// level none is meant.
func keyBelow(t reflect.Type, key string) []string {
	type place struct {
		of   reflect.Type
		path []string
	}
	level := []place{{t, nil}}
	for range maxBelow {
		var next []place
		var found [][]string
		for _, p := range level {
			fields := fieldsOf(p.of)
			for _, name := range names(fields) {
				path := append(slices.Clone(p.path), name)
				of := fields[name].Type
				if of.Kind() == reflect.Pointer {
					of = of.Elem()
				}
				if name == key && len(path) > 1 {
					found = append(found, path)
				}
				if of.Kind() == reflect.Struct && !ownDecoder(of) {
					next = append(next, place{of, path})
				}
			}
		}
		if len(found) > 0 {
			if len(found) > 1 {
				return nil
			}
			return found[0]
		}
		level = next
	}
	return nil
}

func (c *checker) entries(n *yaml.Node, t reflect.Type, r rules, at []string) {
	if n.Kind != yaml.MappingNode {
		c.wrongType(n, "a mapping", "")
		return
	}
	for i := 0; i < len(n.Content); i += 2 {
		key, below := n.Content[i], append(slices.Clone(at), n.Content[i].Value)
		if form := c.form(r.keys); key.Kind != yaml.ScalarNode || isNull(key) {
			c.wrongType(key, "a word", "")
		} else if !form.Accepts(key.Value) {
			c.refuse(key, form.hint(key.Value), "the name %q is not allowed in %s", key.Value, Path(at...))
		}
		c.value(n.Content[i+1], t.Elem(), rules{is: r.is, list: r.list}, below)
	}
}

func (c *checker) items(n *yaml.Node, t reflect.Type, r rules, at []string) {
	if n.Kind != yaml.SequenceNode {
		hint := ""
		if n.Kind == yaml.ScalarNode {
			hint = "write [" + fault.Short(n.Value) + "]"
			if t.Elem().Kind() == reflect.Slice {
				hint = "write [[" + fault.Short(n.Value) + "]]"
			}
		}
		c.wrongType(n, "a list", hint)
		return
	}
	seen := map[string]bool{}
	for i, item := range n.Content {
		below := append(slices.Clone(at), strconv.Itoa(i))
		switch {
		case isNull(item):
			c.refuse(item, "remove the item", "%s is empty", Path(below...))
		case item.Kind == yaml.SequenceNode && len(item.Content) == 0 && t.Elem().Kind() == reflect.Slice:
			c.refuse(item, "remove the item", "%s is an empty list", Path(below...))
		default:
			c.value(item, t.Elem(), rules{is: r.is}, below)
		}
		if item.Kind == yaml.ScalarNode && r.list != "" {
			if seen[item.Value] {
				c.refuse(item, "remove one", "%s says %s a second time", Path(at...), fault.Short(item.Value))
			}
			seen[item.Value] = true
		}
		if i > 0 && r.list == "ascending" {
			c.ascending(n.Content[i-1], item, at)
		}
	}
}

func (c *checker) ascending(before, item *yaml.Node, at []string) {
	low, err1 := strconv.Atoi(before.Value)
	high, err2 := strconv.Atoi(item.Value)
	if err1 == nil && err2 == nil && high < low {
		c.refuse(item, "write the smaller number first", "the numbers of %s do not ascend: %d comes after %d", Path(at...), high, low)
	}
}

func (c *checker) scalar(n *yaml.Node, t reflect.Type, r rules, at []string) {
	form := c.form(r.is)
	if n.Kind != yaml.ScalarNode {
		c.wrongType(n, article(t), unquoted(n, t, form))
		return
	}
	ok, text := true, n.Value
	switch t.Kind() {
	case reflect.Bool:
		ok = n.Tag == "!!bool"
	case reflect.Int, reflect.Int32, reflect.Int64:
		ok = n.Tag == "!!int"
		var number int64
		if ok && n.Decode(&number) == nil {
			text = strconv.FormatInt(number, 10) // 0x1F90 and 8_080 are numbers too
		}
	case reflect.Float64:
		ok = n.Tag == "!!int" || n.Tag == "!!float"
	}
	if !ok {
		c.wrongType(n, article(t), unquoted(n, t, form))
		return
	}
	if t.Kind() == reflect.String && r.is != "" && n.Tag != "!!str" && !form.Written {
		c.refuse(n, "write "+fault.Quote(n.Value)+", or null for the default", "found %s for %s where a word is expected", fault.Short(n.Value), Path(at...))
		return
	}
	if r.is != "" && !form.Accepts(text) {
		hint := form.hint(text)
		if text == "" {
			hint += "; null is the default"
		}
		c.refuse(n, hint, "%s is not allowed for %s", shown(n), Path(at...))
	}
}

// form is that of a tag. A tag that names no form is a mistake of the program, which the tests of its package find.
func (c *checker) form(tag string) Form {
	form, err := c.forms.Of(tag)
	if err != nil {
		panic(err)
	}
	return form
}

func shown(n *yaml.Node) string {
	if n.Tag == "!!int" || n.Tag == "!!float" {
		return fault.Short(n.Value)
	}
	return fault.Quote(n.Value)
}

func (c *checker) wrongType(n *yaml.Node, want, hint string) {
	got := map[yaml.Kind]string{yaml.MappingNode: "a mapping", yaml.SequenceNode: "a list"}[n.Kind]
	if got == "" {
		got = fault.Quote(n.Value)
	}
	c.refuse(n, hint, "found %s where %s is expected", got, want)
}

// unquoted says how to write a number or a truth value: as it stands without its quotes, or as the form of the key says.
func unquoted(n *yaml.Node, t reflect.Type, form Form) string {
	var bare yaml.Node
	if yaml.Unmarshal([]byte(n.Value), &bare) == nil && len(bare.Content) == 1 {
		tag := bare.Content[0].Tag
		if tag == "!!int" && t.Kind() != reflect.Bool || tag == "!!float" && t.Kind() == reflect.Float64 || tag == "!!bool" && t.Kind() == reflect.Bool {
			if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
				return "write " + fault.Short(n.Value) + " without quotes"
			}
		}
	}
	if form.Number {
		return form.hint(n.Value)
	}
	return ""
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

var plainKey = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// Path prints keys and the indexes of lists as a reader would find them in the file: units."cmd/api".ports.0.
func Path(keys ...string) string {
	if len(keys) == 0 {
		return "the file"
	}
	shown := make([]string, len(keys))
	for i, k := range keys {
		shown[i] = fault.Short(k)
		if !plainKey.MatchString(k) {
			shown[i] = fault.Quote(k)
		}
	}
	return strings.Join(shown, ".")
}
