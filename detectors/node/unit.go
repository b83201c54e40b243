package node

import (
	"context"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/launch"
	"github.com/waybill-dev/waybill/detectors/node/listen"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// workerFolders are named after programs that run on in the background.
var workerFolders = []string{"worker", "workers", "consumer", "consumers", "scheduler", "queue-worker"}

func units(ctx context.Context, p *code.Base) ([]*launch.Unit, error) {
	var all []*launch.Unit
	taken := map[*manifest.Manifest]*launch.Unit{}
	for _, shown := range []bool{false, true} {
		for _, m := range p.Manifests {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if p.IsExample(m) != shown {
				continue
			}
			u := judge(p, m)
			if u == nil || taken[u.M] != nil {
				continue
			}
			taken[u.M] = u
			all = append(all, u)
		}
		if len(all) > 0 {
			break // examples count only in a repository of examples
		}
	}
	return deployed(p, all), nil
}

// judge decides what a package is; nil when it is nothing of its own.
func judge(p *code.Base, m *manifest.Manifest) *launch.Unit {
	u := &launch.Unit{M: m}
	u.Known, u.Framework = launch.FrameworkOf(m)
	s, isSite := launch.SiteOf(p, m)
	isSite = isSite && !desktop(p, m)
	l := launch.Of(p, m)
	if _, nest := p.Nest[m]; nest || p.Nx[m] != nil {
		u.Known, u.Framework = launch.FrameworkOf(m) // now that its imports are known
	}
	if l.Class == scripts.RunsFile && l.M == m && m.Published() && m.Root.Get("main") != nil && p.NeedsDevelopment(m, l.Source) != "" {
		return program(p, u, l) // a server that shows a library to its developers
	}
	if isSite && !s.Foreign && l.Convention && m.HasScript("start") {
		return static(p, u, s) // npm runs server.js only where no start script is, and that one serves the pages to developers
	}
	if u.Known.Name == "egg" && l.Convention && m.Uses("egg-scripts") { // app.js holds hooks of an Egg application, which egg-scripts starts
		return frameworkServer(p, u, launch.Launch{M: m})
	}
	switch {
	case isSite && (s.Framework == "react-router" || launch.PresetStatic(p, m)): // its own setting says that there is no server, whatever the start script does
		return static(p, u, s)
	case l.Class == scripts.RunsFile && isServer(p, u, &l, isSite):
		return server(p, u, l)
	case l.Class == scripts.RunsTool && l.M != m:
		return judgeOther(p, l)
	case serves(p, u, l):
		return frameworkServer(p, u, l)
	case isSite && s.Foreign:
		return nil
	case isSite:
		return static(p, u, s)
	case l.Class == scripts.RunsFile && l.M != m:
		return judgeOther(p, l)
	case l.Class == scripts.RunsTool:
		return server(p, u, l)
	case l.Class == scripts.RunsFile:
		return program(p, u, l)
	}
	if m.Dir == "." && len(p.Members(m)) == 0 && (m.Root.Get("main") != nil || m.Root.Get("exports") != nil || m.Root.Get("bin") != nil || m.Root.Get("module") != nil) {
		u.Kind = facts.Text{Value: facts.Library, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: m.File, Rule: "no start script, no file that can be started"}}}
		return u
	}
	return nil
}

// desktop says whether what the package builds is the inside of a desktop application: its code calls Tauri, whose project lies beside it
// (tauri.app, "Project Structure").
func desktop(p *code.Base, m *manifest.Manifest) bool {
	_, field := m.Dependency("@tauri-apps/api")
	return field == "dependencies" && p.Tree.HasDir(m.Join("src-tauri"))
}

// judgeOther is a package started from the workspace's root.
func judgeOther(p *code.Base, l launch.Launch) *launch.Unit {
	u := &launch.Unit{M: l.M}
	u.Known, u.Framework = launch.FrameworkOf(l.M)
	if l.Class == scripts.RunsTool || isServer(p, u, &l, false) {
		return server(p, u, l)
	}
	return program(p, u, l)
}

