package launch

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
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
	Foreign   bool // the build writes into another part of the repository, which serves it
}

// siteBuilder is a command that builds a site.
type siteBuilder struct {
	word, operand string // "vite", "build"; several operands by |
	framework     string
	packages      []string // for packages without a build script: what says that this builder is used
	needs         []string // files of which one must be there for a site, relative to the package
	history       bool
	out           func(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site)
}

// siteBuilders are the commands that build a site. The source of a row is the page of the package that brings the command
// (npmjs.com/package/NAME) and its documentation, which names the folder of the output.
var siteBuilders = []siteBuilder{
	{word: "react-scripts|craco|react-app-rewired|rescripts", operand: "build", framework: "create-react-app", packages: []string{"react-scripts"}, history: true, out: outCRA},
	{word: "vue-cli-service", operand: "build", framework: "vue-cli", packages: []string{"@vue/cli-service"}, history: true, out: outVueCLI},
	{word: "ng", operand: "build", framework: "angular", packages: []string{"@angular/core"}, needs: []string{"angular.json", ".angular.json"}, history: true, out: outAngular},
	{word: "gatsby", operand: "build", framework: "gatsby", packages: []string{"gatsby"}, out: outFixed("public")},
	{word: "docusaurus", operand: "build", framework: "docusaurus", packages: []string{"@docusaurus/core"}, out: withBase(outFlag("build", "--out-dir"), "docusaurus.config", "baseUrl")},
	{word: "vitepress", operand: "build", framework: "vitepress", packages: []string{"vitepress"}, out: outVitepress(".vitepress")},
	{word: "vuepress|vuepress-vite|vuepress-webpack", operand: "build", framework: "vuepress", packages: []string{"vuepress"}, out: outVitepress(".vuepress")},
	{word: "astro", operand: "build", framework: "astro", packages: []string{"astro"}, out: withBase(outConfig("dist", "astro.config", "outDir"), "astro.config", "base")},
	{word: "nuxt|nuxi", operand: "generate", framework: "nuxt", out: outNuxt},
	{word: "next", operand: "build|export", framework: "next", out: outNext},
	{word: "react-router|remix", operand: "build|vite:build", framework: "react-router", history: true, out: outReactRouter},
	{word: "vite", operand: "build", framework: "sveltekit", needs: []string{"svelte.config.js", "svelte.config.ts"}, out: outSvelteKit},
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
	{word: "fedx-scripts|openedx", operand: "webpack|build", framework: "webpack", history: true, out: outFixed("dist")}, // github.com/openedx/frontend-build: its webpack.prod.config.js
	{word: "webpack", framework: "webpack", needs: []string{"index.html", "src/index.html", "public/index.html", "src/index.ejs", "src/template.html", "static/index.html", "app/index.html"}, history: true, out: outWebpack},
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
			if slices.Contains(strings.Split(b.word, "|"), pr.Word()) && (b.operand == "" || scripts.Listed(b.operand, pr.Operand())) {
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
			pr := scripts.Process{M: m, Dir: m.Dir, Argv: []string{b.word, b.operand}, File: m.File, Line: m.Line()}
			if s, ok := built(p, m, b, pr); ok {
				_, field := m.Dependency(name)
				s.Evidence = m.Evidence(field+"."+name, field, name)[0]
				return s, true
			}
		}
	}
	return Site{}, false
}

func built(p *code.Base, m *manifest.Manifest, b siteBuilder, pr scripts.Process) (Site, bool) {
	if len(b.needs) > 0 && !p.HasAny(m, b.needs) {
		return Site{}, false
	}
	s := Site{Framework: b.framework, History: b.history, Evidence: facts.Evidence{File: pr.File, Line: pr.Line, Rule: b.framework + " default"}}
	b.out(p, m, pr, &s)
	if s.Out == "" {
		return s, false
	}
	s.Out = path.Clean(s.Out)
	s.Foreign = s.Out == ".." || strings.HasPrefix(s.Out, "../") || strings.HasPrefix(s.Out, "/")
	return s, true
}

