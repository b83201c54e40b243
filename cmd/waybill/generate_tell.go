package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/shell"
	"github.com/waybill-dev/waybill/internal/waybill"
	"github.com/waybill-dev/waybill/internal/write"
	"github.com/waybill-dev/waybill/templates"
	initscript "github.com/waybill-dev/waybill/templates/init"
	"github.com/waybill-dev/waybill/templates/kubernetes"
)

// generateReport is `generate -o json`: what the next step of a pipeline needs.
type generateReport struct {
	Schema   string          `json:"schema"`
	Units    []unitReport    `json:"units"`
	Files    []write.Change  `json:"files"`
	Skipped  []plan.Skipped  `json:"skipped"`
	Warnings []facts.Warning `json:"warnings"`
}

type unitReport struct {
	Name       string `json:"name"`
	Path       string `json:"path"`
	Dockerfile string `json:"dockerfile"` // docker build -f DOCKERFILE CONTEXT
	Context    string `json:"context"`    // folder that it is built in
	// Make are the commands that make what the repository's own Dockerfile copies, in the folder MakeIn.
	Make      [][]string `json:"make,omitempty"`
	MakeIn    string     `json:"makeIn,omitempty"` // see Make
	Manifests string     `json:"manifests"`        // folder of base and overlays
	Image     string     `json:"image"`
	Tag       string     `json:"tag"`
	Base      string     `json:"base"`
	Why       string     `json:"why"`

	Ports  []plan.Port  `json:"ports"`            // first the one that serves users
	Health string       `json:"health,omitempty"` // route
	Unset  []string     `json:"unset,omitempty"`  // variables that the program must have and nothing sets
	Doubts []plan.Doubt `json:"doubts,omitempty"` // facts that nothing proves
}

const generateSchema = "waybill/generate/v1"

// warnings tells guesses, what was met on disk, and files of the user that stay.
func (t *terminal) warnings(p plan.Plan, cs *write.Changes) {
	for _, w := range p.Warnings {
		t.warn(warning(w))
	}
	for _, n := range cs.Notes {
		t.warn(n)
	}
}

// unusedKeeps tells of files that the settings keep and that nothing generates; an organisation may keep more than one repository has.
func (t *terminal) unusedKeeps(s settings.Settings, cs *write.Changes) {
	unused := cs.Unused(s.Keep)
	for i, k := range s.Keep {
		key := []string{"keep", strconv.Itoa(i)}
		if at := s.Place(key...); s.Own(key...) && slices.Contains(unused, k) {
			t.warn(warning(facts.Warning{File: at.File, Line: at.Line, Text: fmt.Sprintf("keep names %s, which nothing generates", fault.Short(k))}))
		}
	}
}

// missingInits tells of Dockerfiles that copy an init script which is neither written now nor there: --only left it out.
func (t *terminal) missingInits(d waybill.Decision, files []templates.File) {
	written := func(name string) bool {
		return slices.ContainsFunc(files, func(f templates.File) bool { return f.Path == name })
	}
	for _, u := range d.Plan.Units {
		script := initscript.File(u)
		if u.Init.Form == plan.InitScript && written(path.Join(u.Dir, "Dockerfile")) && !written(script) && !d.Source.Has(script) {
			t.warn(fmt.Sprintf("the Dockerfile of %s copies %s, which is not there: say --only dockerfile,init", u.Name, script))
		}
	}
}

// warning is a warning on one line. Its subject comes first, as compilers print it: the place, else the unit.
func warning(w facts.Warning) string {
	var parts []string
	if w.Unit != "" && w.Unit != "." && !strings.HasPrefix(w.File, w.Unit+"/") {
		parts = append(parts, w.Unit)
	}
	if w.File != "" && w.File != w.Unit {
		parts = append(parts, fault.Position{File: w.File, Line: w.Line}.String())
	}
	return strings.Join(append(parts, w.Text), ": ")
}

