package recipe

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// checkEmbeds warns of directives that cannot compile.
func checkEmbeds(r *module.Repo, list []module.Embed) {
	for _, e := range list {
		if e.Outside {
			r.Warn(e.File, e.Line, "embeds files outside of its package, which the Go compiler refuses")
		}
	}
}

// frontend is a build of a front end whose output belongs to the program.
type frontend struct {
	dir      string // folder of package.json
	out      string // folder that its build makes
	to       string // folder that the Go build embeds, or that the program reads when it runs
	served   bool   // the latter
	evidence facts.Evidence
}

// embeddedFrontends finds the front ends of embedded folders that the repository does not hold: they are missing, ignored by version
// control, or hold a placeholder only. owned are the folders of front ends whose output is embedded, built here or committed.
func embeddedFrontends(p *Program, embeds []module.Embed) (found []*frontend, owned []string) {
	for _, e := range embeds {
		dir := e.Folder()
		if e.Outside || dir == "." {
			continue
		}
		at := facts.Evidence{File: e.File, Line: e.Line, Rule: "go:embed of a folder that a front end build makes"}
		f := &frontend{evidence: at}
		if f.dir, f.out = frontendOf(p, dir); f.dir == "" {
			f.dir, f.out, f.to = copiedFrontend(p, dir)
		}
		if f.dir == "" {
			f.dir, f.out = namedFrontend(p, dir)
		}
		if f.dir == "" {
			continue
		}
		f.to = cmp.Or(f.to, f.out)
		owned = append(owned, f.dir)
		if !built(p, f.to) && !slices.ContainsFunc(found, func(have *frontend) bool { return have.out == f.out && have.to == f.to }) {
			found = append(found, f)
		}
	}
	return found, owned
}

// copiedFrontend finds the front end of which a Makefile, a script, a Dockerfile or package.json copies the output to an embedded folder.
func copiedFrontend(p *Program, dir string) (pkg, out, to string) {
	for _, c := range p.own.Files.CopiesTo(dir) {
		for d := path.Dir(c.From); ; d = path.Dir(d) {
			if p.Repo.Tree.Has(path.Join(d, "package.json")) && (d != "." || writes(p, d, c.From)) {
				return d, c.From, c.To
			}
			if d == "." {
				break
			}
		}
	}
	return "", "", ""
}

// tellMissing warns of embedded files that neither the repository nor a stage of the image holds: the Go compiler refuses such a pattern
// (package embed, "Directives").
func tellMissing(p *Program, embeds []module.Embed, made []string) {
	told := map[string]bool{}
	for _, e := range embeds {
		dir := e.Folder()
		if e.Outside || told[e.Pattern] || e.Matches(p.Repo) || slices.ContainsFunc(made, func(m string) bool { return module.Within(dir, m) || module.Within(m, dir) }) {
			continue
		}
		told[e.Pattern] = true
		p.Repo.Warn(e.File, e.Line, "embeds "+e.Pattern+", but the repository holds no files there"+hidden(p.Repo, e.Pattern)+", and no stage of the image makes any: go build ends with \"no matching files found\""+maker(p, dir)+"; commit the files, or build the unit by a Dockerfile of your own (dockerfile:)")
	}
}

// hidden tells that a .gitignore file leaves a folder out, or one above it.
func hidden(r *module.Repo, dir string) string {
	for ; dir != "."; dir = path.Dir(dir) {
		if ignores(r, dir) {
			return " (.gitignore leaves them out)"
		}
	}
	return ""
}

// maker names the command that seems to make a folder.
func maker(p *Program, dir string) string {
	l, ok := p.own.Files.MakerOf(dir)
	if !ok {
		return ""
	}
	return ", and " + l.At.File + ":" + strconv.Itoa(l.At.Line) + " seems to make them"
}

// servedFrontend finds the front end whose output the program names by its path from the root of the repository, and that is not committed:
// such a server was written to be started beside it.
func servedFrontend(p *Program) *frontend {
	for _, file := range p.Repo.Tree.Named("package.json") {
		dir := path.Dir(file)
		if dir == "." || module.Aside(dir) != "" {
			continue
		}
		for _, o := range []string{"dist", "build", "out"} {
			out := path.Join(dir, o)
			if p.Repo.Tree.HasDir(out) {
				continue
			}
			for _, quoted := range []string{`"` + out, `"./` + out} {
				for _, f := range p.With(quoted) {
					at := bytes.Index(f.Src, []byte(quoted))
					if end := at + len(quoted); at >= 0 && end < len(f.Src) && (f.Src[end] == '"' || f.Src[end] == '/') {
						line := 1 + bytes.Count(f.Src[:at], []byte("\n"))
						return &frontend{dir: dir, out: out, to: out, served: true, evidence: facts.Evidence{File: f.Path, Line: line, Rule: "names the folder that a front end build makes"}}
					}
				}
			}
		}
	}
	return nil
}

