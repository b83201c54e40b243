package recipe

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/buildfiles"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// missing is a package of the repository that the program imports and that holds no Go file: go build ends with "no required module provides
// package" or "no Go files" (go help packages).
type missing struct {
	dir, path string
	at        facts.Evidence // the import
}

// generate returns the commands that make the Go files which git leaves out and which a tool of the Go world can make by the modules of
// go.mod alone. Packages that nothing here can make are told with the import and the place of their generator.
func generate(p *Program) [][]string {
	absent := missingPackages(p)
	commands := append(templates(p, absent), injectors(p)...)
	for _, m := range absent {
		if hasTempl(p.Repo, m.dir) {
			continue // made of the .templ files in it
		}
		d := directiveFor(p, m)
		if d.runsGo {
			command := []string{"go", "generate", "./" + module.Relative(d.at.File, p.Main.Mod.Dir)}
			p.Repo.Warn(m.at.File, m.at.Line, "imports "+m.path+", of which the repository holds no Go file"+hidden(p.Repo, m.dir)+": the build runs go generate on "+d.at.File+" before, whose line "+strconv.Itoa(d.at.Line)+" makes it")
			if !slices.ContainsFunc(commands, func(c []string) bool { return slices.Equal(c, command) }) {
				commands = append(commands, command)
			}
			continue
		}
		p.Repo.Warn(m.at.File, m.at.Line, "imports "+m.path+", but the repository holds no Go file in "+m.dir+hidden(p.Repo, m.dir)+", and go build ends there"+generatorOf(p, m, d)+"; commit the files, or build the unit by a Dockerfile of your own (dockerfile:)")
	}
	for _, u := range unmadePackages(p) {
		if command := u.make(p); command != nil {
			commands = append(commands, command)
		}
	}
	return commands
}

// missingPackages are the packages that the program imports and that are not there, each once.
func missingPackages(p *Program) []missing {
	var list []missing
	seen := map[string]bool{}
	for _, f := range p.Files {
		for _, imported := range f.Paths {
			dir, m := p.Repo.Resolve(f.Pkg.Mod, imported)
			if m == nil || m.File == nil || seen[dir] {
				continue
			}
			seen[dir] = true
			if len(p.Repo.Dirs[dir]) == 0 && !p.Repo.Exists(path.Join(m.Dir, "vendor", imported)) {
				list = append(list, missing{dir, imported, facts.Evidence{File: f.Path, Line: f.ImportLine(imported + `"`)}})
			}
		}
	}
	return list
}

// version is that of a module in go.mod, "" when it is not required.
func version(m *module.Module, name string) string {
	if m.File == nil {
		return ""
	}
	for _, r := range m.File.Require {
		if r.Mod.Path == name {
			return r.Mod.Version
		}
	}
	return ""
}

// runModule is a command that runs the program of a module in the version that go.mod names.
func runModule(p *Program, name, program string, args ...string) []string {
	v := version(p.Main.Mod, name)
	if v == "" {
		return nil
	}
	return append([]string{"go", "run", name + program + "@" + v}, args...)
}

// templates is the command that compiles .templ files whose Go files are not there (templ.guide: "templ generate", in the version of the
// library that go.mod names).
func templates(p *Program, absent []missing) [][]string {
	dirs := map[string]bool{}
	for _, dir := range p.dirs {
		dirs[dir] = true
	}
	for _, m := range absent {
		dirs[m.dir] = true
	}
	for _, file := range p.Repo.Tree.Under(p.Main.Mod.Dir) {
		made := strings.TrimSuffix(file, ".templ") + "_templ.go"
		if path.Ext(file) != ".templ" || !dirs[path.Dir(file)] || p.Repo.Tree.Has(made) {
			continue
		}
		command := runModule(p, "github.com/a-h/templ", "/cmd/templ", "generate")
		if command == nil {
			p.Repo.Warn(file, 0, "has no "+path.Base(made)+" beside it, and go.mod does not name github.com/a-h/templ, which would make it")
			return nil
		}
		return [][]string{command}
	}
	return nil
}

