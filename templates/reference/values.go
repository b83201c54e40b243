package reference

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/templates/engine"
)

// Value is one value of a template's data.
type Value struct {
	Expression string `json:"expression"` // as a template writes it: .Unit.Name, (index .Unit.Ports 0).Number
	Value      any    `json:"value"`      // a string, a number, a truth value, or a list of them
}

// String returns the value in JSON, which is how a template writes a string, too.
func (v Value) String() string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v.Value); err != nil {
		return fmt.Sprint(v.Value)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Values lists what is set in the data of a template, in the order of the fields; empty values are left out. Methods without
// arguments are called for the data itself; one that does not fit this repository is left out, too.
// Skip names expressions that are not followed.
func Values(data any, skip ...string) []Value {
	w := &walk{skip: skip}
	v := reflect.ValueOf(data)
	w.value("", v)
	if v.Kind() == reflect.Struct {
		w.methods(v)
	}
	return w.out
}

type walk struct {
	skip []string
	out  []Value
}

func (w *walk) value(at string, v reflect.Value) {
	if !v.IsValid() || at != "" && v.IsZero() || slices.Contains(w.skip, at) {
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		w.value(at, v.Elem())
	case reflect.Struct:
		for _, f := range engine.Fields(v.Type()) {
			if !f.Anonymous { // its fields follow
				w.value(at+"."+f.Name, v.FieldByIndex(f.Index))
			}
		}
	case reflect.Slice:
		if plain(v.Type()) {
			if v.Len() > 0 {
				w.out = append(w.out, Value{dot(at), v.Interface()})
			}
			return
		}
		for i := range v.Len() {
			w.value(fmt.Sprintf("(index %s %d)", dot(at), i), v.Index(i))
		}
	case reflect.Map:
		w.entries(at, v)
	case reflect.String:
		w.out = append(w.out, Value{dot(at), v.String()})
	case reflect.Bool:
		w.out = append(w.out, Value{dot(at), v.Bool()})
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		w.out = append(w.out, Value{dot(at), v.Int()})
	default:
		w.out = append(w.out, Value{dot(at), fmt.Sprint(v.Interface())})
	}
}

// plain holds for lists of words and numbers, which are shown whole.
func plain(t reflect.Type) bool {
	for t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Map, reflect.Interface, reflect.Pointer:
		return false
	}
	return true
}

// dot is the expression of the data itself.
func dot(at string) string {
	if at == "" {
		return "."
	}
	return at
}

var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (w *walk) entries(at string, v reflect.Value) {
	if v.Type().Key().Kind() != reflect.String {
		return
	}
	keys := map[string]reflect.Value{}
	for _, k := range v.MapKeys() {
		keys[k.String()] = k
	}
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		expression := fmt.Sprintf("(index %s %q)", dot(at), name)
		if identifier.MatchString(name) {
			expression = at + "." + name
		}
		w.value(expression, v.MapIndex(keys[name]))
	}
}

// methods calls what takes no argument. What returns the data's own type again would not end.
func (w *walk) methods(v reflect.Value) {
	t := v.Type()
	for i := range t.NumMethod() {
		m := t.Method(i)
		if m.Type.NumIn() != 1 || m.Type.NumOut() != 1 || element(m.Type.Out(0)) == t {
			continue
		}
		if result, ok := call(v.Method(i)); ok {
			w.value("."+m.Name, result)
		}
	}
}

// call returns what a method returns; a method that asks for what the data do not hold panics, as it would in a template.
func call(method reflect.Value) (result reflect.Value, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return method.Call(nil)[0], true
}
