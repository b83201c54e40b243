package module

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/model"
)

// Module is one POM that may become a unit, with the profiles that its build needs.
type Module struct {
	Repo  *Repository
	POM   *model.POM
	Model *model.Model
	Route model.Route

	Profiles []string     // told by -P, beside those of the route
	Needed   []*model.POM // modules of the repository that it depends on, transitively, sorted by file
	Apart    []*model.POM // tops of needed modules that another reactor builds, nearest first
	Deps     []model.Dependency
	byName   map[string]int // "group:artifact" → index in Deps

	mainFiles []code.Entry
	mainsRead bool
	conf      *config
	PortEnv   []facts.EnvVar // variables without which the program listens where nobody reaches it
	DocArgs   []string       // arguments that the documentation or a Procfile shows
	Warnings  []facts.Warning
}

// Module reads a POM with the profiles that list it, and with extra ones, active.
func (r *Repository) Module(p *model.POM, extra ...string) *Module {
	x := &Module{Repo: r, POM: p, Route: r.Route(p), Profiles: extra}
	x.Model = r.Model(p, x.told())
	x.collect()
	return x
}

// told is the set of profile ids that the build passes.
func (x *Module) told() map[string]bool {
	if len(x.Profiles)+len(x.Route.Profiles) == 0 {
		return nil
	}
	told := map[string]bool{}
	for _, id := range x.Route.Profiles {
		told[id] = true
	}
	for _, id := range x.Profiles {
		told[id] = true
	}
	return told
}

// collect gathers the module's dependencies and, through modules of the repository, theirs: what the class path will hold
// as far as the repository says it. Test and provided scopes of others are not inherited (Maven, "Dependency Scope").
func (x *Module) collect() {
	x.byName = map[string]int{}
	seen := map[*model.POM]bool{x.POM: true}
	queue := []*model.Model{x.Model}
	told := x.told()
	for len(queue) > 0 {
		m := queue[0]
		queue = queue[1:]
		for _, d := range m.Dependencies() {
			if d.Scope == "test" || d.Scope == "import" || m != x.Model && (d.Scope == "provided" || d.Scope == "system" || d.Optional) {
				continue
			}
			if q := x.Repo.ByName[d.Group+":"+d.Artifact]; q != nil && d.Classifier == "" {
				if !seen[q] {
					seen[q] = true
					x.Needed = append(x.Needed, q)
					if top := x.Repo.Route(q).Top; top != x.Route.Top && !slices.Contains(x.Apart, top) {
						x.Apart = append(x.Apart, top)
					}
					queue = append(queue, x.Repo.Model(q, told))
				}
				continue
			}
			name := d.Group + ":" + d.Artifact
			if _, ok := x.byName[name]; !ok {
				x.byName[name] = len(x.Deps)
				x.Deps = append(x.Deps, d)
			}
		}
	}
	slices.SortFunc(x.Needed, func(a, b *model.POM) int { return strings.Compare(a.File, b.File) })
}

// Warn adds a warning about the module.
func (x *Module) Warn(at facts.Evidence, text string) {
	x.Warnings = append(x.Warnings, facts.Warning{File: at.File, Line: at.Line, Unit: x.POM.Dir, Text: text})
}

// parentNamed returns the version of an ancestor with these coordinates, and whether there is one.
func (x *Module) parentNamed(group, artifact string) (string, bool) {
	for q := x.POM; q != nil; q = q.Parent {
		if ref := q.Root.Child("parent"); ref != nil && ref.Value("groupId") == group && ref.Value("artifactId") == artifact {
			return x.Model.Interpolate(ref.Value("version")), true
		}
	}
	return "", false
}

// BootVersion is the Spring Boot version as far as the repository says it: parent, bill of materials, plugin, then a starter.
func (x *Module) BootVersion() string {
	if v, ok := x.parentNamed("org.springframework.boot", "spring-boot-starter-parent"); ok {
		return v
	}
	if v := x.bom("org.springframework.boot", "spring-boot-dependencies"); v != "" {
		return v
	}
	if p := x.Model.Plugin("spring-boot-maven-plugin"); p != nil && p.Version != "" {
		return p.Version
	}
	for _, name := range []string{"spring-boot.version", "spring.boot.version", "spring-boot-dependencies.version"} {
		if v, ok := x.Model.Prop(name); ok {
			return v.Text
		}
	}
	for _, d := range x.Deps {
		if d.Group == "org.springframework.boot" && d.Version != "" {
			return d.Version
		}
	}
	return ""
}

// bom returns the version of an imported bill of materials, also of one that a bill of materials of this repository imports.
func (x *Module) bom(group, artifact string) string {
	seen := map[*model.POM]bool{}
	queue := []*model.Model{x.Model}
	for len(queue) > 0 && len(seen) < model.MaxParents {
		m := queue[0]
		queue = queue[1:]
		if v := m.Bom(group, artifact); v != "" {
			return v
		}
		for _, d := range m.Imports() {
			if q := x.Repo.ByName[d.Group+":"+d.Artifact]; q != nil && !seen[q] {
				seen[q] = true
				queue = append(queue, x.Repo.Model(q, nil))
			} else if q == nil && len(seen) < model.MaxParents {
				if bill := x.Repo.Bill(d); bill != nil {
					seen[bill.POM] = true
					queue = append(queue, bill)
				}
			}
		}
	}
	return ""
}

// Known interpolates and drops what stays a placeholder.
func (x *Module) Known(text string) string {
	if text = x.Model.Interpolate(text); strings.Contains(text, "${") {
		return ""
	}
	return text
}

// Distinct returns the folders in their order, each once.
func Distinct(dirs ...string) []string {
	var list []string
	for _, d := range dirs {
		if !slices.Contains(list, d) {
			list = append(list, d)
		}
	}
	return list
}

// ContainsAny says whether a text holds one of the parts.
func ContainsAny(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// QuarkusVersion is the Quarkus version as far as the repository says it, "" otherwise.
func (x *Module) QuarkusVersion() string {
	for _, name := range []string{"quarkus.platform.version", "quarkus-plugin.version", "quarkus.version"} {
		if v, ok := x.Model.Prop(name); ok {
			return v.Text
		}
	}
	if p := x.Model.Plugin("quarkus-maven-plugin"); p != nil {
		return p.Version
	}
	return ""
}

// RuntimeDeps are dependencies that must be there at run time.
func (x *Module) RuntimeDeps() []model.Dependency {
	var list []model.Dependency
	for _, d := range x.Deps {
		if d.Scope != "provided" && !d.Optional {
			list = append(list, d)
		}
	}
	return list
}
