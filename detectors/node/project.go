package node

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// project is what the repository holds of Node: its manifests, and which of them form a workspace.
type project struct {
	tree      *source.Tree
	manifests []*manifest          // sorted by folder
	byDir     map[string]*manifest // folder → manifest
	byName    map[string]*manifest // name of a workspace member → manifest
	root      map[*manifest]*manifest
	nx        map[*manifest]*nxProject
	warnings  []facts.Warning
}

func newProject(tree *source.Tree) *project {
	p := &project{tree: tree, byDir: map[string]*manifest{}, byName: map[string]*manifest{}, root: map[*manifest]*manifest{}, nx: map[*manifest]*nxProject{}}
	for _, base := range []string{"package.json", "package.json5"} {
		for _, file := range tree.Named(base) {
			if p.byDir[path.Dir(file)] != nil {
				continue
			}
			m, w := readManifest(tree, file)
			if w != nil {
				p.warnings = append(p.warnings, *w)
				continue
			}
			p.byDir[m.dir] = m
			p.manifests = append(p.manifests, m)
		}
	}
	slices.SortFunc(p.manifests, func(a, b *manifest) int { return strings.Compare(a.dir, b.dir) })
	for _, m := range p.manifests {
		p.adopt(m)
	}
	p.readNx()
	slices.SortFunc(p.manifests, func(a, b *manifest) int { return strings.Compare(a.dir, b.dir) })
	return p
}

// adopt takes the members of a workspace root; the outermost root wins, as it does for npm, yarn and pnpm.
func (p *project) adopt(root *manifest) {
	members := p.workspaceGlobs(root)
	if len(members.patterns) == 0 || p.root[root] != nil {
		return
	}
	for _, pattern := range members.wrong() {
		p.warnings = append(p.warnings, facts.Warning{File: root.file, Line: root.line("workspaces"), Text: "the workspace pattern " + strconv.Quote(pattern) + " is not valid: no package is taken for it"})
	}
	p.root[root] = root
	for _, m := range p.manifests {
		rel, ok := relative(root.dir, m.dir)
		if m == root || !ok || p.root[m] != nil || !members.matches(rel) {
			continue
		}
		p.root[m] = root
		if m.name() != "" && p.byName[m.name()] == nil {
			p.byName[m.name()] = m
		}
	}
}

// workspaceGlobs reads pnpm-workspace.yaml, else the workspaces of package.json, else lerna.json.
func (p *project) workspaceGlobs(m *manifest) globs {
	if data, err := p.tree.Read(m.join("pnpm-workspace.yaml")); err == nil {
		docs, err := configfile.YAML(data)
		if err != nil {
			p.warnings = append(p.warnings, facts.Warning{File: m.join("pnpm-workspace.yaml"), Text: "cannot be read, so its packages are taken one by one: " + err.Error()})
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
	if data, err := p.tree.Read(m.join("lerna.json")); err == nil {
		if v, err := parseJSON(data); err == nil {
			return globs{patterns: v.get("packages").strs()}
		}
	}
	return globs{}
}

// workspace returns the root of the workspace that holds m, m itself when there is none.
func (p *project) workspace(m *manifest) *manifest {
	if r := p.root[m]; r != nil {
		return r
	}
	return m
}

// members returns the manifests of a workspace without its root, sorted by folder.
func (p *project) members(root *manifest) []*manifest {
	var out []*manifest
	for _, m := range p.manifests {
		if m != root && p.root[m] == root {
			out = append(out, m)
		}
	}
	return out
}

// local returns the workspace members that m depends on, directly and through others, sorted by folder.
func (p *project) local(m *manifest) []*manifest {
	seen := map[*manifest]bool{m: true}
	queue := []*manifest{m}
	for i := 0; i < len(queue); i++ {
		for _, field := range dependencyKinds {
			for _, name := range queue[i].root.get(field).names() {
				dep := p.byName[name]
				if dep != nil && !seen[dep] && p.workspace(dep) == p.workspace(m) {
					seen[dep] = true
					queue = append(queue, dep)
				}
			}
		}
	}
	deps := queue[1:]
	slices.SortFunc(deps, func(a, b *manifest) int { return strings.Compare(a.dir, b.dir) })
	return deps
}

// dependents says whether another member of the workspace depends on m.
func (p *project) dependents(m *manifest) bool {
	if m.name() == "" || p.byName[m.name()] != m {
		return false
	}
	for _, other := range p.manifests {
		if other != m && p.root[other] != nil && other.uses(m.name()) {
			return true
		}
	}
	return false
}

// owner returns the manifest whose folder holds the file most closely.
func (p *project) owner(file string) *manifest {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if m := p.byDir[dir]; m != nil {
			return m
		}
		if dir == "." || dir == "/" {
			return nil
		}
	}
}

// above returns the manifests from m's folder up to its workspace's root.
func (p *project) above(m *manifest) []*manifest {
	if r := p.workspace(m); r != m {
		return []*manifest{m, r}
	}
	return []*manifest{m}
}

// localInOrder lists the workspace members that m needs, each after those that it needs itself.
func (p *project) localInOrder(m *manifest) []*manifest {
	var out []*manifest
	seen := map[*manifest]bool{m: true}
	var visit func(*manifest)
	visit = func(at *manifest) {
		for _, dep := range p.local(at) {
			if !seen[dep] {
				seen[dep] = true
				visit(dep)
				out = append(out, dep)
			}
		}
	}
	visit(m)
	return out
}

func (p *project) hasGlobs(m *manifest) bool { return len(p.members(m)) > 0 }

// named finds a package by its folder or by what --filter and --workspace accept.
func (p *project) named(from *manifest, text string, folder bool) *manifest {
	if m := p.byDir[path.Join(from.dir, text)]; m != nil {
		return m
	}
	if folder {
		return nil
	}
	return p.byName[strings.Trim(text, "{}.^")]
}
