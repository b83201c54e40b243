package launch

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// TestAdapters: what the adapter of a page framework makes of its build: a server for Node, a site, or something for another platform.
func TestAdapters(t *testing.T) {
	t.Parallel()
	const kit = `{"scripts": {"build": "vite build"}, "dependencies": {"@sveltejs/kit": "2"}}`
	svelte := func(adapter, options string) []string {
		return []string{"svelte.config.js", "import adapter from '@sveltejs/adapter-" + adapter + "'; export default { kit: { adapter: adapter(" + options + ") } }"}
	}
	for name, c := range map[string]struct {
		files         []string
		server, warns string
		site          string
	}{
		"node":               {svelte("node", ""), "[node build/index.js]  likely", "", ""},
		"node, a folder":     {svelte("node", "{ out: 'server' }"), "[node server/index.js]  likely", "", ""},
		"static":             {svelte("static", ""), "[node build/index.js]  likely", "", "sveltekit build history false "},
		"static, a folder":   {svelte("static", "{ pages: 'www', fallback: '200.html' }"), "[node build/index.js]  likely", "", "sveltekit www history true 200.html"},
		"static, index.html": {svelte("static", "{ fallback: 'index.html' }"), "[node build/index.js]  likely", "", "sveltekit build history true "},
		"Vercel":             {svelte("vercel", ""), "[node build/index.js]  guess", "svelte.config.js: @sveltejs/adapter-vercel writes nothing that Node can start: the build needs @sveltejs/adapter-node", ""},
		"Cloudflare":         {svelte("cloudflare-workers", ""), "[node build/index.js]  guess", "svelte.config.js: @sveltejs/adapter-cloudflare-workers writes nothing that Node can start: the build needs @sveltejs/adapter-node", ""},
	} {
		p, m := base(t, kit, c.files...)
		f, _ := FrameworkOf(m)
		l, _ := FrameworkStart(p, m, f, "")
		if shown(l) != c.server || told(l) != c.warns {
			t.Errorf("%s: %s %q, want %s %q", name, shown(l), told(l), c.server, c.warns)
		}
		site := ""
		if s, ok := SiteOf(p, m); ok {
			site = fmt.Sprintf("%s %s history %t %s", s.Framework, s.Out, s.History, s.Fallback)
		}
		if site != c.site {
			t.Errorf("%s: the site is %q, want %q", name, site, c.site)
		}
	}
}

// TestTanStackStart: the build alone writes a server that listens on nothing (tanstack.com, "Hosting").
func TestTanStackStart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		more  string
		files []string
		want  bool
	}{
		"without Nitro":    {"", []string{"vite.config.ts", ""}, true},
		"with Nitro":       {`, "nitro": "3"`, []string{"vite.config.ts", ""}, false},
		"with a server":    {`, "srvx": "1"`, []string{"vite.config.ts", ""}, false},
		"without a config": {"", nil, false},
	} {
		p, m := base(t, `{"dependencies": {"@tanstack/react-start": "1"`+c.more+`}}`, c.files...)
		f, _ := FrameworkOf(m)
		l, _ := FrameworkStart(p, m, f, "")
		if got := strings.Contains(told(l), "vite.config.ts: TanStack Start without Nitro writes dist/server/server.js, which listens on nothing"); got != c.want || string(l.Confidence) != map[bool]string{true: "guess", false: "likely"}[c.want] {
			t.Errorf("%s: %s %q", name, l.Confidence, told(l))
		}
	}
}

// TestAstroElsewhere: an adapter of another platform counts only where pages are rendered on request.
func TestAstroElsewhere(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"import a from '@astrojs/vercel'; export default { output: 'server' }":              "@astrojs/vercel 1",
		"\nimport a from '@astrojs/netlify/functions'; export default { output: 'server' }": "@astrojs/netlify/functions 2",
		"import a from '@astrojs/vercel'; export default { output: 'static' }":              " 0",
		"import a from '@astrojs/vercel'; export default {}":                                " 0",
		"import a from '@astrojs/node'; export default { output: 'server' }":                " 0",
	} {
		p, m := base(t, `{}`, "astro.config.mjs", text)
		adapter, at := AstroElsewhere(p, m)
		if got := fmt.Sprint(adapter, " ", at.Line); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if adapter, _ := AstroElsewhere(base(t, `{}`)); adapter != "" {
		t.Errorf("without a configuration: %s", adapter)
	}
}

// TestReactRouterSites: the mode without a server (reactrouter.com, "Single Page App").
func TestReactRouterSites(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"export default { ssr: false }":                        "build/client",
		"export default { ssr: false, buildDirectory: 'out' }": "out/client",
		"export default { ssr: true }":                         "",
		"export default {}":                                    "",
	} {
		p, m := base(t, `{"scripts": {"build": "react-router build"}, "dependencies": {"@react-router/dev": "7"}}`, "react-router.config.ts", text)
		if s, _ := SiteOf(p, m); s.Out != want {
			t.Errorf("%s: %q, want %q", text, s.Out, want)
		}
	}
}

