package launch

import (
	"path"
	"regexp"
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
		if ok && missing(p, l) {
			p.Warnings = append(p.Warnings, facts.Warning{File: m.File, Line: m.Line("scripts", name), Text: "scripts." + name + " starts " + l.File + ", which is not in the repository, and no script builds it: it is left out"})
			continue
		}
		if ok && unsure.Class == scripts.UnknownClass {
			unsure = l
		}
	}
	if l, ok := imageScript(p, m); ok {
		return l
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
	if l, ok := processFile(p, m); ok {
		return l
	}
	conventional, isConventional := convention(p, m)
	if isConventional && GivesOnly(p, conventional.Source) && p.NeedsDevelopment(m, conventional.Source) == "" {
		if l, ok := developed(p, m); ok && p.NeedsDevelopment(m, l.Source) == "" {
			return l // main gives what the program uses
		}
	}
	if l, ok := conventional, isConventional; ok && (unsure.Class == scripts.UnknownClass || !l.Bin && !l.Convention) {
		return l
	}
	if unsure.Class != scripts.UnknownClass {
		unsure.Confidence = facts.Likely
		return unsure
	}
	if l, ok := developed(p, m); ok {
		return l
	}
	if l, ok := builtEntry(p, m); ok {
		return l
	}
	if l, ok := mentioned(p, m); ok {
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
		pr = byNode(p, pr)
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
		handedOn(p, &l)
		preferCompiled(p, &l, script)
		preferListening(p, &l)
		warnMoved(p, &l)
	}
	return l, found && l.Class != scripts.UnknownClass
}

// byNode puts node before a file of the repository that is started by its own first line, ./bin/server with #!/usr/bin/env node.
func byNode(p *code.Base, pr scripts.Process) scripts.Process {
	file := path.Join(pr.Dir, pr.Argv[0])
	if !strings.Contains(pr.Argv[0], "/") || path.Ext(file) != "" || !p.Tree.Has(file) {
		return pr
	}
	if head, err := p.Tree.Head(file, 64); err == nil && nodeLine.Match(head) {
		pr.Argv = append([]string{"node"}, pr.Argv...)
	}
	return pr
}

var nodeLine = regexp.MustCompile(`^#!.*\bnode\b`)

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
	} else if typed(file) {
		runner = "tsx"
		if pr.M.Uses("ts-node", "ts-node-dev") && !pr.M.Uses("tsx") {
			runner = "ts-node"
		}
	}
	if own := execRunner(pr, target); own != nil {
		pr.Argv = slices.Concat(own, []string{target})
		return pr, true
	}
	pr.Argv = []string{runner, target}
	return pr, true
}

// execRunner is the compiler that nodemon starts a file by, with its flags: babel-node of nodemon --exec babel-node a.js, nil for any other
// (https://github.com/remy/nodemon#running-non-node-scripts).
func execRunner(pr scripts.Process, target string) []string {
	at := slices.IndexFunc(pr.Argv, func(a string) bool { return a == "--exec" || a == "-x" })
	if pr.Word() != "nodemon" || at < 0 || at+1 >= len(pr.Argv) {
		return nil
	}
	own := strings.Fields(pr.Argv[at+1])
	if i := slices.Index(own, target); i >= 0 {
		own = own[:i]
	}
	if len(own) == 0 || !scripts.Runtimes[own[0]] || own[0] == manifest.Bun {
		return nil
	}
	return slices.DeleteFunc(own, func(a string) bool { return strings.HasPrefix(a, "--inspect") })
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
		if source, ok := bundled(p, l.M, full); ok { // ../dist/api/server.js, which the build of a member of a workspace writes above it
			l.Source, l.File = source, target
		}
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
	file, ok := p.Source(l.M, l.File)
	if !ok {
		file, ok = compiledFrom(p, l.M, l.File)
	}
	if !ok {
		file, ok = angularSource(p, l.M, l.File)
	}
	if !ok {
		file, ok = bundled(p, l.M, l.File)
	}
	if !ok {
		file, ok = namedIn(p, l.M)
	}
	if ok {
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
	if ext := path.Ext(target); ext == ".yml" || ext == ".yaml" {
		return pm2YAML(p, path.Join(pr.Dir, target))
	}
	file, ok := p.File(path.Join(pr.Dir, target))
	if !ok || !strings.Contains(path.Base(file), "ecosystem") && !strings.Contains(path.Base(file), "pm2") && path.Ext(file) != ".json" {
		return target
	}
	return pm2Script(p, file)
}
