package node

import (
	"cmp"
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// appRoot is where a program lies in its image, at the same relative paths as in the repository
// as far as they matter: links of a workspace lead from node_modules to its packages.
const appRoot = "/app"

// image says how a unit becomes an image: one stage that installs, builds and takes the development packages away,
// then node (or a web server) with the dependencies in a layer below the code.
func imageOf(p *codebase, u *unit, mg manager, version facts.Text) facts.Image {
	if u.kind.Value == facts.Library {
		return facts.Image{}
	}
	plan := imagePlan{p: p, u: u, mg: mg, root: mg.root, version: version}
	if mg.pnp {
		plan.flat = true
	}
	stage := plan.stage()
	if u.kind.Value == facts.StaticSite {
		return facts.Image{Stages: []facts.Stage{stage}, Run: plan.siteRun()}
	}
	run := plan.run(&stage)
	return facts.Image{Stages: []facts.Stage{stage}, Run: run}
}

// imagePlan carries what the parts of an image's recipe share.
type imagePlan struct {
	p       *codebase
	u       *unit
	mg      manager
	root    *manifest // where the package manager runs: the workspace's root, or the unit itself
	version facts.Text
	flat    bool // Plug'n'Play: no node_modules
}

func (ip imagePlan) workspace() bool { return ip.root != ip.u.m }

// inUnit is a path of the unit relative to the repository.
func (ip imagePlan) inUnit(rel string) string { return ip.u.m.join(rel) }

func (ip imagePlan) nodeRequire() facts.Require {
	return facts.Require{Capability: "node", Range: ip.version.Constraint, Pin: pinned(ip.version), Evidence: ip.version.Evidence}
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
	if dir := ip.root.dir; dir != "." {
		s.Workdir = dir
		s.Sources = []string{dir + "/"}
	}
	s.Requires = append(s.Requires, ip.managerRequire()...)
	if ip.mg.name == bun {
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
	name := ip.mg.name
	switch {
	case name == npm, name == yarn && ip.mg.berry && ip.yarnFile() != "":
		return nil
	case name == yarn && ip.mg.berry:
		name = "corepack"
	}
	return []facts.Require{{Capability: name, Evidence: ip.mg.text.Evidence}}
}

// yarnFile is the Yarn release that the repository carries and .yarnrc.yml names: it needs nothing but node.
func (ip imagePlan) yarnFile() string {
	for _, f := range ip.p.tree.In(ip.root.join(".yarn/releases")) {
		if strings.HasSuffix(f, ".cjs") {
			rel, _ := relative(ip.root.dir, f)
			return rel
		}
	}
	return ""
}

// tool is the command that calls the package manager.
func (ip imagePlan) tool(args ...string) []string {
	if ip.mg.name == yarn && ip.mg.berry {
		if file := ip.yarnFile(); file != "" {
			return append([]string{"node", file}, args...)
		}
		return append([]string{"corepack", yarn}, args...)
	}
	return append([]string{ip.mg.name}, args...)
}

// installCommands fetch what the lock file says.
func (ip imagePlan) installCommands() [][]string {
	var out [][]string
	if ip.mg.name == pnpm {
		out = append(out, []string{"sh", "-c", ip.p.pnpmSetup(ip.mg)})
	}
	args := ip.p.install(ip.mg)[1:]
	if ip.mg.name == npm && len(ip.buildCommands()) == 0 && !ip.needsDevelopment() && !ip.workspace() {
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
	if ip.u.kind.Value != facts.StaticSite && !needsBuild(ip.p, ip.u) {
		return out
	}
	if !ip.workspace() {
		if script := buildScript(ip.p.project, ip.u.m); script != "" {
			out = append(out, ip.tool("run", script))
		} else if ip.u.kind.Value == facts.StaticSite || metaFrameworks[ip.u.framework.Value] {
			out = append(out, ip.frameworkBuild()...)
		}
		return out
	}
	return append(out, ip.workspaceBuild()...)
}

// frameworkBuild calls the builder of a package that has no build script.
func (ip imagePlan) frameworkBuild() [][]string {
	word := map[string]string{"create-react-app": "react-scripts", "vue-cli": "vue-cli-service", "angular": "ng"}[ip.u.framework.Value]
	word = cmp.Or(word, ip.u.framework.Value)
	if word == "nest" || word == "plain" {
		return nil
	}
	return [][]string{ip.execIn(word, "build")}
}

// execIn runs an installed command in the unit's folder.
func (ip imagePlan) execIn(command ...string) []string {
	name := ip.u.m.name()
	if ip.workspace() && name != "" {
		switch ip.mg.name {
		case pnpm:
			return append([]string{pnpm, "--filter", name, "exec"}, command...)
		case npm:
			return append([]string{npm, "exec", "--workspace=" + name, "--"}, command...)
		case yarn:
			return ip.tool(append([]string{"workspace", name, "run"}, command...)...)
		}
	}
	switch ip.mg.name {
	case npm:
		return append([]string{"npx", "--no-install"}, command...)
	case pnpm:
		return append([]string{pnpm, "exec"}, command...)
	case bun:
		return append([]string{"bunx"}, command...)
	}
	return ip.tool(append([]string{"run"}, command...)...)
}

// workspaceBuild uses the task runner of the repository, which knows the order; else builds in the order of the dependencies.
func (ip imagePlan) workspaceBuild() [][]string {
	m, root := ip.u.m, ip.root
	script := buildScript(ip.p.project, m)
	switch {
	case ip.p.tree.Has(root.join("turbo.json")) && script != "" && m.name() != "":
		return [][]string{ip.rootExec("turbo", "run", script, "--filter="+m.name())}
	case ip.p.tree.Has(root.join("nx.json")) && m.name() != "" && (script != "" || ip.nxInfers() || ip.p.nx[m] != nil):
		return [][]string{ip.rootExec("nx", "run", ip.nxName()+":build")}
	}
	var out [][]string
	for _, dep := range ip.p.localInOrder(m) {
		if name := buildScript(ip.p.project, dep); name != "" && dep.name() != "" {
			out = append(out, ip.scriptOf(dep, name))
		}
	}
	if script != "" {
		out = append(out, ip.scriptOf(m, script))
	} else if ip.u.kind.Value == facts.StaticSite || metaFrameworks[ip.u.framework.Value] {
		out = append(out, ip.frameworkBuild()...)
	}
	return out
}

func (ip imagePlan) rootExec(command ...string) []string {
	switch ip.mg.name {
	case npm:
		return append([]string{"npx", "--no-install"}, command...)
	case pnpm:
		return append([]string{pnpm, "exec"}, command...)
	case bun:
		return append([]string{"bunx"}, command...)
	}
	return ip.tool(append([]string{"run"}, command...)...)
}

// nxInfers says whether Nx makes a build target by a plugin, from the framework's own settings.
func (ip imagePlan) nxInfers() bool {
	return metaFrameworks[ip.u.framework.Value] || ip.u.kind.Value == facts.StaticSite
}

// nxName is the project's name for Nx: of project.json, of package.json's nx field, of the package itself.
func (ip imagePlan) nxName() string {
	if data, err := ip.p.tree.Read(ip.inUnit("project.json")); err == nil {
		if v, err := parseJSON(data); err == nil && v.get("name").str() != "" {
			return v.get("name").str()
		}
	}
	return cmp.Or(ip.u.m.root.get("nx", "name").str(), ip.u.m.name())
}

func (ip imagePlan) scriptOf(m *manifest, script string) []string {
	if m == ip.root {
		return ip.tool("run", script)
	}
	name := m.name()
	switch {
	case ip.mg.name == pnpm:
		return []string{pnpm, "--filter", name, "run", script}
	case ip.mg.name == yarn && name != "":
		return ip.tool("workspace", name, "run", script)
	case ip.mg.name == bun:
		return []string{bun, "run", "--filter", name, script}
	}
	rel, _ := relative(ip.root.dir, m.dir)
	return []string{npm, "run", script, "--workspace=" + rel}
}

// siteRun serves the built files by a web server.
func (ip imagePlan) siteRun() facts.Run {
	s := ip.u.site
	to := "."
	if base := strings.Trim(s.base, "/"); base != "" {
		to = base + "/"
	}
	return facts.Run{
		Requires: []facts.Require{{Capability: "nginx", Evidence: []facts.Evidence{s.evidence}}},
		Workdir:  "/usr/share/nginx/html",
		Copies:   []facts.Copy{{Stage: "build", From: ip.inUnit(s.out) + "/", To: to, Why: "the built site"}},
		Command:  []string{"nginx", "-g", "daemon off;"}, StopSignal: "SIGQUIT",
		Site: &facts.Site{History: s.history, Base: s.base},
	}
}

func unitDir(m *manifest) string { return path.Join(appRoot, m.dir) }

// needsBuild says whether the build script makes something that the program needs: code that is compiled, or assets.
func needsBuild(p *codebase, u *unit) bool {
	return u.kind.Value != facts.Library
}
