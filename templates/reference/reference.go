// Package reference describes what a template sees, for those who write one: fields, types, meanings, methods, and the values that they
// have in a repository.
//
// What goes in is the data of a template, a plain Go value. [Describe] gives its types with the comments of the Go source, which
// meanings.json holds (`make docs` writes it, and a test keeps it complete). [Values] gives each value with the expression by which a
// template gets it: (index .Unit.Ports 0).Number is 8080.
package reference

import (
	_ "embed"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/waybill-dev/waybill/templates/engine"
)

//go:embed meanings.json
var meanings []byte

// Meanings are the comments of the Go source by PACKAGE.TYPE and PACKAGE.TYPE.MEMBER.
type Meanings map[string]string

// Embedded returns the comments that this program was built with.
var Embedded = sync.OnceValue(func() Meanings {
	m := Meanings{}
	if err := json.Unmarshal(meanings, &m); err != nil {
		panic(err) // the file is written by a test
	}
	return m
})

// Type is a type that a template meets.
type Type struct {
	Name    string   `json:"name"` // as in Go: kubernetes.Manifest
	Meaning string   `json:"meaning,omitempty"`
	Members []Member `json:"members"`
}

// Member is a field or a method of a type, or a key of a dict.
type Member struct {
	Name      string   `json:"name"`
	Type      string   `json:"type"`                // of the field, or of what the method returns
	Arguments []string `json:"arguments,omitempty"` // types of the words that a method takes
	Method    bool     `json:"method,omitempty"`
	Meaning   string   `json:"meaning"`
}

// Describe returns the type of a template's data and then every type that can be reached from it, in the order of their first use.
func Describe(data any, m Meanings) []Type {
	if keys, ok := data.(engine.Keys); ok {
		return []Type{describeKeys(keys)}
	}
	var out []Type
	queue := []reflect.Type{element(reflect.TypeOf(data))}
	for i := 0; i < len(queue); i++ {
		t := queue[i]
		if !described(t) {
			continue
		}
		d := Type{Name: t.String(), Meaning: m[t.String()], Members: members(t, m)}
		out = append(out, d)
		for _, next := range engine.Reachable(t) {
			if next = element(next); !slices.Contains(queue, next) {
				queue = append(queue, next)
			}
		}
	}
	return out
}

func describeKeys(keys engine.Keys) Type {
	t := Type{Name: "dict"}
	for name, meaning := range keys {
		t.Members = append(t.Members, Member{Name: name, Type: "any", Meaning: meaning})
	}
	slices.SortFunc(t.Members, func(a, b Member) int { return strings.Compare(a.Name, b.Name) })
	return t
}

// described says whether a type has members to tell of.
func described(t reflect.Type) bool { return t != nil && t.Kind() == reflect.Struct }

// element is the type of the items of lists and maps.
func element(t reflect.Type) reflect.Type {
	for t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Map || t.Kind() == reflect.Pointer) {
		t = t.Elem()
	}
	return t
}

// members lists the fields in the order of the source, those of embedded structs in their place, and then the methods by name.
func members(t reflect.Type, m Meanings) []Member {
	var out []Member
	for _, f := range engine.Fields(t) {
		meaning := m[owner(t, f.Index)+"."+f.Name]
		if f.Anonymous {
			meaning = m[f.Type.String()]
		}
		out = append(out, Member{Name: f.Name, Type: typeName(f.Type), Meaning: meaning})
	}
	for method := range t.Methods() {
		if method.Type.NumOut() == 0 {
			continue
		}
		d := Member{Name: method.Name, Type: typeName(method.Type.Out(0)), Method: true, Meaning: methodMeaning(t, method.Name, m)}
		for in := 1; in < method.Type.NumIn(); in++ {
			d.Arguments = append(d.Arguments, typeName(method.Type.In(in)))
		}
		out = append(out, d)
	}
	return out
}

// typeName is a type as it is written today.
func typeName(t reflect.Type) string { return strings.ReplaceAll(t.String(), "interface {}", "any") }

// owner names the struct that declares the field of an index path.
func owner(t reflect.Type, index []int) string {
	for _, i := range index[:len(index)-1] {
		t = element(t.Field(i).Type)
	}
	return t.String()
}

// methodMeaning looks at the type and then at the structs that it embeds, which may declare the method.
func methodMeaning(t reflect.Type, name string, m Meanings) string {
	if text, ok := m[t.String()+"."+name]; ok {
		return text
	}
	for f := range t.Fields() {
		if !f.Anonymous || !described(f.Type) {
			continue
		}
		if _, has := f.Type.MethodByName(name); has {
			return methodMeaning(f.Type, name, m)
		}
	}
	return ""
}
