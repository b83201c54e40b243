package decide

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// unitSettings lays the unit's own settings over the defaults.
func unitSettings(s settings.Settings, f facts.Unit) (settings.Unit, error) {
	return s.Unit(settings.UnitKeys(f)...)
}

// override applies what the settings say of a unit to its facts, and lists what was replaced. untold is a warning, see movePorts.
func override(f facts.Unit, set settings.Unit) (_ facts.Unit, replaced []plan.Override, untold string) {
	var list []plan.Override
	note := func(fact, was, is string) {
		list = append(list, plan.Override{Fact: fact, Was: fault.Redact(was), Is: fault.Redact(is), Setting: "units." + strconv.Quote(f.Path) + "." + fact})
	}
	text := func(fact string, t *facts.Text, is string) {
		if is == "" || is == t.Value {
			return
		}
		note(fact, t.Value, is)
		*t = facts.Text{Value: is, Confidence: facts.Certain, Evidence: []facts.Evidence{{File: settings.File, Rule: "setting"}}}
	}
	f.Image = cloneImage(f.Image)
	if set.Main != "" {
		replaceWords(&f.Image, f.Main.Value, set.Main)
	}
	if set.Artifact != "" {
		replaceCopies(&f.Image, path.Join(f.Path, f.Artifact.Value), path.Join(f.Path, set.Artifact))
	}
	if set.RuntimeVersion != "" {
		replaceRange(&f.Image, f.Language.Value, set.RuntimeVersion)
	}
	text("kind", &f.Kind, set.Kind)
	if set.Kind == "" && set.Workload.Schedule != "" {
		text("workload.schedule", &f.Kind, plan.Job)
	}
	text("runtimeVersion", &f.RuntimeVersion, set.RuntimeVersion)
	text("artifact", &f.Artifact, set.Artifact)
	text("main", &f.Main, set.Main)
	text("metrics", &f.Metrics, set.Metrics)
	if len(set.Build) > 0 && len(f.Image.Stages) > 0 && words(set.Build) != words(f.Build) {
		note("build", words(f.Build), words(set.Build))
		f.Build = set.Build
		last := &f.Image.Stages[len(f.Image.Stages)-1]
		last.Build = set.Build
		last.Platform, last.Native = "", "its commands are those of the settings"
		if slices.ContainsFunc(last.Unpack, func(c []string) bool { return strings.Contains(words(set.Build), strings.Join(c, " ")) }) {
			last.Unpack = nil // the settings say it themselves
		}
	}
	if len(set.Start) > 0 && !slices.Equal(set.Start, f.Start) {
		note("start", strings.Join(f.Start, " "), strings.Join(set.Start, " "))
		f.Start = set.Start
		f.Image.Run.Command = set.Start
	}
	if len(set.Ports) > 0 {
		note("ports", portList(f.Ports), strings.Trim(strings.Join(strings.Fields(words([][]string{numbers(set.Ports)})), ", "), "[]"))
		untold = movePorts(&f, set)
	} else if set.Ports != nil && len(f.Ports) > 0 { // [] says that nothing listens
		note("ports", portList(f.Ports), "none")
		f.Ports, f.Health, f.Metrics = nil, facts.Health{}, facts.Text{}
	}
	if set.UDPPorts != nil && portList(f.UDP) != strings.Join(numbers(set.UDPPorts), ", ") {
		note("udpPorts", portList(f.UDP), cmp.Or(strings.Join(numbers(set.UDPPorts), ", "), "none"))
		f.UDP = moveDatagrams(&f, set.UDPPorts)
	}
	if set.Health != "" || set.Ready != "" {
		note("health", f.Health.Value, set.Health)
		if set.Health != "" {
			f.Health.Value = set.Health
		}
		if set.Ready != "" {
			f.Health.Ready = set.Ready
		}
	}
	for _, p := range set.NativePackages {
		if !slices.Contains(f.NativePackages, p) {
			f.NativePackages = append(slices.Clone(f.NativePackages), p)
		}
	}
	for _, need := range set.Needs {
		if row, ok := facts.LookupService(need); ok && !slices.Contains(f.Needs, row.Name) {
			f.Needs = append(slices.Clone(f.Needs), row.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(set.BuildEnv)) {
		for i := range f.Image.Stages {
			f.Image.Stages[i].Env = setEnv(f.Image.Stages[i].Env, name, set.BuildEnv[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(set.Env)) {
		f.Image.Run.Env = setEnv(f.Image.Run.Env, name, set.Env[name])
	}
	return f, list, untold
}

func words(commands [][]string) string {
	var lines []string
	for _, c := range commands {
		lines = append(lines, strings.Join(c, " "))
	}
	return strings.Join(lines, " && ")
}

func numbers(ports []int) []string {
	var out []string
	for _, p := range ports {
		out = append(out, strconv.Itoa(p))
	}
	return out
}

func portList(ports []facts.Port) string {
	var out []string
	for _, p := range ports {
		out = append(out, strconv.Itoa(p.Value))
	}
	return strings.Join(out, ", ")
}

func setEnv(env []facts.EnvVar, name, value string) []facts.EnvVar {
	out := slices.Clone(env)
	for i := range out {
		if out[i].Name == name {
			out[i].Value = value
			return out
		}
	}
	return append(out, facts.EnvVar{Name: name, Value: value})
}
