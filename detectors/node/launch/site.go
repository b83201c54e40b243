package launch

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// Site is a package whose build writes files for a web server.
type Site struct {
	Framework string
	Out       string         // relative to the package
	History   bool           // routes in the browser: unknown paths get index.html
	Base      string         // path prefix that the build was told
	BaseAt    facts.Evidence // where the prefix was read
	Fallback  string         // the page for unknown paths, where it is not index.html
	Evidence  facts.Evidence
	Script    string // the script that builds it, where that is not the package's build script
	Foreign   bool   // the build writes into another part of the repository, which serves it
}

// siteBuilder is a command that builds a site.
type siteBuilder struct {
	word, operand string // "vite", "build"; several by |
	framework     string
	packages      []string // for packages without a build script: what says that this builder is used
	needs         []string // files of which one must be there for a site, relative to the package
	history       bool
	writes        output
	// decide says whether this package's build is a site at all, and changes what the table cannot know; nil where it always is.
	decide func(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) bool
}

// siteBuilders are the commands that build a site. The source of a row is the page of the package that brings the command
// (npmjs.com/package/NAME) and its documentation, which names the folder of the output and the keys of the configuration.
var siteBuilders = []siteBuilder{
	{word: "react-scripts|craco|react-app-rewired|rescripts", operand: "build", framework: "create-react-app", packages: []string{"react-scripts"}, history: true, writes: output{folder: "build"}, decide: outCRA},
	// uni-app writes one folder a platform, of which h5, its default, is the web (https://uniapp.dcloud.net.cn/worktile/CLI.html)
	{word: "uni", operand: "build", framework: "uni-app", packages: []string{"@dcloudio/vite-plugin-uni"}, history: true, writes: output{folder: "dist/build/h5", flags: []string{"--outDir"}}, decide: outUni},
	{word: "vue-cli-service", operand: "uni-build", framework: "uni-app", history: true, writes: output{folder: "dist/build/h5"}, decide: outUni},
	{word: "vue-cli-service", operand: "build", framework: "vue-cli", packages: []string{"@vue/cli-service"}, history: true, writes: output{folder: "dist", flags: []string{"--dest"}, config: []string{"vue.config"}, keys: []string{"outputDir"}, base: "publicPath"}},
	{word: "ng", operand: "build", framework: "angular", packages: []string{"@angular/core"}, needs: []string{"angular.json", ".angular.json"}, history: true, decide: outAngular},
	{word: "gatsby", operand: "build", framework: "gatsby", packages: []string{"gatsby"}, writes: output{folder: "public"}, decide: outGatsby},
	{word: "docusaurus", operand: "build", framework: "docusaurus", packages: []string{"@docusaurus/core"}, writes: output{folder: "build", flags: []string{"--out-dir"}, config: []string{"docusaurus.config"}, base: "baseUrl"}},
	{word: "vitepress", operand: "build", framework: "vitepress", packages: []string{"vitepress"}, decide: outVitepress(".vitepress")},
	{word: "vuepress|vuepress-vite|vuepress-webpack", operand: "build", framework: "vuepress", packages: []string{"vuepress"}, decide: outVitepress(".vuepress")},
	{word: "astro", operand: "build", framework: "astro", packages: []string{"astro"}, writes: output{folder: "dist", flags: []string{"--outDir"}, config: []string{"astro.config"}, keys: []string{"outDir"}, base: "base"}},
	{word: "nuxt|nuxi", operand: "generate", framework: "nuxt", decide: outNuxt},
	{word: "nuxt|nuxi", operand: "build", framework: "nuxt", writes: output{folder: ".output/public"}, decide: staticPreset},
	{word: "vinxi", operand: "build", framework: "solid-start", writes: output{folder: ".output/public"}, decide: staticPreset},
	{word: "next", operand: "build|export", framework: "next", decide: outNext},
	{word: "react-router|remix", operand: "build|vite:build", framework: "react-router", history: true, decide: outReactRouter},
	{word: "vite", operand: "build", framework: "sveltekit", needs: []string{"svelte.config.js", "svelte.config.ts"}, decide: outSvelteKit},
	{word: "vite", operand: "build", framework: "vite", packages: []string{"vite"}, history: true, writes: output{folder: "dist", flags: []string{"--outDir"}, baseFlags: []string{"--base"}, config: []string{"vite.config"}, keys: []string{"build.outDir"}, base: "base"}, decide: outVite},
	{word: "rsbuild", operand: "build", framework: "rsbuild", packages: []string{"@rsbuild/core"}, history: true, writes: output{folder: "dist", flags: []string{"--dist-path"}, config: []string{"rsbuild.config"}, keys: []string{"output.distPath.root", "output.distPath"}, base: "server.base"}},
	{word: "parcel", operand: "build", framework: "parcel", packages: []string{"parcel", "parcel-bundler"}, history: true, writes: output{folder: "dist", flags: []string{"--dist-dir", "-d"}, baseFlags: []string{"--public-url"}}},
	{word: "eleventy|@11ty/eleventy", framework: "eleventy", packages: []string{"@11ty/eleventy"}, writes: output{folder: "_site", flags: []string{"--output"}, config: []string{".eleventy", "eleventy.config"}, keys: []string{"dir.output"}}, decide: outEleventy},
	{word: "hexo", operand: "generate|g", framework: "hexo", packages: []string{"hexo"}, writes: output{folder: "public"}},
	{word: "umi|max", operand: "build", framework: "umi", packages: []string{"umi", "@umijs/max"}, history: true, writes: output{folder: "dist", config: []string{".umirc", "config/config"}, keys: []string{"outputPath"}}},
	{word: "ember", operand: "build", framework: "ember", packages: []string{"ember-cli"}, history: true, writes: output{folder: "dist", flags: []string{"--output-path", "-o"}}},
	{word: "preact", operand: "build", framework: "preact", packages: []string{"preact-cli"}, history: true, writes: output{folder: "build", flags: []string{"--dest"}}},
	{word: "quasar", operand: "build", framework: "quasar", packages: []string{"@quasar/app-vite", "@quasar/app-webpack"}, history: true, decide: outQuasar},
	{word: "ionic", operand: "build", framework: "ionic", packages: []string{"@ionic/cli"}, history: true, writes: output{folder: "www"}},
	{word: "expo", operand: "export", framework: "expo", writes: output{folder: "dist", flags: []string{"--output-dir"}}},
	{word: "fedx-scripts|openedx", operand: "webpack|build", framework: "webpack", history: true, writes: output{folder: "dist"}}, // github.com/openedx/frontend-build: its webpack.prod.config.js
	{word: "webpack", framework: "webpack", history: true, decide: outWebpack},
}

