package border

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
)

// Of returns the kind of a field or a method of a type, as the tables name it; key asks for that of the keys of a map.
func Of(t reflect.Type, member string, key bool) (Kind, bool) {
	if key {
		member += " key"
	}
	for _, table := range tables {
		if k, ok := table[t.String()][member]; ok {
			return k, true
		}
	}
	return "", false
}

// Check refuses data in which a value is not of its kind, with the place where the value was read as far as the data tell. What lies in
// packages of trusted, by their import paths, has been checked before and is not looked at again.
func Check(data any, trusted ...string) error {
	return walker{trusted, map[reflect.Type]shape{}}.value(reflect.ValueOf(data), "", fault.Position{})
}

type walker struct {
	trusted []string
	shapes  map[reflect.Type]shape // looked up once: a plan may have thousands of units
}

// shape is what the walk has to know of a struct.
type shape struct {
	members              []member
	evidence, file, line []int // indexes of the fields that say where it was read; nil for none
}

// member is an exported field with the kind of its text and of its keys, where a table has one.
type member struct {
	index        int
	name         string
	kind, keys   Kind
	known, keyed bool
}

func (w walker) shape(t reflect.Type) shape {
	if s, ok := w.shapes[t]; ok {
		return s
	}
	var s shape
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		m := member{index: i, name: f.Name}
		m.kind, m.known = Of(t, f.Name, false)
		if f.Type.Kind() == reflect.Map {
			m.keys, m.keyed = Of(t, f.Name, true)
		}
		s.members = append(s.members, m)
	}
	for name, at := range map[string]*[]int{"Evidence": &s.evidence, "File": &s.file, "Line": &s.line} {
		if f, ok := t.FieldByName(name); ok {
			*at = f.Index
		}
	}
	w.shapes[t] = s
	return s
}

// value goes down to the structs.
func (w walker) value(v reflect.Value, where string, at fault.Position) error {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return w.value(v.Elem(), where, at)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if err := w.value(v.Index(i), fmt.Sprintf("%s[%d]", where, i), at); err != nil {
				return err
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if err := w.value(v.MapIndex(key), fmt.Sprintf("%s[%s]", where, fault.Quote(key.String())), at); err != nil {
				return err
			}
		}
	case reflect.Struct:
		if !slices.Contains(w.trusted, v.Type().PkgPath()) {
			return w.fields(v, where, at)
		}
	}
	return nil
}

func (w walker) fields(v reflect.Value, where string, at fault.Position) error {
	shape := w.shape(v.Type())
	at = w.place(v, shape, at)
	for _, m := range shape.members {
		f, name := v.Field(m.index), where+"."+m.name
		if m.keyed {
			for _, key := range f.MapKeys() {
				if err := judge(m.keys, key.String(), name, at); err != nil {
					return err
				}
			}
		}
		var err error
		switch {
		case !m.known:
			err = w.value(f, name, at)
		case m.kind != Data:
			err = texts(f, m.kind, name, at)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// texts judges every text of a field: a word, or words in lists and maps.
func texts(v reflect.Value, kind Kind, where string, at fault.Position) error {
	switch v.Kind() {
	case reflect.String:
		return judge(kind, v.String(), where, at)
	case reflect.Pointer:
		if !v.IsNil() {
			return texts(v.Elem(), kind, where, at)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if err := texts(v.Index(i), kind, where, at); err != nil {
				return err
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if err := texts(v.MapIndex(key), kind, where, at); err != nil {
				return err
			}
		}
	}
	return nil
}

func judge(kind Kind, value, where string, at fault.Position) error {
	err := kind.Parse(value)
	e, refused := errors.AsType[*fault.Error](err)
	if !refused {
		return err
	}
	e.What = strings.TrimPrefix(where, ".") + ": " + e.What
	return e.Where(at).WithHint("no file is written with such a value: change it where it stands, or say it otherwise in waybill.yaml")
}

// place is where a struct says that it was read: the first of its evidence, or its file and line.
func (w walker) place(v reflect.Value, s shape, at fault.Position) fault.Position {
	if s.evidence != nil {
		if e := v.FieldByIndex(s.evidence); e.Kind() == reflect.Slice && e.Len() > 0 {
			v = e.Index(0)
			s = w.shape(v.Type())
		}
	}
	if s.file == nil || s.line == nil {
		return at
	}
	file, line := v.FieldByIndex(s.file), v.FieldByIndex(s.line)
	if file.Kind() == reflect.String && line.CanInt() && file.String() != "" {
		return fault.Position{File: file.String(), Line: int(line.Int())}
	}
	return at
}

// Rows lists all members that have a kind, as TYPE.MEMBER, sorted.
func Rows() []string {
	var out []string
	for _, table := range tables {
		for name, members := range table {
			for member := range members {
				if !strings.HasSuffix(member, " key") {
					out = append(out, name+"."+member)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}
