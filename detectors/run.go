package detectors

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/waybill-dev/waybill/detectors/addresses"
	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/evidence"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/secret"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/source"
)

// Run asks every detector and joins what they say: sorted, with unique names, and without the parts that
// another language's build already owns.
func Run(ctx context.Context, tree *source.Tree, ds []Detector) (facts.Report, error) {
	results := make([]facts.Findings, len(ds))
	errs := make([]error, len(ds))
	var wg sync.WaitGroup
	for i, d := range ds {
		wg.Go(func() { results[i], errs[i] = d.Detect(ctx, tree) })
	}
	wg.Wait()
	report := facts.Report{
		Schema:      facts.Schema,
		Source:      facts.Source{Location: tree.Location, Commit: tree.Commit},
		Units:       []facts.Unit{},
		Unsupported: []facts.Unsupported{},
		Warnings:    []facts.Warning{},
	}
	type owner struct {
		detector int // its own unit may well stand in the folder: a front end beside go.mod
		unit     string
	}
	owned := map[string]owner{}
	for i, r := range results {
		if errs[i] != nil {
			return report, errs[i]
		}
		for folder, unit := range r.Owned {
			owned[folder] = owner{i, unit}
		}
	}
	for i, r := range results {
		report.Unsupported = append(report.Unsupported, r.Unsupported...)
		report.Warnings = append(report.Warnings, r.Warnings...)
		for _, u := range r.Units {
			if by, ok := owned[u.Path]; ok && by.detector != i {
				report.Warnings = append(report.Warnings, facts.Warning{File: u.Path, Text: "is built by " + by.unit + ", so it is no unit of its own"})
				continue
			}
			report.Units = append(report.Units, u)
		}
	}
	dropSamples(&report, tree.Wanted)
	report.Warnings = append(report.Warnings, evidence.Apply(tree, report.Units)...)
	addresses.Apply(tree, report.Units)
	report.Warnings = append(report.Warnings, submodules(tree)...)
	for _, w := range tree.Warnings() {
		report.Warnings = append(report.Warnings, facts.Warning{File: w.File, Text: w.Text})
	}
	report.Unsupported = append(report.Unsupported, unsupported(tree, report, ds)...)
	hidden, values := secret.Remove(tree, report.Units)
	holding, told := secret.Files(tree)
	report.Secrets = holding
	report.Warnings = append(report.Warnings, slices.Concat(hidden, told, secret.Plain(tree))...)
	secret.Scrub(report.Warnings, values)
	order(&report)
	nameUniquely(report.Units)
	for i := range report.Units {
		neverNull(&report.Units[i])
	}
	return report, nil
}

// dropSamples leaves out tests, examples and documentation when there is a program of another language to deploy: the proxy of
// end-to-end tests beside a server in Go. Each detector does so among its own.
func dropSamples(r *facts.Report, wanted func(folder string) bool) {
	if !slices.ContainsFunc(r.Units, func(u facts.Unit) bool {
		shown := aside.Folder(u.Path, aside.Example|aside.Sample|aside.Test) != "" // where all lie in such folders, the repository is one of samples
		return !u.Sample && !shown && u.Kind.Value != facts.Library && u.Kind.Value != facts.CLI
	}) {
		return
	}
	r.Units = slices.DeleteFunc(r.Units, func(u facts.Unit) bool {
		if u.Sample && !wanted(u.Path) {
			r.Warnings = append(r.Warnings, facts.Warning{File: u.Path, Text: "only shows, tests or documents the programs of the repository: not deployed unless units: in waybill.yaml names " + u.Path})
		}
		return u.Sample && !wanted(u.Path)
	})
}

// order sorts by path, so that no detector's or map's order shows. What is told quotes no secret of a URL and no long value.
func order(r *facts.Report) {
	slices.SortStableFunc(r.Units, func(a, b facts.Unit) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Language.Value, b.Language.Value), cmp.Compare(a.Main.Value, b.Main.Value))
	})
	slices.SortStableFunc(r.Unsupported, func(a, b facts.Unsupported) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Found, b.Found))
	})
	for i := range r.Unsupported {
		r.Unsupported[i].Say = fault.Discreet(r.Unsupported[i].Say)
	}
	for i := range r.Warnings {
		r.Warnings[i].Text = fault.Discreet(r.Warnings[i].Text)
	}
	r.Unsupported = slices.Compact(r.Unsupported)
	slices.SortStableFunc(r.Warnings, func(a, b facts.Warning) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	r.Warnings = slices.Compact(r.Warnings)
}

// neverNull makes every list of the contract a list: a script that loops over `.ports[]` must not meet null.
func neverNull(u *facts.Unit) {
	u.Build = orEmpty(u.Build)
	u.Start = orEmpty(u.Start)
	u.Ports = orEmpty(u.Ports)
	u.Needs = orEmpty(u.Needs)
	u.NeedsEnv = orEmpty(u.NeedsEnv)
	u.NativePackages = orEmpty(u.NativePackages)
	u.Environments = orEmpty(u.Environments)
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// nameUniquely makes every name a DNS label (RFC 1123, at most 63 characters) that no other unit has:
// a second unit of a name takes the folder before it, then a number.
func nameUniquely(units []facts.Unit) {
	taken := map[string]bool{}
	for i := range units {
		u := &units[i]
		name := Label(u.Name)
		if taken[name] && u.Path != "." {
			name = Label(strings.ReplaceAll(u.Path, "/", "-"))
		}
		if taken[name] && u.Main.Value != "" {
			name = Label(name + "-" + path.Base(u.Main.Value))
		}
		for n, base := 2, name; taken[name]; n++ {
			suffix := "-" + strconv.Itoa(n)
			name = strings.TrimRight(base[:min(len(base), 63-len(suffix))], "-") + suffix
		}
		taken[name] = true
		u.Name = name
	}
}

// Label turns any name into a DNS label: lower case, letters, digits and single dashes, starting with a letter, at most 63 characters.
func Label(name string) string {
	if at := strings.LastIndex(name, "/"); at >= 0 && strings.HasPrefix(name, "@") {
		name = name[at+1:] // an npm scope is the owner, not the name
	}
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	label := strings.Trim(b.String(), "-")
	if label == "" {
		return "app"
	}
	if label[0] <= '9' {
		label = "app-" + label
	}
	return strings.TrimRight(label[:min(len(label), 63)], "-")
}
