package golang

import (
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// mod is one Go module, or one project of the time before modules (file is nil).
type mod struct {
	dir       string
	path      string // module path, or the import path that a GOPATH project gives itself
	file      *modfile.File
	replaced  map[string]string // module path → folder in the repository
	vendored  bool
	workspace *workspace
}

// workspace is a go.work file.
type workspace struct {
	dir, name string
	file      *modfile.WorkFile
	uses      []string // folders in the repository
}

// goMod is the module's go.mod file, relative to the repository.
func (m *mod) goMod() string { return path.Join(m.dir, "go.mod") }

// loadModules reads every go.mod and go.work. One that cannot be read is a warning: the folder is then no module.
func (r *repo) loadModules() {
	for _, f := range r.tree.Named("go.mod") {
		if ignoredByGo(path.Dir(f)) {
			continue
		}
		data, err := r.tree.Read(f)
		if err != nil {
			r.warn(f, 0, plainError(err))
			continue
		}
		file, err := modfile.Parse(f, data, nil)
		if err != nil { // a statement of a newer Go is no reason to give up; replacements are lost
			file, err = modfile.ParseLax(f, data, nil)
		}
		if err != nil {
			r.warn(f, errorLine(err), "is no go.mod file that Go can read: "+errorText(err))
			continue
		}
		m := &mod{dir: path.Dir(f), file: file, replaced: map[string]string{}}
		if file.Module != nil {
			m.path = file.Module.Mod.Path
		}
		if module.CheckImportPath(m.path) != nil && m.path != "" && strings.ContainsAny(m.path, " \t\"'`$;&|<>\n") {
			r.warn(f, 1, "has a module path that Go refuses")
			continue
		}
		m.vendored = r.vendored(m.dir)
		r.modules = append(r.modules, m)
	}
	for _, m := range r.modules {
		for _, rep := range m.file.Replace {
			if rep.New.Version != "" {
				continue
			}
			dir, ok := inside(m.dir, rep.New.Path)
			if !ok {
				r.warn(m.goMod(), rep.Syntax.Start.Line, "replaces "+rep.Old.Path+" by a folder outside of the repository: the build has no such folder")
				continue
			}
			m.replaced[rep.Old.Path] = dir
		}
	}
	r.loadWorkspaces()
}

func (r *repo) loadWorkspaces() {
	for _, f := range r.tree.Named("go.work") {
		data, err := r.tree.Read(f)
		if err != nil || ignoredByGo(path.Dir(f)) {
			continue
		}
		file, err := modfile.ParseWork(f, data, nil)
		if err != nil {
			r.warn(f, errorLine(err), "is no go.work file that Go can read: "+errorText(err))
			continue
		}
		w := &workspace{dir: path.Dir(f), name: f, file: file}
		for _, use := range file.Use {
			dir, ok := inside(w.dir, use.Path)
			if !ok {
				r.warn(f, use.Syntax.Start.Line, "uses a folder outside of the repository")
				continue
			}
			w.uses = append(w.uses, dir)
		}
		for _, m := range r.modules {
			// the go command takes the nearest go.work above a module
			if slices.Contains(w.uses, m.dir) && (m.workspace == nil || len(m.workspace.dir) < len(w.dir)) {
				m.workspace = w
			}
		}
	}
}

// vendored says whether a module carries its dependencies: go mod vendor writes modules.txt.
func (r *repo) vendored(dir string) bool { return r.exists(path.Join(dir, "vendor", "modules.txt")) }

// moduleOf returns the module that a folder belongs to: the nearest go.mod above it.
func (r *repo) moduleOf(dir string) *mod {
	var best *mod
	for _, m := range r.modules {
		if within(dir, m.dir) && (best == nil || len(m.dir) > len(best.dir) || best.dir == ".") {
			best = m
		}
	}
	return best
}

// resolve finds the folder of an import inside the repository, as the go command would: the module itself, its local replacements, its workspace.
func (r *repo) resolve(m *mod, importPath string) (string, *mod) {
	if dir, ok := subPackage(importPath, m.path, m.dir); ok {
		return dir, m
	}
	longest, in, found := "", "", (*mod)(nil) // the module with the longest path that fits wins (Go Modules Reference, "Resolving a package")
	for old, target := range m.replaced {
		if dir, ok := subPackage(importPath, old, target); ok && len(old) > len(longest) {
			if other := r.moduleAt(target); other != nil {
				longest, in, found = old, dir, other
			}
		}
	}
	if found != nil {
		return in, found
	}
	if m.workspace != nil {
		for _, use := range m.workspace.uses {
			if other := r.moduleAt(use); other != nil {
				if dir, ok := subPackage(importPath, other.path, other.dir); ok {
					return dir, other
				}
			}
		}
	}
	return "", nil
}

func (r *repo) moduleAt(dir string) *mod {
	for _, m := range r.modules {
		if m.dir == dir {
			return m
		}
	}
	return nil
}

// related returns the modules whose files a build of m needs: local replacements and the workspace, with all that those replace.
func (r *repo) related(m *mod) []*mod {
	seen := map[*mod]bool{m: true}
	list := []*mod{m}
	for i := 0; i < len(list); i++ {
		var dirs []string
		for _, dir := range list[i].replaced {
			dirs = append(dirs, dir)
		}
		if w := list[i].workspace; w != nil {
			dirs = append(dirs, w.uses...)
		}
		slices.Sort(dirs)
		for _, dir := range dirs {
			if other := r.moduleAt(dir); other != nil && !seen[other] {
				seen[other] = true
				list = append(list, other)
			}
		}
	}
	return list
}

func subPackage(importPath, modulePath, dir string) (string, bool) {
	if modulePath == "" {
		return "", false
	}
	if importPath == modulePath {
		return dir, true
	}
	rest, ok := strings.CutPrefix(importPath, modulePath)
	if !ok || rest[0] != '/' {
		return "", false
	}
	return path.Join(dir, rest[1:]), true
}

// evidence of a go.mod directive.
func at(file string, line int, rule string) []facts.Evidence {
	return []facts.Evidence{{File: file, Line: line, Rule: rule}}
}
