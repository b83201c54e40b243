package node

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// said is one place that names a version of Node.
type said struct {
	text       string // as written
	constraint string // semver form
	major      int
	evidence   facts.Evidence
	pin        bool // one version, not a range
}

// versionFiles in the order in which they win: what a developer's version manager switches to.
var versionFiles = []struct {
	name string
	read func(string) (text string, line int)
}{
	{".nvmrc", firstLine},
	{".node-version", firstLine},
	{".tool-versions", toolVersions},
	{"mise.toml", miseToml},
	{".mise.toml", miseToml},
}

// versionOf reads every place that names a version, from the unit's folder up to the repository's root.
// A pin wins over a range, since people build and run with it; the nearer one over the one further up.
func (p *project) versionOf(m *manifest) (facts.Text, []facts.Warning) {
	var pins, ranges []said
	var warnings []facts.Warning
	take := func(s said, ok bool, w *facts.Warning) {
		if w != nil {
			warnings = append(warnings, *w)
		}
		if ok && s.pin {
			pins = append(pins, s)
		} else if ok {
			ranges = append(ranges, s)
		}
	}
	for dir := m.dir; ; dir = path.Dir(dir) {
		for _, f := range versionFiles {
			if data, err := p.tree.Read(path.Join(dir, f.name)); err == nil {
				text, line := f.read(string(data))
				take(readVersion(text, facts.Evidence{File: path.Join(dir, f.name), Line: line, Rule: f.name}, true))
			}
		}
		if at := p.byDir[dir]; at != nil && (at == m || at == p.workspace(m)) {
			take(readVersion(at.root.get("volta", "node").str(), at.evidence("volta.node", "volta", "node")[0], true))
			take(readVersion(at.root.get("engines", "node").str(), at.evidence("engines.node", "engines", "node")[0], false))
			if runtime := at.root.get("devEngines", "runtime"); runtime.get("name").str() == "node" {
				take(readVersion(runtime.get("version").str(), at.evidence("devEngines.runtime", "devEngines", "runtime", "version")[0], false))
			}
		}
		if dir == "." || dir == "/" {
			break
		}
	}
	return decideVersion(pins, ranges, warnings)
}

// pinned says whether the version was decided by a version manager's file, which says what a developer runs,
// and not by what the package declares that it works with.
func pinned(v facts.Text) bool {
	if len(v.Evidence) == 0 {
		return false
	}
	won := v.Evidence[0].Rule
	for _, f := range versionFiles {
		if f.name == won {
			return true
		}
	}
	return won == "volta.node"
}

func decideVersion(pins, ranges []said, warnings []facts.Warning) (facts.Text, []facts.Warning) {
	all := append(slices.Clip(pins), ranges...)
	if len(all) == 0 {
		return facts.Text{}, warnings
	}
	win := all[0]
	if len(pins) == 0 {
		for _, s := range ranges[1:] {
			if joined, major, ok := intersect(win, s); ok {
				win.constraint, win.major = joined, major
			}
		}
	}
	out := facts.Text{Value: strconv.Itoa(win.major), Constraint: win.constraint, Confidence: facts.Certain}
	for _, s := range all {
		if agree(win, s) {
			out.Evidence = append(out.Evidence, s.evidence)
			continue
		}
		why := "the pinned version wins, since people build and run with it"
		if s.pin {
			why = "the file that is read first wins (" + win.evidence.Rule + ")"
		} else if !win.pin {
			why = "the nearer one wins"
		}
		warnings = append(warnings, facts.Warning{
			File: s.evidence.File, Line: s.evidence.Line,
			Text: s.evidence.Rule + " says Node " + strconv.Quote(s.text) + ", but " + win.evidence.File + " says " + strconv.Quote(win.text) + ": Node " + out.Value + " is taken, " + why,
		})
	}
	return out, warnings
}

// agree says whether a place allows the major that was chosen.
func agree(win, other said) bool {
	if other.pin {
		return win.major == other.major
	}
	c, err := semver.NewConstraint(other.constraint)
	if err != nil {
		return false
	}
	if win.pin {
		// a pin of a major alone stands for its newest release
		if v, err := semver.NewVersion(strings.TrimPrefix(win.text, "v")); err == nil && strings.Count(win.text, ".") == 2 {
			return c.Check(v)
		}
	}
	return allows(c, win.major)
}

// allows says whether any release of a major satisfies the range.
func allows(c *semver.Constraints, major int) bool {
	for _, v := range []string{".0.0", ".99.99"} {
		if c.Check(semver.MustParse(strconv.Itoa(major) + v)) {
			return true
		}
	}
	for minor := range 30 {
		for _, patch := range []string{".0", ".1", ".5", ".20"} {
			if c.Check(semver.MustParse(strconv.Itoa(major) + "." + strconv.Itoa(minor) + patch)) {
				return true
			}
		}
	}
	return false
}

