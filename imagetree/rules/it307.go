package rules

import (
	"errors"
	"regexp"
	"strconv"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it307() Rule {
	return Rule{finding.Rule{
		ID: "IT307", Severity: finding.Error, Title: "Dockerfile that cannot be read",
		Why: "What cannot be parsed cannot be built.",
		Fix: "correct the line",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			var missing errMissing
			if _, err := p.dockerfile(i); err != nil && !errors.As(err, &missing) {
				p.on(i, detail{place: fault.Position{File: i.DockerfilePath(), Line: lineIn(err), Column: 1}}, "%s cannot be read: %s", i.DockerfilePath(), err)
			}
		})
	}}
}

var atLine = regexp.MustCompile(`line (\d+)`)

// lineIn finds the line that BuildKit's parser names, 1 when it names none.
func lineIn(err error) int {
	if m := atLine.FindStringSubmatch(err.Error()); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			return n
		}
	}
	return 1
}
