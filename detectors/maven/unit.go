package maven

import (
	"fmt"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/module"
	"github.com/waybill-dev/waybill/detectors/maven/recipe"
)

// unitOf turns a module with a runnable artefact into a unit.
func unitOf(x *module.Module, a *recipe.Artifact) facts.Unit {
	framework := frameworkOf(x, a)
	ports := portsOf(x, a, framework.Value)
	u := facts.Unit{
		Path:      x.POM.Dir,
		Name:      unitName(x),
		Language:  facts.Text{Value: "java", Confidence: facts.Certain, Evidence: []facts.Evidence{{File: x.POM.File, Line: x.POM.Root.Line}}},
		BuildTool: facts.Text{Value: "maven", Confidence: facts.Certain, Evidence: []facts.Evidence{{File: x.POM.File, Line: x.POM.Root.Line}}},
		Framework: framework,
		Kind:      kindOf(x, a, framework.Value, ports),
		Artifact:  facts.Text{Value: a.File, Confidence: a.Certainty, Evidence: []facts.Evidence{a.At, x.Model.FinalName().At}},
		Packaging: packagingFact(x, a),
		Version:   versionFact(x),
		Ports:     ports, Metrics: metricsOf(x, framework.Value, ports), Health: plainProbe(x, ports, healthOf(x, framework.Value, ports)),
		Needs: needsOf(x), Registries: registriesOf(x), NeedsEnv: neededVariables(x), NativePackages: nativePackagesOf(x),
		Confidence: a.Certainty,
	}
	u.RuntimeVersion = recipe.JavaVersion(x)
	if u.UDP = datagrams(x); u.Kind.Value == facts.CLI && len(u.UDP) > 0 { // it waits for datagrams, and ends never
		u.Kind.Value, u.Kind.Confidence, u.Kind.Evidence = facts.Worker, facts.Likely, u.UDP[0].Evidence
	}
	if u.Kind.Value == facts.CLI || u.Kind.Value == facts.Worker && len(u.Ports) > 0 && u.Ports[0].Confidence == facts.Likely && u.Ports[0].Evidence[0].Rule == "Spring Boot default" {
		u.Ports, u.Health = nil, facts.Health{}
	}
	if u.Kind.Value == facts.Server && len(u.Ports)+len(u.UDP) == 0 {
		x.Warn(u.Kind.Evidence[0], "a server whose port was not found: without ports: in waybill.yaml it gets no Service and no probe")
	}
	for _, p := range u.Ports {
		if p.Value < 1024 {
			x.Warn(p.Evidence[0], fmt.Sprintf("port %d is privileged: a program without root may not listen on it everywhere, move it (%s)", p.Value, p.Env))
		}
	}
	if a.Named.File != "" {
		u.Artifact.Evidence[1] = a.Named
	}
	if a.Main != "" {
		u.Main = facts.Text{Value: a.Main, Confidence: a.Certainty, Evidence: []facts.Evidence{a.At}}
		if a.Renamed.File != "" {
			u.Main.Confidence, u.Main.Evidence = facts.Likely, []facts.Evidence{a.Renamed}
		}
	} else if mains := x.Mains(); len(mains) > 0 && mains[0].Boot {
		u.Main = facts.Text{Value: mains[0].Class, Confidence: facts.Likely, Evidence: []facts.Evidence{module.Evidence(mains[0], "@SpringBootApplication")}}
	}
	u.Environments, u.Config = environmentsOf(x, a, framework.Value)
	u.Build = recipe.BuildCommands(x, a)
	u.Start = recipe.StartCommand(x, a)
	u.Image = recipe.Image(x, a, u)
	if w, ok := x.Model.LoopWarning(); ok {
		x.Warnings = append(x.Warnings, w)
	}
	if u.Kind.Confidence == facts.Guess || a.Certainty == facts.Guess {
		u.Confidence = facts.Guess
	}
	if u.Kind.Value != facts.CLI {
		wantedArguments(x, u)
	}
	strangeMain(x, a, &u)
	outsideParent(x, &u)
	outsideBills(x, &u)
	commandLines(x)
	return present(u)
}

// present makes absent lists empty, so that they are printed as [] and not as null.
func present(u facts.Unit) facts.Unit {
	for _, list := range []*[]string{&u.Start, &u.NeedsEnv, &u.NativePackages} {
		if *list == nil {
			*list = []string{}
		}
	}
	if u.Ports == nil {
		u.Ports = []facts.Port{}
	}
	if u.Environments == nil {
		u.Environments = []facts.Environment{}
	}
	return u
}

func packagingFact(x *module.Module, a *recipe.Artifact) facts.Text {
	t := facts.Text{Value: "jar", Confidence: facts.Certain, Evidence: []facts.Evidence{x.Model.Packaging().At}}
	switch a.Form {
	case recipe.War, recipe.BootWar:
		t.Value = "war"
	case recipe.QuarkusFast:
		t.Value, t.Evidence = "quarkus-app", []facts.Evidence{a.At}
	}
	return t
}

func versionFact(x *module.Module) facts.Text {
	v, ok := x.Model.Version()
	if !ok {
		return facts.Text{}
	}
	at := facts.Evidence{File: x.POM.File, Line: x.POM.Root.Line, Rule: "version"}
	if e := x.POM.Root.Child("version"); e != nil {
		at.Line = e.Line
	}
	return facts.Text{Value: v, Confidence: facts.Certain, Evidence: []facts.Evidence{at}}
}

// unitName is the artifactId as a DNS label (RFC 1123).
func unitName(x *module.Module) string {
	return dnsLabel(x.Model.Interpolate(x.POM.ArtifactID()))
}

func dnsLabel(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0:
			b.WriteByte('-')
		}
	}
	label := b.String()
	if len(label) > 50 {
		label = label[:50]
	}
	if label = strings.Trim(label, "-"); label == "" {
		return "app"
	}
	return label
}
