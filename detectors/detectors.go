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

// All lists the detectors; adding a language is adding a folder and a line to With.
func All() []Detector { return With(nil) }

// With lists the detectors, where poms finds POMs outside of the repository; it may be nil.
func With(poms func(group, artifact, version string) (data []byte, ok bool)) []Detector {
	return []Detector{
		maven.Detector{POMs: poms},
		node.Detector{},
		golang.Detector{},
	}
}
