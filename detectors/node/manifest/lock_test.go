package manifest

import (
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
