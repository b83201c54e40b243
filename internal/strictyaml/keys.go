package strictyaml

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// fieldsOf returns the fields of a struct type by their YAML keys; embedded structs marked inline count as their own.
func fieldsOf(t reflect.Type) map[string]reflect.StructField {
	fields := map[string]reflect.StructField{}
	for f := range t.Fields() {
		name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case name == "-" || !f.IsExported():
		case strings.Contains(rest, "inline"):
			maps.Copy(fields, fieldsOf(f.Type))
		case name == "":
			fields[strings.ToLower(f.Name)] = f
		default:
			fields[name] = f
		}
	}
	return fields
}

func names(m map[string]reflect.StructField) []string { return slices.Sorted(maps.Keys(m)) }

// Nearest returns the known word that a misspelt one most likely means, or nothing when none is near:
// at most a third of its letters and one more may differ, and no more than half of them, or it is the beginning of the known one.
func Nearest(word string, known []string) string {
	best, bestDistance := "", min(len(word)/3+1, len(word)/2)
	for _, k := range known {
		if strings.EqualFold(strings.NewReplacer("-", "", "_", "").Replace(word), k) {
			return k
		}
		if d := distance(word, k); d <= bestDistance && (d < bestDistance || best == "") {
			best, bestDistance = k, d
		}
	}
	if plain := strings.NewReplacer("-", "", "_", ""); best == "" && len(word) >= 4 {
		for _, k := range known {
			if strings.HasPrefix(plain.Replace(k), plain.Replace(word)) {
				return k
			}
		}
	}
	return best
}

// distance counts inserted, deleted, changed and swapped bytes (optimal string alignment):
// two letters in the wrong order are one mistake.
func distance(a, b string) int {
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	before, above, row := rows[0], rows[1], rows[2]
	for j := range above {
		above[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(above[j+1]+1, row[j]+1, above[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}

// TypeOf returns the type of the value of a key: of a field, or of the entries of a map.
func TypeOf(t reflect.Type, key string) (reflect.Type, bool) {
	if t.Kind() == reflect.Map {
		return t.Elem(), true
	}
	f, ok := FieldOf(t, key)
	return f.Type, ok
}

// FieldOf returns the field of a struct type that a key stands for.
func FieldOf(t reflect.Type, key string) (reflect.StructField, bool) {
	f, ok := fieldsOf(t)[key]
	return f, ok
}

// Value returns the value of a key of a mapping; nil when n has none, is nil or is no mapping.
func Value(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}
