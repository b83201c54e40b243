package waybill

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors"
	"github.com/waybill-dev/waybill/detectors/declared"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/source"
)

// declare adds the units that only the settings know, and gives a program to those in which no detector found one and whose program the
// settings declare. A declaration that lacks something is an error: an image without a program starts nothing.
func declare(units []facts.Unit, s settings.Settings, tree *source.Tree) ([]facts.Unit, error) {
	var problems []*fault.Error
	out := slices.Clone(units)
	known := map[string]bool{}
	for i, f := range units {
		keys := []string{f.Path, f.Folder(), f.Name}
		for _, k := range keys {
			known[k] = true
		}
		set, err := s.Unit(keys...)
		if err != nil {
			return nil, err
		}
		deployed := set.Kind != "" && set.Kind != facts.Library && set.Kind != facts.CLI
		if len(f.Image.Run.Command) > 0 || f.Image.Run.Site != nil || !deployed && len(set.Build)+len(set.Start)+len(set.Artifact) == 0 {
			continue
		}
		d := declarationOf(f.Path, f.Name, set)
		if d.Language == "" {
			d.Language = f.Language.Value
		}
		if d.Version.Value == "" {
			d.Version = f.RuntimeVersion
		}
		u, problem := complete(d, s.UnitPlace(keys, "kind"), s.UnitPlace(keys, "start"), s.UnitPlace(keys, "build"), s.UnitPlace(keys, "artifact"))
		if problem != nil {
			problems = append(problems, problem)
			continue
		}
		u.Version, u.Framework, u.Needs, u.NeedsEnv, u.NativePackages = f.Version, f.Framework, f.Needs, f.NeedsEnv, f.NativePackages
		out[i] = u
	}
	for _, key := range slices.Sorted(maps.Keys(s.Units)) {
		set := s.Units[key]
		if known[key] || set.Language == "" {
			continue // a name that nothing has is refused with the others
		}
		at := s.Place("units", key)
		folder := path.Clean(key)
		if folder != "." && !tree.HasDir(folder) || strings.HasPrefix(folder, "..") || path.IsAbs(folder) {
			problems = append(problems, fault.New(fault.Usage, "units declares %q, which is no folder of the repository", key).Where(at).
				WithHint("the key of a unit that is declared by hand is its folder, relative to the root of the repository"))
			continue
		}
		name := path.Base(folder)
		if folder == "." {
			name = tree.Name
		}
		u, problem := complete(declarationOf(folder, detectors.Label(name), set), at)
		if problem != nil {
			problems = append(problems, problem)
			continue
		}
		out = append(out, u)
	}
	slices.SortStableFunc(out, func(a, b facts.Unit) int { return strings.Compare(a.Path, b.Path) })
	return out, fault.Join(problems...)
}

func declarationOf(folder, name string, set settings.Unit) declared.Declaration {
	at := facts.Evidence{File: settings.File, Rule: "setting"}
	d := declared.Declaration{
		Path: folder, Name: name, Language: set.Language, Kind: set.Kind, Build: set.Build, Artifact: set.Artifact, Start: set.Start, At: at,
	}
	if set.RuntimeVersion != "" {
		d.Version = facts.Text{Value: set.RuntimeVersion, Confidence: facts.Certain, Evidence: []facts.Evidence{at}}
	}
	for _, p := range set.UDPPorts {
		d.UDP = append(d.UDP, facts.Port{Value: p, Name: "udp", Confidence: facts.Certain, Evidence: []facts.Evidence{at}})
	}
	for _, p := range set.Ports {
		d.Ports = append(d.Ports, facts.Port{Value: p, Confidence: facts.Certain, Evidence: []facts.Evidence{at}})
	}
	return d
}

// complete makes the unit, or the problem at the first of the places that there is.
func complete(d declared.Declaration, places ...fault.Position) (facts.Unit, *fault.Error) {
	lacks := d.Lacks()
	if len(lacks) == 0 {
		return declared.Unit(d), nil
	}
	var at fault.Position
	for _, p := range places {
		if at.File == "" {
			at = p
		}
	}
	return facts.Unit{}, fault.New(fault.Usage, "no program was found in %s, and what is declared of it lacks %s", d.Path, strings.Join(lacks, ", ")).
		In(at.File, at.Line, at.Column).WithHint("set language, build, artifact and start of the unit, or name the unit that holds the program")
}