// intersect joins two ranges, when a major satisfies both.
func intersect(a, b said) (string, int, bool) {
	if a.constraint == b.constraint {
		return a.constraint, a.major, true
	}
	ca, errA := semver.NewConstraint(a.constraint)
	cb, errB := semver.NewConstraint(b.constraint)
	if errA != nil || errB != nil || strings.Contains(a.constraint, "||") || strings.Contains(b.constraint, "||") {
		return "", 0, false
	}
	for major := max(a.major, b.major); major < maxMajor; major++ {
		if allows(ca, major) && allows(cb, major) {
			return a.constraint + " " + b.constraint, major, true
		}
	}
	return "", 0, false
}

const maxMajor = 60

// codenames of Node's long-term lines (https://github.com/nodejs/Release); nvm and Volta accept them.
var codenames = map[string]int{"argon": 4, "boron": 6, "carbon": 8, "dubnium": 10, "erbium": 12, "fermium": 14, "gallium": 16, "hydrogen": 18, "iron": 20, "jod": 22, "krypton": 24}

var exactVersion = regexp.MustCompile(`^v?(\d{1,3})(\.(\d+|x|\*))?(\.(\d+|x|\*))?([-+][0-9A-Za-z.-]+)?$`)

// readVersion understands what nvm, Volta, asdf and npm understand. Words that mean "whatever is newest" say nothing.
func readVersion(text string, at facts.Evidence, pin bool) (said, bool, *facts.Warning) {
	text = strings.TrimSpace(text)
	word := strings.ToLower(strings.TrimPrefix(text, "node-"))
	switch word {
	case "", "*", "x", "latest", "node", "stable", "current", "lts", "lts/*", "--lts", "system", "lts/latest":
		return said{}, false, nil
	}
	s := said{text: text, evidence: at}
	if major, ok := codenames[strings.TrimPrefix(strings.TrimPrefix(word, "lts/"), "lts-")]; ok {
		s.major, s.pin, s.constraint = major, pin, "^"+strconv.Itoa(major)
		return s, true, nil
	}
	if found := exactVersion.FindStringSubmatch(word); found != nil {
		s.major, _ = strconv.Atoi(found[1])
		s.pin = pin
		// one release stands for its major: later ones of it are compatible, and the tree may hold only one
		s.constraint = "^" + strings.NewReplacer(".x", "", ".*", "").Replace(strings.TrimPrefix(word, "v"))
		return s, true, nil
	}
	c, err := semver.NewConstraint(npmRange(text))
	if err == nil {
		for major := range maxMajor {
			if allows(c, major) {
				s.constraint, s.major = npmRange(text), major
				return s, true, nil
			}
		}
	}
	return said{}, false, &facts.Warning{File: at.File, Line: at.Line, Text: at.Rule + " says " + strconv.Quote(shorten(text)) + ", which names no version of Node: it is ignored"}
}

var spaceAfterOperator = regexp.MustCompile(`(>=|<=|>|<|\^|~|=)\s+v?`)

// npmRange brings the dialect of npm into the one of semver: ">= 8 <11", "8 || 9", "v8", "~> 8".
func npmRange(text string) string {
	text = strings.ReplaceAll(text, "~>", "~")
	text = spaceAfterOperator.ReplaceAllString(text, "$1")
	var out []string
	for alternative := range strings.SplitSeq(text, "||") {
		parts := strings.Fields(alternative)
		for i, part := range parts {
			parts[i] = strings.TrimPrefix(part, "v")
		}
		out = append(out, strings.Join(parts, " "))
	}
	return strings.Join(out, " || ")
}

func shorten(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}

// firstLine skips empty lines and comments, as nvm does.
func firstLine(data string) (string, int) {
	n := 0
	for line := range strings.Lines(data) {
		n++
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line != "" {
			return line, n
		}
	}
	return "", 0
}

// toolVersions reads asdf's file: "nodejs 20.11.1".
func toolVersions(data string) (string, int) {
	n := 0
	for line := range strings.Lines(data) {
		n++
		fields := strings.Fields(line)
		if len(fields) > 1 && (fields[0] == "nodejs" || fields[0] == "node") {
			return fields[1], n
		}
	}
	return "", 0
}

var miseNode = regexp.MustCompile(`^\s*"?node(?:js)?"?\s*=\s*(?:\{[^}]*version\s*=\s*)?["']([^"']+)["']`)

// miseToml reads node = "20" below [tools].
func miseToml(data string) (string, int) {
	n := 0
	tools := false
	for line := range strings.Lines(data) {
		n++
		if section := strings.TrimSpace(line); strings.HasPrefix(section, "[") {
			tools = section == "[tools]"
		}
		if found := miseNode.FindStringSubmatch(line); tools && found != nil {
			return found[1], n
		}
	}
	return "", 0
}
