package recipe

import (
	"path"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// requireNode asks for Node in the build image when Maven builds a front end. frontend-maven-plugin downloads its own Node from
// nodejs.org; the requirement lets an image be chosen whose network or mirror allows it.
func requireNode(x *module.Module, s *facts.Stage) {
	for _, q := range append([]*model.POM{x.POM}, x.Needed...) {
		m := q.Resolved
		if q == x.POM {
			m = x.Model
		}
		for _, name := range []string{"exec-maven-plugin", "frontend-maven-plugin", "jhipster-frontend-maven-plugin", "maven-antrun-plugin"} {
			p := m.Plugin(name)
			if p == nil {
				continue
			}
			for _, run := range p.Executions {
				if tool := frontendTool(m, name, run); tool != "" {
					s.Requires = append(s.Requires, facts.Require{Capability: tool, Evidence: []facts.Evidence{model.Ruled(p.At, name+" runs "+tool)}})
					return
				}
			}
			if p.Artifact == "frontend-maven-plugin" && len(p.Runs("install-node-and-npm", "install-node-and-yarn", "install-node-and-pnpm", "install-node-and-corepack", "install-bun")) > 0 {
				x.Warn(p.At, "frontend-maven-plugin downloads Node.js from nodejs.org while the image is built: in a closed network set nodeDownloadRoot to a mirror")
			}
		}
	}
}

// frontendTool is the program of Node that an execution starts by its name, which must be in the build image then.
func frontendTool(m *model.Model, plugin string, run *model.Execution) string {
	if plugin != "exec-maven-plugin" || run.Phase == "" || run.Phase == "none" || !slices.Contains(run.Goals, "exec") {
		return ""
	}
	tool := path.Base(m.Interpolate(run.Config.Value("executable")))
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
