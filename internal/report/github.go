package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/waybill-dev/waybill/internal/finding"
)

// GitHub writes workflow commands, which GitHub Actions shows beside the lines of a pull request.
// Source: "Workflow commands for GitHub Actions"; the escapes are those of actions/toolkit.
func GitHub(w io.Writer, r Report) error {
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	level := map[finding.Severity]string{finding.Error: "error", finding.Warning: "warning", finding.Info: "notice"}
	for _, f := range r.Findings {
		text := f.Text
		if f.Fix != "" {
			text += "\n" + f.Fix
		}
		if _, err := fmt.Fprintf(w, "::%s file=%s,line=%d,col=%d,title=%s::%s\n",
			level[f.Severity], property.Replace(f.File), max(f.Line, 1), max(f.Column, 1), f.Rule, data.Replace(text)); err != nil {
			return err
		}
	}
	return nil
}
