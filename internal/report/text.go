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
// up by rule at the end, with what mends all of a rule.
func Text(w io.Writer, r Report) error {
	for _, f := range r.Findings {
		if _, err := fmt.Fprintf(w, "%s: %s: %s [%s]\n", plain(f.String()), f.Severity, plain(f.Text), f.Rule); err != nil {
			return err
		}
		if f.Fix == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "    hint: %s\n", plain(f.Fix)); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, count(r.Findings)+"\n"+byRule(r))
	return err
}

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
