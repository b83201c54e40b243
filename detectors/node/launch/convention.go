package launch

import (
	"path"
	"regexp"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/listen"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

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
	bun := p.ManagerOf(m).Name == manifest.Bun
	usual := []string{"index.js", "app.js", "index.mjs", "main.js"}
	if bun { // bun init writes "module": "index.ts", and bun runs TypeScript as it is (https://bun.com/docs/cli/init)
		if module := m.Root.Get("module").Str(); module != "" {
			options = append(options, option{rel: module, rule: "module", keys: []string{"module"}, main: true})
		}
		usual = append(usual, "index.ts", "src/index.ts")
	}
	for _, rel := range usual {
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
		switch {
		case bun:
			l.Argv[0] = manifest.Bun
		case typed(l.File) && m.Uses("tsx"):
			l.Argv[0] = "tsx"
		case typed(l.File):
			l.Argv[0] = "ts-node"
		}
		if out, ok := compiled(p, m, source); ok && l.File != out && (path.Ext(l.File) != ".js" || typed(source) || importsTyped(p, source)) {
			if typed(source) && o.rel == "server.js" && p.NeedsDevelopment(m, source) == "" {
				l.Convention = false // the build makes the program, whatever else it makes
			}
			l.File, l.Argv[1] = out, out
			if !bun {
				l.Argv[0] = "node"
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
		return !typed(source) || m.Uses("tsx", "ts-node") || p.ManagerOf(m).Name == manifest.Bun
	}
	if p.Tree.HasDir(target) {
		return true
	}
	return m.HasScript("build") || m.HasScript("compile") || m.HasScript("prepare")
}

// importsTyped says whether a file imports TypeScript by a path without an extension, which only a compiler understands
// (https://nodejs.org/api/typescript.html#importing-modules).
func importsTyped(p *code.Base, source string) bool {
	for _, m := range p.Reach(source) {
		for _, i := range m.Imports {
			if file, ok := p.Imported(m, i); ok && typed(file) && path.Ext(i.Spec) != path.Ext(file) {
				return true
			}
		}
	}
	return false
}

// typed says whether node cannot run a file as it is, because it is TypeScript.
func typed(file string) bool {
	return strings.HasSuffix(file, ".ts") || strings.HasSuffix(file, ".tsx")
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

// asideWords are in the names of scripts and files that serve developers only.
var asideWords = regexp.MustCompile(`(?i)mock|demo|example|storybook|docs?\b|bench|seed|migrat|lint|debug|fixture|stub|\bdev`)

// mentioned is a program that listens and that some script of a private package starts, where none of the usual ones does: the image of
// such a package is most often made by hand. A guess, and told as one.
func mentioned(p *code.Base, m *manifest.Manifest) (Launch, bool) {
	if !m.Private() || m.Uses("electron") {
		return Launch{}, false
	}
	if _, isSite := SiteOf(p, m); isSite {
		return Launch{}, false
	}
	for _, name := range m.ScriptNames() {
		if asideWords.MatchString(name) {
			continue
		}
		l, ok := launchOf(p, m, name)
		if !ok || l.Class != scripts.RunsFile || l.M != m || l.Source == "" || asideWords.MatchString(l.File) || aside.Folder(l.File, aside.Example|aside.Sample|aside.Test|aside.Tool) != "" || len(listen.Find(p, p.Reach(l.Source), m)) == 0 {
			continue
		}
		l.Confidence, l.Argv = facts.Guess, []string{l.Argv[0], l.File}
		l.Warnings = append(l.Warnings, facts.Warning{File: m.File, Line: m.Line("scripts", name), Text: "no script says how production starts: " + l.File + " of scripts." + name + " listens and is a guess; start: in waybill.yaml settles it"})
		return l, true
	}
	return Launch{}, false
}
