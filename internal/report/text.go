package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/finding"
)

// Text writes one line a finding, as compilers do, so that editors jump: file:line:column: severity: text [rule]. Many findings are summed
// up by rule at the end, with what mends all of a rule. Every error is told; of warnings and remarks the first ones of each rule.
func Text(w io.Writer, r Report) error {
	var b strings.Builder
	shown, left := map[string]int{}, 0
	for _, f := range r.Findings {
		if shown[f.Rule]++; f.Severity != finding.Error && shown[f.Rule] > mostTold {
			left++
			continue
		}
		fmt.Fprintf(&b, "%s: %s: %s [%s]\n", plain(f.String()), f.Severity, plain(f.Text), f.Rule)
		if f.Fix != "" {
			fmt.Fprintf(&b, "    hint: %s\n", plain(f.Fix))
		}
	}
	b.WriteString(count(r.Findings) + "\n" + byRule(r))
	if left > 0 {
		fmt.Fprintf(&b, "not shown: %d warnings and remarks of rules with more than %d; --format json lists all\n", left, mostTold)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// mostTold is how many warnings or remarks of one rule are told: who takes an old tree over has the same one for each of its images.
const mostTold = 20

// From how many findings on, in all and of one rule, a summary helps more than it takes room.
const (
	manyFindings = 10
	manyOfRule   = 3
)

// byRule sums up rules with many findings, the most first; "" when there are few.
func byRule(r Report) string {
	if len(r.Findings) < manyFindings {
		return ""
	}
	n := map[string]int{}
	fix := map[string]string{} // of the rule's findings, when all say the same
	for _, f := range r.Findings {
		if n[f.Rule]++; n[f.Rule] == 1 {
			fix[f.Rule] = f.Fix
		} else if fix[f.Rule] != f.Fix {
			fix[f.Rule] = ""
		}
	}
	var b strings.Builder
	for _, id := range slices.SortedFunc(maps.Keys(n), func(a, b string) int { return cmp.Or(n[b]-n[a], strings.Compare(a, b)) }) {
		if n[id] < manyOfRule {
			continue
		}
		rule := finding.Rule{}
		if at := slices.IndexFunc(r.Rules, func(o finding.Rule) bool { return o.ID == id }); at >= 0 {
			rule = r.Rules[at]
		}
		mend := cmp.Or(fix[id], rule.Fix)
		if rule.Command != "" {
			mend = "run " + rule.Command
		}
		fmt.Fprintf(&b, "%6d %s  %s: %s\n", n[id], id, plain(rule.Title), plain(mend))
	}
	return b.String()
}
