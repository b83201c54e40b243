package strictyaml

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Keys returns the YAML keys of a struct type with their types; embedded structs marked inline count as their own.
func Keys(t reflect.Type) map[string]reflect.Type {
	keys := map[string]reflect.Type{}
	for f := range t.Fields() {
		name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case name == "-" || !f.IsExported():
		case strings.Contains(rest, "inline"):
			maps.Copy(keys, Keys(f.Type))
		case name == "":
			keys[strings.ToLower(f.Name)] = f.Type
		default:
			keys[name] = f.Type
		}
	}
	return keys
}

func names(m map[string]reflect.Type) []string { return slices.Sorted(maps.Keys(m)) }

// Nearest returns the known word that a misspelt one most likely means, or nothing when none is near:
// at most a third of its letters may differ.
func Nearest(word string, known []string) string {
	best, bestDistance := "", len(word)/3+1
	for _, k := range known {
		if strings.EqualFold(strings.NewReplacer("-", "", "_", "").Replace(word), k) {
			return k
		}
		if d := distance(word, k); d <= bestDistance && (d < bestDistance || best == "") {
			best, bestDistance = k, d
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
