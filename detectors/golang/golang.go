// Package golang reads Go repositories: which main packages a repository holds, which of them is a service, what it listens on, what it
// needs, and how it is built and started. Files are read only; source code is folded, never run.
//
// In goes a source.Tree, out come facts.Findings. The questions (kind, ports, health, needs) are functions over a program, which joins
// what its rooms know: module reads the files, fold gives expressions their values, reach finds the ways from main, settings opens
// configuration files, recipe describes the image. Three types to know: program, sink (a call that listens) and listener (where it does).
//
//	http.ListenAndServe(":8080", nil)
//
// in a function that main comes to is a sink; its address folds to ":8080"; the unit is a server with the port 8080, which is certain.
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
	units, err := programs(ctx, r)
	if err != nil {
		return facts.Findings{}, err
	}
	for i := range units {
		units[i].Runtime = Runtime(units[i])
	}
	return facts.Findings{Units: units, Warnings: r.Warnings, Owned: r.Owned}, nil
}
