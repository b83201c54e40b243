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

// handedOn finds the program that a file of the repository starts for others: node with-settings.js node server.js. What it starts is
// what the unit does.
func handedOn(p *code.Base, l *Launch) {
	at := slices.IndexFunc(l.Argv, func(a string) bool { return path.Clean(a) == l.File })
	if at < 1 || at+2 >= len(l.Argv) {
		return
	}
	inner := scripts.Process{M: l.M, Dir: l.M.Dir, Argv: l.Argv[at+1:]}
	if _, runs := scripts.Runtimes[inner.Word()]; !runs || inner.Target() == "" {
		return
	}
	if source, ok := p.Source(l.M, inner.Target()); ok {
		l.Source, l.File = source, path.Clean(inner.Target())
	}
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
	l.Argv, l.File, l.Confidence = compiledArgv(p, l, out), out, facts.Likely
}

// compiledArgv is the command with each file that the build compiles in its compiled form, and node in place of the compiler.
// Flags before the first file are those of the compiler.
func compiledArgv(p *code.Base, l *Launch, main string) []string {
	args := []string{"node"}
	files := 0
	for _, a := range l.Argv[1:] {
		source, ok := p.Source(l.M, a)
		out, built := "", false
		if ok && path.Ext(a) != ".json" {
			out, built = compiled(p, l.M, source)
		}
		switch {
		case built:
			files++
			args = append(args, out)
		case files == 0:
		case scripts.Runtimes[a]:
			args = append(args, "node")
		default:
			args = append(args, a)
		}
	}
	if files == 0 {
		return append(args, main)
	}
	return args
}
