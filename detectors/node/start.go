package node

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// launch is how a unit is started in production.
type launch struct {
	m          *manifest // the unit: the package that holds what is started
	class      class     // runsFile, runsTool or previewsSite; unknownClass when nothing starts it
	argv       []string  // as it would be typed in the unit's folder
	env        []assignment
	before     [][]string // one-shot commands that the start script runs first: migrations
	source     string     // the file of the repository that the started file is, or is compiled from
	file       string     // the started file relative to the unit's folder: dist/main.js
	confidence facts.Confidence
	evidence   []facts.Evidence
	script     string
	bin        bool // found only as a command of the package
	convention bool // found by name, no field or script of package.json says so
	warnings   []facts.Warning
}

// startScripts in the order of trust: those that say production first, npm's own start next.
var startScripts = []string{
	"start:prod", "start:production", "start-prod", "start_prod", "prod:start", "production:start", "prod", "production", "serve:prod", "serve:production", "server:prod", "run:prod", "start:prd",
	"start", "start:server", "start-server", "server:start", "serve", "server", "start:node", "start:docker", "docker:start", "start:app", "start:api", "start:web",
}

// startOf picks the production start of a package: a start script that names production, npm's start, then what node itself would run.
func startOf(p *codebase, m *manifest) launch {
	var unsure launch
	for _, name := range startScripts {
		if !m.hasScript(name) {
			continue
		}
		l, ok := launchOf(p, m, name)
		if ok && (l.class != runsFile || l.source != "") {
			return l
		}
		if ok && unsure.class == unknownClass {
			unsure = l
		}
	}
	if l, ok := nxLaunch(p, m); ok {
		return l
	}
	if l, ok := convention(p, m); ok && (unsure.class == unknownClass || !l.bin && !l.convention) {
		return l
	}
	if unsure.class != unknownClass {
		unsure.confidence = facts.Likely
		return unsure
	}
	if l, ok := developed(p, m); ok {
		return l
	}
	return launch{m: m}
}

// developed is what a developer's watcher restarts, when nothing else of the package says what runs and nothing is built:
// "dev": "nodemon src/index.js" of a program that listens.
func developed(p *codebase, m *manifest) (launch, bool) {
	if buildScript(p.project, m) != "" {
		return launch{}, false
	}
	for _, name := range []string{"dev", "start:dev", "develop", "watch"} {
		if !m.hasScript(name) {
			continue
		}
		if l, ok := launchOf(p, m, name); ok && l.class == runsFile && l.source != "" && len(listeners(p, p.reach(l.source), m)) > 0 {
			l.confidence = facts.Likely
			return l, true
		}
	}
	return launch{}, false
}

// launchOf turns a script into a production start, when the last process that stays is one.
func launchOf(p *codebase, m *manifest, script string) (launch, bool) {
	l := launch{m: m, script: script, confidence: facts.Certain, evidence: m.evidence("scripts."+script, "scripts", script)}
	found := false
	for _, pr := range follow(p.project, m, script) {
		switch c := pr.classify(); c {
		case runsFile, runsTool, previewsSite:
			if oneShot(pr) {
				l.before = append(l.before, pr.argv)
				continue
			}
			if found && l.class != previewsSite {
				continue // concurrently: the first server is the unit's
			}
			found = true
			l.class, l.argv, l.env, l.m = c, foreground(pr.argv), pr.env, home(p, pr)
			if pr.script != script || pr.m != m {
				l.evidence = append(l.evidence, facts.Evidence{File: pr.file, Line: pr.line, Rule: "scripts." + pr.script})
			}
			if c == runsFile {
				locate(p, &l, pr)
			}
		case develops:
			if watched, ok := watched(p, pr); ok && !found {
				found = true
				l.class, l.argv, l.env, l.m, l.confidence = runsFile, watched.argv, pr.env, home(p, pr), facts.Likely
				l.warnings = append(l.warnings, facts.Warning{File: pr.file, Line: pr.line, Text: "scripts." + pr.script + " starts " + pr.word() + ", which is for development: " + strings.Join(watched.argv, " ") + " is started instead"})
				locate(p, &l, watched)
			}
		case builds:
			if keepsBefore(pr) {
				l.before = append(l.before, pr.argv)
			}
		}
	}
	if found && l.class == runsFile {
		preferCompiled(p, &l, script)
	}
	return l, found && l.class != unknownClass
}

