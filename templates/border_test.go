package templates_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/border"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates"
	"github.com/waybill-dev/waybill/templates/engine"
)

// seen walks the types that templates meet.
type seen struct {
	types   map[reflect.Type]bool
	missing []string
	asked   map[string]bool
}

// walk goes down to the structs; a text that no field names would have no kind.
func (s *seen) walk(t reflect.Type, where string) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		s.walk(t.Elem(), where)
	case reflect.Map:
		s.walk(t.Elem(), where)
	case reflect.Struct:
		if !s.types[t] {
			s.types[t] = true
			s.members(t)
		}
	case reflect.String, reflect.Interface:
		s.missing = append(s.missing, where)
	}
}

// members asks for the kind of each field and each method that gives text.
func (s *seen) members(t reflect.Type) {
	for f := range t.Fields() {
		if f.IsExported() {
			s.member(t, f.Name, f.Type)
		}
	}
	for m := range t.Methods() {
		if m.Type.NumOut() > 0 && !strings.HasPrefix(m.Name, "Marshal") && !promoted(t, m.Name) {
			s.member(t, m.Name, m.Type.Out(0))
		}
	}
}

// promoted says whether a method comes from an embedded struct, which has its own row.
func promoted(t reflect.Type, name string) bool {
	for f := range t.Fields() {
		if f.Anonymous {
			if _, ok := f.Type.MethodByName(name); ok {
				return true
			}
		}
	}
	return false
}

func (s *seen) member(t reflect.Type, name string, of reflect.Type) {
	where := t.String() + "." + name
	if kind, ok := border.Of(t, name, false); ok {
		s.asked[where] = true
		if !kind.Known() {
			s.missing = append(s.missing, where+" (of an unknown kind)")
		}
		if _, ok := border.Of(t, name, true); of.Kind() == reflect.Map && kind != border.Data && !ok {
			s.missing = append(s.missing, where+", the keys")
		}
		return
	}
	s.walk(of, where)
}

// TestEveryTextOfAViewHasAKind: what a template can print is a value of a known kind, or prose. A field without one is refused here.
func TestEveryTextOfAViewHasAKind(t *testing.T) {
	t.Parallel()
	s := &seen{types: map[reflect.Type]bool{}, asked: map[string]bool{}}
	for _, v := range append(templates.Views(), engine.View{Template: "the plan", Sees: plan.Plan{}}) {
		switch sees := reflect.TypeOf(v.Sees); {
		case sees == reflect.TypeFor[engine.Keys]() || sees == reflect.TypeFor[[]string](): // made in a template of what others see
		default:
			s.walk(sees, v.Template)
		}
	}
	for _, where := range s.missing {
		t.Errorf("%s has no kind: give it one in internal/border (a plain kind, if it may be printed as it is; prose, if it is for people)", where)
	}
	if len(s.types) < 80 || len(s.asked) < 300 {
		t.Errorf("only %d types and %d texts were met: this test shows little", len(s.types), len(s.asked))
	}
	for _, row := range border.Rows() {
		if !s.asked[row] {
			t.Errorf("internal/border has a row for %s, which no template sees", row)
		}
	}
}
