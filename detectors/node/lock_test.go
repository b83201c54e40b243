package node

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
			u := detect(t, map[string]string{"package.json": `{"main": "a.js", "dependencies": {"koa": "^2"}}`, "package-lock.json": c.lock, "a.js": "app.listen(3000)"})
			if got := strings.Join(u.Units[0].Build[0], " "); got != c.want {
				t.Errorf("got %s, want %s; warnings %v", got, c.want, u.Warnings)
			}
		})
	}
}
