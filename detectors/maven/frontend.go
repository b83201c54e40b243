package maven

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// frontends maps the folders of front ends that Maven builds, which are no units of their own, to the unit that they end up in.
func frontends(r *module.Repository, all []candidate) map[string]string {
	owned := map[string]string{}
	for _, file := range r.Files {
		p := r.POMs[file]
		for _, dir := range append(frontendFolders(r, p), sourceFolders(r, p)...) {
			owned[dir] = p.Dir
			for _, c := range all {
				if slices.Contains(dirsOf(c.x.Needed), p.Dir) {
					owned[dir] = c.x.POM.Dir
				}
			}
		}
	}
	return owned
}

// sourceFolders lists the folders with a package.json below src/main, which by Maven's standard layout are sources of the module.
func sourceFolders(r *module.Repository, p *model.POM) []string {
	var dirs []string
	for _, f := range r.Tree.Under(path.Join(p.Dir, "src/main")) {
		if path.Base(f) == "package.json" {
			dirs = append(dirs, path.Dir(f))
		}
	}
	return dirs
}

func dirsOf(poms []*model.POM) []string {
	var dirs []string
	for _, p := range poms {
		dirs = append(dirs, p.Dir)
	}
	return dirs
}

// frontendFolders lists the folders with a package.json that plugins of a POM, in profiles too, work in.
func frontendFolders(r *module.Repository, q *model.POM) []string {
	var dirs []string
	if !q.Mentions("frontend-maven-plugin") && !q.Mentions("exec-maven-plugin") {
		return nil
	}
	told := map[string]bool{}
	for _, e := range q.Root.Child("profiles").Each("profile") {
		told[e.Value("id")] = true
	}
	m := model.New(q, r.CommandLine(q), told, r.Exists)
	for _, name := range []string{"frontend-maven-plugin", "exec-maven-plugin"} {
		p := m.Plugin(name)
		if p == nil {
			continue
		}
		configs := []*model.Element{p.Config}
		for _, run := range p.Executions {
			configs = append(configs, run.Config)
		}
		for _, c := range configs {
			dir := c.Value("workingDirectory")
			if dir == "" && name == "frontend-maven-plugin" {
				dir = "."
			}
			dir = path.Join(q.Dir, model.RelativeTo(m.Interpolate(dir)))
			if !strings.Contains(dir, "$") && r.Tree.Has(path.Join(dir, "package.json")) && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
	}
	slices.Sort(dirs)
	return dirs
}
