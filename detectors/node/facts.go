package node

import (
	"path"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// facts turns a decided package into the vocabulary that all languages share.
func factsOf(p *codebase, u *unit) facts.Unit {
	m := u.m
	mg := p.managerOf(m)
	if mg.name == npm && mg.lock != "" {
		if name, line := p.lockDrift(mg.root, mg.lock); name != "" {
			mg.drifted = true
			u.warnDrift(mg.root, mg.lock, name, line)
		}
	}
	out := facts.Unit{
		Path: m.dir, Name: unitName(p, m), Sample: p.isExample(m) || u.documents(),
		Language:  facts.Text{Value: "node", Confidence: facts.Certain, Evidence: []facts.Evidence{{File: m.file, Line: 1}}},
		BuildTool: mg.text, Framework: u.framework, Kind: u.kind,
		Packaging: facts.Text{Value: "node", Confidence: u.kind.Confidence},
	}
	if v := m.root.get("version"); v.str() != "" {
		out.Version = facts.Text{Value: v.str(), Confidence: facts.Certain, Evidence: m.evidence("version", "version")}
	}
	version, warnings := p.versionOf(m)
	out.RuntimeVersion = version
	for _, w := range append(warnings, mg.warnings...) {
		u.warn(w.File, w.Line, w.Text)
	}
	out.Build = buildCommands(p, u, mg)
	if u.kind.Value == facts.StaticSite {
		out.Packaging.Value = "static"
		out.Artifact = facts.Text{Value: u.site.out, Confidence: facts.Certain, Evidence: []facts.Evidence{u.site.evidence}}
		out.Ports = []facts.Port{{Value: 8080, Name: "http", Confidence: facts.Likely, Evidence: []facts.Evidence{{File: m.file, Rule: "the web server of the image"}}}}
	} else {
		running(p, u, &out)
	}
	surroundings(p, u, &out)
	out.Image = imageOf(p, u, mg, version)
	out.Confidence = u.kind.Confidence
	for _, w := range u.warnings {
		w.Unit = m.dir
		p.warnings = append(p.warnings, w)
	}
	return out
}

// running fills in how a program starts and what it listens on.
func running(p *codebase, u *unit, out *facts.Unit) {
	l := u.launch
	if len(l.argv) == 0 {
		return
	}
	out.Start = l.argv
	if l.file != "" {
		out.Main = facts.Text{Value: l.file, Confidence: l.confidence, Evidence: l.evidence}
		out.Artifact = facts.Text{Value: artifactOf(l), Confidence: l.confidence, Evidence: l.evidence}
	}
	if u.kind.Value == facts.Server {
		out.Ports = ports(p, u)
		out.Health = health(p, u)
	}
}

// artifactOf is the folder that holds the compiled program, "." when the source itself runs.
func artifactOf(l launch) string {
	if l.source != "" && l.source == l.m.join(l.file) {
		return "."
	}
	dir := path.Dir(l.file)
	for path.Dir(dir) != "." {
		dir = path.Dir(dir)
	}
	return dir
}

// unitName is the package's name, else that of its folder, else of the repository.
func unitName(p *codebase, m *manifest) string {
	if m.name() != "" {
		return m.name()
	}
	if m.dir != "." {
		return path.Base(m.dir)
	}
	return p.tree.Name
}

// buildCommands are the commands of a person in the unit's folder, or in the root of its workspace.
func buildCommands(p *codebase, u *unit, mg manager) [][]string {
	commands := [][]string{p.install(mg)}
	if script := buildScript(p.project, u.m); script != "" && (u.kind.Value == facts.StaticSite || needsBuild(p, u)) {
		commands = append(commands, mg.run(script))
	}
	return commands
}