func hasTempl(r *module.Repo, dir string) bool {
	return slices.ContainsFunc(r.Tree.In(dir), func(f string) bool { return path.Ext(f) == ".templ" })
}

// injectors are the commands that make the wire_gen.go files of packages whose injectors stand behind the tag wireinject (github.com/google/wire,
// docs/guide.md).
func injectors(p *Program) [][]string {
	var commands [][]string
	for _, dir := range p.dirs {
		file := p.Repo.AskedFor(dir, "wireinject")
		if file == "" || p.Repo.Tree.Has(path.Join(dir, "wire_gen.go")) || isGenerated(p.Repo, dir, "wire") {
			continue
		}
		command := runModule(p, "github.com/google/wire", "/cmd/wire", target(dir, p.Main.Mod))
		if command == nil {
			p.Repo.Warn(file, 0, "has no wire_gen.go beside it, which wire makes of it and without which go build ends")
			continue
		}
		commands = append(commands, command)
	}
	return commands
}

// isGenerated says whether a folder holds a file that a tool says it made, under whatever name.
func isGenerated(r *module.Repo, dir, tool string) bool {
	return slices.ContainsFunc(r.Dirs[dir], func(file string) bool {
		head, err := r.Tree.Head(file, 512)
		return err == nil && strings.Contains(strings.ToLower(string(head)), "generated by "+tool)
	})
}

// directive is a //go:generate line.
type directive struct {
	at     facts.Evidence
	text   string
	runsGo bool // it needs nothing but the go command and the modules of go.mod
}

var goTool = regexp.MustCompile(`^go (?:run (?:-mod=\S+ )?[a-z0-9.-]+\.[a-z]+/\S+|tool [A-Za-z0-9_./-]+)(?: |$)`)

// directiveFor finds the //go:generate line that names the folder of a package, or that stands in the folder above it; one without a text
// when there is none.
func directiveFor(p *Program, m missing) directive {
	var near directive
	for _, dir := range []string{m.dir, path.Dir(m.dir), p.Main.Dir, p.Main.Mod.Dir} {
		for _, d := range directives(p.Repo, dir) {
			if strings.Contains(" "+d.text+" ", module.Relative(m.dir, dir)) && module.Relative(m.dir, dir) != "." {
				return d
			}
			if near.text == "" && dir == path.Dir(m.dir) && dir != "." {
				near = d
			}
		}
	}
	for _, dir := range generating(p) {
		for _, d := range directives(p.Repo, dir) {
			if rel := module.Relative(m.dir, dir); strings.Contains(rel, "/") && strings.Contains(d.text, rel) {
				return d
			}
		}
	}
	near.runsGo = false // it may make something else
	return near
}

// generating are the folders of the program's packages in which a file that is built has a //go:generate line.
func generating(p *Program) []string {
	var dirs []string
	for _, f := range p.Files {
		if f.Has("//go:generate ") && !slices.Contains(dirs, f.Pkg.Dir) {
			dirs = append(dirs, f.Pkg.Dir)
		}
	}
	return dirs
}

// directives reads the //go:generate lines of a folder, of files behind a build tag too.
func directives(r *module.Repo, dir string) []directive {
	var list []directive
	for _, file := range r.Dirs[dir] {
		data, err := r.Tree.Read(file)
		if err != nil || !strings.Contains(string(data), "//go:generate ") {
			continue
		}
		n := 0
		for line := range strings.Lines(string(data)) {
			n++
			if text, ok := strings.CutPrefix(strings.TrimSpace(line), "//go:generate "); ok {
				list = append(list, directive{facts.Evidence{File: file, Line: n}, text, goTool.MatchString(text) || runsOwn(r, dir, text)})
			}
		}
	}
	return list
}

