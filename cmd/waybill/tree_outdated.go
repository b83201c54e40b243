package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree/eol"
	"github.com/waybill-dev/waybill/imagetree/registry"
	"github.com/waybill-dev/waybill/imagetree/renovate"
	"github.com/waybill-dev/waybill/internal/fault"
)

type outdatedOptions struct {
	*treeOptions
	registryOptions
	offline                bool
	eolFile, today, output string
}

func newTreeOutdatedCommand(a *app, t *treeOptions) *cobra.Command {
	o := outdatedOptions{treeOptions: t}
	cmd := &cobra.Command{
		Use:   "outdated",
		Short: "Ask registries and the end-of-life table what is newer than the tree; exit 3 when something is",
		Long: `Ask registries and the end-of-life table what is newer than the tree.

Of each image that the tree takes from outside: whether its tag moved away from the pinned digest, the newest tag of the same line (the same
first number, the same words around the numbers), the newest of all lines, and the age in days. Of each release line that an image declares: its
last day, and the newest line of the product.

Exit 3 says that within a line something is newer, that an image is gone or that a line has ended; another line alone is told only.`,
		Example: `  waybill tree outdated
  waybill tree outdated --offline -o json`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.treeOutdated(c.Context(), o) },
	}
	f := cmd.Flags()
	f.BoolVar(&o.offline, "offline", false, "ask no registry, only the end-of-life table")
	f.StringVar(&o.eolFile, "eol-file", "", "`table` of end-of-life dates instead of the embedded one")
	f.StringVar(&o.today, "today", "", "the `day` that ends of life are compared with (default: today)")
	f.StringVarP(&o.output, "output", "o", "text", "text or json")
	o.flags(cmd)
	return cmd
}

// outdated is the form of `tree outdated -o json`.
type outdated struct {
	Upstream []registry.Upstream `json:"upstream"`
	Ends     []eol.End           `json:"ends"`
}

func (a *app) treeOutdated(ctx context.Context, o outdatedOptions) error {
	if o.output != "text" && o.output != "json" {
		return unknownOutput(o.output, "text", "json")
	}
	t, err := a.soundTree(ctx, o.treeOptions)
	if err != nil {
		return err
	}
	table, err := eolTable(o.eolFile)
	if err != nil {
		return err
	}
	day, err := today(o.today)
	if err != nil {
		return err
	}
	out := outdated{Upstream: []registry.Upstream{}, Ends: table.Ends(t.Tree, day)}
	var failed error
	if !o.offline {
		options, err := o.options()
		if err != nil {
			return err
		}
		now, ok := day.Time()
		if !ok {
			now = time.Now()
		}
		var found []registry.Upstream
		found, failed = registry.Outdated(ctx, t.Tree, options, now)
		out.Upstream = append(out.Upstream, found...)
	}
	if o.output == "json" {
		err = printJSON(a.stdout, out)
	} else {
		err = out.print(a.stdout)
	}
	if err != nil {
		return err
	}
	if failed != nil {
		return failed // what could be asked is printed
	}
	return out.verdict()
}

func (o outdated) verdict() error {
	for _, u := range o.Upstream {
		if u.Outdated() {
			return fault.New(fault.Drift, "")
		}
	}
	for _, e := range o.Ends {
		if e.Ended {
			return fault.New(fault.Drift, "")
		}
	}
	return nil
}

func (o outdated) print(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, u := range o.Upstream {
		var words []string
		if u.Missing {
			words = append(words, "the registry has no such image")
		}
		if u.Moved {
			words = append(words, "the tag has moved")
		}
		if u.Newest != "" {
			words = append(words, "newer: "+u.Newest)
		}
		if u.Beyond != "" {
			words = append(words, "another line: "+u.Beyond)
		}
		if len(words) == 0 {
			words = append(words, "nothing newer")
		}
		age := ""
		if u.Days >= 0 {
			age = fmt.Sprintf("%d days", u.Days)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", u.Image, u.Reference, age, strings.Join(words, ", "))
	}
	for _, e := range o.Ends {
		end := "no end announced"
		switch {
		case e.Ended:
			end = "ended on " + string(e.EOL)
		case e.EOL != "":
			end = "until " + string(e.EOL)
		}
		if e.Newest != "" {
			end += ", newest line " + e.Newest
		}
		fmt.Fprintf(table, "%s\t%s %s\t\t%s\n", e.Image, e.Capability, e.Version, end)
	}
	return table.Flush()
}

func newTreeRenovateCommand(a *app, t *treeOptions) *cobra.Command {
	var major int
	cmd := &cobra.Command{
		Use:   "renovate",
		Short: "Print the configuration with which Renovate raises what the tree takes from outside",
		Long: `Print the configuration with which Renovate raises what the tree takes from outside.

One pull request for each upstream image: its tag in the tree and its FROM lines, then 'waybill tree sync --from-dockerfiles --since
origin/BASE' raises the tags of what is rebuilt (the server has to allow that command: allowedCommands). Another major is left to a person.`,
		Example: "  waybill tree renovate > renovate.json",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			tree, err := a.soundTree(c.Context(), t)
			if err != nil {
				return err
			}
			if major < renovate.Oldest {
				return fault.New(fault.Usage, "--for %d: the configuration needs Renovate %d or newer", major, renovate.Oldest)
			}
			data, err := renovate.Config(tree.Tree, major)
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(data)
			return err
		},
	}
	cmd.Flags().IntVar(&major, "for", 40, "`major` of the Renovate that reads it: before 40, files are named by fileMatch")
	return cmd
}
