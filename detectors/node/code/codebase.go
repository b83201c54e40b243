// Package code opens the source files of a repository's packages, and follows what they import.
//
// Base is a manifest.Project together with its parsed modules: Resolve turns an import into a file by the rules of Node and TypeScript
// (extensions, folders, exports of workspace members, paths of tsconfig), Source finds what a compiled file is made from, Reach lists
// the modules that an entry comes to, and Program folds values over them. For example, with "outDir": "dist" in tsconfig.json
//
//	c.Source(m, "dist/main.js")   // src/main.ts
//	c.Reach("src/main.ts")        // the module itself, then what it imports, nearest first
package code

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// How much source is read: enough to come from an entry to its listener, bounded so that a large repository stays cheap.
const (
	maxUnitModules = 80
	maxModules     = 600
	maxUnitBytes   = 600 << 10
)

// Base parses the files of the repository once and resolves what they import.
type Base struct {
	*manifest.Project
	modules map[string]*javascript.Module
	broken  map[string]*javascript.SyntaxError
	unread  map[string]string // source files that were asked for and not parsed, with the reason; no data
	configs map[string]*TSConfig
	parsed  int
}

// New opens the sources of a project; nothing is read before it is asked for.
func New(p *manifest.Project) *Base {
	return &Base{Project: p, modules: map[string]*javascript.Module{}, broken: map[string]*javascript.SyntaxError{}, unread: map[string]string{}, configs: map[string]*TSConfig{}}
}

// Load returns the module of a file, nil when it is no source, too large or not understood.
func (c *Base) Load(file string) *javascript.Module {
	if m, ok := c.modules[file]; ok {
		return m
	}
	var m *javascript.Module
	if sourceExtension(path.Ext(file)) && c.Tree.Has(file) {
		var err error
		m, err = c.parse(file)
		if e, ok := errors.AsType[*javascript.SyntaxError](err); ok {
			c.broken[file] = e
		} else if err != nil && path.Ext(file) != ".json" {
			c.unread[file] = err.Error()
		}
	}
	c.modules[file] = m
	return m
}

// parse reads and parses one source; what cannot be parsed says nothing.
func (c *Base) parse(file string) (*javascript.Module, error) {
	if c.parsed >= maxModules {
		return nil, fmt.Errorf("is not read, since more than %d sources would have to be", maxModules)
	}
	data, err := c.Tree.Read(file)
	if err != nil {
		return nil, errors.New("cannot be read")
	}
	c.parsed++
	return javascript.Parse(file, data)
}

// Unread are the source files that were asked for and not parsed, with the reason: too large, nested too deeply, or too many of them.
func (c *Base) Unread() map[string]string { return c.unread }

// ImportsUnread says whether one of the modules imports a source that was not parsed.
func (c *Base) ImportsUnread(modules []*javascript.Module) bool {
	if len(c.unread) == 0 {
		return false
	}
	return slices.ContainsFunc(modules, func(m *javascript.Module) bool {
		return slices.ContainsFunc(m.Imports, func(i javascript.Import) bool {
			file, ok := c.Imported(m, i)
			return ok && c.unread[file] != ""
		})
	})
}

// Broken returns what stands in the way of reading a source file that was loaded; nil for nothing.
func (c *Base) Broken(file string) *javascript.SyntaxError { return c.broken[file] }

func sourceExtension(ext string) bool {
	return ext == "" || ext == ".json" || slices.Contains(manifest.Extensions, ext)
}

// Program folds values over the codebase; calls of a function are looked for in the modules.
func (c *Base) Program(setting func(pkg, key string) javascript.Value, modules ...*javascript.Module) *javascript.Program {
	return &javascript.Program{Load: c.Load, Resolve: c.resolve, Setting: setting, Modules: modules}
}

// Reach returns the modules that an entry imports, nearest first, entry included; also those of workspace members.
// Modules that look like settings are read before others of the same distance.
func (c *Base) Reach(entry string) []*javascript.Module {
	type step struct {
		file      string
		far, rank int
	}
	var out []*javascript.Module
	seen := map[string]bool{entry: true}
	queue := []step{{file: entry}}
	add := func(file string, far int) {
		if !seen[file] && path.Ext(file) != ".json" {
			seen[file] = true
			queue = append(queue, step{file, far, SettingsRank(file)})
		}
	}
	bytes := 0
	for len(queue) > 0 && len(out) < maxUnitModules && bytes < maxUnitBytes {
		at := queue[0]
		queue = queue[1:]
		m := c.Load(at.file)
		if m == nil {
			continue
		}
		bytes += m.Size
		out = append(out, m)
		for _, i := range m.Imports {
			if file, ok := c.Imported(m, i); ok {
				add(file, at.far+1)
			}
		}
		for _, dir := range m.Folders() {
			for _, file := range c.Tree.Under(dir) {
				if loaded(file) {
					add(file, at.far+1)
				}
			}
		}
		slices.SortStableFunc(queue, func(a, b step) int {
			return cmp.Or(a.far-b.far, a.rank-b.rank)
		})
	}
	return out
}

