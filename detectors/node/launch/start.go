package launch

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/listen"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// Launch is how a unit is started in production.
type Launch struct {
	M          *manifest.Manifest // the unit: the package that holds what is started
	Class      scripts.Class      // runsFile, runsTool or previewsSite; unknownClass when nothing starts it
	Argv       []string           // as it would be typed in the unit's folder
	Env        []scripts.Assignment
	Before     [][]string // one-shot commands that the start script runs first: migrations
	Source     string     // the file of the repository that the started file is, or is compiled from
	File       string     // the started file relative to the unit's folder: dist/main.js
	Confidence facts.Confidence
	Evidence   []facts.Evidence
	Script     string
	Bin        bool // found only as a command of the package
	Convention bool // found by name, no field or script of package.json says so
	Warnings   []facts.Warning
}

// startScripts in the order of trust: those that say production first, npm's own start next.
var startScripts = []string{
	"start:prod", "start:production", "start-prod", "start_prod", "prod:start", "production:start", "prod", "production", "serve:prod", "serve:production", "server:prod", "run:prod", "start:prd",
	"start", "start:server", "start-server", "server:start", "serve", "server", "start:node", "start:docker", "docker:start", "start:app", "start:api", "start:web",
}

// Of picks the production start of a package: a start script that names production, npm's start, then what node itself would run.
func Of(p *code.Base, m *manifest.Manifest) Launch {
	var unsure Launch
	for _, name := range startScripts {
		if !m.HasScript(name) {
			continue
		}
		l, ok := launchOf(p, m, name)
		if ok && (l.Class != scripts.RunsFile || l.Source != "") {
			return l
		}
		if ok && unsure.Class == scripts.UnknownClass {
			unsure = l
		}
	}
	if l, ok := nestLaunch(p, m); ok {
		return l
	}
	if l, ok := nxLaunch(p, m); ok {
		return l
	}
	if l, ok := angularServer(p, m); ok {
		return l
	}
	if l, ok := convention(p, m); ok && (unsure.Class == scripts.UnknownClass || !l.Bin && !l.Convention) {
		return l
	}
	if unsure.Class != scripts.UnknownClass {
		unsure.Confidence = facts.Likely
		return unsure
	}
	if l, ok := developed(p, m); ok {
		return l
	}
	return Launch{M: m}
}

// developed is what a developer's watcher restarts, when nothing else of the package says what runs and nothing is built:
// "dev": "nodemon src/index.js" of a program that listens.
func developed(p *code.Base, m *manifest.Manifest) (Launch, bool) {
	if scripts.BuildScript(m) != "" {
		return Launch{}, false
	}
	for _, name := range []string{"dev", "start:dev", "develop", "watch"} {
		if !m.HasScript(name) {
			continue
		}
		if l, ok := launchOf(p, m, name); ok && l.Class == scripts.RunsFile && l.Source != "" && len(listen.Find(p, p.Reach(l.Source), m)) > 0 {
			l.Confidence = facts.Likely
			return l, true
		}
	}
	return Launch{}, false
}

// launchOf turns a script into a production start, when the last process that stays is one.
func launchOf(p *code.Base, m *manifest.Manifest, script string) (Launch, bool) {
	l := Launch{M: m, Script: script, Confidence: facts.Certain, Evidence: m.Evidence("scripts."+script, "scripts", script)}
	found := false
	all := scripts.Follow(p.Project, m, script)
	stays := slices.ContainsFunc(all, remains)
	for _, pr := range all {
		switch c := classOf(pr); c {
		case scripts.RunsFile, scripts.RunsTool, scripts.PreviewsSite:
			if stays && pr.Ends || oneShot(pr) {
				l.Before = append(l.Before, pr.Argv)
				continue
			}
			if found && l.Class != scripts.PreviewsSite {
				continue // concurrently: the first server is the unit's
			}
			found = true
			l.Class, l.Argv, l.Env, l.M = c, foreground(pr.Argv), pr.Env, home(p, pr)
			if pr.Script != script || pr.M != m {
				l.Evidence = append(l.Evidence, facts.Evidence{File: pr.File, Line: pr.Line, Rule: "scripts." + pr.Script})
			}
			if c == scripts.RunsFile {
				locate(p, &l, pr)
			}
		case scripts.Develops:
			if watched, ok := watched(p, pr); ok && !found {
				found = true
				l.Class, l.Argv, l.Env, l.M, l.Confidence = scripts.RunsFile, watched.Argv, pr.Env, home(p, pr), facts.Likely
				l.Warnings = append(l.Warnings, facts.Warning{File: pr.File, Line: pr.Line, Text: "scripts." + pr.Script + " starts " + pr.Word() + ", which is for development: " + strings.Join(watched.Argv, " ") + " is started instead"})
				locate(p, &l, watched)
			}
		case scripts.Builds:
			if keepsBefore(pr) {
				l.Before = append(l.Before, pr.Argv)
			}
		}
	}
	if found && l.Class == scripts.RunsFile {
		preferCompiled(p, &l, script)
		preferListening(p, &l)
	}
	return l, found && l.Class != scripts.UnknownClass
}

