package node

import (
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// nxProject is a project.json of Nx: targets instead of scripts, and often no package.json beside it
// (https://nx.dev/reference/project-configuration). Paths of its options are relative to the workspace's root.
type nxProject struct {
	file  string
	root  string // folder of nx.json
	build *value
}

// readNx finds the applications of Nx. One without a package.json takes the versions of its packages from the root's.
func (p *project) readNx() {
	for _, file := range p.tree.Named("project.json") {
		root := p.nxRoot(path.Dir(file))
		if root == nil {
			continue
		}
		data, err := p.tree.Read(file)
		if err != nil {
			continue
		}
		v, err := parseJSON(data)
		if err != nil || v.get("projectType").str() == "library" {
			continue
		}
		targets := v.get("targets")
		if targets == nil {
			targets = v.get("architect")
		}
		x := &nxProject{file: file, root: root.dir, build: targets.get("build")}
		if x.build.get("executor").str() == "" {
			continue
		}
		m := p.byDir[path.Dir(file)]
		if m == nil {
			name := &value{kind: 's', text: or(v.get("name").str(), path.Base(path.Dir(file))), line: v.get("name").at()}
			m = &manifest{dir: path.Dir(file), file: file, root: &value{kind: 'o', line: 1, members: map[string]*value{"name": name, "private": {kind: 'b', text: "true"}}, keys: []string{"name", "private"}}}
			p.byDir[m.dir] = m
			p.manifests = append(p.manifests, m)
			p.root[m], p.root[root] = root, root
		}
		p.nx[m] = x
	}
}

func (p *project) nxRoot(dir string) *manifest {
	for ; ; dir = path.Dir(dir) {
		if p.tree.Has(path.Join(dir, "nx.json")) {
			return p.byDir[dir]
		}
		if dir == "." || dir == "/" {
			return nil
		}
	}
}

// option reads an option of the build target.
func (x *nxProject) option(name string) string { return x.build.get("options", name).str() }

// output is the folder that the target writes: outputPath, or Nx's default dist/<project's folder>.
func (x *nxProject) output(dir string) string {
	if out := x.option("outputPath"); out != "" {
		return path.Join(x.root, strings.NewReplacer("{projectRoot}", dir, "{workspaceRoot}/", "").Replace(out))
	}
	return path.Join(x.root, "dist", dir)
}

func (x *nxProject) evidence() facts.Evidence {
	return facts.Evidence{File: x.file, Line: x.build.at(), Rule: x.build.get("executor").str()}
}

// nxLaunch is the start of what the build target compiles for Node: main, as a file of the output folder.
func (p *project) nxLaunch(m *manifest) (launch, bool) {
	x := p.nx[m]
	if x == nil || x.option("main") == "" || x.option("index") != "" {
		return launch{}, false
	}
	main := path.Join(x.root, x.option("main"))
	source, ok := p.code.file(main)
	if !ok {
		return launch{}, false
	}
	p.borrow(m, source)
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
func (p *project) borrow(m *manifest, source string) {
	if m.root.get("dependencies") != nil || path.Base(m.file) != "project.json" {
		return
	}
	root := p.workspace(m)
	deps := &value{kind: 'o', members: map[string]*value{}}
	for _, module := range p.code.reach(source) {
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
func (p *project) nxSite(m *manifest) (site, bool) {
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
