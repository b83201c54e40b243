package image

import (
	"fmt"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/plan"
)

// pickBuild asks for an image with everything, then for one without what the stage can install by itself.
func pickBuild(p *plan.Plan, u plan.Unit, tree *imagetree.Tree, need imagetree.Need) (plan.Base, error) {
	optional := func(r facts.Require) bool { return r.Optional }
	if need.Pin == "" && slices.ContainsFunc(need.Requires, optional) {
		if selection, err := tree.Select(need); err != nil || selection.NoFit() != nil {
			need.Requires = slices.DeleteFunc(slices.Clone(need.Requires), optional)
		}
	}
	return pick(p, u, tree, need)
}

// isPreference says whether an optional requirement narrows the versions of a capability that the stage needs anyway.
func isPreference(r facts.Require, of []facts.Require) bool {
	return slices.ContainsFunc(of, func(o facts.Require) bool { return !o.Optional && o.Capability == r.Capability })
}

// unmet tells the preferences that no image of the tree meets: the image that was taken may be one that the build refuses.
func unmet(u plan.Unit, s facts.Stage, base plan.Base) []facts.Warning {
	var list []facts.Warning
	for _, r := range s.Requires {
		if !r.Optional || !isPreference(r, s.Requires) || provides(base, r) || len(r.Evidence) == 0 {
			continue
		}
		at := r.Evidence[0]
		list = append(list, facts.Warning{File: at.File, Line: at.Line, Unit: u.Path, Text: fmt.Sprintf("no image that builds has %s %s (%s): %s builds, which the build may refuse", r.Capability, r.Range, at.Rule, base.Name)})
	}
	return list
}

// fitted is a stage as its image asks for it: with the commands that install what the image lacks, and with the variables that the
// releases in the image need.
func fitted(s facts.Stage, base plan.Base) facts.Stage {
	var bring [][]string
	requires := s.Requires
	s.Requires = nil
	for _, r := range requires {
		if r.Optional && (!base.Has(r.Capability) || isPreference(r, requires) && !provides(base, r)) {
			if len(r.Bring) > 0 {
				bring = append(bring, r.Bring)
			}
			continue
		}
		r.Optional, r.Bring = false, nil // settled
		s.Requires = append(s.Requires, r)
	}
	if len(s.Resolve) > 0 {
		s.Resolve = slices.Concat(bring, s.Resolve)
	} else {
		s.Build = slices.Concat(bring, s.Build)
	}
	s.Env = slices.Clone(s.Env)
	for _, e := range s.EnvIf {
		if provides(base, e.If) {
			s.Env = append(s.Env, e.Env)
		}
	}
	s.EnvIf = nil
	return s
}

// provides says whether an image has a capability in a version of the range.
func provides(base plan.Base, r facts.Require) bool {
	scheme := imagetree.SchemeOf(r.Capability)
	has, err := scheme.Version(base.Provides[r.Capability])
	if err != nil || has.IsZero() {
		return false
	}
	wanted, err := scheme.Range(r.Range)
	return err == nil && wanted.Allows(has)
}
