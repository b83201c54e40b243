package node

import (
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// manifest is one package.json (or package.json5, which pnpm reads).
type manifest struct {
	dir, file string
	root      *value
}

// readManifest returns nil and a warning when the file cannot be read as a manifest.
func readManifest(tree *source.Tree, file string) (*manifest, *facts.Warning) {
	data, err := tree.Read(file)
	if err != nil {
		return nil, &facts.Warning{File: file, Text: "cannot be read, so no Node application is looked for here: " + err.Error()}
	}
	root, err := parseJSON(data)
	if err != nil {
		w := &facts.Warning{File: file, Text: "is not valid JSON, so no Node application is looked for here: " + err.Error()}
		if where := (*syntaxError)(nil); errors.As(err, &where) {
			w.Line = where.line
		}
		return nil, w
	}
	if root.kind != 'o' {
		return nil, &facts.Warning{File: file, Text: "holds no JSON object, so no Node application is looked for here"}
	}
	return &manifest{dir: path.Dir(file), file: file, root: root}, nil
}

func (m *manifest) name() string               { return m.root.get("name").str() }
func (m *manifest) script(name string) string  { return m.root.get("scripts", name).str() }
func (m *manifest) private() bool              { return m.root.get("private").isTrue() }
func (m *manifest) join(rel string) string     { return path.Join(m.dir, rel) }
func (m *manifest) line(keys ...string) int    { return m.root.get(keys...).at() }
func (m *manifest) isModule() bool             { return m.root.get("type").str() == "module" }
func (m *manifest) hasScript(name string) bool { return strings.TrimSpace(m.script(name)) != "" }

// evidence points at the line of a key.
func (m *manifest) evidence(rule string, keys ...string) []facts.Evidence {
	return []facts.Evidence{{File: m.file, Line: m.line(keys...), Rule: rule}}
}

// dependencyKinds are the fields of package.json that name other packages.
var dependencyKinds = []string{"dependencies", "optionalDependencies", "devDependencies", "peerDependencies"}

// has says whether one of the packages is named in any field, and returns the first.
func (m *manifest) has(packages ...string) (string, bool) {
	for _, p := range packages {
		if v, _ := m.dependency(p); v != nil {
			return p, true
		}
	}
	return "", false
}

func (m *manifest) uses(packages ...string) bool {
	_, ok := m.has(packages...)
	return ok
}

// production says whether a package is installed without development dependencies.
func (m *manifest) production(name string) bool {
	return m.root.get("dependencies", name) != nil || m.root.get("optionalDependencies", name) != nil
}

// dependency returns the range of a package and the field that names it.
func (m *manifest) dependency(name string) (v *value, field string) {
	for _, field := range dependencyKinds {
		if v := m.root.get(field, name); v != nil {
			return v, field
		}
	}
	return nil, ""
}

// major returns the first number of a dependency's range, 0 when there is none.
func (m *manifest) major(name string) int {
	v, _ := m.dependency(name)
	n := 0
	digits := strings.TrimLeft(v.str(), "^~>=<v ")
	for _, c := range digits {
		if c < '0' || c > '9' || n > 10000 {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// bins returns the files that the package installs as commands, in the order of the file.
func (m *manifest) bins() []string {
	bin := m.root.get("bin")
	if bin.str() != "" {
		return []string{bin.str()}
	}
	var files []string
	for _, key := range bin.names() {
		if f := bin.get(key).str(); f != "" {
			files = append(files, f)
		}
	}
	return files
}

// published says whether the package is meant for a registry: it is not private and says what goes there.
func (m *manifest) published() bool {
	return !m.private() && (m.root.get("files") != nil || m.root.get("publishConfig") != nil || m.root.get("bin") != nil || m.root.get("exports") != nil)
}

// workspaceGlobs returns the patterns of npm, yarn and bun: an array, or an object with packages.
func (m *manifest) workspaceGlobs() []string {
	w := m.root.get("workspaces")
	if w != nil && w.kind == 'o' {
		w = w.get("packages")
	}
	return w.strs()
}

// inside makes a path of a manifest relative to the repository; a path that leads out of it is refused.
func (m *manifest) inside(rel string) (string, bool) {
	if rel == "" || strings.HasPrefix(rel, "/") || strings.ContainsAny(rel, "\x00\n") {
		return "", false
	}
	p := path.Join(m.dir, rel)
	return p, p != ".." && !strings.HasPrefix(p, "../")
}

// scriptNames returns the names of all scripts, sorted.
func (m *manifest) scriptNames() []string {
	return slices.Sorted(slices.Values(m.root.get("scripts").names()))
}
