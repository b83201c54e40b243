package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/source"
)

// app is what every command shares: the streams and the global flags.
type app struct {
	terminal
	stdin  io.Reader
	limits source.Limits
}

// newRoot lists the commands, in the order in which a user meets them.
func newRoot(a *app) *cobra.Command {
	root := group(&cobra.Command{
		Use:           "waybill",
		Short:         "Turn a source repository into everything that it needs to run on Kubernetes",
		SilenceErrors: true,
		SilenceUsage:  true,
	})
	a.limits = source.DefaultLimits
	flags := root.PersistentFlags()
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "print results and errors only")
	flags.BoolVar(&a.noColor, "no-color", false, "never print colour (NO_COLOR does the same)")
	flags.Int64Var(&a.limits.FileBytes, "max-file-bytes", a.limits.FileBytes, "largest file of a repository that is read, in `bytes`")
	flags.IntVar(&a.limits.Files, "max-files", a.limits.Files, "most files of a repository")
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(unparsed)
	root.SetHelpCommand(newHelpCommand())
	// a command that only holds others has one line of usage
	root.SetUsageTemplate(strings.Replace(root.UsageTemplate(), "{{if .Runnable}}", "{{if and .Runnable (not .HasAvailableSubCommands)}}", 1))
	root.AddCommand(
		newGenerateCommand(a),
		newExplainCommand(a),
		newDetectCommand(a),
		newTreeCommand(a),
		newFleetCommand(a),
		newImageCommand(a),
		newRebaseCommand(a),
		newTemplatesCommand(a),
		newSettingsCommand(a),
		newVersionCommand(a),
	)
	addTopics(root)
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			typed(group(c))
		}
	}
	return root
}

// run executes the command line and returns the exit code of the contract.
func (a *app) run(ctx context.Context, args []string) int {
	a.stdout, a.stderr = visible{a.stdout}, discreet{a.stderr}
	root := newRoot(a)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, syscall.EPIPE):
		return 0 // the reader has seen enough
	case ctx.Err() != nil:
		a.report(errors.New("interrupted"))
		return int(fault.Interrupted)
	}
	a.report(err)
	return int(fault.KindOf(err))
}
