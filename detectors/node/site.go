package node

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
)

// site is a package whose build writes files for a web server.
type site struct {
	framework string
	out       string // relative to the package
	history   bool   // routes in the browser: unknown paths get index.html
	base      string // path prefix that the build was told
	evidence  facts.Evidence
	foreign   bool // the build writes into another part of the repository, which serves it
}

// siteBuilder is a command that builds a site.
type siteBuilder struct {
	word, operand string // "vite", "build"; several operands by |
	framework     string
	packages      []string // for packages without a build script: what says that this builder is used
	needs         []string // files of which one must be there for a site, relative to the package
	history       bool
	out           func(p *codebase, m *manifest, pr process, s *site)
}

var siteBuilders = []siteBuilder{
	{word: "react-scripts|craco|react-app-rewired|rescripts", operand: "build", framework: "create-react-app", packages: []string{"react-scripts"}, history: true, out: outCRA},
	{word: "vue-cli-service", operand: "build", framework: "vue-cli", packages: []string{"@vue/cli-service"}, history: true, out: outVueCLI},
	{word: "ng", operand: "build", framework: "angular", packages: []string{"@angular/core"}, needs: []string{"angular.json", ".angular.json"}, history: true, out: outAngular},
	{word: "gatsby", operand: "build", framework: "gatsby", packages: []string{"gatsby"}, out: outFixed("public")},
	{word: "docusaurus", operand: "build", framework: "docusaurus", packages: []string{"@docusaurus/core"}, out: outFlag("build", "--out-dir")},
	{word: "vitepress", operand: "build", framework: "vitepress", packages: []string{"vitepress"}, out: outVitepress(".vitepress")},
	{word: "vuepress|vuepress-vite|vuepress-webpack", operand: "build", framework: "vuepress", packages: []string{"vuepress"}, out: outVitepress(".vuepress")},
	{word: "astro", operand: "build", framework: "astro", packages: []string{"astro"}, out: outConfig("dist", "astro.config", "outDir")},
	{word: "nuxt|nuxi", operand: "generate", framework: "nuxt", out: outNuxt},
	{word: "next", operand: "build|export", framework: "next", out: outNext},
	{word: "vite", operand: "build", framework: "vite", packages: []string{"vite"}, history: true, out: outVite},
	{word: "rsbuild", operand: "build", framework: "rsbuild", packages: []string{"@rsbuild/core"}, history: true, out: outFixed("dist")},
	{word: "parcel", operand: "build", framework: "parcel", packages: []string{"parcel", "parcel-bundler"}, history: true, out: outFlag("dist", "--dist-dir", "-d")},
	{word: "eleventy|@11ty/eleventy", framework: "eleventy", packages: []string{"@11ty/eleventy"}, out: outFlag("_site", "--output")},
	{word: "hexo", operand: "generate|g", framework: "hexo", packages: []string{"hexo"}, out: outFixed("public")},
	{word: "umi|max", operand: "build", framework: "umi", packages: []string{"umi", "@umijs/max"}, history: true, out: outFixed("dist")},
	{word: "ember", operand: "build", framework: "ember", packages: []string{"ember-cli"}, history: true, out: outFlag("dist", "--output-path", "-o")},
	{word: "preact", operand: "build", framework: "preact", packages: []string{"preact-cli"}, history: true, out: outFlag("build", "--dest")},
	{word: "quasar", operand: "build", framework: "quasar", packages: []string{"@quasar/app-vite", "@quasar/app-webpack"}, history: true, out: outFixed("dist/spa")},
	{word: "ionic", operand: "build", framework: "ionic", packages: []string{"@ionic/cli"}, history: true, out: outFixed("www")},
	{word: "expo", operand: "export", framework: "expo", out: outFlag("dist", "--output-dir")},
	{word: "webpack", framework: "webpack", needs: []string{"index.html", "src/index.html", "public/index.html", "src/index.ejs", "src/template.html", "static/index.html", "app/index.html"}, history: true, out: outWebpack},
}

