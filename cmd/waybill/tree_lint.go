package main

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree/rules"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/finding"
	"github.com/waybill-dev/waybill/internal/report"
)

type lintOptions struct {
	*treeOptions
	since, format, failOn, baseline, eolFile, today, fleet string
}

func newTreeLintCommand(a *app, t *treeOptions) *cobra.Command {
	o := lintOptions{treeOptions: t}
	cmd := &cobra.Command{
		Use:   "lint",
		Short: "Check the tree and its Dockerfiles; exit 3 when something is found",
		Example: `  waybill tree lint
  waybill tree lint --since origin/main --format github`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.treeLint(c.Context(), o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.since, "since", "", "report what is new since this `revision` only, and check what the change itself gets wrong")
	flags.StringVar(&o.format, "format", "text", strings.Join(report.Names(), ", "))
	flags.StringVar(&o.failOn, "fail-on", "error", "least `severity` that fails: error, warning, info")
	flags.StringVar(&o.baseline, "baseline", "", "`file` of --format json whose findings are accepted")
	flags.StringVar(&o.eolFile, "eol-file", "", "`table` of end-of-life dates instead of the embedded one")
	flags.StringVar(&o.fleet, "fleet", "", "`file` with what the applications need, for the rules that count them")
	flags.StringVar(&o.today, "today", "", "the `day` that dates are compared with, as YYYY-MM-DD (default: this day)")
	return cmd
}

func (a *app) treeLint(ctx context.Context, o lintOptions) error {
	format, ok := report.Formats()[o.format]
	if !ok {
		return fault.New(fault.Usage, "unknown format %q", o.format).WithHint("use %s", strings.Join(report.Names(), ", "))
	}
	least := finding.Severity(o.failOn)
	if !slices.Contains([]finding.Severity{finding.Error, finding.Warning, finding.Info}, least) {
		return fault.New(fault.Usage, "unknown severity %q", o.failOn).WithHint("use error, warning or info")
	}
	t, err := a.loadTree(ctx, o.treeOptions)
	if err != nil {
		return a.unreadable(t, o.format, err)
	}
	in, err := o.input(t)
	if err != nil {
		return err
	}
	known, err := readBaseline(o.baseline)
	if err != nil {
		return err
	}
	if o.since != "" {
		was, err := a.before(ctx, t, o.since)
		if err != nil {
			return err
		}
		in.Recipes = rules.NewRecipes()
		for _, f := range rules.Lint(rules.Input{Tree: was.Tree, FS: was.fsys, Today: in.Today, EOL: in.EOL, Fleet: in.Fleet, Recipes: in.Recipes}) {
			known[f.Fingerprint()] = true
		}
		in.Before, in.Was = was.Tree, was.fsys
	}
	found := slices.DeleteFunc(rules.Lint(in), func(f finding.Finding) bool { return known[f.Fingerprint()] })
	for i := range found {
		found[i].File = t.shown(found[i].File)
	}
	if err := format(a.stdout, report.Report{Findings: found, Rules: rules.Describe(), Version: version()}); err != nil {
		return err
	}
	return verdict(found, least)
}

// unreadable puts a tree that cannot be loaded into the report as well, because a report without findings looks like a good one to the
// server that reads it. A person reads the error itself.
func (a *app) unreadable(t loaded, format string, err error) error {
	if t.fsys == nil || format == "text" || fault.KindOf(err) != fault.Usage {
		return err
	}
	f := rules.NotLoaded(t.name, err)
	f.File = t.shown(f.File)
	if failed := report.Formats()[format](a.stdout, report.Report{Findings: []finding.Finding{f}, Rules: rules.Describe(), Version: version()}); failed != nil {
		return failed
	}
	return err
}

func (o lintOptions) input(t loaded) (rules.Input, error) {
	in := rules.Input{Tree: t.Tree, FS: t.fsys}
	var err error
	if in.Today, err = today(o.today); err != nil {
		return in, err
	}
	if in.EOL, err = eolTable(o.eolFile); err != nil {
		return in, err
	}
	in.Fleet, err = readFleet(o.fleet, t.Tree)
	return in, err
}

// verdict is the error that makes the exit code, nil when nothing is as bad as the least severity that fails.
func verdict(found []finding.Finding, least finding.Severity) error {
	n := 0
	for _, f := range found {
		if f.Severity.AtLeast(least) {
			n++
		}
	}
	switch n {
	case 0:
		return nil
	case 1:
		return fault.New(fault.Drift, "1 finding of severity %s or worse", least)
	}
	return fault.New(fault.Drift, "%d findings of severity %s or worse", n, least)
}

// readBaseline returns the fingerprints of a report in JSON.
func readBaseline(file string) (map[string]bool, error) {
	known := map[string]bool{}
	if file == "" {
		return known, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "baseline")
	}
	var old struct {
		Findings []struct {
			Fingerprint string `json:"fingerprint"`
		} `json:"findings"`
	}
	if err := json.Unmarshal(data, &old); err != nil {
		return nil, fault.Wrap(fault.Usage, err, "baseline").In(file, 0, 0).WithHint("write it with 'waybill tree lint --format json'")
	}
	for _, f := range old.Findings {
		known[f.Fingerprint] = true
	}
	return known, nil
}
