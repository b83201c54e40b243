package version

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	glue       = regexp.MustCompile(`(\^|~>|~|>=|=>|<=|=<|!=|==|=|>|<)\s+`)
	comparator = regexp.MustCompile(`^(\^|~>|~|>=|=>|<=|=<|!=|==|=|>|<)?(.*)$`)
	hyphen     = regexp.MustCompile(`^\s*([^\s,]+)\s+-\s+([^\s,]+)\s*$`)
	wildcard   = regexp.MustCompile(`^[vV]?((?:\d+\.)*)[xX*](?:\.[xX*])*$`)
)

// Range reads the semver dialect of npm: 17, ^18, ~3.9, >=14 <20, 18.x || >=20, 14 - 16, !=17.0.1; "" and * allow everything.
// A number with fewer than three fields stands for the whole line: 17 is 17.x, >17 starts at 18.
func (s Scheme) Range(text string) (Range, error) {
	if len(text) > maxText {
		return Range{}, fmt.Errorf("a range of %d characters", len(text))
	}
	if strings.TrimSpace(text) == "" {
		return Range{}, nil
	}
	var branches []branch
	for part := range strings.SplitSeq(text, "||") {
		b, err := s.branch(part)
		if err != nil {
			return Range{}, fmt.Errorf("%q is not a range: %w", text, err)
		}
		branches = append(branches, b)
	}
	return union(text, branches)
}

func (s Scheme) branch(text string) (branch, error) {
	if m := hyphen.FindStringSubmatch(text); m != nil {
		lo, err := s.comparator(">=" + m[1])
		if err != nil {
			return branch{}, err
		}
		hi, err := s.comparator("<=" + m[2])
		if err != nil {
			return branch{}, err
		}
		return lo.intersect(hi), nil
	}
	var all branch
	words := strings.FieldsFunc(glue.ReplaceAllString(text, "$1"), func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' || r == '\r' })
	for _, w := range words {
		b, err := s.comparator(w)
		if err != nil {
			return branch{}, err
		}
		all = all.intersect(b)
	}
	return all, nil
}

// comparator reads one operator with its number.
func (s Scheme) comparator(word string) (branch, error) {
	m := comparator.FindStringSubmatch(word)
	op, number := m[1], m[2]
	if w := wildcard.FindStringSubmatch(number); w != nil {
		if w[1] == "" {
			return anyBut(op, word)
		}
		number = strings.TrimSuffix(w[1], ".")
	}
	v, err := s.Version(number)
	if err != nil {
		return branch{}, err
	}
	v.text = ""
	at := bound{at: v, inclusive: true}
	switch op {
	case "^":
		return branch{lo: at, hi: bound{at: caret(v)}}, nil
	case "~", "~>":
		return branch{lo: at, hi: bound{at: next(v, min(2, len(v.nums)))}}, nil
	case ">=", "=>":
		return branch{lo: at}, nil
	case "<":
		return branch{hi: bound{at: v}}, nil
	case ">":
		if partial(v) {
			return branch{lo: bound{at: next(v, len(v.nums)), inclusive: true}}, nil
		}
		return branch{lo: bound{at: v}}, nil
	case "<=", "=<":
		if partial(v) {
			return branch{hi: bound{at: next(v, len(v.nums))}}, nil
		}
		return branch{hi: at}, nil
	case "!=":
		return branch{except: []branch{line(v)}}, nil
	}
	return line(v), nil
}

// anyBut reads a lone * with its operator: npm takes >* and <* as nothing, which no range of ours may be.
func anyBut(op, word string) (branch, error) {
	switch op {
	case ">", "<", "!=":
		return branch{}, fmt.Errorf("%q allows no version at all", word)
	}
	return branch{}, nil
}

// partial says whether fewer than semver's three fields are written: the number stands for a line of releases.
func partial(v Version) bool { return len(v.nums) < 3 && v.pre == "" }

// line returns the releases that a number stands for.
func line(v Version) branch {
	if partial(v) {
		return branch{lo: bound{at: v, inclusive: true}, hi: bound{at: next(v, len(v.nums))}}
	}
	return branch{lo: bound{at: v, inclusive: true}, hi: bound{at: v, inclusive: true}}
}

// next returns the first version after all that share the first n fields with v.
func next(v Version, n int) Version {
	nums := append([]int(nil), v.nums[:n]...)
	nums[n-1]++
	return Version{nums: nums}
}

// caret returns the upper end of ^v: the first field that is not 0 may not change.
func caret(v Version) Version {
	for i, n := range v.nums {
		if n != 0 {
			return next(v, i+1)
		}
	}
	return next(v, len(v.nums))
}