func outFixed(dir string) func(*code.Base, *manifest.Manifest, scripts.Process, *Site) {
	return func(_ *code.Base, _ *manifest.Manifest, _ scripts.Process, s *Site) { s.Out = dir }
}

func outFlag(dir string, flags ...string) func(*code.Base, *manifest.Manifest, scripts.Process, *Site) {
	return func(_ *code.Base, _ *manifest.Manifest, pr scripts.Process, s *Site) {
		s.Out = cmp.Or(scripts.FlagValue(pr.Argv, flags...), dir)
	}
}

func outConfig(dir, config string, keys ...string) func(*code.Base, *manifest.Manifest, scripts.Process, *Site) {
	return func(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) {
		s.Out = cmp.Or(scripts.FlagValue(pr.Argv, "--"+keys[len(keys)-1]), dir)
		if v, ok := configured(p, m, []string{config}, keys...); ok {
			s.Out, s.Evidence = v.Text, v.Evidence(keys[len(keys)-1])
		}
	}
}

// configured reads a key of a configuration file in JavaScript: of the exported object, or of what the exported function returns.
func configured(p *code.Base, m *manifest.Manifest, stems []string, keys ...string) (javascript.Value, bool) {
	file, ok := p.ConfigOf(m, stems...)
	if !ok {
		return javascript.Value{}, false
	}
	module := p.Load(file)
	if module == nil {
		return javascript.Value{}, false
	}
	v := p.Program(nil).Lookup(module, keys)
	return v, v.Kind == javascript.Constant
}

// withBase reads the path that a framework's configuration puts before every file of the site.
func withBase(out func(*code.Base, *manifest.Manifest, scripts.Process, *Site), config, key string) func(*code.Base, *manifest.Manifest, scripts.Process, *Site) {
	return func(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) {
		out(p, m, pr, s)
		if v, ok := configured(p, m, []string{config}, key); ok && strings.HasPrefix(v.Text, "/") && v.Text != "/" {
			s.below(v.Text, v.Evidence(key))
		}
	}
}

// below notes the prefix of every path of the site.
func (s *Site) below(base string, at facts.Evidence) { s.Base, s.BaseAt = base, at }

// PlainBase says whether the prefix is a path that a web server and a browser read alike. Other characters would end the line in the web
// server's settings, or mean something there; "//" begins the name of a host (RFC 3986, 4.2), and dots are steps up (RFC 3986, 5.2.4).
func (s *Site) PlainBase() bool {
	return path.Clean("/"+s.Base) == "/"+strings.Trim(s.Base, "/") && !strings.HasPrefix(s.Base, "//") && strings.Trim(s.Base, plainPath) == ""
}

// plainPath are the characters of a path that need no encoding (RFC 3986, "Unreserved Characters"), and the slash.
const plainPath = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"

func outCRA(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) {
	s.Out = "build"
	// the path of homepage stands before every file (https://create-react-app.dev/docs/deployment/#building-for-relative-paths)
	if home, err := url.Parse(m.Root.Get("homepage").Str()); err == nil && strings.Trim(home.Path, "/") != "" && strings.HasPrefix(home.Path, "/") {
		s.below(home.Path, facts.Evidence{File: m.File, Line: m.Root.Get("homepage").At(), Rule: "homepage"})
	}
	for _, e := range pr.Env {
		if e.Name == "BUILD_PATH" {
			s.Out = e.Value
		}
	}
	for _, base := range []string{".env.production", ".env"} {
		if v, file, ok := p.DotenvValue(m, base, "BUILD_PATH"); ok {
			s.Out, s.Evidence = v.Value, facts.Evidence{File: file, Line: v.Line, Rule: "BUILD_PATH"}
			break
		}
	}
}