// classOf is the class of a process; what a watcher restarts is for development, whatever it is.
func classOf(pr scripts.Process) scripts.Class {
	if pr.Watcher != "" {
		return scripts.Develops
	}
	return pr.Classify()
}

// remains says whether a process starts something that nothing waits for: of "migrate && node main.js" the second command.
func remains(pr scripts.Process) bool {
	c := classOf(pr)
	return !pr.Ends && (c == scripts.RunsFile || c == scripts.RunsTool || c == scripts.PreviewsSite)
}

// foreground drops the flag that sends a server to the background, where a container would end with its first process,
// and what nothing expands in an image: bare variables of the shell, together with the flag that each is the value of.
func foreground(argv []string) []string {
	var out []string
	for _, a := range argv {
		switch {
		case a == "--daemon" || a == "--daemon=true":
		case strings.HasPrefix(a, "$"):
			if last := len(out) - 1; last > 0 && strings.HasPrefix(out[last], "--") && !strings.Contains(out[last], "=") {
				out = out[:last]
			}
		default:
			out = append(out, a)
		}
	}
	return out
}

// home is the package that a process belongs to: the one of the file that it starts, when that is another's.
func home(p *code.Base, pr scripts.Process) *manifest.Manifest {
	if pr.Classify() != scripts.RunsFile && pr.Classify() != scripts.Develops {
		return pr.M
	}
	target := pr.Target()
	if target == "" || strings.HasPrefix(target, "/") {
		return pr.M
	}
	file, ok := p.File(path.Join(pr.Dir, target))
	if !ok {
		return pr.M
	}
	if owner := p.Owner(file); owner != nil && p.Root[owner] != nil && p.Workspace(owner) == p.Workspace(pr.M) {
		return owner
	}
	return pr.M
}

// oneShot tells a program that prepares from the one that stays, by the name of its file.
func oneShot(pr scripts.Process) bool {
	name := strings.ToLower(path.Base(pr.Target()))
	for _, word := range []string{"migrat", "seed", "build", "prepare", "generate", "check-", "setup", "wait-for", "copy", "clean", "postinstall", "prestart"} {
		if strings.Contains(name, word) && !strings.Contains(name, "server") {
			return true
		}
	}
	return false
}

// keepsBefore says whether a command before the server is needed at each start: a migration of the database.
func keepsBefore(pr scripts.Process) bool {
	text := strings.Join(pr.Argv, " ")
	return strings.Contains(text, "migrate deploy") || strings.Contains(text, "migration:run") || strings.Contains(text, "db:migrate") ||
		strings.Contains(text, "migrate:latest") || strings.Contains(text, "migrate:up") || strings.Contains(text, "db push")
}

// watched turns nodemon, ts-node-dev and node --watch into what they restart.
func watched(p *code.Base, pr scripts.Process) (scripts.Process, bool) {
	word := pr.Word()
	_, runtime := scripts.Runtimes[word]
	if !slices.Contains(scripts.Watchers, word) && !runtime {
		return pr, false
	}
	target := pr.Target()
	if target == "" && word == "nodemon" {
		target = pr.M.Root.Get("main").Str()
		if target == "" {
			target = "index.js"
		}
	}
	file, ok := p.File(path.Join(pr.Dir, target))
	if target == "" || !ok {
		return pr, false
	}
	runner := "node"
	if scripts.Runtimes[word] && word != manifest.Bun {
		runner = word // it compiles what it starts
	} else if strings.HasSuffix(file, ".ts") || strings.HasSuffix(file, ".tsx") {
		runner = "tsx"
		if pr.M.Uses("ts-node", "ts-node-dev") && !pr.M.Uses("tsx") {
			runner = "ts-node"
		}
	}
	pr.Argv = []string{runner, target}
	return pr, true
}