// foreground drops the flag that sends a server to the background, where a container would end with its first process,
// and bare variables of the shell, which nothing expands in an image.
func foreground(argv []string) []string {
	return slices.DeleteFunc(slices.Clone(argv), func(a string) bool {
		return a == "--daemon" || a == "--daemon=true" || strings.HasPrefix(a, "$")
	})
}

// home is the package that a process belongs to: the one of the file that it starts, when that is another's.
func home(p *codebase, pr process) *manifest {
	if pr.classify() != runsFile && pr.classify() != develops {
		return pr.m
	}
	target := pr.target()
	if target == "" || strings.HasPrefix(target, "/") {
		return pr.m
	}
	file, ok := p.file(path.Join(pr.dir, target))
	if !ok {
		return pr.m
	}
	if owner := p.owner(file); owner != nil && p.root[owner] != nil && p.workspace(owner) == p.workspace(pr.m) {
		return owner
	}
	return pr.m
}

// oneShot tells a program that prepares from the one that stays, by the name of its file.
func oneShot(pr process) bool {
	name := strings.ToLower(path.Base(pr.target()))
	for _, word := range []string{"migrat", "seed", "build", "prepare", "generate", "check-", "setup", "wait-for", "copy", "clean", "postinstall", "prestart"} {
		if strings.Contains(name, word) && !strings.Contains(name, "server") {
			return true
		}
	}
	return false
}

// keepsBefore says whether a command before the server is needed at each start: a migration of the database.
func keepsBefore(pr process) bool {
	text := strings.Join(pr.argv, " ")
	return strings.Contains(text, "migrate deploy") || strings.Contains(text, "migration:run") || strings.Contains(text, "db:migrate") ||
		strings.Contains(text, "migrate:latest") || strings.Contains(text, "migrate:up") || strings.Contains(text, "db push")
}

// watched turns nodemon, ts-node-dev and node --watch into what they restart.
func watched(p *codebase, pr process) (process, bool) {
	word := pr.word()
	_, runtime := runtimes[word]
	if !slices.Contains(watchers, word) && !runtime {
		return pr, false
	}
	target := pr.target()
	if target == "" && word == "nodemon" {
		target = pr.m.root.get("main").str()
		if target == "" {
			target = "index.js"
		}
	}
	file, ok := p.file(path.Join(pr.dir, target))
	if target == "" || !ok {
		return pr, false
	}
	runner := "node"
	if strings.HasSuffix(file, ".ts") || strings.HasSuffix(file, ".tsx") {
		runner = "tsx"
		if pr.m.uses("ts-node", "ts-node-dev") && !pr.m.uses("tsx") {
			runner = "ts-node"
		}
	}
	pr.argv = []string{runner, target}
	return pr, true
}

// locate finds the file that a process starts, and the source that it is made from.
func locate(p *codebase, l *launch, pr process) {
	target := pr.target()
	if pr.word() == "pm2" || pr.word() == "pm2-runtime" || pr.word() == "forever" {
		target = ecosystem(p, pr, target)
		if target == "" {
			l.class = unknownClass
			return
		}
		l.argv = []string{"node", target}
		l.warnings = append(l.warnings, facts.Warning{File: pr.file, Line: pr.line, Text: "scripts." + pr.script + " starts " + pr.word() + ": in a container one process is started by node itself and restarted by Kubernetes"})
	}
	full := path.Join(pr.dir, target)
	if strings.HasPrefix(target, "/") || strings.HasPrefix(full, "../") {
		l.class = unknownClass // a path outside of the repository is data of somebody, not a program of it
		return
	}
	rel, ok := relative(l.m.dir, full)
	if !ok {
		return
	}
	l.file = rel
	if pr.dir != l.m.dir && pr.word() != "pm2" && pr.word() != "pm2-runtime" {
		l.argv = slices.Clone(l.argv) // as typed in the unit's folder
		if i := slices.Index(l.argv, target); i > 0 {
			l.argv[i] = rel
		}
	}
	if m := p.byDir[full]; m != nil && m.root.get("main").str() != "" && !p.tree.Has(full) {
		l.file = path.Join(rel, m.root.get("main").str()) // node . runs the package's main
	}
	if file, ok := p.source(l.m, l.file); ok {
		if entry, ok := p.file(l.m.join("src/index")); ok && l.m.uses("razzle") && path.Dir(l.file) == "build" {
			file = entry // razzle builds src/index to build/server.js
		}
		l.source = file
		if tree, ok := relative(l.m.dir, file); ok && isItself(p, l.m, l.file) {
			l.file = tree
		}
	}
}

