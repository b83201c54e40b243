package dockerfile

import (
	"slices"

	"github.com/waybill-dev/waybill/internal/plan"
)

// across tells what a build for several platforms has to know.
func (v *Image) across(p plan.Plan, u plan.Unit) {
	if len(p.Platforms) < 2 {
		return
	}
	v.Platforms = p.Platforms
	for i := range v.Stages {
		if s := u.Stages[i]; !s.Builder {
			v.Stages[i].Native = s.Native
		}
	}
	v.Emulates = v.runs() || slices.ContainsFunc(v.Stages, func(s Stage) bool { return !s.Builder })
}

// runs says whether the last stage, or the training run on it, has a RUN line.
func (v *Image) runs() bool {
	return v.Archive != nil || v.HasShell && len(v.Folders)+len(v.Links)+len(v.Seeded)+len(v.Unit.Run.Setup)+len(v.Base.Install.Packages) > 0 || len(v.Base.Install.Packages) > 0
}
