package module

import (
	"github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
)

// EnvProfile is a profile of the build that is named after an environment.
type EnvProfile struct {
	ID         string
	Name       string // canonical
	Properties map[string]string
	Filters    bool
	Active     bool // without being told
	At         facts.Evidence
}

// EnvProfiles returns the profiles of a module and its parents that are named after environments, nearest first.
func (x *Module) EnvProfiles() []EnvProfile {
	var list []EnvProfile
	var ids []string
	seen := map[string]bool{}
	for q, n := x.POM, 0; q != nil && n < model.MaxParents; q, n = q.Parent, n+1 {
		for _, e := range q.Root.Child("profiles").Each("profile") {
			id := e.Value("id")
			if _, ok := environments.Canonical(id); !ok || seen[id] {
				continue
			}
			seen[id] = true
			p := EnvProfile{ID: id, Properties: map[string]string{}, At: facts.Evidence{File: q.File, Line: e.Line, Rule: "profile " + id}}
			for _, property := range e.Child("properties").All() {
				p.Properties[property.Name] = property.Text
			}
			p.Filters = len(e.At("build", "filters").Each("filter")) > 0
			p.Active = e.Child("activation").Value("activeByDefault") == "true"
			list = append(list, p)
			ids = append(ids, id)
		}
	}
	names := environments.Names(ids)
	for i := range list {
		list[i].Name = names[list[i].ID]
	}
	return list
}
