package main

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// application lists the facts, each with its place.
func (s *story) application(u plan.Unit) {
	f := u.Facts
	for _, x := range []struct {
		what string
		fact facts.Text
	}{
		{"language", f.Language},
		{"build tool", f.BuildTool},
		{"runtime version", f.RuntimeVersion},
		{"framework", f.Framework},
		{"kind", f.Kind},
		{"packaging", f.Packaging},
		{"artifact", f.Artifact},
		{"main", f.Main},
		{"version", f.Version},
		{"metrics", f.Metrics},
	} {
		value := x.fact.Value
		if x.fact.Constraint != "" && x.fact.Constraint != value {
			value += " (" + x.fact.Constraint + ")"
		}
		s.row(x.what, value, because(x.fact.Confidence, x.fact.Evidence))
	}
	s.row("start", strings.Join(f.Start, " "), "")
	for _, p := range f.Ports {
		s.row("port", strings.TrimSpace(strconv.Itoa(p.Value)+" "+p.Name), because(p.Confidence, p.Evidence))
	}
	for _, p := range f.UDP {
		s.row("port", strconv.Itoa(p.Value)+" of UDP", because(p.Confidence, p.Evidence))
	}
	s.row("health", f.Health.Value, because("", f.Health.Evidence))
	s.row("needs", words(f.Needs), "")
	s.row("needs variables", words(f.NeedsEnv), "")
	s.row("native packages", strings.Join(f.NativePackages, ", "), "")
	for _, e := range f.Environments {
		s.row("environment", e.Name, strings.Join(e.Files, ", "))
	}
	for _, d := range u.Doubts {
		s.row("not sure of", d.Fact+" "+d.Value, because(d.Confidence, []facts.Evidence{{File: d.File, Line: d.Line, Rule: d.Why}})+"; "+d.Setting+": in waybill.yaml says it")
	}
	for _, o := range u.Overrides {
		s.row("overridden", o.Fact+": "+cmp.Or(o.Was, "nothing")+" → "+o.Is, o.Setting+" in waybill.yaml")
	}
	s.end()
}

// runtime tells of each image what it had to have, why it was picked, and why each other one was not.
func (s *story) runtime(u plan.Unit) {
	if u.Own != nil {
		s.line("  it is built by %s, the repository's own Dockerfile, in the folder %s", u.Own.File, u.Own.Context)
		for _, gain := range u.Own.Gains {
			s.row("  would gain", gain, "dockerfile: generated in waybill.yaml, and generate --force")
		}
		s.end()
		return
	}
	for _, stage := range u.Stages {
		s.image("stage "+stage.Name+" is built on", stage.Base, stage.Requires, stage.Wants)
	}
	s.image("it runs on", u.Run.Base, u.Run.Requires, slices.Concat(u.Run.Wants, u.Facts.NativePackages))
}

func (s *story) image(what string, b plan.Base, requires []facts.Require, wants []string) {
	s.line("  %s %s (%s)", what, b.Name, b.Ref)
	if b.Pinned {
		s.line("    pinned by base: in waybill.yaml")
	}
	for _, r := range requires {
		s.row("  has to have", strings.TrimSpace(r.Capability+" "+r.Range), cmp.Or(because("", r.Evidence), "the build tool asks for it"))
	}
	slices.Sort(wants)
	for _, w := range slices.Compact(wants) {
		from := "the image has it"
		if slices.Contains(b.Install.Packages, w) {
			from = "added by " + b.Install.Manager
		}
		s.row("  should have", w, from)
	}
	s.end()
	s.line("    why: %s", b.Why)
	s.others(b.Others)
}

// others says why each other image was not picked; those with the same reason share a line.
func (s *story) others(others []plan.Other) {
	var reasons []string
	names := map[string][]string{}
	for _, o := range others {
		reason := cmp.Or(strings.Join(o.Refused, ", "), "lost on "+o.LostOn)
		if names[reason] == nil {
			reasons = append(reasons, reason)
		}
		names[reason] = append(names[reason], o.Name)
	}
	for _, reason := range reasons {
		s.line("    not %s: %s", strings.Join(names[reason], ", "), reason)
	}
}

// system tells how the container starts and what Kubernetes is told.
func (s *story) system(p plan.Plan, u plan.Unit) {
	s.row("image", u.Image.Repository+":"+u.Image.Tag, "")
	s.row("user", strconv.Itoa(u.Run.User), "numeric, group 0")
	s.row("command", strings.Join(u.Run.Command, " "), "")
	if a := u.Run.Archive; a != nil {
		s.row("archive", a.What, a.Why)
	}
	s.row("init", u.Init.Form, u.Init.Why)
	s.row("environment", environmentWay(u), because("", u.Facts.Config.Evidence))
	for _, l := range u.Init.Links {
		for _, e := range slices.Sorted(maps.Keys(l.Sources)) {
			s.row("  in "+e, path.Base(l.Target), "is "+l.Sources[e])
		}
	}
	s.row("probes", probes(u.Probes), u.Probes.Why)
	s.row("stop", fmt.Sprintf("%s, then up to %d s", cmp.Or(u.Run.StopSignal, "SIGTERM"), u.Probes.StopSeconds), "")
	s.row("logs", strings.TrimSpace(u.Logs.To+" "+u.Logs.Dir), because("", u.Logs.Evidence))
	s.row("workload", u.Workload.Controller, "release: "+u.Workload.Release.Strategy)
	for _, spot := range u.Workload.Spots {
		s.row("in "+spot.Environment, pods(spot), "namespace "+namespaceOf(p, spot.Environment))
	}
	s.end()
}