// tell prints the outcome: a diff, a list of drift, or what was written.
func (a *app) tell(p plan.Plan, cs *write.Changes, o generateOptions) error {
	drift := cs.Drift()
	switch {
	case o.output == "json":
		if err := printJSON(a.stdout, reportOf(p, cs)); err != nil {
			return err
		}
	case o.output == "markdown":
		if _, err := a.stdout.Write(cs.Markdown()); err != nil {
			return err
		}
	case o.diff:
		if err := a.printDiff(a.stdout, cs.Diff()); err != nil {
			return err
		}
	case o.check:
		for _, c := range drift {
			fmt.Fprintf(a.stdout, "%-9s %s%s\n", driftWord(c), printable(c.Path), printable(c.Why()))
		}
	default:
		if err := a.printWritten(p, cs); err != nil {
			return err
		}
	}
	if o.check && len(drift) > 0 {
		return driftFault(drift, o.again)
	}
	if !o.check {
		a.keptFiles(cs)
	}
	return conflictFault(cs)
}

// conflictFault names the files in which a person has to decide.
func conflictFault(cs *write.Changes) error {
	var names, still []string
	for _, c := range cs.Files {
		switch {
		case c.Status == write.Conflict:
			names = append(names, c.Path)
		case c.Status == write.Edited && c.Unresolved():
			still = append(still, c.Path)
		}
	}
	e := fault.New(fault.Drift, "both sides changed the same lines of %s", strings.Join(names, ", "))
	switch {
	case len(names) == 0 && len(still) == 0:
		return nil
	case len(names) == 0:
		e = fault.New(fault.Drift, "the marks of a conflict still stand in %s", strings.Join(still, ", "))
	}
	return e.
		WithHint("decide between the marks <<<<<<< and >>>>>>>, and remove them")
}

func driftWord(c write.Change) string {
	switch c.Status {
	case write.Create:
		return "missing"
	case write.Update:
		return "outdated"
	case write.Remove:
		return "stale"
	}
	return string(c.Status)
}

