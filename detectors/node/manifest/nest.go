package manifest

import (
	"path"
)

// NestProject is an application of nest-cli.json. Paths are relative to the folder of that file, which runs the build
// (https://docs.nestjs.com/cli/monorepo#cli-properties).
type NestProject struct {
	Name       string
	Root       string // apps/api
	SourceRoot string // apps/api/src
	EntryFile  string // main
	Webpack    bool   // bundled to one file: where compilerOptions.webpack or the builder says so; the CLI's own default is tsc, also in a monorepo
	TSConfig   string
	Monorepo   bool
	Line       int
}

// Nest is what nest-cli.json says.
type Nest struct {
	File         string
	Applications []NestProject // in the order of the file; the one that nest start takes without a name first
}

// nestFiles are the names that the CLI of Nest reads its settings from.
var nestFiles = []string{"nest-cli.json", ".nest-cli.json", ".nestcli.json", "nest.json"}

// NestOf reads nest-cli.json beside a package; without one the defaults of the CLI hold.
func (p *Project) NestOf(m *Manifest) Nest {
	n := Nest{}
	var v *Value
	for _, base := range nestFiles {
		data, err := p.Tree.Read(m.Join(base))
		if err != nil {
			continue
		}
		if parsed, err := Parse(data); err == nil {
			n.File, v = m.Join(base), parsed
			break
		}
	}
	whole := v.nestProject(NestProject{SourceRoot: "src", EntryFile: "main", Monorepo: v.Get("monorepo").True()})
	projects := v.Get("projects")
	for _, name := range projects.Names() {
		of := projects.Get(name)
		if of.Get("type").Str() == "library" {
			continue
		}
		base := whole
		base.Name, base.Line = name, of.At()
		one := of.nestProject(base)
		if one.Root != "" && one.Root == whole.Root {
			n.Applications = append([]NestProject{one}, n.Applications...)
		} else {
			n.Applications = append(n.Applications, one)
		}
	}
	if len(n.Applications) == 0 {
		n.Applications = []NestProject{whole}
	}
	return n
}

func (v *Value) nestProject(base NestProject) NestProject {
	take := func(into *string, keys ...string) {
		if text := v.Get(keys...).Str(); text != "" {
			*into = text
		}
	}
	take(&base.Root, "root")
	take(&base.SourceRoot, "sourceRoot")
	take(&base.EntryFile, "entryFile")
	take(&base.TSConfig, "compilerOptions", "tsConfigPath")
	builder := v.Get("compilerOptions", "builder").Str()
	take(&builder, "compilerOptions", "builder", "type")
	switch webpack := v.Get("compilerOptions", "webpack"); {
	case builder != "":
		base.Webpack = builder == "webpack"
	case webpack != nil:
		base.Webpack = webpack.True()
	}
	return base
}

// Application finds an application by its name, "" for the one that nest start takes.
func (n Nest) Application(name string) (NestProject, bool) {
	for _, a := range n.Applications {
		if a.Name == name || name == "" {
			return a, true
		}
	}
	return NestProject{}, false
}

// readNest makes a package of each further application of a monorepo of Nest: they share the package.json of the root, whose own unit
// is the application that its start script names, else the first. Applications that share a folder cannot be told apart by it.
func (p *Project) readNest() {
	for _, root := range p.Manifests {
		n := p.NestOf(root)
		if n.File == "" || len(n.Applications) < 2 {
			continue
		}
		folders := map[string]int{}
		for _, a := range n.Applications {
			folders[path.Clean(a.Root)]++
		}
		for _, a := range n.Applications {
			dir, ok := root.Inside(a.Root)
			if !ok || dir == root.Dir || p.ByDir[dir] != nil || folders[path.Clean(a.Root)] > 1 || !p.Tree.HasDir(dir) {
				continue
			}
			m := &Manifest{Dir: dir, File: n.File, Root: &Value{Kind: 'o', Line: a.Line, Members: map[string]*Value{
				"name": {Kind: 's', text: a.Name, Line: a.Line}, "private": {Kind: 'b', text: "true"},
			}, Keys: []string{"name", "private"}}}
			p.ByDir[dir] = m
			p.Manifests = append(p.Manifests, m)
			p.Root[m], p.Root[root] = root, root
			p.Nest[m] = a
		}
	}
}
