package node

import (
	"cmp"
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
			name := &value{kind: 's', text: cmp.Or(v.get("name").str(), path.Base(path.Dir(file))), line: v.get("name").at()}
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
