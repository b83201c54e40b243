package recipe

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/buildfiles"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/golang/reach"
	"github.com/waybill-dev/waybill/detectors/golang/settings"
)

// buildCache is where the compiler keeps its work between builds, moduleCache what was downloaded. GOCACHE and GOMODCACHE point there, so that
// neither the home folder nor the GOPATH of the image matters. Both bear several go commands at once (go help cache; cmd/go/internal/lockedfile).
const (
	buildCache  = "/var/cache/go-build"
	moduleCache = "/var/cache/go-mod"
)

// Program is one program whose image is described.
type Program struct {
	*fold.Program
	config *settings.Files
	ways   *reach.Ways
	own    Own
	Embeds []module.Embed
	dirs   []string // folders of its packages, the nearest to main first
}

// Own is how the repository itself builds a program.
type Own struct {
	Files *buildfiles.Files
	Flags buildfiles.Flags
}

// Of returns what the questions about the image are asked of.
func Of(p *fold.Program, config *settings.Files, w *reach.Ways, own Own) *Program {
	made := &Program{p, config, w, own, module.Embeds(p.Files), nil}
	seen := map[string]bool{}
	for _, f := range p.Files {
		if !seen[f.Pkg.Dir] {
			seen[f.Pkg.Dir] = true
			made.dirs = append(made.dirs, f.Pkg.Dir)
		}
	}
	return made
}

// Image says how the program becomes an image: dependencies in a layer of their own, compiled with a cache, and run without anything else.
func Image(r *module.Repo, u *facts.Unit, p *Program, args []string, env []facts.EnvVar) {
	m := p.Main.Mod
	embeds := p.Embeds
	checkEmbeds(r, embeds)
	fronts, owned := embeddedFrontends(p, embeds)
	var front *frontend // one that is served
	if len(owned) == 0 && u.Kind.Value == facts.Server {
		if front = servedFrontend(p); front != nil {
			owned, fronts = append(owned, front.dir), append(fronts, front)
		}
	}
	for _, dir := range owned {
		own(r, dir, u.Path)
	}
	c := needsCgo(p.Program)
	build := buildStage(r, u, p, c)
	var made []string
	u.Image.Stages, build.From, made = frontendStages(r, fronts)
	tellMissing(p, embeds, made)
	u.Image.Stages = append(u.Image.Stages, build)
	for _, s := range u.Image.Stages {
		u.Build = append(u.Build, slices.Concat(s.Resolve, s.Build)...)
	}
	if m.File == nil && len(thirdParty(p)) > 0 && !r.Exists(path.Join(m.Dir, "vendor", "manifest")) {
		r.Warn(u.Main.Evidence[0].File, u.Main.Evidence[0].Line, "belongs to no module: its dependencies are resolved to their newest versions")
	}
	binary := u.Artifact.Value
	run := facts.Run{Command: append([]string{"/app/" + binary}, args...), Env: env}
	if c.required {
		run.Requires = []facts.Require{{Capability: "glibc", Evidence: []facts.Evidence{c.at}}}
		u.NativePackages = append(u.NativePackages, c.run...)
	} else if tools := tools(p, args); len(tools) > 0 {
		u.NativePackages = append(u.NativePackages, tools...)
		run.Requires = []facts.Require{{Capability: "sh", Evidence: []facts.Evidence{{File: u.Main.Evidence[0].File, Line: u.Main.Evidence[0].Line, Rule: "runs " + strings.Join(tools, ", ")}}}}
	} else {
		run.Requires = []facts.Require{{Capability: "static", Evidence: []facts.Evidence{{File: u.Main.Evidence[0].File, Line: u.Main.Evidence[0].Line, Rule: "CGO_ENABLED=0: nothing that the program imports needs cgo"}}}}
	}
	run.Wants = runWants(p)
	var files []opened
	var writes []string
	var kept []facts.Kept
	if u.Kind.Value != facts.CLI { // a command line works on the files of whoever calls it
		files, writes = runtimeFiles(p, u)
		m := &mover{Program: p, start: args}
		kept = append(databaseFolders(p, m), storeFolders(p, m)...)
		run.Command, u.Start = append(run.Command, m.args...), append(u.Start, m.args...)
		run.Env = append(run.Env, m.env...)
		for _, k := range kept {
			writes = append(writes, k.Folder)
		}
		writes = tidyWrites(writes)
	}
	for _, f := range files {
		if f.from == "." || front != nil && module.Within(f.from, front.dir) {
			continue // what is served is built, not the sources
		}
		run.Copies = append(run.Copies, facts.Copy{From: f.from, To: f.name, Why: f.why})
	}
	if front != nil && len(u.Image.Stages) > 1 {
		run.Copies = append(run.Copies, facts.Copy{Stage: "frontend", From: front.out + "/", To: front.out + "/", Why: "the front end that it serves"})
	}
	run.Copies = append(run.Copies, facts.Copy{Stage: "build", From: "/out/" + binary, To: binary})
	run.Writable, run.Kept = writes, kept
	for _, w := range writes {
		if base := strings.ToLower(path.Base(w)); base == "logs" || base == "log" {
			run.LogDir = w
		}
	}
	u.Image.Run = run
}

