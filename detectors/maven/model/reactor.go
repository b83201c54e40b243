package model

import (
	"errors"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// Reactor is all POMs of a repository and how they hang together.
type Reactor struct {
	Tree     *source.Tree
	POMs     map[string]*POM // by file
	Files    []string        // sorted
	ByName   map[string]*POM // "group:artifact"
	Listed   map[string]listing
	Warnings []facts.Warning

	given     Given
	models    map[string]*Model // by file and told profiles
	tops      map[*POM][]*POM   // POMs by the one that lists them at last
	manifests map[*POM][]string // files that a build loads, by its POM
	lines     map[string]CommandLine
}

// listing says which POM lists a module, and the profile that it is listed in ("" for always).
type listing struct {
	by      *POM
	profile string
}

// Read reads every pom.xml of the tree and the parents that they point to.
func Read(tree *source.Tree) *Reactor { return ReadWith(tree, nil) }

// ReadWith is Read where given finds POMs that the tree does not hold; it may be nil.
func ReadWith(tree *source.Tree, given Given) *Reactor {
	r := &Reactor{given: given, Tree: tree, POMs: map[string]*POM{}, ByName: map[string]*POM{}, Listed: map[string]listing{}}
	for _, file := range tree.Named("pom.xml") {
		if !template(file) {
			r.read(file)
		}
	}
	for _, file := range r.sorted() {
		r.modules(r.POMs[file])
	}
	for _, file := range r.sorted() {
		r.link(r.POMs[file])
	}
	r.Files = r.sorted()
	for _, file := range r.Files {
		p := r.POMs[file]
		r.cutLoop(p)
		p.Resolved = New(p, r.CommandLine(p), nil, r.Exists)
		group, _ := p.Resolved.coordinate("groupId")
		name := p.Resolved.Interpolate(group) + ":" + p.Resolved.Interpolate(p.ArtifactID())
		if r.ByName[name] == nil {
			r.ByName[name] = p
		}
	}
	return r
}

// template tells POMs that are data of a test or of an archetype, not part of the build.
func template(file string) bool {
	dir := "/" + path.Dir(file) + "/"
	for _, part := range []string{"/src/test/", "/src/it/", "/archetype-resources/", "/src/main/resources/", "/src/main/webapp/", "/testdata/", "/test/resources/", "/META-INF/maven/"} {
		if strings.Contains(dir, part) {
			return true
		}
	}
	return false
}

// Model returns the model of a POM with the told profiles active, assembled once.
func (r *Reactor) Model(p *POM, told map[string]bool) *Model {
	if len(told) == 0 {
		return p.Resolved
	}
	key := p.File + "\x00" + strings.Join(slices.Sorted(maps.Keys(told)), "\x00")
	if r.models == nil {
		r.models = map[string]*Model{}
	}
	if r.models[key] == nil {
		r.models[key] = New(p, r.CommandLine(p), told, r.Exists)
	}
	return r.models[key]
}

// Exists says whether the repository holds a file or folder.
func (r *Reactor) Exists(name string) bool { return r.Tree.Has(name) || r.Tree.HasDir(name) }

func (r *Reactor) sorted() []string {
	return slices.Sorted(maps.Keys(r.POMs))
}

func (r *Reactor) read(file string) *POM {
	if p, ok := r.POMs[file]; ok {
		return p
	}
	data, err := r.Tree.Read(file)
	if err == nil {
		var p *POM
		if p, err = readPOM(file, data); p != nil {
			r.POMs[file] = p
			return p
		}
	}
	if err != nil {
		line := 0
		if syntax, ok := errors.AsType[*SyntaxError](err); ok {
			line = syntax.Line
		}
		r.Warn(file, line, err.Error())
	}
	return nil
}

// Warn adds a warning about a place of the repository; line 0 means the file as a whole.
func (r *Reactor) Warn(file string, line int, text string) {
	r.Warnings = append(r.Warnings, facts.Warning{File: file, Line: line, Text: text})
}

// link finds the parent of a POM: the file at its relativePath when that is the POM named, another POM of the repository with these
// coordinates, or what is known of an external one.
func (r *Reactor) link(p *POM) {
	ref := p.Root.Child("parent")
	if ref == nil {
		return
	}
	if file := p.parentFile(r.Tree.Has); file != "" && file != p.File {
		q := r.POMs[file]
		if q == nil {
			if q = r.read(file); q != nil {
				r.link(q)
			}
		}
		if q != nil && q.ArtifactID() == ref.Value("artifactId") {
			p.Parent = q
			return
		}
	}
	if p.Parent = r.namedParent(p); p.Parent == nil {
		p.Parent = r.parentOutside(p, 0)
	}
}

// cutLoop ends a parent chain that comes back to itself.
func (r *Reactor) cutLoop(p *POM) {
	seen := map[*POM]bool{}
	for q := p; q != nil; q = q.Parent {
		seen[q] = true
		if q.Parent != nil && seen[q.Parent] {
			r.Warn(q.File, q.parentLine, "the parents of this POM refer to each other in a loop: "+q.Parent.File)
			q.Parent = nil
			return
		}
	}
}

// modules notes which POM lists which.
func (r *Reactor) modules(p *POM) {
	for file := range p.ModuleFiles(p.Root, r.Tree.Has) {
		r.read(file) // a module may name a POM file that is not called pom.xml
		if l, ok := r.Listed[file]; !ok || l.profile != "" {
			r.Listed[file] = listing{by: p}
		}
	}
	for _, profile := range p.Root.Child("profiles").Each("profile") {
		for file := range p.ModuleFiles(profile, r.Tree.Has) {
			r.read(file)
			if _, ok := r.Listed[file]; !ok {
				id := profile.Value("id")
				if profile.Child("activation").Value("activeByDefault") == "true" {
					id = "" // active unless another profile is told
				}
				r.Listed[file] = listing{by: p, profile: id}
			}
		}
	}
}

// Route says how to build a module: the folder of the POM that Maven is started in, the module's path from there
// ("" when it is that POM itself) and the profiles that list it on the way.
type Route struct {
	Top      *POM
	Module   string
	Profiles []string
}

// Route says how to build a module: from the POM at the top of those that list it.
func (r *Reactor) Route(p *POM) Route {
	top := p
	var profiles []string
	for range MaxParents {
		l, ok := r.Listed[top.File]
		if !ok || l.by == nil || l.by.File == p.File {
			break
		}
		if l.profile != "" {
			profiles = append(profiles, l.profile)
		}
		top = l.by
	}
	rt := Route{Top: top, Profiles: profiles}
	if top != p {
		rt.Module = RelativePath(top.Dir, p.Dir)
	}
	return rt
}

// RelativePath returns target as seen from a folder that is above it, or with ../ when it is not.
func RelativePath(from, target string) string {
	if from == "." {
		return target
	}
	up := ""
	for from != "." && from != target && !strings.HasPrefix(target+"/", from+"/") {
		from, up = path.Dir(from), up+"../"
	}
	if from == "." {
		return up + target
	}
	if from == target {
		return strings.TrimSuffix(up, "/")
	}
	return up + strings.TrimPrefix(target, from+"/")
}

// Dependency is one dependency of a module with what dependencyManagement adds.
type Dependency struct {
	Group, Artifact, Version, Scope, kind, Classifier string
	Optional                                          bool
	At                                                facts.Evidence
}

// Type is <type>, by default jar.
func (d Dependency) Type() string {
	if d.kind == "" {
		return "jar"
	}
	return d.kind
}

// Dependencies returns the direct dependencies of a model with its parents' ones, nearest first, without duplicates. The list is the
// model's own: it is read and not changed.
func (m *Model) Dependencies() []Dependency {
	if m.direct != nil {
		return m.direct
	}
	list := []Dependency{}
	seen := map[string]bool{}
	for _, l := range m.Layers {
		for _, e := range l.Root.Child("dependencies").Each("dependency") {
			d := m.dependency(e, l)
			key := d.Group + ":" + d.Artifact + ":" + d.kind + ":" + d.Classifier
			if seen[key] {
				continue
			}
			seen[key] = true
			m.manage(&d)
			list = append(list, d)
		}
	}
	m.direct = list
	return list
}

func (m *Model) dependency(e *Element, l layer) Dependency {
	d := Dependency{
		Group: m.Interpolate(e.Value("groupId")), Artifact: m.Interpolate(e.Value("artifactId")), Version: m.Interpolate(e.Value("version")),
		Scope: m.Interpolate(e.Value("scope")), kind: m.Interpolate(e.Value("type")), Classifier: m.Interpolate(e.Value("classifier")),
		Optional: e.Value("optional") == "true",
	}
	d.At = l.Evidence(e, d.Artifact)
	return d
}

// manage fills in version and scope from dependencyManagement.
func (m *Model) manage(d *Dependency) {
	if d.Version != "" && d.Scope != "" {
		return
	}
	for _, l := range m.Layers {
		for _, e := range l.Root.At("dependencyManagement", "dependencies").Each("dependency") {
			if e.Value("artifactId") != d.Artifact && !strings.Contains(e.Value("artifactId"), "${") {
				continue
			}
			if x := m.dependency(e, l); x.Group == d.Group && x.Artifact == d.Artifact && x.Classifier == d.Classifier {
				if d.Version == "" {
					d.Version = x.Version
				}
				if d.Scope == "" {
					d.Scope = x.Scope
				}
				return
			}
		}
	}
}

// Bom returns the version of an imported bill of materials, "" when it is not imported.
func (m *Model) Bom(group, artifact string) string {
	for _, d := range m.Imports() {
		if d.Group == group && d.Artifact == artifact {
			return d.Version
		}
	}
	return ""
}

// Imports are the bills of materials that the model imports (Maven, "Importing Dependencies"), nearest first.
func (m *Model) Imports() []Dependency {
	var list []Dependency
	for _, l := range m.Layers {
		for _, e := range l.Root.At("dependencyManagement", "dependencies").Each("dependency") {
			if e.Value("scope") == "import" {
				list = append(list, m.dependency(e, l))
			}
		}
	}
	return list
}

// Loaded lists the files that a build started at this POM loads, sorted: the many modules of one build share the answer.
func (r *Reactor) Loaded(top *POM) []string {
	if list, ok := r.manifests[top]; ok {
		return list
	}
	var list []string
	for _, p := range r.below(top) {
		list = append(list, r.FilesOf(p)...)
	}
	slices.Sort(list)
	list = slices.Compact(list)
	if r.manifests == nil {
		r.manifests = map[*POM][]string{}
	}
	r.manifests[top] = list
	return list
}

// FilesOf lists a POM and its parents in the repository, with the settings in .mvn beside each.
func (r *Reactor) FilesOf(p *POM) []string {
	var list []string
	for ; p != nil && p.external == "" && !slices.Contains(list, p.File); p = p.Parent {
		list = append(list, p.File)
		for _, f := range []string{"maven.config", "extensions.xml", "jvm.config"} {
			if f = path.Join(p.Dir, ".mvn", f); r.Tree.Has(f) {
				list = append(list, f)
			}
		}
		if r.Tree.HasDir(path.Join(p.Dir, ".mvn")) {
			list = append(list, r.CommandLine(p).Files...)
		}
	}
	return list
}

// below returns all POMs that a build started at this one loads.
func (r *Reactor) below(top *POM) []*POM {
	if r.tops == nil {
		r.tops = map[*POM][]*POM{}
		for _, file := range r.Files {
			p := r.POMs[file]
			t := r.Route(p).Top
			r.tops[t] = append(r.tops[t], p)
		}
	}
	return r.tops[top]
}
