package settings

import "reflect"

// Over lays one unit's settings over another's: what over sets wins, field by field.
// Maps are joined, lists are replaced.
func Over(under, over Unit) Unit {
	overlay(reflect.ValueOf(&under).Elem(), reflect.ValueOf(over))
	return under
}

func overlay(dst, src reflect.Value) {
	switch src.Kind() {
	case reflect.Struct:
		for i := range src.NumField() {
			overlay(dst.Field(i), src.Field(i))
		}
	case reflect.Map:
		if src.Len() == 0 {
			return
		}
		joined := reflect.MakeMap(src.Type())
		for _, m := range []reflect.Value{dst, src} {
			for it := m.MapRange(); it.Next(); {
				joined.SetMapIndex(it.Key(), it.Value())
			}
		}
		dst.Set(joined)
	default:
		if !src.IsZero() {
			dst.Set(src)
		}
	}
}
