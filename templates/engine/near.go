package engine

import (
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// Fields returns the exported fields of a struct that a template can name: its own, and those of embedded structs after them.
func Fields(t reflect.Type) []reflect.StructField {
	return slices.DeleteFunc(reflect.VisibleFields(t), func(f reflect.StructField) bool { return !f.IsExported() })
}

// Reachable returns the types of a struct's fields and of what its methods return, as a template reaches them.
func Reachable(t reflect.Type) []reflect.Type {
	var out []reflect.Type
	for _, f := range Fields(t) {
		out = append(out, f.Type)
	}
	for m := range t.Methods() {
		if m.Type.NumOut() > 0 {
			out = append(out, m.Type.Out(0))
		}
	}
	return out
}

// noField is the error of text/template for a field that a type does not have.
var noField = regexp.MustCompile(`can't evaluate field (\S+) in type (\S+)`)

// maxNear bounds the names that a hint lists.
const maxNear = 3

// nearFields returns the field that an error of text/template did not find, its type, and the expressions that may have been meant:
// members of a similar name, and the places below the type where a member has that very name.
func nearFields(text string, data any) (field, of string, near []string) {
	m := noField.FindStringSubmatch(text)
	if m == nil {
		return "", "", nil
	}
	field, of = m[1], strings.TrimPrefix(m[2], "*")
	t := typeNamed(reflect.TypeOf(data), of)
	if t == nil {
		return field, of, nil
	}
	names := memberNames(t)
	for len(near) < maxNear {
		name := strictyaml.Nearest(field, names)
		if name == "" {
			break
		}
		near = append(near, "."+name)
		names = slices.DeleteFunc(names, func(n string) bool { return n == name })
	}
	for _, f := range Fields(t) {
		if f.Type.Kind() == reflect.Struct && slices.Contains(memberNames(f.Type), field) && len(near) < maxNear {
			near = append(near, "."+f.Name+"."+field)
		}
	}
	return field, of, near
}

func memberNames(t reflect.Type) []string {
	var names []string
	for _, f := range Fields(t) {
		names = append(names, f.Name)
	}
	for method := range t.Methods() {
		names = append(names, method.Name)
	}
	return names
}

// typeNamed finds a struct type among those that can be reached from the data of a template.
func typeNamed(from reflect.Type, name string) reflect.Type {
	queue := []reflect.Type{from}
	for i := 0; i < len(queue); i++ {
		t := queue[i]
		for t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Map || t.Kind() == reflect.Pointer) {
			t = t.Elem()
		}
		if t == nil || t.Kind() != reflect.Struct {
			continue
		}
		if t.String() == name {
			return t
		}
		for _, next := range Reachable(t) {
			if !slices.Contains(queue, next) {
				queue = append(queue, next)
			}
		}
	}
	return nil
}
