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
	return walker{trusted}.value(reflect.ValueOf(data), "", fault.Position{})
}

type walker struct{ trusted []string }

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
	at = place(v, at)
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		name := where + "." + f.Name
		if keys, ok := Of(v.Type(), f.Name, true); ok && v.Field(i).Kind() == reflect.Map {
			for _, key := range v.Field(i).MapKeys() {
				if err := judge(keys, key.String(), name, at); err != nil {
					return err
				}
			}
		}
		kind, ok := Of(v.Type(), f.Name, false)
		if kind == Data {
			continue
		}
		if !ok {
			if err := w.value(v.Field(i), name, at); err != nil {
				return err
			}
			continue
		}
		if err := texts(v.Field(i), kind, name, at); err != nil {
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
func place(v reflect.Value, at fault.Position) fault.Position {
	if e := v.FieldByName("Evidence"); e.IsValid() && e.Kind() == reflect.Slice && e.Len() > 0 {
		v = e.Index(0)
	}
	file, line := v.FieldByName("File"), v.FieldByName("Line")
	if file.IsValid() && line.IsValid() && file.Kind() == reflect.String && line.CanInt() && file.String() != "" {
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
