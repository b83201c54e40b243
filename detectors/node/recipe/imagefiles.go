package recipe

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// rootFiles decide what is installed, beside package.json; a folder ends in a slash.
var rootFiles = []string{"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "pnpm-workspace.yaml", "bun.lock", "bun.lockb", "bunfig.toml", ".npmrc", ".yarnrc", ".yarnrc.yml", ".pnpmfile.cjs", "pnpmfile.js", "lerna.json"}

var rootFolders = []string{".yarn/releases", ".yarn/plugins", ".yarn/patches", ".yarn/cache", "patches"}

// manifestFiles are the files that the installation reads. all: a script that runs with it reads more than can be told,
// so that everything has to be there.
func (ip imagePlan) manifestFiles() (files []string, all bool) {
	tree, root := ip.p.Tree, ip.root
	for _, base := range rootFiles {
		if f := root.Join(base); tree.Has(f) && (base != ".npmrc" || !ip.hasToken(f)) {
			files = append(files, f)
		}
	}
	for _, dir := range rootFolders {
		if tree.HasDir(root.Join(dir)) {
			files = append(files, root.Join(dir)+"/")
		}
	}
	for _, m := range append([]*manifest.Manifest{root}, ip.members()...) {
		files = append(files, m.File)
		extra, needsAll := lifecycle(ip.p, m)
		if needsAll {
			return nil, true
		}
		files = append(files, extra...)
		if m != root && tree.Has(m.Join(".npmrc")) && !ip.hasToken(m.Join(".npmrc")) {
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

// members of the workspace, whose manifests the lock file counts on; none when the unit stands alone.
func (ip imagePlan) members() []*manifest.Manifest { return ip.p.Members(ip.root) }

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
func (ip imagePlan) hasToken(file string) bool {
	data, err := ip.p.Tree.Read(file)
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

// codeFolders hold what a compiled program may open at run time, by the names that the ecosystem uses.
var codeFolders = []string{"public", "static", "assets", "views", "templates", "emails", "locales", "i18n", "lang", "config", "conf", "prisma", "migrations", "proto", "protos", "resources", "db", "drizzle", "data"}

// opened lists what lies beside the compiled program and is named in it, or known by its name.
func (ip imagePlan) opened(outDir string) []string {
	m := ip.u.M
	named := map[string]bool{}
	for _, module := range ip.u.Modules {
		for word := range module.Words() {
			word = strings.TrimLeft(strings.TrimPrefix(word, "/"), "./")
			first, _, _ := strings.Cut(word, "/")
			if first != "" {
				named[first] = true
			}
		}
	}
	var out []string
	seen := map[string]bool{}
	for _, f := range ip.p.Tree.Under(m.Dir) {
		rel, _ := manifest.Relative(m.Dir, f)
		first, _, nested := strings.Cut(rel, "/")
		if seen[first] || first == outDir || first == "src" || strings.HasPrefix(first, ".") || aside.Folder(first, aside.Example|aside.Sample|aside.Test) != "" || ip.p.ByDir[m.Join(first)] != nil {
			continue
		}
		seen[first] = true
		known := nested && slices.Contains(codeFolders, first)
		if known || named[first] && (nested || !sourceName(first)) {
			out = append(out, first)
		}
	}
	return manifest.Sorted(out)
}

// sourceName says whether a file beside the program is one of its build, not of its run.
func sourceName(name string) bool {
	return slices.Contains(manifest.Extensions, path.Ext(name)) || strings.HasPrefix(name, "tsconfig") || strings.HasPrefix(name, "package") || strings.HasSuffix(name, ".md") || strings.Contains(name, "lock")
}
