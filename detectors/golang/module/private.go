package module

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// publicHosts serve modules to everybody; a module path on any other host is taken as a private one when its name shows that.
var publicHosts = strings.Fields("github.com gitlab.com bitbucket.org golang.org google.golang.org gopkg.in go.uber.org k8s.io sigs.k8s.io cloud.google.com go.opentelemetry.io")

// PrivateModules says which modules a plain go mod download cannot fetch.
type PrivateModules struct {
	Pattern string // for GOPRIVATE; "" when none is certain
	Secret  bool   // credentials may be needed
	At      facts.Evidence
}

var goprivate = regexp.MustCompile(`GOPRIVATE["']?\s*[:= ]+\s*["']?([A-Za-z0-9._*/,-]+\.[A-Za-z0-9._*/,-]+)`)

// Private looks for GOPRIVATE in the files of the build, for module paths on internal hosts, and for modules of the same owner.
func (r *Repo) Private(m *Module) PrivateModules {
	if m.File == nil {
		return PrivateModules{}
	}
	for _, f := range r.buildFiles(m) {
		data, err := r.Tree.Head(f, 64<<10)
		if err != nil {
			continue
		}
		n := 0
		for line := range strings.Lines(string(data)) {
			n++
			if found := goprivate.FindStringSubmatch(line); found != nil && !strings.Contains(found[1], "..") {
				return PrivateModules{strings.Trim(found[1], ","), true, facts.Evidence{File: f, Line: n, Rule: "GOPRIVATE"}}
			}
		}
	}
	owner := ownerOf(m.Path)
	var p PrivateModules
	for _, req := range m.File.Require {
		if module.CheckPath(req.Mod.Path) != nil {
			continue // Go refuses the whole file, whose parser is more lenient
		}
		host, _, _ := strings.Cut(req.Mod.Path, "/")
		line := facts.Evidence{File: m.GoMod(), Line: req.Syntax.Start.Line, Rule: "module of an internal host"}
		if internalHost(host) && m.replaced[req.Mod.Path] == "" {
			// A host with the name of a git server may be a public one: with GOPRIVATE its modules would no longer come from the proxy,
			// without it the proxy's 404 leads to the host itself (go.dev/ref/mod, "GOPROXY protocol").
			if noPublicName(host) && !strings.Contains(p.Pattern, host) {
				p.Pattern = strings.TrimPrefix(p.Pattern+","+host, ",")
			}
			if !p.Secret {
				p.Secret, p.At = true, line
			}
			continue
		}
		if owner != "" && ownerOf(req.Mod.Path) == owner && !req.Indirect && m.replaced[req.Mod.Path] == "" && !p.Secret {
			line.Rule = "module of the same owner"
			p.Secret, p.At = true, line
		}
	}
	return p
}

// internalHost holds for names that no public DNS has, and for the usual names of an organisation's own git server.
func internalHost(host string) bool {
	if slices.Contains(publicHosts, host) {
		return false
	}
	if noPublicName(host) {
		return true
	}
	first, _, _ := strings.Cut(host, ".")
	return slices.Contains([]string{"git", "gitlab", "bitbucket", "stash", "gitea", "code", "scm"}, first) && strings.Count(host, ".") >= 2
}

// noPublicName holds for names that no public DNS has.
func noPublicName(host string) bool {
	if !strings.Contains(host, ".") {
		return host != ""
	}
	for _, end := range []string{".local", ".internal", ".corp", ".lan", ".intra", ".intranet", ".home"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return false
}

func ownerOf(modulePath string) string {
	parts := strings.Split(modulePath, "/")
	if len(parts) < 3 || !slices.Contains(publicHosts[:3], parts[0]) {
		return ""
	}
	return parts[0] + "/" + parts[1]
}

// buildFiles are the files that can set GOPRIVATE.
func (r *Repo) buildFiles(m *Module) []string {
	var list []string
	for _, dir := range slices.Compact([]string{m.Dir, "."}) {
		for _, f := range r.Tree.In(dir) {
			base := strings.ToLower(path.Base(f))
			if strings.HasPrefix(base, "makefile") || strings.HasPrefix(base, "readme") || base == ".envrc" || strings.HasPrefix(base, ".gitlab-ci") || strings.HasPrefix(base, "taskfile") || base == "jenkinsfile" {
				list = append(list, f)
			}
		}
	}
	return append(list, r.Tree.Under(".github/workflows")...)
}
