package recipe

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// prunes says whether development packages are taken away after the build.
func (ip imagePlan) prunes() bool {
	if ip.flat || ip.needsDevelopment() {
		return false
	}
	for _, m := range append([]*manifest.Manifest{ip.root, ip.u.M}, ip.p.Local(ip.u.M)...) {
		if len(m.Root.Get("devDependencies").Names()) > 0 {
			return len(ip.buildCommands()) > 0 || ip.mg.Name != manifest.NPM
		}
	}
	return ip.workspace()
}

// needsDevelopment says whether the start itself uses a development package: ts-node, tsx, prisma before the server.
func (ip imagePlan) needsDevelopment() bool {
	m, l := ip.u.M, ip.u.Launch
	words := []string{}
	if len(l.Argv) > 0 {
		words = append(words, path.Base(l.Argv[0]))
		for i, a := range l.Argv {
			if slices.Contains([]string{"-r", "--require", "--import", "--loader"}, a) && i+1 < len(l.Argv) {
				name, _ := code.SplitSpec(l.Argv[i+1])
				words = append(words, name)
			}
		}
	}
	for _, b := range l.Before {
		words = append(words, path.Base(b[0]))
	}
	for _, w := range words {
		if v, field := m.Dependency(packageOf(w)); v != nil && field == "devDependencies" {
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
	case ip.mg.Name == manifest.NPM:
		return [][]string{{manifest.NPM, "prune", ip.omitDev()}}
	case ip.mg.Name == manifest.PNPM && ip.workspace() && ip.u.M.Name() != "":
		return [][]string{{manifest.PNPM, "--filter", ip.u.M.Name() + "...", "install", "--prod", "--offline", "--frozen-lockfile", "--ignore-scripts", "--config.confirm-modules-purge=false"}}
	case ip.mg.Name == manifest.PNPM && ip.p.HasGlobs(ip.root):
		return nil
	case ip.mg.Name == manifest.PNPM:
		return [][]string{{manifest.PNPM, "prune", "--prod", "--ignore-scripts", "--config.confirm-modules-purge=false"}}
	case ip.mg.Name == manifest.Yarn && !ip.mg.Berry:
		return [][]string{{manifest.Yarn, "install", "--production", "--frozen-lockfile", "--ignore-scripts", "--prefer-offline"}}
	case ip.mg.Name == manifest.Yarn && !strings.HasPrefix(ip.mg.Version, "2.") && !strings.HasPrefix(ip.mg.Version, "3.") && ip.u.M.Name() != "":
		return [][]string{ip.tool("workspaces", "focus", "--production", ip.u.M.Name())}
	case ip.mg.Name == manifest.Bun:
		return [][]string{{"rm", "-rf", "node_modules"}, {manifest.Bun, "install", "--production"}}
	}
	return nil
}

func (ip imagePlan) caches() []facts.Cache {
	switch {
	case ip.mg.Name == manifest.NPM:
		return []facts.Cache{{ID: manifest.NPM, Target: "/root/.npm/_cacache"}}
	case ip.mg.Name == manifest.PNPM:
		return []facts.Cache{{ID: manifest.PNPM, Target: "/root/.local/share/pnpm/store"}}
	case ip.mg.Name == manifest.Bun:
		return []facts.Cache{{ID: manifest.Bun, Target: "/root/.bun/install/cache"}}
	case ip.mg.Berry:
		return []facts.Cache{{ID: "yarn-berry", Target: "/root/.yarn/berry/cache"}}
	}
	return []facts.Cache{{ID: manifest.Yarn, Target: "/usr/local/share/.cache/yarn"}}
}

// secrets: settings with a token come as an optional mount where the repository uses a registry of its own.
func (ip imagePlan) secrets() []facts.Secret {
	for _, base := range []string{".npmrc", ".yarnrc.yml", ".yarnrc"} {
		for _, dir := range []string{ip.root.Dir, ip.u.M.Dir} {
			data, err := ip.p.Tree.Read(path.Join(dir, base))
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
		return slices.ContainsFunc(append([]*manifest.Manifest{ip.root, ip.u.M}, ip.members()...), func(m *manifest.Manifest) bool { return m.Uses(names...) })
	}
	add("ASTRO_TELEMETRY_DISABLED", "1", uses("astro"))
	add("COREPACK_ENABLE_DOWNLOAD_PROMPT", "0", ip.mg.Name == manifest.PNPM || ip.mg.Berry)
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
	m := ip.u.M
	old := func(name string, below int) bool { n := m.Major(name); return n > 0 && n < below }
	return old("react-scripts", 5) || old("@vue/cli-service", 5) || old("webpack", 5) || old("nuxt", 3) || old("@angular-devkit/build-angular", 12)
}
