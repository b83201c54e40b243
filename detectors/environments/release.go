package environments

import (
	"maps"
	"slices"
)

// Rank is the place of an environment in a release, for sorting: dev before qa before prod. Unknown names come before staging,
// since an organisation's own word is more often a test stage than production.
func Rank(name string) int {
	canonical, ok := Canonical(name)
	if !ok {
		return rank(Staging)*2 - 1
	}
	return rank(canonical) * 2
}

// Spellings returns the other words that mean the same environment, sorted: production, prd, pro and live for prod.
func Spellings(name string) []string {
	canonical, ok := Canonical(name)
	if !ok {
		return nil
	}
	var out []string
	for _, word := range slices.Sorted(maps.Keys(aliases)) {
		if (aliases[word] == canonical || Production(word) && Production(canonical)) && word != name {
			out = append(out, word)
		}
	}
	return out
}
