package golang

import (
	"context"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// units reports each program of the repository, and a library when there is none.
func (r *repo) units(ctx context.Context) ([]facts.Unit, error) {
	var units []facts.Unit
	var left []string
	mains := r.mainFolders()
	r.mains = mains
	sources := newSources(r)
	for _, dir := range mains {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if asideBy(dir) != "" {
			left = append(left, dir)
			continue
		}
		m := r.moduleOf(dir)
		if m == nil {
			m = r.legacy(dir)
		}
		main := r.pkg(dir, m)
		if !declaresMain(main) {
			continue // build tags that hold no dependencies of tools, or a plugin
		}
		units = append(units, r.unit(newApp(sources, main)))
	}
	if len(units) == 0 {
		units = r.libraries()
	}
	if len(left) > 0 {
		r.warn(left[0], 0, "not deployed, by the name of the folder: "+strings.Join(left[:min(len(left), 6)], ", ")+more(len(left)-6))
	}
	return units, nil
}

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return " and " + strconv.Itoa(n) + " more"
}

func declaresMain(pkg *gopkg) bool {
	for _, f := range pkg.files {
		if f.has("func main") {
			return true
		}
	}
	return false
}

// libraries reports the modules of a repository without programs.
func (r *repo) libraries() []facts.Unit {
	var units []facts.Unit
	for _, m := range r.modules {
		if m.file == nil || asideBy(m.dir) != "" || !r.hasPackages(m.dir) {
			continue
		}
		u := r.base(m)
		u.Kind = facts.Text{Value: facts.Library, Confidence: facts.Certain, Evidence: at(m.goMod(), 1, "no package main")}
		u.Confidence = facts.Certain
		units = append(units, u)
	}
	return units
}

func (r *repo) hasPackages(dir string) bool {
	for d := range r.dirs {
		if within(d, dir) && !ignoredByGo(d) && asideBy(d) == "" {
			return true
		}
	}
	return false
}

// base is what all programs of a module share.
func (r *repo) base(m *mod) facts.Unit {
	u := facts.Unit{
		Path: m.dir, Name: moduleName(m, r.tree.Name),
		Language:  facts.Text{Value: "go", Confidence: facts.Certain},
		BuildTool: facts.Text{Value: "go", Confidence: facts.Certain},
		Packaging: facts.Text{Value: "binary", Confidence: facts.Certain},
		Needs:     []facts.Service{}, NeedsEnv: []string{}, NativePackages: []string{}, Environments: []facts.Environment{}, Ports: []facts.Port{}, Build: [][]string{}, Start: []string{},
	}
	if m.file == nil {
		return u
	}
	u.Language.Evidence = at(m.goMod(), 1, "go.mod")
	u.BuildTool.Evidence = u.Language.Evidence
	u.RuntimeVersion = r.goVersion(m)
	return u
}

// moduleName is the last element of a module path without its major version.
func moduleName(m *mod, fallback string) string {
	p := m.path
	if versionElement.MatchString(path.Base(p)) {
		p = path.Dir(p)
	}
	base := path.Base(p)
	if p == "" || base == "." {
		base = path.Base(m.dir)
	}
	if base == "." || base == "" {
		return fallback
	}
	return base
}

// app is one program with what the questions about it are asked of: its folded code, the ways from its main function, and the
// configuration files that it opens.
type app struct {
	*program
	ways   *ways
	config *configSet
}

func newApp(s *sources, main *gopkg) *app {
	p := s.program(main)
	return &app{program: p, ways: waysOf(p), config: openSettings(p)}
}

