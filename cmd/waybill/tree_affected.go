package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/recipe"
	"github.com/waybill-dev/waybill/internal/fault"
)

type affectedOptions struct {
	*treeOptions
	since, output string
	wave          int
}

func newTreeAffectedCommand(a *app, t *treeOptions) *cobra.Command {
	o := affectedOptions{treeOptions: t}
	cmd := &cobra.Command{
		Use:   "affected [IMAGE…]",
		Short: "List what has to be rebuilt after a change, in waves that can be built at once",
		Example: `  waybill tree affected --since origin/main
  waybill tree affected java-17-jre --wave 2`,
		ValidArgsFunction: a.completeWords(t, imageNames),
		RunE:              func(c *cobra.Command, args []string) error { return a.treeAffected(c.Context(), o, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.since, "since", "", "the images that changed in meaning since this `revision`: in the tree, or in a file of their build context")
	flags.IntVar(&o.wave, "wave", 0, "print this `wave` only, the first is 1")
	flags.StringVarP(&o.output, "output", "o", "text", "text, json or names (one image a line)")
	return cmd
}

// affected is the form of `tree affected -o json`.
type affected struct {
	Changed []recipe.Difference `json:"changed"`
	Waves   [][]string          `json:"waves"`
}

func (a *app) treeAffected(ctx context.Context, o affectedOptions, names []string) error {
	if o.since == "" && len(names) == 0 {
		return fault.New(fault.Usage, "nothing to start from").WithHint("name images, or compare with a revision: --since origin/main")
	}
	t, err := a.soundTree(ctx, o.treeOptions)
	if err != nil {
		return err
	}
	out := affected{Changed: []recipe.Difference{}, Waves: [][]string{}}
	for _, n := range names {
		if t.Image(n) == nil {
			return fault.New(fault.Usage, "the tree has no image %s", n)
		}
		out.Changed = append(out.Changed, recipe.Difference{Name: n, Why: "named", Rebuild: true})
	}
	if o.since != "" {
		was, err := a.before(ctx, t, o.since)
		if err != nil {
			return err
		}
		out.Changed = append(out.Changed, recipe.Changed(t.Tree, was.Tree, t.fsys, was.fsys)...)
	}
	out.Waves = append(out.Waves, wavesOf(t.Tree, out.Changed)...)
	if o.wave > 0 {
		if o.wave > len(out.Waves) {
			return fault.New(fault.Usage, "there is no wave %d, the last is %d", o.wave, len(out.Waves))
		}
		out.Waves = out.Waves[o.wave-1 : o.wave]
	}
	switch o.output {
	case "json":
		return printJSON(a.stdout, out)
	case "names":
		for _, w := range out.Waves {
			if _, err := fmt.Fprintln(a.stdout, strings.Join(w, "\n")); err != nil {
				return err
			}
		}
		return nil
	case "text":
		return out.print(a.stdout, max(o.wave, 1))
	}
	return unknownOutput(o.output, "text", "json", "names")
}

// wavesOf rebuilds what changed; an image that was removed has nothing to rebuild, and one of which only other things are told has neither.
func wavesOf(t *imagetree.Tree, changed []recipe.Difference) [][]string {
	var names []string
	for _, d := range changed {
		if d.Rebuild {
			names = append(names, d.Name)
		}
	}
	return t.Waves(names...)
}

func (x affected) print(w io.Writer, first int) error {
	var b strings.Builder
	for _, d := range x.Changed {
		what := "changed"
		if !d.Rebuild {
			what = "told" // nothing of the image itself differs
		}
		fmt.Fprintf(&b, "%-8s %s (%s)\n", what, d.Name, printable(d.Why))
	}
	if len(x.Waves) == 0 {
		b.WriteString("nothing to rebuild\n")
	}
	for n, wave := range x.Waves {
		fmt.Fprintf(&b, "wave %d   %s\n", n+first, strings.Join(wave, " "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
