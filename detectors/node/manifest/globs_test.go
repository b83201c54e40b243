package manifest

import (
	"strings"
	"testing"
)

func TestGlobs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		globs string
		rel   string
		want  bool
	}{
		{"packages/*", "packages/a", true},
		{"packages/*", "packages/a/b", false},
		{"packages/**", "packages/a/b", true},
		{"packages/**", "packages", true},
		{"packages/**", "packages/a/node_modules/b", false},
		{"./apps/web/", "apps/web", true},
		{"/apps/web", "apps/web", true},
		{"packages/{api,web}", "packages/web", true},
		{"packages/{api,web}", "packages/db", false},
		{"{apps,tools}/{a,b}", "tools/b", true},
		{"{apps,tools/*}", "tools/b", true},
		{"packages/[ab]*", "packages/book", true},
		{"packages/[!ab]*", "packages/book", false},
		{"packages/@(a|b)", "packages/b", true},
		{"packages/!(old|new)", "packages/old", false},
		{"packages/!(old|new)", "packages/other", true},
		{"*", ".cache", false},
		{".tools/*", ".tools/a", true},
		{"packages/* !packages/old", "packages/old", false},
		{"!packages/old packages/*", "packages/old", true},
		{"packages/* !packages/** packages/a", "packages/a", true},
		{"pnpm !packages/old packages/*", "packages/old", false},
		{"pnpm packages/** !**/test/**", "packages/a/test/b", false},
		{"packages/* !!packages/a", "packages/a", true},
		{"../../**", "a", false},
		{"[", "a", false},
		{"**/**/**/x", "a/b/x", true},
	} {
		patterns, anyOrder := strings.CutPrefix(c.globs, "pnpm ")
		if got := (globs{strings.Fields(patterns), anyOrder}).matches(c.rel); got != c.want {
			t.Errorf("%s for %s: %v", c.globs, c.rel, got)
		}
	}
}

// TestWorkspaces: a member is installed by the lock file of its root, whatever form the patterns have.
func TestWorkspaces(t *testing.T) {
	t.Parallel()
	member := `{"name": "api", "main": "a.js", "dependencies": {"express": "5"}}`
	for name, c := range map[string]struct {
		files  map[string]string
		member bool
	}{
		"npm, braces":            {map[string]string{"package.json": `{"workspaces": ["parts/{api,web}"]}`, "package-lock.json": "{}"}, true},
		"npm, taken back":        {map[string]string{"package.json": `{"workspaces": ["parts/*", "!parts/api"]}`, "package-lock.json": "{}"}, false},
		"yarn, an object":        {map[string]string{"package.json": `{"workspaces": {"packages": ["parts/**"]}}`, "yarn.lock": ""}, true},
		"pnpm":                   {map[string]string{"package.json": `{}`, "pnpm-workspace.yaml": "packages: ['parts/*']", "pnpm-lock.yaml": ""}, true},
		"pnpm, left out first":   {map[string]string{"package.json": `{}`, "pnpm-workspace.yaml": "packages: ['!parts/api', 'parts/*']", "pnpm-lock.yaml": ""}, false},
		"lerna":                  {map[string]string{"package.json": `{}`, "lerna.json": `{"packages": ["parts/a*"]}`, "package-lock.json": "{}"}, true},
		"a pattern that is none": {map[string]string{"package.json": "{\n\"workspaces\": [\"parts/[\"]}", "package-lock.json": "{}"}, false},
	} {
		c.files["parts/api/package.json"], c.files["parts/api/a.js"] = member, "require('express')().listen(4000)"
		p := New(repository(t, c.files))
		m := p.ByDir["parts/api"]
		if got := p.Workspace(m) != m && p.ManagerOf(m).Lock != ""; got != c.member {
			t.Errorf("%s: member %v, want %v", name, got, c.member)
		}
		if wrong := strings.Contains(name, "none"); wrong != (len(p.Warnings) == 1) || wrong && p.Warnings[0].Line != 2 {
			t.Errorf("%s: warnings %v", name, p.Warnings)
		}
	}
}

// TestBrokenManifest: the place of a mistake is data, not words.
func TestBrokenManifest(t *testing.T) {
	t.Parallel()
	found := New(repository(t, map[string]string{"package.json": "{\n\"name\": \"x\",\n\"main\": }"})).Warnings
	if len(found) != 1 || found[0].Line != 3 || found[0].File != "package.json" || strings.Contains(found[0].Text, "line") {
		t.Errorf("%+v", found)
	}
}
