package imagetree

import (
	"maps"
	"slices"
	"strings"
)

// codenames are the names under which distributions publish their releases: tags of public images use them.
// Sources: debian.org/releases, wiki.ubuntu.com/Releases.
var codenames = map[string]map[string]string{
	"debian": {
		"squeeze": "6", "wheezy": "7", "jessie": "8", "stretch": "9", "buster": "10", "bullseye": "11", "bookworm": "12", "trixie": "13", "forky": "14",
	},
	"ubuntu": {
		"precise": "12.04", "trusty": "14.04", "xenial": "16.04", "bionic": "18.04", "focal": "20.04", "groovy": "20.10", "hirsute": "21.04", "impish": "21.10",
		"jammy": "22.04", "kinetic": "22.10", "lunar": "23.04", "mantic": "23.10", "noble": "24.04", "oracular": "24.10", "plucky": "25.04", "questing": "25.10",
		"resolute": "26.04",
	},
}

// Codename returns the number of a distribution's release: 12 for debian and bookworm; "" when the word is none of its names.
func Codename(distribution, word string) string {
	return codenames[distribution][strings.ToLower(word)]
}

// CodenameIn finds the release that a part of a tag names, whatever the distribution: bookworm in 24-bookworm-slim is Debian 12.
func CodenameIn(tag string) (distribution, number string) {
	for word := range strings.FieldsFuncSeq(strings.ToLower(tag), func(r rune) bool { return r == '-' || r == '_' || r == '.' }) {
		for _, d := range slices.Sorted(maps.Keys(codenames)) {
			if n := codenames[d][word]; n != "" {
				return d, n
			}
		}
	}
	return "", ""
}
