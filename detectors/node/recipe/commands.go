package recipe

import (
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// tools are the commands of the package manager.
type tools struct{ subject }

// managerRequire is the capability of the package manager; npm comes with node.
func (t tools) managerRequire() []facts.Require {
	name := t.mg.Name
	switch {
	case name == manifest.NPM, name == manifest.Yarn && t.mg.Berry && t.yarnFile() != "":
		return nil
	case name == manifest.Yarn && t.mg.Berry:
		name = "corepack"
	}
	return []facts.Require{{Capability: name, Evidence: t.mg.Text.Evidence}}
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
