package manifest

import (
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
		{"of npm 6", `{"lockfileVersion": 1, "dependencies": {}}`, "npm ci"},
		{"in one line", `{"lockfileVersion":3,"packages":{"":{"dependencies":{"koa":"^1"}}}}`, "npm install"},
		{"of a word with tabs", "{\"lockfileVersion\": 3,\n\t\"packages\": {\n\t\t\"\": {\"dependencies\": {\"koa\": \"^2\"}}}}", "npm ci"},
		{"broken", `{"lockfileVersion": 3, "packages": {"": {`, "npm ci"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := New(repository(t, map[string]string{"package.json": `{"main": "a.js", "dependencies": {"koa": "^2"}}`, "package-lock.json": c.lock}))
			mg := p.ManagerOf(p.Manifests[0])
			name, _ := p.LockDrift(mg.Root, mg.Lock)
			mg.Drifted = name != ""
			if got := strings.Join(p.Install(mg), " "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
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
