package maven

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// unit turns a module with a runnable artefact into a unit.
func (x *module) unit(a *artifact) facts.Unit {
	framework := x.framework(a)
	ports := x.ports(a, framework.Value)
	u := facts.Unit{
		Path:      x.p.dir,
		Name:      x.unitName(),
		Language:  facts.Text{Value: "java", Confidence: facts.Certain, Evidence: []facts.Evidence{{File: x.p.file, Line: x.p.root.line}}},
		BuildTool: facts.Text{Value: "maven", Confidence: facts.Certain, Evidence: []facts.Evidence{{File: x.p.file, Line: x.p.root.line}}},
		Framework: framework,
		Kind:      x.kind(a, framework.Value, ports),
		Artifact:  facts.Text{Value: a.file, Confidence: a.certainty, Evidence: []facts.Evidence{a.at, x.m.finalName().at}},
		Packaging: x.packagingFact(a),
		Version:   x.versionFact(),
		Ports:     ports, Metrics: x.metrics(framework.Value), Health: x.health(framework.Value, ports),
		Needs: x.needs(), Registries: x.registries(), NeedsEnv: x.needsEnv(), NativePackages: x.nativePackages(),
		Confidence: a.certainty,
	}
	u.RuntimeVersion = x.javaVersion()
	if u.Kind.Value == facts.CLI || u.Kind.Value == facts.Worker && len(u.Ports) > 0 && u.Ports[0].Confidence == facts.Likely && u.Ports[0].Evidence[0].Rule == "Spring Boot default" {
		u.Ports, u.Health = nil, facts.Health{}
	}
	for _, p := range u.Ports {
		if p.Value < 1024 {
			x.warn(p.Evidence[0], fmt.Sprintf("port %d is privileged: a program without root may not listen on it everywhere, move it (%s)", p.Value, p.Env))
		}
	}
	if a.main != "" {
		u.Main = facts.Text{Value: a.main, Confidence: a.certainty, Evidence: []facts.Evidence{a.at}}
	} else if mains := x.mains(); len(mains) > 0 && mains[0].Boot {
		u.Main = facts.Text{Value: mains[0].Class, Confidence: facts.Likely, Evidence: []facts.Evidence{entryEvidence(mains[0], "@SpringBootApplication")}}
	}
	u.Environments, u.Config = x.environments(a, framework.Value)
	u.Build = x.buildCommands(a)
	u.Start = x.startCommand(a)
	u.Image = x.image(a, u)
	if w, ok := x.m.loopWarning(); ok {
		x.warnings = append(x.warnings, w)
	}
	if u.Kind.Confidence == facts.Guess || a.certainty == facts.Guess {
		u.Confidence = facts.Guess
	}
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

func (x *module) packagingFact(a *artifact) facts.Text {
	t := facts.Text{Value: "jar", Confidence: facts.Certain, Evidence: []facts.Evidence{x.m.packaging().at}}
	switch a.form {
	case war, bootWar:
		t.Value = "war"
	case quarkusFast:
		t.Value, t.Evidence = "quarkus-app", []facts.Evidence{a.at}
	}
	return t
}

func (x *module) versionFact() facts.Text {
	v, ok := x.m.version()
	if !ok {
		return facts.Text{}
	}
	at := facts.Evidence{File: x.p.file, Line: x.p.root.line, Rule: "version"}
	if e := x.p.root.child("version"); e != nil {
		at.Line = e.line
	}
	return facts.Text{Value: v, Confidence: facts.Certain, Evidence: []facts.Evidence{at}}
}

// unitName is the artifactId as a DNS label (RFC 1123).
func (x *module) unitName() string {
	return dnsLabel(x.m.interpolate(x.p.artifactID()))
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

// wrapper returns the folder that holds a Maven wrapper that works: the script and the properties that it reads.
func (x *module) wrapper() (string, bool) {
	dir := x.route.top.dir
	ok := x.r.tree.Has(path.Join(dir, "mvnw")) && x.r.tree.Has(path.Join(dir, ".mvn/wrapper/maven-wrapper.properties"))
	return dir, ok
}

// mvn is the start of every Maven command: the wrapper where it works, in the folder of the top POM.
func (x *module) mvn(wrapper bool) []string {
	argv := []string{"mvn", "-B"}
	if _, ok := x.wrapper(); ok && wrapper {
		argv[0] = "./mvnw"
	}
	if base := path.Base(x.route.top.file); base != "pom.xml" {
		argv = append(argv, "-f", base)
	}
	return argv
}

// profileFlag is -P with all profiles that the artefact needs; "" for none.
func (x *module) profileFlag() string {
	var ids []string
	for _, id := range append(append([]string{}, x.route.profiles...), x.profiles...) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return "-P" + strings.Join(ids, ",")
}

// buildCommands is what a person runs in the folder of the top POM.
func (x *module) buildCommands(a *artifact) [][]string {
	argv := x.mvn(true)
	argv = append(argv, x.selection()...)
	argv = append(argv, "-DskipTests", "package")
	return append(x.installs(append(x.mvn(true), "-DskipTests")), append(argv, x.extraGoals(a, copiedLibs)...))
}

// selection is -P and -pl MODULE -am (Maven CLI: --projects, --also-make).
func (x *module) selection() []string {
	var argv []string
	if p := x.profileFlag(); p != "" {
		argv = append(argv, p)
	}
	if x.route.module != "" {
		argv = append(argv, "-pl", x.route.module, "-am")
	}
	return argv
}

// copiedLibs is where the libraries of a plain jar are copied to, relative to its module.
const copiedLibs = "target/waybill-libs"

// startCommand is how the artefact is started after a build, in the unit's folder.
func (x *module) startCommand(a *artifact) []string {
	switch a.form {
	case war:
		return []string{"catalina.sh", "run"}
	case classPath:
		if !x.copiesLibs() {
			return []string{"java", "-cp", a.file, a.main}
		}
		return []string{"java", "-cp", a.file + ":" + copiedLibs + "/*", a.main}
	case appScripts:
		return []string{a.file}
	case distribution:
		return x.distributionCommand(a)
	}
	return append([]string{"java", "-jar", a.file}, x.arguments()...)
}

// arguments follow the jar: what the framework wants, or what the documentation shows.
func (x *module) arguments() []string {
	if d, ok := x.has("dropwizard-core"); ok && d.group == "io.dropwizard" {
		if file := x.dropwizardConfig(); file != "" {
			return []string{"server", strings.TrimPrefix(file, x.p.dir+"/")}
		}
		return []string{"server"}
	}
	return x.docArgs
}
