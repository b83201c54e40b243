package model

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// Model is a POM with all that it inherits: layers, nearest first, as Maven assembles the effective POM
// ("Maven Model Builder": profiles are injected into each POM before inheritance).
type Model struct {
	POM      *POM
	Layers   []layer
	loop     []string        // property names of an interpolation that never ends
	profiles map[string]bool // ids of the profiles that were told to be active
	plugins  []*Plugin
	direct   []Dependency // once they were asked for: each module that depends on this one asks
	line     CommandLine
	exists   func(string) bool
}

// MaxParents bounds a parent chain; a longer one is a loop in disguise.
const MaxParents = 40

// New assembles the layers of a POM with the given profiles active, beside those of the repository's command line. exists says whether the
// repository holds a file or folder.
func New(p *POM, line CommandLine, active map[string]bool, exists func(string) bool) *Model {
	if len(line.Profiles) > 0 {
		all := maps.Clone(active)
		if all == nil {
			all = map[string]bool{}
		}
		for _, id := range line.Profiles {
			all[id] = true
		}
		active = all
	}
	m := &Model{POM: p, profiles: active, exists: exists, line: line}
	for q, n := p, 0; q != nil && n < MaxParents; q, n = q.Parent, n+1 {
		for _, profile := range activeProfiles(q, active, m.fileExists) {
			m.Layers = append(m.Layers, layer{q, profile, q == p})
		}
		m.Layers = append(m.Layers, layer{q, q.Root, q == p})
	}
	m.plugins = m.mergePlugins()
	return m
}

// activeProfiles returns the profiles of a POM that a build without further flags activates, the strongest first:
// those told by -P, those whose condition is known to hold, or else those with activeByDefault
// (Maven guide, "Introduction to Build Profiles": activeByDefault ends as soon as another profile of the same POM is active).
func activeProfiles(p *POM, told map[string]bool, exists func(string) bool) []*Element {
	var chosen, byDefault []*Element
	for _, profile := range p.Root.Child("profiles").Each("profile") {
		activation := profile.Child("activation")
		switch {
		case told[profile.Value("id")]:
			chosen = append([]*Element{profile}, chosen...)
		case activation.Value("activeByDefault") == "true":
			byDefault = append([]*Element{profile}, byDefault...)
		case holds(activation, exists):
			chosen = append([]*Element{profile}, chosen...)
		}
	}
	if len(chosen) > 0 {
		return chosen
	}
	return byDefault
}

// fileExists answers <file> activations. Maven resolves them in the folder of the project that is built, for profiles of its parents too.
func (m *Model) fileExists(name string) bool {
	name = RelativeTo(name)
	return m.exists != nil && !strings.Contains(name, "$") && !path.IsAbs(name) && m.exists(path.Join(m.POM.Dir, name))
}

// holds says whether a condition is true in a Linux container without special properties. Conditions on the JDK are
// taken as not holding, except open ranges ("[9,)") that every JDK in use satisfies.
func holds(activation *Element, exists func(string) bool) bool {
	if activation == nil {
		return false
	}
	if file := activation.Child("file"); file != nil {
		present, missing := file.Value("exists"), file.Value("missing")
		return present != "" && exists(present) || missing != "" && !exists(missing)
	}
	if os := activation.Child("os"); os != nil {
		family, name := strings.ToLower(os.Value("family")), strings.ToLower(os.Value("name"))
		arch := os.Value("arch")
		return (family == "unix" || family == "!windows" || family == "linux") && name == "" && arch == "" || family == "" && name == "linux" && arch == ""
	}
	if property := activation.Child("property"); property != nil {
		name, value := property.Value("name"), property.Value("value")
		// "!x" holds while x is not set; "!value" too
		return strings.HasPrefix(name, "!") && value == "" || !strings.HasPrefix(name, "!") && strings.HasPrefix(value, "!")
	}
	if jdk := activation.Child("jdk"); jdk != nil {
		switch strings.ReplaceAll(jdk.Text, " ", "") {
		case "[1.8,)", "(1.8,)", "[8,)", "(8,)", "[9,)", "[1.9,)", "[11,)", "[1.6,)", "[1.7,)", "[1.5,)":
			return true
		}
	}
	return false
}

// Value is an interpolated text with the place that its deciding part was read from.
type Value struct {
	Text string
	At   facts.Evidence
}

// property returns a property as written by the command line, or by the nearest layer that sets it.
func (m *Model) property(name string) (string, facts.Evidence, bool) {
	if v, ok := m.line.Properties[name]; ok {
		return v, facts.Evidence{File: m.line.File, Rule: "-D" + name}, true
	}
	for _, l := range m.Layers {
		if e := l.Root.Child("properties").Child(name); e != nil {
			return e.Text, l.Evidence(e, name), true
		}
	}
	return "", facts.Evidence{}, false
}

// Prop returns a property interpolated.
func (m *Model) Prop(name string) (Value, bool) {
	raw, at, ok := m.property(name)
	if !ok {
		return Value{}, false
	}
	return m.InterpolateAt(raw, at), true
}

// Interpolate replaces ${…} by the rules of the Maven model; what nothing defines stays as it was written.
func (m *Model) Interpolate(text string) string {
	return m.InterpolateAt(text, facts.Evidence{}).Text
}

