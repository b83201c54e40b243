package manifest

import (
	"path"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// Project is what the repository holds of Node: its manifests, and which of them form a workspace.
type Project struct {
	Tree      *source.Tree
	Manifests []*Manifest          // sorted by folder
	ByDir     map[string]*Manifest // folder → manifest
	ByName    map[string]*Manifest // name of a workspace member → manifest
	Root      map[*Manifest]*Manifest
	Nx        map[*Manifest]*NxProject
	Nest      map[*Manifest]NestProject // of a further application of a monorepo of Nest
	Warnings  []facts.Warning

	broken map[string]defect // lock file → what is wrong with it
	drifts map[locking]drift
	locks  map[string]map[string]bool // packages that were asked for
	index  index
}

// New reads every package.json, package.json5 and project.json of a tree. What cannot be read is a warning of the Project.
func New(tree *source.Tree) *Project {
	p := &Project{Tree: tree, ByDir: map[string]*Manifest{}, ByName: map[string]*Manifest{}, Root: map[*Manifest]*Manifest{}, Nx: map[*Manifest]*NxProject{}, Nest: map[*Manifest]NestProject{}, broken: map[string]defect{}, drifts: map[locking]drift{}, locks: map[string]map[string]bool{}}
	for _, base := range []string{"package.json", "package.json5"} {
		for _, file := range tree.Named(base) {
			if p.ByDir[path.Dir(file)] != nil {
				continue
			}
			m, w := readManifest(tree, file)
			if w != nil {
				p.Warnings = append(p.Warnings, *w)
			}
			if m == nil {
				continue
			}
			p.ByDir[m.Dir] = m
			p.Manifests = append(p.Manifests, m)
		}
	}
	byFolder(p.Manifests)
	for _, m := range p.Manifests {
		p.adopt(m)
	}
	p.readNx()
	p.readNest()
	byFolder(p.Manifests)
	p.index = newIndex(p)
	return p
}

// adopt takes the members of a workspace root; the outermost root wins, as it does for npm, yarn and pnpm.
func (p *Project) adopt(root *Manifest) {
	members := p.workspaceGlobs(root)
	if len(members.patterns) == 0 || p.Root[root] != nil {
		return
	}
	for _, pattern := range members.wrong() {
		p.Warnings = append(p.Warnings, facts.Warning{File: root.File, Line: root.Line("workspaces"), Text: "the workspace pattern " + strconv.Quote(pattern) + " is not valid: no package is taken for it"})
	}
	p.Root[root] = root
	for _, m := range p.Manifests {
		rel, ok := Relative(root.Dir, m.Dir)
		if m == root || !ok || p.Root[m] != nil || !members.matches(rel) {
			continue
		}
		p.Root[m] = root
		if m.Name() != "" && p.ByName[m.Name()] == nil {
			p.ByName[m.Name()] = m
		}
	}
}

// workspaceGlobs reads pnpm-workspace.yaml, else the workspaces of package.json, else lerna.json.
func (p *Project) workspaceGlobs(m *Manifest) globs {
	if data, err := p.Tree.Read(m.Join("pnpm-workspace.yaml")); err == nil {
		docs, err := configfile.YAML(data)
		if err != nil {
			p.Warnings = append(p.Warnings, facts.Warning{File: m.Join("pnpm-workspace.yaml"), Text: "cannot be read, so its packages are taken one by one: " + err.Error()})
			return globs{}
		}
		g := globs{anyOrder: true}
		for _, d := range docs {
			for _, v := range d.Values {
				if strings.HasPrefix(v.Key, "packages[") {
					g.patterns = append(g.patterns, v.Value)
				}
			}
		}
		return g
	}
	if patterns := m.workspaceGlobs(); len(patterns) > 0 {
		return globs{patterns: patterns}
	}
	if data, err := p.Tree.Read(m.Join("lerna.json")); err == nil {
		if v, err := Parse(data); err == nil {
			return globs{patterns: v.Get("packages").Strs()}
		}
	}
	return globs{}
}

// Owner returns the manifest whose folder holds the file most closely.
func (p *Project) Owner(file string) *Manifest {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if m := p.ByDir[dir]; m != nil {
			return m
		}
		if dir == "." || dir == "/" {
			return nil
		}
	}
}

// above returns the manifests from m's folder up to its workspace's root.
func (p *Project) above(m *Manifest) []*Manifest {
	if r := p.Workspace(m); r != m {
		return []*Manifest{m, r}
	}
	return []*Manifest{m}
}

// HasGlobs says whether the package is the root of a workspace with members.
func (p *Project) HasGlobs(m *Manifest) bool { return len(p.Members(m)) > 0 }

// Named finds a package by its folder or by what --filter and --workspace accept.
func (p *Project) Named(from *Manifest, text string, folder bool) *Manifest {
	if m := p.ByDir[path.Join(from.Dir, text)]; m != nil {
		return m
	}
	if folder {
		return nil
	}
	name := strings.Trim(text, "{}.^")
	if m := p.ByName[name]; m != nil || strings.Contains(name, "/") {
		return m
	}
	return p.scoped(name)
}

// scoped finds the only package of that name in whatever scope (https://pnpm.io/filtering, "--filter <package_name>").
func (p *Project) scoped(name string) *Manifest {
	var found *Manifest
	for full, m := range p.ByName {
		if strings.HasPrefix(full, "@") && strings.HasSuffix(full, "/"+name) {
			if found != nil {
				return nil
			}
			found = m
		}
	}
	return found
}
