package plan

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// names are the words that settings may use for a kind of thing.
type names struct {
	kind    string // unit, environment
	known   []string
	s       settings.Settings
	section string // of the settings that name it, "" for any
}

// need refuses a name that does not exist, at the place of its key: a misspelt one would do nothing.
func (n names) need(name string, keys ...string) error {
	if slices.Contains(n.known, name) {
		return nil
	}
	at := n.s.Place(keys...)
	who := "the settings name"
	if n.section != "" {
		who = n.section + " names"
	}
	e := fault.New(fault.Usage, "%s the %s %q, which does not exist", who, n.kind, name).In(at.File, at.Line, at.Column)
	if near := strictyaml.Nearest(name, n.known); near != "" {
		return e.WithHint("did you mean %q?", near)
	}
	return e.WithHint("the %ss are %s", n.kind, strings.Join(n.known, ", "))
}

// unknownNames refuses settings of units and environments that do not exist. Words that are no environment of the plan but may be the
// repository's, as sources of configuration, are told in a warning.
func unknownNames(p *Plan, in Input) error {
	s := in.Settings
	units, environments := names{kind: "unit", s: s}, names{kind: "environment", s: s}
	for _, f := range in.Report.Units {
		units.known = append(units.known, unitKeys(f)...)
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
		environments.known = append(environments.known, e.Name)
	}
	for _, key := range sortedKeys(s.Units) {
		if err := units.need(key, "units", key); err != nil {
			return err
		}
	}
	for _, alias := range sortedKeys(s.Aliases) {
		if err := environments.need(s.Aliases[alias], "aliases", alias); err != nil {
			return err
		}
	}
	for _, env := range sortedKeys(s.Environments) {
		for _, unit := range sortedKeys(s.Environments[env].Hosts) {
			keys := []string{"environments", env, "hosts", unit}
			if err := units.need(unit, keys...); err != nil && s.Own(keys...) {
				return err
			}
		}
	}
	if err := environments.inPatches(s.Kubernetes.Patches, "kubernetes", "patches"); err != nil {
		return err
	}
	if err := environments.inUnit(p, in.Report, s.Defaults, "defaults"); err != nil {
		return err
	}
	for _, key := range sortedKeys(s.Units) {
		if err := environments.inUnit(p, in.Report, s.Units[key], "units", key); err != nil {
			return err
		}
		for i, after := range s.Units[key].Workload.After {
			if err := units.need(after, "units", key, "workload", "after", strconv.Itoa(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n names) inUnit(p *Plan, report facts.Report, u settings.Unit, at ...string) error {
	below := func(keys ...string) []string { return slices.Concat(at, keys) }
	for _, env := range sortedKeys(u.Workload.Environments) {
		if err := n.need(env, below("workload", "environments", env)...); err != nil {
			return err
		}
	}
	if u.Config != nil {
		for i, l := range u.Config.Links {
			n.sources(p, report, l.Sources, below("config", "links", strconv.Itoa(i), "sources"))
		}
	}
	return n.inPatches(u.Workload.Patches, below("workload", "patches")...)
}

func (n names) inPatches(list []settings.Patch, at ...string) error {
	for i, patch := range list {
		if patch.Environment == "" {
			continue
		}
		if err := n.need(patch.Environment, slices.Concat(at, []string{strconv.Itoa(i), "environment"})...); err != nil {
			return err
		}
	}
	return nil
}

// sources warns of files for an environment that the plan does not have, by none of its names.
func (n names) sources(p *Plan, report facts.Report, sources map[string]string, at []string) {
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