// loaded says whether a package that loads a folder takes a file: a module, and no declaration or test.
func loaded(file string) bool {
	base := path.Base(file)
	return slices.Contains(manifest.Extensions, path.Ext(base)) && !strings.HasSuffix(base, ".d.ts") && !strings.Contains(base, ".test.") && !strings.Contains(base, ".spec.")
}

// Imported is the file that an import of a module means. The path of a program that is started is seen from the folder of the package,
// where Node runs, and else from the module.
func (c *Base) Imported(m *javascript.Module, i javascript.Import) (string, bool) {
	if owner := c.Owner(m.File); i.Started && owner != nil && !strings.HasPrefix(i.Spec, "/") {
		if file, ok := c.Source(owner, i.Spec); ok {
			return file, true
		}
		return c.beside(path.Join(path.Dir(m.File), i.Spec))
	}
	return c.resolve(m.File, i.Spec)
}

// SettingsRank is 0 for a file that holds settings or starts a server, as its name tells, and 1 for every other.
func SettingsRank(file string) int {
	lower := strings.ToLower(file)
	for _, word := range []string{"config", "env", "server", "listen", "bootstrap", "setting", "secret", "app."} {
		if strings.Contains(lower, word) {
			return 0
		}
	}
	return 1
}

// resolve follows Node's and TypeScript's rules for what stays in the repository.
func (c *Base) resolve(from, spec string) (string, bool) {
	switch {
	case spec == "" || strings.HasPrefix(spec, "node:"):
		return "", false
	case spec == "." || spec == ".." || strings.HasPrefix(spec, "./") || strings.HasPrefix(spec, "../"):
		return c.beside(path.Join(path.Dir(from), spec))
	case strings.HasPrefix(spec, "/"):
		return "", false
	}
	owner := c.Owner(from)
	if owner == nil {
		return "", false
	}
	if file, ok := c.alias(from, owner, spec); ok {
		return file, true
	}
	if strings.HasPrefix(spec, "#") {
		if target := importTarget(owner.Root.Get("imports"), spec); target != "" {
			return c.Source(owner, target)
		}
		return "", false
	}
	name, sub := SplitSpec(spec)
	member := c.ByName[name]
	if member == nil || !c.together(owner, member) {
		return "", false
	}
	return c.member(member, sub)
}

// together says whether a package gets a member of a workspace from the repository: in the same workspace, or by a path of its package.json.
// Else the package manager brings what is published under the name.
func (c *Base) together(owner, member *manifest.Manifest) bool {
	v, field := owner.Dependency(member.Name())
	spec := v.Str()
	return c.Workspace(owner) == c.Workspace(member) || field == "" || strings.ContainsAny(spec, ":/") && !strings.HasPrefix(spec, "npm:")
}

// beside finds a file by its path, or what it is compiled from: bin/cli requires ../lib/cli, which a build makes of src/cli.
func (c *Base) beside(file string) (string, bool) {
	if found, ok := c.File(file); ok {
		return found, true
	}
	owner := c.Owner(file)
	if owner == nil {
		return "", false
	}
	rel, ok := manifest.Relative(owner.Dir, file)
	if !ok {
		return "", false
	}
	return c.Source(owner, rel)
}

// importTarget reads package.json's imports: an exact key, or one with a star; nested conditions take the first file.
func importTarget(imports *manifest.Value, spec string) string {
	for _, key := range imports.Names() {
		rest, star := "", false
		if prefix, suffix, ok := strings.Cut(key, "*"); ok && strings.HasPrefix(spec, prefix) && strings.HasSuffix(spec, suffix) && len(spec) >= len(prefix)+len(suffix) {
			rest, star = spec[len(prefix):len(spec)-len(suffix)], true
		}
		if key != spec && !star {
			continue
		}
		target := imports.Get(key)
		for target != nil && target.Kind == 'o' && len(target.Keys) > 0 {
			target = target.Get(target.Keys[len(target.Keys)-1])
		}
		return strings.Replace(target.Str(), "*", rest, 1)
	}
	return ""
}

