// Package version reads versions and ranges as the JDK, Maven, npm and Go write them, and compares them in one dialect:
// that of npm, where `||` separates branches and a space means "and".
// It keeps every numeric field, because semver's three tie JDK 21.0.12.1 with 21.0.12,
// and every range as intervals, because choosing an image needs the lower bound of each branch.
package version

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// Bounds of what is read as one version or range; real ones are far below.
const (
	maxText   = 512
	maxFields = 8
	maxDigits = 9
)

// Version is a version with all its numeric fields. The zero value is no version.
type Version struct {
	nums []int
	pre  string // "ea", "rc1": sorts before the release
	text string // as it was written
}

// Scheme says how a number is to be read where products differ.
type Scheme int

// The schemes: Java reads 1.8 as 8, as JEP 223 did when it dropped the leading 1; Plain reads it as it stands.
const (
	Plain Scheme = iota
	Java
)

var (
	update8 = regexp.MustCompile(`^(\d{1,3})u(\d{1,5})(?:-?b\d+)?$`)                // 8u502-b07, the names of OpenJDK 8 builds
	legacy  = regexp.MustCompile(`^1\.(\d{1,3})\.(\d{1,3})_(\d{1,5})(?:-b\d+)?$`)   // 1.8.0_412-b08, java.version before JEP 223
	general = regexp.MustCompile(`^[vV]?(\d+(?:\.\d+)*)(?:[.-]?([0-9A-Za-z].*))?$`) // 17.0.20, 21-ea, 1.27rc1, 6.5.0.RELEASE
	preRule = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.-]*$`)
)

// Parse reads a version in the plain scheme.
func Parse(text string) (Version, error) { return Plain.Version(text) }

// Version reads a version: 17, 21.0.12.1+1, 8u502-b07, 1.8.0_412, v20.11.0, 21-ea, 1.27rc1, 6.5.0.RELEASE.
// Build metadata after a plus sign is ignored, as semver and JEP 322 ask.
func (s Scheme) Version(text string) (Version, error) {
	word := strings.TrimSpace(text)
	if len(word) > maxText {
		return Version{}, fmt.Errorf("a version of %d characters", len(word))
	}
	if m := update8.FindStringSubmatch(word); m != nil {
		return Version{nums: []int{number(m[1]), 0, number(m[2])}, text: word}, nil
	}
	if m := legacy.FindStringSubmatch(word); m != nil {
		return Version{nums: []int{number(m[1]), number(m[2]), number(m[3])}, text: word}, nil
	}
	core, _, _ := strings.Cut(word, "+")
	m := general.FindStringSubmatch(core)
	if m == nil {
		return Version{}, fmt.Errorf("%q is not a version", text)
	}
	nums, err := fields(m[1])
	if err != nil {
		return Version{}, fmt.Errorf("%q is not a version: %w", text, err)
	}
	pre := m[2]
	switch strings.ToLower(pre) {
	case "release", "final", "ga", "lts":
		pre = "" // Maven reads these qualifiers as the release itself
	}
	if pre != "" && !preRule.MatchString(pre) {
		return Version{}, fmt.Errorf("%q is not a version", text)
	}
	return Version{nums: s.shift(nums), pre: pre, text: word}, nil
}

// shift drops the leading 1 of an old Java version.
func (s Scheme) shift(nums []int) []int {
	if s == Java && len(nums) > 1 && nums[0] == 1 && nums[1] > 0 {
		return nums[1:]
	}
	return nums
}

func fields(text string) ([]int, error) {
	words := strings.Split(text, ".")
	if len(words) > maxFields {
		return nil, fmt.Errorf("more than %d fields", maxFields)
	}
	nums := make([]int, len(words))
	for i, w := range words {
		if len(w) > maxDigits {
			return nil, fmt.Errorf("a field of more than %d digits", maxDigits)
		}
		nums[i] = number(w)
	}
	return nums, nil
}

// number reads digits that an expression has already matched.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// IsZero says whether v is no version.
func (v Version) IsZero() bool { return len(v.nums) == 0 }

// String returns the version as it was written.
func (v Version) String() string {
	if v.text != "" {
		return v.text
	}
	return v.Canonical()
}

// Canonical returns the fields in semver's order: 8.0.502 for 8u502-b07.
func (v Version) Canonical() string {
	words := make([]string, len(v.nums))
	for i, n := range v.nums {
		words[i] = strconv.Itoa(n)
	}
	text := strings.Join(words, ".")
	if v.pre != "" {
		text += "-" + v.pre
	}
	return text
}

// Field returns the i-th numeric field, 0 when it is not written.
func (v Version) Field(i int) int {
	if i < len(v.nums) {
		return v.nums[i]
	}
	return 0
}

// Major returns the first field.
func (v Version) Major() int { return v.Field(0) }

// Prerelease returns what follows the numbers: "ea" of 21-ea.
func (v Version) Prerelease() string { return v.pre }

// HasPrefix says whether the version starts with these fields: 1.27.0 with 1, 27.
func (v Version) HasPrefix(nums ...int) bool {
	return len(nums) <= len(v.nums) && slices.Equal(v.nums[:len(nums)], nums)
}

// Compare returns -1, 0 or 1. Fields that are not written count as 0; a prerelease comes before its release.
func (v Version) Compare(o Version) int {
	for i := range max(len(v.nums), len(o.nums)) {
		if a, b := v.Field(i), o.Field(i); a != b {
			if a < b {
				return -1
			}
			return 1
		}
	}
	if v.pre == o.pre {
		return 0
	}
	return semver.New(0, 0, 0, v.pre, "").Compare(semver.New(0, 0, 0, o.pre, ""))
}

// Len returns the number of numeric fields that are written.
func (v Version) Len() int { return len(v.nums) }
