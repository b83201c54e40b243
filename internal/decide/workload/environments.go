package workload

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	known "github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// Environments builds the places that the application runs in, in the order of a release. One of three says which they are:
//
//   - the settings, where they name any. The organisation's list and that of the repository's waybill.yaml add up. Files of the
//     repository add nothing to this list: an environment that only they know is a warning.
//   - the files of the units that are deployed (application-uat.yml, config/qa/, .env.staging). Production is added where no file is
//     called so, since the shared files are meant for it then.
//   - else dev, qa and prod.
func Environments(s settings.Settings, application string, units []facts.Unit) ([]plan.Environment, []facts.Warning) {
	names, warnings := environmentsOf(s, units)
	out := make([]plan.Environment, 0, len(names))
	for i, name := range names {
		set := s.Environments[name]
		out = append(out, plan.Environment{
			Name:      name,
			Aliases:   spellingsOf(name, names, s.Aliases),
			Namespace: cmp.Or(set.Namespace, plan.Shorten(application+"-"+name, plan.MaxLabel)),
			Shared:    set.Namespace != "",
			Registry:  cmp.Or(set.Registry, s.Images.Pull, s.Images.Registry),
			Place:     plan.Place{Level: cmp.Or(set.PodSecurity, level(s)), Access: access(s, name, i == 0)},
		})
	}
	if len(s.Environments) > 0 {
		warnings = append(warnings, notListed(out, units)...)
	}
	return out, warnings
}

func environmentsOf(s settings.Settings, units []facts.Unit) ([]string, []facts.Warning) {
	if len(s.Environments) > 0 {
		return sorted(slices.Collect(maps.Keys(s.Environments))), nil
	}
	found := detected(s, units)
	switch {
	case len(found) == 0:
		return []string{known.Dev, known.QA, known.Prod}, nil
	case slices.ContainsFunc(found, known.Production):
		return found, nil
	}
	list := strings.Join(found, ", ")
	return sorted(append(found, known.Prod)), []facts.Warning{{Text: fmt.Sprintf(
		"the repository has files for %s and none for production: prod is added and gets the shared configuration (environments: in waybill.yaml names others)", list)}}
}

// detected are the environments that files of deployed units name. What runs on a developer's machine or in a CI job is left out.
func detected(s settings.Settings, units []facts.Unit) []string {
	var out []string
	for _, u := range units {
		set, err := s.Unit(settings.UnitKeys(u)...)
		kind := cmp.Or(set.Kind, u.Kind.Value)
		if err != nil || set.Skip || kind == facts.Library || kind == facts.CLI {
			continue
		}
		for _, e := range u.Environments {
			if known.Deployed(e.Name) {
				out = append(out, cmp.Or(s.Aliases[e.Name], e.Name))
			}
		}
	}
	return slices.Compact(sorted(out))
}

func sorted(names []string) []string {
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(known.Rank(a), known.Rank(b)), cmp.Compare(a, b))
	})
	return names
}

// notListed tells what the list of the settings and the files of a unit lack in each other.
func notListed(list []plan.Environment, units []facts.Unit) []facts.Warning {
	var out []facts.Warning
	for _, u := range units {
		if u.Kind.Value == facts.Library || u.Kind.Value == facts.CLI {
			continue
		}
		var has, without []string
		for _, e := range u.Environments {
			if !known.Deployed(e.Name) {
				continue
			}
			has = append(has, e.Name)
			if !slices.ContainsFunc(list, func(p plan.Environment) bool { return means(p, e) }) {
				file := ""
				if len(e.Files) > 0 {
					file = e.Files[0]
				}
				out = append(out, facts.Warning{Unit: u.Path, File: file, Text: fmt.Sprintf(
					"the environment %s is not among those of the settings (%s): nothing is deployed to it; environments: or aliases: in waybill.yaml changes that", e.Name, namesOf(list))})
			}
		}
		for _, p := range list {
			if !slices.ContainsFunc(u.Environments, func(e facts.Environment) bool { return means(p, e) }) {
				without = append(without, p.Name)
			}
		}
		if len(has) > 0 && len(without) > 0 {
			out = append(out, facts.Warning{Unit: u.Path, Text: fmt.Sprintf(
				"the settings name the environments %s, and the repository has files for %s: there is no file for %s", namesOf(list), strings.Join(has, ", "), strings.Join(without, ", "))})
		}
	}
	return out
}

// means says whether an environment of the plan is one of the repository, by any of its names.
func means(p plan.Environment, e facts.Environment) bool {
	return p.Name == e.Name || p.Name == e.Spelling || slices.Contains(p.Aliases, e.Name)
}

func namesOf(list []plan.Environment) string {
	var out []string
	for _, e := range list {
		out = append(out, e.Name)
	}
	return strings.Join(out, ", ")
}

// access gives the team of the settings the right to edit in the first environment and to look everywhere else.
func access(s settings.Settings, name string, first bool) plan.Access {
	set := s.Environments[name].Access
	if len(set.Edit)+len(set.View) > 0 || s.Team == "" {
		return plan.Access{Edit: set.Edit, View: set.View}
	}
	if first {
		return plan.Access{Edit: []string{s.Team}}
	}
	return plan.Access{View: []string{s.Team}}
}

// spellingsOf lists the other words for an environment that the init accepts, without those that are the name of another one.
func spellingsOf(name string, names []string, set map[string]string) []string {
	var out []string
	for _, word := range slices.Sorted(maps.Keys(set)) {
		if lower := strings.ToLower(word); set[word] == name && !slices.Contains(names, lower) {
			out = append(out, lower)
		}
	}
	for _, word := range known.Spellings(name) {
		if _, taken := set[word]; !taken && !slices.Contains(names, word) {
			out = append(out, word)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
