package recipe

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// rootFiles decide what is installed, beside package.json; a folder ends in a slash.
var rootFiles = []string{"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "pnpm-workspace.yaml", "bun.lock", "bun.lockb", "bunfig.toml", ".npmrc", ".yarnrc", ".yarnrc.yml", ".pnpmfile.cjs", "pnpmfile.js", "lerna.json"}

var rootFolders = []string{".yarn/releases", ".yarn/plugins", ".yarn/patches", ".yarn/cache", "patches"}

// maxManifests bounds the packages of a workspace whose manifests are copied one by one before the installation. Each unit lists them.
const maxManifests = 500

// manifestFiles are the files that the installation reads. all: a script that runs with it reads more than can be told, or there are more
// packages than a Dockerfile should name, so that everything has to be there.
func (b build) manifestFiles() (files []string, all bool) {
	tree, root := b.p.Tree, b.root
	if len(b.members()) > maxManifests {
		return nil, true
	}
	for _, base := range rootFiles {
		if f := root.Join(base); tree.Has(f) && (base != ".npmrc" || !b.hasToken(f)) {
			files = append(files, f)
		}
	}
	for _, dir := range rootFolders {
		if tree.HasDir(root.Join(dir)) {
			files = append(files, root.Join(dir)+"/")
		}
	}
	for _, m := range append([]*manifest.Manifest{root}, b.members()...) {
		files = append(files, m.File)
		extra, needsAll := lifecycle(b.p, m)
		if needsAll {
			return nil, true
		}
		files = append(files, extra...)
		if m != root && tree.Has(m.Join(".npmrc")) && !b.hasToken(m.Join(".npmrc")) {
			files = append(files, m.Join(".npmrc"))
		}
		for _, field := range manifest.DependencyKinds {
			for _, name := range m.Root.Get(field).Names() {
				local, ok := localFile(m.Root.Get(field, name).Str())
				if dir, inside := m.Inside(local); ok && inside {
					if tree.HasDir(dir) {
						dir += "/"
					}
					files = append(files, dir)
				}
			}
		}
	}
	return manifest.Sorted(files), false
}

// localFile reads file:../x and link:./y, which name a folder or an archive of the repository.
func localFile(text string) (string, bool) {
	for _, prefix := range []string{"file:", "link:", "portal:"} {
		if rest, ok := strings.CutPrefix(text, prefix); ok {
			return rest, true
		}
	}
	return "", false
}

// hasToken says whether a settings file holds a secret itself, not the name of a variable.
func (b build) hasToken(file string) bool {
	data, err := b.p.Tree.Read(file)
	if err != nil {
		return true
	}
	for line := range strings.Lines(string(data)) {
		key, text, _ := strings.Cut(line, "=")
		key, text = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(text)
		secret := strings.HasSuffix(key, "_authtoken") || strings.HasSuffix(key, "_auth") || strings.HasSuffix(key, "_password")
		if secret && text != "" && !strings.HasPrefix(strings.Trim(text, `"'`), "$") {
			return true
		}
	}
	return false
}

// lifecycleScripts run with an installation.
var lifecycleScripts = []string{"preinstall", "install", "postinstall", "prepare", "postprepare", "prepublish"}

// harmless commands of lifecycle scripts read nothing of the sources, or do without.
var harmless = []string{
	"husky", "husky-run", "only-allow", "echo", "is-ci", "simple-git-hooks", "lefthook", "patch-package", "opencollective", "opencollective-postinstall", "npx", "true", "exit", ":", "git",
	"playwright", "electron-builder", "ngcc", "svelte-kit", "nuxt", "nuxi", "yarn-deduplicate", "check-engines", "effect-language-service", "effect-tsgo", "ts-patch", "tspc", "install", "check-node-version", "node-gyp-build", "prebuild-install", "lerna", "test", "[",
}

// lifecycleUsesDevelopment says whether a script of the installation calls what only development packages bring: "prepare": "husky".
// npm runs these scripts without development packages as well (https://docs.npmjs.com/cli/using-npm/scripts), and ends where the command
// is missing.
func (b build) lifecycleUsesDevelopment() bool {
	m := b.u.M
	for _, name := range lifecycleScripts {
		if !m.HasScript(name) {
			continue
		}
		for _, c := range scripts.Parse(m.Script(name)) { // wrappers too, which Follow looks through: cross-env
			if len(c.Argv) > 0 && b.isDevelopment(path.Base(c.Argv[0])) {
				return true
			}
		}
		for _, pr := range scripts.Follow(b.p.Project, m, name) {
			if b.isDevelopment(pr.Word()) || runs(pr) && b.reachesDevelopment(path.Join(pr.Dir, pr.Target())) {
				return true
			}
		}
	}
	return false
}

// runs says whether a process is a run time of JavaScript with a file to run.
func runs(pr scripts.Process) bool {
	_, ok := scripts.Runtimes[pr.Word()]
	return ok && pr.Target() != ""
}

// reachesDevelopment says whether a file of the repository imports a development package, itself or through others.
func (b build) reachesDevelopment(name string) bool {
	file, ok := b.p.File(name)
	if !ok {
		return false
	}
	return slices.ContainsFunc(b.p.Reach(file), func(module *javascript.Module) bool {
		return slices.ContainsFunc(module.Imports, func(i javascript.Import) bool {
			pkg, _ := code.SplitSpec(i.Spec)
			return b.isDevelopment(pkg)
		})
	})
}

// lifecycle lists the files that the scripts of an installation read.
func lifecycle(p *code.Base, m *manifest.Manifest) (files []string, all bool) {
	if m.Uses("prisma", "@prisma/client") {
		for _, dir := range []string{"prisma", "src/prisma"} {
			if p.Tree.HasDir(m.Join(dir)) {
				files = append(files, m.Join(dir)+"/")
			}
		}
		if f := m.Join("schema.prisma"); p.Tree.Has(f) {
			files = append(files, f)
		}
		if f, ok := p.ConfigOf(m, "prisma.config"); ok {
			files = append(files, f)
		}
	}
	for _, name := range lifecycleScripts {
		if !m.HasScript(name) {
			continue
		}
		for _, pr := range scripts.Follow(p.Project, m, name) {
			if pr.M == m && slices.Contains(harmless, pr.Word()) || pr.Word() == "prisma" && pr.Operand() == "generate" {
				continue
			}
			if slices.ContainsFunc(pr.Argv, func(a string) bool { return a == "-e" || a == "--eval" }) && pr.Word() == "node" {
				continue
			}
			target := pr.Target()
			file, ok := p.File(path.Join(pr.Dir, target))
			if _, runs := scripts.Runtimes[pr.Word()]; !runs || target == "" || !ok {
				return nil, true
			}
			for _, module := range p.Reach(file) {
				files = append(files, module.File)
			}
		}
	}
	return files, false
}
