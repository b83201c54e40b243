package scripts

import (
	"fmt"
	"strings"
	"testing"
)

// TestFollowEnds: what calls itself, or comes to very many commands, is followed so far and no further.
func TestFollowEnds(t *testing.T) {
	t.Parallel()
	itself := strings.Repeat("npm run start && ", 8) + "node server.js"
	var doubling []string
	for i := range maxCalls + 2 {
		doubling = append(doubling, fmt.Sprintf(`"s%d": "%s"`, i, strings.Repeat(fmt.Sprintf("npm run s%d; ", i+1), 8)))
	}
	for name, c := range map[string]struct {
		scripts string
		most    int
	}{
		"a script that calls itself": {`"start": "` + itself + `"`, 1},
		"two that call each other":   {`"start": "npm run b && npm run b && node a.js", "b": "npm run start; npm run start; node b.js"`, 3},
		"a filter that no package has": {
			`"start": "pnpm --filter none start && pnpm --filter none start && node a.js"`, 1,
		},
		"eight of eight of eight": {`"start": "npm run s0", ` + strings.Join(doubling, ", "), maxFollowed},
	} {
		p := project(t, map[string]string{"package.json": `{"scripts": {` + c.scripts + `}}`})
		if got := Follow(p, p.Manifests[0], "start"); len(got) > c.most {
			t.Errorf("%s: %d processes", name, len(got))
		}
	}
}

// TestFilterWithoutScope: pnpm finds the only package of a name in whatever scope.
func TestFilterWithoutScope(t *testing.T) {
	t.Parallel()
	for second, want := range map[string]string{"@b/web": "server runs [node api.js]", "@b/api": ""} {
		p := project(t, map[string]string{
			"package.json":        `{"scripts": {"start": "pnpm --filter api start"}}`,
			"pnpm-workspace.yaml": "packages: ['*']\n",
			"server/package.json": `{"name": "@a/api", "scripts": {"start": "node api.js"}}`,
			"web/package.json":    `{"name": "` + second + `"}`,
		})
		got := ""
		for _, pr := range Follow(p, p.ByDir["."], "start") {
			got += printed(pr)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", second, got, want)
		}
	}
}
