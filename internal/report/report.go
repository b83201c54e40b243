// Package report prints lint findings for people, for scripts and for the servers that show them beside the change: one file a format.
package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/waybill-dev/waybill/internal/finding"
)

// Report is what is printed. Findings are sorted; Rules describe at least the rules that have findings.
type Report struct {
	Findings []finding.Finding
	Rules    []finding.Rule
	Version  string // of waybill, for the formats that name the tool
}

// Format writes a report.
type Format func(io.Writer, Report) error

// Formats returns the formats by the name that --format takes.
func Formats() map[string]Format {
	return map[string]Format{
		"text": Text, "json": JSON, "sarif": SARIF, "github": GitHub, "junit": JUnit, "markdown": Markdown,
	}
}

// Names returns the names of the formats, sorted.
func Names() []string { return slices.Sorted(maps.Keys(Formats())) }

// count sums up: "2 errors, 1 warning".
func count(list []finding.Finding) string {
	by := map[finding.Severity]int{}
	for _, f := range list {
		by[f.Severity]++
	}
	var words []string
	for _, s := range []struct {
		severity finding.Severity
		one      string
	}{{finding.Error, "error"}, {finding.Warning, "warning"}, {finding.Info, "remark"}} {
		if n := by[s.severity]; n == 1 {
			words = append(words, "1 "+s.one)
		} else if n > 1 {
			words = append(words, fmt.Sprintf("%d %ss", n, s.one))
		}
	}
	if len(words) == 0 {
		return "no findings"
	}
	return strings.Join(words, ", ")
}

// plain shows control characters and what turns the direction of text around as escapes: texts quote names that anybody may have written.
func plain(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
