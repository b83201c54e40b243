package recipe

import (
	"bytes"
	"path"
	"slices"
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
	out      string // folder that the Go build embeds, or that the program reads when it runs
	served   bool   // the latter
	evidence facts.Evidence
}

// embeddedFrontend finds the front end of an embedded folder that the repository does not hold: it is missing, ignored by version control,
// or holds a placeholder only. owned are the folders of front ends whose output is embedded, built here or committed.
func embeddedFrontend(p *Program, embeds []module.Embed) (found *frontend, owned []string) {
	for _, e := range embeds {
		dir := e.Folder()
		if e.Outside || dir == "." {
			continue
		}
		pkg, out := frontendOf(p, dir)
		if pkg == "" {
			continue
		}
		owned = append(owned, pkg)
		if found == nil && !built(p, out) {
			found = &frontend{dir: pkg, out: out, evidence: facts.Evidence{File: e.File, Line: e.Line, Rule: "go:embed of a folder that a front end build makes"}}
		}
	}
	return found, owned
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
						return &frontend{dir: dir, out: out, served: true, evidence: facts.Evidence{File: f.Path, Line: line, Rule: "names the folder that a front end build makes"}}
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
	// web/app that writes to web/static: its configuration names the folder
	for _, file := range p.Repo.Tree.Named("package.json") {
		d := path.Dir(file)
		if module.Within(d, path.Dir(dir)) && d != dir && namesOutput(p, d, dir) {
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
			return pkg != "." || namesOutput(p, pkg, out)
		}
	}
	return namesOutput(p, pkg, out)
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
