// Package node says what a Node repository holds that can be deployed.
//
// Into it goes a source.Tree. Out of it come facts.Findings: a unit for each server, worker, command and site, with its ports, health,
// needs and the recipe of its image, each with the file and line that says so. The way through is one line of rooms, each of which knows
// only those before it:
//
//	manifest    package.json, workspaces, package managers
//	scripts     what a script comes to
//	javascript  what an expression is worth
//	code        which file an import means
//	listen      where a port is opened
//	launch      what starts in production, or which site is built
//	recipe      how that becomes an image
//	node        the questions: which kind, which ports, which health, which needs
//
// Detector is the way in; a launch.Unit is one package on its way; units decides which packages count. For example,
// {"main": "server.js"} beside app.listen(process.env.PORT || 3000) is a server of the port 3000, which PORT moves.
package node

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/launch"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/internal/source"
)

// Detector is the Node detector.
type Detector struct{}

// Name returns "node".
func (Detector) Name() string { return "node" }

// Detect reads every package of the repository and says which are deployed.
func (Detector) Detect(ctx context.Context, tree *source.Tree) (facts.Findings, error) {
	p := code.New(manifest.New(tree))
	units, err := units(ctx, p)
	if err != nil {
		return facts.Findings{}, err
	}
	var out facts.Findings
	brokenLocks(p, units)
	for _, u := range units {
		unit := factsOf(p, u)
		unit.Runtime = Runtime(unit)
		out.Units = append(out.Units, unit)
	}
	if len(out.Units) == 0 {
		nothingToRun(p)
	}
	out.Warnings = slices.Concat(p.Warnings, unparsed(p))
	return out, nil
}

// unparsed tells of sources that were needed and not parsed: the first of those that have the same reason, and how many there are.
func unparsed(p *code.Base) []facts.Warning {
	files := p.Unread()
	by := map[string][]string{}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		by[files[file]] = append(by[files[file]], file)
	}
	var out []facts.Warning
	for _, reason := range slices.Sorted(maps.Keys(by)) {
		w := facts.Warning{File: by[reason][0], Text: reason + ": what the source says is not known"}
		if more := len(by[reason]) - 1; more > 0 {
			w.Text += fmt.Sprintf(", and so it is with %d more", more)
		}
		out = append(out, w)
	}
	return out
}

// brokenLocks tells once of each lock file that its package manager cannot read: the build of the image ends there.
func brokenLocks(p *code.Base, units []*launch.Unit) {
	told := map[string]bool{}
	for _, u := range units {
		mg := p.ManagerOf(u.M)
		if mg.Lock == "" || told[mg.Lock] {
			continue
		}
		told[mg.Lock] = true
		if line, why := p.BrokenLock(mg.Lock); why != "" {
			p.Warnings = append(p.Warnings, facts.Warning{File: mg.Lock, Line: line, Text: "cannot be read by " + mg.Name + ", which ends the build: " + why + "; make it anew with " + mg.Name + " install and commit it"})
		}
	}
}

// nothingToRun tells of packages of a repository from which nothing comes out. Beside a build of Maven or Go a package.json most often
// makes the pages of that build.
func nothingToRun(p *code.Base) {
	if len(p.Tree.Named("pom.xml"))+len(p.Tree.Named("go.mod")) > 0 {
		return
	}
	for _, m := range p.Manifests {
		if p.IsExample(m) {
			continue
		}
		p.Warnings = append(p.Warnings, facts.Warning{File: m.File, Line: 1, Text: "names no program to start and no site that a known tool builds: " + strconv.Quote(cmp.Or(m.Name(), m.Dir)) + " gets nothing; units: in waybill.yaml declares it by hand (language, build, artifact, start, ports)"})
	}
}
