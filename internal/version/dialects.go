package version

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// FromMaven reads a range of Maven (as of requireMavenVersion): [3.6,4), (,3.9], [3.8,3.9),[4,). A bare number is the soft requirement of
// the enforcer plugin, at least this version. Source: Maven's "Version Range Specification".
func FromMaven(text string) (Range, error) { return Plain.fromMaven(text) }

// FromJava reads what a Maven build says of the JDK: a compiler level (1.8, 17) means at least this version,
// as does a bare number of requireJavaVersion; brackets are ranges of Maven: [17,21).
func FromJava(text string) (Range, error) { return Java.fromMaven(text) }

var mavenInterval = regexp.MustCompile(`^\s*([\[(])\s*([^,\[\]()]*?)\s*(?:(,)\s*([^,\[\]()]*?)\s*)?([\])])\s*(?:,|$)`)

func (s Scheme) fromMaven(text string) (Range, error) {
	if len(text) > maxText {
		return Range{}, fmt.Errorf("a range of %d characters", len(text))
	}
	rest := strings.TrimSpace(text)
	if rest == "" {
		return Range{}, nil
	}
	if !strings.ContainsAny(rest, "[(,") {
		v, err := s.Version(rest)
		if err != nil {
			return Range{}, err
		}
		v.text = ""
		return Range{branches: []branch{{lo: bound{at: v, inclusive: true}}}}, nil
	}
	var branches []branch
	for rest != "" {
		m := mavenInterval.FindStringSubmatch(rest)
		if m == nil {
			return Range{}, fmt.Errorf("%q is not a range of Maven", text)
		}
		b, err := s.mavenBranch(m)
		if err != nil {
			return Range{}, fmt.Errorf("%q is not a range of Maven: %w", text, err)
		}
		branches = append(branches, b)
		rest = strings.TrimSpace(rest[len(m[0]):])
	}
	return union(text, branches)
}

// mavenBranch reads one interval: opening, lower, comma, upper, closing.
func (s Scheme) mavenBranch(m []string) (branch, error) {
	if m[3] == "" { // [17] would be no JDK at all if it were not read as its whole line
		v, err := s.Version(m[2])
		if err != nil {
			return branch{}, err
		}
		v.text = ""
		return line(v), nil
	}
	var b branch
	for i, end := range []*bound{&b.lo, &b.hi} {
		word := m[2+2*i]
		if word == "" {
			continue
		}
		v, err := s.Version(word)
		if err != nil {
			return branch{}, err
		}
		v.text = ""
		*end = bound{at: v, inclusive: m[1] == "[" && i == 0 || m[5] == "]" && i == 1}
	}
	return b, nil
}

// LTS returns the major of a release line of Node.js that became long-term support, by its code name (nodejs/Release).
func LTS(name string) (major int, ok bool) {
	major, ok = map[string]int{
		"argon": 4, "boron": 6, "carbon": 8, "dubnium": 10, "erbium": 12, "fermium": 14,
		"gallium": 16, "hydrogen": 18, "iron": 20, "jod": 22, "krypton": 24,
	}[name]
	return major, ok
}

// newestLTS is the newest line that lts/* can mean; even lines become long-term support half a year after their release.
const newestLTS = 26

// FromNPM reads what Node projects write: a semver range of engines, a version of .nvmrc, lts/*, lts/iron, node, current.
func FromNPM(text string) (Range, error) {
	word := strings.ToLower(strings.TrimSpace(text))
	switch word {
	case "node", "current", "latest", "stable", "system", "default":
		return Range{}, nil
	case "lts/*", "lts", "--lts":
		return Plain.Range(evenLines(newestLTS))
	}
	name, ok := strings.CutPrefix(word, "lts/")
	if !ok {
		return Plain.Range(text)
	}
	if major, known := LTS(name); known {
		return Plain.Range(strconv.Itoa(major))
	}
	if back, err := strconv.Atoi(name); err == nil && back < 0 && back > -10 {
		return Plain.Range(evenLines(newestLTS + 2*back))
	}
	return Range{}, fmt.Errorf("%q is no release line of Node.js that is known here", text)
}

// evenLines returns the long-term support lines up to this one as a range.
func evenLines(to int) string {
	var lines []string
	for major := 4; major <= to; major += 2 {
		lines = append(lines, strconv.Itoa(major))
	}
	return strings.Join(lines, " || ")
}
