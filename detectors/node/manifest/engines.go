package manifest

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/version"
)

// pnpmKey is the key of a package in pnpm-lock.yaml: NAME@RELEASE, in older formats /NAME@RELEASE or /NAME/RELEASE.
var pnpmKey = regexp.MustCompile(`^  '?(?:((?:@[^/@\s]+/)?[^/@\s]+)@|/((?:@[^/@\s]+/)?[^/@\s]+)[@/])\S+:`)

// pnpmEngine is how pnpm writes the Node that a package asks for.
var pnpmEngine = regexp.MustCompile(`engines: \{[^}\n]*node: '?([^'},\n]+)`)

// locked holds where a lock file tells of each package that it locks, so that one reading serves all dependencies.
type locked struct {
	data    []byte
	entries map[string]int // the entry's place behind its key
	json    bool
}

// readLocked indexes a lock file of npm or pnpm; those of Yarn and Bun do not say what a release asks of Node.
func (p *Project) readLocked(lock string) locked {
	isJSON := strings.HasSuffix(lock, ".json")
	if !isJSON && !strings.HasSuffix(lock, "pnpm-lock.yaml") {
		return locked{}
	}
	data, err := p.Tree.Read(lock)
	if err != nil {
		return locked{}
	}
	l := locked{data: data, entries: map[string]int{}, json: isJSON}
	if isJSON {
		l.indexNPM()
	} else {
		l.indexPNPM()
	}
	return l
}

// indexNPM looks for the keys "node_modules/NAME" of package-lock.json (docs.npmjs.com, package-lock.json, packages).
func (l locked) indexNPM() {
	key := []byte(`"node_modules/`)
	for at := 0; ; {
		i := bytes.Index(l.data[at:], key)
		if i < 0 {
			return
		}
		at += i + len(key)
		end := bytes.IndexByte(l.data[at:], '"')
		if end < 0 {
			return
		}
		l.add(string(l.data[at:at+end]), at+end+1)
		at += end
	}
}

// indexPNPM looks for the keys of packages.
func (l locked) indexPNPM() {
	at := 0
	for line := range bytes.Lines(l.data) {
		at += len(line)
		if found := pnpmKey.FindSubmatch(line); found != nil {
			l.add(string(found[1])+string(found[2]), at)
		}
	}
}

func (l locked) add(name string, at int) {
	if _, known := l.entries[name]; !known {
		l.entries[name] = at
	}
}

// engine is what the locked release of a package asks of Node; "" when the file does not say so.
func (l locked) engine(name string) string {
	at, ok := l.entries[name]
	if !ok {
		return ""
	}
	rest := l.data[at:min(len(l.data), at+maxLocked)]
	if !l.json {
		entry, _, _ := bytes.Cut(rest, []byte("\n\n"))
		if found := pnpmEngine.FindSubmatch(entry); found != nil {
			return string(found[1])
		}
		return ""
	}
	start := bytes.IndexByte(rest, '{')
	if start < 0 || start > 20 {
		return ""
	}
	reader := &jsonParser{s: string(rest[start:]), line: 1}
	v, err := reader.value(0)
	if err != nil {
		return ""
	}
	return v.Get("engines", "node").Str()
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
	lock := p.readLocked(mg.Lock)
	for _, field := range []string{"dependencies", "devDependencies"} {
		for _, name := range m.Root.Get(field).Names() {
			asked := lock.engine(name)
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
