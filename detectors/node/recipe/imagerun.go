package recipe

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/launch"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// collect gathers the program without its dependencies, which are a layer of their own; the names left out are constant.
const collect = `mkdir -p /out && find . -mindepth 1 -maxdepth 1 ! -name node_modules ! -name .git ! -name .github ! -name .vscode ! -name .idea ! -name .husky ` +
	`! -name test ! -name tests ! -name __tests__ ! -name e2e ! -name cypress ! -name coverage ! -name docs ! -name '*.md' ! -name '.env.*' ! -name .npmrc -exec cp -R '{}' /out/ ';'`

// run is the final stage of a program.
func (ip imagePlan) run(s *facts.Stage) facts.Run {
	r := facts.Run{
		Requires: []facts.Require{ip.nodeAsBuilt()},
		Env:      []facts.EnvVar{{Name: "NODE_ENV", Value: "production"}},
		Wants:    ip.runWants(), Reaper: true,
	}
	if ip.u.Launch.Argv != nil && path.Base(ip.u.Launch.Argv[0]) == manifest.Bun {
		r.Requires = []facts.Require{{Capability: manifest.Bun, Evidence: ip.mg.Text.Evidence}}
	}
	for _, e := range ip.u.Launch.Env {
		if e.Name != "NODE_ENV" && e.Name != "PORT" && !strings.Contains(e.Value, "$") {
			r.Env = append(r.Env, facts.EnvVar{Name: e.Name, Value: e.Value})
		}
	}
	if mode, _ := ip.nextMode(); mode == "standalone" {
		ip.standalone(&r)
		return r
	}
	s.Build = append(s.Build, ip.prune()...)
	switch {
	case strings.HasPrefix(ip.u.Launch.File, "../"):
		ip.copyCollected(&r)
		return r
	case ip.selfContained():
		out, _, _ := strings.Cut(ip.u.Launch.File, "/")
		r.Copies = []facts.Copy{{Stage: "build", From: ip.inUnit(out), To: out, Why: "the server with all that it needs"}}
		ip.copyPackage(&r)
	case ip.workspace():
		ip.copyWorkspace(s, &r)
	default:
		ip.copyAlone(s, &r)
	}
	r.Command = ip.command()
	return r
}

// copyCollected copies what a workspace builds into a folder of its root (dist/apps/api), with the root's packages.
func (ip imagePlan) copyCollected(r *facts.Run) {
	file := ip.inUnit(ip.u.Launch.File)
	r.Copies = []facts.Copy{
		{Stage: "build", From: ip.root.Join("node_modules"), To: "node_modules", Why: "dependencies"},
		{Stage: "build", From: ip.root.File, To: "package.json"},
		{Stage: "build", From: path.Dir(file), To: path.Dir(file), Why: "the compiled program"},
	}
	r.Command = []string{"node", file}
}

// selfContained outputs bring their dependencies along: Nitro's .output.
func (ip imagePlan) selfContained() bool { return strings.HasPrefix(ip.u.Launch.File, ".output/") }

func (ip imagePlan) nextMode() (string, facts.Evidence) {
	if ip.u.Known.Name != "next" {
		return "", facts.Evidence{}
	}
	if script := scripts.BuildScript(ip.p.Project, ip.u.M); script != "" {
		for _, pr := range scripts.Follow(ip.p.Project, ip.u.M, script) {
			if mode, e := launch.NextOutput(ip.p, ip.u.M, pr); mode != "" && pr.Word() == "next" {
				return mode, e
			}
		}
		return "", facts.Evidence{}
	}
	return launch.NextOutput(ip.p, ip.u.M, scripts.Process{M: ip.u.M})
}

// standalone is Next's own minimal server: it holds the packages that were traced, but neither the static files nor public
// (https://nextjs.org/docs/app/api-reference/config/next-config-js/output).
func (ip imagePlan) standalone(r *facts.Run) {
	inner, _ := manifest.Relative(ip.root.Dir, ip.u.M.Dir) // in a workspace the folder is repeated inside
	r.Workdir = path.Join(appRoot, inner)
	r.Copies = []facts.Copy{
		{Stage: "build", From: ip.inUnit(".next/standalone") + "/", To: appRoot + "/", Why: "the server with the packages that it uses"},
		{Stage: "build", From: ip.inUnit(".next/static"), To: ".next/static"},
	}
	if ip.p.Tree.HasDir(ip.inUnit("public")) {
		r.Copies = append(r.Copies, facts.Copy{Stage: "build", From: ip.inUnit("public"), To: "public"})
	}
	r.Env = append(r.Env, facts.EnvVar{Name: "HOSTNAME", Value: "0.0.0.0"})
	r.Writable = []string{".next/cache"}
	r.Command = []string{"node", "server.js"}
}