func outVueCLI(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) {
	s.Out = cmp.Or(scripts.FlagValue(pr.Argv, "--dest"), "dist")
	if v, ok := configured(p, m, []string{"vue.config"}, "outputDir"); ok {
		s.Out, s.Evidence = v.Text, v.Evidence("outputDir")
	}
	if v, ok := configured(p, m, []string{"vue.config"}, "publicPath"); ok && strings.HasPrefix(v.Text, "/") && v.Text != "/" {
		s.below(v.Text, v.Evidence("publicPath"))
	}
}

func outVite(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) {
	if m.Uses("@sveltejs/kit", "@remix-run/dev", "@react-router/dev", "vite-plugin-ssr", "vike", "@tanstack/react-start", "@solidjs/start") {
		return
	}
	root := ""
	if v, ok := configured(p, m, []string{"vite.config"}, "root"); ok {
		root = v.Text
	}
	if op := pr.Argv[min(2, len(pr.Argv)):]; len(op) > 0 && !strings.HasPrefix(op[0], "-") && p.Tree.HasDir(m.Join(op[0])) {
		root = op[0]
	}
	if !p.Tree.Has(m.Join(path.Join(root, "index.html"))) && !p.Tree.Has(m.Join("index.html")) {
		return // a library, or the assets of a server
	}
	s.Out = cmp.Or(scripts.FlagValue(pr.Argv, "--outDir"), "dist")
	if v, ok := configured(p, m, []string{"vite.config"}, "build", "outDir"); ok && scripts.FlagValue(pr.Argv, "--outDir") == "" {
		s.Out, s.Evidence = v.Text, v.Evidence("build.outDir")
	}
	s.Out = path.Join(root, s.Out)
	if base := scripts.FlagValue(pr.Argv, "--base"); strings.HasPrefix(base, "/") {
		s.below(base, facts.Evidence{File: pr.File, Line: pr.Line, Rule: "--base"})
	} else if v, ok := configured(p, m, []string{"vite.config"}, "base"); ok && strings.HasPrefix(v.Text, "/") && v.Text != "/" {
		s.below(v.Text, v.Evidence("base"))
	}
	// a script that builds into another part of the repository is what the repository's build uses
	for _, name := range m.ScriptNames() {
		for _, other := range scripts.Parse(m.Script(name)) {
			if dir := scripts.FlagValue(other.Argv, "--outDir"); strings.HasPrefix(dir, "../") && name != "build" {
				s.Out = dir
			}
		}
	}
}

// outVitepress: the site's folder is the operand, the output below its dot folder; srcDir does not move it.
func outVitepress(dot string) func(*code.Base, *manifest.Manifest, scripts.Process, *Site) {
	return func(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) {
		dir := "."
		if rest := pr.Argv[min(2, len(pr.Argv)):]; len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
			dir = rest[0]
		}
		s.Out = path.Join(dir, cmp.Or(scripts.FlagValue(pr.Argv, "--outDir", "-d", "--dest"), dot+"/dist"))
		if v, ok := configured(p, m, []string{path.Join(dir, dot, "config")}, "outDir"); ok {
			s.Out, s.Evidence = path.Join(dir, v.Text), v.Evidence("outDir")
		}
	}
}

func outNuxt(_ *code.Base, m *manifest.Manifest, _ scripts.Process, s *Site) {
	s.Out = ".output/public"
	if m.Major("nuxt") == 2 {
		s.Out = "dist"
	}
}

func outNext(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) {
	mode, e := NextOutput(p, m, pr)
	if pr.Operand() == "export" {
		mode = "export"
	}
	if mode == "export" {
		s.Out, s.Evidence = cmp.Or(scripts.FlagValue(pr.Argv, "-o", "--outdir"), "out"), e
		if v, ok := configured(p, m, []string{"next.config"}, "distDir"); ok {
			s.Out = v.Text
		}
	}
}

func outWebpack(_ *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) {
	if _, f := FrameworkOf(m); f.Value != "plain" || !m.Uses("html-webpack-plugin", "webpack-dev-server", "copy-webpack-plugin") {
		return
	}
	s.Out = cmp.Or(scripts.FlagValue(pr.Argv, "--output-path", "-o"), "dist")
}
