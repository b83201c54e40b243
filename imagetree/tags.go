package imagetree

import (
	"regexp"
	"strconv"
)

var (
	tagParts = regexp.MustCompile(`\d+|\D+`)
	releases = regexp.MustCompile(`-r\d+$`)
)

// CompareTags compares two tags number by number: 3.9.9-r9 comes before 3.9.10-r1, and 3.9.9 before 3.9.9-r2, its second release. Tags of
// another form are not compared, and are equal.
func CompareTags(a, b string) int {
	as, bs := tagParts.FindAllString(released(a), -1), tagParts.FindAllString(released(b), -1)
	if len(as) != len(bs) {
		return 0
	}
	for n := range as {
		x, err := strconv.Atoi(as[n])
		y, other := strconv.Atoi(bs[n])
		switch {
		case (err == nil) != (other == nil) || err != nil && as[n] != bs[n]:
			return 0
		case err == nil && x != y:
			return x - y
		}
	}
	return 0
}

// released writes the number of the release where a tag leaves the first one out.
func released(tag string) string {
	if releases.MatchString(tag) {
		return tag
	}
	return tag + "-r1"
}
