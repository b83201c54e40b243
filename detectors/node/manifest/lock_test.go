package manifest

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

func TestLockDrift(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, lock, want string }{
		{"agrees", `{"lockfileVersion": 3, "packages": {"": {"dependencies": {"koa": "^2"}}, "node_modules/koa": {}}}`, "npm ci"},
		{"another range", `{"lockfileVersion": 3, "packages": {"": {"dependencies": {"koa": "^1"}}}}`, "npm install"},
		{"one too many", `{"lockfileVersion": 3, "packages": {"": {"dependencies": {"koa": "^2", "x": "1"}}}}`, "npm install"},
		{"of npm 6", `{"lockfileVersion": 1, "dependencies": {"koa": {"version": "2.7.0"}}}`, "npm ci"},
		{"of npm 6, another version", `{"lockfileVersion": 1, "dependencies": {"koa": {"version": "1.6.0"}}}`, "npm install"},
		{"of npm 6, one too few", `{"lockfileVersion": 1, "dependencies": {}}`, "npm install"},
		{"of npm 6, an address", `{"lockfileVersion": 1, "dependencies": {"koa": {"version": "github:koajs/koa#1"}}}`, "npm ci"},
		{"in one line", `{"lockfileVersion":3,"packages":{"":{"dependencies":{"koa":"^1"}}}}`, "npm install"},
		{"of a word with tabs", "{\"lockfileVersion\": 3,\n\t\"packages\": {\n\t\t\"\": {\"dependencies\": {\"koa\": \"^2\"}}}}", "npm ci"},
		{"broken", `{"lockfileVersion": 3, "packages": {"": {`, "npm ci"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := New(repository(t, map[string]string{"package.json": `{"main": "a.js", "dependencies": {"koa": "^2"}}`, "package-lock.json": c.lock}))
			mg := p.ManagerOf(p.Manifests[0])
			_, name, _ := p.LockDrift(mg)
			mg.Drifted = name != ""
			if got := strings.Join(p.Install(mg), " "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestPnpmDrift: the ranges of all packages of a workspace are compared, as a frozen install does, without those that are overridden.
func TestPnpmDrift(t *testing.T) {
	t.Parallel()
	const (
		root = "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    devDependencies:\n      turbo:\n        specifier: ^2\n        version: 2.0.0\n"
		api  = "\n  apps/api:\n    dependencies:\n      '@a/b':\n        specifier: '>=1'\n        version: 1.0.0\n      koa:\n        specifier: ^2\n        version: 2.0.0\n"
		rest = "\npackages:\n\n  koa@9:\n    specifier: 9\n"
	)
	for name, c := range map[string]struct{ lock, want string }{
		"agrees":                {root + api + rest, ""},
		"another range":         {root + strings.Replace(api, "^2", "^1", 1) + rest, "apps/api/package.json koa 3"},
		"not there":             {root + "\n  apps/api:\n    dependencies:\n      koa:\n        specifier: ^2\n" + rest, "apps/api/package.json @a/b 2"},
		"of the root":           {strings.Replace(root, "^2", "^1", 1) + api + rest, "package.json turbo 1"},
		"overridden":            {"overrides:\n  x>koa@2: 2.1.0\n" + root + strings.Replace(api, "^2", "2.1.0", 1) + rest, ""},
		"a package that is new": {root + rest, ""},
		"of pnpm 7":             {"lockfileVersion: 5.4\nimporters:\n  .:\n    specifiers:\n      turbo: ^1\n", ""},
		"broken":                {"importers:\n  'x\n  .:\n : :\n", ""},
	} {
		p := New(repository(t, map[string]string{
			"package.json": `{"devDependencies": {"turbo": "^2"}}`, "pnpm-workspace.yaml": "packages: [apps/*]\n", "pnpm-lock.yaml": c.lock,
			"apps/api/package.json": "{\"dependencies\": {\n\"@a/b\": \">=1\",\n\"koa\": \"^2\", \"lib\": \"workspace:*\"}}",
		}))
		mg := p.ManagerOf(p.ByDir["apps/api"])
		m, dependency, line := p.LockDrift(mg)
		got := ""
		if dependency != "" {
			got = fmt.Sprint(m.File, " ", dependency, " ", line)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		mg.Drifted = dependency != ""
		if install := strings.Join(p.Install(mg), " "); strings.HasSuffix(install, "--no-frozen-lockfile") != mg.Drifted {
			t.Errorf("%s: %s", name, install)
		}
	}
	p := New(repository(t, map[string]string{"package.json": `{"dependencies": {"koa": "^2"}}`, "pnpm-lock.yaml": "lockfileVersion: '6.0'\n\ndependencies:\n  koa:\n    specifier: ^1\n    version: 1.0.0\n"}))
	if _, name, _ := p.LockDrift(p.ManagerOf(p.ByDir["."])); name != "koa" {
		t.Errorf("of one package: %q", name)
	}
}

// TestTwoLockFiles: the lock file that fits package.json counts; where both fit, the answer is no longer certain.
func TestTwoLockFiles(t *testing.T) {
	t.Parallel()
	const manifest = `{"dependencies": {"a": "^2.0.0", "@b/c": "^1.1.0"}}`
	npm := func(a string) string {
		return `{"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "` + a + `", "@b/c": "^1.1.0"}}}}`
	}
	npm6 := func(a string) string {
		return `{"lockfileVersion": 1, "dependencies": {"a": {"version": "` + a + `"}, "@b/c": {"version": "1.1.4"}}}`
	}
	pnpm := func(a string) string {
		return "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: " + a + "\n        version: 2.0.0\n      '@b/c':\n        specifier: ^1.1.0\n        version: 1.1.4\n"
	}
	yarn := func(a string) string {
		return "# yarn lockfile v1\n\n\n\"@b/c@^1.1.0\":\n  version \"1.1.4\"\n\na@^1.0.1, a@" + a + ":\n  version \"2.0.0\"\n"
	}
	bun := func(a string) string {
		return `{"lockfileVersion": 1, "workspaces": {"": {"dependencies": {"a": "` + a + `", "@b/c": "^1.1.0",},},},}`
	}
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"npm fits":        {map[string]string{"package-lock.json": npm("^2.0.0"), "pnpm-lock.yaml": pnpm("^1.0.0")}, "npm certain"},
		"pnpm fits":       {map[string]string{"package-lock.json": npm("^1.0.0"), "pnpm-lock.yaml": pnpm("^2.0.0")}, "pnpm certain"},
		"yarn fits":       {map[string]string{"package-lock.json": npm6("1.9.0"), "yarn.lock": yarn("^2.0.0")}, "yarn certain"},
		"npm 6 fits":      {map[string]string{"package-lock.json": npm6("2.9.0"), "yarn.lock": yarn("^1.0.0")}, "npm certain"},
		"bun fits":        {map[string]string{"yarn.lock": yarn("^1.0.0"), "bun.lock": bun("^2.0.0")}, "bun certain"},
		"both fit":        {map[string]string{"package-lock.json": npm("^2.0.0"), "yarn.lock": yarn("^2.0.0")}, "yarn likely"},
		"Yarn 2 and npm":  {map[string]string{"package-lock.json": npm("^1.0.0"), "yarn.lock": "__metadata:\n  version: 8\n\n\"@b/c@npm:^1.1.0\":\n  version: 1.1.4\n\n\"a@npm:^2.0.0\":\n  version: 2.0.0\n"}, "yarn certain"},
		"no lock file":    {nil, "npm likely"},
		"a binary file":   {map[string]string{"package-lock.json": npm("^1.0.0"), "bun.lockb": "\x00"}, "bun certain"},
		"packageManager!": {map[string]string{"package.json": `{"packageManager": "pnpm@9.1.0", "dependencies": {"a": "^2.0.0"}}`, "package-lock.json": npm("^2.0.0"), "pnpm-lock.yaml": pnpm("^1.0.0")}, "pnpm certain"},
	} {
		files := map[string]string{"package.json": manifest}
		maps.Copy(files, c.files)
		p := New(repository(t, files))
		mg := p.ManagerOf(p.ByDir["."])
		if got := mg.Name + " " + string(mg.Text.Confidence); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
