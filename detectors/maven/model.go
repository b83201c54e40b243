package maven

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// model is a POM with all that it inherits: layers, nearest first, as Maven assembles the effective POM
// ("Maven Model Builder": profiles are injected into each POM before inheritance).
type model struct {
	pom      *pom
	layers   []layer
	loop     []string        // property names of an interpolation that never ends
	profiles map[string]bool // ids of the profiles that were told to be active
	plugins  []*plugin
	exists   func(string) bool
}

// maxParents bounds a parent chain; a longer one is a loop in disguise.
const maxParents = 40

// newModel assembles the layers of a POM with the given profiles active. exists says whether the repository holds a file or folder.
func newModel(p *pom, active map[string]bool, exists func(string) bool) *model {
	m := &model{pom: p, profiles: active, exists: exists}
	for q, n := p, 0; q != nil && n < maxParents; q, n = q.parent, n+1 {
		for _, profile := range activeProfiles(q, active, m.fileExists) {
			m.layers = append(m.layers, layer{q, profile, q == p})
		}
		m.layers = append(m.layers, layer{q, q.root, q == p})
	}
	m.plugins = m.mergePlugins()
	return m
}

// activeProfiles returns the profiles of a POM that a build without further flags activates, the strongest first:
// those told by -P, those whose condition is known to hold, or else those with activeByDefault
// (Maven guide, "Introduction to Build Profiles": activeByDefault ends as soon as another profile of the same POM is active).
func activeProfiles(p *pom, told map[string]bool, exists func(string) bool) []*element {
	var chosen, byDefault []*element
	for _, profile := range p.root.child("profiles").each("profile") {
		activation := profile.child("activation")
		switch {
		case told[profile.value("id")]:
			chosen = append([]*element{profile}, chosen...)
		case activation.value("activeByDefault") == "true":
			byDefault = append([]*element{profile}, byDefault...)
		case holds(activation, exists):
			chosen = append([]*element{profile}, chosen...)
		}
	}
	if len(chosen) > 0 {
		return chosen
	}
	return byDefault
}

// fileExists answers <file> activations. Maven resolves them in the folder of the project that is built, for profiles of its parents too.
func (m *model) fileExists(name string) bool {
	name = relativeTo(name)
	return m.exists != nil && !strings.Contains(name, "$") && !path.IsAbs(name) && m.exists(path.Join(m.pom.dir, name))
}

// holds says whether a condition is true in a Linux container without special properties. Conditions on the JDK are
// taken as not holding, except open ranges ("[9,)") that every JDK in use satisfies.
func holds(activation *element, exists func(string) bool) bool {
	if activation == nil {
		return false
	}
	if file := activation.child("file"); file != nil {
		present, missing := file.value("exists"), file.value("missing")
		return present != "" && exists(present) || missing != "" && !exists(missing)
	}
	if os := activation.child("os"); os != nil {
		family, name := strings.ToLower(os.value("family")), strings.ToLower(os.value("name"))
		arch := os.value("arch")
		return (family == "unix" || family == "!windows" || family == "linux") && name == "" && arch == "" || family == "" && name == "linux" && arch == ""
	}
	if property := activation.child("property"); property != nil {
		name, value := property.value("name"), property.value("value")
		// "!x" holds while x is not set; "!value" too
		return strings.HasPrefix(name, "!") && value == "" || !strings.HasPrefix(name, "!") && strings.HasPrefix(value, "!")
	}
	if jdk := activation.child("jdk"); jdk != nil {
		switch strings.ReplaceAll(jdk.text, " ", "") {
		case "[1.8,)", "(1.8,)", "[8,)", "(8,)", "[9,)", "[1.9,)", "[11,)", "[1.6,)", "[1.7,)", "[1.5,)":
			return true
		}
	}
	return false
}

// placed is an interpolated text with the place that its deciding part was read from.
type placed struct {
	text string
	at   facts.Evidence
}

// property returns a property as written by the nearest layer that sets it.
func (m *model) property(name string) (string, facts.Evidence, bool) {
	for _, l := range m.layers {
		if e := l.root.child("properties").child(name); e != nil {
			return e.text, l.evidence(e, name), true
		}
	}
	return "", facts.Evidence{}, false
}

// prop returns a property interpolated.
func (m *model) prop(name string) (placed, bool) {
	raw, at, ok := m.property(name)
	if !ok {
		return placed{}, false
	}
	return m.interpolateAt(raw, at), true
}

// interpolate replaces ${…} by the rules of the Maven model; what nothing defines stays as it was written.
func (m *model) interpolate(text string) string {
	return m.interpolateAt(text, facts.Evidence{}).text
}

func (m *model) interpolateAt(text string, at facts.Evidence) placed {
	if !strings.Contains(text, "${") {
		return placed{text, at}
	}
	v := placed{at: at}
	steps := maxSteps
	v.text = m.expand(text, nil, &v.at, &steps)
	return v
}

// maxSteps bounds the placeholders of one value: properties that name each other many times over would take forever.
const maxSteps = 1000

