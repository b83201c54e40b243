package recipe

import (
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/launch"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/internal/source"
)

// FrontEnd is the stage that builds a front end for the program of another language: the installation and the script of the package in a
// folder, with all that a Node unit's own build gets. needed is the place that asks for the output.
// It is false where the folder has no package.json that can be read, or the package has none of the scripts.
func FrontEnd(tree *source.Tree, dir string, scripts []string, needed facts.Evidence) (stage facts.Stage, warnings []facts.Warning, ok bool) {
	p := code.New(manifest.New(tree))
	m := p.ByDir[dir]
	if m == nil {
		return facts.Stage{}, nil, false
	}
	script := ""
	for _, name := range scripts {
		if m.HasScript(name) {
			script = name
			break
		}
	}
	if script == "" {
		return facts.Stage{}, nil, false
	}
	mg := p.ManagerOf(m)
	_, drift, _ := p.LockDrift(mg)
	mg.Drifted = drift != ""
	version, warnings := p.VersionOf(m)
	u := &launch.Unit{M: m, Kind: facts.Text{Value: facts.StaticSite}}
	b := build{tools{newSubject(p, u, mg, version)}}
	b.script = script
	stage = b.stage()
	stage.Name = "frontend"
	stage.Requires[0].Evidence = append([]facts.Evidence{needed}, stage.Requires[0].Evidence...)
	for i := range warnings {
		warnings[i].Unit = ""
	}
	return stage, slices.Concat(warnings, mg.Warnings, u.Warnings), true
}
