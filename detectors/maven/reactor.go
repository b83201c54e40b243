package maven

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// reactor is all POMs of a repository and how they hang together.
type reactor struct {
	tree     *source.Tree
	poms     map[string]*pom // by file
	files    []string        // sorted
	byName   map[string]*pom // "group:artifact"
	listed   map[string]listing
	warnings []facts.Warning

	models    map[string]*model // by file and told profiles
	tops      map[*pom][]*pom   // POMs by the one that lists them at last
	manifests map[*pom][]string // files that a build loads, by its POM
}

// listing says which POM lists a module, and the profile that it is listed in ("" for always).
type listing struct {
	by      *pom
	profile string
}

// readReactor reads every pom.xml of the tree and the parents that they point to.
func readReactor(tree *source.Tree) *reactor {
	r := &reactor{tree: tree, poms: map[string]*pom{}, byName: map[string]*pom{}, listed: map[string]listing{}}
	for _, file := range tree.Named("pom.xml") {
		if !template(file) {
			r.read(file)
		}
	}
	for _, file := range r.sorted() {
		r.modules(r.poms[file])
	}
	for _, file := range r.sorted() {
		r.link(r.poms[file])
	}
	r.files = r.sorted()
	for _, file := range r.files {
		p := r.poms[file]
		r.cutLoop(p)
		p.resolved = newModel(p, nil, r.exists)
		group, _ := p.resolved.coordinate("groupId")
		name := p.resolved.interpolate(group) + ":" + p.resolved.interpolate(p.artifactID())
		if r.byName[name] == nil {
			r.byName[name] = p
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

// model returns the model of a POM with the told profiles active, assembled once.
func (r *reactor) model(p *pom, told map[string]bool) *model {
	if len(told) == 0 {
		return p.resolved
	}
	key := p.file + "\x00" + strings.Join(slices.Sorted(maps.Keys(told)), "\x00")
	if r.models == nil {
		r.models = map[string]*model{}
	}
	if r.models[key] == nil {
		r.models[key] = newModel(p, told, r.exists)
	}
	return r.models[key]
}

func (r *reactor) exists(name string) bool { return r.tree.Has(name) || r.tree.HasDir(name) }

func (r *reactor) sorted() []string {
	return slices.Sorted(maps.Keys(r.poms))
}

func (r *reactor) read(file string) *pom {
	if p, ok := r.poms[file]; ok {
		return p
	}
	data, err := r.tree.Read(file)
	if err == nil {
		var p *pom
		if p, err = readPOM(file, data); p != nil {
			r.poms[file] = p
			return p
		}
	}
	if err != nil {
		r.warn(file, 0, err.Error())
	}
	return nil
}

func (r *reactor) warn(file string, line int, text string) {
	r.warnings = append(r.warnings, facts.Warning{File: file, Line: line, Text: text})
}

// link finds the parent of a POM: the file at its relativePath when that is the POM named, another POM of the repository with these
// coordinates, or what is known of an external one.
func (r *reactor) link(p *pom) {
	ref := p.root.child("parent")
	if ref == nil {
		return
	}
	if file := p.parentFile(r.tree.Has); file != "" && file != p.file {
		q := r.poms[file]
		if q == nil {
			if q = r.read(file); q != nil {
				r.link(q)
			}
		}
		if q != nil && q.artifactID() == ref.value("artifactId") {
			p.parent = q
			return
		}
	}
	if root := knownParent(ref.value("groupId"), ref.value("artifactId"), ref.value("version")); root != nil {
		p.parent = &pom{file: p.file, dir: p.dir, root: root, external: p.parentName, origin: ref.line}
	}
}

// cutLoop ends a parent chain that comes back to itself.
func (r *reactor) cutLoop(p *pom) {
	seen := map[*pom]bool{}
	for q := p; q != nil; q = q.parent {
		seen[q] = true
		if q.parent != nil && seen[q.parent] {
			r.warn(q.file, q.parentLine, "the parents of this POM refer to each other in a loop: "+q.parent.file)
			q.parent = nil
			return
		}
	}
}

// modules notes which POM lists which.
func (r *reactor) modules(p *pom) {
	for file := range p.moduleFiles(p.root, r.tree.Has) {
		r.read(file) // a module may name a POM file that is not called pom.xml
		if l, ok := r.listed[file]; !ok || l.profile != "" {
			r.listed[file] = listing{by: p}
		}
	}
	for _, profile := range p.root.child("profiles").each("profile") {
		for file := range p.moduleFiles(profile, r.tree.Has) {
			r.read(file)
			if _, ok := r.listed[file]; !ok {
				id := profile.value("id")
				if profile.child("activation").value("activeByDefault") == "true" {
					id = "" // active unless another profile is told
				}
				r.listed[file] = listing{by: p, profile: id}
			}
		}
	}
}

// route says how to build a module: the folder of the POM that Maven is started in, the module's path from there
// ("" when it is that POM itself) and the profiles that list it on the way.
type route struct {
	top      *pom
	module   string
	profiles []string
}

func (r *reactor) route(p *pom) route {
	top := p
	var profiles []string
	for range maxParents {
		l, ok := r.listed[top.file]
		if !ok || l.by == nil || l.by.file == p.file {
			break
		}
		if l.profile != "" {
			profiles = append(profiles, l.profile)
		}
		top = l.by
	}
	rt := route{top: top, profiles: profiles}
	if top != p {
		rt.module = relativePath(top.dir, p.dir)
	}
	return rt
}

// relativePath returns target as seen from a folder that is above it, or with ../ when it is not.
func relativePath(from, target string) string {
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

// dependency is one dependency of a module with what dependencyManagement adds.
type dependency struct {
	group, artifact, version, scope, kind, classifier string
	optional                                          bool
	exclusions                                        []string
	at                                                facts.Evidence
}

// dependencies returns the direct dependencies of a model with its parents' ones, nearest first, without duplicates.
func (m *model) dependencies() []dependency {
	var list []dependency
	seen := map[string]bool{}
	for _, l := range m.layers {
		for _, e := range l.root.child("dependencies").each("dependency") {
			d := m.dependency(e, l)
			key := d.group + ":" + d.artifact + ":" + d.kind + ":" + d.classifier
			if seen[key] {
				continue
			}
			seen[key] = true
			m.manage(&d)
			list = append(list, d)
		}
	}
	return list
}

func (m *model) dependency(e *element, l layer) dependency {
	d := dependency{
		group: m.interpolate(e.value("groupId")), artifact: m.interpolate(e.value("artifactId")), version: m.interpolate(e.value("version")),
		scope: m.interpolate(e.value("scope")), kind: m.interpolate(e.value("type")), classifier: m.interpolate(e.value("classifier")),
		optional: e.value("optional") == "true",
	}
	d.at = l.evidence(e, d.artifact)
	for _, x := range e.child("exclusions").each("exclusion") {
		d.exclusions = append(d.exclusions, m.interpolate(x.value("artifactId")))
	}
	return d
}

// manage fills in version and scope from dependencyManagement.
func (m *model) manage(d *dependency) {
	if d.version != "" && d.scope != "" {
		return
	}
	for _, l := range m.layers {
		for _, e := range l.root.at("dependencyManagement", "dependencies").each("dependency") {
			if e.value("artifactId") != d.artifact && !strings.Contains(e.value("artifactId"), "${") {
				continue
			}
			if x := m.dependency(e, l); x.group == d.group && x.artifact == d.artifact && x.classifier == d.classifier {
				if d.version == "" {
					d.version = x.version
				}
				if d.scope == "" {
					d.scope = x.scope
				}
				return
			}
		}
	}
}

// bom returns the version of an imported bill of materials, "" when it is not imported.
func (m *model) bom(group, artifact string) string {
	for _, l := range m.layers {
		for _, e := range l.root.at("dependencyManagement", "dependencies").each("dependency") {
			if e.value("scope") == "import" && m.interpolate(e.value("groupId")) == group && m.interpolate(e.value("artifactId")) == artifact {
				return m.interpolate(e.value("version"))
			}
		}
	}
	return ""
}
