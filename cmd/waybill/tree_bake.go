package main

import (
	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree/bake"
)

func newTreeBakeCommand(a *app, o *treeOptions) *cobra.Command {
	return &cobra.Command{
		Use:     "bake",
		Short:   "Write the tree as a file for docker buildx bake, parents as contexts",
		Example: "  waybill tree bake > docker-bake.json && docker buildx bake --push",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			t, err := a.soundTree(c.Context(), o)
			if err != nil {
				return err
			}
			data, err := bake.Of(t.Tree, t.fsys).Bytes()
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(data)
			return err
		},
	}
}