// isServer says whether what a package starts answers requests. A page framework with its own entry file does;
// else the code has to listen.
func isServer(p *code.Base, u *launch.Unit, l *launch.Launch, isSite bool) bool {
	if l.M != u.M {
		u.M = l.M
		u.Known, u.Framework = launch.FrameworkOf(l.M)
	}
	if l.Source == "" {
		return u.Known.Name != "" && !isSite || launch.MetaFrameworks[u.Known.Name]
	}
	u.Modules = p.Reach(l.Source)
	u.Find, u.Off = listen.Search(p, u.Modules, u.M)
	if len(u.Find) == 0 && len(u.Off) > 0 {
		return switchedOff(u, l)
	}
	if l.Script == "" && u.M.Published() && p.Root[u.M] != nil && len(u.M.Bins()) > 0 && !slices.ContainsFunc(u.Find, func(l listen.Listener) bool { return !l.Loopback }) {
		return false // a command that a workspace publishes, which serves on the machine of who runs it, or nothing
	}
	if l.Bin && len(u.Find) == 0 || (l.Bin || l.Script == "") && libraryOnly(p, u.M, *l) {
		return false
	}
	if len(u.Find) > 0 {
		return true
	}
	if u.Known.Name == "nest" && withoutHTTP(u.Modules) || p.ImportsNothing(u.Modules) {
		return false
	}
	// code that is loaded by name (plugins, a folder of routes) hides its listener: the framework tells
	runs := u.Known.Name != "" && !isSite && !slices.ContainsFunc(u.M.Bins(), func(b string) bool { return path.Clean(b) == l.File })
	return runs && (l.Script != "" || u.Known.Port > 0 && !l.Convention)
}

// switchedOff judges a program that listens only where a setting says so, which nobody has set: a worker where it goes on without
// requests, else a server, which is a guess. Both are told.
func switchedOff(u *launch.Unit, l *launch.Launch) bool {
	off := u.Off[0]
	with := "with the settings of the repository"
	if off.Switch != "" {
		with = "where " + off.Switch + " is not set"
	}
	u.Launch.File = l.File
	if stays(u) {
		u.Warn(off.Evidence.File, off.Evidence.Line, "listens only under a test that fails "+with+": it is taken for a worker; kind: and ports: in waybill.yaml settle it")
		return false
	}
	u.Warn(off.Evidence.File, off.Evidence.Line, "listens only under a test that fails "+with+": it is taken for a server all the same, which is a guess; kind: and ports: in waybill.yaml settle it")
	u.Find = u.Off
	for i := range u.Find {
		u.Find[i].Guess = true
	}
	l.Confidence = facts.Guess
	return true
}

// withoutHTTP says whether a program of Nest opens no port: it makes an application context, or a microservice of a broker, which is one
// without a port in its options (https://docs.nestjs.com/standalone-applications, https://docs.nestjs.com/microservices/basics).
func withoutHTTP(modules []*javascript.Module) bool {
	other, http := false, false
	for _, m := range modules {
		javascript.Walk(m.Root, func(n *javascript.Node) bool {
			if n.Kind == javascript.Call && n.Kid(0) != nil && n.Kid(0).Kind == javascript.Member && n.Kid(0).Kid(0) != nil && n.Kid(0).Kid(0).Text == "NestFactory" {
				switch n.Method() {
				case "create":
					http = true
				case "createApplicationContext", "createMicroservice":
					other = true
				}
			}
			return true
		})
	}
	return other && !http
}

// libraryOnly says whether a package without a start script is there for others to import.
func libraryOnly(p *code.Base, m *manifest.Manifest, l launch.Launch) bool {
	if l.Bin {
		return false
	}
	return p.Dependents(m) || launch.GivesOnly(p, l.Source) && m.Published()
}

// serves says whether the package's framework makes a server although no script starts one for production.
func serves(p *code.Base, u *launch.Unit, l launch.Launch) bool {
	m := u.M
	if l.Class == scripts.RunsFile || launch.PresetStatic(p, m) {
		return false
	}
	switch u.Known.Name {
	case "next":
		script := scripts.BuildScript(m)
		mode := ""
		for _, pr := range append(scripts.Follow(p.Project, m, script), scripts.Process{M: m}) {
			if got, _ := launch.NextOutput(p, m, pr); got != "" {
				mode = got
				break
			}
		}
		return mode != "export" && launch.IsNextApp(p, m)
	case "nuxt":
		return !launch.NuxtStatic(p, m) && !launch.NuxtLayer(p, m)
	case "quasar":
		return true
	case "sveltekit":
		adapter, _ := launch.SvelteAdapter(p, m)
		return adapter != "static"
	case "astro":
		ok, _ := launch.AstroServes(p, m)
		return ok
	case "remix", "react-router", "solid-start", "tanstack-start":
		return m.Uses("@remix-run/serve", "@react-router/serve", "@solidjs/start", "@tanstack/react-start", "@tanstack/start")
	case "nest", "strapi":
		return l.Class != scripts.RunsTool || u.Known.Name == "nest"
	}
	return false
}

