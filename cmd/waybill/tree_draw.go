package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree/draw"
	"github.com/waybill-dev/waybill/imagetree/rules"
	"github.com/waybill-dev/waybill/internal/fault"
)

type drawOptions struct {
	*treeOptions
	format, fleet, today, eolFile, links string
}

func newTreeDrawCommand(a *app, t *treeOptions) *cobra.Command {
	o := drawOptions{treeOptions: t}
	cmd := &cobra.Command{
		Use:   "draw [IMAGE…]",
		Short: "Draw the tree: for the terminal, Mermaid, Graphviz, or a page to click through",
		Example: `  waybill tree draw --format html --fleet apps.jsonl > tree.html
  waybill tree draw --format mermaid java-17-jre`,
		ValidArgsFunction: a.completeWords(t, imageNames),
		RunE:              func(c *cobra.Command, args []string) error { return a.treeDraw(c.Context(), o, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.format, "format", "text", "text, mermaid (IMAGE…: only these with their parents), dot, html")
	flags.StringVar(&o.fleet, "fleet", "", "`file` with what the applications need: html shows them beside their image")
	flags.StringVar(&o.eolFile, "eol-file", "", "`table` of end-of-life dates for the findings that html shows")
	flags.StringVar(&o.today, "today", "", "the `day` for the findings that html shows, as YYYY-MM-DD (default: findings that depend on the day are left out)")
	flags.StringVar(&o.links, "links", "", "`address` of the tree's folder on a git server, for links of html to Dockerfiles and declarations (default: beside the page)")
	return cmd
}

func (a *app) treeDraw(ctx context.Context, o drawOptions, only []string) error {
	t, err := a.loadTree(ctx, o.treeOptions)
	if err != nil {
		return err
	}
	for _, name := range only {
		if t.Image(name) == nil {
			return fault.New(fault.Usage, "the tree has no image %s", name)
		}
	}
	if len(only) > 0 && o.format != "mermaid" {
		return fault.New(fault.Usage, "only --format mermaid draws a part of the tree")
	}
	switch o.format {
	case "text":
		return draw.Text(a.stdout, t.Tree)
	case "mermaid":
		return draw.Mermaid(a.stdout, t.Tree, draw.Part{Only: only, Changed: only})
	case "dot":
		return draw.DOT(a.stdout, t.Tree)
	case "html":
		return treePage(a, t, o)
	}
	return fault.New(fault.Usage, "unknown format %q", o.format).WithHint("use text, mermaid, dot or html")
}

// treePage draws the page. What hangs on the day is left to the browser when no day is given, so that the same tree gives the same bytes.
func treePage(a *app, t loaded, o drawOptions) error {
	if o.links != "" && !strings.HasPrefix(o.links, "https://") && !strings.HasPrefix(o.links, "http://") {
		return fault.New(fault.Usage, "--links %q is no address", o.links).WithHint("write it as https://git.example.com/images/blob/main")
	}
	in := rules.Input{Tree: t.Tree, FS: t.fsys}
	page := draw.Page{Links: o.links}
	table, err := eolTable(o.eolFile)
	if err != nil {
		return err
	}
	if o.today != "" {
		if in, err = (lintOptions{today: o.today, eolFile: o.eolFile}).input(t); err != nil {
			return err
		}
		page.Today = in.Today
	}
	if in.Fleet, err = readFleet(o.fleet, t.Tree); err != nil {
		return err
	}
	for _, e := range table.Ends(t.Tree, in.Today) {
		page.Ends = append(page.Ends, draw.End{Image: e.Image, Product: e.Capability + " " + e.Cycle, Day: e.EOL})
	}
	page.Findings, page.Fleet = rules.Lint(in), in.Fleet
	return draw.HTML(a.stdout, t.Tree, page)
}
