package node

import (
	"path"
	"slices"
	"strconv"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/launch"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/recipe"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// facts turns a decided package into the vocabulary that all languages share.
func factsOf(p *code.Base, u *launch.Unit) facts.Unit {
	m := u.M
	mg := p.ManagerOf(m)
	if at, name, line := p.LockDrift(mg); name != "" {
		mg.Drifted = true
		warnDrift(u, at, mg, name, line)
	}
	out := facts.Unit{
		Path: m.Dir, Name: unitName(p, m), Sample: p.IsExample(m) || u.Documents(),
		Language:  facts.Text{Value: "node", Confidence: facts.Certain, Evidence: []facts.Evidence{{File: m.File, Line: 1}}},
		BuildTool: mg.Text, Framework: u.Framework, Kind: u.Kind,
		Packaging: facts.Text{Value: "node", Confidence: u.Kind.Confidence},
	}
	if v := m.Root.Get("version"); v.Str() != "" {
		out.Version = facts.Text{Value: v.Str(), Confidence: facts.Certain, Evidence: m.Evidence("version", "version")}
	}
	version, warnings := p.VersionOf(m)
	out.RuntimeVersion = version
	for _, w := range append(warnings, mg.Warnings...) {
		u.Warn(w.File, w.Line, w.Text)
	}
	out.Build = buildCommands(p, u, mg)
	if u.Kind.Value == facts.StaticSite {
		out.Packaging.Value = "static"
		out.Artifact = facts.Text{Value: u.Site.Out, Confidence: facts.Certain, Evidence: []facts.Evidence{u.Site.Evidence}}
		out.Ports = []facts.Port{{Value: 8080, Name: "http", Confidence: facts.Likely, Evidence: []facts.Evidence{{File: m.File, Rule: "the web server of the image"}}}}
	} else {
		running(p, u, &out)
	}
	surroundings(p, u, &out)
	fits, unfit := p.FitEngines(m, mg, version)
	for _, w := range unfit {
		u.Warn(w.File, w.Line, w.Text)
	}
	out.Image = recipe.Of(p, u, mg, fits)
	givePorts(u, &out)
	if u.Known.Name == "next" && slices.Equal(out.Image.Run.Command, []string{"node", "server.js"}) {
		out.Start = out.Image.Run.Command // of the standalone output: what the facts name is what the image starts
	}
	out.Confidence = u.Kind.Confidence
	for _, w := range u.Warnings {
		w.Unit = m.Dir
		p.Warnings = append(p.Warnings, w)
	}
	return out
}

// running fills in how a program starts and what it listens on.
func running(p *code.Base, u *launch.Unit, out *facts.Unit) {
	l := u.Launch
	if len(l.Argv) == 0 {
		return
	}
	out.Start = l.Argv
	if l.File != "" {
		out.Main = facts.Text{Value: l.File, Confidence: l.Confidence, Evidence: l.Evidence}
		out.Artifact = facts.Text{Value: artifactOf(l), Confidence: l.Confidence, Evidence: l.Evidence}
	}
	if u.Kind.Value == facts.Server || u.Kind.Value == facts.Worker {
		out.UDP = datagrams(p, u)
	}
	if u.Kind.Value == facts.Server {
		out.Ports = ports(p, u)
		tellRuntimeConfig(p, u)
		out.Health = health(p, u)
	}
}

// givePorts sets the variable of a port in the image where the code has no value of its own, or another one: listen(undefined) takes any
// free port (https://nodejs.org/api/net.html#serverlistenport-host-backlog-callback). A variable of the address gets the one that is reached
// from outside of the container, where the program would bind the loopback address or not start without it. What the image sets is not
// asked for any more.
func givePorts(u *launch.Unit, out *facts.Unit) {
	set := func(name, value string) {
		if !slices.ContainsFunc(out.Image.Run.Env, func(e facts.EnvVar) bool { return e.Name == name }) {
			out.Image.Run.Env = append(out.Image.Run.Env, facts.EnvVar{Name: name, Value: value})
		}
		out.NeedsEnv = slices.DeleteFunc(out.NeedsEnv, func(needed string) bool { return needed == name })
	}
	for _, l := range u.Find {
		for _, port := range out.Ports {
			if l.Env != "" && port.Env == l.Env && port.Value != l.Port {
				set(l.Env, strconv.Itoa(port.Value))
			}
		}
		if l.Host != "" && (l.HostLocal || slices.Contains(out.NeedsEnv, l.Host)) {
			set(l.Host, "0.0.0.0")
		}
	}
}

// artifactOf is the folder that holds the compiled program, "." when the source itself runs.
func artifactOf(l launch.Launch) string {
	if l.Source != "" && l.Source == l.M.Join(l.File) {
		return "."
	}
	dir := path.Dir(l.File)
	for path.Dir(dir) != "." {
		dir = path.Dir(dir)
	}
	return dir
}

// unitName is the package's name, else that of its folder, else of the repository.
func unitName(p *code.Base, m *manifest.Manifest) string {
	if m.Name() != "" {
		return m.Name()
	}
	if m.Dir != "." {
		return path.Base(m.Dir)
	}
	return p.Tree.Name
}

// buildCommands are the commands of a person in the unit's folder, or in the root of its workspace.
func buildCommands(p *code.Base, u *launch.Unit, mg manifest.Manager) [][]string {
	commands := [][]string{p.Install(mg)}
	if script := scripts.BuildScript(u.M); script != "" && (u.Kind.Value == facts.StaticSite || recipe.NeedsBuild(u)) {
		commands = append(commands, mg.Run(script))
	}
	return commands
}