// generators are tools by the file that configures them, with the keys of the folders that they write to.
var generators = []struct {
	files  []string
	keys   []string
	tool   string
	source string
}{
	{[]string{"buf.gen.yaml", "buf.gen.yml"}, []string{"out"}, "buf generate", "buf.build/docs/configuration/v2/buf-gen-yaml"},
	{[]string{"sqlc.yaml", "sqlc.yml", "sqlc.json"}, []string{"out", "path"}, "sqlc generate", "docs.sqlc.dev/en/latest/reference/config.html"},
	{[]string{"gqlgen.yml", "gqlgen.yaml", ".gqlgen.yml"}, []string{"filename", "dir"}, "gqlgen generate", "gqlgen.com/config"},
	{[]string{"ogen.yml", "ogen.yaml", ".ogen.yml"}, []string{"target"}, "ogen", "ogen.dev/docs/config"},
	{[]string{".mockery.yaml", ".mockery.yml"}, []string{"dir"}, "mockery", "vektra.github.io/mockery/latest/configuration"},
	{[]string{"oapi-codegen.yaml", "oapi-codegen.yml", "oapi.yaml", "cfg.yaml"}, []string{"output"}, "oapi-codegen", "github.com/oapi-codegen/oapi-codegen: README, \"Usage\""},
}

// generatorOf names what seems to make a package; d is the directive that may.
func generatorOf(p *Program, m missing, d directive) string {
	seems := func(file string, line int, tool string) string {
		at := file
		if line > 0 {
			at += ":" + strconv.Itoa(line)
		}
		return "; " + at + " seems to make it (" + tool + ")"
	}
	for _, g := range generators {
		for _, base := range g.files {
			for _, file := range p.Repo.Tree.Named(base) {
				if line := names(p.Repo, file, g.keys, m.dir); line > 0 {
					return seems(file, line, g.tool)
				}
			}
		}
	}
	if d.text != "" {
		return seems(d.at.File, d.at.Line, d.text)
	}
	if l, ok := p.own.Files.MakerOf(m.dir); ok {
		return seems(l.At.File, l.At.Line, firstWords(l))
	}
	for _, file := range p.Repo.Tree.Files() {
		if path.Ext(file) != ".proto" {
			continue
		}
		data, err := p.Repo.Tree.Head(file, 16<<10)
		if i := strings.Index(string(data), `"`+m.path); err == nil && i >= 0 && strings.Contains(string(data), "go_package") {
			return seems(file, 1+strings.Count(string(data[:i]), "\n"), "protoc, by its go_package")
		}
	}
	if path.Base(m.dir) == "docs" && p.Imports("github.com/swaggo") != nil {
		return "; swag init makes it of the comments in the code"
	}
	if p.Repo.Tree.HasDir(path.Join(m.dir, "schema")) {
		return "; " + path.Join(m.dir, "schema") + " seems to be what it is made of (ent generate)"
	}
	return ""
}

// names returns the line of a configuration at which one of the keys names a folder, or one above or below it.
func names(r *module.Repo, file string, keys []string, dir string) int {
	data, err := r.Tree.Read(file)
	if err != nil {
		return 0
	}
	docs, err := configfile.YAML(data)
	if err != nil {
		return 0
	}
	for _, d := range docs {
		for _, v := range d.Values {
			key := v.Key[strings.LastIndexByte(v.Key, '.')+1:]
			if at, ok := module.Inside(path.Dir(file), v.Value); ok && at != "." && slices.Contains(keys, key) && (module.Within(dir, at) || module.Within(at, dir)) {
				return v.Line
			}
		}
	}
	return 0
}

// firstWords are the beginning of a command.
func firstWords(l buildfiles.Line) string {
	words := strings.Fields(strings.TrimLeft(l.Text, "\t @-"))
	return strings.Join(words[:min(len(words), 3)], " ")
}