// locate finds the file that a process starts, and the source that it is made from.
func locate(p *code.Base, l *Launch, pr scripts.Process) {
	target := pr.Target()
	if pr.Word() == "pm2" || pr.Word() == "pm2-runtime" || pr.Word() == "forever" {
		target = ecosystem(p, pr, target)
		if target == "" {
			l.Class = scripts.UnknownClass
			return
		}
		l.Argv = []string{"node", target}
		l.Warnings = append(l.Warnings, facts.Warning{File: pr.File, Line: pr.Line, Text: "scripts." + pr.Script + " starts " + pr.Word() + ": in a container one process is started by node itself and restarted by Kubernetes"})
	}
	full := path.Join(pr.Dir, target)
	if strings.HasPrefix(target, "/") || strings.HasPrefix(full, "../") {
		l.Class = scripts.UnknownClass // a path outside of the repository is data of somebody, not a program of it
		return
	}
	rel, ok := manifest.Relative(l.M.Dir, full)
	if !ok {
		return
	}
	l.File = rel
	if pr.Dir != l.M.Dir && pr.Word() != "pm2" && pr.Word() != "pm2-runtime" {
		l.Argv = slices.Clone(l.Argv) // as typed in the unit's folder
		if i := slices.Index(l.Argv, target); i > 0 {
			l.Argv[i] = rel
		}
	}
	if m := p.ByDir[full]; m != nil && m.Root.Get("main").Str() != "" && !p.Tree.Has(full) {
		l.File = path.Join(rel, m.Root.Get("main").Str()) // node . runs the package's main
	}
	if source, ok := nestCompiled(p, l.M, l.File); ok {
		l.Source = source
		return
	}
	if file, ok := p.Source(l.M, l.File); ok {
		if entry, ok := p.File(l.M.Join("src/index")); ok && l.M.Uses("razzle") && path.Dir(l.File) == "build" {
			file = entry // razzle builds src/index to build/server.js
		}
		l.Source = file
		if tree, ok := manifest.Relative(l.M.Dir, file); ok && isItself(p, l.M, l.File) {
			l.File = tree
		}
	}
}

// isItself says whether a started path is in the tree as it is, perhaps without extension or index.
func isItself(p *code.Base, m *manifest.Manifest, rel string) bool {
	_, ok := p.File(m.Join(rel))
	return ok
}

// ecosystem reads the script of the first application of pm2's configuration.
func ecosystem(p *code.Base, pr scripts.Process, target string) string {
	if target == "" {
		return ""
	}
	file, ok := p.File(path.Join(pr.Dir, target))
	if !ok || !strings.Contains(path.Base(file), "ecosystem") && !strings.Contains(path.Base(file), "pm2") && path.Ext(file) != ".json" {
		return target
	}
	return pm2Script(p, file)
}

// listeners are the files that by custom listen for an application which another file exports
// (https://expressjs.com/en/starter/generator.html makes bin/www).
var listeners = []string{"bin/www", "bin/www.js", "bin/server.js", "server.js", "www.js", "start.js", "src/server.js", "bin/start.js"}

// preferListening takes the file that imports what is started and listens, when the started file only exports an application: started
// alone, it ends at once.
func preferListening(p *code.Base, l *Launch) {
	module := p.Load(l.Source)
	if module == nil || !module.Exports() || len(listen.Find(p, p.Reach(l.Source), l.M)) > 0 {
		return
	}
	for _, rel := range listeners {
		file := l.M.Join(rel)
		if file == l.Source || !p.Tree.Has(file) {
			continue
		}
		reached := p.Reach(file)
		if !slices.Contains(reached, module) || len(listen.Find(p, reached, l.M)) == 0 {
			continue
		}
		l.Warnings = append(l.Warnings, facts.Warning{File: l.M.File, Line: l.M.Line("scripts", l.Script), Text: "scripts." + l.Script + " starts " + l.File + ", which exports an application and ends: " + rel + " listens and is started instead"})
		l.Argv, l.File, l.Source, l.Confidence = []string{"node", rel}, rel, file, facts.Likely
		return
	}
}

