package recipe_test

import (
	"slices"
	"strings"
	"testing"
)

// TestNextStart: next start reads its settings again, needs what they import, and writes to a folder of its own.
func TestNextStart(t *testing.T) {
	t.Parallel()
	const pkg = `"scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": "15", "next-i18next": "15"}`
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"settings and what they import": {
			map[string]string{"package.json": `{` + pkg + `, "devDependencies": {"eslint": "9"}}`, "next.config.mjs": "import { hosts } from './settings/hosts.mjs'; export default { images: { hosts } }", "settings/hosts.mjs": "export const hosts = []", "next-i18next.config.js": "module.exports = {}", "src/app/page.jsx": ""},
			"B npm run build\nB npm prune --omit=dev\nB rm -rf .next/cache\nC node_modules>node_modules\nC package.json>package.json\nC next-i18next.config.js>next-i18next.config.js\nC next.config.mjs>next.config.mjs\nC settings/hosts.mjs>settings/hosts.mjs\nC .next>.next",
		},
		"settings in TypeScript": {
			map[string]string{"package.json": `{` + pkg + `, "devDependencies": {"typescript": "5"}}`, "next.config.ts": "export default {}", "src/app/page.tsx": ""},
			"B npm run build\nB rm -rf .next/cache\nC node_modules>node_modules\nC package.json>package.json\nC next.config.ts>next.config.ts\nC .next>.next",
		},
		"settings that import a development package": {
			map[string]string{"package.json": `{` + pkg + `, "devDependencies": {"@next/bundle-analyzer": "15"}}`, "next.config.js": "module.exports = require('@next/bundle-analyzer')()({})", "app/page.jsx": ""},
			"B npm run build\nB rm -rf .next/cache\nC node_modules>node_modules\nC package.json>package.json\nC next.config.js>next.config.js\nC .next>.next",
		},
	} {
		c.files["package-lock.json"] = "{}"
		found := detect(t, c.files)
		if len(found.Units) != 1 {
			t.Errorf("%s: %d units", name, len(found.Units))
			continue
		}
		im := found.Units[0].Image
		if got := printed(im); !strings.Contains(got, c.want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.want)
		}
		if !slices.Contains(im.Run.Writable, ".next/cache") {
			t.Errorf("%s: writes to %v", name, im.Run.Writable)
		}
	}
	workspace := detect(t, map[string]string{
		"package.json": `{"workspaces": ["apps/*"]}`, "package-lock.json": "{}", "apps/web/package.json": `{"name": "web", ` + pkg + `}`, "apps/web/next.config.mjs": "export default {}", "apps/web/app/page.jsx": "",
	})
	got := "\n" + printed(workspace.Units[0].Image) + "\n"
	for _, want := range []string{"B rm -rf apps/web/.next/cache", "C apps/web/next.config.mjs>/app/apps/web/next.config.mjs"} {
		if !strings.Contains(got, "\n"+want+"\n") {
			t.Errorf("no %q in%s", want, got)
		}
	}
}

// TestNextFonts: a build that fetches fonts is told.
func TestNextFonts(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]bool{"next/font/google": true, "next/font/local": false} {
		found := detect(t, map[string]string{"package.json": `{"scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": "15"}}`, "src/app/layout.tsx": "// page\nimport { Inter } from '" + from + "'"})
		if told := warned(found, "fonts.googleapis.com"); (told != "") != want {
			t.Errorf("%s: %q", from, told)
		}
	}
}
