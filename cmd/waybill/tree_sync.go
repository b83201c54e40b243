package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree/edit"
	"github.com/waybill-dev/waybill/internal/fault"
)

func newTreeSyncCommand(a *app, t *treeOptions) *cobra.Command {
	o := bumpOptions{treeOptions: t}
	var fromDockerfiles bool
	cmd := &cobra.Command{
		Use:     "sync --from-dockerfiles",
		Short:   "Make the tree follow Dockerfiles that a bot has changed: from:, and the tags of what is rebuilt",
		Example: "  waybill tree sync --from-dockerfiles",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if !fromDockerfiles {
				return fault.New(fault.Usage, "say what the tree is to follow").WithHint("use --from-dockerfiles")
			}
			return a.treeSync(c.Context(), o)
		},
	}
	cmd.Flags().BoolVar(&fromDockerfiles, "from-dockerfiles", false, "take the FROM lines of the Dockerfiles for right")
	o.flags(cmd)
	return cmd
}

func (a *app) treeSync(ctx context.Context, o bumpOptions) error {
	t, err := a.treeToEdit(ctx, o.treeOptions)
	if err != nil {
		return err
	}
	change, err := edit.Sync(t.Tree, t.fsys)
	if err != nil {
		return err
	}
	return a.applyEdit(t, change, o)
}
