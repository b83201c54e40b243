package report

import (
	"fmt"
	"io"
)

// Text writes one line a finding, as compilers do, so that editors jump: file:line:column: severity: text [rule].
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
	_, err := fmt.Fprintln(w, count(r.Findings))
	return err
}
