// Package detectors tells what a repository is, from its files only.
package detectors

import (
	"context"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang"
	"github.com/waybill-dev/waybill/detectors/maven"
	"github.com/waybill-dev/waybill/detectors/node"
	"github.com/waybill-dev/waybill/internal/source"
)

// Detector reads one language's build model.
type Detector interface {
	// Name is the word used in messages: "maven".
	Name() string
	// Detect returns what it found; an empty Findings when the repository is not its own.
	// An error is for what stops everything (the context, the disk); a broken build file is a warning of the Findings.
	Detect(ctx context.Context, tree *source.Tree) (facts.Findings, error)
}

// All lists the detectors; adding a language is adding a folder and a line here.
func All() []Detector {
	return []Detector{
		maven.Detector{},
		node.Detector{},
		golang.Detector{},
	}
}
