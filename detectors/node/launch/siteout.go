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

// output says where a builder writes its files and below which path they are asked for: a flag of the command goes before the configuration,
// which goes before the builder's own folder.
type output struct {
	folder    string
	flags     []string // of the folder
	baseFlags []string
	config    []string // files that may hold the configuration, without their extension
	keys      []string // of the folder, the parts of one separated by dots
	base      string   // key of the path
}

// read fills in what the command and the configuration say.
func (o output) read(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) {
	s.Out = o.folder
	if flag := scripts.FlagValue(pr.Argv, o.flags...); flag != "" {
		s.Out = flag
	} else {
		for _, key := range o.keys {
			if dir, at, ok := folder(p, m, o.config, strings.Split(key, ".")...); ok {
				s.Out, s.Evidence = dir, at
				break
			}
		}
	}
	if base := scripts.FlagValue(pr.Argv, o.baseFlags...); base != "" {
		s.below(base, facts.Evidence{File: pr.File, Line: pr.Line, Rule: o.baseFlags[0]})
		return
	}
	if o.base == "" {
		return
	}
	if v, ok := configured(p, m, o.config, strings.Split(o.base, ".")...); ok {
		s.below(v.Text, v.Evidence(o.base))
	}
}

// folder reads a key that names a folder: relative to the package, or from the folder of the file that says so.
func folder(p *code.Base, m *manifest.Manifest, stems []string, keys ...string) (string, facts.Evidence, bool) {
	if v, ok := configured(p, m, stems, keys...); ok {
		return v.Text, v.Evidence(strings.Join(keys, ".")), true
	}
	module := configuration(p, m, stems...)
	if module == nil {
		return "", facts.Evidence{}, false
	}
	text, at := javascript.LookupBeside(p.Program(nil), module, keys)
	if text == "" {
		return "", at, false
	}
	at.Rule = strings.Join(keys, ".")
	from, _ := manifest.Relative(m.Dir, path.Dir(at.File))
	return path.Join(from, text), at, true
}

// configured reads a key of a configuration file in JavaScript: of the exported object, or of what the exported function returns.
func configured(p *code.Base, m *manifest.Manifest, stems []string, keys ...string) (javascript.Value, bool) {
	module := configuration(p, m, stems...)
	if module == nil {
		return javascript.Value{}, false
	}
	v := p.Program(nil).Lookup(module, keys)
	return v, v.Kind == javascript.Constant
}

// below notes the prefix of every path of the site; a relative one, or the root, is none.
func (s *Site) below(base string, at facts.Evidence) {
	if strings.HasPrefix(base, "/") && base != "/" {
		s.Base, s.BaseAt = base, at
	}
}

// PlainBase says whether the prefix is a path that a web server and a browser read alike. Other characters would end the line in the web
// server's settings, or mean something there; "//" begins the name of a host (RFC 3986, 4.2), and dots are steps up (RFC 3986, 5.2.4).
func (s *Site) PlainBase() bool {
	return path.Clean("/"+s.Base) == "/"+strings.Trim(s.Base, "/") && !strings.HasPrefix(s.Base, "//") && strings.Trim(s.Base, plainPath) == ""
}

// plainPath are the characters of a path that need no encoding (RFC 3986, "Unreserved Characters"), and the slash.
const plainPath = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"

// outCRA: the path of homepage stands before every file (https://create-react-app.dev/docs/deployment/#building-for-relative-paths).
func outCRA(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) bool {
	if home, err := url.Parse(m.Root.Get("homepage").Str()); err == nil && strings.Trim(home.Path, "/") != "" {
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
	return true
}

// outGatsby: the prefix of the configuration counts where the build is told to use it (https://www.gatsbyjs.com/docs/how-to/previews-deploys-hosting/path-prefix/).
func outGatsby(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) bool {
	if v, ok := configured(p, m, []string{"gatsby-config"}, "pathPrefix"); ok && slices.Contains(pr.Argv, "--prefix-paths") {
		s.below(v.Text, v.Evidence("pathPrefix"))
	}
	return true
}

func outVite(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) bool {
	if m.Uses("@sveltejs/kit", "@remix-run/dev", "@react-router/dev", "vite-plugin-ssr", "vike", "@tanstack/react-start", "@solidjs/start") {
		return false
	}
	root := ""
	if v, ok := configured(p, m, []string{"vite.config"}, "root"); ok {
		root = v.Text
	}
	if op := pr.Argv[min(2, len(pr.Argv)):]; len(op) > 0 && !strings.HasPrefix(op[0], "-") && p.Tree.HasDir(m.Join(op[0])) {
		root = op[0]
	}
	if !p.Tree.Has(m.Join(path.Join(root, "index.html"))) && !p.Tree.Has(m.Join("index.html")) {
		return false // a library, or the assets of a server
	}
	s.Out = path.Join(root, s.Out)
	// a script that builds into another part of the repository is what the repository's build uses; into another package it is one more form
	for _, name := range m.ScriptNames() {
		for _, other := range scripts.Parse(m.Script(name)) {
			if dir := scripts.FlagValue(other.Argv, "--outDir"); strings.HasPrefix(dir, "../") && name != "build" {
				if owner := p.Owner(m.Join(dir)); owner == nil || owner.Dir == "." {
					s.Out = dir
				}
			}
		}
	}
	return true
}

// outVitepress: the site's folder is the operand, the output below its dot folder; srcDir does not move it.
func outVitepress(dot string) func(*code.Base, *manifest.Manifest, scripts.Process, *Site) bool {
	return func(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) bool {
		dir := "."
		if rest := pr.Argv[min(2, len(pr.Argv)):]; len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
			dir = rest[0]
		}
		o := output{folder: dot + "/dist", flags: []string{"--outDir", "-d", "--dest"}, config: []string{path.Join(dir, dot, "config")}, keys: []string{"outDir"}, base: "base"}
		o.read(p, m, pr, s)
		s.Out = path.Join(dir, s.Out)
		return true
	}
}

