package module

import (
	"bytes"
	"errors"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// Module is one Go module, or one project of the time before modules (file is nil).
type Module struct {
	Dir       string
	Path      string // module path, or the import path that a GOPATH project gives itself
	File      *modfile.File
	replaced  map[string]string // module path → folder in the repository
	Vendored  bool
	Workspace *workspace
}

// workspace is a go.work file.
type workspace struct {
	Dir, Name string
	file      *modfile.WorkFile
	uses      []string // folders in the repository
}

// GoMod is the module's go.mod file, relative to the repository.
func (m *Module) GoMod() string { return path.Join(m.Dir, "go.mod") }

// LoadModules reads every go.mod and go.work. One that cannot be read is a warning: the folder is then no module.
func (r *Repo) LoadModules() {
	for _, f := range r.Tree.Named("go.mod") {
		if IgnoredByGo(path.Dir(f)) {
			continue
		}
		data, err := r.Tree.Read(f)
		if err != nil {
			r.Warn(f, 0, plainError(err))
			continue
		}
		file, refused := modfile.Parse(f, data, nil)
		err = refused
		if refused != nil {
			file, err = r.parseRest(f, data, refused)
		}
		if err != nil {
			r.Warn(f, errorLine(err), "is no go.mod file that Go can read: "+errorText(err))
			continue
		}
		m := &Module{Dir: path.Dir(f), File: file, replaced: map[string]string{}}
		if file.Module != nil {
			m.Path = file.Module.Mod.Path
		} else if refused == nil { // else the line that is not understood is told
			r.Warn(f, 0, "names no module, so that Go refuses to build anything here")
		}
		if module.CheckImportPath(m.Path) != nil && m.Path != "" && strings.ContainsAny(m.Path, " \t\"'`$;&|<>\n") {
			r.Warn(f, 1, "has a module path that Go refuses")
			continue
		}
		m.Vendored = r.vendored(m.Dir)
		r.Modules = append(r.Modules, m)
	}
	for _, m := range r.Modules {
		for _, rep := range m.File.Replace {
			if rep.New.Version != "" {
				continue
			}
			dir, ok := Inside(m.Dir, rep.New.Path)
			if !ok {
				r.Warn(m.GoMod(), rep.Syntax.Start.Line, "replaces "+rep.Old.Path+" by a folder outside of the repository: the build has no such folder")
				continue
			}
			m.replaced[rep.Old.Path] = dir
		}
	}
	r.loadWorkspaces()
}

// parseRest reads a go.mod file without the lines that are not understood, and tells each of them: a directive of a newer Go is no reason to
// give up, and nothing else of the file is lost.
func (r *Repo) parseRest(name string, data []byte, refused error) (*modfile.File, error) {
	lines := bytes.SplitAfter(data, []byte("\n"))
	var list modfile.ErrorList
	if !errors.As(refused, &list) {
		return modfile.ParseLax(name, data, nil)
	}
	for _, e := range list {
		if at := e.Pos.Line; at > 0 && at <= len(lines) {
			lines[at-1] = []byte("\n")
		}
	}
	file, err := modfile.Parse(name, bytes.Join(lines, nil), nil)
	if err != nil { // a block: without its replacements
		file, err = modfile.ParseLax(name, data, nil)
	}
	if err == nil {
		for _, e := range list {
			r.Warn(name, e.Pos.Line, "is not read as a whole: "+e.Err.Error()+": what this line says is not known")
		}
	}
	return file, err
}

func (r *Repo) loadWorkspaces() {
	for _, f := range r.Tree.Named("go.work") {
		data, err := r.Tree.Read(f)
		if IgnoredByGo(path.Dir(f)) {
			continue
		}
		if err != nil {
			r.Warn(f, 0, plainError(err))
			continue
		}
		file, err := modfile.ParseWork(f, data, nil)
		if err != nil {
			r.Warn(f, errorLine(err), "is no go.work file that Go can read: "+errorText(err))
			continue
		}
		w := &workspace{Dir: path.Dir(f), Name: f, file: file}
		for _, use := range file.Use {
			dir, ok := Inside(w.Dir, use.Path)
			if !ok {
				r.Warn(f, use.Syntax.Start.Line, "uses a folder outside of the repository")
				continue
			}
			w.uses = append(w.uses, dir)
		}
		for _, m := range r.Modules {
			// the go command takes the nearest go.work above a module
			if slices.Contains(w.uses, m.Dir) && (m.Workspace == nil || len(m.Workspace.Dir) < len(w.Dir)) {
				m.Workspace = w
			}
		}
	}
}

// vendored says whether a module carries its dependencies: go mod vendor writes modules.txt.
func (r *Repo) vendored(dir string) bool { return r.Exists(path.Join(dir, "vendor", "modules.txt")) }

// ModuleOf returns the module that a folder belongs to: the nearest go.mod above it.
func (r *Repo) ModuleOf(dir string) *Module {
	var best *Module
	for _, m := range r.Modules {
		if Within(dir, m.Dir) && (best == nil || len(m.Dir) > len(best.Dir) || best.Dir == ".") {
			best = m
		}
	}
	return best
}

// Resolve finds the folder of an import inside the repository, as the go command would: the module itself, its local replacements, its workspace.
func (r *Repo) Resolve(m *Module, importPath string) (string, *Module) {
	if dir, ok := subPackage(importPath, m.Path, m.Dir); ok {
		return dir, m
	}
	longest, in, found := "", "", (*Module)(nil) // the module with the longest path that fits wins (Go Modules Reference, "Resolving a package")
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
	if m.Workspace != nil {
		for _, use := range m.Workspace.uses {
			if other := r.moduleAt(use); other != nil {
				if dir, ok := subPackage(importPath, other.Path, other.Dir); ok {
					return dir, other
				}
			}
		}
	}
	return "", nil
}

func (r *Repo) moduleAt(dir string) *Module {
	for _, m := range r.Modules {
		if m.Dir == dir {
			return m
		}
	}
	return nil
}

// Related returns the modules whose files a build of m needs: local replacements and the workspace, with all that those replace.
func (r *Repo) Related(m *Module) []*Module {
	seen := map[*Module]bool{m: true}
	list := []*Module{m}
	for i := 0; i < len(list); i++ {
		var dirs []string
		for _, dir := range list[i].replaced {
			dirs = append(dirs, dir)
		}
		if w := list[i].Workspace; w != nil {
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

// At is the evidence of one line of a file.
func At(file string, line int, rule string) []facts.Evidence {
	return []facts.Evidence{{File: file, Line: line, Rule: rule}}
}
