package manifest

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/version"
)

// said is one place that names a version of Node.
type said struct {
	text       string // as written
	constraint string // semver form
	allowed    version.Range
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

// VersionOf reads every place that names a version, from the unit's folder up to the repository's root.
// A pin wins over a range, since people build and run with it; the nearer one over the one further up.
func (p *Project) VersionOf(m *Manifest) (facts.Text, []facts.Warning) {
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
	for dir := m.Dir; ; dir = path.Dir(dir) {
		for _, f := range versionFiles {
			if data, err := p.Tree.Read(path.Join(dir, f.name)); err == nil {
				text, line := f.read(string(data))
				take(readVersion(text, facts.Evidence{File: path.Join(dir, f.name), Line: line, Rule: f.name}, true))
			}
		}
		if at := p.ByDir[dir]; at != nil && (at == m || at == p.Workspace(m)) {
			volta := p.volta(at)
			take(readVersion(volta.Root.Get("volta", "node").Str(), volta.Evidence("volta.node", "volta", "node")[0], true))
			take(readVersion(at.Root.Get("engines", "node").Str(), at.Evidence("engines.node", "engines", "node")[0], false))
			if runtime := at.Root.Get("devEngines", "runtime"); runtime.Get("name").Str() == "node" {
				take(readVersion(runtime.Get("version").Str(), at.Evidence("devEngines.runtime", "devEngines", "runtime", "version")[0], false))
			}
		}
		if dir == "." || dir == "/" {
			break
		}
	}
	return decideVersion(pins, ranges, warnings)
}

// volta is the manifest whose settings of Volta count: extends names another one, which stands in for what is not said
// (https://docs.volta.sh/advanced/workspaces).
func (p *Project) volta(m *Manifest) *Manifest {
	for range 5 {
		next := m.Root.Get("volta", "extends").Str()
		file, ok := m.Inside(next)
		if m.Root.Get("volta", "node").Str() != "" || !ok || p.ByDir[path.Dir(file)] == nil {
			break
		}
		m = p.ByDir[path.Dir(file)]
	}
	return m
}

// Pinned says whether the version was decided by a version manager's file, which says what a developer runs,
// and not by what the package declares that it works with.
func Pinned(v facts.Text) bool {
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
	if len(pins) > 0 {
		for _, s := range ranges { // a pin below what the package itself asks for is older than that
			if lowest, ok := s.allowed.Lowest(); ok && !agree(win, s) && lowest.Major() > win.major {
				win = s
				break
			}
		}
	}
	if len(pins) == 0 {
		for _, s := range ranges[1:] {
			win = win.and(s)
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
		}
		if !win.pin {
			why = "the nearer one wins"
			if s.pin {
				why = "since the package does not allow an older one"
			}
		}
		out.Confidence = facts.Likely
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
	if win.pin {
		// a pin of a major alone stands for its newest release
		if v, err := version.Parse(win.text); err == nil && v.Len() == 3 {
			return other.allowed.Allows(v)
		}
	}
	return other.allowed.AllowsMajor(win.major)
}

// and narrows a range by another one, when a release satisfies both.
func (s said) and(o said) said {
	both, ok := s.allowed.And(o.allowed)
	if !ok || s.constraint == o.constraint {
		return s
	}
	s.allowed, s.major = both, majorIn(both)
	s.constraint += " " + o.constraint
	if strings.Contains(s.constraint, "||") {
		s.constraint = both.String()
	}
	return s
}

// majorIn is the lowest major of a range; the highest of one that is open below, since nobody means Node 0 by <17.
func majorIn(r version.Range) int {
	_, closed := r.Lowest()
	found := -1
	for major := range maxMajor {
		if !r.AllowsMajor(major) {
			continue
		}
		if found = major; closed {
			break
		}
	}
	return found
}

const maxMajor = 60

var exactVersion = regexp.MustCompile(`^v?\d{1,3}(\.(\d+|x|\*))?(\.(\d+|x|\*))?([-+][0-9A-Za-z.-]+)?$`)

// readVersion understands what nvm, Volta, asdf and npm understand. Words that mean "whatever is newest" say nothing.
func readVersion(text string, at facts.Evidence, pin bool) (said, bool, *facts.Warning) {
	text = strings.TrimSpace(text)
	if exact, ok := strings.CutPrefix(text, "="); ok && exactVersion.MatchString(strings.TrimSpace(exact)) {
		text = strings.TrimSpace(exact) // =20.1.0 and 20.1.0 are the same (https://github.com/npm/node-semver#ranges)
	}
	word := strings.ToLower(strings.TrimPrefix(text, "node-"))
	switch word {
	case "", "*", "x", "latest", "node", "stable", "current", "lts", "lts/*", "--lts", "system", "lts/latest":
		return said{}, false, nil
	}
	s := said{text: text, evidence: at}
	unknown := &facts.Warning{File: at.File, Line: at.Line, Text: at.Rule + " says " + fault.Quote(text) + ", which names no version of Node: it is ignored"}
	s.constraint = npmRange(text)
	if major, ok := version.LTS(strings.TrimPrefix(strings.TrimPrefix(word, "lts/"), "lts-")); ok {
		s.pin, s.constraint = pin, "^"+strconv.Itoa(major)
	} else if exactVersion.MatchString(word) {
		s.pin = pin
		// one release stands for its major: later ones of it are compatible, and the tree may hold only one
		s.constraint = "^" + strings.NewReplacer(".x", "", ".*", "").Replace(strings.TrimPrefix(word, "v"))
	}
	allowed, err := version.FromNPM(s.constraint)
	switch {
	case err != nil || s.constraint == "":
		return said{}, false, unknown
	case allowed.Any():
		return said{}, false, nil
	}
	if s.allowed, s.major = allowed, majorIn(allowed); s.major < 0 {
		return said{}, false, unknown
	}
	return s, true, nil
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
