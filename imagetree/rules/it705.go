package rules

import (
	"errors"
	"maps"
	"slices"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it705() Rule {
	return Rule{finding.Rule{
		ID: "IT705", Severity: finding.Warning, Title: "applications that no image serves",
		Why: "They cannot be built on the tree, and a requirement that is written wrong looks just like that.",
		Fix: "add an image that serves them, or change what they ask for",
	}, func(p *Pass) {
		apps, fix := p.unserved()
		for _, need := range slices.Sorted(maps.Keys(apps)) {
			d := detail{place: fault.Position{File: p.Tree.File, Line: 1, Column: 1}, key: need, fix: fix[need]}
			p.report("", d, "%s no image: %s (%s)", plural(len(apps[need]), "application finds", "applications find"), need, names(apps[need]))
		}
	}}
}

// unserved groups the applications without an image by what they need, with the hint of what helps. What this change took from them is IT704's.
func (p *Pass) unserved() (apps map[string]map[string]bool, fix map[string]string) {
	apps, fix = map[string]map[string]bool{}, map[string]string{}
	now, before := p.Tree.Answers(p.Today), p.answersBefore()
	for _, item := range p.Fleet {
		is, err := now.Nearest(item.Need)
		if err != nil || is.Image != "" || formerly(before, item) != "" || p.took(item) {
			continue
		}
		need := item.String()
		if is.Selection == nil {
			need = "it names " + item.Pin + ", which is not in the tree"
		} else if e, ok := errors.AsType[*fault.Error](is.Selection.NoFit()); ok {
			fix[need] = e.Hint
		}
		if apps[need] == nil {
			apps[need] = map[string]bool{}
		}
		apps[need][item.App] = true
	}
	return apps, fix
}
