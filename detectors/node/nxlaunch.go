package node

import (
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// nxLaunch is the start of what the build target compiles for Node: main, as a file of the output folder.
func nxLaunch(p *codebase, m *manifest) (launch, bool) {
	x := p.nx[m]
	if x == nil || x.option("main") == "" || x.option("index") != "" {
		return launch{}, false
	}
	main := path.Join(x.root, x.option("main"))
	source, ok := p.file(main)
	if !ok {
		return launch{}, false
	}
	borrow(p, m, source)
	js := path.Base(strings.TrimSuffix(main, path.Ext(main))) + ".js"
	if executor := x.build.get("executor").str(); strings.HasSuffix(executor, ":tsc") || strings.HasSuffix(executor, ":swc") {
		if rel, ok := relative(m.dir, strings.TrimSuffix(main, path.Ext(main))); ok {
			js = rel + ".js"
		}
	}
	file := path.Join(x.output(m.dir), js)
	rel, ok := relative(m.dir, file)
	if !ok {
		rel = strings.Repeat("../", strings.Count(m.dir, "/")+1) + file
	}
	return launch{m: m, class: runsFile, argv: []string{"node", rel}, file: rel, source: source, confidence: facts.Likely, evidence: []facts.Evidence{x.evidence()}, script: "build"}, true
}

// borrow gives a project without package.json the dependencies that its code imports, with the versions of the root.
func borrow(p *codebase, m *manifest, source string) {
	if m.root.get("dependencies") != nil || path.Base(m.file) != "project.json" {
		return
	}
	root := p.workspace(m)
	deps := &value{kind: 'o', members: map[string]*value{}}
	for _, module := range p.reach(source) {
		for _, i := range module.Imports {
			name, _ := splitSpec(i.Spec)
			if v, _ := root.dependency(name); v != nil && deps.members[name] == nil {
				deps.members[name] = v
				deps.keys = append(deps.keys, name)
			}
		}
	}
	m.root.members["dependencies"] = deps
	m.root.keys = append(m.root.keys, "dependencies")
}

// nxSite is a build target that makes a site.
func nxSite(p *codebase, m *manifest) (site, bool) {
	x := p.nx[m]
	if x == nil {
		return site{}, false
	}
	executor := x.build.get("executor").str()
	s := site{history: true, evidence: x.evidence()}
	out := x.output(m.dir)
	switch {
	case strings.HasSuffix(executor, "vite:build") && p.tree.Has(m.join("index.html")):
		s.framework = "vite"
	case strings.Contains(executor, "angular") && strings.HasSuffix(executor, ":application"):
		s.framework, out = "angular", path.Join(out, "browser")
	case strings.Contains(executor, "angular") && strings.Contains(executor, "browser"):
		s.framework = "angular"
	case x.option("index") != "":
		s.framework = "webpack"
	default:
		return site{}, false
	}
	rel, ok := relative(m.dir, out)
	if !ok {
		rel = strings.Repeat("../", strings.Count(m.dir, "/")+1) + out
	}
	s.out = rel
	return s, true
}