// SiteOf says whether the package's build makes a site, and where.
func SiteOf(p *code.Base, m *manifest.Manifest) (Site, bool) {
	if s, ok := nxSite(p, m); ok {
		return s, true
	}
	script := scripts.BuildScript(m)
	if m.HasScript("generate") && m.Uses("nuxt") && script == "" {
		script = "generate"
	}
	var procs []scripts.Process
	if script != "" {
		procs = scripts.Follow(p.Project, m, script)
	}
	for _, pr := range procs {
		if pr.M != m {
			continue
		}
		pr, _ = pr.Tool()
		for _, b := range siteBuilders {
			if b.is(pr) {
				if s, ok := built(p, m, b, pr); ok {
					if out, at := moved(p, m, cmp.Or(pr.Script, script), s.Out); at.File != "" {
						s.Out, s.Evidence = out, at
					}
					return s, true
				}
			}
		}
	}
	if script != "" || len(m.Bins()) > 0 {
		return Site{}, false // a package that installs a command builds pages for it, if any
	}
	for _, b := range siteBuilders {
		if name, ok := m.Has(b.packages...); ok && (b.framework != "vite" || p.HasAny(m, []string{"vite.config.ts", "vite.config.js", "vite.config.mjs"})) && len(p.Members(m)) == 0 {
			pr, named := b.called(p, m)
			if s, ok := built(p, m, b, pr); ok {
				_, field := m.Dependency(name)
				s.Script = pr.Script
				if !named {
					s.Evidence = m.Evidence(field+"."+name, field, name)[0]
				}
				return s, true
			}
		}
	}
	return Site{}, false
}

// called is the builder's command as a script of another name has it (docs:build); without one, the command as its documentation has it.
func (b siteBuilder) called(p *code.Base, m *manifest.Manifest) (pr scripts.Process, named bool) {
	for _, name := range m.ScriptNames() {
		for _, pr := range scripts.Follow(p.Project, m, name) {
			if pr.M == m && b.operand != "" && b.is(pr) {
				pr.Script = name
				return pr, true
			}
		}
	}
	return scripts.Process{M: m, Dir: m.Dir, Argv: []string{b.word, b.operand}, File: m.File, Line: m.Line()}, false
}

// is says whether a command is the builder's.
func (b siteBuilder) is(pr scripts.Process) bool {
	return slices.Contains(strings.Split(b.word, "|"), pr.Word()) && (b.operand == "" || scripts.Listed(b.operand, pr.Operand()))
}

func built(p *code.Base, m *manifest.Manifest, b siteBuilder, pr scripts.Process) (Site, bool) {
	if len(b.needs) > 0 && !p.HasAny(m, b.needs) {
		return Site{}, false
	}
	s := Site{Framework: b.framework, History: b.history, Evidence: facts.Evidence{File: pr.File, Line: pr.Line, Rule: b.framework + " default"}}
	b.writes.read(p, m, pr, &s)
	if b.decide != nil && !b.decide(p, m, pr, &s) {
		return s, false
	}
	s.Out = path.Clean(s.Out)
	s.Foreign = s.Out == ".." || strings.HasPrefix(s.Out, "../") || strings.HasPrefix(s.Out, "/")
	return s, true
}
