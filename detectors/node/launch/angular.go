package launch

import (
	"bytes"
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// angular is the project of angular.json that a build makes.
type angular struct {
	name, file string
	build      *manifest.Value // its target build
	out        string          // the folder of all outputs, relative to the package
}

// angularProject reads angular.json; without an outputPath the folder is dist/<project>
// (https://angular.dev/reference/configs/workspace-config).
func angularProject(p *code.Base, m *manifest.Manifest, pr scripts.Process) (angular, bool) {
	a := angular{file: m.Join("angular.json")}
	data, err := p.Tree.Read(a.file)
	if err != nil {
		return a, false
	}
	v, err := manifest.Parse(data)
	if err != nil {
		return a, false
	}
	projects := v.Get("projects")
	a.name = v.Get("defaultProject").Str()
	if rest := pr.Argv[min(2, len(pr.Argv)):]; len(rest) > 0 && projects.Get(rest[0]) != nil {
		a.name = rest[0]
	}
	for _, key := range projects.Names() {
		if a.name == "" && projects.Get(key, "projectType").Str() != "library" {
			a.name = key
		}
	}
	if a.name == "" || projects.Get(a.name, "projectType").Str() == "library" { // ng-packagr makes a package for npm, no site
		return a, false
	}
	targets := projects.Get(a.name, "architect")
	if targets == nil {
		targets = projects.Get(a.name, "targets")
	}
	a.build = targets.Get("build")
	output := a.option("outputPath")
	a.out = cmp.Or(scripts.FlagValue(pr.Argv, "--output-path"), output.Str(), output.Get("base").Str(), path.Join("dist", a.name))
	return a, true
}

func (a angular) option(keys ...string) *manifest.Value {
	return a.build.Get(append([]string{"options"}, keys...)...)
}

// application says whether the application builder is used, the default since Angular 17, which keeps browser and server apart.
func (a angular) application() bool {
	return strings.HasSuffix(a.build.Get("builder").Str(), ":application")
}

// folder is the output folder of one side, browser or server.
func (a angular) folder(side string) string {
	return path.Join(a.out, cmp.Or(a.option("outputPath", side).Str(), side))
}

// outAngular is the folder of the site: the application builder writes below browser/.
func outAngular(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) bool {
	a, ok := angularProject(p, m, pr)
	if !ok {
		return false
	}
	s.Out, s.Evidence = a.out, facts.Evidence{File: a.file, Line: a.build.At(), Rule: "architect.build"}
	if output := a.option("outputPath"); output != nil {
		s.Evidence = facts.Evidence{File: a.file, Line: output.At(), Rule: "outputPath"}
	}
	a.tellFonts(p, m, pr)
	s.below(a.base(p, m, pr), facts.Evidence{File: a.file, Line: a.build.At(), Rule: "base href"})
	if browser := a.option("outputPath", "browser"); browser != nil && browser.Str() == "" {
		return true
	}
	if a.application() {
		s.Out = a.folder("browser")
	}
	return true
}

// page is the page that the build fills in, and what it holds; nil where there is none (the default since Angular 17 is src/index.html,
// https://angular.dev/tools/cli/build).
func (a angular) page(p *code.Base, m *manifest.Manifest) (file string, data []byte) {
	file, ok := m.Inside(cmp.Or(a.option("index").Str(), a.option("index", "input").Str(), "src/index.html"))
	if !ok {
		return "", nil
	}
	data, err := p.Tree.Read(file)
	if err != nil {
		return "", nil
	}
	return file, data
}

// fontServers are where the build fetches the fonts of a page from (https://angular.dev/reference/configs/workspace-config,
// "Fonts optimization options", which says that it needs the internet).
var fontServers = regexp.MustCompile(`https?://(fonts\.googleapis\.com|use\.typekit\.net)/`)

// tellFonts warns of a build that fetches fonts to write them into the page, which every build for production does unless it is told not to.
func (a angular) tellFonts(p *code.Base, m *manifest.Manifest, pr scripts.Process) {
	file, data := a.page(p, m)
	at := fontServers.FindSubmatchIndex(data)
	if at == nil {
		return
	}
	name := cmp.Or(scripts.FlagValue(pr.Argv, "--configuration", "-c"), a.build.Get("defaultConfiguration").Str(), "production")
	optimization := a.build.Get("configurations", name, "optimization")
	if optimization == nil {
		optimization = a.option("optimization")
	}
	for _, keys := range [][]string{nil, {"fonts"}, {"fonts", "inline"}} {
		if optimization.Get(keys...).Scalar() == "false" {
			return
		}
	}
	w := facts.Warning{Unit: m.Dir, File: file, Line: 1 + bytes.Count(data[:at[0]], []byte("\n"))}
	w.Text = "Angular fetches the fonts of " + string(data[at[2]:at[3]]) + " when the program is built: a build that does not reach it ends; optimization: {fonts: false} in angular.json leaves them to the browser"
	if !slices.Contains(p.Warnings, w) {
		p.Warnings = append(p.Warnings, w)
	}
}

var baseElement = regexp.MustCompile(`(?i)<base\s[^>]*href=["']([^"']*)["']`)

// base is the path that the pages ask for their files below: of --base-href, of baseHref, else of <base> in the page itself
// (https://angular.dev/tools/cli/deployment, "--deploy-url" and "--base-href").
func (a angular) base(p *code.Base, m *manifest.Manifest, pr scripts.Process) string {
	if base := cmp.Or(scripts.FlagValue(pr.Argv, "--base-href", "--baseHref"), a.option("baseHref").Str()); base != "" {
		return base
	}
	_, data := a.page(p, m)
	if found := baseElement.FindSubmatch(data); found != nil {
		return string(found[1])
	}
	return ""
}

// angularSource finds the source of a started file among the server targets of angular.json, which write main.js below their outputPath
// (https://v16.angular.io/guide/universal).
func angularSource(p *code.Base, m *manifest.Manifest, rel string) (string, bool) {
	data, err := p.Tree.Read(m.Join("angular.json"))
	if err != nil {
		return "", false
	}
	v, err := manifest.Parse(data)
	if err != nil {
		return "", false
	}
	projects := v.Get("projects")
	for _, name := range projects.Names() {
		for _, key := range []string{"architect", "targets"} {
			options := projects.Get(name, key, "server", "options")
			main := options.Get("main").Str()
			if main == "" || code.Stem(rel) != path.Join(options.Get("outputPath").Str(), "main") {
				continue
			}
			if source, ok := p.File(m.Join(main)); ok {
				return source, true
			}
		}
	}
	return "", false
}

// angularServer is the program that Angular builds for rendering on the server, unless outputMode asks for a static site
// (https://angular.dev/guide/ssr).
func angularServer(p *code.Base, m *manifest.Manifest) (Launch, bool) {
	if !m.Uses("@angular/ssr") {
		return Launch{}, false
	}
	a, ok := angularProject(p, m, scripts.Process{M: m})
	entry, inside := m.Inside(a.option("ssr", "entry").Str())
	if !ok || !a.application() || a.option("outputMode").Str() == "static" || !inside {
		return Launch{}, false
	}
	source, ok := p.File(entry)
	if !ok {
		return Launch{}, false
	}
	file := path.Join(a.folder("server"), "server.mjs")
	e := facts.Evidence{File: a.file, Line: a.option("ssr").At(), Rule: "ssr"}
	return Launch{M: m, Class: scripts.RunsFile, Argv: []string{"node", file}, File: file, Source: source, Confidence: facts.Likely, Evidence: []facts.Evidence{e}, Script: "build"}, true
}
