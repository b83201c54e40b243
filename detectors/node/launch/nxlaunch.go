package launch

import (
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// nxLaunch is the start of what the build target compiles for Node: main, as a file of the output folder.
func nxLaunch(p *code.Base, m *manifest.Manifest) (Launch, bool) {
	x := p.Nx[m]
	if x == nil || x.Option("main") == "" || x.Option("index") != "" {
		return Launch{}, false
	}
	main := path.Join(x.Root, x.Option("main"))
	source, ok := p.File(main)
	if !ok {
		return Launch{}, false
	}
	borrow(p, m, source)
	js := path.Base(strings.TrimSuffix(main, path.Ext(main))) + ".js"
	if executor := x.Build.Get("executor").Str(); strings.HasSuffix(executor, ":tsc") || strings.HasSuffix(executor, ":swc") {
		if rel, ok := manifest.Relative(m.Dir, strings.TrimSuffix(main, path.Ext(main))); ok {
			js = rel + ".js"
		}
	}
	file := path.Join(x.Output(m.Dir), js)
	rel, ok := manifest.Relative(m.Dir, file)
	if !ok {
		rel = strings.Repeat("../", strings.Count(m.Dir, "/")+1) + file
	}
	return Launch{M: m, Class: scripts.RunsFile, Argv: []string{"node", rel}, File: rel, Source: source, Confidence: facts.Likely, Evidence: []facts.Evidence{x.Evidence()}, Script: "build"}, true
}

// borrow gives a project without package.json the dependencies that its code imports, with the versions of the root.
func borrow(p *code.Base, m *manifest.Manifest, source string) {
	if m.Root.Get("dependencies") != nil || path.Base(m.File) == "package.json" {
		return
	}
	root := p.Workspace(m)
	deps := &manifest.Value{Kind: 'o', Members: map[string]*manifest.Value{}}
	for _, module := range p.Reach(source) {
		for _, i := range module.Imports {
			name, _ := code.SplitSpec(i.Spec)
			if v, _ := root.Dependency(name); v != nil && deps.Members[name] == nil {
				deps.Members[name] = v
				deps.Keys = append(deps.Keys, name)
			}
		}
	}
	m.Root.Members["dependencies"] = deps
	m.Root.Keys = append(m.Root.Keys, "dependencies")
}

// nxSite is a build target that makes a site.
func nxSite(p *code.Base, m *manifest.Manifest) (Site, bool) {
	x := p.Nx[m]
	if x == nil {
		return Site{}, false
	}
	executor := x.Build.Get("executor").Str()
	s := Site{History: true, Evidence: x.Evidence()}
	out := x.Output(m.Dir)
	switch {
	case strings.HasSuffix(executor, "vite:build") && p.Tree.Has(m.Join("index.html")):
		s.Framework = "vite"
	case strings.Contains(executor, "angular") && strings.HasSuffix(executor, ":application"):
		s.Framework, out = "angular", path.Join(out, "browser")
	case strings.Contains(executor, "angular") && strings.Contains(executor, "browser"):
		s.Framework = "angular"
	case x.Option("index") != "":
		s.Framework = "webpack"
	default:
		return Site{}, false
	}
	rel, ok := manifest.Relative(m.Dir, out)
	if !ok {
		rel = strings.Repeat("../", strings.Count(m.Dir, "/")+1) + out
	}
	s.Out = rel
	return s, true
}