// isItself says whether a started path is in the tree as it is, perhaps without extension or index.
func isItself(p *codebase, m *manifest, rel string) bool {
	_, ok := p.file(m.join(rel))
	return ok
}

// ecosystem reads the script of the first application of pm2's configuration.
func ecosystem(p *codebase, pr process, target string) string {
	if target == "" {
		return ""
	}
	file, ok := p.file(path.Join(pr.dir, target))
	if !ok || !strings.Contains(path.Base(file), "ecosystem") && !strings.Contains(path.Base(file), "pm2") && path.Ext(file) != ".json" {
		return target
	}
	return pm2Script(p, file)
}

// preferCompiled takes the compiled file over a run-time compiler, when the package has a build that writes it
// and the script does not ask for production itself.
func preferCompiled(p *codebase, l *launch, script string) {
	if !runtimes[path.Base(l.argv[0])] || path.Base(l.argv[0]) == bun || strings.Contains(script, "prod") || l.source == "" {
		return
	}
	for _, e := range l.env {
		if e.name == "NODE_ENV" && e.value == "production" {
			return
		}
	}
	out, ok := compiled(p, l.m, l.source)
	if !ok {
		return
	}
	l.warnings = append(l.warnings, facts.Warning{File: l.m.file, Line: l.m.line("scripts", script), Text: "scripts." + script + " compiles at each start (" + path.Base(l.argv[0]) + "): the compiled " + out + " is started instead"})
	l.argv, l.file, l.confidence = []string{"node", out}, out, facts.Likely
}

// convention finds what starts without a start script: npm's server.js, main, the usual names, a command of the package.
func convention(p *codebase, m *manifest) (launch, bool) {
	type option struct {
		rel, rule string
		keys      []string
		bin, main bool
	}
	if m.uses("electron") {
		return launch{}, false // main is the desktop's
	}
	options := []option{{rel: "server.js", rule: "npm start runs server.js"}}
	if main := m.root.get("main").str(); main != "" {
		options = append(options, option{rel: main, rule: "main", keys: []string{"main"}, main: true})
	}
	for _, rel := range []string{"index.js", "app.js", "index.mjs", "main.js"} {
		options = append(options, option{rel: rel, rule: rel + " by convention"})
	}
	for _, rel := range m.bins() {
		options = append(options, option{rel: rel, rule: "bin", keys: []string{"bin"}, bin: true})
	}
	var first launch
	for _, o := range options {
		source, ok := p.source(m, o.rel)
		if !ok || path.Ext(source) == ".json" || !runnable(p, m, o.rel, source) {
			continue
		}
		if o.rel == "server.js" && m.root.get("main").str() != "" && givesOnly(p, source) {
			continue // a class for main to start
		}
		l := launch{m: m, class: runsFile, source: source, file: started(p, m, o.rel, source), confidence: facts.Likely, evidence: m.evidence(o.rule, o.keys...), bin: o.bin, convention: !o.main && !o.bin}
		l.argv = []string{"node", l.file}
		if strings.HasSuffix(l.file, ".ts") {
			l.argv[0] = "tsx"
			if !m.uses("tsx") {
				l.argv[0] = "ts-node"
			}
			if out, ok := compiled(p, m, source); ok {
				l.argv, l.file = []string{"node", out}, out
			}
		}
		if len(listeners(p, p.reach(source), m)) > 0 && (!o.main || !givesOnly(p, source)) {
			return l, true
		}
		if first.class == unknownClass {
			first = l
		}
	}
	return first, first.class != unknownClass
}

// runnable says whether a path of package.json can be run: it is JavaScript of the tree, or a build writes it.
func runnable(p *codebase, m *manifest, rel, source string) bool {
	target, _ := m.inside(rel)
	if source == target || strings.TrimSuffix(source, path.Ext(source)) == target {
		return !strings.HasSuffix(source, ".ts") || m.uses("tsx", "ts-node")
	}
	if p.tree.HasDir(target) {
		return true
	}
	return m.hasScript("build") || m.hasScript("compile") || m.hasScript("prepare")
}

// started is the path that node is given: of the tree's own file, or of the compiled one with its extension.
func started(p *codebase, m *manifest, rel, source string) string {
	if own, ok := relative(m.dir, source); ok && isItself(p, m, rel) {
		return own
	}
	rel = path.Clean(rel)
	if path.Ext(rel) == "" {
		rel += ".js"
	}
	return rel
}

// givesOnly says whether a module only exports, so that running it does nothing that stays.
func givesOnly(p *codebase, source string) bool {
	m := p.load(source)
	return m != nil && m.Exports() && !callsAtTop(m)
}
