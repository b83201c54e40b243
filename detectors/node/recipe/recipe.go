// Package recipe says how a decided package becomes an image: what is installed, built and pruned in one stage, and what of it is copied
// into the image that runs.
//
// Into it go a launch.Unit and the package manager. Out of it comes a facts.Image: stages with their commands, caches and secrets, and
// the run with its copies and command. Each package manager has its own commands (commands.go); what is copied is the same for all.
// For example, a package with "build": "tsc" and a package-lock.json gives npm ci, npm run build, npm prune, and copies of
// node_modules, package.json and dist.
package recipe

import (
	"fmt"
	"strings"
	"sync"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/launch"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// appRoot is where a program lies in its image, at the same relative paths as in the repository
// as far as they matter: links of a workspace lead from node_modules to its packages.
const appRoot = "/app"

// Of says how a unit becomes an image: one stage that installs, builds and takes the development packages away,
// then node (or a web server) with the dependencies in a layer below the code.
func Of(p *code.Base, u *launch.Unit, mg manifest.Manager, version facts.Text) facts.Image {
	if u.Kind.Value == facts.Library {
		return facts.Image{}
	}
	s := newSubject(p, u, mg, version)
	if s.entangled() {
		u.Warn(u.M.File, 1, fmt.Sprintf("needs %d packages of its workspace, more than %d: they are not built one by one, and the image holds the whole workspace; let the package's own build script build what it needs", len(p.Local(u.M)), maxLocal))
	}
	b := build{tools{s}}
	f := final{s, b}
	stage := b.stage()
	if u.Kind.Value == facts.StaticSite {
		return facts.Image{Stages: []facts.Stage{stage}, Run: f.siteRun()}
	}
	run := f.run(&stage)
	return facts.Image{Stages: []facts.Stage{stage}, Run: run}
}

// subject is what the parts of a recipe share: which package, and how its dependencies are managed.
type subject struct {
	p       *code.Base
	u       *launch.Unit
	mg      manifest.Manager
	root    *manifest.Manifest // where the package manager runs: the workspace's root, or the unit itself
	version facts.Text
	flat    bool   // Plug'n'Play: no node_modules
	script  string // the script that builds, where the caller says which; else the package's own
	tokens  []token
	read    func() []string // names in the unit's folder that the program reads when it runs; asked of few, and walks all of its modules
}

func newSubject(p *code.Base, u *launch.Unit, mg manifest.Manager, version facts.Text) subject {
	return subject{
		p: p, u: u, mg: mg, root: mg.Root, version: version, flat: mg.PnP, tokens: tokens(p, mg.Root, u.M),
		read: sync.OnceValue(func() []string { return readBy(p, u) }),
	}
}

func (s subject) workspace() bool { return s.root != s.u.M }

// inUnit is a path of the unit relative to the repository.
func (s subject) inUnit(rel string) string { return s.u.M.Join(rel) }

func (s subject) nodeRequire() facts.Require {
	return facts.Require{Capability: "node", Range: s.version.Constraint, Pin: manifest.Pinned(s.version), Evidence: s.version.Evidence}
}

// members of the workspace, whose manifests the lock file counts on; none when the unit stands alone.
func (s subject) members() []*manifest.Manifest { return s.p.Members(s.root) }

// maxLocal bounds the packages of the workspace that a unit needs and that its recipe tells one by one.
const maxLocal = 300

// local are the packages of its workspace that a unit needs; none where the unit is entangled.
func local(p *code.Base, m *manifest.Manifest) []*manifest.Manifest {
	if list := p.Local(m); len(list) <= maxLocal {
		return list
	}
	return nil
}

// entangled says whether the unit needs more packages of its workspace than are told one by one: the image holds the whole workspace then.
func (s subject) entangled() bool { return len(s.p.Local(s.u.M)) > maxLocal }

// rel is a path of the workspace's root as seen from the unit.
func (s subject) rel(name string) string {
	inner, _ := manifest.Relative(s.root.Dir, s.u.M.Dir)
	if inner == "." {
		return "./" + name
	}
	return strings.Repeat("../", strings.Count(inner, "/")+1) + name
}