func frameworkServer(p *code.Base, u *launch.Unit, l launch.Launch) *launch.Unit {
	own, ok := launch.FrameworkStart(p, u.M, u.Known, l.Script)
	if l.Class == scripts.RunsTool && (u.Known.Name != "nest" || !ok) {
		return server(p, u, l)
	}
	if !ok {
		return nil
	}
	if l.Class == scripts.RunsTool {
		own.Evidence = append(own.Evidence, l.Evidence...)
	}
	return server(p, u, own)
}

func server(p *code.Base, u *launch.Unit, l launch.Launch) *launch.Unit {
	u.Launch = l
	u.M = l.M
	if f, ok := launch.StartedBy(l.Argv); ok && l.Class == scripts.RunsTool {
		u.Known = f
	}
	if u.Modules == nil && l.Source != "" {
		u.Modules = p.Reach(l.Source)
		u.Find = listen.Find(p, u.Modules, u.M)
	}
	u.Kind = facts.Text{Value: facts.Server, Confidence: facts.Likely, Evidence: l.Evidence}
	if l.Confidence == facts.Guess {
		u.Kind.Confidence = facts.Guess
	}
	if len(u.Find) > 0 && len(u.Off) == len(u.Find) && u.Find[0].Guess {
		u.Kind.Confidence = facts.Guess
	} else if len(u.Find) > 0 {
		u.Kind.Confidence = facts.Certain
		if u.Find[0].Wild && u.Find[0].Port == 0 {
			u.Kind.Confidence = facts.Likely // started by a package, of which the code shows nothing
		}
		u.Kind.Evidence = []facts.Evidence{u.Find[0].Evidence}
	}
	u.Warnings = append(u.Warnings, l.Warnings...)
	unread(p, u, l.Source)
	return u
}

func static(p *code.Base, u *launch.Unit, s launch.Site) *launch.Unit {
	if p.Dependents(u.M) && !u.M.Private() {
		return nil // another package serves the files
	}
	if !s.PlainBase() {
		u.Warn(s.BaseAt.File, s.BaseAt.Line, "the base of the site is no plain path (letters, digits and - . _ ~ between single slashes), so it is left out: the web server serves the site at /, and links below another path end nowhere")
		s.Base = ""
	}
	u.Site = s
	u.Framework = facts.Text{Value: s.Framework, Confidence: facts.Certain, Evidence: []facts.Evidence{s.Evidence}}
	u.Kind = facts.Text{Value: facts.StaticSite, Confidence: facts.Likely, Evidence: []facts.Evidence{s.Evidence}}
	if adapter, e := launch.AstroElsewhere(p, u.M); adapter != "" && s.Framework == "astro" {
		u.Kind.Confidence = facts.Guess
		u.Warn(e.File, e.Line, adapter+" renders pages on a platform of its own: only what is built before is served here; a server for Node needs @astrojs/node")
	}
	return u
}

// program is a package that starts something and does not listen: a worker, a command, or a library.
func program(p *code.Base, u *launch.Unit, l launch.Launch) *launch.Unit {
	u.M = l.M
	kind, rule := facts.Worker, "starts and listens on nothing"
	isBin := slices.ContainsFunc(u.M.Bins(), func(b string) bool { return code.Stem(b) == code.Stem(l.File) }) // bin/x.js is compiled from bin/x.ts
	only := l.Script == "" && (libraryOnly(p, u.M, l) || launch.GivesOnly(p, l.Source))
	switch bin, hasBin := launch.OfBin(p, u.M); {
	case l.Bin || isBin:
		kind, rule = facts.CLI, "bin and no listener"
	case only && hasBin:
		// what npm installs as a command is one, whatever else the package gives (https://docs.npmjs.com/cli/configuring-npm/package-json#bin)
		kind, rule, l = facts.CLI, "bin, and main only exports", bin
	case only:
		kind, rule = facts.Library, "main only exports"
	case u.M.Published() && p.NeedsDevelopment(u.M, l.Source) != "":
		kind, rule = facts.Library, "published, and what it starts needs "+p.NeedsDevelopment(u.M, l.Source)+" of devDependencies"
	case l.Source == "" && l.Script == "":
		return nil
	}
	if kind != facts.Worker && u.M.Dir != "." {
		return nil
	}
	u.Launch = l
	if p.ImportsNothing(u.Modules) {
		_, u.Framework = launch.FrameworkOf(&manifest.Manifest{File: u.M.File, Root: &manifest.Value{}})
	}
	u.Kind = facts.Text{Value: kind, Confidence: facts.Likely, Evidence: append(l.Evidence, facts.Evidence{File: u.M.File, Rule: rule})}
	u.Warnings = append(u.Warnings, l.Warnings...)
	unread(p, u, l.Source)
	if kind == facts.Worker && !p.ImportsNothing(u.Modules) {
		doubtful(u)
	}
	return u
}

