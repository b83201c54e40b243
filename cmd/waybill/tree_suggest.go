package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
)

type suggestOptions struct {
	*treeOptions
	fleet, output string
	minApps       int
}

func newTreeSuggestCommand(a *app, t *treeOptions) *cobra.Command {
	o := suggestOptions{treeOptions: t}
	cmd := &cobra.Command{
		Use:   "suggest --fleet FILE",
		Short: "Find the images worth having, and those that nobody needs",
		Args:  noArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return a.treeSuggest(c.Context(), o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.fleet, "fleet", "", "`file` with what the applications need, one JSON object a line")
	flags.IntVar(&o.minApps, "min-apps", 20, "least `number` of applications that an image must serve")
	flags.StringVarP(&o.output, "output", "o", "text", "text or json")
	return cmd
}

// suggestion is the form of `tree suggest -o json`.
type suggestion struct {
	Worth  []imagetree.Suggestion `json:"worth"`
	Unused []string               `json:"unused"` // images with a use and without children that no application runs on
}

func (a *app) treeSuggest(ctx context.Context, o suggestOptions) error {
	if o.fleet == "" {
		return fault.New(fault.Usage, "suggestions are mined from a fleet").WithHint("name it with --fleet")
	}
	t, err := a.soundTree(ctx, o.treeOptions)
	if err != nil {
		return err
	}
	fleet, err := readFleet(o.fleet, t.Tree)
	if err != nil {
		return err
	}
	out := suggestion{Worth: append([]imagetree.Suggestion{}, t.Suggest(fleet, max(o.minApps, 1))...), Unused: unused(t.Tree, fleet)}
	switch o.output {
	case "json":
		return printJSON(a.stdout, out)
	case "text":
		return out.print(a.stdout)
	}
	return unknownOutput(o.output, "text", "json")
}

func unused(t *imagetree.Tree, fleet []imagetree.FleetItem) []string {
	used := map[string]bool{}
	for _, item := range fleet {
		used[item.Image] = true
	}
	names := []string{}
	for _, n := range t.Names() {
		i := t.Image(n)
		if len(i.Use) > 0 && len(i.Children()) == 0 && !used[n] {
			names = append(names, n)
		}
	}
	return names
}

func (s suggestion) print(w io.Writer) error {
	var b strings.Builder
	for _, x := range s.Worth {
		fmt.Fprintf(&b, "worth   %s with %s: %s (%d would add nothing more), %d installations saved\n",
			x.Name, strings.Join(x.Extras, ", "), applicationCount(x.Apps), x.Exact, x.Saved)
	}
	if len(s.Worth) == 0 {
		b.WriteString("no image would serve enough applications\n")
	} else {
		b.WriteString("each new image is one more rebuild whenever its parent changes\n")
	}
	for _, n := range s.Unused {
		fmt.Fprintf(&b, "unused  %s\n", n)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
