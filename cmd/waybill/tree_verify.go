package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/registry"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/finding"
	"github.com/waybill-dev/waybill/internal/report"
)

// registryOptions are the flags of the commands that ask registries.
type registryOptions struct {
	jobs     int
	noCache  bool
	contents bool
}

// reads adds the flag of commands that can read layers.
func (o *registryOptions) reads(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.contents, "contents", false, "read the layers too, each once: os-release, the release file of a JDK, /etc/passwd, /bin/sh")
}

func (o *registryOptions) flags(cmd *cobra.Command) {
	cmd.Flags().IntVar(&o.jobs, "jobs", 8, "`number` of images that are asked for at once, and of connections to one registry")
	cmd.Flags().BoolVar(&o.noCache, "no-cache", false, "do not keep manifests on disk")
}

func (o *registryOptions) options() (registry.Options, error) {
	if o.jobs < 1 || o.jobs > 256 {
		return registry.Options{}, fault.New(fault.Usage, "--jobs %d is out of range", o.jobs).WithHint("use 1 to 256")
	}
	out := registry.Options{Jobs: o.jobs, Contents: o.contents}
	if !o.noCache {
		out.Cache = registry.CacheDir()
	}
	return out, nil
}

func newTreeVerifyCommand(a *app, t *treeOptions) *cobra.Command {
	o := verifyOptions{treeOptions: t}
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Compare the tree with what is pushed: layers, tags, platforms, labels, users, versions; exit 3 when something is found, 5 when a registry cannot be asked",
		Long: `Compare the tree with what is pushed: that each image begins with the layers of its parent, in the tree or outside, has its platforms, and is
what the tree says (user, uid, entrypoint, labels, versions of runtimes). Exit 3 when something is found, 5 when a registry cannot be asked;
what could be asked is reported all the same.

--contents reads the layers too, for what the configuration of an image does not tell. --offline compares with imagetree.lock and asks nothing:
it says what verify would have said when 'waybill tree lock' ran (with --contents if the lock was made with it).`,
		Example: `  waybill tree verify --format github
  waybill tree lock --contents && waybill tree verify --offline`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.treeVerify(c.Context(), o) },
	}
	cmd.Flags().StringVar(&o.format, "format", "text", strings.Join(report.Names(), ", "))
	cmd.Flags().StringVar(&o.failOn, "fail-on", "error", "least `severity` that fails: error, warning, info")
	cmd.Flags().BoolVar(&o.offline, "offline", false, "compare with imagetree.lock; ask no registry")
	o.flags(cmd)
	o.reads(cmd)
	return cmd
}

type verifyOptions struct {
	*treeOptions
	registryOptions
	offline        bool
	format, failOn string
}

func (a *app) treeVerify(ctx context.Context, o verifyOptions) error {
	write, ok := report.Formats()[o.format]
	if !ok {
		return fault.New(fault.Usage, "unknown format %q", o.format).WithHint("use %s", strings.Join(report.Names(), ", "))
	}
	least := finding.Severity(o.failOn)
	if !slices.Contains([]finding.Severity{finding.Error, finding.Warning, finding.Info}, least) {
		return fault.New(fault.Usage, "unknown severity %q", o.failOn).WithHint("use error, warning or info")
	}
	if o.offline && o.contents {
		return fault.New(fault.Usage, "--offline reads no layers").WithHint("use --contents with 'waybill tree lock', which notes what they hold")
	}
	options, err := o.options()
	if err != nil {
		return err
	}
	tree, err := a.soundTree(ctx, o.treeOptions)
	if err != nil {
		return a.unreadable(tree, o.format, err)
	}
	found, failed := o.compare(ctx, tree.Tree, options)
	if failed != nil && len(found) == 0 && (o.format == "text" || fault.KindOf(failed) == fault.Usage) {
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

func (o verifyOptions) compare(ctx context.Context, t *imagetree.Tree, options registry.Options) ([]finding.Finding, error) {
	if o.offline {
		return registry.Offline(t)
	}
	return registry.Verify(ctx, t, options, time.Now())
}
