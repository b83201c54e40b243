package decide

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

func uniqueNames(units []plan.Unit, s settings.Settings) error {
	seen := map[string]string{}
	for _, u := range units {
		if other, ok := seen[u.Name]; ok {
			return nameClash(u.Name, other, u.Path).Where(s.UnitPlace(settings.UnitKeys(u.Facts), "name"))
		}
		seen[u.Name] = u.Path
	}
	return nil
}

func nameClash(name, first, second string) *fault.Error {
	return fault.New(fault.Usage, "two units are called %s: %s and %s", name, first, second).
		WithHint("give one another name: units.%q.name in waybill.yaml", second)
}

// names are the words that settings may use for a kind of thing.
type names struct {
	kind    string // unit, environment
	known   []string
	s       settings.Settings
	section string          // of the settings that name it, "" for any
	unknown *[]*fault.Error // those that were not found
}

// need notes a name that does not exist, at the place of its key: a misspelt one would do nothing.
func (n names) need(name string, keys ...string) {
	if slices.Contains(n.known, name) {
		return
	}
	if _, word := environments.Canonical(name); n.kind == "environment" && word && len(n.s.Environments) == 0 && !n.s.Own(keys...) {
		return // an organisation that lists no environments says what holds for those that its repositories have
	}
	at := n.s.Place(keys...)
	who := "the settings name"
	if n.section != "" {
		who = n.section + " names"
	}
	what := fmt.Sprintf("%s the %s %s, which does not exist", who, n.kind, fault.Quote(name))
	if n.kind == "unit" {
		what = fmt.Sprintf("%s the unit %s, and none was found there", who, fault.Quote(name)) // the folder may exist and hold none, or samples
	}
	hint := fmt.Sprintf("the %ss are %s", n.kind, strings.Join(n.known, ", "))
	if near := strictyaml.Nearest(name, n.known); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	*n.unknown = append(*n.unknown, fault.New(fault.Usage, "%s", what).Where(at).WithHint("%s", hint))
}

// unknownNames refuses settings of units and environments that do not exist. Words that are no environment of the plan but may be the
// repository's, as sources of configuration, are told in a warning.
func unknownNames(p *plan.Plan, in Input) error {
	s := in.Settings
	var unknown []*fault.Error
	units, places := names{kind: "unit", s: s, unknown: &unknown}, names{kind: "environment", s: s, unknown: &unknown}
	for _, f := range in.Report.Units {
		units.known = append(units.known, settings.UnitKeys(f)...)
		set, err := unitSettings(s, f)
		if err != nil {
			return err
		}
		if set.Name != "" {
			units.known = append(units.known, set.Name)
		}
	}
	slices.Sort(units.known)
	units.known = slices.Compact(units.known)
	for _, e := range p.Environments {
		places.known = append(places.known, e.Name)
	}
	for _, key := range sortedKeys(s.Units) {
		units.need(key, "units", key)
	}
	for _, alias := range sortedKeys(s.Aliases) {
		places.need(s.Aliases[alias], "aliases", alias)
	}
	for _, env := range sortedKeys(s.Environments) {
		for _, unit := range sortedKeys(s.Environments[env].Hosts) {
			keys := []string{"environments", env, "hosts", unit}
			if s.Own(keys...) { // an organisation may name the hosts of all its applications
				units.need(unit, keys...)
			}
		}
	}
	places.inPatches(s.Kubernetes.Patches, "kubernetes", "patches")
	places.inUnit(p, in.Report, s.Defaults, "defaults")
	for _, key := range sortedKeys(s.Units) {
		places.inUnit(p, in.Report, s.Units[key], "units", key)
		for i, after := range s.Units[key].Workload.After {
			units.need(after, "units", key, "workload", "after", strconv.Itoa(i))
		}
	}
	return fault.Join(unknown...)
}

func (n names) inUnit(p *plan.Plan, report facts.Report, u settings.Unit, at ...string) {
	below := func(keys ...string) []string { return slices.Concat(at, keys) }
	for _, env := range sortedKeys(u.Workload.Environments) {
		n.need(env, below("workload", "environments", env)...)
	}
	if u.Config != nil {
		for i, l := range u.Config.Links {
			n.sources(p, report, l.Sources, below("config", "links", strconv.Itoa(i), "sources"))
		}
	}
	n.inPatches(u.Workload.Patches, below("workload", "patches")...)
}

func (n names) inPatches(list []settings.Patch, at ...string) {
	for i, patch := range list {
		if patch.Environment == "" {
			continue
		}
		n.need(patch.Environment, slices.Concat(at, []string{strconv.Itoa(i), "environment"})...)
	}
}

// sources warns of files for an environment that the plan does not have, by none of its names.
func (n names) sources(p *plan.Plan, report facts.Report, sources map[string]string, at []string) {
	words := slices.Clone(n.known)
	for _, e := range p.Environments {
		words = append(words, e.Aliases...)
	}
	for _, u := range report.Units {
		for _, e := range u.Environments {
			words = append(words, e.Name, e.Spelling)
		}
	}
	for _, word := range slices.Sorted(maps.Keys(sources)) {
		if slices.Contains(words, word) {
			continue
		}
		where := n.s.Place(append(slices.Clone(at), word)...)
		p.Warnings = append(p.Warnings, facts.Warning{File: where.File, Line: where.Line, Text: fmt.Sprintf("%s is no environment: %s is never used (the environments are %s)",
			word, sources[word], strings.Join(n.known, ", "))})
	}
}

// unknownEnvironments refuses settings for an environment that does not exist: an approval must not be lost to a misspelling.
func unknownEnvironments(list []plan.Environment, s settings.Settings) error {
	var unknown []*fault.Error
	known := names{kind: "environment", s: s, unknown: &unknown}
	for _, e := range list {
		known.known = append(known.known, e.Name)
	}
	for _, section := range []struct {
		path []string
		keys []string
	}{
		{[]string{"jenkins", "approval"}, sortedKeys(s.Jenkins.Approval)},
		{[]string{"jenkins", "credentials", "cluster"}, sortedKeys(s.Jenkins.Credentials.Cluster)},
	} {
		known.section = strings.Join(section.path, ".")
		for _, key := range section.keys {
			known.need(key, append(section.path, key)...)
		}
	}
	return fault.Join(unknown...)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
