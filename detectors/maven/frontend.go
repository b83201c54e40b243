package maven

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// frontend asks for Node in the build image when Maven builds a front end. frontend-maven-plugin downloads its own Node from
// nodejs.org; the requirement lets an image be chosen whose network or mirror allows it.
func (x *module) frontend(s *facts.Stage) {
	for _, q := range append([]*pom{x.p}, x.needed...) {
		m := q.resolved
		if q == x.p {
			m = x.m
		}
		for _, name := range []string{"exec-maven-plugin", "frontend-maven-plugin", "jhipster-frontend-maven-plugin", "maven-antrun-plugin"} {
			p := m.plugin(name)
			if p == nil {
				continue
			}
			for _, run := range p.executions {
				if tool := x.frontendTool(m, name, run); tool != "" {
					s.Requires = append(s.Requires, facts.Require{Capability: tool, Evidence: []facts.Evidence{ruled(p.at, name+" runs "+tool)}})
					return
				}
			}
			if p.artifact == "frontend-maven-plugin" && len(p.runs("install-node-and-npm", "install-node-and-yarn", "install-node-and-pnpm", "install-node-and-corepack", "install-bun")) > 0 {
				x.warn(p.at, "frontend-maven-plugin downloads Node.js from nodejs.org while the image is built: in a closed network set nodeDownloadRoot to a mirror")
			}
		}
	}
}

// frontendTool is the program of Node that an execution starts by its name, which must be in the build image then.
func (x *module) frontendTool(m *model, plugin string, run *execution) string {
	if plugin != "exec-maven-plugin" || run.phase == "" || run.phase == "none" || !slices.Contains(run.goals, "exec") {
		return ""
	}
	tool := path.Base(m.interpolate(run.config.value("executable")))
	for _, t := range []string{"npm", "npx", "yarn", "pnpm", "node"} {
		if tool == t {
			if t == "npx" {
				return "npm"
			}
			return t
		}
	}
	return ""
}

// frontends maps the folders of front ends that Maven builds, which are no units of their own, to the unit that they end up in.
func (r *repository) frontends(all []candidate) map[string]string {
	owned := map[string]string{}
	for _, file := range r.files {
		p := r.poms[file]
		for _, dir := range append(r.frontendFolders(p), r.sourceFolders(p)...) {
			owned[dir] = p.dir
			for _, c := range all {
				if slices.Contains(dirsOf(c.x.needed), p.dir) {
					owned[dir] = c.x.p.dir
				}
			}
		}
	}
	return owned
}

// sourceFolders lists the folders with a package.json below src/main, which by Maven's standard layout are sources of the module.
func (r *repository) sourceFolders(p *pom) []string {
	var dirs []string
	for _, f := range r.tree.Under(path.Join(p.dir, "src/main")) {
		if path.Base(f) == "package.json" {
			dirs = append(dirs, path.Dir(f))
		}
	}
	return dirs
}

func dirsOf(poms []*pom) []string {
	var dirs []string
	for _, p := range poms {
		dirs = append(dirs, p.dir)
	}
	return dirs
}

// frontendFolders lists the folders with a package.json that plugins of a POM, in profiles too, work in.
func (r *repository) frontendFolders(q *pom) []string {
	var dirs []string
	if !q.mentions("frontend-maven-plugin") && !q.mentions("exec-maven-plugin") {
		return nil
	}
	told := map[string]bool{}
	for _, e := range q.root.child("profiles").each("profile") {
		told[e.value("id")] = true
	}
	m := newModel(q, told, r.exists)
	for _, name := range []string{"frontend-maven-plugin", "exec-maven-plugin"} {
		p := m.plugin(name)
		if p == nil {
			continue
		}
		configs := []*element{p.config}
		for _, run := range p.executions {
			configs = append(configs, run.config)
		}
		for _, c := range configs {
			dir := c.value("workingDirectory")
			if dir == "" && name == "frontend-maven-plugin" {
				dir = "."
			}
			dir = path.Join(q.dir, relativeTo(m.interpolate(dir)))
			if !strings.Contains(dir, "$") && r.tree.Has(path.Join(dir, "package.json")) && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
	}
	slices.Sort(dirs)
	return dirs
}
