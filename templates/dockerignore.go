package templates

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// ignoreView is what Dockerfile.dockerignore.tmpl sees.
type ignoreView struct {
	Dockerfile string
	Outputs    []string // what a local build leaves, which the image's own build makes
	DotEnv     bool     // .env.production and the like stay out too: no build reads them
	Needed     []string // what the plan names, whatever a pattern above it says
}

func viewIgnore(u plan.Unit) ignoreView {
	v := ignoreView{Dockerfile: path.Join(u.Dir, "Dockerfile"), DotEnv: u.Kind != facts.StaticSite}
	v.Outputs = outputs(u)
	var needed []string
	for _, s := range u.Stages {
		needed = append(needed, s.Manifest...)
		needed = append(needed, s.Sources...)
	}
	for _, c := range u.Run.Copies {
		if c.Stage == "" {
			needed = append(needed, c.From)
		}
	}
	if u.Init.Form == plan.InitScript && !u.Init.Provided {
		needed = append(needed, initFile(u))
	}
	if u.Run.Site != nil {
		needed = append(needed, siteFile(u))
	}
	slices.Sort(needed)
	needed = slices.Compact(needed)
	v.Needed = slices.DeleteFunc(needed, func(f string) bool { return path.Clean(f) == "." || isSecret(f) })
	return v
}

// isSecret keeps files that hold passwords by convention out even when a recipe names them.
func isSecret(name string) bool {
	base := path.Base(name)
	return base == ".env" || base == ".env.local" || strings.HasPrefix(base, "id_rsa")
}

// outputs are folders that the image's build makes: a copy from the machine that builds would be mixed with them.
// Only names that no build takes as input, and only where the unit's artifact says that they are made here.
func outputs(u plan.Unit) []string {
	first, _, deeper := strings.Cut(u.Facts.Artifact.Value, "/")
	switch first {
	case "target", ".next", ".output", "dist", "build", "out":
	default:
		return nil
	}
	if len(u.Facts.Build) == 0 || !deeper && u.Kind != facts.StaticSite {
		return nil
	}
	out := path.Join(u.Path, first)
	for _, c := range u.Run.Copies {
		if c.Stage == "" && (c.From == out || strings.HasPrefix(c.From, out+"/")) {
			return nil
		}
	}
	if first == "target" {
		return []string{"**/target"} // Maven's modules all build into one
	}
	return []string{out}
}
