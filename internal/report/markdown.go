package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/waybill-dev/waybill/internal/finding"
)

// MaxComment is the most bytes that a comment may have: GitHub takes 65,536 characters and refuses more.
const MaxComment = 65_000

// Markdown writes a table for a comment or a job summary, within MaxComment.
func Markdown(w io.Writer, r Report) error { return MarkdownWithin(w, r, MaxComment) }

// MarkdownWithin writes a table of at most so many bytes. When not all findings have room, the worst come first and the rest is counted.
func MarkdownWithin(w io.Writer, r Report, most int) error {
	if len(r.Findings) == 0 {
		_, err := io.WriteString(w, "No findings.\n")
		return err
	}
	head := count(r.Findings) + ":\n\n| severity | rule | place | finding |\n| --- | --- | --- | --- |\n"
	rows, size := rowsOf(r.Findings)
	if len(head)+size <= most {
		_, err := io.WriteString(w, head+strings.Join(rows, ""))
		return err
	}
	const note = "\n%d of %d findings are not shown here, the least severe ones; `--format json` lists all.\n"
	rows, _ = rowsOf(bySeverity(r.Findings))
	left := most - len(head) - len(note) - 20
	shown := 0
	for shown < len(rows) && len(rows[shown]) <= left {
		left -= len(rows[shown])
		shown++
	}
	_, err := io.WriteString(w, head+strings.Join(rows[:shown], "")+fmt.Sprintf(note, len(rows)-shown, len(rows)))
	return err
}

func rowsOf(findings []finding.Finding) (rows []string, size int) {
	for _, f := range findings {
		text := Cell(f.Text)
		if f.Fix != "" {
			text += "<br>" + Cell(f.Fix)
		}
		row := fmt.Sprintf("| %s | %s | `%s` | %s |\n", f.Severity, f.Rule, strings.ReplaceAll(Cell(f.String()), "`", ""), text)
		rows, size = append(rows, row), size+len(row)
	}
	return rows, size
}

// Cell makes a text safe in a cell of a Markdown table: it is shown as it is, never as markup, a mention or a link.
func Cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", ">", "&gt;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "@", "&#64;").Replace(plain(text))
}
