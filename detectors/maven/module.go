package maven

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
)

// module is one POM that may become a unit, with the profiles that its build needs.
type module struct {
	r     *repository
	p     *pom
	m     *model
	route route

	profiles []string // told by -P, beside those of the route
	needed   []*pom   // modules of the repository that it depends on, transitively, sorted by file
	apart    []*pom   // tops of needed modules that another reactor builds, nearest first
	deps     []dependency
	byName   map[string]int // artifactId → index in deps

	mainFiles []code.Entry
	mainsRead bool
	conf      *appConfig
	portEnv   []facts.EnvVar // variables without which no port is set
	docArgs   []string       // arguments that the documentation shows
	warnings  []facts.Warning
}

func (r *repository) newModule(p *pom, extra ...string) *module {
	x := &module{r: r, p: p, route: r.route(p), profiles: extra}
	x.m = r.model(p, x.told())
	x.collect()
	return x
}

// told is the set of profile ids that the build passes.
func (x *module) told() map[string]bool {
	if len(x.profiles)+len(x.route.profiles) == 0 {
		return nil
	}
	told := map[string]bool{}
	for _, id := range x.route.profiles {
		told[id] = true
	}
	for _, id := range x.profiles {
		told[id] = true
	}
	return told
}

// collect gathers the module's dependencies and, through modules of the repository, theirs: what the class path will hold
// as far as the repository says it. Test and provided scopes of others are not inherited (Maven, "Dependency Scope").
func (x *module) collect() {
	x.byName = map[string]int{}
	seen := map[*pom]bool{x.p: true}
	queue := []*model{x.m}
	told := x.told()
	for len(queue) > 0 {
		m := queue[0]
		queue = queue[1:]
		for _, d := range m.dependencies() {
			if d.scope == "test" || d.scope == "import" || m != x.m && (d.scope == "provided" || d.scope == "system" || d.optional) {
				continue
			}
			if q := x.r.byName[d.group+":"+d.artifact]; q != nil && d.classifier == "" {
				if !seen[q] {
					seen[q] = true
					x.needed = append(x.needed, q)
					if top := x.r.route(q).top; top != x.route.top && !slices.Contains(x.apart, top) {
						x.apart = append(x.apart, top)
					}
					queue = append(queue, x.r.model(q, told))
				}
				continue
			}
			if _, ok := x.byName[d.artifact]; !ok {
				x.byName[d.artifact] = len(x.deps)
				x.deps = append(x.deps, d)
			}
		}
	}
	slices.SortFunc(x.needed, func(a, b *pom) int { return strings.Compare(a.file, b.file) })
}

// has returns the first of these artifacts that is on the class path.
func (x *module) has(artifacts ...string) (dependency, bool) {
	for _, a := range artifacts {
		if i, ok := x.byName[a]; ok {
			return x.deps[i], true
		}
	}
	return dependency{}, false
}

// hasGroup returns the first dependency whose group is this one or begins with it and a dot.
func (x *module) hasGroup(groups ...string) (dependency, bool) {
	for _, d := range x.deps {
		for _, g := range groups {
			if d.group == g || strings.HasPrefix(d.group, g+".") {
				return d, true
			}
		}
	}
	return dependency{}, false
}

// hasPrefix returns the first dependency whose artifactId begins so.
func (x *module) hasPrefix(prefixes ...string) (dependency, bool) {
	for _, d := range x.deps {
		for _, p := range prefixes {
			if strings.HasPrefix(d.artifact, p) {
				return d, true
			}
		}
	}
	return dependency{}, false
}

func (x *module) warn(at facts.Evidence, text string) {
	x.warnings = append(x.warnings, facts.Warning{File: at.File, Line: at.Line, Unit: x.p.dir, Text: text})
}

// parentNamed returns the version of an ancestor with these coordinates, and whether there is one.
func (x *module) parentNamed(group, artifact string) (string, facts.Evidence, bool) {
	for q := x.p; q != nil; q = q.parent {
		if ref := q.root.child("parent"); ref != nil && ref.value("groupId") == group && ref.value("artifactId") == artifact {
			return x.m.interpolate(ref.value("version")), facts.Evidence{File: q.file, Line: ref.line, Rule: "parent " + artifact}, true
		}
	}
	return "", facts.Evidence{}, false
}

// bootVersion is the Spring Boot version as far as the repository says it: parent, bill of materials, plugin, then a starter.
func (x *module) bootVersion() string {
	if v, _, ok := x.parentNamed("org.springframework.boot", "spring-boot-starter-parent"); ok {
		return v
	}
	if v := x.m.bom("org.springframework.boot", "spring-boot-dependencies"); v != "" {
		return v
	}
	if p := x.m.plugin("spring-boot-maven-plugin"); p != nil && p.version != "" {
		return p.version
	}
	for _, name := range []string{"spring-boot.version", "spring.boot.version", "spring-boot-dependencies.version"} {
		if v, ok := x.m.prop(name); ok {
			return v.text
		}
	}
	for _, d := range x.deps {
		if d.group == "org.springframework.boot" && d.version != "" {
			return d.version
		}
	}
	return ""
}