// outputs are the folders that front end builds write.
var outputs = []string{"dist", "build", "out", "public", "static", "assets", ".output/public", "_site", "export", "bundle"}

// frontendOf returns the package.json folder whose build writes into an embedded folder, and the folder it writes.
func frontendOf(p *Program, dir string) (pkg, out string) {
	// dist below the embedded folder: //go:embed ui with ui/dist ignored
	outs := []string{dir}
	for _, o := range outputs {
		if sub := path.Join(dir, o); p.Repo.Tree.HasDir(dir) && !slices.Contains(outputs, path.Base(dir)) && ignores(p.Repo, sub) {
			outs = append([]string{sub}, outs...)
		}
	}
	for _, out := range outs {
		for d := path.Dir(out); ; d = path.Dir(d) {
			if p.Repo.Tree.Has(path.Join(d, "package.json")) && writes(p, d, out) {
				return d, out
			}
			if d == "." {
				break
			}
		}
	}
	return "", ""
}

// namedFrontend finds the front end whose configuration names an embedded folder: web/app that writes to web/static or to ../internal/ui.
func namedFrontend(p *Program, dir string) (pkg, out string) {
	for _, file := range p.Repo.Tree.Named("package.json") {
		if d := path.Dir(file); d != dir && d != "." && namesOutput(p, d, dir) {
			return d, dir
		}
	}
	return "", ""
}

// writes says whether the build of a front end folder plausibly writes a folder below it: by a usual name, or because its files name it.
func writes(p *Program, pkg, out string) bool {
	rel := module.Relative(out, pkg)
	for _, o := range outputs {
		if rel == o || strings.HasPrefix(rel, o+"/") {
			return pkg != "." || !p.Repo.Tree.HasDir(out) && buildsSite(p.Repo) || namesOutput(p, pkg, out)
		}
	}
	return namesOutput(p, pkg, out)
}

// siteBuilders are the commands that write a site to a folder beside package.json when nothing tells them otherwise: vite.dev/config
// (build.outDir), create-react-app.dev/docs/production-build, cli.vuejs.org/config (outputDir), parceljs.org/features/cli.
var siteBuilders = []string{"vite", "react-scripts", "vue-cli-service", "parcel", "webpack", "rspack", "rsbuild", "astro", "ng", "svelte-kit", "rollup", "esbuild"}

// buildsSite says whether the package.json at the root has a build script that runs a builder of sites. There the file often serves tools
// alone.
func buildsSite(r *module.Repo) bool {
	for _, script := range scriptsOf(r, "package.json") {
		if !slices.Contains(frontendScripts, script.Key) {
			continue
		}
		for word := range strings.FieldsSeq(script.Value) {
			if slices.Contains(siteBuilders, path.Base(word)) {
				return true
			}
		}
	}
	return false
}

// namesOutput looks for a relative path in the files that configure a front end build.
func namesOutput(p *Program, pkg, out string) bool {
	rel := module.Relative(out, pkg)
	for _, f := range p.Repo.Tree.In(pkg) {
		base := path.Base(f)
		if base != "package.json" && !strings.Contains(base, ".config.") && base != "angular.json" {
			continue
		}
		data, err := p.Repo.Tree.Head(f, 64<<10)
		if err == nil && (strings.Contains(string(data), rel+`"`) || strings.Contains(string(data), rel+`'`) || strings.Contains(string(data), rel+"/") || strings.Contains(string(data), rel+" ")) {
			return true
		}
	}
	return false
}

// built says whether a folder of the repository holds the output of a build: a page or a script, not a placeholder.
func built(p *Program, dir string) bool {
	for _, f := range p.Repo.Tree.Under(dir) {
		switch path.Ext(f) {
		case ".html", ".js", ".css", ".mjs", ".tmpl", ".gohtml":
			return true
		}
	}
	return false
}

// ignores says whether a .gitignore file of the repository names a folder as it is written there.
func ignores(r *module.Repo, dir string) bool {
	for d := path.Dir(dir); ; d = path.Dir(d) {
		data, err := r.Tree.Read(path.Join(d, ".gitignore"))
		if err == nil {
			rel := module.Relative(dir, d)
			for line := range strings.Lines(string(data)) {
				line = strings.Trim(strings.TrimSpace(line), "/")
				line = strings.TrimSuffix(strings.TrimSuffix(line, "/*"), "/**")
				if line != "" && (line == rel || line == path.Base(rel)) {
					return true
				}
			}
		}
		if d == "." {
			return false
		}
	}
}
