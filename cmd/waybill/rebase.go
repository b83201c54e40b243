package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/rebase"
	"github.com/waybill-dev/waybill/imagetree/registry"
	"github.com/waybill-dev/waybill/internal/fault"
)

type rebaseOptions struct {
	treeOptions
	fromFleet, tag, record, output string
	dryRun                         bool
	jobs                           int
}

func newRebaseCommand(a *app) *cobra.Command {
	o := rebaseOptions{}
	cmd := &cobra.Command{
		Use:   "rebase IMAGE…",
		Short: "Put the newer base of the same line under application images that are pushed, without building them; exit 3 when one is refused",
		Long: `Put the newer base of the same line under application images that are pushed, without building them.

The labels org.opencontainers.image.base.name and base.digest of an image name its base, and its layers have to begin with that base's.
The new base is the image of the tree (--tree) that is pushed to the same repository; without a tree it is what the base's tag names now.
Only layers below the application's are exchanged, in the registry. History, labels, environment and platforms stay.

An image is refused, with the reason, where the result would not be what a rebuild gives: another release of the distribution or major
version of the runtime, packages that the application's own layers install, files of the base that they replace or remove, or no proof
of the base. Attestations of the old image are left out and told.

The new tag is --tag, in which {tag} is the image's and {base} the first twelve digits of the new base's digest. A tag that names
something else already is never moved, except with --tag '{tag}', which moves the image's own.`,
		Example: `  waybill rebase registry.example.com/shop/orders:git-4f1c2ab --tree imagetree.yaml --dry-run
  waybill rebase --from-fleet fleet.ndjson --tree imagetree.yaml --record rebased.ndjson
  waybill rebase registry.example.com/shop/orders:1.4.2 -o json`,
		RunE: func(c *cobra.Command, args []string) error { return a.rebase(c.Context(), o, args) },
	}
	f := cmd.Flags()
	f.StringVar(&o.tree, "tree", "", "the image tree that names the new bases: a file, a folder or a git URL (default: what each base's tag names now)")
	f.StringVar(&o.fromFleet, "from-fleet", "", "rebase the images of a fleet `file` besides: of each unit the one that the pipeline of its commit pushed (git-COMMIT)")
	f.StringVar(&o.tag, "tag", "{tag}-{base}", "`pattern` of the new tag")
	f.StringVar(&o.record, "record", "", "`file` to which each result is appended as a line of JSON; images that it has on the base of now are not done again")
	f.BoolVar(&o.dryRun, "dry-run", false, "say what would be done, push nothing")
	f.IntVar(&o.jobs, "jobs", 4, "images that are rebased at the same time")
	f.StringVarP(&o.output, "output", "o", "text", "text or json")
	return cmd
}

func (a *app) rebase(ctx context.Context, o rebaseOptions, images []string) error {
	if o.output != "text" && o.output != "json" {
		return unknownOutput(o.output, "text", "json")
	}
	if o.jobs < 1 || o.jobs > 64 {
		return fault.New(fault.Usage, "--jobs %d is out of range", o.jobs).WithHint("use 1 to 64")
	}
	if o.fromFleet != "" {
		more, err := pushedOf(o.fromFleet)
		if err != nil {
			return err
		}
		images = append(images, more...)
	}
	if len(images) == 0 {
		return fault.New(fault.Usage, "nothing to rebase").WithHint("name images, or take those of a fleet: --from-fleet FILE")
	}
	base := rebase.Same
	if o.tree != "" {
		t, err := a.soundTree(ctx, &o.treeOptions)
		if err != nil {
			return err
		}
		base = rebase.InTree(t.Tree)
	}
	slices.Sort(images)
	images = slices.Compact(images)
	todo, record, err := recorded(o.record, images, base)
	if err != nil {
		return err
	}
	if known := len(images) - len(todo); known > 0 {
		fmt.Fprintf(a.stderr, "waybill: of %s %d done already, says %s\n", imageCount(len(images)), known, o.record)
	}
	failed := error(nil)
	results := rebase.Run(ctx, todo, rebase.Options{
		Base: base, Tag: o.tag, DryRun: o.dryRun, Jobs: o.jobs, Remote: registry.Remote(registry.Options{Jobs: o.jobs}),
		Done: func(r rebase.Result) {
			if record != nil && !o.dryRun && r.State != rebase.Failed {
				failed = cmp.Or(failed, json.NewEncoder(record).Encode(redacted(r)))
			}
		},
	})
	if record != nil {
		failed = errors.Join(failed, record.Close())
	}
	if failed != nil {
		return fault.Wrap(fault.Internal, failed, "the record %s could not be written", o.record)
	}
	for i, r := range results {
		results[i] = redacted(r)
	}
	if err := printRebased(a.stdout, o.output, results); err != nil {
		return err
	}
	return verdictOf(results, len(images)-len(todo))
}

