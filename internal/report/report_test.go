package report

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/finding"
)

func sample() Report {
	return Report{
		Version: "v0.1.0",
		Rules:   []finding.Rule{{ID: "IT001", Severity: finding.Error, Title: "cycle", Why: "no build order", Fix: "cut it"}, {ID: "IT022", Severity: finding.Info, Title: "owner", Why: "nobody to ask", Fix: "name one"}},
		Findings: []finding.Finding{
			{Rule: "IT001", Severity: finding.Error, Position: fault.Position{File: "imagetree.yaml", Line: 5, Column: 3}, Image: "a", Text: "image a: 100%,\nb \x1b[31m | <b>", Fix: "cut it", Key: "a"},
			{Rule: "IT022", Severity: finding.Info, Position: fault.Position{File: "a b/imagetree.yaml"}, Image: "b", Text: "image b has no owner", Key: ""},
		},
	}
}

func write(t *testing.T, f Format, r Report) string {
	t.Helper()
	var b strings.Builder
	if err := f(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFormats(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ format, want string }{
		{"text", "imagetree.yaml:5:3: error: image a: 100%,\\u000ab \\u001b[31m | <b> [IT001]\n    hint: cut it\na b/imagetree.yaml: info: image b has no owner [IT022]\n1 error, 1 remark\n"},
		{"github", "::error file=imagetree.yaml,line=5,col=3,title=IT001::image a: 100%25,%0Ab \x1b[31m | <b>%0Acut it\n::notice file=a b/imagetree.yaml,line=1,col=1,title=IT022::image b has no owner\n"},
		{"markdown", "1 error, 1 remark:\n\n| severity | rule | place | finding |\n| --- | --- | --- | --- |\n| error | IT001 | `imagetree.yaml:5:3` | image a: 100%,\\u000ab \\u001b\\[31m \\| &lt;b&gt;<br>cut it |\n| info | IT022 | `a b/imagetree.yaml` | image b has no owner |\n"},
	} {
		if got := write(t, Formats()[c.format], sample()); got != c.want {
			t.Errorf("%s: got\n%q\nwant\n%q", c.format, got, c.want)
		}
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	var out struct {
		Findings []map[string]any `json:"findings"`
	}
	if err := json.Unmarshal([]byte(write(t, JSON, sample())), &out); err != nil {
		t.Fatal(err)
	}
	f := out.Findings[0]
	if f["rule"] != "IT001" || f["line"] != 5.0 || f["column"] != 3.0 || f["image"] != "a" || f["file"] != "imagetree.yaml" || f["fix"] != "cut it" || f["severity"] != "error" {
		t.Errorf("got %v", f)
	}
	if got := write(t, JSON, Report{}); !strings.Contains(got, `"findings": []`) {
		t.Errorf("no findings: %s", got)
	}
}

func TestJUnit(t *testing.T) {
	t.Parallel()
	var suite junitSuite
	if err := xml.Unmarshal([]byte(write(t, JUnit, sample())), &suite); err != nil {
		t.Fatal(err)
	}
	if suite.Tests != 2 || suite.Failures != 1 || suite.Cases[0].Failure == nil || suite.Cases[1].Failure != nil {
		t.Errorf("got %+v", suite)
	}
	if got := write(t, JUnit, Report{}); !strings.Contains(got, `tests="1"`) {
		t.Errorf("clean: %s", got)
	}
}

func TestSARIFEscapesFileNames(t *testing.T) {
	t.Parallel()
	if got := write(t, SARIF, sample()); !strings.Contains(got, `"uri": "a%20b/imagetree.yaml"`) {
		t.Errorf("uri: %s", got)
	}
}

// TestMarkdownIsBounded holds that a long report fits into a comment of GitHub, the worst first, and says what it leaves out.
func TestMarkdownIsBounded(t *testing.T) {
	t.Parallel()
	var r Report
	for n := range 3000 {
		r.Findings = append(r.Findings, finding.Finding{Rule: "IT022", Severity: finding.Info, Position: fault.Position{File: "imagetree.yaml", Line: n}, Text: "image has no owner"})
	}
	r.Findings = append(r.Findings, finding.Finding{Rule: "IT001", Severity: finding.Error, Text: "a cycle"})
	got := write(t, Markdown, r)
	if len(got) > MaxComment || len(got) < MaxComment-1000 {
		t.Errorf("%d bytes", len(got))
	}
	rows := strings.Count(got, "\n| info") + strings.Count(got, "\n| error")
	if !strings.HasPrefix(got, "1 error, 3000 remarks:") || !strings.Contains(got, "| --- |\n| error | IT001") || !strings.Contains(got, fmt.Sprintf("\n%d of 3001 findings are not shown here", 3001-rows)) {
		t.Errorf("%s\n…\n%s", got[:200], got[len(got)-200:])
	}
}

// TestTextSumsUp holds that many findings of a rule end in one line with the command that mends them, and few do not.
func TestTextSumsUp(t *testing.T) {
	t.Parallel()
	r := Report{Rules: []finding.Rule{{ID: "IT1", Title: "no digest", Fix: "append it", Command: "tree lock --pin"}, {ID: "IT2", Title: "no owner", Fix: "write owner:"}}}
	for range 6 {
		r.Findings = append(r.Findings, finding.Finding{Rule: "IT2", Severity: finding.Info, Text: "x", Fix: "write owner:"})
	}
	var b strings.Builder
	if err := Text(&b, r); err != nil || strings.Contains(b.String(), "no owner") {
		t.Errorf("few: %v\n%s", err, b.String())
	}
	for range 4 {
		r.Findings = append(r.Findings, finding.Finding{Rule: "IT1", Severity: finding.Error, Text: "y", Fix: "append it"})
	}
	b.Reset()
	if err := Text(&b, r); err != nil || !strings.HasSuffix(b.String(), "4 errors, 6 remarks\n     6 IT2  no owner: write owner:\n     4 IT1  no digest: run tree lock --pin\n") {
		t.Errorf("many: %v\n%s", err, b.String())
	}
}

// TestTextIsShort holds that of many warnings of a rule the first are told and the rest is counted, and that every error is told.
func TestTextIsShort(t *testing.T) {
	t.Parallel()
	var r Report
	for n := range mostTold + 3 {
		for _, s := range []finding.Severity{finding.Error, finding.Warning} {
			r.Findings = append(r.Findings, finding.Finding{Rule: "IT-" + string(s), Severity: s, Text: fmt.Sprint(s, n, ".")})
		}
	}
	got := write(t, Text, r)
	for text, want := range map[string]bool{"error22.": true, "warning19.": true, "warning20.": false, "not shown: 3 warnings and remarks": true, "23 errors, 23 warnings\n": true} {
		if strings.Contains(got, text) != want {
			t.Errorf("%q: %v\n%s", text, !want, got)
		}
	}
}
