package manifest

import (
	"cmp"
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// NxProject is a project.json of Nx: targets instead of scripts, and often no package.json beside it
// (https://nx.dev/reference/project-configuration). Paths of its options are relative to the workspace's root.
type NxProject struct {
	file  string
	Root  string // folder of nx.json
	Build *Value
}

// readNx finds the applications of Nx. One without a package.json takes the versions of its packages from the root's.
func (p *Project) readNx() {
	for _, file := range p.Tree.Named("project.json") {
		root := p.nxRoot(path.Dir(file))
		if root == nil {
			continue
		}
		data, err := p.Tree.Read(file)
		if err != nil {
			continue
		}
		v, err := Parse(data)
		if err != nil || v.Get("projectType").Str() == "library" {
			continue
		}
		targets := v.Get("targets")
		if targets == nil {
			targets = v.Get("architect")
		}
		x := &NxProject{file: file, Root: root.Dir, Build: targets.Get("build")}
		if x.Build.Get("executor").Str() == "" {
			continue
		}
		m := p.ByDir[path.Dir(file)]
		if m == nil {
			name := &Value{Kind: 's', text: cmp.Or(v.Get("name").Str(), path.Base(path.Dir(file))), Line: v.Get("name").At()}
			m = &Manifest{Dir: path.Dir(file), File: file, Root: &Value{Kind: 'o', Line: 1, Members: map[string]*Value{"name": name, "private": {Kind: 'b', text: "true"}}, Keys: []string{"name", "private"}}}
			p.ByDir[m.Dir] = m
			p.Manifests = append(p.Manifests, m)
			p.Root[m], p.Root[root] = root, root
		}
		p.Nx[m] = x
	}
}

func (p *Project) nxRoot(dir string) *Manifest {
	for ; ; dir = path.Dir(dir) {
		if p.Tree.Has(path.Join(dir, "nx.json")) {
			return p.ByDir[dir]
		}
		if dir == "." || dir == "/" {
			return nil
		}
	}
}

// Option reads an option of the build target.
func (x *NxProject) Option(name string) string { return x.Build.Get("options", name).Str() }

// Output is the folder that the target writes: outputPath, or Nx's default dist/<project's folder>.
func (x *NxProject) Output(dir string) string {
	if out := x.Option("outputPath"); out != "" {
		return path.Join(x.Root, strings.NewReplacer("{projectRoot}", dir, "{workspaceRoot}/", "").Replace(out))
	}
	return path.Join(x.Root, "dist", dir)
}

// Evidence is where the build target stands.
func (x *NxProject) Evidence() facts.Evidence {
	return facts.Evidence{File: x.file, Line: x.Build.At(), Rule: x.Build.Get("executor").Str()}
}
