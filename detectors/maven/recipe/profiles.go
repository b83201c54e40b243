package recipe

import (
	"fmt"

	"github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// production returns the profile that a build for production passes: the one named so, when another environment is the default.
// Without it Maven packs what developers work with (an embedded database, no front end, the wrong folder of resources).
func production(x *module.Module) (module.EnvProfile, bool) {
	var prod module.EnvProfile
	others := false
	for _, p := range x.EnvProfiles() {
		if environments.Production(p.Name) && prod.ID == "" {
			prod = p
		} else if !environments.Production(p.Name) {
			others = true
		}
	}
	return prod, prod.ID != "" && others && !prod.Active
}

// Decide returns a module with what it makes to run: in the build for production, in the default build, or with the one of its
// profiles that makes something.
func Decide(r *module.Repository, p *model.POM) (*module.Module, *Artifact) {
	x := r.Module(p)
	a := runnable(x)
	if prod, ok := production(x); ok {
		y := r.Module(p, prod.ID)
		if b := runnable(y); b != nil {
			y.Warn(prod.At, fmt.Sprintf("the build passes -P%s: without it Maven packs another environment's settings", prod.ID))
			return y, b
		}
	}
	if a != nil {
		return x, a
	}
	return withProfile(r, x)
}

// withProfile tries the module's own profiles one by one when the default build makes nothing to run.
func withProfile(r *module.Repository, x *module.Module) (*module.Module, *Artifact) {
	if kind := x.Model.Packaging().Text; kind != "jar" || len(x.Sources()) == 0 {
		return x, nil
	}
	for _, e := range x.POM.Root.Child("profiles").Each("profile") {
		id := e.Value("id")
		if id == "" || e.At("build", "plugins") == nil || unfit[id] {
			continue
		}
		y := r.Module(x.POM, id)
		a := runnable(y)
		if a == nil || a.Form == classPath {
			continue
		}
		a.Certainty = facts.Likely
		y.Warn(facts.Evidence{File: x.POM.File, Line: e.Line}, fmt.Sprintf("only the profile %s makes something to run: the build passes -P%s", id, id))
		return y, a
	}
	return x, nil
}

// unfit are profiles that make something else than the program to deploy.
var unfit = map[string]bool{"native": true, "native-image": true, "nativeTest": true, "release": true, "test": true, "it": true, "integration-test": true, "docs": true, "sonar": true, "coverage": true, "dev": true, "benchmark": true, "jmh": true}
