package manifest

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/version"
)

// pnpmEngine is how pnpm writes the Node that a package asks for.
var pnpmEngine = regexp.MustCompile(`engines: \{[^}\n]*node: '?([^'},\n]+)`)

// LockedEngine is what a locked release of a package asks of Node; "" when the lock file does not say so, as those of Yarn and Bun.
func (p *Project) LockedEngine(lock, name string) string {
	data, err := p.Tree.Read(lock)
	if err != nil {
		return ""
	}
	if strings.HasSuffix(lock, ".json") {
		_, rest, ok := bytes.Cut(data, []byte(`"node_modules/`+name+`"`))
		start := bytes.IndexByte(rest, '{')
		if !ok || start < 0 || start > 20 {
			return ""
		}
		reader := &jsonParser{s: string(rest[start:min(len(rest), start+maxLocked)]), line: 1}
		v, err := reader.value(0)
		if err != nil {
			return ""
		}
		return v.Get("engines", "node").Str()
	}
	for _, key := range []string{"\n  " + name + "@", "\n  '" + name + "@", "\n  /" + name + "@", "\n  /" + name + "/"} {
		if _, rest, ok := bytes.Cut(data, []byte(key)); ok {
			entry, _, _ := bytes.Cut(rest[:min(len(rest), maxLocked)], []byte("\n\n"))
			if found := pnpmEngine.FindSubmatch(entry); found != nil {
				return string(found[1])
			}
		}
	}
	return ""
}

// maxLocked bounds one entry of a lock file.
const maxLocked = 64 << 10

// FitEngines raises a range of Node to what the locked releases of the package's own dependencies ask for: npm only warns of it, but native
// modules do not compile with less, and yarn refuses (docs.npmjs.com, package.json, engines). Where the range excludes that, it stays and
// the packages are named. A range that says nothing is left to the tree.
func (p *Project) FitEngines(m *Manifest, mg Manager, said facts.Text) (facts.Text, []facts.Warning) {
	allowed, err := version.FromNPM(said.Constraint)
	if said.Constraint == "" || err != nil || mg.Lock == "" {
		return said, nil
	}
	var warnings []facts.Warning
	for _, field := range []string{"dependencies", "devDependencies"} {
		for _, name := range m.Root.Get(field).Names() {
			asked := p.LockedEngine(mg.Lock, name)
			wanted, err := version.FromNPM(asked)
			if asked == "" || err != nil {
				continue
			}
			lowest, bounded := wanted.Lowest()
			has, open := allowed.Lowest()
			if !bounded || open && has.Major() >= lowest.Major() {
				continue
			}
			least, err := version.FromNPM(">=" + lowest.Canonical())
			if err != nil {
				continue
			}
			both, ok := allowed.And(least)
			if !ok {
				warnings = append(warnings, facts.Warning{File: m.File, Line: m.Line(field, name), Text: name + " is locked at a release that asks for Node " + asked + ", but the repository says " + said.Constraint + ": it may not install or not start (" + said.Evidence[0].Rule + ")"})
				continue
			}
			allowed = both
			said.Constraint = both.String()
			said.Evidence = append(slices.Clip(said.Evidence), facts.Evidence{File: mg.Lock, Rule: "engines of " + name})
		}
	}
	return said, warnings
}
