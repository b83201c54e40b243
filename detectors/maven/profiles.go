package maven

import (
	"fmt"

	"github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/facts"
)

// envProfile is a profile of the build that is named after an environment.
type envProfile struct {
	id         string
	name       string // canonical
	properties map[string]string
	filters    bool
	active     bool // without being told
	at         facts.Evidence
}

// envProfiles returns the profiles of a module and its parents that are named after environments, nearest first.
func (x *module) envProfiles() []envProfile {
	var list []envProfile
	seen := map[string]bool{}
	for q, n := x.p, 0; q != nil && n < maxParents; q, n = q.parent, n+1 {
		for _, e := range q.root.child("profiles").each("profile") {
			id := e.value("id")
			name, ok := environments.Canonical(id)
			if !ok || seen[id] {
				continue
			}
			seen[id] = true
			p := envProfile{id: id, name: name, properties: map[string]string{}, at: facts.Evidence{File: q.file, Line: e.line, Rule: "profile " + id}}
			for _, property := range e.child("properties").children0() {
				p.properties[property.name] = property.text
			}
			p.filters = len(e.at("build", "filters").each("filter")) > 0
			p.active = e.child("activation").value("activeByDefault") == "true"
			list = append(list, p)
		}
	}
	return list
}

// children0 returns the children of an element that may be nil.
func (e *element) children0() []*element {
	if e == nil {
		return nil
	}
	return e.children
}

// production returns the profile that a build for production passes: the one named so, when another environment is the default.
// Without it Maven packs what developers work with (an embedded database, no front end, the wrong folder of resources).
func (x *module) production() (envProfile, bool) {
	var prod envProfile
	others := false
	for _, p := range x.envProfiles() {
		if p.name == environments.Prod && prod.id == "" {
			prod = p
		} else if p.name != environments.Prod {
			others = true
		}
	}
	return prod, prod.id != "" && others && !prod.active
}

// decide returns a module with what it makes to run: in the build for production, in the default build, or with the one of its
// profiles that makes something.
func (r *repository) decide(p *pom) (*module, *artifact) {
	x := r.newModule(p)
	a := x.runnable()
	if prod, ok := x.production(); ok {
		y := r.newModule(p, prod.id)
		if b := y.runnable(); b != nil {
			y.warn(prod.at, fmt.Sprintf("the build passes -P%s: without it Maven packs another environment's settings", prod.id))
			return y, b
		}
	}
	if a != nil {
		return x, a
	}
	return r.withProfile(x)
}

// withProfile tries the module's own profiles one by one when the default build makes nothing to run.
func (r *repository) withProfile(x *module) (*module, *artifact) {
	if kind := x.m.packaging().text; kind != "jar" || len(x.sources()) == 0 {
		return x, nil
	}
	for _, e := range x.p.root.child("profiles").each("profile") {
		id := e.value("id")
		if id == "" || e.at("build", "plugins") == nil || unfit[id] {
			continue
		}
		y := r.newModule(x.p, id)
		a := y.runnable()
		if a == nil || a.form == classPath {
			continue
		}
		a.certainty = facts.Likely
		y.warn(facts.Evidence{File: x.p.file, Line: e.line}, fmt.Sprintf("only the profile %s makes something to run: the build passes -P%s", id, id))
		return y, a
	}
	return x, nil
}

// unfit are profiles that make something else than the program to deploy.
var unfit = map[string]bool{"native": true, "native-image": true, "nativeTest": true, "release": true, "test": true, "it": true, "integration-test": true, "docs": true, "sonar": true, "coverage": true, "dev": true, "benchmark": true, "jmh": true}
