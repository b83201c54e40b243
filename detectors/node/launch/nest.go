package launch

import (
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// nestMain is the file that nest start runs, relative to m, with the source that it is made from. The CLI looks for
// dist/<sourceRoot>/<entryFile>.js first, then for dist/<entryFile>.js (nest-cli, actions/start.action.ts); webpack writes one file below
// dist/<root> in a monorepo and dist/main.js else (https://docs.nestjs.com/cli/monorepo).
func nestMain(p *code.Base, m *manifest.Manifest, a manifest.NestProject) (file, source string) {
	source, ok := nestSource(p, m, a)
	if !ok {
		return "", ""
	}
	if a.Webpack {
		if a.Monorepo && a.Root != "" {
			return path.Join("dist", a.Root, path.Base(a.EntryFile)+".js"), source
		}
		return path.Join("dist", path.Base(a.EntryFile)+".js"), source
	}
	rel, _ := manifest.Relative(m.Dir, source)
	js := strings.TrimSuffix(rel, path.Ext(rel)) + ".js"
	if strings.Contains(a.EntryFile, "/") && !strings.HasPrefix(a.EntryFile, "src/") && strings.HasSuffix(path.Clean(a.EntryFile), strings.TrimSuffix(rel, path.Ext(rel))) {
		return path.Join("dist", a.EntryFile+".js"), source // the file names the place below dist itself
	}
	tsconfig := "tsconfig.build.json"
	if a.TSConfig != "" {
		tsconfig = a.TSConfig
	} else if !p.Tree.Has(m.Join(tsconfig)) {
		tsconfig = "tsconfig.json"
	}
	out, ok := tscOutput(p, scripts.Process{M: m, Argv: []string{"tsc", "-p", tsconfig}}, m, rel, js)
	if !ok {
		_, rest, _ := strings.Cut(js, "/")
		out = path.Join("dist", rest)
	}
	out, _ = moved(p, m, scripts.BuildScript(m), out)
	return out, source
}

// nestCompiled is the source of a started file, when it is what the build of an application of nest-cli.json writes.
func nestCompiled(p *code.Base, m *manifest.Manifest, rel string) (string, bool) {
	n := p.NestOf(m)
	if n.File == "" {
		return "", false
	}
	stem := strings.TrimSuffix(path.Clean(rel), ".js")
	for _, a := range n.Applications {
		if file, source := nestMain(p, m, a); file != "" && strings.TrimSuffix(file, ".js") == stem {
			return source, true
		}
	}
	return "", false
}

// nestSource is the entry file of an application: below sourceRoot, below the package, or the end of a path below dist.
func nestSource(p *code.Base, m *manifest.Manifest, a manifest.NestProject) (string, bool) {
	if file, ok := p.File(m.Join(path.Join(a.SourceRoot, a.EntryFile))); ok {
		return file, true
	}
	for rest, more := a.EntryFile, true; more; _, rest, more = strings.Cut(rest, "/") {
		if file, ok := p.File(m.Join(rest)); ok && strings.Contains(rest, "/") {
			return file, true
		}
	}
	return "", false
}

// nestStarted is the application that a package starts: the operand of nest start, else the default one, also where the script starts
// several at once.
func nestStarted(p *code.Base, m *manifest.Manifest, script string) (manifest.NestProject, bool) {
	n := p.NestOf(m)
	name := ""
	for _, pr := range scripts.Follow(p.Project, m, script) {
		if pr.Word() != "nest" || pr.Operand() != "start" {
			continue
		}
		if name != "" {
			return n.Application("")
		}
		for _, word := range pr.Argv[2:] {
			if !strings.HasPrefix(word, "-") {
				name = word
				break
			}
		}
	}
	return n.Application(name)
}

// nestLaunch is the start of a further application of a monorepo of Nest.
func nestLaunch(p *code.Base, m *manifest.Manifest) (Launch, bool) {
	a, ok := p.Nest[m]
	if !ok {
		return Launch{}, false
	}
	root := p.Workspace(m)
	file, source := nestMain(p, root, a)
	if file == "" || NestServed(p, root) == a.Name {
		return Launch{}, false
	}
	borrow(p, m, source)
	inner, _ := manifest.Relative(root.Dir, m.Dir)
	rel, below := manifest.Relative(inner, file)
	if !below {
		rel = strings.Repeat("../", strings.Count(inner, "/")+1) + file
	}
	e := facts.Evidence{File: m.File, Line: a.Line, Rule: "application " + a.Name}
	return Launch{M: m, Class: scripts.RunsFile, Argv: []string{"node", rel}, File: rel, Source: source, Confidence: facts.Likely, Evidence: []facts.Evidence{e}, Script: "build"}, true
}

// NestServed names the application that the root of a monorepo starts itself: that of its start script, else the default one.
func NestServed(p *code.Base, root *manifest.Manifest) string {
	l := Of(p, root)
	for _, a := range p.NestOf(root).Applications {
		if source, ok := nestSource(p, root, a); ok && l.Source == source {
			return a.Name
		}
	}
	if a, ok := nestStarted(p, root, l.Script); ok {
		return a.Name
	}
	return ""
}
