package report

import (
	"encoding/json"
	"io"

	"github.com/waybill-dev/waybill/internal/finding"
)

// JSON writes {"findings": […]}, the form that scripts and --baseline read.
func JSON(w io.Writer, r Report) error {
	type item struct {
		finding.Finding
		Fingerprint string `json:"fingerprint"`
	}
	out := struct {
		Findings []item `json:"findings"`
	}{Findings: []item{}}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, item{f, f.Fingerprint()})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(out)
}