// redacted is a result without the secrets of URLs that were taken for images, or that a registry led to.
func redacted(r rebase.Result) rebase.Result {
	r.Image, r.Reason = fault.Redact(r.Image), fault.Discreet(r.Reason)
	return r
}

// verdictOf is the exit of a run: 5 when a registry could not be asked, 3 when an image was refused.
func verdictOf(results []rebase.Result, known int) error {
	count := map[rebase.State]int{}
	for _, r := range results {
		count[r.State]++
	}
	switch {
	case count[rebase.Failed] > 0:
		return fault.New(fault.Unreachable, "%d of %d images could not be asked for or pushed", count[rebase.Failed], len(results)+known).
			WithHint("the same command goes on with them; log in with 'docker login' where a registry refuses")
	case count[rebase.Refused] > 0:
		return fault.New(fault.Drift, "%d of %d images were refused: build them anew", count[rebase.Refused], len(results)+known)
	}
	return nil
}

func printRebased(w io.Writer, output string, results []rebase.Result) error {
	if output == "json" {
		return printJSON(w, results)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range results {
		switch r.State {
		case rebase.Rebased, rebase.Planned:
			fmt.Fprintf(table, "%s\t%s\t%s -> %s\n", r.State, r.Image, short(r.OldDigest), short(r.NewDigest))
		default:
			fmt.Fprintf(table, "%s\t%s\t%s\n", r.State, r.Image, r.Reason)
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	lines := []string{}
	for _, r := range results {
		if r.State == rebase.Rebased || r.State == rebase.Planned {
			repository, tag := split(r.Target)
			lines = append(lines, fmt.Sprintf("  - {name: %s, newTag: %q, digest: %q}", repository, tag, r.NewDigest))
		}
		for _, n := range r.Notes {
			fmt.Fprintf(w, "note: %s: %s\n", r.Image, n)
		}
	}
	if len(lines) > 0 {
		fmt.Fprintf(w, "\nimages: # for the kustomization of a release\n%s\n", strings.Join(lines, "\n"))
	}
	return nil
}

func short(digest string) string { return digest[:min(len(digest), len("sha256:")+12)] }

func split(ref string) (repository, tag string) {
	if t, err := name.NewTag(ref, name.WeakValidation); err == nil {
		return t.Context().Name(), t.TagStr()
	}
	return ref, ""
}

// sameTag compares references as registries do: docker.io/library/debian and debian are one repository.
func sameTag(a, b string) bool {
	x, err := name.NewTag(a, name.WeakValidation)
	y, other := name.NewTag(b, name.WeakValidation)
	return err == nil && other == nil && x.Name() == y.Name()
}

// pushedOf names the images of a fleet: what the pipeline of each commit pushed.
func pushedOf(file string) ([]string, error) {
	lines, err := readScan(file)
	var images []string
	for _, l := range lines {
		for _, u := range l.Units {
			if l.Commit != "" && u.Image != "" {
				images = append(images, u.Image+":git-"+l.Commit)
			}
		}
	}
	return images, err
}

// recorded opens the record of earlier runs and leaves out what it knows: images that were put on the base that they would get now.
func recorded(file string, images []string, base func(string) (string, error)) ([]string, *os.File, error) {
	if file == "" {
		return images, nil, nil
	}
	record, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, nil, fault.Wrap(fault.Usage, err, "record")
	}
	known := map[string]bool{}
	lines := bufio.NewScanner(record)
	lines.Buffer(nil, imagetree.MaxLine)
	for lines.Scan() {
		var r rebase.Result
		if json.Unmarshal(lines.Bytes(), &r) == nil { // a line that a killed run left half is done again
			on, _, _ := strings.Cut(r.Base, "@")
			next, err := base(on)
			known[r.Image] = (r.State == rebase.Rebased || r.State == rebase.Current) && err == nil && sameTag(next, on)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, nil, errors.Join(fault.Wrap(fault.Usage, err, "record %s", file), record.Close())
	}
	if len(known) > 0 { // the last line may be half of one
		if _, err := record.WriteString("\n"); err != nil {
			return nil, nil, errors.Join(fault.Wrap(fault.Internal, err, "record %s", file), record.Close())
		}
	}
	return slices.DeleteFunc(images, func(i string) bool { return known[i] }), record, nil
}
