package imagetree

import (
	"regexp"
	"strings"
)

// Suppression is a comment that accepts a finding: `# waybill:ignore IT010 until=2027-01-31 reason`.
// It holds for its own line or, on a line of its own, for the next one; on the line of an image's name, for all of the image.
type Suppression struct {
	File   string
	Line   int // of the comment
	Target int // the line that it speaks of
	Column int
	Rule   string
	Until  Date
	Reason string
	Image  string // set when the target line is an image's name
	Wrong  string // what is malformed, empty when nothing is
}

var suppressForm = regexp.MustCompile(`#\s*waybill:ignore\b(.*)$`)

// Suppressions returns the comments of all files that accept findings.
func (t *Tree) Suppressions() []Suppression {
	type place struct {
		file string
		line int
	}
	names := map[place]string{}
	for _, n := range t.names {
		at := t.Images[n].At()
		names[place{at.File, at.Line}] = n
	}
	out := make([]Suppression, len(t.suppressions))
	for i, s := range t.suppressions {
		s.Image = names[place{s.File, s.Target}]
		out[i] = s
	}
	return out
}

func suppressionsIn(file string, data []byte) []Suppression {
	text := string(data)
	if !strings.Contains(text, "waybill:ignore") {
		return nil
	}
	var found []Suppression
	for i, line := range strings.Split(text, "\n") {
		loc := suppressForm.FindStringSubmatchIndex(line)
		if loc == nil {
			continue
		}
		s := Suppression{File: file, Line: i + 1, Target: i + 1, Column: loc[0] + 1}
		if strings.TrimSpace(line[:loc[0]]) == "" {
			s.Target++
		}
		words := strings.Fields(line[loc[2]:loc[3]])
		if len(words) > 0 {
			s.Rule, words = words[0], words[1:]
		}
		if len(words) > 0 && strings.HasPrefix(words[0], "until=") {
			s.Until, words = Date(strings.TrimPrefix(words[0], "until=")), words[1:]
			if _, ok := s.Until.Time(); !ok {
				s.Wrong = "its end date is not YYYY-MM-DD"
			}
		}
		s.Reason = strings.Join(words, " ")
		if s.Reason == "" {
			s.Wrong = "it gives no reason"
		}
		if !ruleForm.MatchString(s.Rule) {
			s.Wrong = "it names no rule"
		}
		found = append(found, s)
	}
	return found
}

var ruleForm = regexp.MustCompile(`^IT\d{3}$`)
