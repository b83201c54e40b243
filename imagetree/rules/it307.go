package rules

import (
	"errors"
	"regexp"
	"strconv"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/recipe"
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
			_, err := p.dockerfile(i)
			switch {
			case errors.Is(err, recipe.ErrTarget):
				p.on(i, detail{at: "target", key: i.Target, fix: "name a stage: FROM … AS " + i.Target}, "%s has no stage %s, which image %s has as its target", i.DockerfilePath(), i.Target, i.Name)
			case err != nil && !errors.Is(err, recipe.ErrMissing):
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
