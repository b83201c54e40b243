// Package node reads the node build model.
package node

import (
	"context"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// Detector is the node detector.
type Detector struct{}

// Name returns "node".
func (Detector) Name() string { return "node" }

// Detect reads the build model.
func (Detector) Detect(_ context.Context, _ *source.Tree) (facts.Findings, error) {
	return facts.Findings{}, nil
}