// own says that another language's folder is built by this unit.
func own(r *module.Repo, dir, unit string) {
	if r.Owned == nil {
		r.Owned = map[string]string{}
	}
	if _, taken := r.Owned[dir]; !taken {
		r.Owned[dir] = unit
	}
}

// buildStage compiles the program.
func buildStage(r *module.Repo, u *facts.Unit, p *Program, c cgo) facts.Stage {
	m := p.Main.Mod
	rec := p.own.Flags
	s := facts.Stage{
		Name: "build", Workdir: workdir(m.Dir),
		Requires: []facts.Require{{Capability: "go", Range: u.RuntimeVersion.Constraint, Evidence: u.RuntimeVersion.Evidence}},
		Env:      []facts.EnvVar{{Name: "CGO_ENABLED", Value: "0"}, {Name: "GOCACHE", Value: buildCache}, {Name: "GOMODCACHE", Value: moduleCache}},
		Caches:   []facts.Cache{{ID: "go-mod", Target: moduleCache}, {ID: "go-build", Target: buildCache, Compiled: true}},
	}
	if c.required {
		s.Env[0].Value = "1"
		s.Wants = append([]string{"gcc", "libc6-dev"}, c.build...)
		slices.Sort(s.Wants)
		s.Wants = slices.Compact(s.Wants)
	}
	if c.required {
		s.Native = c.at.Rule
	} else {
		s.Platform = facts.CrossPlatform
		s.Cross = facts.Cross{Command: []string{"go", "build"}, Env: []facts.EnvVar{{Name: "GOOS", Value: "${TARGETOS}"}, {Name: "GOARCH", Value: "${TARGETARCH}"}}}
	}
	// the toolchain of the image is the one to use: no other is downloaded in the middle of a build
	s.Env = append(s.Env, facts.EnvVar{Name: "GOTOOLCHAIN", Value: "local"})
	s.Takes = []facts.Secret{{ID: "netrc", Target: "/root/.netrc"}}
	if priv := r.Private(m); priv.Secret {
		s.Secrets = s.Takes
		if priv.Pattern != "" { // modules of the same owner may well be public
			s.Wants = append(s.Wants, "git")
			s.Env = append(s.Env, facts.EnvVar{Name: "GOPRIVATE", Value: priv.Pattern})
			r.Warn(priv.At.File, priv.At.Line, "may need credentials ("+priv.At.Rule+"): the build takes them from the optional secret netrc")
		}
	}
	if len(rec.Unknown) > 0 {
		r.Warn(rec.At.File, rec.At.Line, "stamps "+strings.Join(rec.Unknown, ", ")+" with values of git or the clock: the image keeps the defaults of the code")
	}
	for _, v := range rec.Env {
		s.Env = append(s.Env, v)
		r.Warn(rec.At.File, rec.At.Line, "is built with "+v.Name+"="+v.Value+", and so is the image: the go command of the build image has to know it")
	}
	tellLeftOut(p, rec.Left)
	tellUntaken(p)
	command := []string{"go", "build", "-trimpath"}
	if len(rec.Tags) > 0 {
		command = append(command, "-tags="+strings.Join(rec.Tags, ","))
	}
	ld := []string{"-s", "-w"}
	for _, stamp := range rec.Stamps {
		ld = append(ld, "-X", stamp)
	}
	for _, name := range rec.Commits {
		ld = append(ld, "-X", name+"=${REVISION}")
		s.Args = []facts.EnvVar{{Name: "REVISION", Value: "unknown"}}
	}
	command = append(command, "-ldflags="+strings.Join(ld, " "))
	command = append(command, "-o", "/out/"+u.Artifact.Value, target(p.Main.Dir, m))
	if m.File == nil {
		legacyStage(&s, p, command)
	} else {
		moduleStage(r, &s, p, command)
		s.Build = append(generate(p), s.Build...)
	}
	return s
}

