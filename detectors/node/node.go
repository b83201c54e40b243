// Package node reads the build model of Node: package.json, lock files, workspaces, the settings of frameworks and bundlers,
// and the source itself where only code says a port or a route.
package node

import (
	"context"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// Detector is the Node detector.
type Detector struct{}

// Name returns "node".
func (Detector) Name() string { return "node" }

// Detect reads every package of the repository and says which are deployed.
func (Detector) Detect(ctx context.Context, tree *source.Tree) (facts.Findings, error) {
	p := newCodebase(newProject(tree))
	units, err := units(p, ctx)
	if err != nil {
		return facts.Findings{}, err
	}
	var out facts.Findings
	for _, u := range units {
		out.Units = append(out.Units, factsOf(p, u))
	}
	out.Warnings = p.warnings
	return out, nil
}