// unit reports one program.
func (r *repo) unit(p *app) facts.Unit {
	m := p.main.mod
	u := r.base(m)
	mainFile := p.mainFile()
	u.Main = facts.Text{Value: p.main.dir, Confidence: facts.Certain, Evidence: []facts.Evidence{p.mainAt(mainFile)}}
	if u.Language.Evidence == nil {
		u.Language.Evidence = u.Main.Evidence
		u.BuildTool.Evidence = u.Main.Evidence
	}
	u.Name = unitName(p.main.dir, u.Name)
	listeners := p.listeners()
	u.Kind = p.kind(listeners)
	serves := u.Kind.Value == facts.Server
	u.Framework = p.framework(slices.DeleteFunc(slices.Clone(listeners), func(l listener) bool { return l.off || !serves && u.Kind.Value != facts.Worker }))
	u.Artifact = facts.Text{Value: binaryName(p.main.dir, u.Name), Confidence: facts.Certain, Evidence: u.Main.Evidence}
	u.Confidence = u.Kind.Confidence
	args := startWords(listeners)
	var place placement
	if serves || u.Kind.Value == facts.Worker {
		place = r.ports(&u, p, listeners)
		r.deployed(&u, p)
		u.NeedsEnv = slices.DeleteFunc(u.NeedsEnv, func(name string) bool {
			return slices.ContainsFunc(place.env, func(e facts.EnvVar) bool { return e.Name == name })
		})
	}
	if argument := p.config.folderArgument(); argument != "" {
		args = append(args, argument)
	}
	if p.imports(ginPath) != nil && serves {
		place.set("GIN_MODE", "release") // gin: without it every request is logged in debug mode
	}
	args = append(args, place.args...)
	u.Start = append([]string{"./" + u.Artifact.Value}, args...)
	r.image(&u, newMaker(p.program, p.config, p.ways), args, place.env)
	return u
}

// deployed adds what matters only for a program that runs on a cluster.
func (r *repo) deployed(u *facts.Unit, p *app) {
	u.Needs, u.Registries = p.needs()
	u.NeedsEnv = p.needsEnv()
	if u.Kind.Value == facts.Server {
		u.Health = p.health()
		if f := p.imports("github.com/prometheus/client_golang/prometheus/promhttp"); f != nil && len(p.with(`"/metrics"`)) > 0 {
			u.Metrics = facts.Text{Value: "/metrics", Confidence: facts.Likely, Evidence: []facts.Evidence{{File: f.path, Line: f.importLine("github.com/prometheus/client_golang"), Rule: "promhttp"}}}
		}
	}
	p.configure(u)
	for _, f := range p.with("godotenv.Load") {
		if x := p.index(f); x != nil && len(x.calls["Load"]) > 0 && (f.has("log.Fatal") || f.has("panic(")) && !r.tree.Has(path.Join(p.main.mod.dir, ".env")) {
			r.warn(f.path, r.place(x.calls["Load"][0].node, "").Line, "may end when no .env file is in its working folder; an image holds none: ignore the error of godotenv.Load and set the variables")
			break
		}
	}
}

// generic are folder names that say nothing of which program it is.
var generic = strings.Fields("cmd app apps server main bin internal pkg src service services backend . go")

// unitName names a program by its folder: cmd/orders is orders, app/cart/service/cmd/server is cart-service, cmd/server is the module.
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
	if n := len(parts); n > 1 && strings.Contains(parts[n-2], parts[n-1]) { // auth-service/cmd/auth
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
func (p *app) mainFile() *gofile {
	for _, f := range p.main.files {
		if f.has("func main") {
			return f
		}
	}
	return p.main.files[0]
}

func (p *app) mainAt(f *gofile) facts.Evidence {
	e := facts.Evidence{File: f.path, Rule: "package main"}
	line := 0
	for text := range strings.Lines(string(f.src)) {
		line++
		if strings.HasPrefix(text, "func main(") {
			e.Line = line
		}
	}
	return e
}

// goVersion is the go directive: the least version that the module may be built with (Go modules reference).
func (r *repo) goVersion(m *mod) facts.Text {
	if m.file.Go == nil {
		return facts.Text{}
	}
	v := m.file.Go.Version
	parts := strings.SplitN(v, ".", 3)
	if len(parts) < 2 {
		return facts.Text{}
	}
	minor, _, _ := strings.Cut(strings.FieldsFunc(parts[1], func(c rune) bool { return c < '0' || c > '9' })[0], "r")
	t := facts.Text{Value: parts[0] + "." + minor, Constraint: ">=" + goSemver(v), Confidence: facts.Certain, Evidence: at(m.goMod(), m.file.Go.Syntax.Start.Line, "go directive")}
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
