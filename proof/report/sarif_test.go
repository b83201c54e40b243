package report

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/finding"
	"github.com/waybill-dev/waybill/internal/report"
)

// TestSARIF validates against the schema of OASIS, which go-sarif carries; the strict decoder finds keys that SARIF does not know.
func TestSARIF(t *testing.T) {
	t.Parallel()
	sample := report.Report{
		Version: "v0.1.0",
		Rules:   []finding.Rule{{ID: "IT001", Severity: finding.Error, Title: "cycle", Why: "no build order", Fix: "cut it"}, {ID: "IT022", Severity: finding.Info, Title: "owner", Why: "nobody to ask", Fix: "name one"}},
		Findings: []finding.Finding{
			{Rule: "IT001", Severity: finding.Error, Position: fault.Position{File: "imagetree.yaml", Line: 5, Column: 3}, Image: "a", Text: "image a: 100%,\nb \x1b[31m | <b>", Fix: "cut it", Key: "a"},
			{Rule: "IT022", Severity: finding.Info, Position: fault.Position{File: "a b/imagetree.yaml"}, Image: "b", Text: "image b has no owner"},
		},
	}
	for _, r := range []report.Report{sample, {}} {
		var out strings.Builder
		if err := report.SARIF(&out, r); err != nil {
			t.Fatal(err)
		}
		text := out.String()
		var log sarif.Report
		dec := json.NewDecoder(strings.NewReader(text))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&log); err != nil {
			t.Fatal(err)
		}
		filled, err := sarif.FromBytes([]byte(text)) // with the empty lists that its own types cannot leave out
		if err != nil {
			t.Fatal(err)
		}
		for _, run := range filled.Runs {
			run.NewlineSequences = []string{"\n"}
		}
		if err := filled.Validate(); err != nil {
			t.Error(err)
		}
	}
}
