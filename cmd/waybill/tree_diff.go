package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/draw"
	"github.com/waybill-dev/waybill/imagetree/recipe"
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
		Args: noArgs,
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
	Apps     int                 `json:"applications"` // 0 without a fleet
	Moves    []imagetree.Move    `json:"moves"`
	Changed  []recipe.Difference `json:"changed"`
	Waves    [][]string          `json:"waves"`
	Findings []finding.Finding   `json:"findings"` // new ones only
	tree     *imagetree.Tree
	fleet    bool // whether anything is known of applications
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
	c := change{Apps: len(in.Fleet), Waves: [][]string{}, Findings: []finding.Finding{}, tree: t.Tree, fleet: o.fleet != ""}
	if c.Moves, err = imagetree.Simulate(was.Tree, t.Tree, in.Fleet, in.Today); err != nil {
		return err
	}
	c.Changed = append([]recipe.Difference{}, recipe.Changed(t.Tree, was.Tree, t.fsys, was.fsys)...)
	c.Waves = append(c.Waves, wavesOf(t.Tree, c.Changed)...)
	c.Findings = append(c.Findings, newFindings(in, was)...)
	for i := range c.Findings {
		c.Findings[i].File = t.shown(c.Findings[i].File)
	}
	switch o.format {
	case "json":
		err = printJSON(a.stdout, c)
	case "markdown":
		err = c.markdown(a.stdout)
	case "text":
		err = c.text(a.stdout)
	default:
		err = fault.New(fault.Usage, "unknown format %q", o.format).WithHint("use text, json or markdown")
	}
	if err != nil {
		return err
	}
	return c.verdict()
}

// verdict is the error of a change that leaves applications without an image: whatever else it does, it must not be merged.
func (c change) verdict() error {
	stranded := map[string]bool{}
	for _, m := range c.Moves {
		if m.From == "" || m.To != "" {
			continue
		}
		for _, app := range m.Apps {
			stranded[app] = true
		}
	}
	lost := slices.ContainsFunc(c.Findings, func(f finding.Finding) bool { return f.Rule == rules.Stranded && f.Severity == finding.Error })
	if len(stranded) == 0 && !lost {
		return nil
	}
	e := fault.New(fault.Drift, "the change leaves applications without an image").WithHint("keep the image until they have moved, or add one that serves them")
	if len(stranded) > 0 {
		apps := slices.Sorted(maps.Keys(stranded))
		e.What = fmt.Sprintf("the change leaves %s without an image: %s", applicationCount(len(apps)), printable(some(apps, 10)))
	}
	return e
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
	in.Recipes = rules.NewRecipes()
	for _, f := range rules.Lint(rules.Input{Tree: was.Tree, FS: was.fsys, Today: in.Today, EOL: in.EOL, Fleet: in.Fleet, Recipes: in.Recipes}) {
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
	switch {
	case !c.fleet:
		b.WriteString("nothing is known of applications: name them with --fleet\n")
	case len(c.Moves) == 0:
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

// mostMoves bounds the table of moves.
const mostMoves = 50

func (c change) markdown(w io.Writer) error {
	var b, picture strings.Builder
	fmt.Fprintf(&b, "%s\n### Applications that move\n\n", marker)
	switch {
	case !c.fleet:
		b.WriteString("Not known: no fleet was given.\n")
	case len(c.Moves) == 0:
		fmt.Fprintf(&b, "None of %d.\n", c.Apps)
	default:
		b.WriteString("| applications | from | to | why |\n| ---: | --- | --- | --- |\n")
	}
	for _, m := range c.Moves[:min(len(c.Moves), mostMoves)] {
		fmt.Fprintf(&b, "| %d | %s | %s | %s<br>%s |\n", len(m.Apps), none(m.From), none(m.To), report.Cell(m.Why), report.Cell(some(m.Apps, 5)))
	}
	if left := len(c.Moves) - mostMoves; left > 0 {
		fmt.Fprintf(&b, "\nAnd %d more moves, of fewer applications each.\n", left)
	}
	b.WriteString("\n### Images to rebuild\n\n")
	if len(c.Waves) == 0 {
		b.WriteString("None.\n")
	}
	for n, wave := range c.Waves {
		fmt.Fprintf(&b, "%d. %s (%s)\n", n+1, some(wave, 30), imageCount(len(wave)))
	}
	b.WriteString("\n### New findings\n\n")
	if err := c.draw(&picture); err != nil {
		return err
	}
	if err := report.MarkdownWithin(&b, report.Report{Findings: c.Findings}, report.MaxComment-b.Len()-picture.Len()); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String()+picture.String())
	return err
}

// draw shows what changed and what has to be rebuilt with it, as far as a picture can be read.
func (c change) draw(w io.Writer) error {
	changed, reached := c.drawn()
	if len(reached) == 0 {
		return nil
	}
	if _, err := io.WriteString(w, "\n### What changed\n\n```mermaid\n"); err != nil {
		return err
	}
	if err := draw.Mermaid(w, c.tree, draw.Part{Only: reached, Changed: changed}); err != nil {
		return err
	}
	if _, err := io.WriteString(w, "```\n"); err != nil {
		return err
	}
	if left := c.reaches() - len(reached); left > 0 {
		_, err := fmt.Fprintf(w, "\n%d more images are not drawn.\n", left)
		return err
	}
	return nil
}

// reaches counts the images that changed or have to be rebuilt.
func (c change) reaches() int {
	all := map[string]bool{}
	for _, d := range c.Changed {
		if c.tree.Image(d.Name) != nil {
			all[d.Name] = true
		}
	}
	for _, name := range slices.Concat(c.Waves...) {
		all[name] = true
	}
	return len(all)
}

// drawn lists the images of the picture: those that changed first, then those that are rebuilt after them.
func (c change) drawn() (changed, reached []string) {
	for _, d := range c.Changed {
		if c.tree.Image(d.Name) != nil && len(changed) < mostDrawn {
			changed = append(changed, d.Name)
		}
	}
	reached = slices.Clone(changed)
	for _, name := range slices.Concat(c.Waves...) {
		if !slices.Contains(reached, name) && len(reached) < mostDrawn {
			reached = append(reached, name)
		}
	}
	return changed, reached
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
