package manifest

import (
	"fmt"
	"testing"
)

// TestBrokenLock: what a package manager cannot read is told with its line, and what it can read is not.
func TestBrokenLock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, text, want string }{
		{"npm", "package-lock.json", "{\"lockfileVersion\": 3, \"packages\": {}}", "0 "},
		{"with a mark of its encoding", "package-lock.json", "\ufeff{\"lockfileVersion\": 3}", "0 "},
		{"a conflict", "package-lock.json", "{\n \"name\": \"x\",\n<<<<<<< HEAD\n}", "3 a conflict of a merge is left in the file"},
		{"cut off", "package-lock.json", "{\n \"packages\": {\n", "2 not valid JSON: unexpected end of JSON input"},
		{"a comma too many", "package-lock.json", "{\n \"packages\": {},\n}", "3 not valid JSON: invalid character '}' looking for beginning of object key string"},
		{"a list", "package-lock.json", "[]", "1 no JSON object"},
		{"nothing", "package-lock.json", "\n", "1 the file is empty"},
		{"shrinkwrap", "npm-shrinkwrap.json", "{", "1 not valid JSON: unexpected end of JSON input"},
		{"pnpm", "pnpm-lock.yaml", "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies: {}\n", "0 "},
		{"a tab", "pnpm-lock.yaml", "lockfileVersion: '9.0'\nimporters:\n\t.: {}\n", "3 a tab before a key"},
		{"a quote too few", "pnpm-lock.yaml", "lockfileVersion: '9.0'\nimporters:\n  '.: {}\n", "3 not valid YAML: found unexpected end of stream"},
		{"no version", "pnpm-lock.yaml", "importers: {}\n", "1 lockfileVersion is missing"},
		{"yarn 1", "yarn.lock", "# yarn lockfile v1\n\n\nkoa@^2, koa@2:\n  version \"2.1.0\"\n  dependencies:\n    x \"1\"\n", "0 "},
		{"yarn 1, half of an entry", "yarn.lock", "# yarn lockfile v1\nkoa@^2\n  version \"2.1.0\"\n", "2 a line that is neither an entry nor a comment"},
		{"yarn 1, a conflict", "yarn.lock", "# yarn lockfile v1\nkoa@^2:\n>>>>>>> theirs\n", "3 a conflict of a merge is left in the file"},
		{"yarn 2", "yarn.lock", "__metadata:\n  version: 8\n\n? \"koa@npm:^2, koa@npm:2\"\n: version: 2.1.0\n", "0 "},
		{"an empty yarn.lock", "yarn.lock", "", "0 "},
		{"bun", "bun.lock", "{\n // a comment\n}", "0 "},
		{"bun, a conflict", "bun.lock", "<<<<<<< HEAD\n", "1 a conflict of a merge is left in the file"},
		{"bun, binary", "bun.lockb", "\x00", "0 "},
	} {
		p := New(repository(t, map[string]string{"package.json": "{}", c.file: c.text}))
		line, why := p.BrokenLock(c.file)
		if got := fmt.Sprint(line, " ", why); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
