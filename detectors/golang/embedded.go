package golang

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// checkEmbeds warns of directives that cannot compile.
func (r *repo) checkEmbeds(list []embed) {
	for _, e := range list {
		if e.outside {
			r.warn(e.file, e.line, "embeds files outside of its package, which the Go compiler refuses")
		}
	}
}

// frontend is a build of a front end whose output belongs to the program.
type frontend struct {
	dir      string // folder of package.json
	out      string // folder that the Go build embeds, or that the program reads when it runs
	served   bool   // the latter
	evidence facts.Evidence
}

// frontend finds the front end of an embedded folder that the repository does not hold: it is missing, ignored by version control,
// or holds a placeholder only. owned are the folders of front ends whose output is embedded, built here or committed.
func (p *maker) frontend(embeds []embed) (found *frontend, owned []string) {
	for _, e := range embeds {
		dir := e.folder()
		if e.outside || dir == "." {
			continue
		}
		pkg, out := p.frontendOf(dir)
		if pkg == "" {
			continue
		}
		owned = append(owned, pkg)
		if found == nil && !p.built(out) {
			found = &frontend{dir: pkg, out: out, evidence: facts.Evidence{File: e.file, Line: e.line, Rule: "go:embed of a folder that a front end build makes"}}
		}
	}
	return found, owned
}

// served finds the front end whose output the program names by its path from the root of the repository, and that is not committed:
// such a server was written to be started beside it.
func (p *maker) served() *frontend {
	for _, file := range p.r.tree.Named("package.json") {
		dir := path.Dir(file)
		if dir == "." || asideBy(dir) != "" {
			continue
		}
		for _, o := range []string{"dist", "build", "out"} {
			out := path.Join(dir, o)
			if p.r.tree.HasDir(out) {
				continue
			}
			for _, quoted := range []string{`"` + out, `"./` + out} {
				for _, f := range p.with(quoted) {
					at := bytes.Index(f.src, []byte(quoted))
					if end := at + len(quoted); at >= 0 && end < len(f.src) && (f.src[end] == '"' || f.src[end] == '/') {
						line := 1 + bytes.Count(f.src[:at], []byte("\n"))
						return &frontend{dir: dir, out: out, served: true, evidence: facts.Evidence{File: f.path, Line: line, Rule: "names the folder that a front end build makes"}}
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
func (p *maker) frontendOf(dir string) (pkg, out string) {
	// dist below the embedded folder: //go:embed ui with ui/dist ignored
	outs := []string{dir}
	for _, o := range outputs {
		if sub := path.Join(dir, o); p.r.tree.HasDir(dir) && !slices.Contains(outputs, path.Base(dir)) && p.r.ignores(sub) {
			outs = append([]string{sub}, outs...)
		}
	}
	for _, out := range outs {
		for d := path.Dir(out); ; d = path.Dir(d) {
			if p.r.tree.Has(path.Join(d, "package.json")) && p.writes(d, out) {
				return d, out
			}
			if d == "." {
				break
			}
		}
	}
	// web/app that writes to web/static: its configuration names the folder
	for _, file := range p.r.tree.Named("package.json") {
		d := path.Dir(file)
		if within(d, path.Dir(dir)) && d != dir && p.namesOutput(d, dir) {
			return d, dir
		}
	}
	return "", ""
}

// writes says whether the build of a front end folder plausibly writes a folder below it: by a usual name, or because its files name it.
func (p *maker) writes(pkg, out string) bool {
	rel := relative(out, pkg)
	for _, o := range outputs {
		if rel == o || strings.HasPrefix(rel, o+"/") {
			return pkg != "." || p.namesOutput(pkg, out)
		}
	}
	return p.namesOutput(pkg, out)
}

// namesOutput looks for a relative path in the files that configure a front end build.
func (p *maker) namesOutput(pkg, out string) bool {
	rel := relative(out, pkg)
	for _, f := range p.r.tree.In(pkg) {
		base := path.Base(f)
		if base != "package.json" && !strings.Contains(base, ".config.") && base != "angular.json" {
			continue
		}
		data, err := p.r.tree.Head(f, 64<<10)
		if err == nil && (strings.Contains(string(data), rel+`"`) || strings.Contains(string(data), rel+`'`) || strings.Contains(string(data), rel+"/") || strings.Contains(string(data), rel+" ")) {
			return true
		}
	}
	return false
}

// built says whether a folder of the repository holds the output of a build: a page or a script, not a placeholder.
func (p *maker) built(dir string) bool {
	for _, f := range p.r.tree.Under(dir) {
		switch path.Ext(f) {
		case ".html", ".js", ".css", ".mjs", ".tmpl", ".gohtml":
			return true
		}
	}
	return false
}

// ignores says whether a .gitignore file of the repository names a folder as it is written there.
func (r *repo) ignores(dir string) bool {
	for d := path.Dir(dir); ; d = path.Dir(d) {
		data, err := r.tree.Read(path.Join(d, ".gitignore"))
		if err == nil {
			rel := relative(dir, d)
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
