package recipe

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// prunes says whether development packages are taken away after the build.
func (b build) prunes() bool {
	if b.flat || b.needsDevelopment() || b.peersOfDevelopment() {
		return false
	}
	for _, m := range append([]*manifest.Manifest{b.root, b.u.M}, local(b.p, b.u.M)...) {
		if len(m.Root.Get("devDependencies").Names()) > 0 {
			return len(b.buildCommands()) > 0 || b.mg.Name != manifest.NPM || b.lifecycleUsesDevelopment()
		}
	}
	return b.workspace()
}

// needsDevelopment says whether the start itself uses a development package: ts-node, tsx, prisma before the server.
func (b build) needsDevelopment() bool {
	if b.nextDevelops() {
		return true
	}
	l := b.u.Launch
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
	return slices.ContainsFunc(words, b.isDevelopment)
}

// peersOfDevelopment says whether a package of the workspace that the unit needs imports a peer that is among its own development packages.
// pnpm links the peers of such a package from its own folder, so that without the development packages it does not find them
// (https://pnpm.io/package_json#dependenciesmetainjected).
func (b build) peersOfDevelopment() bool {
	if b.mg.Name != manifest.PNPM {
		return false
	}
	for _, m := range local(b.p, b.u.M) {
		var peers []string
		for _, name := range m.Root.Get("peerDependencies").Names() {
			if m.Root.Get("devDependencies", name) != nil && m.Root.Get("dependencies", name) == nil && m.Root.Get("dependenciesMeta", name, "injected") == nil && m.Root.Get("peerDependenciesMeta", name, "optional").Scalar() != "true" {
				peers = append(peers, name)
			}
		}
		if len(peers) > 0 && b.imports(m, peers) {
			return true
		}
	}
	return false
}

// maxSources bounds how many files of a package are looked at for what they import.
const maxSources = 100

// imports says whether a source of a package, and no test, imports a value of one of the others. What is imported for its types is gone when it runs.
func (b build) imports(m *manifest.Manifest, packages []string) bool {
	looked := 0
	for _, file := range b.p.Tree.Under(m.Dir) {
		rel, _ := manifest.Relative(m.Dir, file)
		if !slices.Contains(manifest.Extensions, path.Ext(file)) || strings.Contains(path.Base(file), ".test.") || strings.Contains(path.Base(file), ".spec.") || aside.Folder(path.Dir(rel), aside.Example|aside.Sample|aside.Test) != "" || strings.Contains(path.Base(file), ".config.") {
			continue
		}
		if looked++; looked > maxSources {
			return false
		}
		module := b.p.Load(file)
		if module != nil && slices.ContainsFunc(module.Imports, func(i javascript.Import) bool {
			name, _ := code.SplitSpec(i.Spec)
			return slices.Contains(packages, name)
		}) {
			return true
		}
	}
	return false
}

// commandPackages are the packages that bring a command of another name, as the field bin of their package.json says.
var commandPackages = map[string][]string{
	"babel": {"@babel/cli"}, "babel-node": {"@babel/node"}, "grunt": {"grunt-cli"}, "husky-run": {"husky"}, "lingui": {"@lingui/cli"},
	"ncc": {"@vercel/ncc"}, "nest": {"@nestjs/cli"}, "ng": {"@angular/cli"}, "ngcc": {"@angular/compiler-cli"}, "nuxi": {"nuxt"},
	"playwright": {"@playwright/test"}, "react-router": {"@react-router/dev"}, "react-router-serve": {"@react-router/serve"}, "remix": {"@remix-run/dev"},
	"remix-serve": {"@remix-run/serve"}, "run-p": {"npm-run-all", "npm-run-all2"}, "run-s": {"npm-run-all", "npm-run-all2"}, "svelte-kit": {"@sveltejs/kit"},
	"swc": {"@swc/cli"}, "tsc": {"typescript"}, "tspc": {"ts-patch"}, "ts-node-dev": {"ts-node-dev"}, "vue-cli-service": {"@vue/cli-service"}, "webpack": {"webpack-cli"},
}

// isDevelopment says whether a command, or a package, comes with a development package and with no other.
func (b build) isDevelopment(word string) bool {
	for _, name := range append([]string{word}, commandPackages[word]...) {
		if v, field := b.u.M.Dependency(name); v != nil {
			return field == "devDependencies"
		}
	}
	return false
}

// prune takes the development packages away, by the means of each package manager.
func (b build) prune() [][]string {
	if !b.prunes() {
		return nil
	}
	switch {
	case b.mg.Name == manifest.NPM:
		return [][]string{{manifest.NPM, "prune", b.omitDev()}}
	case b.mg.Name == manifest.PNPM && b.workspace() && b.u.M.Name() != "" && !b.generatedInModules():
		// pnpm keeps packages that nobody needs any longer for seven days otherwise (https://pnpm.io/settings#modulescachemaxage)
		return [][]string{{manifest.PNPM, "--filter", b.u.M.Name() + "...", "install", "--prod", "--offline", "--frozen-lockfile", "--ignore-scripts", "--config.confirm-modules-purge=false", "--config.modules-cache-max-age=0"}}
	case b.mg.Name == manifest.PNPM && b.p.HasGlobs(b.root):
		return nil
	case b.mg.Name == manifest.PNPM:
		return [][]string{{manifest.PNPM, "prune", "--prod", "--ignore-scripts", "--config.confirm-modules-purge=false"}}
	case b.mg.Name == manifest.Yarn && !b.mg.Berry:
		return [][]string{{manifest.Yarn, "install", "--production", "--frozen-lockfile", "--ignore-scripts", "--prefer-offline"}}
	case b.mg.Name == manifest.Yarn && !strings.HasPrefix(b.mg.Version, "2.") && !strings.HasPrefix(b.mg.Version, "3.") && b.u.M.Name() != "":
		return [][]string{b.tool("workspaces", "focus", "--production", b.u.M.Name())}
	case b.mg.Name == manifest.Bun:
		return [][]string{{"rm", "-rf", "node_modules"}, {manifest.Bun, "install", "--production"}}
	}
	return nil
}

// userSettings are those of npm's user (docs.npmjs.com, npmrc, "Files").
var userSettings = facts.Secret{ID: "npmrc", Target: "/root/.npmrc"}

// generatedInModules says whether node_modules holds what no installation brings back: the client that prisma generate writes there
// (https://www.prisma.io/docs/orm/prisma-client/setup-and-configuration/generating-prisma-client).
func (b build) generatedInModules() bool {
	return slices.ContainsFunc(append([]*manifest.Manifest{b.root, b.u.M}, local(b.p, b.u.M)...), func(m *manifest.Manifest) bool { return m.Uses("@prisma/client") })
}

// secrets: settings with a token come as an optional mount where the repository uses a registry of its own, and so do the variables that
// its settings name.
func (b build) secrets() []facts.Secret {
	var out []facts.Secret
	for _, t := range b.tokens {
		out = append(out, facts.Secret{ID: t.name, Target: tokenFile(t.name)})
		b.u.Warn(t.file, t.line, "takes a password from "+t.name+": the build takes it from the optional secret of that name (docker build --secret id="+t.name+",env="+t.name+")")
	}
	for _, base := range []string{".npmrc", ".yarnrc.yml", ".yarnrc"} {
		for _, dir := range []string{b.root.Dir, b.u.M.Dir} {
			data, err := b.p.Tree.Read(path.Join(dir, base))
			if err == nil && (strings.Contains(string(data), "registry") || strings.Contains(string(data), "npmRegistryServer") || strings.Contains(string(data), "_auth")) {
				return append(out, userSettings)
			}
		}
	}
	return out
}
