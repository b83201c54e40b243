package launch

import "testing"

// TestOutputs: where each builder's flags and configuration put the site, and below which path it is asked for.
func TestOutputs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		build, packages string // of package.json
		files           []string
		want            string // folder and base; "" for no site
	}{
		"vite, by its folder":          {"vite build", `"vite": "6"`, []string{"index.html", "", "vite.config.ts", "import path from 'path'; export default defineConfig(({mode}) => ({base: '/ui/', build: {outDir: path.resolve(__dirname, 'made')}}))"}, "made /ui/"},
		"vite, by a flag":              {"vite build --outDir www --base /a", `"vite": "6"`, []string{"index.html", "", "vite.config.ts", "export default {base: '/ui/', build: {outDir: 'made'}}"}, "www /a"},
		"vue-cli":                      {"vue-cli-service build", `"@vue/cli-service": "5"`, []string{"vue.config.js", "module.exports = {publicPath: process.env.NODE_ENV === 'production' ? '/adm/' : '/', outputDir: 'made'}"}, "made /adm/"},
		"vue-cli, the flag first":      {"vue-cli-service build --dest www", `"@vue/cli-service": "5"`, []string{"vue.config.js", "module.exports = {outputDir: 'made'}"}, "www "},
		"gatsby without its prefix":    {"gatsby build", `"gatsby": "5"`, []string{"gatsby-config.js", "module.exports = {pathPrefix: '/b'}"}, "public "},
		"gatsby with its prefix":       {"gatsby build --prefix-paths", `"gatsby": "5"`, []string{"gatsby-config.js", "module.exports = {pathPrefix: '/b'}"}, "public /b"},
		"docusaurus":                   {"docusaurus build --out-dir made", `"@docusaurus/core": "3"`, []string{"docusaurus.config.js", "module.exports = {baseUrl: '/d/'}"}, "made /d/"},
		"astro":                        {"astro build", `"astro": "5"`, []string{"astro.config.mjs", "export default defineConfig({outDir: './made', base: '/d'})"}, "made /d"},
		"rsbuild":                      {"rsbuild build", `"@rsbuild/core": "1"`, []string{"rsbuild.config.ts", "export default defineConfig({output: {distPath: {root: 'made'}}, server: {base: '/r'}})"}, "made /r"},
		"parcel":                       {"parcel build --dist-dir made --public-url /p", `"parcel": "2"`, nil, "made /p"},
		"eleventy, a function":         {"eleventy", `"@11ty/eleventy": "3"`, []string{".eleventy.js", "module.exports = c => ({dir: {input: 'src', output: 'made'}})"}, "made "},
		"eleventy, an export":          {"eleventy", `"@11ty/eleventy": "3"`, []string{"eleventy.config.js", "export default function (c) {}\nexport const config = {dir: {output: 'made'}}"}, "made "},
		"eleventy, a flag":             {"eleventy --output=www", `"@11ty/eleventy": "3"`, []string{"eleventy.config.js", "export const config = {dir: {output: 'made'}}"}, "www "},
		"umi":                          {"max build", `"@umijs/max": "4"`, []string{".umirc.ts", "export default defineConfig({outputPath: 'made/web'})"}, "made/web "},
		"umi, in its folder":           {"umi build", `"umi": "4"`, []string{"config/config.ts", "export default {outputPath: 'made'}"}, "made "},
		"quasar":                       {"quasar build", `"@quasar/app-vite": "2"`, nil, "dist/spa "},
		"quasar, a progressive one":    {"quasar build -m pwa", `"@quasar/app-vite": "2"`, nil, "dist/pwa "},
		"quasar, its settings":         {"quasar build", `"@quasar/app-vite": "2"`, []string{"quasar.config.js", "module.exports = configure(ctx => ({build: {distDir: 'made', publicPath: '/q/'}}))"}, "made /q/"},
		"quasar with a server":         {"quasar build -m ssr", `"@quasar/app-vite": "2"`, nil, ""},
		"webpack that writes its page": {"webpack --mode production", `"webpack": "5", "html-webpack-plugin": "5"`, []string{"webpack.config.js", "const path = require('path'); module.exports = {output: {path: path.resolve(__dirname, 'made/web'), publicPath: '/w/'}}"}, "made/web /w/"},
		"webpack by another file":      {"webpack --config conf/prod.js", `"webpack": "5", "html-webpack-plugin": "5"`, []string{"conf/prod.js", "const {merge} = require('webpack-merge'); module.exports = merge(require('./common'), {mode: 'production'})", "conf/common.js", "const path = require('path'); module.exports = {output: {path: path.join(__dirname, '..', 'made')}}"}, "made "},
		"webpack with a page by hand":  {"webpack", `"webpack": "5", "webpack-dev-server": "5"`, []string{"public/index.html", ""}, "dist "},
		"webpack without a page":       {"webpack", `"webpack": "5", "webpack-dev-server": "5"`, nil, ""},
		"webpack of a server":          {"webpack", `"webpack": "5", "html-webpack-plugin": "5", "express": "5"`, nil, ""},
		"react router":                 {"react-router build", `"@react-router/dev": "7"`, []string{"react-router.config.ts", "export default {ssr: false, buildDirectory: 'made'}"}, "made/client "},
		"react router with a server":   {"react-router build", `"@react-router/dev": "7"`, []string{"react-router.config.ts", "export default {ssr: true}"}, ""},
		"remix without a server":       {"remix vite:build", `"@remix-run/dev": "2"`, []string{"vite.config.ts", "import { vitePlugin as remix } from '@remix-run/dev'; export default defineConfig({plugins: [remix({ssr: false})]})"}, "build/client "},
		"remix with a server":          {"remix vite:build", `"@remix-run/dev": "2"`, []string{"vite.config.ts", "import { vitePlugin as remix } from '@remix-run/dev'; export default defineConfig({plugins: [remix()]})"}, ""},
		"another plug-in":              {"remix vite:build", `"@remix-run/dev": "2"`, []string{"vite.config.ts", "export default defineConfig({plugins: [other({ssr: false})]})"}, ""},
		"nuxt, files only":             {"nuxt build", `"nuxt": "3"`, []string{"nuxt.config.ts", "export default defineNuxtConfig({nitro: {preset: 'github_pages'}})"}, ".output/public "},
		"nuxt, files by a variable":    {"NITRO_PRESET=static nuxt build", `"nuxt": "3"`, nil, ".output/public "},
		"nuxt, a server":               {"nuxt build", `"nuxt": "3"`, []string{"nuxt.config.ts", "export default defineNuxtConfig({nitro: {preset: 'node-cluster'}})"}, ""},
		"solid, files only":            {"vinxi build", `"@solidjs/start": "1"`, []string{"app.config.ts", "export default defineConfig({ssr: false, server: {preset: 'static'}})"}, ".output/public "},
		"vitepress":                    {"vitepress build docs", `"vitepress": "1"`, []string{"docs/.vitepress/config.mts", "export default defineConfig({base: '/g/'})"}, "docs/.vitepress/dist /g/"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, ok := SiteOf(base(t, `{"scripts": {"build": "`+c.build+`"}, "dependencies": {`+c.packages+`}}`, c.files...))
			got := ""
			if ok {
				got = s.Out + " " + s.Base
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestScriptOfASite: a site that a script of another name builds keeps the folder which the script names, and the script.
func TestScriptOfASite(t *testing.T) {
	t.Parallel()
	s, ok := SiteOf(base(t, `{"scripts": {"docs:dev": "vitepress dev manual", "docs:build": "vitepress build manual"}, "devDependencies": {"vitepress": "1"}}`))
	if !ok || s.Out != "manual/.vitepress/dist" || s.Script != "docs:build" {
		t.Errorf("got %+v", s)
	}
}
