package main

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/waybill"
)

type explainOptions struct {
	waybill.Options
	output string
	units  []string
}

func newExplainCommand(a *app) *cobra.Command {
	o := explainOptions{}
	cmd := &cobra.Command{
		Use:   "explain [DIR | DIR@REV | URL[@REV]]",
		Short: "Tell the decision: what was found where, which images were weighed, what each file takes from what",
		Args:  atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			o.Location = argument(args)
			return a.explain(c.Context(), o)
		},
	}
	decideFlags(cmd.Flags(), &o.Options)
	cmd.Flags().StringSliceVar(&o.units, "unit", nil, "only the units of these `paths` or names")
	cmd.Flags().StringVarP(&o.output, "output", "o", "text", "text, or json for the plan")
	return cmd
}

func (a *app) explain(ctx context.Context, o explainOptions) error {
	if o.output != "text" && o.output != "json" {
		return unknownOutput(o.output, "text", "json")
	}
	o.InPlace = true
	d, err := a.decide(ctx, o.Options)
	if err != nil {
		return err
	}
	if err := o.CheckTemplates(d); err != nil {
		return err
	}
	p := d.Plan
	if len(o.units) > 0 {
		if p.Units, err = waybill.ChosenUnits(p, o.units); err != nil {
			return err
		}
	}
	if o.output == "json" {
		return printJSON(a.stdout, p)
	}
	_, err = a.stdout.Write(explanation(p))
	return err
}

// story collects the text; every value that a repository's author wrote goes through printable.
type story struct {
	bytes.Buffer
	table *tabwriter.Writer
}

func (s *story) line(format string, args ...any) {
	for i, a := range args {
		if text, ok := a.(string); ok {
			args[i] = printable(text)
		}
	}
	fmt.Fprintf(s, format+"\n", args...)
}

// row adds a line of a table: what, its value, and where it comes from. A row without a value is left out.
func (s *story) row(what, value, from string) {
	if value == "" {
		return
	}
	if s.table == nil {
		s.table = tabwriter.NewWriter(&s.Buffer, 0, 0, 2, ' ', 0)
	}
	fmt.Fprintf(s.table, "  %s\t%s\t%s\n", printable(flat(what)), printable(flat(value)), printable(flat(from)))
}

// flat keeps a value on its row of the table.
func flat(text string) string { return strings.NewReplacer("\n", " ", "\t", " ").Replace(text) }

func (s *story) end() {
	if s.table != nil {
		_ = s.table.Flush() // into memory
		s.table = nil
	}
}

// explanation tells a plan to a person, in three layers for each unit.
func explanation(p plan.Plan) []byte {
	s := &story{}
	for i, u := range p.Units {
		if i > 0 {
			s.line("")
		}
		s.line("%s (%s): %s %s", u.Name, u.Path, u.Facts.Language.Value, u.Kind)
		s.line("\napplication: what the source says")
		s.application(u)
		s.line("\nruntime: the images that it is built and run on, from the tree %s", p.Tree.Location)
		s.runtime(u)
		s.line("\nsystem: how it starts and how it is deployed")
		s.system(p, u)
		s.line("\nfiles: what each takes from where")
		s.files(p, u)
		s.overriding(p, u)
	}
	for _, k := range p.Skipped {
		s.line("\n%s (%s) gets nothing: %s", k.Name, k.Path, k.Why)
	}
	for _, k := range p.Unsupported {
		s.line("\n%s: %s (%s)", k.Path, k.Say, k.Found)
	}
	if len(p.Warnings) > 0 {
		s.line("\nwarnings")
	}
	for _, w := range p.Warnings {
		s.line("  %s", warning(w))
	}
	return trailing.ReplaceAll(s.Bytes(), nil)
}

// trailing is the padding that a table leaves after its last cell.
var trailing = regexp.MustCompile(`(?m) +$`)