// unread tells of a start file that cannot be parsed: neither Node nor this detector knows what it does. What nobody read may listen.
func unread(p *code.Base, u *launch.Unit, file string) {
	if p.Unread()[file] != "" || p.ImportsUnread(u.Modules) {
		u.Kind.Confidence = facts.Guess
	}
	if e := p.Broken(file); e != nil {
		u.Kind.Confidence = facts.Guess
		u.Warn(file, e.Line, "the file cannot be parsed, and what it says is not known: "+e.Text)
	}
}

// doubtful tells of a program whose own code neither listens nor waits, but may do so in a package that it calls. A file called server is
// taken for a server; both answers are guesses.
func doubtful(u *launch.Unit) {
	base := path.Base(u.Launch.File)
	var text string
	switch named := strings.TrimSuffix(base, path.Ext(base)) == "server"; {
	case named && !waits(u):
		u.Kind.Value = facts.Server
		text = "opens no port in its own code; by its name it is taken for a server, which is a guess; kind: and ports: in waybill.yaml settle it"
	case !stays(u):
		text = "neither listens nor waits in its own code, so that it may end at once, or a package does so for it: a worker is a guess; kind: in waybill.yaml settles it"
	default:
		return
	}
	u.Kind.Confidence = facts.Guess
	u.Warn(u.M.Join(u.Launch.File), 0, text)
}

// deployed leaves out what a look at the whole repository tells: documentation beside an application,
// programs that end by themselves beside services.
func deployed(p *code.Base, all []*launch.Unit) []*launch.Unit {
	serving := 0
	for _, u := range all {
		if u.Kind.Value == facts.Server || u.Kind.Value == facts.StaticSite && !u.Documents() {
			serving++
		}
	}
	var out []*launch.Unit
	for _, u := range all {
		switch {
		case serving > 0 && u.Documents() && !p.Tree.Wanted(u.M.Dir):
			p.Warnings = append(p.Warnings, facts.Warning{File: u.M.File, Text: "is the documentation of the project: nothing is generated for it unless units: in waybill.yaml names " + u.M.Dir})
			continue
		case u.Kind.Value == facts.Worker && u.M.Dir != "." && u.Launch.Script == "" && serving > 0 && (u.Launch.Convention || p.Root[u.M] != nil && !slices.Contains(workerFolders, path.Base(u.M.Dir))):
			continue // a file by its name, or the main of a member of a workspace, beside services: nothing says that it is started
		case u.Kind.Value == facts.Worker && len(p.Manifests) > 1 && (u.M.Dir != "." || serving > 0 && u.M.Root.Get("workspaces") != nil) && !stays(u) && !slices.Contains(workerFolders, path.Base(u.M.Dir)):
			u.Kind.Value = facts.CLI
			u.Kind.Evidence = append(u.Kind.Evidence, facts.Evidence{File: u.M.File, Rule: "beside other packages: a program that neither listens nor waits"})
		}
		out = append(out, u)
	}
	return out
}

// warnDrift tells of a lock file that `npm ci` would refuse.
func warnDrift(u *launch.Unit, m *manifest.Manifest, mg manifest.Manager, name string, line int) {
	refuses := "npm ci"
	if mg.Name == manifest.PNPM {
		refuses = "a frozen install"
	}
	u.Warnings = append(u.Warnings, facts.Warning{
		File: m.File, Line: line, Unit: u.M.Dir,
		Text: mg.Lock + " was made for another package.json (" + strconv.Quote(name) + " differs): " + mg.Name + " install is used, since " + refuses + " refuses; run " + mg.Name + " install and commit the lock file",
	})
}
