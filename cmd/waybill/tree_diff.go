package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/draw"
	"github.com/waybill-dev/waybill/imagetree/rules"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/finding"
	"github.com/waybill-dev/waybill/internal/report"
)

type diffOptions struct {
	lintOptions
	old, format string
}

func newTreeDiffCommand(a *app, t *treeOptions) *cobra.Command {
	o := diffOptions{lintOptions: lintOptions{treeOptions: t}}
	cmd := &cobra.Command{
		Use:     "diff --since REV | --old TREE",
		Aliases: []string{"simulate"},
		Short:   "Say what a change of the tree does: applications that move, images to rebuild, new findings",
		Example: `  waybill tree diff --since origin/main --fleet apps.jsonl
  waybill tree simulate --tree new.yaml --old imagetree.yaml --fleet apps.jsonl --format markdown`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.treeDiff(c.Context(), o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.since, "since", "", "compare with this `revision`")
	flags.StringVar(&o.old, "old", "", "compare with this `tree`: a file, a folder or a git URL")
	flags.StringVar(&o.fleet, "fleet", "", "`file` with what the applications need, one JSON object a line")
	flags.StringVar(&o.format, "format", "text", "text, json, or markdown (the comment of a pull request)")
	flags.StringVar(&o.eolFile, "eol-file", "", "`table` of end-of-life dates instead of the embedded one")
	flags.StringVar(&o.today, "today", "", "the `day` that dates are compared with, as YYYY-MM-DD (default: this day)")
	return cmd
}

// change is what a change of the tree does, in the order in which it is told.
type change struct {
	Apps     int                    `json:"applications"`
	Moves    []imagetree.Move       `json:"moves"`
	Changed  []imagetree.Difference `json:"changed"`
	Waves    [][]string             `json:"waves"`
	Findings []finding.Finding      `json:"findings"` // new ones only
	tree     *imagetree.Tree
}

func (a *app) treeDiff(ctx context.Context, o diffOptions) error {
	if (o.since == "") == (o.old == "") {
		return fault.New(fault.Usage, "say what to compare with").WithHint("use either --since REV or --old TREE")
	}
	t, err := a.soundTree(ctx, o.treeOptions)
	if err != nil {
		return err
	}
	was, err := a.olderTree(ctx, t, o)
	if err != nil {
		return err
	}
	in, err := o.input(t)
	if err != nil {
		return err
	}
	c := change{Apps: len(in.Fleet), Waves: [][]string{}, Findings: []finding.Finding{}, tree: t.Tree}
	if c.Moves, err = imagetree.Simulate(was.Tree, t.Tree, in.Fleet); err != nil {
		return err
	}
	c.Changed = append([]imagetree.Difference{}, t.Changed(was.Tree, t.fsys, was.fsys)...)
	c.Waves = append(c.Waves, wavesOf(t.Tree, c.Changed)...)
	c.Findings = append(c.Findings, newFindings(in, was)...)
	for i := range c.Findings {
		c.Findings[i].File = t.shown(c.Findings[i].File)
	}
	switch o.format {
	case "json":
		return printJSON(a.stdout, c)
	case "markdown":
		return c.markdown(a.stdout)
	case "text":
		return c.text(a.stdout)
	}
	return fault.New(fault.Usage, "unknown format %q", o.format).WithHint("use text, json or markdown")
}

func (a *app) olderTree(ctx context.Context, t loaded, o diffOptions) (loaded, error) {
	if o.since != "" {
		return a.before(ctx, t, o.since)
	}
	return a.soundTree(ctx, &treeOptions{tree: o.old})
}

// newFindings lints both trees and keeps what the older one did not have.
func newFindings(in rules.Input, was loaded) []finding.Finding {
	known := map[string]bool{}
	for _, f := range rules.Lint(rules.Input{Tree: was.Tree, FS: was.fsys, Today: in.Today, EOL: in.EOL, Fleet: in.Fleet}) {
		known[f.Fingerprint()] = true
	}
	in.Before, in.Was = was.Tree, was.fsys
	return slices.DeleteFunc(rules.Lint(in), func(f finding.Finding) bool { return known[f.Fingerprint()] })
}

func (c change) text(w io.Writer) error {
	var b strings.Builder
	for _, m := range c.Moves {
		fmt.Fprintf(&b, "move     %s of %d: %s -> %s (%s)\n", applicationCount(len(m.Apps)), c.Apps, none(m.From), none(m.To), m.Why)
		fmt.Fprintf(&b, "         %s\n", printable(some(m.Apps, 10)))
	}
	if len(c.Moves) == 0 {
		fmt.Fprintf(&b, "no application of %d moves\n", c.Apps)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return err
	}
	if err := (affected{c.Changed, c.Waves}).print(w, 1); err != nil {
		return err
	}
	return report.Text(w, report.Report{Findings: c.Findings})
}

// marker lets a script find its own comment and update it in place.
const marker = "<!-- waybill tree diff -->"

// mostDrawn bounds the picture of what changed.
const mostDrawn = 60

func (c change) markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n### Applications that move\n\n", marker)
	if len(c.Moves) == 0 {
		fmt.Fprintf(&b, "None of %d.\n", c.Apps)
	} else {
		b.WriteString("| applications | from | to | why |\n| ---: | --- | --- | --- |\n")
	}
	for _, m := range c.Moves {
		fmt.Fprintf(&b, "| %d | %s | %s | %s<br>%s |\n", len(m.Apps), none(m.From), none(m.To), report.Cell(m.Why), report.Cell(some(m.Apps, 5)))
	}
	b.WriteString("\n### Images to rebuild\n\n")
	if len(c.Waves) == 0 {
		b.WriteString("None.\n")
	}
	for n, wave := range c.Waves {
		fmt.Fprintf(&b, "%d. %s (%s)\n", n+1, some(wave, 30), imageCount(len(wave)))
	}
	b.WriteString("\n### New findings\n\n")
	if _, err := io.WriteString(w, b.String()); err != nil {
		return err
	}
	if err := report.Markdown(w, report.Report{Findings: c.Findings}); err != nil {
		return err
	}
	var names []string
	for _, d := range c.Changed {
		if c.tree.Image(d.Name) != nil && len(names) < mostDrawn {
			names = append(names, d.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	if _, err := io.WriteString(w, "\n### What changed\n\n```mermaid\n"); err != nil {
		return err
	}
	if err := draw.Mermaid(w, c.tree, names...); err != nil {
		return err
	}
	_, err := io.WriteString(w, "```\n")
	return err
}

func none(name string) string {
	if name == "" {
		return "no image"
	}
	return name
}

func applicationCount(n int) string { return plural(n, "application") }

func imageCount(n int) string { return plural(n, "image") }

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// some lists the first names and counts the rest.
func some(names []string, most int) string {
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
