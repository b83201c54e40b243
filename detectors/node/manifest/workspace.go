package manifest

import (
	"slices"
	"strings"
)

// index is what the packages of workspaces say of each other, so that none of thousands of packages has to ask all the others. It is made
// when all manifests are read; the rest of it when it is asked for.
type index struct {
	members  map[*Manifest][]*Manifest // of the root of a workspace, without the root, sorted by folder
	users    map[string]int            // how many packages of workspaces name a package
	direct   map[*Manifest][]*Manifest // members that a package names itself, sorted by folder
	local    map[*Manifest][]*Manifest // and those that they come to
	together map[*Manifest]*Together
}

func newIndex(p *Project) index {
	x := index{map[*Manifest][]*Manifest{}, map[string]int{}, map[*Manifest][]*Manifest{}, map[*Manifest][]*Manifest{}, map[*Manifest]*Together{}}
	for _, m := range p.Manifests {
		root := p.Root[m]
		if root == nil {
			continue
		}
		if m != root {
			x.members[root] = append(x.members[root], m)
		}
		for name := range m.named() {
			x.users[name]++
		}
	}
	return x
}

// named are the packages that a manifest names in any field of dependencies.
func (m *Manifest) named() map[string]bool {
	out := map[string]bool{}
	for _, field := range DependencyKinds {
		for _, name := range m.Root.Get(field).Names() {
			out[name] = true
		}
	}
	return out
}

// Workspace returns the root of the workspace that holds m, m itself when there is none.
func (p *Project) Workspace(m *Manifest) *Manifest {
	if r := p.Root[m]; r != nil {
		return r
	}
	return m
}

// Members returns the manifests of a workspace without its root, sorted by folder. The list is the project's own.
func (p *Project) Members(root *Manifest) []*Manifest { return p.index.members[root] }

// Dependents says whether another member of the workspace depends on m.
func (p *Project) Dependents(m *Manifest) bool {
	name := m.Name()
	if name == "" || p.ByName[name] != m {
		return false
	}
	others := p.index.users[name]
	if m.Uses(name) {
		others-- // itself
	}
	return others > 0
}

// needs are the members of its workspace that m names itself, sorted by folder.
func needs(p *Project, m *Manifest) []*Manifest {
	if known, ok := p.index.direct[m]; ok {
		return known
	}
	var out []*Manifest
	for name := range m.named() {
		if dep := p.ByName[name]; dep != nil && dep != m && p.Workspace(dep) == p.Workspace(m) {
			out = append(out, dep)
		}
	}
	byFolder(out)
	p.index.direct[m] = out
	return out
}

// Local returns the workspace members that m depends on, directly and through others, sorted by folder. The list is the project's own.
func (p *Project) Local(m *Manifest) []*Manifest {
	if known, ok := p.index.local[m]; ok {
		return known
	}
	seen := map[*Manifest]bool{m: true}
	queue := []*Manifest{m}
	for i := 0; i < len(queue); i++ {
		for _, dep := range needs(p, queue[i]) {
			if !seen[dep] {
				seen[dep] = true
				queue = append(queue, dep)
			}
		}
	}
	deps := slices.Clip(queue[1:])
	byFolder(deps)
	p.index.local[m] = deps
	return deps
}

// LocalInOrder lists the workspace members that m needs, each after those that it needs itself.
func (p *Project) LocalInOrder(m *Manifest) []*Manifest {
	var out []*Manifest
	seen := map[*Manifest]bool{m: true}
	var visit func([]*Manifest)
	visit = func(needed []*Manifest) {
		for _, dep := range needed {
			if !seen[dep] {
				seen[dep] = true
				visit(needs(p, dep))
				out = append(out, dep)
			}
		}
	}
	visit(p.Local(m))
	return out
}

func byFolder(list []*Manifest) {
	slices.SortFunc(list, func(a, b *Manifest) int { return strings.Compare(a.Dir, b.Dir) })
}

// Together is what the packages that are installed at once name: the root of a workspace and its members.
type Together struct {
	names map[string]bool
	git   bool
}

// Together sums up the root of a workspace and its members, or a package that stands alone.
func (p *Project) Together(root *Manifest) *Together {
	if known := p.index.together[root]; known != nil {
		return known
	}
	t := &Together{names: map[string]bool{}}
	for _, m := range append([]*Manifest{root}, p.Members(root)...) {
		for _, field := range DependencyKinds {
			of := m.Root.Get(field)
			for _, name := range of.Names() {
				t.names[name] = true
				t.git = t.git || isGit(of.Get(name).Str())
			}
		}
	}
	p.index.together[root] = t
	return t
}

// Uses says whether one of the packages is named.
func (t *Together) Uses(packages ...string) bool {
	return slices.ContainsFunc(packages, func(name string) bool { return t.names[name] })
}

// Git says whether a dependency is a git repository.
func (t *Together) Git() bool { return t.git }

func isGit(text string) bool {
	return strings.HasPrefix(text, "git") || strings.HasSuffix(text, ".git") || strings.Contains(text, ".git#") ||
		strings.Count(text, "/") == 1 && !strings.ContainsAny(text, "@:") && !strings.HasPrefix(text, ".")
}
