package recipe

import (
	"cmp"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/launch"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// build is the stage that installs, builds and prunes.
type build struct{ tools }

func (b build) stage() facts.Stage {
	s := facts.Stage{Name: "build", Requires: []facts.Require{b.nodeRequire()}}
	if dir := b.root.Dir; dir != "." {
		s.Workdir = dir
		s.Sources = []string{dir + "/"}
	}
	s.Requires = append(s.Requires, b.managerRequire()...)
	if b.mg.Name == manifest.Bun {
		s.Requires = s.Requires[1:] // bun runs the builders too
	}
	s.Wants = b.buildWants()
	s.Env, s.EnvIf = b.environment()
	s.Caches = b.caches()
	s.Secrets = b.secrets()
	s.Takes = []facts.Secret{userSettings}
	install := b.installCommands()
	s.Sources = b.withDotEnv(s.Sources)
	if files, all := b.manifestFiles(); all {
		s.Build = install
	} else {
		s.Manifest, s.Resolve = files, install
	}
	s.Platform, s.Native = b.platform()
	b.tellFonts()
	commands := b.buildCommands()
	for i, c := range commands {
		if b.mg.Berry {
			commands[i] = b.withFolder(b.withTokens(c)) // Yarn reads its settings before each command
		}
	}
	b.tellPageVariables()
	s.Build = append(s.Build, b.inline(&s, commands)...)
	return s
}

// installCommands fetch what the lock file says.
func (b build) installCommands() [][]string {
	var out [][]string
	if b.mg.Name == manifest.PNPM {
		out = append(out, []string{"sh", "-c", b.p.PnpmSetup(b.mg)})
	}
	if b.mg.Berry && b.yarnFile() == "" {
		out = append(out, []string{"sh", "-c", yarnSetup})
	}
	args := b.p.Install(b.mg)[1:]
	if b.mg.Name == manifest.NPM && len(b.buildCommands()) == 0 && !b.needsDevelopment() && !b.workspace() && !b.lifecycleUsesDevelopment() {
		args = append(args, b.omitDev())
	}
	return append(out, b.withTokens(b.withHeaders(b.tool(args...))))
}

// buildCommands build the packages of the workspace that the unit needs, then the unit.
func (b build) buildCommands() [][]string {
	var out [][]string
	if b.generatesPrisma() {
		out = append(out, b.execIn("prisma", "generate"))
	}
	if b.u.Kind.Value != facts.StaticSite && !NeedsBuild(b.u) {
		return out
	}
	if !b.workspace() {
		if script := b.buildScript(); script != "" {
			out = append(out, b.tool("run", script))
		} else if b.u.Kind.Value == facts.StaticSite || launch.MetaFrameworks[b.u.Framework.Value] {
			out = append(out, b.frameworkBuild()...)
		}
		return out
	}
	return append(out, b.workspaceBuild()...)
}

func (b build) buildScript() string {
	return cmp.Or(b.script, scripts.BuildScript(b.u.M), b.u.Site.Script)
}

// frameworkBuild calls the builder of a package that has no build script.
func (b build) frameworkBuild() [][]string {
	word := map[string]string{"create-react-app": "react-scripts", "vue-cli": "vue-cli-service", "angular": "ng"}[b.u.Framework.Value]
	word = cmp.Or(word, b.u.Framework.Value)
	if word == "nest" || word == "plain" {
		return nil
	}
	if word == "eleventy" {
		return [][]string{b.execIn(word)}
	}
	return [][]string{b.execIn(word, "build")}
}

// workspaceBuild uses the task runner of the repository, which knows the order; else builds in the order of the dependencies.
func (b build) workspaceBuild() [][]string {
	m, root := b.u.M, b.root
	script := b.buildScript()
	nest, isNest := b.p.Nest[m]
	switch {
	case isNest:
		return [][]string{b.rootExec("nest", "build", nest.Name)}
	case b.p.Tree.Has(root.Join("turbo.json")) && script != "" && m.Name() != "":
		return [][]string{b.rootExec("turbo", "run", script, "--filter="+m.Name())}
	case b.p.Tree.Has(root.Join("nx.json")) && m.Name() != "" && (script != "" || b.nxInfers() || b.p.Nx[m] != nil):
		return [][]string{b.rootExec("nx", "run", b.nxName()+":build")}
	}
	var out [][]string
	var needed []*manifest.Manifest
	if !b.entangled() {
		needed = b.p.LocalInOrder(m)
	}
	for _, dep := range needed {
		if name := scripts.BuildScript(dep); name != "" && dep.Name() != "" && !b.usedAsSource(dep, name) {
			out = append(out, b.scriptOf(dep, name))
		}
	}
	if script != "" {
		out = append(out, b.scriptOf(m, script))
	} else if b.u.Kind.Value == facts.StaticSite || launch.MetaFrameworks[b.u.Framework.Value] {
		out = append(out, b.frameworkBuild()...)
	}
	return out
}

// usedAsSource says whether a package of the workspace needs no build of its own: what it exports is in the tree
// (https://nodejs.org/api/packages.html#exports), or its script calls docker, which no build of an image can.
func (b build) usedAsSource(dep *manifest.Manifest, script string) bool {
	for _, pr := range scripts.Follow(b.p.Project, dep, script) {
		if word := pr.Word(); word == "docker" || word == "docker-compose" || word == "podman" {
			return true
		}
	}
	targets := exportTargets(dep.Root.Get("exports"))
	return len(targets) > 0 && !slices.ContainsFunc(targets, func(rel string) bool { return !b.p.Tree.Has(dep.Join(rel)) })
}

// exportTargets are the files of package.json's exports, without those for types alone.
func exportTargets(v *manifest.Value) []string {
	if v.Str() != "" {
		return []string{v.Str()}
	}
	var out []string
	for _, key := range v.Names() {
		if key != "types" {
			out = append(out, exportTargets(v.Get(key))...)
		}
	}
	return out
}

// nxInfers says whether Nx makes a build target by a plugin, from the framework's own settings.
func (b build) nxInfers() bool {
	return launch.MetaFrameworks[b.u.Framework.Value] || b.u.Kind.Value == facts.StaticSite
}

// nxName is the project's name for Nx: of project.json, of package.json's nx field, of the package itself.
func (b build) nxName() string {
	if data, err := b.p.Tree.Read(b.inUnit("project.json")); err == nil {
		if v, err := manifest.Parse(data); err == nil && v.Get("name").Str() != "" {
			return v.Get("name").Str()
		}
	}
	return cmp.Or(b.u.M.Root.Get("nx", "name").Str(), b.u.M.Name())
}

// NeedsBuild says whether the build script makes something that the program needs: code that is compiled, or assets.
func NeedsBuild(u *launch.Unit) bool {
	return u.Kind.Value != facts.Library
}