// SplitSpec cuts an import into the name of the package and what follows it: "@a/b/c.js" is "@a/b" and "c.js".
func SplitSpec(spec string) (name, sub string) {
	parts := strings.SplitN(spec, "/", 3)
	if strings.HasPrefix(spec, "@") && len(parts) > 1 {
		name = parts[0] + "/" + parts[1]
	} else {
		name = parts[0]
	}
	return name, strings.TrimPrefix(strings.TrimPrefix(spec, name), "/")
}

// member resolves an import of a workspace package to its source.
func (c *Base) member(m *manifest.Manifest, sub string) (string, bool) {
	if sub != "" {
		if file, ok := c.Source(m, sub); ok {
			return file, true
		}
		return c.Source(m, path.Join("src", sub))
	}
	for _, main := range []string{m.Root.Get("source").Str(), m.Root.Get("main").Str(), m.Root.Get("module").Str(), "index", "src/index"} {
		if main != "" {
			if file, ok := c.Source(m, main); ok {
				return file, true
			}
		}
	}
	return "", false
}

// Stem is a path without its extension, cleaned: what a source file and the one compiled from it share.
func Stem(file string) string { return strings.TrimSuffix(path.Clean(file), path.Ext(file)) }

// File completes a path as require does: itself, with an extension, as a folder. A .js that is written in TypeScript is found too.
func (c *Base) File(name string) (string, bool) {
	name = path.Clean(name)
	if name == ".." || strings.HasPrefix(name, "../") {
		return "", false
	}
	has := c.Tree.Has
	if has(name) {
		return name, true
	}
	for _, ext := range manifest.Extensions {
		if has(name + ext) {
			return name + ext, true
		}
	}
	if ext := path.Ext(name); ext == ".js" || ext == ".mjs" || ext == ".cjs" || ext == ".jsx" {
		stem := strings.TrimSuffix(name, ext)
		for _, ts := range []string{".ts", ".tsx", ".mts", ".cts"} {
			if has(stem + ts) {
				return stem + ts, true
			}
		}
	}
	if has(name + ".json") {
		return name + ".json", true
	}
	if !c.Tree.HasDir(name) {
		return "", false
	}
	if m := c.ByDir[name]; m != nil && m.Root.Get("main").Str() != "" {
		if main, ok := m.Inside(m.Root.Get("main").Str()); ok && main != name {
			if file, ok := c.File(main); ok {
				return file, true
			}
		}
	}
	for _, ext := range manifest.Extensions {
		if has(name + "/index" + ext) {
			return name + "/index" + ext, true
		}
	}
	return "", false
}

// Source finds what a path of a package is made from: itself when it is in the tree, else what a compiler turns into it.
func (c *Base) Source(m *manifest.Manifest, rel string) (string, bool) {
	target, ok := m.Inside(rel)
	if !ok {
		return "", false
	}
	if file, ok := c.File(target); ok {
		return file, true
	}
	rel, ok = manifest.Relative(m.Dir, target)
	if !ok {
		return "", false
	}
	for _, o := range c.outputs(m) {
		rest, ok := manifest.Relative(o.out, rel)
		if !ok {
			continue
		}
		if rest == "." {
			rest = "index" // node dist starts dist/index.js (https://nodejs.org/api/modules.html#folders-as-modules)
		}
		for _, in := range o.in {
			if file, ok := c.File(m.Join(path.Join(in, rest))); ok && sourceExtension(path.Ext(file)) {
				return file, true
			}
		}
	}
	return "", false
}

// output is a folder that a compiler writes, and the folders that it may have read, likeliest first.
type output struct {
	out string
	in  []string
}

// outputs lists the compiled folders of a package: what its tsconfig files say, then the usual names.
func (c *Base) outputs(m *manifest.Manifest) []output {
	var outs []output
	for _, name := range []string{"tsconfig.build.json", "tsconfig.json", "tsconfig.prod.json", "tsconfig.server.json", "tsconfig.app.json"} {
		t := c.TSConfig(m.Join(name))
		if t == nil || t.OutDir == "" {
			continue
		}
		out, ok := manifest.Relative(m.Dir, t.OutDir)
		if !ok {
			continue
		}
		o := output{out: out}
		if root, ok := manifest.Relative(m.Dir, t.RootDir); ok && t.RootDir != "" {
			o.in = append(o.in, root)
		}
		o.in = append(o.in, "src", ".", "server", "app", "source", "lib")
		outs = append(outs, o)
	}
	usual := []string{"src", ".", "server", "app", "source", "lib", "src/main"}
	for _, out := range []string{"dist/src", "dist/server", "dist/cjs", "dist/esm", "dist", "build/src", "build/server", "build", "lib", "out", "output", ".output/server", "bin", "target"} {
		outs = append(outs, output{out, usual})
	}
	return outs
}
