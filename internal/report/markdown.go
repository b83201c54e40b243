package report

import (
	"fmt"
	"io"
	"strings"
)

// Markdown writes a table for a comment or a job summary.
func Markdown(w io.Writer, r Report) error {
	var b strings.Builder
	if len(r.Findings) == 0 {
		b.WriteString("No findings.\n")
	} else {
		fmt.Fprintf(&b, "%s:\n\n| severity | rule | place | finding |\n| --- | --- | --- | --- |\n", count(r.Findings))
	}
	for _, f := range r.Findings {
		text := Cell(f.Text)
		if f.Fix != "" {
			text += "<br>" + Cell(f.Fix)
		}
		fmt.Fprintf(&b, "| %s | %s | `%s` | %s |\n", f.Severity, f.Rule, strings.ReplaceAll(Cell(f.String()), "`", ""), text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Cell makes a text safe in a cell of a Markdown table: it is shown as it is, never as markup, a mention or a link.
func Cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", ">", "&gt;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "@", "&#64;").Replace(plain(text))
}