// TestConfiguredPort: the port that a framework's own file gives to the production server, by the pages that the table names.
func TestConfiguredPort(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dependency, version, file, text string
		want                            string
	}{
		"Nuxt 2":                {"nuxt", "^2.15", "nuxt.config.js", "export default { server: { port: 8000 } }", "8000  certain"},
		"Nuxt 3":                {"nuxt", "^3.10", "nuxt.config.ts", "export default { server: { port: 8000 } }", "none"},
		"Astro":                 {"astro", "5", "astro.config.mjs", "export default { server: { port: 1234 } }", "1234 PORT certain"},
		"Strapi":                {"@strapi/strapi", "4", "config/server.js", "module.exports = ({ env }) => ({ port: 1400 })", "1400 PORT certain"},
		"Midway":                {"@midwayjs/core", "3", "src/config/config.default.ts", "export default { koa: { port: 8001 } } as MidwayConfig", "8001  certain"},
		"Egg":                   {"egg", "3", "config/config.default.js", "module.exports = () => { const config = exports = {}; config.cluster = { listen: { port: 7002 } }; return { ...config } }", "7002  certain"},
		"no port":               {"astro", "5", "astro.config.mjs", "export default { server: { port: 'high' } }", "none"},
		"above the highest":     {"astro", "5", "astro.config.mjs", "export default { server: { port: 65536 } }", "none"},
		"another framework":     {"express", "4", "astro.config.mjs", "export default { server: { port: 1234 } }", "none"},
		"a variable of its own": {"astro", "5", "astro.config.mjs", "export default { server: { port: Number(process.env.WEB_PORT) || 1234 } }", "1234 WEB_PORT certain"},
	} {
		p, m := base(t, `{"dependencies": {"`+c.dependency+`": "`+c.version+`"}}`, c.file, c.text)
		f, _ := FrameworkOf(m)
		got := "none"
		if port, ok := ConfiguredPort(p, m, f); ok {
			got = fmt.Sprintf("%d %s %s", port.Value, port.Env, port.Confidence)
			if port.Evidence[0].File != c.file || port.Evidence[0].Line != 1 {
				t.Errorf("%s: read at %+v", name, port.Evidence)
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestEgg: the script that starts Egg, wherever it stands, without the flag that sends the program away.
func TestEgg(t *testing.T) {
	t.Parallel()
	for pkg, want := range map[string]string{
		`{"scripts": {"online": "egg-scripts start --daemon --title=x"}, "dependencies": {"egg": "3", "egg-scripts": "2"}}`: "[egg-scripts start --title=x]  likely",
		`{"scripts": {"online": "egg-scripts stop"}, "dependencies": {"egg": "3", "egg-scripts": "2"}}`:                     "[egg-scripts start]  likely",
		`{"dependencies": {"egg": "3"}}`: "no start",
	} {
		p, m := base(t, pkg)
		f, _ := FrameworkOf(m)
		got := "no start"
		if l, ok := FrameworkStart(p, m, f, ""); ok {
			got = shown(l)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", pkg, got, want)
		}
	}
}

// TestStartedBy: of several frameworks, the one whose own command starts the program.
func TestStartedBy(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]string{"egg-scripts start": "egg", "eggctl start": "egg", "next start -p 80": "next", "nuxt start": "nuxt", "strapi start": "strapi", "node a.js": "", "next-thing start": ""} {
		f, ok := StartedBy(scripts.Parse(command)[0].Argv)
		if f.Name != want || ok != (want != "") {
			t.Errorf("%s: %q %t, want %q", command, f.Name, ok, want)
		}
	}
}

// TestFrameworkOfABuild: in a workspace the framework may be a dependency of the root; then its builder tells.
func TestFrameworkOfABuild(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]string{"nuxt build": "nuxt likely", "nuxi build": "nuxt likely", "next build": "next likely", "nuxt generate": "plain likely", "vite build": "plain likely"} {
		_, m := base(t, `{"scripts": {"build": "`+command+`"}}`)
		_, text := FrameworkOf(m)
		if got := text.Value + " " + string(text.Confidence); got != want {
			t.Errorf("%s: %s, want %s", command, got, want)
		}
	}
}

// TestNuxtLayer: a package whose build prepares types alone is there for others to extend (nuxt.com, "Layers").
func TestNuxtLayer(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]bool{"nuxi prepare": true, "nuxt prepare": true, "nuxt build": false, "nuxt prepare && nuxt build": false, "tsc": false} {
		if got := NuxtLayer(base(t, `{"scripts": {"build": "`+command+`"}}`)); got != want {
			t.Errorf("%s: %t", command, got)
		}
	}
}

// TestOfBin: the first command that a package installs and that can be run.
func TestOfBin(t *testing.T) {
	t.Parallel()
	for pkg, want := range map[string]string{
		`{"bin": {"a": "a.js"}}`:                               "[node a.js] a.js likely",
		`{"bin": {"a": "gone.js", "b": "b.js"}}`:               "[node b.js] b.js likely",
		`{"bin": {"a": "c.ts"}}`:                               "none",
		`{"bin": {"a": "c.ts"}, "dependencies": {"tsx": "4"}}`: "[node c.ts] c.ts likely",
		`{}`: "none",
	} {
		p, m := base(t, pkg, "a.js", "", "b.js", "", "c.ts", "")
		got := "none"
		if l, ok := OfBin(p, m); ok {
			got = shown(l)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", pkg, got, want)
		}
	}
}
