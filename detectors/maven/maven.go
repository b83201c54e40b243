// Package maven reads the maven build model.
package maven

import (
	"context"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// Detector is the maven detector.
type Detector struct{}

// Name returns "maven".
func (Detector) Name() string { return "maven" }

// Detect reads the build model.
func (Detector) Detect(_ context.Context, _ *source.Tree) (facts.Findings, error) {
	return facts.Findings{}, nil
}
