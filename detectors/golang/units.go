package golang

import (
	"context"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/buildfiles"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/golang/reach"
	"github.com/waybill-dev/waybill/detectors/golang/recipe"
	"github.com/waybill-dev/waybill/detectors/golang/settings"
)

// programs reports each program of the repository, and a library when there is none.
func programs(ctx context.Context, r *module.Repo) ([]facts.Unit, error) {
	var units []facts.Unit
	var left []string
	mains := r.MainFolders()
	r.Mains = mains
	sources, built, sets := fold.NewSources(r), buildfiles.Open(r), moduleSets{}
	for _, dir := range mains {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if module.Aside(dir) != "" && !r.Tree.Wanted(dir) {
			left = append(left, dir)
			continue
		}
		m := r.ModuleOf(dir)
		if m == nil {
			m = r.Legacy(dir)
		}
		flags := built.FlagsOf(dir, m)
		r.Build(flags.BuildTags())
		main := r.Package(dir, m)
		if !declaresMain(main) {
			continue // build tags that hold no dependencies of tools, or a plugin
		}
		p := newProgram(sources, main, sets)
		if slices.ContainsFunc(p.Files, func(f *module.File) bool { return r.Asks(f, "cgo") }) && !recipe.NeedsCgo(p.Program) {
			r.Build(append(flags.BuildTags(), module.WithoutCgo))
			if main = r.Package(dir, m); declaresMain(main) {
				p = newProgram(sources, main, sets)
			}
		}
		units = append(units, unit(r, p, recipe.Own{Files: built, Flags: flags}))
	}
	if len(units) == 0 {
		units = libraries(r)
	}
	if len(left) > 0 {
		r.Warn(left[0], 0, "not deployed, by the name of the folder: "+strings.Join(left[:min(len(left), 6)], ", ")+more(len(left)-6)+"; naming one below units: in waybill.yaml deploys it")
	}
	return units, nil
}

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return " and " + strconv.Itoa(n) + " more"
}

func declaresMain(pkg *module.Package) bool {
	for _, f := range pkg.Files {
		if f.Has("func main") {
			return true
		}
	}
	return false
}

// libraries reports the modules of a repository without programs.
func libraries(r *module.Repo) []facts.Unit {
	var units []facts.Unit
	for _, m := range r.Modules {
		if m.File == nil || module.Aside(m.Dir) != "" || !hasPackages(r, m.Dir) {
			continue
		}
		u := base(r, m)
		u.Kind = facts.Text{Value: facts.Library, Confidence: facts.Certain, Evidence: module.At(m.GoMod(), 1, "no package main")}
		if r.Unparsed {
			u.Kind.Confidence = facts.Guess // a file that nobody can read may hold the program
		}
		u.Confidence = u.Kind.Confidence
		units = append(units, u)
	}
	return units
}

func hasPackages(r *module.Repo, dir string) bool {
	for d := range r.Dirs {
		if module.Within(d, dir) && !module.IgnoredByGo(d) && module.Aside(d) == "" {
			return true
		}
	}
	return false
}

// base is what all programs of a module share.
func base(r *module.Repo, m *module.Module) facts.Unit {
	u := facts.Unit{
		Path: m.Dir, Name: moduleName(m, r.Tree.Name),
		Language:  facts.Text{Value: "go", Confidence: facts.Certain},
		BuildTool: facts.Text{Value: "go", Confidence: facts.Certain},
		Packaging: facts.Text{Value: "binary", Confidence: facts.Certain},
		Needs:     []facts.Service{}, NeedsEnv: []string{}, NativePackages: []string{}, Environments: []facts.Environment{}, Ports: []facts.Port{}, Build: [][]string{}, Start: []string{},
	}
	if m.File == nil {
		return u
	}
	u.Language.Evidence = module.At(m.GoMod(), 1, "go.mod")
	u.BuildTool.Evidence = u.Language.Evidence
	u.RuntimeVersion = goVersion(m)
	return u
}

