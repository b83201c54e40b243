package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/draw"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

type showOptions struct {
	*treeOptions
	output string
}

func newTreeShowCommand(a *app, t *treeOptions) *cobra.Command {
	o := showOptions{treeOptions: t}
	cmd := &cobra.Command{
		Use:               "show [IMAGE]",
		Short:             "Print the tree, or one image with all that it provides",
		Args:              atMostOne,
		ValidArgsFunction: a.completeWords(t, imageNames),
		RunE:              func(c *cobra.Command, args []string) error { return a.treeShow(c.Context(), o, args) },
	}
	cmd.Flags().StringVarP(&o.output, "output", "o", "text", "text, json, or yaml (the file itself, to start a tree of your own from)")
	return cmd
}

func (a *app) treeShow(ctx context.Context, o showOptions, args []string) error {
	t, err := a.loadTree(ctx, o.treeOptions)
	if err != nil {
		return err
	}
	var images []*imagetree.Image
	for _, name := range t.Names() {
		images = append(images, t.Image(name))
	}
	if len(args) == 1 {
		i := t.Image(args[0])
		if i == nil {
			e := fault.New(fault.Usage, "the tree has no image %s", args[0])
			if near := strictyaml.Nearest(args[0], t.Names()); near != "" {
				return e.WithHint("did you mean %q?", near)
			}
			return e
		}
		images = []*imagetree.Image{i}
	}
	switch o.output {
	case "json":
		return printJSON(a.stdout, describeImages(images))
	case "yaml":
		data, err := imagetree.ReadFile(t.fsys, t.name)
		if err != nil {
			return err
		}
		_, err = a.stdout.Write(data)
		return err
	case "text":
		if len(args) == 1 {
			return printImage(a.stdout, images[0])
		}
		return draw.Text(a.stdout, t.Tree)
	}
	return unknownOutput(o.output, "text", "json", "yaml")
}

// shownImage is an image in the form of `tree show -o json`.
type shownImage struct {
	Name     string            `json:"name"`
	Ref      string            `json:"ref"`
	From     string            `json:"from,omitempty"`
	Use      []imagetree.Role  `json:"use,omitempty"`
	Status   imagetree.Status  `json:"status,omitempty"`
	Owner    string            `json:"owner,omitempty"`
	Provides map[string]string `json:"provides"` // inherited ones included
}

func describeImages(images []*imagetree.Image) []shownImage {
	out := make([]shownImage, 0, len(images))
	for _, i := range images {
		s := shownImage{Name: i.Name, Ref: i.Reference(), From: i.From, Use: i.Use, Status: i.Status, Owner: i.Owner, Provides: map[string]string{}}
		for c, p := range i.All() {
			s.Provides[c] = p.Text
		}
		out = append(out, s)
	}
	return out
}

func printImage(w io.Writer, i *imagetree.Image) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(tw, "%s\t%s\n", name, text)
		}
	}
	line("image", i.Name)
	line("reference", i.Reference())
	var chain []string
	for _, c := range i.Chain()[1:] {
		chain = append(chain, c.Name)
	}
	if len(chain) == 0 && i.From != "" {
		chain = []string{i.From}
	}
	line("from", strings.Join(chain, " < "))
	line("copies", strings.Join(i.Copies, ", "))
	var use []string
	for _, r := range i.Use {
		use = append(use, string(r))
	}
	line("use", strings.Join(use, ", "))
	line("status", string(i.Status))
	line("replaced by", i.ReplacedBy)
	line("until", string(i.Until))
	line("owner", i.Owner)
	line("declared at", i.At().String())
	for n, c := range i.Capabilities() {
		p, _ := i.Provided(c)
		name := ""
		if n == 0 {
			name = "provides"
		}
		text := strings.TrimSpace(c + " " + p.Text)
		if p.From != i {
			text += "  (from " + p.From.Name + ")"
		}
		fmt.Fprintf(tw, "%s\t%s\n", name, text)
	}
	return tw.Flush()
}
