package imagetree

import (
	"cmp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// Candidate is an image with what was found when a need was held against it.
type Candidate struct {
	Image   *Image
	Refused []string // every reason why it cannot serve; empty for one that fits
	LostOn  string   // for one that fits and was not picked: the first thing it was worse at
	Missing []string // extras that it lacks and that the Dockerfile must add
	Keys    Keys

	unmet  int // requirements that it does not satisfy
	absent int // those of them that it has in no version
}

// Selection is the answer to a need.
type Selection struct {
	Need     Need
	Pick     *Candidate // nil when no image fits
	Pinned   bool       // the application named the image
	Warnings []string   // a default that was used, a rule that was bent, a deprecated pick

	tree    *Tree
	wants   []want
	fits    []Candidate // the pick and the runner-up
	relaxed bool
}

// Select finds the image that is nearest to a need: it keeps those that can serve, and takes the first by Keys.
// The answer depends on the tree and the need only; not on the order of the file, nor on the day, unless the need names one.
func (t *Tree) Select(n Need) (*Selection, error) {
	wants, err := t.wants(n)
	if err != nil {
		return nil, err
	}
	s := &Selection{Need: n, tree: t, wants: wants}
	if n.Pin != "" {
		return s, s.pin()
	}
	s.collect()
	if len(s.fits) == 0 && slices.ContainsFunc(wants, func(w want) bool { return w.compat == CompatSameMajor }) {
		s.relaxed = true
		s.collect()
	}
	if len(s.fits) > 0 {
		s.fits[0] = s.judge(s.fits[0].Image)
		s.Pick = &s.fits[0]
	}
	s.warn()
	return s, nil
}

// collect finds the best image that fits, and the second best. It is the inner loop of a fleet: no text is made, nothing is kept of the rest.
func (s *Selection) collect() {
	s.fits = nil
	for _, i := range s.tree.index.candidates(s.Need.Role, s.wants) {
		var runnerUp *Candidate
		if len(s.fits) == 2 {
			runnerUp = &s.fits[1]
		}
		keys, ok := s.serves(i, runnerUp)
		if !ok {
			continue
		}
		c := Candidate{Image: i, Keys: keys}
		switch {
		case len(s.fits) == 0 || s.compare(c, s.fits[0]) < 0:
			s.fits = slices.Insert(s.fits[:min(1, len(s.fits))], 0, c)
		case len(s.fits) == 1:
			s.fits = append(s.fits, c)
		case s.compare(c, s.fits[1]) < 0:
			s.fits[1] = c
		}
	}
}

// pin takes the image that the application names, if it can serve.
func (s *Selection) pin() error {
	s.Pinned = true
	i := s.tree.Image(s.Need.Pin)
	if i == nil {
		e := fault.New(fault.Usage, "%s names image %s, which the tree does not declare", s.Need.App, s.Need.Pin)
		if near := strictyaml.Nearest(s.Need.Pin, s.tree.names); near != "" {
			return e.WithHint("did you mean %q?", near)
		}
		return e.WithHint("see 'waybill tree show'")
	}
	s.relaxed = true // the name is the word of a person, as far as majors are concerned
	c := s.judge(i)
	s.fits = []Candidate{c}
	if len(c.Refused) == 0 {
		s.Pick = &s.fits[0]
	}
	s.warn()
	return nil
}

// Others returns every other image: those that fit by rank, then those that cannot serve, the nearest miss first.
// Images that are for another role only are left out.
func (s *Selection) Others() []Candidate {
	var fits, out []Candidate
	picked := map[*Image]bool{}
	if s.Pick != nil {
		picked[s.Pick.Image] = true
	}
	for _, name := range s.tree.names {
		i := s.tree.Images[name]
		if picked[i] || !i.For(s.Need.Role) && s.Need.Pin != name {
			continue
		}
		c := s.judge(i)
		switch {
		case len(c.Refused) > 0:
			out = append(out, c)
		case s.Pinned:
			c.LostOn = "the application names " + s.Need.Pin
			fits = append(fits, c)
		default:
			c.LostOn = s.lostOn(c, *s.Pick)
			fits = append(fits, c)
		}
	}
	slices.SortStableFunc(fits, s.compare)
	slices.SortStableFunc(out, func(a, b Candidate) int {
		return cmp.Or(a.absent-b.absent, len(a.Refused)-len(b.Refused), a.unmet-b.unmet, s.compareMisses(a, b))
	})
	return append(fits, out...)
}

// against says why one image was not picked: what it lacks, or what it lost on.
func (s *Selection) against(i *Image) string {
	c := s.judge(i)
	switch {
	case len(c.Refused) > 0:
		return strings.Join(c.Refused, "; ")
	case s.Pick == nil:
		return "fits"
	case s.Pinned:
		return "loses on the application names " + s.Need.Pin
	}
	return "loses on " + s.lostOn(c, *s.Pick)
}

// RunnerUp returns the next best image, nil when there is none.
func (s *Selection) RunnerUp() *Candidate {
	if s.Pick == nil || s.Pinned || len(s.fits) < 2 {
		return nil
	}
	second := s.judge(s.fits[1].Image)
	second.LostOn = s.lostOn(second, *s.Pick)
	return &second
}

// index finds the images of a role that provide a capability, so that a fleet of thousands is answered in seconds.
type index map[Role]map[string][]*Image

// anyImage is the key for all images of a role.
const anyImage = ""

func newIndex(t *Tree) index {
	x := index{}
	for _, name := range t.names {
		i := t.Images[name]
		for _, role := range i.Use {
			if x[role] == nil {
				x[role] = map[string][]*Image{}
			}
			x[role][anyImage] = append(x[role][anyImage], i)
			for c := range i.effective {
				x[role][c] = append(x[role][c], i)
			}
		}
	}
	return x
}

// candidates returns the images that provide the rarest of the wanted capabilities.
// A capability that is provided under another name only is not looked up here.
func (x index) candidates(role Role, wants []want) []*Image {
	best := x[role][anyImage]
	for _, w := range wants {
		if len(best) == 0 || len(best[0].tree.aliases[w.Capability]) > 0 {
			continue
		}
		if list := x[role][w.Capability]; len(list) < len(best) {
			best = list
		}
	}
	return best
}
