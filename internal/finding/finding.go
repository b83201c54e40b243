// Package finding is the shape of one lint finding, whoever found it and however it is printed.
package finding

import "github.com/waybill-dev/waybill/internal/fault"

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