// moduleName is the last element of a module path without its major version.
func moduleName(m *module.Module, fallback string) string {
	p := m.Path
	if module.VersionElement.MatchString(path.Base(p)) {
		p = path.Dir(p)
	}
	base := path.Base(p)
	if p == "" || base == "." {
		base = path.Base(m.Dir)
	}
	if base == "." || base == "" {
		return fallback
	}
	return base
}

// program is one program with what the questions about it are asked of: its folded code, the ways from its main function, and the
// configuration files that it opens.
type program struct {
	*fold.Program
	ways   *reach.Ways
	config *settings.Files
	sets   moduleSets // shared by the programs of a repository
}

func newProgram(s *fold.Sources, main *module.Package, sets moduleSets) *program {
	p := s.Program(main)
	made := &program{Program: p, ways: reach.Of(p), config: settings.Open(p), sets: sets}
	made.config.Reached = func(a fold.Around, f *module.File) bool { return made.ways.Route(reach.NodeOf(a, f)).Reached }
	return made
}

// unit reports one program.
func unit(r *module.Repo, p *program, own recipe.Own) facts.Unit {
	m := p.Main.Mod
	u := base(r, m)
	mainFile := mainFile(p)
	for _, f := range p.Main.Files {
		r.Parse(f) // a file that the compiler would refuse is told, also when nothing is asked of it
	}
	u.Main = facts.Text{Value: p.Main.Dir, Confidence: facts.Certain, Evidence: []facts.Evidence{mainAt(mainFile)}}
	if u.Language.Evidence == nil {
		u.Language.Evidence = u.Main.Evidence
		u.BuildTool.Evidence = u.Main.Evidence
	}
	u.Name = unitName(p.Main.Dir, u.Name)
	listeners := listeners(p)
	u.UDP = datagrams(p)
	u.Kind = kind(p, listeners)
	tellDoubtfulServer(r, p, u.Kind)
	if mainFile.Broken && u.Kind.Value != facts.Server {
		u.Kind.Confidence = facts.Guess // it may listen in a part that nobody can read
	}
	if m.File == nil && r.Tree.Has(path.Join(m.Dir, "go.mod")) {
		u.Kind.Confidence = facts.Guess // what it imports, and how it is built, stands in a file that nobody can read
	}
	serves := u.Kind.Value == facts.Server
	u.Framework = frameworkName(p, slices.DeleteFunc(slices.Clone(listeners), func(l listener) bool { return l.off || !serves && u.Kind.Value != facts.Worker }))
	u.Artifact = facts.Text{Value: binaryName(p.Main.Dir, u.Name), Confidence: facts.Certain, Evidence: u.Main.Evidence}
	u.Confidence = u.Kind.Confidence
	args := startWords(listeners)
	if len(args) == 0 && (serves || u.Kind.Value == facts.Worker) {
		tellIdle(r, p)
	}
	var place placement
	if serves || u.Kind.Value == facts.Worker {
		place = ports(r, &u, p, listeners)
		deployed(r, &u, p, serves || slices.ContainsFunc(listeners, func(l listener) bool { return l.measures && !l.off }), listeners)
		u.NeedsEnv = slices.DeleteFunc(u.NeedsEnv, func(name string) bool {
			return slices.ContainsFunc(place.env, func(e facts.EnvVar) bool { return e.Name == name })
		})
	}
	tellUnknown(r, p, &u, listeners)
	if argument := p.config.FolderArgument(); argument != "" {
		args = append(args, argument)
	}
	if p.Imports(ginPath) != nil && serves {
		place.set("GIN_MODE", "release") // gin: without it every request is logged in debug mode
	}
	args = append(args, place.args...)
	u.Start = append([]string{"./" + u.Artifact.Value}, args...)
	recipe.Image(r, &u, recipe.Of(p.Program, p.config, p.ways, own), args, place.env)
	return u
}

