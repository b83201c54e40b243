package module

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/maven/model"
)

// Library names artifacts of one group, since an artifactId alone means nothing: every company may call a library "server". The group
// and each artifact may end in "*".
type Library struct {
	Group     string
	Artifacts []string
}

// Of makes a Library.
func Of(group string, artifacts ...string) Library { return Library{group, artifacts} }

// AnyOf says whether one of the dependencies is one of the libraries.
func AnyOf(dependencies []model.Dependency, libraries []Library) bool {
	return slices.ContainsFunc(dependencies, func(d model.Dependency) bool {
		return slices.ContainsFunc(libraries, func(l Library) bool {
			return fits(l.Group, d.Group) && slices.ContainsFunc(l.Artifacts, func(a string) bool { return fits(a, d.Artifact) })
		})
	})
}

// HasOne returns the first dependency that one of the libraries names, in the order of the libraries.
func (x *Module) HasOne(libraries []Library) (model.Dependency, bool) {
	for _, l := range libraries {
		for _, artifact := range l.Artifacts {
			if d, ok := x.find(l.Group, artifact); ok {
				return d, true
			}
		}
	}
	return model.Dependency{}, false
}

// Has returns the first dependency on the class path that one of the coordinates "group:artifact" names; both parts may end in "*".
func (x *Module) Has(coordinates ...string) (model.Dependency, bool) {
	for _, c := range coordinates {
		group, artifact, _ := strings.Cut(c, ":")
		if d, ok := x.find(group, artifact); ok {
			return d, true
		}
	}
	return model.Dependency{}, false
}

func (x *Module) find(group, artifact string) (model.Dependency, bool) {
	if !strings.Contains(group+artifact, "*") {
		i, ok := x.byName[group+":"+artifact]
		if !ok {
			return model.Dependency{}, false
		}
		return x.Deps[i], true
	}
	i := slices.IndexFunc(x.Deps, func(d model.Dependency) bool { return fits(group, d.Group) && fits(artifact, d.Artifact) })
	if i < 0 {
		return model.Dependency{}, false
	}
	return x.Deps[i], true
}

func fits(pattern, text string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(text, prefix)
	}
	return pattern == text
}

// HasGroup returns the first dependency whose group is this one or begins with it and a dot.
func (x *Module) HasGroup(groups ...string) (model.Dependency, bool) {
	for _, d := range x.Deps {
		for _, g := range groups {
			if d.Group == g || strings.HasPrefix(d.Group, g+".") {
				return d, true
			}
		}
	}
	return model.Dependency{}, false
}
