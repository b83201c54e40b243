package node

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// prunes says whether development packages are taken away after the build.
func (ip imagePlan) prunes() bool {
	if ip.flat || ip.needsDevelopment() {
		return false
	}
	for _, m := range append([]*manifest{ip.root, ip.u.m}, ip.p.local(ip.u.m)...) {
		if len(m.root.get("devDependencies").names()) > 0 {
			return len(ip.buildCommands()) > 0 || ip.mg.name != npm
		}
	}
	return ip.workspace()
}

// needsDevelopment says whether the start itself uses a development package: ts-node, tsx, prisma before the server.
func (ip imagePlan) needsDevelopment() bool {
	m, l := ip.u.m, ip.u.launch
	words := []string{}
	if len(l.argv) > 0 {
		words = append(words, path.Base(l.argv[0]))
		for i, a := range l.argv {
			if slices.Contains([]string{"-r", "--require", "--import", "--loader"}, a) && i+1 < len(l.argv) {
				name, _ := splitSpec(l.argv[i+1])
				words = append(words, name)
			}
		}
	}
	for _, b := range l.before {
		words = append(words, path.Base(b[0]))
	}
	for _, w := range words {
		if v, field := m.dependency(packageOf(w)); v != nil && field == "devDependencies" {
			return true
		}
	}
	return false
}

// packageOf is the package that provides a command, where the names differ.
func packageOf(command string) string {
	switch command {
	case "remix-serve":
		return "@remix-run/serve"
	case "react-router-serve":
		return "@react-router/serve"
	case "nest":
		return "@nestjs/cli"
	case "babel-node":
		return "@babel/node"
	}
	return command
}

// prune takes the development packages away, by the means of each package manager.
func (ip imagePlan) prune() [][]string {
	if !ip.prunes() {
		return nil
	}
	switch {
	case ip.mg.name == npm:
		return [][]string{{npm, "prune", ip.omitDev()}}
	case ip.mg.name == pnpm && ip.workspace() && ip.u.m.name() != "":
		return [][]string{{pnpm, "--filter", ip.u.m.name() + "...", "install", "--prod", "--offline", "--frozen-lockfile", "--ignore-scripts", "--config.confirm-modules-purge=false"}}
	case ip.mg.name == pnpm && ip.p.hasGlobs(ip.root):
		return nil
	case ip.mg.name == pnpm:
		return [][]string{{pnpm, "prune", "--prod", "--ignore-scripts", "--config.confirm-modules-purge=false"}}
	case ip.mg.name == yarn && !ip.mg.berry:
		return [][]string{{yarn, "install", "--production", "--frozen-lockfile", "--ignore-scripts", "--prefer-offline"}}
	case ip.mg.name == yarn && !strings.HasPrefix(ip.mg.version, "2.") && !strings.HasPrefix(ip.mg.version, "3.") && ip.u.m.name() != "":
		return [][]string{ip.tool("workspaces", "focus", "--production", ip.u.m.name())}
	case ip.mg.name == bun:
		return [][]string{{"rm", "-rf", "node_modules"}, {bun, "install", "--production"}}
	}
	return nil
}

func (ip imagePlan) caches() []facts.Cache {
	switch {
	case ip.mg.name == npm:
		return []facts.Cache{{ID: npm, Target: "/root/.npm/_cacache"}}
	case ip.mg.name == pnpm:
		return []facts.Cache{{ID: pnpm, Target: "/root/.local/share/pnpm/store"}}
	case ip.mg.name == bun:
		return []facts.Cache{{ID: bun, Target: "/root/.bun/install/cache"}}
	case ip.mg.berry:
		return []facts.Cache{{ID: "yarn-berry", Target: "/root/.yarn/berry/cache"}}
	}
	return []facts.Cache{{ID: yarn, Target: "/usr/local/share/.cache/yarn"}}
}

// secrets: settings with a token come as an optional mount where the repository uses a registry of its own.
func (ip imagePlan) secrets() []facts.Secret {
	for _, base := range []string{".npmrc", ".yarnrc.yml", ".yarnrc"} {
		for _, dir := range []string{ip.root.dir, ip.u.m.dir} {
			data, err := ip.p.tree.Read(path.Join(dir, base))
			if err == nil && (strings.Contains(string(data), "registry") || strings.Contains(string(data), "npmRegistryServer") || strings.Contains(string(data), "_auth")) {
				return []facts.Secret{{ID: "npmrc", Target: "/root/.npmrc"}}
			}
		}
	}
	return nil
}

// buildEnv turns off what a build in an image must not do: git hooks, telemetry, browsers from the internet.
func (ip imagePlan) buildEnv() []facts.EnvVar {
	env := []facts.EnvVar{}
	add := func(name, value string, when bool) {
		if when {
			env = append(env, facts.EnvVar{Name: name, Value: value})
		}
	}
	uses := func(names ...string) bool {
		return slices.ContainsFunc(append([]*manifest{ip.root, ip.u.m}, ip.members()...), func(m *manifest) bool { return m.uses(names...) })
	}
	add("ASTRO_TELEMETRY_DISABLED", "1", uses("astro"))
	add("COREPACK_ENABLE_DOWNLOAD_PROMPT", "0", ip.mg.name == pnpm || ip.mg.berry)
	add("CYPRESS_INSTALL_BINARY", "0", uses("cypress"))
	add("GATSBY_TELEMETRY_DISABLED", "1", uses("gatsby"))
	add("HUSKY", "0", uses("husky"))
	add("NEXT_TELEMETRY_DISABLED", "1", uses("next"))
	add("NG_CLI_ANALYTICS", "false", uses("@angular/cli"))
	add("NODE_OPTIONS", "--openssl-legacy-provider", ip.legacyOpenSSL())
	add("NUXT_TELEMETRY_DISABLED", "1", uses("nuxt"))
	add("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1", uses("playwright", "@playwright/test", "playwright-core"))
	add("PUPPETEER_SKIP_DOWNLOAD", "true", uses("puppeteer"))
	add("RAZZLE_NONINTERACTIVE", "true", uses("razzle")) // its build asks whether it is meant
	add("TURBO_TELEMETRY_DISABLED", "1", uses("turbo"))
	add("YARN_ENABLE_GLOBAL_CACHE", "false", ip.flat)
	return env
}

// legacyOpenSSL: webpack 4 hashes with MD4, which OpenSSL 3 (Node 17 and later) refuses.
func (ip imagePlan) legacyOpenSSL() bool {
	node, err := strconv.Atoi(ip.version.Value)
	if err == nil && node < 17 {
		return false
	}
	m := ip.u.m
	old := func(name string, below int) bool { n := m.major(name); return n > 0 && n < below }
	return old("react-scripts", 5) || old("@vue/cli-service", 5) || old("webpack", 5) || old("nuxt", 3) || old("@angular-devkit/build-angular", 12)
}