// deployed adds what matters only for a program that runs on a cluster; answers says whether it answers requests of any kind.
func deployed(r *module.Repo, u *facts.Unit, p *program, answers bool, listeners []listener) {
	u.Needs, u.Registries = servicesOf(p)
	u.NeedsEnv = needsEnv(p)
	if answers {
		u.Health = health(p, u.Ports, listeners)
		if f := p.Imports("github.com/prometheus/client_golang/prometheus/promhttp"); f != nil && len(p.With(`"/metrics"`)) > 0 {
			u.Metrics = facts.Text{Value: "/metrics", Confidence: facts.Likely, Evidence: []facts.Evidence{{File: f.Path, Line: f.ImportLine("github.com/prometheus/client_golang"), Rule: "promhttp"}}}
		}
	}
	configure(p, u)
	for _, f := range p.With("godotenv.Load") {
		if x := p.Index(f); len(x.Calls["Load"]) > 0 && (f.Has("log.Fatal") || f.Has("panic(")) && !r.Tree.Has(path.Join(p.Main.Mod.Dir, ".env")) {
			r.Warn(f.Path, r.Place(x.Calls["Load"][0].Node, "").Line, "may end when no .env file is in its working folder; an image holds none: ignore the error of godotenv.Load and set the variables")
			break
		}
	}
}

// generic are folder names that say nothing of which program it is.
var generic = strings.Fields("cmd app apps server main bin internal pkg src service services backend . go")

// unitName names a program by its folder without the words that say nothing: cmd/orders is orders, services/orders/cmd/server is orders,
// cmd/server is the module. A name that the folder above holds already is not said again: orders-api/cmd/orders is orders-api.
func unitName(dir, module string) string {
	parts := strings.Split(dir, "/")
	for len(parts) > 0 && (slices.Contains(generic, parts[0]) || parts[0] == "") {
		parts = parts[1:]
	}
	for len(parts) > 0 && slices.Contains([]string{"server", "main", "cmd", "app", "bin"}, parts[len(parts)-1]) {
		parts = parts[:len(parts)-1]
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "cmd" || s == "internal" })
	if len(parts) == 0 {
		return module
	}
	if n := len(parts); n > 1 && strings.Contains(parts[n-2], parts[n-1]) {
		parts = parts[:n-1]
	}
	return strings.Join(parts, "-")
}

// binaryName is what go build would call the program.
func binaryName(dir, name string) string {
	base := path.Base(dir)
	if slices.Contains(generic, base) {
		return name
	}
	return base
}

// mainFile returns the file that declares func main.
func mainFile(p *program) *module.File {
	for _, f := range p.Main.Files {
		if f.Has("func main") {
			return f
		}
	}
	return p.Main.Files[0]
}

func mainAt(f *module.File) facts.Evidence {
	e := facts.Evidence{File: f.Path, Rule: "package main"}
	line := 0
	for text := range strings.Lines(string(f.Src)) {
		line++
		if strings.HasPrefix(text, "func main(") {
			e.Line = line
		}
	}
	return e
}

// goVersion is the go directive: the least version that the module may be built with (Go modules reference).
func goVersion(m *module.Module) facts.Text {
	if m.File.Go == nil {
		return facts.Text{}
	}
	v := m.File.Go.Version
	parts := strings.SplitN(v, ".", 3)
	if len(parts) < 2 {
		return facts.Text{}
	}
	minor, _, _ := strings.Cut(strings.FieldsFunc(parts[1], func(c rune) bool { return c < '0' || c > '9' })[0], "r")
	t := facts.Text{Value: parts[0] + "." + minor, Constraint: ">=" + goSemver(v), Confidence: facts.Certain, Evidence: module.At(m.GoMod(), m.File.Go.Syntax.Start.Line, "go directive")}
	return t
}

// goSemver writes a Go version as a semantic version: 1.21rc2 is 1.21.0-rc2's line, taken as 1.21.
func goSemver(v string) string {
	end := strings.IndexFunc(v, func(c rune) bool { return c != '.' && (c < '0' || c > '9') })
	if end >= 0 {
		v = v[:end]
	}
	return strings.TrimSuffix(v, ".")
}
