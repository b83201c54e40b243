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
	var since string
	cmd := &cobra.Command{
		Use:   "sync --from-dockerfiles",
		Short: "Make the tree follow Dockerfiles that a bot has changed: from:, and the tags of what is rebuilt",
		Long: `Make the tree follow Dockerfiles that a bot has changed: from:, and the tags of what is rebuilt.

With --since, every image that changed since the common commit with a revision and kept its tag gets the next one, and what hangs on it:
what lint --since asks for as IT106 and IT107. Tags that the change raised stay, so a second run changes nothing.`,
		Example: `  waybill tree sync --from-dockerfiles
  waybill tree sync --from-dockerfiles --since origin/main`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if !fromDockerfiles {
				return fault.New(fault.Usage, "say what the tree is to follow").WithHint("use --from-dockerfiles")
			}
			return a.treeSync(c.Context(), o, since)
		},
	}
	cmd.Flags().BoolVar(&fromDockerfiles, "from-dockerfiles", false, "take the FROM lines of the Dockerfiles for right")
	cmd.Flags().StringVar(&since, "since", "", "raise the tags of what changed since this `revision` as well")
	o.flags(cmd)
	return cmd
}

func (a *app) treeSync(ctx context.Context, o bumpOptions, since string) error {
	t, err := a.treeToEdit(ctx, o.treeOptions)
	if err != nil {
		return err
	}
	var was loaded
	if since != "" {
		if was, err = a.before(ctx, t, since); err != nil {
			return err
		}
	}
	change, err := edit.Sync(t.Tree, t.fsys, edit.State{Tree: was.Tree, FS: was.fsys})
	if err != nil {
		return err
	}
	return a.applyEdit(t, change, o)
}
