package recipe

import (
	"cmp"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// tools are the commands of the package manager.
type tools struct{ subject }

// lastYarn1 is the last release of Yarn 1 (github.com/yarnpkg/yarn/releases), which reads every lock file of that line.
const lastYarn1 = "1.22.22"

// managerRequire is the capability of the package manager; npm comes with node. The others are packages of npm, which an image without
// them installs: those of Node 25 and later come without corepack, those of Node 26 without yarn (nodejs.org, release notes;
// github.com/nodejs/docker-node). Bun runs the program too, so that its image is needed.
func (t tools) managerRequire() []facts.Require {
	r := facts.Require{Capability: t.mg.Name, Evidence: t.mg.Text.Evidence}
	switch {
	case t.mg.Name == manifest.NPM, t.mg.Berry && t.yarnFile() != "":
		return nil
	case t.mg.Berry:
		r.Capability, r.Optional, r.Bring = "corepack", true, brought("corepack", "corepack")
	case t.mg.Name == manifest.Yarn:
		r.Optional, r.Bring = true, brought(manifest.Yarn, "yarn@"+cmp.Or(t.mg.Version, lastYarn1))
	case t.mg.Name == manifest.PNPM:
		r.Optional = true // PnpmSetup brings it
	}
	return []facts.Require{r}
}

// brought installs a command by npm where the image has none, whatever its description says.
func brought(command, pkg string) []string {
	return []string{"sh", "-c", "command -v " + command + " >/dev/null || npm install --global " + pkg}
}

// yarnFile is the Yarn release that the repository carries and .yarnrc.yml names: it needs nothing but node.
func (t tools) yarnFile() string {
	for _, f := range t.p.Tree.In(t.root.Join(".yarn/releases")) {
		if strings.HasSuffix(f, ".cjs") {
			rel, _ := manifest.Relative(t.root.Dir, f)
			return rel
		}
	}
	return ""
}

// yarnSetup lets corepack fetch Yarn from where packages come from, which may be a mirror, and keep it: without the variable corepack asks
// repo.yarnpkg.com for Yarn 2 and later (github.com/nodejs/corepack, "Environment Variables"), which is what happens next where this fails.
const yarnSetup = `r="$(npm config get registry)"; COREPACK_NPM_REGISTRY="${COREPACK_NPM_REGISTRY:-${r%/}}" corepack yarn --version || true`

// tool is the command that calls the package manager.
func (t tools) tool(args ...string) []string {
	if t.mg.Name == manifest.Yarn && t.mg.Berry {
		if file := t.yarnFile(); file != "" {
			return append([]string{"node", file}, args...)
		}
		return append([]string{"corepack", manifest.Yarn}, args...)
	}
	return append([]string{t.mg.Name}, args...)
}

// omitDev is the flag of npm that leaves development packages out; npm 6 (Node 14 and before) has another.
func (t tools) omitDev() string {
	if v := t.version.Value; len(v) == 1 || v == "10" || v == "12" || v == "14" {
		return "--production"
	}
	return "--omit=dev"
}

// execIn runs an installed command in the unit's folder.
func (t tools) execIn(command ...string) []string {
	name := t.u.M.Name()
	if t.workspace() && name != "" {
		switch t.mg.Name {
		case manifest.PNPM:
			return append([]string{manifest.PNPM, "--filter", name, "exec"}, command...)
		case manifest.NPM:
			return append([]string{manifest.NPM, "exec", "--workspace=" + name, "--"}, command...)
		case manifest.Yarn:
			return t.tool(append([]string{"workspace", name, "run"}, command...)...)
		}
	}
	switch t.mg.Name {
	case manifest.NPM:
		return append([]string{"npx", "--no-install"}, command...)
	case manifest.PNPM:
		return append([]string{manifest.PNPM, "exec"}, command...)
	case manifest.Bun:
		return append([]string{"bunx"}, command...)
	}
	return t.tool(append([]string{"run"}, command...)...)
}

func (t tools) rootExec(command ...string) []string {
	switch t.mg.Name {
	case manifest.NPM:
		return append([]string{"npx", "--no-install"}, command...)
	case manifest.PNPM:
		return append([]string{manifest.PNPM, "exec"}, command...)
	case manifest.Bun:
		return append([]string{"bunx"}, command...)
	}
	return t.tool(append([]string{"run"}, command...)...)
}

func (t tools) scriptOf(m *manifest.Manifest, script string) []string {
	if m == t.root {
		return t.tool("run", script)
	}
	name := m.Name()
	switch {
	case t.mg.Name == manifest.PNPM:
		return []string{manifest.PNPM, "--filter", name, "run", script}
	case t.mg.Name == manifest.Yarn && name != "":
		return t.tool("workspace", name, "run", script)
	case t.mg.Name == manifest.Bun:
		return []string{manifest.Bun, "run", "--filter", name, script}
	}
	rel, _ := manifest.Relative(t.root.Dir, m.Dir)
	return []string{manifest.NPM, "run", script, "--workspace=" + rel}
}

func (t tools) caches() []facts.Cache {
	switch {
	case t.mg.Name == manifest.NPM:
		return []facts.Cache{{ID: manifest.NPM, Target: "/root/.npm/_cacache"}}
	case t.mg.Name == manifest.PNPM:
		return []facts.Cache{{ID: manifest.PNPM, Target: "/root/.local/share/pnpm/store"}}
	case t.mg.Name == manifest.Bun:
		return []facts.Cache{{ID: manifest.Bun, Target: "/root/.bun/install/cache"}}
	case t.mg.Berry:
		return []facts.Cache{{ID: "yarn-berry", Target: "/root/.yarn/berry/cache"}}
	}
	return []facts.Cache{{ID: manifest.Yarn, Target: "/usr/local/share/.cache/yarn"}}
}
