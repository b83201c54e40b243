package module

import (
	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/internal/source"
)

// Repository is the POMs of a repository and what lies beside them: its sources, and the folders that a configuration server serves.
type Repository struct {
	*model.Reactor
	Code *code.Program

	documents map[string][]configfile.Document // parsed once

	served     []string // folders that a configuration server of this repository serves
	servedRead bool
	servers    []string // configuration files of these servers themselves
}

// New reads all POMs; sources are read when a question reaches them.
func New(tree *source.Tree) *Repository { return NewWith(tree, nil) }

// NewWith is New where given finds POMs that the tree does not hold; it may be nil.
func NewWith(tree *source.Tree, given model.Given) *Repository {
	return &Repository{Reactor: model.ReadWith(tree, given), Code: code.New(tree), documents: map[string][]configfile.Document{}}
}