func environmentWay(u plan.Unit) string {
	switch sel := u.Init.Select; {
	case sel.Variable != "":
		return "APP_ENV sets " + sel.Variable
	case sel.Argument != "":
		return "APP_ENV completes the argument " + sel.Argument
	case len(u.Init.Links) > 0:
		return "APP_ENV chooses the linked files"
	}
	return "nothing in the repository differs by environment"
}

func probes(p plan.Probes) string {
	if p.Port == "" {
		return "none"
	}
	return fmt.Sprintf("ready %s, alive %s on port %s, up to %d s to start", cmp.Or(p.Ready, "TCP"), cmp.Or(p.Live, "TCP"), p.Port, p.StartupSeconds)
}

func pods(spot plan.Spot) string {
	text := strconv.Itoa(spot.Min)
	if spot.Max > spot.Min {
		text += " to " + strconv.Itoa(spot.Max)
	}
	parts := []string{text + " pods"}
	for _, r := range slices.Sorted(maps.Keys(spot.Resources.Requests)) {
		parts = append(parts, r+" "+spot.Resources.Requests[r])
	}
	if spot.Host != "" {
		parts = append(parts, "at "+spot.Host)
	}
	return strings.Join(parts, ", ")
}

func namespaceOf(p plan.Plan, environment string) string {
	for _, e := range p.Environments {
		if e.Name == environment {
			return e.Namespace
		}
	}
	return environment
}

// files says what each artefact takes from which fact or setting.
func (s *story) files(p plan.Plan, u plan.Unit) {
	dockerfile, _ := imageBuild(u)
	stages := u.Stages
	if u.Own != nil {
		stages = nil
	}
	for _, stage := range stages {
		s.row(dockerfile, "FROM "+stage.Base.Name, fromTree(stage.Requires))
		for _, c := range stage.Build {
			s.row(dockerfile, strings.Join(c, " "), because("", u.Facts.BuildTool.Evidence))
		}
	}
	if u.Own == nil {
		s.row(dockerfile, "FROM "+u.Run.Base.Name, fromTree(u.Run.Requires))
	}
	for _, port := range u.Facts.Ports {
		s.row(dockerfile+", Service, probes", "port "+strconv.Itoa(port.Value), because(port.Confidence, port.Evidence))
	}
	for _, port := range u.Facts.UDP {
		s.row(dockerfile+", Service", "port "+strconv.Itoa(port.Value)+" of UDP", because(port.Confidence, port.Evidence))
	}
	if u.Init.Form == plan.InitScript {
		s.row(joined(u.Dir, "deploy/init.sh"), environmentWay(u), cmp.Or(because("", u.Facts.Config.Evidence), "default"))
	}
	overlays := joined(u.Dir, "deploy/kubernetes/overlays/")
	for _, e := range p.Environments {
		from := "default"
		for _, known := range u.Facts.Environments {
			if known.Name == e.Name {
				from = strings.Join(known.Files, ", ")
			}
		}
		s.row(overlays+e.Name, "namespace "+e.Namespace, from+"; environments."+e.Name+" in waybill.yaml changes it")
	}
	s.row("Jenkinsfile", "tests and builds with "+u.Facts.BuildTool.Value, because("", u.Facts.BuildTool.Evidence))
	s.end()
}

// fromTree names the places that ask something of a base image.
func fromTree(requires []facts.Require) string {
	var all []facts.Evidence
	for _, r := range requires {
		for _, e := range r.Evidence {
			if !slices.Contains(all, e) {
				all = append(all, e)
			}
		}
	}
	return strings.TrimSuffix("image tree, for "+because("", all), ", for ")
}

// overriding shows the settings that would say the same, to be changed.
func (s *story) overriding(p plan.Plan, u plan.Unit) {
	key := u.Path
	for _, other := range p.Units {
		if other.Path == u.Path && other.Name != u.Name {
			key = u.Facts.Name // the path is not its own
		}
	}
	s.line("\nto have it otherwise, in waybill.yaml at the root of the repository:")
	s.line("  units:")
	s.line("    %s:", strconv.Quote(key))
	s.line("      kind: %s", u.Kind)
	if v := u.Facts.RuntimeVersion.Value; v != "" {
		s.line("      runtimeVersion: %s", strconv.Quote(v))
	}
	if a := u.Facts.Artifact.Value; a != "" && a != "." {
		s.line("      artifact: %s", u.Facts.Artifact.Value)
	}
	for i, c := range u.Facts.Build {
		if i == 0 {
			s.line("      build:")
		}
		s.line("        - %s", quoted(c))
	}
	if len(u.Facts.Start) > 0 {
		s.line("      start: %s", quoted(u.Facts.Start))
	}
	if len(u.Facts.Ports) > 0 {
		var ports []string
		for _, port := range u.Facts.Ports {
			ports = append(ports, strconv.Itoa(port.Value))
		}
		s.line("      ports: [%s]", strings.Join(ports, ", "))
	}
	if len(u.Ports) > 0 {
		s.line("      health: %s", cmp.Or(u.Facts.Health.Value, "/ # none was found"))
	}
	if u.Own != nil {
		s.line("      dockerfile: generated")
	} else {
		s.line("      base: %s", u.Run.Base.Name)
	}
	var places []string
	for _, e := range p.Environments {
		places = append(places, e.Name+": {}")
	}
	s.line("  environments: {%s}", strings.Join(places, ", "))
}

// quoted writes words as a list of YAML.
func quoted(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strconv.Quote(w)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// words joins words of any vocabulary.
func words[W ~string](list []W) string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}