// preferCompiled takes the compiled file over a run-time compiler, when the package has a build that writes it
// and the script does not ask for production itself.
func preferCompiled(p *code.Base, l *Launch, script string) {
	if !scripts.Runtimes[path.Base(l.Argv[0])] || path.Base(l.Argv[0]) == manifest.Bun || strings.Contains(script, "prod") || l.Source == "" {
		return
	}
	for _, e := range l.Env {
		if e.Name == "NODE_ENV" && e.Value == "production" {
			return
		}
	}
	out, ok := compiled(p, l.M, l.Source)
	if !ok {
		return
	}
	l.Warnings = append(l.Warnings, facts.Warning{File: l.M.File, Line: l.M.Line("scripts", script), Text: "scripts." + script + " compiles at each start (" + path.Base(l.Argv[0]) + "): the compiled " + out + " is started instead"})
	l.Argv, l.File, l.Confidence = []string{"node", out}, out, facts.Likely
}

// convention finds what starts without a start script: npm's server.js, main, the usual names, a command of the package.
func convention(p *code.Base, m *manifest.Manifest) (Launch, bool) {
	type option struct {
		rel, rule string
		keys      []string
		bin, main bool
	}
	if m.Uses("electron") {
		return Launch{}, false // main is the desktop's
	}
	options := []option{{rel: "server.js", rule: "npm start runs server.js"}}
	if main := m.Root.Get("main").Str(); main != "" {
		options = append(options, option{rel: main, rule: "main", keys: []string{"main"}, main: true})
	}
	for _, rel := range []string{"index.js", "app.js", "index.mjs", "main.js"} {
		options = append(options, option{rel: rel, rule: rel + " by convention"})
	}
	for _, rel := range m.Bins() {
		options = append(options, option{rel: rel, rule: "bin", keys: []string{"bin"}, bin: true})
	}
	var first Launch
	for _, o := range options {
		source, ok := p.Source(m, o.rel)
		if !ok || path.Ext(source) == ".json" || !runnable(p, m, o.rel, source) {
			continue
		}
		if o.rel == "server.js" && m.Root.Get("main").Str() != "" && GivesOnly(p, source) {
			continue // a class for main to start
		}
		l := Launch{M: m, Class: scripts.RunsFile, Source: source, File: started(p, m, o.rel, source), Confidence: facts.Likely, Evidence: m.Evidence(o.rule, o.keys...), Bin: o.bin, Convention: !o.main && !o.bin}
		l.Argv = []string{"node", l.File}
		if strings.HasSuffix(l.File, ".ts") {
			l.Argv[0] = "tsx"
			if !m.Uses("tsx") {
				l.Argv[0] = "ts-node"
			}
			if out, ok := compiled(p, m, source); ok {
				l.Argv, l.File = []string{"node", out}, out
			}
		}
		if len(listen.Find(p, p.Reach(source), m)) > 0 && (!o.main || !GivesOnly(p, source)) {
			return l, true
		}
		if first.Class == scripts.UnknownClass {
			first = l
		}
	}
	return first, first.Class != scripts.UnknownClass
}

// OfBin is the start of the first command that a package installs.
func OfBin(p *code.Base, m *manifest.Manifest) (Launch, bool) {
	for _, rel := range m.Bins() {
		source, ok := p.Source(m, rel)
		if !ok || !runnable(p, m, rel, source) {
			continue
		}
		file := started(p, m, rel, source)
		return Launch{M: m, Class: scripts.RunsFile, Argv: []string{"node", file}, Source: source, File: file, Confidence: facts.Likely, Evidence: m.Evidence("bin", "bin"), Bin: true}, true
	}
	return Launch{}, false
}

// runnable says whether a path of package.json can be run: it is JavaScript of the tree, or a build writes it.
func runnable(p *code.Base, m *manifest.Manifest, rel, source string) bool {
	target, _ := m.Inside(rel)
	if source == target || strings.TrimSuffix(source, path.Ext(source)) == target {
		return !strings.HasSuffix(source, ".ts") || m.Uses("tsx", "ts-node")
	}
	if p.Tree.HasDir(target) {
		return true
	}
	return m.HasScript("build") || m.HasScript("compile") || m.HasScript("prepare")
}

// started is the path that node is given: of the tree's own file, or of the compiled one with its extension.
func started(p *code.Base, m *manifest.Manifest, rel, source string) string {
	if own, ok := manifest.Relative(m.Dir, source); ok && isItself(p, m, rel) {
		return own
	}
	rel = path.Clean(rel)
	if path.Ext(rel) == "" {
		rel += ".js"
	}
	return rel
}

// GivesOnly says whether a module only exports, so that running it does nothing that stays.
func GivesOnly(p *code.Base, source string) bool {
	m := p.Load(source)
	return m != nil && m.Exports() && !callsAtTop(m)
}
