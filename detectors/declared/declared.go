// Package declared makes a unit of what a person declares of it: a program that no detector finds, or a library in which one is.
//
// In goes a [Declaration], out comes a [facts.Unit] with the recipe of its image. The commands run in the folder of the unit, in a build
// stage that holds the whole repository; nothing is read from the sources, so nothing is a guess.
package declared

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang"
	"github.com/waybill-dev/waybill/detectors/maven"
	"github.com/waybill-dev/waybill/detectors/node"
)

// Declaration is what a person says of a unit.
type Declaration struct {
	Path     string         // folder relative to the repository, "." for the root
	Name     string         // a DNS label
	Language string         // java, node, go
	Kind     string         // empty for a server when it has ports, else a worker
	Version  facts.Text     // of the language; its Constraint or Value is asked of the images
	Build    [][]string     // run in the folder of the unit; may be empty for node
	Artifact string         // what the build makes, relative to the unit: a file, or a folder
	Start    []string       // empty for what the language has by itself, see Lacks
	Ports    []facts.Port   // first the one that serves users
	UDP      []facts.Port   // of UDP
	At       facts.Evidence // where it is declared
}

// language is how programs of a language are built and run.
type language struct {
	tool    string         // build tool when the commands name none
	build   []string       // capabilities of the build image
	run     []string       // capabilities of the run image
	ranged  string         // the capability that the version is asked of, in the build image and, unless the program is static, in the run image
	env     []facts.EnvVar // of the build
	secrets []facts.Secret // that builds of the language may need
	runtime func(facts.Unit) facts.Runtime
}

// The settings.xml of Maven's user and the .npmrc of npm's are where both tools look (Maven, "Settings Reference"; npm, "npmrc").
var languages = map[string]language{
	"java": {
		tool: "maven", build: []string{"java", "jdk"}, run: []string{"java"}, ranged: "java", runtime: maven.Runtime,
		secrets: []facts.Secret{{ID: "maven-settings", Target: "/root/.m2/settings.xml"}},
	},
	"node": {
		tool: "npm", build: []string{"node"}, run: []string{"node"}, ranged: "node", runtime: node.Runtime,
		secrets: []facts.Secret{{ID: "npmrc", Target: "/root/.npmrc"}},
	},
	"go": {
		tool: "go", build: []string{"go"}, run: []string{"static"}, ranged: "go", runtime: golang.Runtime,
		env: []facts.EnvVar{{Name: "CGO_ENABLED", Value: "0"}},
	},
}

// tools are the build tools that an image has to provide, by the first word of a command; npm is part of Node and go of Go.
var tools = map[string]string{"mvn": "maven", "yarn": "yarn", "pnpm": "pnpm", "bun": "bun"}

// Languages lists the languages that a unit can be declared in.
func Languages() []string { return []string{"java", "node", "go"} }

// Lacks says what has to be declared, too, for the image to have a program: keys of the settings, none when all is there.
func (d Declaration) Lacks() []string {
	var out []string
	if d.Language == "" {
		out = append(out, "language")
	}
	if d.Artifact == "" && d.Language != "node" {
		out = append(out, "artifact")
	}
	if len(d.Build) == 0 && d.Language != "node" {
		out = append(out, "build")
	}
	if len(d.Start) == 0 && (d.Language == "node" || d.Language == "java" && d.Artifact != "" && path.Ext(d.Artifact) != ".jar") {
		out = append(out, "start")
	}
	return out
}

// Unit returns the unit of a declaration that lacks nothing.
func Unit(d Declaration) facts.Unit {
	l := languages[d.Language]
	at := []facts.Evidence{d.At}
	text := func(value string) facts.Text {
		return facts.Text{Value: value, Confidence: facts.Certain, Evidence: at}
	}
	kind := d.Kind
	if kind == "" {
		kind = facts.Worker
		if len(d.Ports) > 0 {
			kind = facts.Server
		}
	}
	u := facts.Unit{
		Path: d.Path, Name: d.Name, Language: text(d.Language), BuildTool: text(l.tool), RuntimeVersion: d.Version, Kind: text(kind),
		Artifact: text(d.Artifact), Build: d.Build, Ports: slices.Clone(d.Ports), UDP: slices.Clone(d.UDP), Confidence: facts.Certain,
		Needs: []facts.Service{}, NeedsEnv: []string{}, NativePackages: []string{}, Environments: []facts.Environment{},
	}
	u.Image = facts.Image{Stages: []facts.Stage{stage(d, l)}, Run: run(d, l)}
	switch d.Language {
	case "java":
		u.Packaging = text(facts.Jar)
	case "node":
		u.Packaging = text(facts.NodeApp)
	case "go":
		u.Packaging = text(facts.Binary)
	}
	for _, c := range d.Build {
		if tool := tools[c[0]]; tool != "" {
			u.BuildTool = text(tool)
		}
	}
	u.Start = u.Image.Run.Command
	u.Runtime = l.runtime(u)
	u.Runtime.Test = facts.Test{} // how it is tested is not declared
	return u
}

func stage(d Declaration, l language) facts.Stage {
	s := facts.Stage{Name: "build", Env: l.env, Secrets: l.secrets, Build: d.Build}
	if d.Path != "." {
		s.Workdir = d.Path
	}
	for _, c := range l.build {
		s.Requires = append(s.Requires, l.require(c, d))
	}
	for _, c := range d.Build {
		r := facts.Require{Capability: tools[c[0]], Evidence: []facts.Evidence{d.At}}
		if r.Capability != "" && !slices.ContainsFunc(s.Requires, func(had facts.Require) bool { return had.Capability == r.Capability }) {
			s.Requires = append(s.Requires, r)
		}
	}
	return s
}

func (l language) require(capability string, d Declaration) facts.Require {
	r := facts.Require{Capability: capability, Evidence: []facts.Evidence{d.At}}
	if capability == l.ranged {
		r.Range = d.Version.Constraint
		if r.Range == "" {
			r.Range = d.Version.Value
		}
	}
	return r
}

// run copies what the build made. A folder, and all of a Node package, keeps its files where they are; a file goes to the working folder.
func run(d Declaration, l language) facts.Run {
	r := facts.Run{Command: d.Start}
	for _, c := range l.run {
		r.Requires = append(r.Requires, l.require(c, d))
	}
	from, to := path.Join(d.Path, d.Artifact), path.Base(d.Artifact)
	switch {
	case d.Language == "node" && (d.Artifact == "" || d.Artifact == "."):
		from, to = strings.TrimPrefix(d.Path+"/", "./"), "./"
		if d.Path == "." {
			from = "./"
		}
	case d.Language == "java" && path.Ext(d.Artifact) == ".jar" && len(d.Start) == 0:
		to = "app.jar"
		r.Command = []string{"java", "-jar", "app.jar"}
	case d.Language == "go" && len(d.Start) == 0:
		r.Command = []string{"/app/" + to}
	}
	if d.Language == "java" {
		r.Heap = &facts.Heap{Percent: "70.0", Command: "java", Variable: "JAVA_OPTS"}
	}
	if d.Language == "node" {
		r.Env, r.Reaper = []facts.EnvVar{{Name: "NODE_ENV", Value: "production"}}, true
	}
	r.Copies = []facts.Copy{{Stage: "build", From: from, To: to, Why: "what waybill.yaml declares"}}
	return r
}