// copyAlone copies a package that stands for itself: node_modules, then the compiled program or the sources.
func (ip imagePlan) copyAlone(s *facts.Stage, r *facts.Run) {
	if ip.flat {
		s.Shell = append(s.Shell, collect) // .pnp.cjs, .yarn/cache and .yarn/unplugged are the dependencies
		r.Copies = []facts.Copy{{Stage: "build", From: "/out/", To: "."}}
		return
	}
	if ip.hasDependencies() {
		r.Copies = append(r.Copies, facts.Copy{Stage: "build", From: ip.inUnit("node_modules"), To: "node_modules", Why: "dependencies"})
	}
	out := ip.outFolder()
	if out == "" {
		s.Shell = append(s.Shell, collect)
		r.Copies = append(r.Copies, facts.Copy{Stage: "build", From: "/out/", To: ".", Why: "the program"})
		return
	}
	for _, name := range ip.opened(out) {
		r.Copies = append(r.Copies, facts.Copy{Stage: "build", From: ip.inUnit(name), To: name, Why: "opened at run time"})
	}
	ip.copyPackage(r)
	r.Copies = append(r.Copies, facts.Copy{Stage: "build", From: ip.inUnit(out), To: out, Why: "the compiled program"})
}

func (ip imagePlan) copyPackage(r *facts.Run) {
	r.Copies = append(r.Copies, facts.Copy{Stage: "build", From: ip.u.M.File, To: path.Base(ip.u.M.File)})
}

// outFolder is the folder of the compiled program, "" when the sources themselves run.
func (ip imagePlan) outFolder() string {
	l := ip.u.Launch
	if l.Class == scripts.RunsTool {
		switch ip.u.Known.Name {
		case "next":
			return ".next"
		case "remix", "react-router":
			return "build"
		}
		return ""
	}
	if l.Source == l.M.Join(l.File) || !strings.Contains(l.File, "/") {
		return ""
	}
	out, _, _ := strings.Cut(l.File, "/")
	if ip.p.Tree.HasDir(ip.inUnit(out)) {
		return "" // it holds sources too
	}
	return out
}

func (ip imagePlan) hasDependencies() bool {
	m := ip.u.M.Root
	return len(m.Get("dependencies").Names())+len(m.Get("optionalDependencies").Names()) > 0 || !ip.prunes() && len(m.Get("devDependencies").Names()) > 0
}

// copyWorkspace keeps the paths of the repository, since node_modules of a workspace links to its packages.
func (ip imagePlan) copyWorkspace(s *facts.Stage, r *facts.Run) {
	inImage := func(rel string) string { return path.Join(appRoot, rel) }
	add := func(from, why string) {
		r.Copies = append(r.Copies, facts.Copy{Stage: "build", From: from, To: inImage(from), Why: why})
	}
	r.Workdir = unitDir(ip.u.M)
	if ip.flat {
		for _, f := range []string{".pnp.cjs", ".yarn"} {
			add(ip.root.Join(f), "dependencies")
		}
	} else {
		add(ip.root.Join("node_modules"), "dependencies")
	}
	add(ip.root.File, "")
	for _, dep := range ip.p.Local(ip.u.M) {
		add(dep.Dir, "package of the workspace")
	}
	out := ip.outFolder()
	if out == "" {
		add(ip.u.M.Dir, "the program")
		return
	}
	if !ip.flat {
		modules, _ := manifest.Relative(ip.root.Dir, ip.inUnit("node_modules"))
		s.Build = append(s.Build, []string{"mkdir", "-p", modules}) // npm and yarn may put all into the root's
		add(ip.inUnit("node_modules"), "")
	}
	for _, name := range ip.opened(out) {
		add(ip.inUnit(name), "opened at run time")
	}
	add(ip.u.M.File, "")
	add(ip.inUnit(out), "the compiled program")
}

// command starts node itself: npm would stand between it and the signals.
func (ip imagePlan) command() []string {
	l := ip.u.Launch
	if len(l.Argv) == 0 {
		return nil
	}
	argv := slices.Clone(l.Argv)
	word := path.Base(argv[0])
	switch {
	case word == "nodejs":
		argv[0] = "node"
	case word == "node" || word == manifest.Bun:
	case l.Class == scripts.RunsTool && word == "nest":
		argv = []string{"node", l.File}
	default:
		argv[0] = ip.bin(word)
	}
	if ip.flat && word == "node" {
		argv = append([]string{"node", "-r", ip.rel(".pnp.cjs")}, argv[1:]...)
		if ip.u.M.IsModule() {
			argv = append([]string{"node", "-r", ip.rel(".pnp.cjs"), "--experimental-loader", ip.rel(".pnp.loader.mjs")}, l.Argv[1:]...)
		}
	} else if ip.flat {
		argv = append([]string{"node", "-r", ip.rel(".pnp.cjs")}, argv...)
	}
	for _, b := range l.Before {
		ip.u.Warn(l.M.File, l.M.Line("scripts", l.Script), "scripts."+l.Script+" runs "+strings.Join(b, " ")+" before each start: the image starts the server only; run that command as a job before a release")
	}
	return argv
}

// rel is a path of the workspace's root as seen from the unit.
func (ip imagePlan) rel(name string) string {
	inner, _ := manifest.Relative(ip.root.Dir, ip.u.M.Dir)
	if inner == "." {
		return "./" + name
	}
	return strings.Repeat("../", strings.Count(inner, "/")+1) + name
}

// bin is an installed command: npm and yarn put it into the root of a workspace, pnpm into the package that names it.
func (ip imagePlan) bin(word string) string {
	if ip.flat {
		return word
	}
	if ip.workspace() && ip.mg.Name != manifest.PNPM {
		return ip.rel("node_modules/.bin/" + word)
	}
	return "./node_modules/.bin/" + word
}
