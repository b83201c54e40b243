package fold

import (
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// Sources are the Go files of a repository, which its programs share: each is parsed, indexed and type-checked once, when a question
// reaches it.
type Sources struct {
	r       *module.Repo
	indexes map[*module.File]*Index
	types   *checker
	outside outsides
	structs map[*module.File][]heldType // the fields of the structs of a file
}

// NewSources returns what the programs of a repository share.
func NewSources(r *module.Repo) *Sources {
	return &Sources{r: r, indexes: map[*module.File]*Index{}, types: newChecker(r), outside: outsides{known: map[outsideKey]*string{}}, structs: map[*module.File][]heldType{}}
}

// index returns what a file declares and does.
func (s *Sources) index(f *module.File) *Index {
	x, made := s.indexes[f]
	if made {
		return x
	}
	x = &Index{Unread: true}
	if tree := s.r.Parse(f); tree != nil {
		x = newIndex(tree)
	}
	s.indexes[f] = x
	return x
}

// Index returns what a file declares, calls and assigns; of a file that is not parsed nothing, and says so.
func (p *Program) Index(f *module.File) *Index { return p.src.index(f) }