// target writes a folder as a package that the go command takes in the folder of the module.
func target(dir string, m *module.Module) string {
	if dir == m.Dir {
		return "."
	}
	return "./" + module.Relative(dir, m.Dir)
}

// moduleStage resolves by go.mod: the files of all modules that take part are copied first, so that a source edit re-uses their layer.
func moduleStage(r *module.Repo, s *facts.Stage, p *Program, command []string) {
	m := p.Main.Mod
	related := r.Related(m)
	hasSum, requires := false, 0
	for _, other := range related {
		if other.File == nil {
			continue
		}
		requires += len(other.File.Require)
		s.Manifest = append(s.Manifest, other.GoMod())
		if sum := path.Join(other.Dir, "go.sum"); r.Tree.Has(sum) {
			s.Manifest = append(s.Manifest, sum)
			hasSum = true
		}
	}
	vendored := m.Vendored
	if w := m.Workspace; w != nil {
		vendored = r.Exists(path.Join(w.Dir, "vendor", "modules.txt"))
		s.Manifest = append(s.Manifest, w.Name)
		if sum := path.Join(w.Dir, "go.work.sum"); r.Tree.Has(sum) {
			s.Manifest = append(s.Manifest, sum)
		}
	}
	slices.Sort(s.Manifest)
	switch {
	case vendored: // nothing is downloaded
		s.Manifest = nil
	case requires == 0:
		s.Manifest = nil
	case !hasSum:
		r.Warn(m.GoMod(), 1, "has no go.sum beside it: the build writes one, and nothing checks what it downloads")
		command = slices.Insert(command, 2, "-mod=mod")
		s.Manifest = nil
	default:
		s.Resolve = [][]string{{"go", "mod", "download"}}
	}
	s.Build = [][]string{command}
}

// legacyStage builds a project without go.mod: with what it imports from the standard library only, as it stands; else as a new module.
func legacyStage(s *facts.Stage, p *Program, command []string) {
	m := p.Main.Mod
	name := cmp.Or(m.Path, "app")
	init := []string{"go", "mod", "init", name}
	s.Build = [][]string{init}
	if len(thirdParty(p)) > 0 {
		s.Build = append(s.Build, []string{"go", "mod", "tidy"})
		command = slices.Insert(command, 2, "-mod=mod") // a vendor folder of those days holds no modules.txt
	}
	s.Build = append(s.Build, command)
}

// thirdParty lists the imports that are neither the standard library nor the repository.
func thirdParty(p *Program) []string {
	var list []string
	for _, dep := range p.Dependencies() {
		if first, _, _ := strings.Cut(dep, "/"); strings.Contains(first, ".") {
			list = append(list, dep)
		}
	}
	return list
}

// runWants are the packages of the run image that the program's imports ask for.
func runWants(p *Program) []string {
	var wants []string
	if p.Imports("net/http") != nil || p.Imports("crypto/tls") != nil || p.Imports("google.golang.org/grpc") != nil || len(thirdParty(p)) > 0 {
		wants = append(wants, "ca-certificates")
	}
	if len(p.With("time.LoadLocation")) > 0 && p.Deps["time/tzdata"] == nil {
		wants = append(wants, "tzdata")
	}
	slices.Sort(wants)
	return slices.Compact(wants)
}

// callable are programs that Go services run by name, as Debian packages.
var callable = map[string]string{"git": "git", "ffmpeg": "ffmpeg", "ffprobe": "ffmpeg", "convert": "imagemagick", "pdftotext": "poppler-utils", "wkhtmltopdf": "wkhtmltopdf", "pg_dump": "postgresql-client", "mysqldump": "default-mysql-client", "rsync": "rsync", "ssh": "openssh-client"}

// tools are the OS packages of the programs that the started command runs. What only another command of the program runs does not count.
func tools(p *Program, args []string) []string {
	var list []string
	for _, f := range p.With("exec.Command") {
		x := p.Index(f)
		for fn, at := range map[string]int{"Command": 0, "CommandContext": 1} {
			for _, c := range x.Calls[fn] {
				if len(c.Node.Args) <= at {
					continue
				}
				name, _ := fold.LiteralText(c.Node.Args[at])
				pkg := callable[name]
				if pkg == "" || slices.Contains(list, pkg) {
					continue
				}
				r := p.ways.Route(reach.NodeOf(c.Around, f))
				if r.Reached && !r.Off && (len(r.Words) == 0 || slices.Equal(r.Words, args[:min(len(args), len(r.Words))])) {
					list = append(list, pkg)
				}
			}
		}
	}
	slices.Sort(list)
	return list
}
