// Package recipe says how a decided package becomes an image: what is installed, built and pruned in one stage, and what of it is copied
// into the image that runs.
//
// Into it go a launch.Unit and the package manager. Out of it comes a facts.Image: stages with their commands, caches and secrets, and
// the run with its copies and command. Each package manager has its own commands (commands.go); what is copied is the same for all.
// For example, a package with "build": "tsc" and a package-lock.json gives npm ci, npm run build, npm prune, and copies of
// node_modules, package.json and dist.
package recipe

import (
	"cmp"
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/launch"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// appRoot is where a program lies in its image, at the same relative paths as in the repository
// as far as they matter: links of a workspace lead from node_modules to its packages.
const appRoot = "/app"

// image says how a unit becomes an image: one stage that installs, builds and takes the development packages away,
// then node (or a web server) with the dependencies in a layer below the code.
func Of(p *code.Base, u *launch.Unit, mg manifest.Manager, version facts.Text) facts.Image {
	if u.Kind.Value == facts.Library {
		return facts.Image{}
	}
	plan := imagePlan{p: p, u: u, mg: mg, root: mg.Root, version: version}
	if mg.PnP {
		plan.flat = true
	}
	stage := plan.stage()
	if u.Kind.Value == facts.StaticSite {
		return facts.Image{Stages: []facts.Stage{stage}, Run: plan.siteRun()}
	}
	run := plan.run(&stage)
	return facts.Image{Stages: []facts.Stage{stage}, Run: run}
}

// imagePlan carries what the parts of an image's recipe share.
type imagePlan struct {
	p       *code.Base
	u       *launch.Unit
	mg      manifest.Manager
	root    *manifest.Manifest // where the package manager runs: the workspace's root, or the unit itself
	version facts.Text
	flat    bool // Plug'n'Play: no node_modules
}

func (ip imagePlan) workspace() bool { return ip.root != ip.u.M }

// inUnit is a path of the unit relative to the repository.
func (ip imagePlan) inUnit(rel string) string { return ip.u.M.Join(rel) }

func (ip imagePlan) nodeRequire() facts.Require {
	return facts.Require{Capability: "node", Range: ip.version.Constraint, Pin: manifest.Pinned(ip.version), Evidence: ip.version.Evidence}
}

// nodeAsBuilt asks for the Node that node_modules was made with: native modules have the ABI of one major
// (nodejs.org/docs: "ABI Stability").
func (ip imagePlan) nodeAsBuilt() facts.Require {
	r := ip.nodeRequire()
	r.AsBuilt = true
	return r
}

func (ip imagePlan) stage() facts.Stage {
	s := facts.Stage{Name: "build", Requires: []facts.Require{ip.nodeRequire()}}
	if dir := ip.root.Dir; dir != "." {
		s.Workdir = dir
		s.Sources = []string{dir + "/"}
	}
	s.Requires = append(s.Requires, ip.managerRequire()...)
	if ip.mg.Name == manifest.Bun {
		s.Requires = s.Requires[1:] // bun runs the builders too
	}
	s.Wants = ip.buildWants()
	s.Env = ip.buildEnv()
	s.Caches = ip.caches()
	s.Secrets = ip.secrets()
	install := ip.installCommands()
	if files, all := ip.manifestFiles(); all {
		s.Build = install
	} else {
		s.Manifest, s.Resolve = files, install
	}
	s.Build = append(s.Build, ip.buildCommands()...)
	return s
}

// managerRequire is the capability of the package manager; npm comes with node.
func (ip imagePlan) managerRequire() []facts.Require {
	name := ip.mg.Name
	switch {
	case name == manifest.NPM, name == manifest.Yarn && ip.mg.Berry && ip.yarnFile() != "":
		return nil
	case name == manifest.Yarn && ip.mg.Berry:
		name = "corepack"
	}
	return []facts.Require{{Capability: name, Evidence: ip.mg.Text.Evidence}}
}

// yarnFile is the Yarn release that the repository carries and .yarnrc.yml names: it needs nothing but node.
func (ip imagePlan) yarnFile() string {
	for _, f := range ip.p.Tree.In(ip.root.Join(".yarn/releases")) {
		if strings.HasSuffix(f, ".cjs") {
			rel, _ := manifest.Relative(ip.root.Dir, f)
			return rel
		}
	}
	return ""
}

// tool is the command that calls the package manager.
func (ip imagePlan) tool(args ...string) []string {
	if ip.mg.Name == manifest.Yarn && ip.mg.Berry {
		if file := ip.yarnFile(); file != "" {
			return append([]string{"node", file}, args...)
		}
		return append([]string{"corepack", manifest.Yarn}, args...)
	}
	return append([]string{ip.mg.Name}, args...)
}

// installCommands fetch what the lock file says.
func (ip imagePlan) installCommands() [][]string {
	var out [][]string
	if ip.mg.Name == manifest.PNPM {
		out = append(out, []string{"sh", "-c", ip.p.PnpmSetup(ip.mg)})
	}
	args := ip.p.Install(ip.mg)[1:]
	if ip.mg.Name == manifest.NPM && len(ip.buildCommands()) == 0 && !ip.needsDevelopment() && !ip.workspace() {
		args = append(args, ip.omitDev())
	}
	return append(out, ip.tool(args...))
}

// omitDev is the flag of npm that leaves development packages out; npm 6 (Node 14 and before) has another.
func (ip imagePlan) omitDev() string {
	if v := ip.version.Value; len(v) == 1 || v == "10" || v == "12" || v == "14" {
		return "--production"
	}
	return "--omit=dev"
}

// buildCommands build the packages of the workspace that the unit needs, then the unit.
func (ip imagePlan) buildCommands() [][]string {
	var out [][]string
	if ip.generatesPrisma() {
		out = append(out, ip.execIn("prisma", "generate"))
	}
	if ip.u.Kind.Value != facts.StaticSite && !NeedsBuild(ip.p, ip.u) {
		return out
	}
	if !ip.workspace() {
		if script := scripts.BuildScript(ip.p.Project, ip.u.M); script != "" {
			out = append(out, ip.tool("run", script))
		} else if ip.u.Kind.Value == facts.StaticSite || launch.MetaFrameworks[ip.u.Framework.Value] {
			out = append(out, ip.frameworkBuild()...)
		}
		return out
	}
	return append(out, ip.workspaceBuild()...)
}

// frameworkBuild calls the builder of a package that has no build script.
func (ip imagePlan) frameworkBuild() [][]string {
	word := map[string]string{"create-react-app": "react-scripts", "vue-cli": "vue-cli-service", "angular": "ng"}[ip.u.Framework.Value]
	word = cmp.Or(word, ip.u.Framework.Value)
	if word == "nest" || word == "plain" {
		return nil
	}
	return [][]string{ip.execIn(word, "build")}
}

// execIn runs an installed command in the unit's folder.
func (ip imagePlan) execIn(command ...string) []string {
	name := ip.u.M.Name()
	if ip.workspace() && name != "" {
		switch ip.mg.Name {
		case manifest.PNPM:
			return append([]string{manifest.PNPM, "--filter", name, "exec"}, command...)
		case manifest.NPM:
			return append([]string{manifest.NPM, "exec", "--workspace=" + name, "--"}, command...)
		case manifest.Yarn:
			return ip.tool(append([]string{"workspace", name, "run"}, command...)...)
		}
	}
	switch ip.mg.Name {
	case manifest.NPM:
		return append([]string{"npx", "--no-install"}, command...)
	case manifest.PNPM:
		return append([]string{manifest.PNPM, "exec"}, command...)
	case manifest.Bun:
		return append([]string{"bunx"}, command...)
	}
	return ip.tool(append([]string{"run"}, command...)...)
}

// workspaceBuild uses the task runner of the repository, which knows the order; else builds in the order of the dependencies.
func (ip imagePlan) workspaceBuild() [][]string {
	m, root := ip.u.M, ip.root
	script := scripts.BuildScript(ip.p.Project, m)
	switch {
	case ip.p.Tree.Has(root.Join("turbo.json")) && script != "" && m.Name() != "":
		return [][]string{ip.rootExec("turbo", "run", script, "--filter="+m.Name())}
	case ip.p.Tree.Has(root.Join("nx.json")) && m.Name() != "" && (script != "" || ip.nxInfers() || ip.p.Nx[m] != nil):
		return [][]string{ip.rootExec("nx", "run", ip.nxName()+":build")}
	}
	var out [][]string
	for _, dep := range ip.p.LocalInOrder(m) {
		if name := scripts.BuildScript(ip.p.Project, dep); name != "" && dep.Name() != "" {
			out = append(out, ip.scriptOf(dep, name))
		}
	}
	if script != "" {
		out = append(out, ip.scriptOf(m, script))
	} else if ip.u.Kind.Value == facts.StaticSite || launch.MetaFrameworks[ip.u.Framework.Value] {
		out = append(out, ip.frameworkBuild()...)
	}
	return out
}

func (ip imagePlan) rootExec(command ...string) []string {
	switch ip.mg.Name {
	case manifest.NPM:
		return append([]string{"npx", "--no-install"}, command...)
	case manifest.PNPM:
		return append([]string{manifest.PNPM, "exec"}, command...)
	case manifest.Bun:
		return append([]string{"bunx"}, command...)
	}
	return ip.tool(append([]string{"run"}, command...)...)
}

// nxInfers says whether Nx makes a build target by a plugin, from the framework's own settings.
func (ip imagePlan) nxInfers() bool {
	return launch.MetaFrameworks[ip.u.Framework.Value] || ip.u.Kind.Value == facts.StaticSite
}

// nxName is the project's name for Nx: of project.json, of package.json's nx field, of the package itself.
func (ip imagePlan) nxName() string {
	if data, err := ip.p.Tree.Read(ip.inUnit("project.json")); err == nil {
		if v, err := manifest.Parse(data); err == nil && v.Get("name").Str() != "" {
			return v.Get("name").Str()
		}
	}
	return cmp.Or(ip.u.M.Root.Get("nx", "name").Str(), ip.u.M.Name())
}

func (ip imagePlan) scriptOf(m *manifest.Manifest, script string) []string {
	if m == ip.root {
		return ip.tool("run", script)
	}
	name := m.Name()
	switch {
	case ip.mg.Name == manifest.PNPM:
		return []string{manifest.PNPM, "--filter", name, "run", script}
	case ip.mg.Name == manifest.Yarn && name != "":
		return ip.tool("workspace", name, "run", script)
	case ip.mg.Name == manifest.Bun:
		return []string{manifest.Bun, "run", "--filter", name, script}
	}
	rel, _ := manifest.Relative(ip.root.Dir, m.Dir)
	return []string{manifest.NPM, "run", script, "--workspace=" + rel}
}

// siteRun serves the built files by a web server.
func (ip imagePlan) siteRun() facts.Run {
	s := ip.u.Site
	to := "."
	if base := strings.Trim(s.Base, "/"); base != "" {
		to = base + "/"
	}
	return facts.Run{
		Requires: []facts.Require{{Capability: "nginx", Evidence: []facts.Evidence{s.Evidence}}},
		Workdir:  "/usr/share/nginx/html",
		Copies:   []facts.Copy{{Stage: "build", From: ip.inUnit(s.Out) + "/", To: to, Why: "the built site"}},
		Command:  []string{"nginx", "-g", "daemon off;"}, StopSignal: "SIGQUIT",
		Site: &facts.Site{History: s.History, Base: s.Base},
	}
}

func unitDir(m *manifest.Manifest) string { return path.Join(appRoot, m.Dir) }

// NeedsBuild says whether the build script makes something that the program needs: code that is compiled, or assets.
func NeedsBuild(p *code.Base, u *launch.Unit) bool {
	return u.Kind.Value != facts.Library
}
