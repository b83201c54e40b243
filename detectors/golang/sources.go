package golang

// sources are the Go files of a repository, which its programs share: each is parsed, indexed and type-checked once, when a question
// reaches it.
type sources struct {
	r       *repo
	indexes map[*gofile]*index
	types   *checker
}

func newSources(r *repo) *sources {
	return &sources{r: r, indexes: map[*gofile]*index{}, types: newChecker(r)}
}

// index returns what a file declares and does, nil when it cannot be parsed.
func (s *sources) index(f *gofile) *index {
	x, made := s.indexes[f]
	if made {
		return x
	}
	if tree := s.r.parse(f); tree != nil {
		x = newIndex(tree)
	}
	s.indexes[f] = x
	return x
}

func (p *program) index(f *gofile) *index { return p.src.index(f) }
