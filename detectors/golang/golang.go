// Package golang reads Go modules: which main packages a repository holds, which of them is a service, what it listens on,
// what it needs, and how it is built and started. It reads files only; source code is folded, never run.
package golang

import (
	"context"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// Detector is the Go detector.
type Detector struct{}

// Name returns "go".
func (Detector) Name() string { return "go" }

// Detect finds the programs of a repository. A go.mod file that cannot be read is a warning.
func (Detector) Detect(ctx context.Context, tree *source.Tree) (facts.Findings, error) {
	r := newRepo(tree)
	if len(r.dirs) == 0 && len(tree.Named("go.mod")) == 0 {
		return facts.Findings{}, nil
	}
	r.loadModules()
	units, err := r.units(ctx)
	if err != nil {
		return facts.Findings{}, err
	}
	return facts.Findings{Units: units, Warnings: r.warnings, Owned: r.owned}, nil
}