// InterpolateAt is Interpolate for a text with a place. Where the whole text stands in a property, the place becomes that of the property.
func (m *Model) InterpolateAt(text string, at facts.Evidence) Value {
	if !strings.Contains(text, "${") {
		return Value{text, at}
	}
	v := Value{At: at}
	steps := MaxSteps
	v.Text = m.expand(text, nil, &v.At, &steps)
	return v
}

// MaxSteps bounds the placeholders of one value: properties that name each other many times over would take forever.
const MaxSteps = 1000

func (m *Model) expand(text string, seen []string, at *facts.Evidence, steps *int) string {
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
		switch raw, place, ok := m.Lookup(name); {
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

// Lookup finds what ${name} stands for: properties, then the model itself ("project." or, deprecated, "pom." and no prefix).
func (m *Model) Lookup(name string) (string, facts.Evidence, bool) {
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
		if v := m.POM.Root.Value(field); v != "" {
			return v, none, true
		}
		if field == "name" {
			return m.POM.ArtifactID(), none, true
		}
	case "parent.version", "parent.groupId", "parent.artifactId":
		if v := m.POM.Root.Child("parent").Value(strings.TrimPrefix(field, "parent.")); v != "" {
			return v, none, true
		}
	case "build.finalName":
		return m.FinalName().Text, none, true
	case "build.directory":
		return m.BuildDirectory(), none, true
	case "build.outputDirectory":
		return m.BuildDirectory() + "/classes", none, true
	case "build.sourceDirectory":
		return m.SourceDirectory(), none, true
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
func (m *Model) coordinate(field string) (string, bool) {
	if v := m.POM.Root.Value(field); v != "" {
		return v, true
	}
	v := m.POM.Root.Child("parent").Value(field)
	return v, v != ""
}

// build returns the nearest <build> child of that name.
func (m *Model) build(name string) (*Element, facts.Evidence) {
	for _, l := range m.Layers {
		if e := l.Root.At("build", name); e != nil {
			return e, l.Evidence(e, name)
		}
	}
	return nil, facts.Evidence{}
}

// FinalName is <build><finalName>, by default ${project.artifactId}-${project.version} (Maven super POM).
func (m *Model) FinalName() Value {
	if e, at := m.build("finalName"); e != nil && e.Text != "" {
		v := m.InterpolateAt(e.Text, at)
		v.At = at
		return v
	}
	version, _ := m.coordinate("version")
	e := m.POM.Root.Child("artifactId")
	at := facts.Evidence{File: m.POM.File, Rule: "default of <finalName>"}
	if e != nil {
		at.Line = e.Line
	}
	return Value{m.Interpolate(m.POM.ArtifactID() + "-" + version), at}
}

// BuildDirectory is <build><directory> relative to the module, by default target.
func (m *Model) BuildDirectory() string {
	if e, _ := m.build("directory"); e != nil && e.Text != "" {
		return RelativeTo(m.Interpolate(e.Text))
	}
	return "target"
}

// SourceDirectory is <build><sourceDirectory> relative to the module, by default src/main/java.
func (m *Model) SourceDirectory() string {
	if e, _ := m.build("sourceDirectory"); e != nil && e.Text != "" {
		return RelativeTo(m.Interpolate(e.Text))
	}
	return "src/main/java"
}

// RelativeTo strips ${basedir}, which stands for the module's folder.
func RelativeTo(p string) string {
	for _, prefix := range []string{"${project.basedir}/", "${basedir}/", "./"} {
		p = strings.TrimPrefix(p, prefix)
	}
	return p
}

// Packaging is <packaging>, by default jar. Maven interpolates it too.
func (m *Model) Packaging() Value {
	if e := m.POM.Root.Child("packaging"); e != nil && e.Text != "" {
		return Value{m.Interpolate(e.Text), facts.Evidence{File: m.POM.File, Line: e.Line, Rule: "packaging"}}
	}
	return Value{"jar", facts.Evidence{File: m.POM.File, Line: m.POM.Root.Line, Rule: "default packaging"}}
}

// Version is the project's own version, and whether it is known without a placeholder.
func (m *Model) Version() (string, bool) {
	v, _ := m.coordinate("version")
	v = m.Interpolate(v)
	return v, v != "" && !strings.Contains(v, "${")
}

// LoopWarning names an endless interpolation.
func (m *Model) LoopWarning() (facts.Warning, bool) {
	if m.loop == nil {
		return facts.Warning{}, false
	}
	return facts.Warning{File: m.POM.File, Line: m.POM.Root.Line, Text: fmt.Sprintf("properties refer to each other in a loop: ${%s}", strings.Join(m.loop, "} -> ${"))}, true
}

// ResourceDirs are the folders of <build><resources> below base, and Maven's standard one.
func (m *Model) ResourceDirs(base string) []string {
	var dirs []string
	for _, l := range m.Layers {
		for _, e := range l.Root.At("build", "resources").Each("resource") {
			dir := RelativeTo(m.Interpolate(e.Value("directory")))
			if dir != "" && !strings.Contains(dir, "$") && !slices.Contains(dirs, path.Join(base, dir)) {
				dirs = append(dirs, path.Join(base, dir))
			}
		}
	}
	if standard := path.Join(base, "src/main/resources"); !slices.Contains(dirs, standard) {
		dirs = append(dirs, standard)
	}
	return dirs
}