func (m *model) expand(text string, seen []string, at *facts.Evidence, steps *int) string {
	if len(text) > 1<<16 {
		return text
	}
	var b strings.Builder
	for {
		start := strings.Index(text, "${")
		if start < 0 {
			break
		}
		end := strings.IndexByte(text[start:], '}')
		if end < 0 {
			break
		}
		end += start
		name := text[start+2 : end]
		b.WriteString(text[:start])
		switch raw, place, ok := m.lookup(name); {
		case slices.Contains(seen, name):
			if m.loop == nil {
				m.loop = append(append([]string{}, seen...), name)
			}
			b.WriteString(text[start : end+1])
		case ok && len(seen) < 32 && b.Len() < 1<<16 && *steps > 0:
			*steps--
			if at != nil && place.File != "" {
				*at = place
			}
			b.WriteString(m.expand(raw, append(slices.Clip(seen), name), at, steps))
		default:
			b.WriteString(text[start : end+1])
		}
		text = text[end+1:]
	}
	b.WriteString(text)
	return b.String()
}

// lookup finds what ${name} stands for: properties, then the model itself ("project." or, deprecated, "pom." and no prefix).
func (m *model) lookup(name string) (string, facts.Evidence, bool) {
	if raw, at, ok := m.property(name); ok {
		return raw, at, true
	}
	field := strings.TrimPrefix(strings.TrimPrefix(name, "project."), "pom.")
	none := facts.Evidence{}
	switch field {
	case "groupId", "version":
		if v, ok := m.coordinate(field); ok {
			return v, none, true
		}
	case "artifactId", "name", "packaging":
		if v := m.pom.root.value(field); v != "" {
			return v, none, true
		}
		if field == "name" {
			return m.pom.artifactID(), none, true
		}
	case "parent.version", "parent.groupId", "parent.artifactId":
		if v := m.pom.root.child("parent").value(strings.TrimPrefix(field, "parent.")); v != "" {
			return v, none, true
		}
	case "build.finalName":
		return m.finalName().text, none, true
	case "build.directory":
		return m.buildDirectory(), none, true
	case "build.outputDirectory":
		return m.buildDirectory() + "/classes", none, true
	case "build.sourceDirectory":
		return m.sourceDirectory(), none, true
	case "basedir", "baseUri":
		return ".", none, true
	}
	switch name {
	case "file.separator":
		return "/", none, true
	case "settings.localRepository":
		return "", none, false
	}
	return "", none, false
}

// coordinate returns groupId or version, which a POM may leave to its parent.
func (m *model) coordinate(field string) (string, bool) {
	if v := m.pom.root.value(field); v != "" {
		return v, true
	}
	v := m.pom.root.child("parent").value(field)
	return v, v != ""
}

// build returns the nearest <build> child of that name.
func (m *model) build(name string) (*element, facts.Evidence) {
	for _, l := range m.layers {
		if e := l.root.at("build", name); e != nil {
			return e, l.evidence(e, name)
		}
	}
	return nil, facts.Evidence{}
}

// finalName is <build><finalName>, by default ${project.artifactId}-${project.version} (Maven super POM).
func (m *model) finalName() placed {
	if e, at := m.build("finalName"); e != nil && e.text != "" {
		v := m.interpolateAt(e.text, at)
		v.at = at
		return v
	}
	version, _ := m.coordinate("version")
	e := m.pom.root.child("artifactId")
	at := facts.Evidence{File: m.pom.file, Rule: "default of <finalName>"}
	if e != nil {
		at.Line = e.line
	}
	return placed{m.interpolate(m.pom.artifactID() + "-" + version), at}
}

// buildDirectory is <build><directory> relative to the module, by default target.
func (m *model) buildDirectory() string {
	if e, _ := m.build("directory"); e != nil && e.text != "" {
		return relativeTo(m.interpolate(e.text))
	}
	return "target"
}

func (m *model) sourceDirectory() string {
	if e, _ := m.build("sourceDirectory"); e != nil && e.text != "" {
		return relativeTo(m.interpolate(e.text))
	}
	return "src/main/java"
}

// relativeTo strips ${basedir}, which stands for the module's folder.
func relativeTo(p string) string {
	for _, prefix := range []string{"${project.basedir}/", "${basedir}/", "./"} {
		p = strings.TrimPrefix(p, prefix)
	}
	return p
}

// packaging is <packaging>, by default jar. Maven interpolates it too.
func (m *model) packaging() placed {
	if e := m.pom.root.child("packaging"); e != nil && e.text != "" {
		return placed{m.interpolate(e.text), facts.Evidence{File: m.pom.file, Line: e.line, Rule: "packaging"}}
	}
	return placed{"jar", facts.Evidence{File: m.pom.file, Line: m.pom.root.line, Rule: "default packaging"}}
}

// version is the project's own version, and whether it is known without a placeholder.
func (m *model) version() (string, bool) {
	v, _ := m.coordinate("version")
	v = m.interpolate(v)
	return v, v != "" && !strings.Contains(v, "${")
}

// loopWarning names an endless interpolation.
func (m *model) loopWarning() (facts.Warning, bool) {
	if m.loop == nil {
		return facts.Warning{}, false
	}
	return facts.Warning{File: m.pom.file, Line: m.pom.root.line, Text: fmt.Sprintf("properties refer to each other in a loop: ${%s}", strings.Join(m.loop, "} -> ${"))}, true
}
