// Package golang reads the golang build model.
package golang

import (
	"context"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// Detector is the golang detector.
type Detector struct{}

// Name returns "golang".
func (Detector) Name() string { return "golang" }

// Detect reads the build model.
func (Detector) Detect(_ context.Context, _ *source.Tree) (facts.Findings, error) {
	return facts.Findings{}, nil
}
