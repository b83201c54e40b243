// Package golang reads Go modules: which main packages a repository holds, which of them is a service, what it listens on,
// what it needs, and how it is built and started. It reads files only; source code is folded, never run.
package golang

import (
	"context"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/internal/source"
)

// Detector is the Go detector.
type Detector struct{}

// Name returns "go".
func (Detector) Name() string { return "go" }

// Detect finds the programs of a repository. A go.mod file that cannot be read is a warning.
func (Detector) Detect(ctx context.Context, tree *source.Tree) (facts.Findings, error) {
	r := module.Open(tree)
	if len(r.Dirs) == 0 && len(tree.Named("go.mod")) == 0 {
		return facts.Findings{}, nil
	}
	r.LoadModules()
	units, err := programs(r, ctx)
	if err != nil {
		return facts.Findings{}, err
	}
	for i := range units {
		units[i].Runtime = Runtime(units[i])
	}
	return facts.Findings{Units: units, Warnings: r.Warnings, Owned: r.Owned}, nil
}