// siteOf says whether the package's build makes a site, and where.
func siteOf(p *codebase, m *manifest) (site, bool) {
	if s, ok := nxSite(p, m); ok {
		return s, true
	}
	script := buildScript(p.project, m)
	if m.hasScript("generate") && m.uses("nuxt") && script == "" {
		script = "generate"
	}
	var procs []process
	if script != "" {
		procs = follow(p.project, m, script)
	}
	for _, pr := range procs {
		if pr.m != m {
			continue
		}
		pr, _ = pr.tool()
		for _, b := range siteBuilders {
			if slices.Contains(strings.Split(b.word, "|"), pr.word()) && (b.operand == "" || listed(b.operand, pr.operand())) {
				if s, ok := built(p, m, b, pr); ok {
					return s, true
				}
			}
		}
	}
	if script != "" {
		return site{}, false
	}
	for _, b := range siteBuilders {
		if name, ok := m.has(b.packages...); ok && (b.framework != "vite" || p.hasAny(m, []string{"vite.config.ts", "vite.config.js", "vite.config.mjs"})) && len(p.members(m)) == 0 {
			pr := process{m: m, dir: m.dir, argv: []string{b.word, b.operand}, file: m.file, line: m.line()}
			if s, ok := built(p, m, b, pr); ok {
				_, field := m.dependency(name)
				s.evidence = m.evidence(field+"."+name, field, name)[0]
				return s, true
			}
		}
	}
	return site{}, false
}

func built(p *codebase, m *manifest, b siteBuilder, pr process) (site, bool) {
	if len(b.needs) > 0 && !p.hasAny(m, b.needs) {
		return site{}, false
	}
	s := site{framework: b.framework, history: b.history, evidence: facts.Evidence{File: pr.file, Line: pr.line, Rule: b.framework + " default"}}
	b.out(p, m, pr, &s)
	if s.out == "" {
		return s, false
	}
	s.out = path.Clean(s.out)
	s.foreign = s.out == ".." || strings.HasPrefix(s.out, "../") || strings.HasPrefix(s.out, "/")
	return s, true
}

func outFixed(dir string) func(*codebase, *manifest, process, *site) {
	return func(_ *codebase, _ *manifest, _ process, s *site) { s.out = dir }
}

func outFlag(dir string, flags ...string) func(*codebase, *manifest, process, *site) {
	return func(_ *codebase, _ *manifest, pr process, s *site) { s.out = cmp.Or(flagValue(pr.argv, flags...), dir) }
}

func outConfig(dir, config string, keys ...string) func(*codebase, *manifest, process, *site) {
	return func(p *codebase, m *manifest, pr process, s *site) {
		s.out = cmp.Or(flagValue(pr.argv, "--"+keys[len(keys)-1]), dir)
		if v, ok := configured(p, m, []string{config}, keys...); ok {
			s.out, s.evidence = v.Text, v.Evidence(keys[len(keys)-1])
		}
	}
}

// configured reads a key of a configuration file in JavaScript: of the exported object, or of what the exported function returns.
func configured(p *codebase, m *manifest, stems []string, keys ...string) (javascript.Value, bool) {
	file, ok := p.configOf(m, stems...)
	if !ok {
		return javascript.Value{}, false
	}
	module := p.load(file)
	if module == nil {
		return javascript.Value{}, false
	}
	v := p.program(nil).Lookup(module, keys)
	return v, v.Kind == javascript.Constant
}

func outCRA(p *codebase, m *manifest, pr process, s *site) {
	s.out = "build"
	for _, e := range pr.env {
		if e.name == "BUILD_PATH" {
			s.out = e.value
		}
	}
	for _, base := range []string{".env.production", ".env"} {
		if v, file, ok := p.dotenvValue(m, base, "BUILD_PATH"); ok {
			s.out, s.evidence = v.Value, facts.Evidence{File: file, Line: v.Line, Rule: "BUILD_PATH"}
			break
		}
	}
}

