package manifest

import (
	"strings"
	"testing"
)

func TestFitEngines(t *testing.T) {
	t.Parallel()
	npm := `{"lockfileVersion": 3, "packages": {"": {}, "node_modules/a": {"version": "5.0.0", "engines": {"node": ">=20"}}, "node_modules/b": {"version": "1.0.0"}}}`
	pnpm := "lockfileVersion: '9.0'\n\npackages:\n\n  a@5.0.0:\n    resolution: {integrity: x}\n    engines: {node: '>=20.1', npm: '>=9'}\n\n  b@1.0.0:\n    resolution: {}\n"
	for _, c := range []struct{ name, engine, file, lock, want, says string }{
		{"raised", ">=14", "package-lock.json", npm, ">=20", ""},
		{"raised by pnpm's", ">=14", "pnpm-lock.yaml", pnpm, ">=20.1", ""},
		{"raised by an older pnpm's", ">=14", "pnpm-lock.yaml", strings.ReplaceAll(pnpm, "  a@5", "  /a/5"), ">=20.1", ""},
		{"another package's", ">=14", "pnpm-lock.yaml", strings.ReplaceAll(pnpm, "  a@5", "  '@b/a@5"), ">=14", ""},
		{"a workspace folder of that name", ">=14", "pnpm-lock.yaml", strings.ReplaceAll(pnpm, "packages:", "importers:\n\n  a/web:\n    engines: {}\n\npackages:"), ">=20.1", ""},
		{"excluded", "18.x", "package-lock.json", npm, "", "a is locked"},
		{"enough", ">=20.10", "package-lock.json", npm, "", ""},
		{"yarn does not say", ">=14", "yarn.lock", "a@5:\n  version 5\n", "", ""},
	} {
		p := New(repository(t, map[string]string{"package.json": `{"engines": {"node": "` + c.engine + `"}, "dependencies": {"a": "^5", "b": "1"}}`, c.file: c.lock}))
		m := p.Manifests[0]
		said, _ := p.VersionOf(m)
		got, warnings := p.FitEngines(m, p.ManagerOf(m), said)
		if c.want == "" {
			c.want = said.Constraint
		}
		if got.Constraint != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got.Constraint, c.want)
		}
		if (c.says == "") != (len(warnings) == 0) || c.says != "" && !strings.Contains(warnings[0].Text, c.says) {
			t.Errorf("%s: %v", c.name, warnings)
		}
	}
}
