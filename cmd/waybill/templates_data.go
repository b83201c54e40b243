package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/waybill"
	"github.com/waybill-dev/waybill/templates"
	"github.com/waybill-dev/waybill/templates/reference"
)

type dataOptions struct {
	waybill.Options
	template string
	given    bool // the repository was named
	output   string
	find     string
}

func newTemplatesDataCommand(a *app) *cobra.Command {
	o := dataOptions{}
	cmd := &cobra.Command{
		Use:   "data TEMPLATE [DIR | DIR@REV | URL[@REV]]",
		Short: "Print what a template sees: fields, types, meanings, partials, and the values in a repository",
		Long: `Print what a template sees: fields and methods with types and meanings, the partials that it can include, and the values
that it has in a repository. TEMPLATE is a path of 'waybill templates list', the path of one of your own below kubernetes/base or
kubernetes/overlay, or the name of a partial.`,
		Example: `  waybill templates data dockerfile/Dockerfile.tmpl
  waybill templates data kubernetes/base/deployment.yaml.tmpl shop
  waybill templates data kubernetes/base/deployment.yaml.tmpl --find version
  waybill templates data labels
  waybill templates data jenkins/Jenkinsfile.tmpl -o json | jq '.files[0].values'`,
		Args: func(c *cobra.Command, args []string) error { return between(c, args, 1, 2) },
		RunE: func(c *cobra.Command, args []string) error {
			o.template, o.given = args[0], len(args) > 1
			o.Location = argument(args[1:])
			return a.templateData(c.Context(), o)
		},
	}
	decideFlags(cmd.Flags(), &o.Options)
	cmd.Flags().StringVarP(&o.output, "output", "o", "text", "text or json")
	cmd.Flags().StringVar(&o.find, "find", "", "print only the lines that hold the `word`, in upper or lower case")
	return cmd
}

func (a *app) templateData(ctx context.Context, o dataOptions) error {
	if o.output != "text" && o.output != "json" {
		return unknownOutput(o.output, "text", "json")
	}
	r, err := templates.New(nil)
	if err != nil {
		return err
	}
	if _, err := r.DataOf(o.template, nil); err != nil {
		return err // before a repository is read
	}
	var p *plan.Plan
	d, err := a.decide(ctx, o.Options)
	switch {
	case err == nil:
		p = &d.Plan
	case o.given:
		return err
	default:
		a.note("no values are shown, since this folder is no repository that waybill can decide for: name one")
	}
	data, err := r.DataOf(o.template, p)
	if err != nil {
		return err
	}
	if o.output == "json" {
		return printJSON(a.stdout, data)
	}
	_, err = a.stdout.Write(dataPage(narrowed(data, o.find)))
	return err
}

// narrowed leaves of the data what holds a word: members, values and partials, and the types that have such a member.
func narrowed(d templates.Data, word string) templates.Data {
	if word == "" {
		return d
	}
	lacks := func(texts ...string) bool {
		return !strings.Contains(strings.ToLower(strings.Join(texts, "\n")), strings.ToLower(word))
	}
	var types []reference.Type
	for i, t := range d.Types {
		t.Members = slices.DeleteFunc(slices.Clone(t.Members), func(m reference.Member) bool { return lacks(m.Name, m.Type, m.Meaning) })
		if i == 0 || len(t.Members) > 0 {
			types = append(types, t)
		}
	}
	d.Types, d.Files = types, slices.Clone(d.Files)
	for i, f := range d.Files {
		d.Files[i].Values = slices.DeleteFunc(slices.Clone(f.Values), func(v reference.Value) bool { return lacks(v.Expression, v.String()) })
	}
	d.Partials = slices.DeleteFunc(slices.Clone(d.Partials), func(p templates.Partial) bool { return lacks(p.Name, p.Sees, p.Writes) })
	return d
}

// dataPage is the page for a person: the data itself, its values, the partials, and then all types.
func dataPage(d templates.Data) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s sees %s\n", d.Template, d.Sees)
	for i, t := range d.Types {
		if i == 0 {
			typeTable(&b, t)
			valueLines(&b, d.Files)
			partialTable(&b, d.Partials)
			continue
		}
		fmt.Fprintf(&b, "\n%s\n", t.Name)
		typeTable(&b, t)
	}
	return trailing.ReplaceAll(b.Bytes(), nil)
}

func typeTable(w io.Writer, t reference.Type) {
	if t.Meaning != "" {
		fmt.Fprintf(w, "  %s\n", t.Meaning)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, m := range t.Members {
		words := append([]string{"." + m.Name}, m.Arguments...)
		fmt.Fprintf(table, "  %s\t%s\t%s\n", strings.Join(words, " "), m.Type, m.Meaning)
	}
	_ = table.Flush() // into memory
}

// elsewhere are the parts of the data that the page leaves out.
var elsewhere = []string{".Plan.Units", ".Plan.Pipeline", ".Facts.Image", ".Evidence", ".Others", ".Confidence"}

func valueLines(w io.Writer, files []templates.DataFile) {
	if len(files) == 0 {
		return
	}
	fmt.Fprintf(w, "\nin this repository, for %s (empty values are left out, -o json shows all others)\n", printable(files[0].Path))
	values := slices.Clone(files[0].Values)
	slices.SortStableFunc(values, func(a, b reference.Value) int { return cmp.Compare(inPlan(a), inPlan(b)) })
	for _, v := range values {
		if !slices.ContainsFunc(elsewhere, func(part string) bool { return strings.Contains(v.Expression, part) }) {
			fmt.Fprintf(w, "  %s = %s\n", printable(v.Expression), printable(flat(v.String())))
		}
	}
	if n := len(files) - 1; n > 0 {
		fmt.Fprintf(w, "  … and for %s: -o json shows all\n", count(n, "more file", "more files"))
	}
}

// inPlan puts what only the whole decision holds behind what is nearer.
func inPlan(v reference.Value) int { return strings.Count(v.Expression, ".Plan.") }

func partialTable(w io.Writer, partials []templates.Partial) {
	if len(partials) == 0 {
		return
	}
	fmt.Fprintf(w, "\npartials, to be included as {{ include %q DATA }}: name, DATA, what it writes\n", "NAME")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, p := range partials {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", p.Name, p.Sees, p.Writes)
	}
	_ = table.Flush() // into memory
}
