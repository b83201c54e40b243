package recipe

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/internal/version"
)

// packageJSON is what the build of an embedded front end needs of a package.json file.
type packageJSON struct {
	PackageManager string            `json:"packageManager"`
	Scripts        map[string]string `json:"scripts"`
	Engines        struct {
		Node string `json:"node"`
	} `json:"engines"`
}

// locks say which package manager a folder is installed with, and how without changing the lock file.
var locks = []struct {
	file, manager string
	install       []string
}{
	{"pnpm-lock.yaml", "pnpm", []string{"pnpm", "install", "--frozen-lockfile"}},
	{"yarn.lock", "yarn", []string{"yarn", "install", "--frozen-lockfile"}},
	{"package-lock.json", "npm", []string{"npm", "ci"}},
	{"npm-shrinkwrap.json", "npm", []string{"npm", "ci"}},
	{"bun.lock", "bun", []string{"bun", "install", "--frozen-lockfile"}},
	{"bun.lockb", "bun", []string{"bun", "install", "--frozen-lockfile"}},
}

// frontendStage is the build stage of a front end whose output the Go build embeds.
func frontendStage(r *module.Repo, f *frontend) (facts.Stage, bool) {
	file := path.Join(f.dir, "package.json")
	data, err := r.Tree.Read(file)
	if err != nil {
		return facts.Stage{}, false
	}
	var pkg packageJSON
	if err := json.Unmarshal(data, &pkg); err != nil {
		r.Warn(file, 0, "is not valid JSON, so the front end that is embedded cannot be built")
		return facts.Stage{}, false
	}
	script := ""
	for _, name := range []string{"build", "build:prod", "package", "dist"} {
		if pkg.Scripts[name] != "" {
			script = name
			break
		}
	}
	if script == "" {
		r.Warn(file, 0, "has no build script, but its output is embedded by "+f.evidence.File)
		return facts.Stage{}, false
	}
	manager, install := "npm", []string{"npm", "install"}
	manifest := []string{file}
	for _, l := range locks {
		if r.Tree.Has(path.Join(f.dir, l.file)) {
			manager, install = l.manager, l.install
			manifest = append(manifest, path.Join(f.dir, l.file))
			break
		}
	}
	for _, extra := range []string{".npmrc", ".yarnrc.yml", "pnpm-workspace.yaml", ".pnpmfile.cjs"} {
		if r.Tree.Has(path.Join(f.dir, extra)) {
			manifest = append(manifest, path.Join(f.dir, extra))
		}
	}
	if manager == "yarn" && (r.Tree.Has(path.Join(f.dir, ".yarnrc.yml")) || strings.HasPrefix(pkg.PackageManager, "yarn@") && !strings.HasPrefix(pkg.PackageManager, "yarn@1")) {
		install = []string{"yarn", "install", "--immutable"}
	}
	node := facts.Require{Capability: "node", Evidence: []facts.Evidence{f.evidence}}
	if rng, err := version.FromNPM(pkg.Engines.Node); err == nil && pkg.Engines.Node != "" && !rng.Any() {
		node.Range = rng.String()
		node.Evidence = append(node.Evidence, facts.Evidence{File: file, Rule: "engines.node"})
	}
	resolve := [][]string{install}
	if manager == "pnpm" { // an image with Node alone makes it by corepack, in the version that package.json names
		resolve = slices.Insert(resolve, 0, []string{"sh", "-c", "command -v pnpm >/dev/null || corepack enable pnpm"})
	}
	s := facts.Stage{
		Name: "frontend", Workdir: workdir(f.dir), Requires: []facts.Require{node},
		Manifest: manifest, Resolve: resolve, Build: [][]string{{manager, "run", script}},
		Caches: []facts.Cache{{ID: manager, Target: cacheFolders[manager]}},
	}
	if manager != "npm" {
		s.Requires = append(s.Requires, facts.Require{Capability: manager, Evidence: []facts.Evidence{{File: manifest[len(manifest)-1], Rule: "lock file"}}})
	}
	if f.dir != "." {
		s.Sources = []string{f.dir + "/"}
	}
	return s, true
}

// cacheFolders are where package managers keep what they download, for root.
var cacheFolders = map[string]string{"npm": "/root/.npm", "yarn": "/usr/local/share/.cache/yarn", "pnpm": "/root/.local/share/pnpm/store", "bun": "/root/.bun/install/cache"}

// workdir writes the root of the repository as the stage does: "".
func workdir(dir string) string {
	if dir == "." {
		return ""
	}
	return dir
}