func driftFault(drift []write.Change, again string) error {
	e := fault.New(fault.Drift, "%s from what waybill would write", count(len(drift), "file differs", "files differ"))
	if slices.ContainsFunc(drift, write.Change.Writes) {
		return e.WithHint("run '%s' and commit the result", again)
	}
	return e.WithHint("keep yours by listing them under keep: in waybill.yaml, or give up the changes: '%s --force'", again)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// maxUnsupported bounds the folders of other languages that are named.
const maxUnsupported = 5

func (t *terminal) printWritten(p plan.Plan, cs *write.Changes) error {
	var b bytes.Buffer
	for _, u := range p.Units {
		if u.Own != nil {
			fmt.Fprintf(&b, "%s is built by %s, the repository's own\n", printable(u.Name), printable(u.Own.File))
		} else {
			fmt.Fprintf(&b, "%s runs on %s: %s\n", printable(u.Name), u.Run.Base.Name, printable(u.Run.Base.Why))
		}
		for _, line := range decision(u) {
			if !t.quiet {
				fmt.Fprintf(&b, "  %s\n", printable(line))
			}
		}
	}
	for _, s := range p.Skipped {
		fmt.Fprintf(&b, "%s gets nothing: %s%s\n", printable(s.Name), printable(s.Why), otherwise(s))
	}
	for i, k := range p.Unsupported {
		if t.quiet {
			break
		}
		if i == maxUnsupported {
			fmt.Fprintf(&b, "and %d more folders get nothing: waybill explain names them\n", len(p.Unsupported)-i)
			break
		}
		fmt.Fprintf(&b, "%s gets nothing: %s (%s)\n", printable(k.Path), printable(k.Say), printable(k.Found))
	}
	unchanged := 0
	for _, c := range cs.Files {
		if c.Status == write.Unchanged {
			unchanged++
			continue
		}
		fmt.Fprintf(&b, "%-8s %s%s\n", c.Status, printable(c.Path), printable(c.Why()))
	}
	if unchanged > 0 {
		fmt.Fprintln(&b, count(unchanged, "file is as it should be", "files are as they should be"))
	}
	if _, err := t.stdout.Write(b.Bytes()); err != nil {
		return err
	}
	if i := slices.IndexFunc(p.Units, func(u plan.Unit) bool { return u.Own != nil || writes(cs, joined(u.Dir, "Dockerfile")) }); i >= 0 && cs.Pending() {
		file, context := imageBuild(p.Units[i])
		t.note("next: %sdocker build -f %s %s", makeFirst(p.Units[i].Own), file, context)
	}
	return nil
}

// otherwise is the setting by which a unit gets something all the same. The warning of a unit that could not be decided says what helps.
func otherwise(s plan.Skipped) string {
	if s.Undecided {
		return ""
	}
	return " (kind: in waybill.yaml changes that)"
}

// makeFirst are the commands that make what a Dockerfile of the repository's own copies, in the folder of the build.
func makeFirst(own *plan.Own) string {
	if own == nil || len(own.Make) == 0 {
		return ""
	}
	lines := make([]string, len(own.Make))
	for i, words := range own.Make {
		lines[i] = shell.Command(words)
	}
	all := strings.Join(lines, " && ")
	if own.MakeIn != "." {
		all = "(cd " + shell.Word(own.MakeIn) + " && " + all + ")"
	}
	return all + " && "
}

// writes says whether this run creates or changes the file.
func writes(cs *write.Changes, name string) bool {
	return slices.ContainsFunc(cs.Files, func(c write.Change) bool { return c.Path == name && c.Writes() })
}

// shownLines bounds the diff of one kept file; --diff --force shows all.
const shownLines = 40

// keptFiles shows what generate would have done to files that are the user's.
func (t *terminal) keptFiles(cs *write.Changes) {
	var edited, foreign, left bool
	for _, c := range cs.Files {
		switch c.Status {
		case write.Update:
			if c.From != "" {
				t.warn(fmt.Sprintf("%s was moved from %s: brought up to date for its new place", c.Path, c.From))
			}
		case write.Edited:
			if c.Unresolved() {
				continue // the error of the command tells it
			}
			edited = true
			if c.From != "" {
				t.warn(fmt.Sprintf("%s was moved from %s and edited: kept, with lines that are of the earlier place", c.Path, c.From))
				t.showDiff(c)
				continue
			}
			t.warn(c.Path + " was edited since waybill wrote it: kept")
			t.moved(c)
			t.showDiff(c)
		case write.Kept:
			t.moved(c)
		case write.Foreign:
			foreign = true
			t.warn(c.Path + " was not written by waybill: not touched")
		case write.Own:
			standing, rendered := c.Texts()
			for _, name := range kubernetes.Unnamed(standing, rendered) {
				t.warn(fmt.Sprintf("%s is yours and says nothing of the image %s, which the manifests name: what runs is not set there", c.Path, name))
			}
		case write.Left:
			left = true
			t.warn(c.Path + " is no longer generated, but was edited: it is yours now")
		}
	}
	switch {
	case edited:
		t.say("hint", "keep yours by listing it under keep: in waybill.yaml, bring both together with --merge, or take waybill's with --force")
	case foreign && !left:
		t.say("hint", "keep yours by listing it under keep: in waybill.yaml, or take waybill's with --force")
	}
}

// moved tells whose Jenkinsfile still holds the shell of an earlier waybill that its work is in scripts now, which it does not call.
func (t *terminal) moved(c write.Change) {
	standing, rendered := c.Texts()
	if c.Path == "Jenkinsfile" && bytes.Contains(standing, []byte("in .waybill/release/*/; do")) && bytes.Contains(rendered, []byte("deploy/ci/")) {
		t.warn("the shell of Jenkinsfile has moved to the scripts of deploy/ci, which new pipelines call; yours goes on with its own, and what is mended there does not reach it")
	}
}

func (t *terminal) showDiff(c write.Change) {
	if t.quiet {
		return
	}
	lines := bytes.SplitAfter(c.Diff(), []byte("\n"))
	cut := len(lines) > shownLines
	if cut {
		lines = lines[:shownLines]
	}
	_ = t.printDiff(t.stderr, bytes.Join(lines, nil)) // a broken stderr cannot be told
	if cut {
		fmt.Fprintln(t.stderr, "… ('waybill generate --diff --force' shows all)")
	}
}

// printDiff prints a unified diff, in colour on a terminal.
func (t *terminal) printDiff(w io.Writer, diff []byte) error {
	colour := t.colour(w)
	var b strings.Builder
	for line := range strings.Lines(string(diff)) {
		line = printable(strings.TrimSuffix(line, "\n"))
		code := ""
		switch {
		case !colour:
		case strings.HasPrefix(line, "+"):
			code = "32"
		case strings.HasPrefix(line, "-"):
			code = "31"
		case strings.HasPrefix(line, "@@"):
			code = "36"
		}
		if code != "" {
			line = "\x1b[" + code + "m" + line + "\x1b[0m"
		}
		b.WriteString(line + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func reportOf(p plan.Plan, cs *write.Changes) generateReport {
	r := generateReport{Schema: generateSchema, Units: []unitReport{}, Files: slices.Clone(cs.Files), Skipped: append([]plan.Skipped{}, p.Skipped...), Warnings: append([]facts.Warning{}, p.Warnings...)}
	for _, u := range p.Units {
		dockerfile, context := imageBuild(u)
		r.Units = append(r.Units, unitReport{
			Name: u.Name, Path: u.Path, Image: u.Image.Repository, Tag: u.Image.Tag, Base: u.Run.Base.Ref, Why: u.Run.Base.Why,
			Dockerfile: dockerfile, Context: context, Manifests: joined(u.Dir, "deploy/kubernetes"),
			Ports: append([]plan.Port{}, u.Ports...), Health: u.Facts.Health.Value, Unset: u.Unset, Doubts: u.Doubts,
		})
		if u.Own != nil {
			last := &r.Units[len(r.Units)-1]
			last.Make, last.MakeIn = u.Own.Make, u.Own.MakeIn
		}
	}
	return r
}

// imageBuild is the Dockerfile of a unit and the folder that it is built in.
func imageBuild(u plan.Unit) (dockerfile, context string) {
	if u.Own != nil {
		return u.Own.File, u.Own.Context
	}
	return joined(u.Dir, "Dockerfile"), "."
}

func joined(dir, name string) string { return strings.TrimPrefix(cmp.Or(dir, ".")+"/"+name, "./") }

// factDigests returns the digest of the facts behind each unit, and under "" of all of them.
func factDigests(p plan.Plan) map[string]string {
	byPath := map[string][]facts.Unit{}
	for _, u := range p.Units {
		byPath[u.Path] = append(byPath[u.Path], u.Facts)
		byPath[""] = append(byPath[""], u.Facts)
	}
	digests := map[string]string{}
	for at, units := range byPath {
		data, err := json.Marshal(units)
		if err != nil {
			continue // facts are plain data, so this cannot be
		}
		sum := sha256.Sum256(data)
		digests[at] = hex.EncodeToString(sum[:8]) // enough to see a change, and short on a line
	}
	return digests
}

// expiredBases warns of each base image whose last day is past, once.
func (t *terminal) expiredBases(d waybill.Decision) {
	said := map[string]bool{}
	for _, u := range d.Plan.Units {
		names := []string{u.Run.Base.Name}
		for _, s := range u.Stages {
			names = append(names, s.Base.Name)
		}
		for _, name := range names {
			if !said[name] {
				said[name] = true
				t.expired(d.Tree.Image(name))
			}
		}
	}
}