func outVueCLI(p *codebase, m *manifest, pr process, s *site) {
	s.out = cmp.Or(flagValue(pr.argv, "--dest"), "dist")
	if v, ok := configured(p, m, []string{"vue.config"}, "outputDir"); ok {
		s.out, s.evidence = v.Text, v.Evidence("outputDir")
	}
}

func outVite(p *codebase, m *manifest, pr process, s *site) {
	if m.uses("@sveltejs/kit", "@remix-run/dev", "@react-router/dev", "vite-plugin-ssr", "vike", "@tanstack/react-start", "@solidjs/start") {
		return
	}
	root := ""
	if v, ok := configured(p, m, []string{"vite.config"}, "root"); ok {
		root = v.Text
	}
	if op := pr.argv[min(2, len(pr.argv)):]; len(op) > 0 && !strings.HasPrefix(op[0], "-") && p.tree.HasDir(m.join(op[0])) {
		root = op[0]
	}
	if !p.tree.Has(m.join(path.Join(root, "index.html"))) && !p.tree.Has(m.join("index.html")) {
		return // a library, or the assets of a server
	}
	s.out = cmp.Or(flagValue(pr.argv, "--outDir"), "dist")
	if v, ok := configured(p, m, []string{"vite.config"}, "build", "outDir"); ok && flagValue(pr.argv, "--outDir") == "" {
		s.out, s.evidence = v.Text, v.Evidence("build.outDir")
	}
	s.out = path.Join(root, s.out)
	if base := flagValue(pr.argv, "--base"); strings.HasPrefix(base, "/") {
		s.base = base
	} else if v, ok := configured(p, m, []string{"vite.config"}, "base"); ok && strings.HasPrefix(v.Text, "/") && v.Text != "/" {
		s.base = v.Text
	}
	// a script that builds into another part of the repository is what the repository's build uses
	for _, name := range m.scriptNames() {
		for _, other := range parseScript(m.script(name)) {
			if dir := flagValue(other.argv, "--outDir"); strings.HasPrefix(dir, "../") && name != "build" {
				s.out = dir
			}
		}
	}
}

// outVitepress: the site's folder is the operand, the output below its dot folder; srcDir does not move it.
func outVitepress(dot string) func(*codebase, *manifest, process, *site) {
	return func(p *codebase, m *manifest, pr process, s *site) {
		dir := "."
		if rest := pr.argv[min(2, len(pr.argv)):]; len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
			dir = rest[0]
		}
		s.out = path.Join(dir, cmp.Or(flagValue(pr.argv, "--outDir", "-d", "--dest"), dot+"/dist"))
		if v, ok := configured(p, m, []string{path.Join(dir, dot, "config")}, "outDir"); ok {
			s.out, s.evidence = path.Join(dir, v.Text), v.Evidence("outDir")
		}
	}
}

func outNuxt(_ *codebase, m *manifest, _ process, s *site) {
	s.out = ".output/public"
	if m.major("nuxt") == 2 {
		s.out = "dist"
	}
}

func outNext(p *codebase, m *manifest, pr process, s *site) {
	mode, e := nextOutput(p, m, pr)
	if pr.operand() == "export" {
		mode = "export"
	}
	if mode == "export" {
		s.out, s.evidence = cmp.Or(flagValue(pr.argv, "-o", "--outdir"), "out"), e
		if v, ok := configured(p, m, []string{"next.config"}, "distDir"); ok {
			s.out = v.Text
		}
	}
}

func outWebpack(_ *codebase, m *manifest, pr process, s *site) {
	if _, f := frameworkOf(m); f.Value != "plain" || !m.uses("html-webpack-plugin", "webpack-dev-server", "copy-webpack-plugin") {
		return
	}
	s.out = cmp.Or(flagValue(pr.argv, "--output-path", "-o"), "dist")
}
