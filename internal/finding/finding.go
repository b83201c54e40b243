// Package finding is the shape of one lint finding, whoever found it and however it is printed.
package finding

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
)

// Severity orders findings; `--fail-on` compares with it.
type Severity string

// The severities, worst first.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
	Off     Severity = "off"
)

// Finding is one problem of the image tree.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	fault.Position
	Image string `json:"image,omitempty"`
	Text  string `json:"text"`
	Fix   string `json:"fix,omitempty"`
	// Key is the stable part of the fingerprint: never the line, so that an edit above the finding keeps it known.
	Key string `json:"-"`
}

// Rule is what the reports say of a rule beyond its findings.
type Rule struct {
	ID       string
	Severity Severity // before policy
	Title    string   // a few words
	Why      string   // what goes wrong without it
	Fix      string   // how to mend it in general
	Command  string   // the command that mends or plans it for all findings at once; "" when a person has to
}

// Fingerprint names the finding whatever line it stands on: for baselines, `--since` and SARIF.
func (f Finding) Fingerprint() string {
	sum := sha256.Sum256([]byte(f.Rule + "\x00" + f.Image + "\x00" + f.Key))
	return hex.EncodeToString(sum[:8])
}

// Rank orders severities: the worse the higher; Off is 0.
func (s Severity) Rank() int {
	return len(severities) - 1 - slices.Index(severities[:], s)
}

var severities = [...]Severity{Error, Warning, Info, Off}

// AtLeast says whether a severity is as bad as another, or worse.
func (s Severity) AtLeast(o Severity) bool { return s.Rank() >= o.Rank() && s != Off }

// Sort orders findings by place, then rule, then text, so that outputs do not depend on the order of checks.
func Sort(list []Finding) {
	slices.SortFunc(list, func(a, b Finding) int {
		return cmp.Or(
			strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column,
			strings.Compare(a.Rule, b.Rule), strings.Compare(a.Image, b.Image), strings.Compare(a.Text, b.Text),
		)
	})
}
