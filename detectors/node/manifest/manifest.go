// Package manifest reads what package.json and the files beside it say: names, dependencies, scripts, workspaces, package managers,
// lock files and versions of Node. It opens no source file and runs nothing.
//
// Into it goes the tree of a repository. Out of it come
//
//   - Project, all packages of the repository and which of them form a workspace;
//   - Manifest, one package.json;
//   - Value, one JSON value with its line, so that every fact can say where it is written.
//
// For example, in a repository with {"workspaces": ["apps/*"]} and apps/web/package.json
//
//	p := manifest.New(tree)
//	web := p.ByDir["apps/web"]
//	p.Workspace(web)   // the manifest of the root
//	p.ManagerOf(web)   // npm, with the lock file of the root
package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// Manifest is one package.json (or package.json5, which pnpm reads).
type Manifest struct {
	Dir, File string
	Root      *Value
}

// readManifest returns nil and a warning when the file cannot be read as a manifest; one that a person understands and npm does not comes
// with a warning, too.
func readManifest(tree *source.Tree, file string) (*Manifest, *facts.Warning) {
	data, err := tree.Read(file)
	if err != nil {
		return nil, &facts.Warning{File: file, Text: "cannot be read, so no Node application is looked for here: " + err.Error()}
	}
	root, err := Parse(data)
	if err != nil {
		w := &facts.Warning{File: file, Text: "is not valid JSON, so no Node application is looked for here: " + err.Error()}
		if where := (*syntaxError)(nil); errors.As(err, &where) {
			w.Line = where.line
		}
		return nil, w
	}
	if root.Kind != 'o' {
		return nil, &facts.Warning{File: file, Text: "holds no JSON object, so no Node application is looked for here"}
	}
	m := &Manifest{Dir: path.Dir(file), File: file, Root: root}
	if err := json.Unmarshal(data, new(json.RawMessage)); err != nil {
		w := &facts.Warning{File: file, Text: "is no JSON that npm reads: " + err.Error()}
		if at, ok := errors.AsType[*json.SyntaxError](err); ok {
			w.Line = 1 + bytes.Count(data[:at.Offset], []byte("\n"))
		}
		return m, w
	}
	return m, nil
}

// Name of the package, "" when it has none.
func (m *Manifest) Name() string { return m.Root.Get("name").Str() }

// Script is the text of a script, "" when there is none.
func (m *Manifest) Script(name string) string { return m.Root.Get("scripts", name).Str() }

// HasScript says whether a script has a text.
func (m *Manifest) HasScript(name string) bool { return strings.TrimSpace(m.Script(name)) != "" }

// Private says whether the package must not be published.
func (m *Manifest) Private() bool { return m.Root.Get("private").True() }

// IsModule says whether the package's .js files are ES modules.
func (m *Manifest) IsModule() bool { return m.Root.Get("type").Str() == "module" }

// Join makes a path of the package one of the repository.
func (m *Manifest) Join(rel string) string { return path.Join(m.Dir, rel) }

// Line of the value that keys lead to, 0 for none.
func (m *Manifest) Line(keys ...string) int { return m.Root.Get(keys...).At() }

// Evidence points at the line of a key.
func (m *Manifest) Evidence(rule string, keys ...string) []facts.Evidence {
	return []facts.Evidence{{File: m.File, Line: m.Line(keys...), Rule: rule}}
}

// DependencyKinds are the fields of package.json that name other packages.
var DependencyKinds = []string{"dependencies", "optionalDependencies", "devDependencies", "peerDependencies"}

// Has says whether one of the packages is named in any field, and returns the first.
func (m *Manifest) Has(packages ...string) (string, bool) {
	for _, p := range packages {
		if v, _ := m.Dependency(p); v != nil {
			return p, true
		}
	}
	return "", false
}

// Uses says whether one of the packages is named in any field.
func (m *Manifest) Uses(packages ...string) bool {
	_, ok := m.Has(packages...)
	return ok
}

// Production says whether a package is installed without development dependencies.
func (m *Manifest) Production(name string) bool {
	return m.Root.Get("dependencies", name) != nil || m.Root.Get("optionalDependencies", name) != nil
}

// Dependency returns the range of a package and the field that names it.
func (m *Manifest) Dependency(name string) (v *Value, field string) {
	for _, field := range DependencyKinds {
		if v := m.Root.Get(field, name); v != nil {
			return v, field
		}
	}
	return nil, ""
}

// Major returns the first number of a dependency's range, 0 when there is none.
func (m *Manifest) Major(name string) int {
	v, _ := m.Dependency(name)
	n := 0
	digits := strings.TrimLeft(v.Str(), "^~>=<v ")
	for _, c := range digits {
		if c < '0' || c > '9' || n > 10000 {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// Bins returns the files that the package installs as commands, in the order of the file.
func (m *Manifest) Bins() []string {
	bin := m.Root.Get("bin")
	if bin.Str() != "" {
		return []string{bin.Str()}
	}
	var files []string
	for _, key := range bin.Names() {
		if f := bin.Get(key).Str(); f != "" {
			files = append(files, f)
		}
	}
	return files
}

// Published says whether the package is meant for a registry: it is not private and says what goes there.
func (m *Manifest) Published() bool {
	return !m.Private() && (m.Root.Get("files") != nil || m.Root.Get("publishConfig") != nil || m.Root.Get("bin") != nil || m.Root.Get("exports") != nil)
}

// workspaceGlobs returns the patterns of npm, yarn and bun: an array, or an object with packages.
func (m *Manifest) workspaceGlobs() []string {
	w := m.Root.Get("workspaces")
	if w != nil && w.Kind == 'o' {
		w = w.Get("packages")
	}
	return w.Strs()
}

// Inside makes a path of a manifest relative to the repository; a path that leads out of it is refused.
func (m *Manifest) Inside(rel string) (string, bool) {
	if rel == "" || strings.HasPrefix(rel, "/") || strings.ContainsAny(rel, "\x00\n") {
		return "", false
	}
	p := path.Join(m.Dir, rel)
	return p, p != ".." && !strings.HasPrefix(p, "../")
}

// ScriptNames returns the names of all scripts, sorted.
func (m *Manifest) ScriptNames() []string {
	return slices.Sorted(slices.Values(m.Root.Get("scripts").Names()))
}
