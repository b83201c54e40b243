// Package fleet reads, joins and compares what was decided for many repositories: NDJSON, one line a repository.
package fleet

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
)

// Line is one repository.
type Line struct {
	Location string                `json:"location"` // as the list names it, without any password
	Commit   string                `json:"commit,omitempty"`
	Exit     int                   `json:"exit"` // what generate would end with
	Error    string                `json:"error,omitempty"`
	Units    []Unit                `json:"units,omitempty"`
	Skipped  []plan.Skipped        `json:"skipped,omitempty"`
	Needs    []imagetree.FleetItem `json:"needs,omitempty"` // what the units ask of base images, with the image they got
	Warnings int                   `json:"warnings"`
}

// Unit is one deployable of a repository.
type Unit struct {
	Name      string `json:"name"`
	Path      string `json:"path"`
	Language  string `json:"language"`
	BuildTool string `json:"buildTool"`
	Version   string `json:"runtimeVersion,omitempty"`
	Framework string `json:"framework,omitempty"`
	Kind      string `json:"kind"`
	Base      string `json:"base"`            // image that it runs on
	Image     string `json:"image,omitempty"` // registry/name that its pipeline pushes to, without a tag

	Confidence facts.Confidence `json:"confidence,omitempty"` // of the least sure fact that the plan rests on
	Doubts     []plan.Doubt     `json:"doubts,omitempty"`     // facts that nothing proves
}

// Of returns the line of a decision.
func Of(p plan.Plan) Line {
	l := Line{Commit: p.Source.Commit, Skipped: p.Skipped, Warnings: len(p.Warnings)}
	for _, u := range p.Units {
		l.Units = append(l.Units, Unit{
			Name: u.Name, Path: u.Path, Language: u.Facts.Language.Value, BuildTool: u.Facts.BuildTool.Value,
			Version: u.Facts.RuntimeVersion.Value, Framework: u.Facts.Framework.Value, Kind: u.Kind, Base: u.Run.Base.Name, Image: u.Image.Repository,
			Confidence: confidence(u), Doubts: u.Doubts,
		})
		for _, s := range u.Stages {
			l.Needs = append(l.Needs, item(p, u, imagetree.Build, s.Requires, s.Wants, s.Base))
		}
		l.Needs = append(l.Needs, item(p, u, imagetree.Run, u.Run.Requires, slices.Concat(u.Run.Wants, u.Facts.NativePackages), u.Run.Base))
	}
	return l
}

// confidence is that of the least sure fact.
func confidence(u plan.Unit) facts.Confidence {
	least := facts.Certain
	for _, d := range u.Doubts {
		if d.Confidence == facts.Guess {
			return facts.Guess
		}
		least = facts.Likely
	}
	return least
}

// Read reads lines until the end, or until one that is cut off; size is the length of what could be read.
// A line in the middle that cannot be read is an error.
func Read(name string, r io.Reader) (lines []Line, size int64, err error) {
	in := bufio.NewReader(r)
	for n := 1; ; n++ {
		data, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) { // the end, perhaps after a line that a run which was killed left half
			return lines, size, nil
		}
		if err != nil {
			return lines, size, fault.Wrap(fault.Usage, err, "cannot read %s", name)
		}
		var l Line
		switch err := json.Unmarshal(data, &l); {
		case len(data) > imagetree.MaxLine:
			return lines, size, fault.New(fault.Usage, "a line is longer than %d bytes", imagetree.MaxLine).In(name, n, 0)
		case err != nil || l.Location == "":
			return lines, size, fault.New(fault.Usage, "this is not a line of 'waybill fleet scan'").In(name, n, 0)
		}
		size += int64(len(data))
		lines = append(lines, l)
	}
}

// Write prints values as NDJSON, one line each: those of a scan, or the needs in them.
func Write[T any](w io.Writer, lines []T) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, l := range lines {
		if err := enc.Encode(l); err != nil {
			return err
		}
	}
	return nil
}

// Merge joins several files: sorted by location, of each location the line that comes last.
func Merge(files ...[]Line) []Line {
	byLocation := map[string]Line{}
	for _, lines := range files {
		for _, l := range lines {
			byLocation[l.Location] = l
		}
	}
	return slices.SortedFunc(maps.Values(byLocation), func(a, b Line) int { return cmp.Compare(a.Location, b.Location) })
}
