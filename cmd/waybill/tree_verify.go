package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree/registry"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/finding"
	"github.com/waybill-dev/waybill/internal/report"
)

// registryOptions are the flags of the commands that ask registries.
type registryOptions struct {
	jobs    int
	noCache bool
}

func (o *registryOptions) flags(cmd *cobra.Command) {
	cmd.Flags().IntVar(&o.jobs, "jobs", 8, "`number` of images that are asked for at once, and of connections to one registry")
	cmd.Flags().BoolVar(&o.noCache, "no-cache", false, "do not keep manifests on disk")
}

func (o *registryOptions) options() (registry.Options, error) {
	if o.jobs < 1 || o.jobs > 256 {
		return registry.Options{}, fault.New(fault.Usage, "--jobs %d is out of range", o.jobs).WithHint("use 1 to 256")
	}
	out := registry.Options{Jobs: o.jobs}
	if !o.noCache {
		out.Cache = registry.CacheDir()
	}
	return out, nil
}

func newTreeVerifyCommand(a *app, t *treeOptions) *cobra.Command {
	var format, failOn string
	var o registryOptions
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Compare the tree with what is pushed: layers, tags, platforms, labels; exit 3 when something is found, 5 when a registry cannot be asked",
		Args:  noArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return a.treeVerify(c.Context(), t, o, format, failOn) },
	}
	cmd.Flags().StringVar(&format, "format", "text", strings.Join(report.Names(), ", "))
	cmd.Flags().StringVar(&failOn, "fail-on", "error", "least `severity` that fails: error, warning, info")
	o.flags(cmd)
	return cmd
}

func (a *app) treeVerify(ctx context.Context, t *treeOptions, o registryOptions, format, failOn string) error {
	write, ok := report.Formats()[format]
	if !ok {
		return fault.New(fault.Usage, "unknown format %q", format).WithHint("use %s", strings.Join(report.Names(), ", "))
	}
	least := finding.Severity(failOn)
	if !slices.Contains([]finding.Severity{finding.Error, finding.Warning, finding.Info}, least) {
		return fault.New(fault.Usage, "unknown severity %q", failOn).WithHint("use error, warning or info")
	}
	options, err := o.options()
	if err != nil {
		return err
	}
	tree, err := a.soundTree(ctx, t)
	if err != nil {
		return a.unreadable(tree, format, err)
	}
	found, failed := registry.Verify(ctx, tree.Tree, options, time.Now())
	if failed != nil && len(found) == 0 && format == "text" {
		return failed // "no findings" would be read as good news
	}
	for i := range found {
		found[i].File = tree.shown(found[i].File)
	}
	if err := write(a.stdout, report.Report{Findings: found, Rules: registry.Rules(), Version: version()}); err != nil {
		return err
	}
	if failed != nil {
		return failed // what could be asked is in the report
	}
	return verdict(found, least)
}