func outNuxt(_ *code.Base, m *manifest.Manifest, _ scripts.Process, s *Site) bool {
	s.Out = ".output/public"
	if m.Major("nuxt") == 2 {
		s.Out = "dist"
	}
	return true
}

func outNext(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) bool {
	mode, e := NextOutput(p, m, pr)
	if pr.Operand() != "export" && mode != "export" {
		return false
	}
	s.Out, s.Evidence = cmp.Or(scripts.FlagValue(pr.Argv, "-o", "--outdir"), "out"), e
	if v, ok := configured(p, m, []string{"next.config"}, "distDir"); ok {
		s.Out = v.Text
	}
	return true
}

// outEleventy reads the form of the configuration that ES modules have besides: export const config (https://www.11ty.dev/docs/config/).
func outEleventy(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) bool {
	if scripts.FlagValue(pr.Argv, "--output") != "" {
		return true
	}
	if module := configuration(p, m, ".eleventy", "eleventy.config"); module != nil {
		if v := javascript.LookupExport(p.Program(nil), module, "config", []string{"dir", "output"}); v.Kind == javascript.Constant {
			s.Out, s.Evidence = v.Text, v.Evidence("dir.output")
		}
	}
	return true
}

// quasarConfig is the configuration of Quasar, under its present name and the one of its first version.
var quasarConfig = []string{"quasar.config", "quasar.conf"}

// outQuasar: the folder is named after the mode (https://quasar.dev/quasar-cli-vite/quasar-config-file#build); the mode with a server is no site.
func outQuasar(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) bool {
	mode := cmp.Or(scripts.FlagValue(pr.Argv, "-m", "--mode"), "spa")
	if mode != "spa" && mode != "pwa" {
		return false
	}
	s.Out = "dist/" + mode
	if dir, at, ok := folder(p, m, quasarConfig, "build", "distDir"); ok {
		s.Out, s.Evidence = dir, at
	}
	if v, ok := configured(p, m, quasarConfig, "build", "publicPath"); ok {
		s.below(v.Text, v.Evidence("build.publicPath"))
	}
	return true
}

// pages are where webpack's template of a page lies by custom.
var pages = []string{"index.html", "src/index.html", "public/index.html", "src/index.ejs", "src/template.html", "static/index.html", "app/index.html"}

// outWebpack: html-webpack-plugin writes a page by itself (https://webpack.js.org/plugins/html-webpack-plugin/).
func outWebpack(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) bool {
	page := m.Uses("html-webpack-plugin") || m.Uses("webpack-dev-server", "copy-webpack-plugin") && p.HasAny(m, pages)
	if _, f := FrameworkOf(m); f.Value != "plain" || !page {
		return false
	}
	s.Out = "dist"
	configs := []string{"webpack.config", "webpack.prod", "webpack.config.prod", "webpack.prod.config", "webpack.production.config", "config/webpack.prod", "build/webpack.prod.conf"}
	if file := scripts.FlagValue(pr.Argv, "--config", "-c"); file != "" {
		configs = []string{strings.TrimSuffix(file, path.Ext(file))}
	}
	if dir, at, ok := folder(p, m, configs, "output", "path"); ok {
		s.Out, s.Evidence = dir, at
	}
	if flag := scripts.FlagValue(pr.Argv, "--output-path", "-o"); flag != "" {
		s.Out = flag
	}
	if v, ok := configured(p, m, configs, "output", "publicPath"); ok {
		s.below(v.Text, v.Evidence("output.publicPath"))
	}
	return true
}

func outUni(_ *code.Base, _ *manifest.Manifest, pr scripts.Process, _ *Site) bool {
	platform := scripts.FlagValue(pr.Argv, "-p", "--platform")
	for _, e := range pr.Env {
		if e.Name == "UNI_PLATFORM" {
			platform = cmp.Or(platform, e.Value)
		}
	}
	return platform == "" || platform == "h5"
}
