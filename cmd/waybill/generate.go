package main

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/source"
	"github.com/waybill-dev/waybill/internal/waybill"
	"github.com/waybill-dev/waybill/internal/write"
	"github.com/waybill-dev/waybill/templates"
)

type generateOptions struct {
	waybill.Options
	waybill.Selection
	out    string
	diff   bool
	check  bool
	force  bool
	merge  bool
	clean  bool
	output string
	since  string // revision whose files are compared with
	again  string // the command that would write what --check found missing
}

func newGenerateCommand(a *app) *cobra.Command {
	o := generateOptions{}
	cmd := &cobra.Command{
		Use:   "generate [DIR | DIR@REV | URL[@REV]]",
		Short: "Write Dockerfile, init script, Kubernetes manifests and Jenkinsfile of a repository",
		Long: `Write Dockerfile, init script, Kubernetes manifests and Jenkinsfile of a repository.

All files of a run are written, or none. A file that you changed since is kept and shown; a file that waybill never
wrote is not touched. waybill.lock, which belongs into version control, remembers what waybill wrote.

With --merge the changes of both sides go into a file that you changed. Where both changed the same lines, both stand
there between the marks that git uses, and the command ends with 3.`,
		Example: `  waybill generate                      the repository in this folder
  waybill generate --diff               what would change; writes nothing
  waybill generate --diff --since main -o markdown
                                        what a branch does to the generated files, for a comment of its pull request
  waybill generate --check              for CI: exit 3 when a generated file is not up to date
  waybill generate --merge              bring your edits and what is generated now together
  waybill generate --clean              remove what waybill wrote, and only that
  waybill generate --ephemeral          in a build: everything below .waybill/, the sources untouched
  waybill generate https://git.example.com/shop.git@v1.2 --out shop`,
		Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			for pair := range strings.FieldsSeq("ephemeral,out ephemeral,check merge,force merge,check merge,ephemeral " +
				"clean,merge clean,force clean,check clean,only clean,unit since,check since,force since,merge since,clean since,out") {
				if err := exclusive(c, strings.Split(pair, ",")...); err != nil {
					return err
				}
			}
			o.Location = argument(args)
			o.again = again(c, args)
			if o.since != "" {
				return since(c.Context(), a, o)
			}
			if o.clean {
				return a.clean(c.Context(), o)
			}
			return a.generate(c.Context(), o)
		},
	}
	f := cmd.Flags()
	decideFlags(f, &o.Options)
	f.StringVar(&o.Templates, "templates", "", "`folder` of templates that replace the embedded ones (see 'waybill help templates')")
	f.StringVar(&o.out, "out", "", "`folder` to write to, the repository's own when absent; needed for a URL or a revision")
	f.StringSliceVar(&o.Artefacts, "only", nil, "only these artefacts: "+strings.Join(templates.Artefacts(), ", "))
	f.StringSliceVar(&o.Units, "unit", nil, "only the units of these `paths` or names")
	f.BoolVar(&o.diff, "diff", false, "print what would change as a unified diff, and write nothing")
	f.StringVar(&o.since, "since", "", "with --diff: compare what is generated now with what it was where HEAD left this `revision`")
	f.BoolVar(&o.check, "check", false, "write nothing; exit 3 when a generated file is missing or differs")
	f.BoolVar(&o.Ephemeral, "ephemeral", false, "write everything below .waybill/, which git does not see")
	f.BoolVar(&o.force, "force", false, "replace files that were edited, or that waybill never wrote")
	f.BoolVar(&o.merge, "merge", false, "bring edits and what is generated now together; exit 3 when both changed the same lines")
	f.BoolVar(&o.clean, "clean", false, "remove the files that waybill wrote; one that was edited since stays")
	f.IntVar(&o.Most, "max-outputs", templates.MostFiles, "most files that are generated at once")
	f.StringVarP(&o.output, "output", "o", "text", "text or json; with --diff also markdown")
	return cmd
}

// decide decides with the limits of the global flags.
func (a *app) decide(ctx context.Context, o waybill.Options) (waybill.Decision, error) {
	o.Version, o.Limits = version(), a.limits
	return waybill.Decide(ctx, o)
}

// decideFlags are shared by the commands that decide.
func decideFlags(f *pflag.FlagSet, o *waybill.Options) {
	f.StringVar(&o.Tree, "tree", "", "the organisation's image tree: `file`, folder, git URL or oci://REF")
	f.StringVar(&o.Settings, "settings", "", "the organisation's settings `file`; the repository's waybill.yaml goes over it")
	f.StringVar(&o.Format, "format", "", "form of the manifests: kustomize, helm or plain")
}

// again is the command line without the flags that keep it from writing.
func again(c *cobra.Command, args []string) string {
	words := []string{c.CommandPath()}
	words = append(words, args...)
	c.Flags().Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "check", "diff", "output", "quiet", "no-color":
		default:
			words = append(words, "--"+f.Name+"="+strings.Trim(f.Value.String(), "[]"))
		}
	})
	return strings.Join(words, " ")
}

func (a *app) generate(ctx context.Context, o generateOptions) error {
	if err := o.validate(); err != nil {
		return err
	}
	if o.Ephemeral {
		o.Root = write.State
	}
	o.InPlace = o.out == "" && !o.Ephemeral && !o.force
	d, err := a.decide(ctx, o.Options)
	if err != nil {
		if fault.KindOf(err) == fault.Unsupported {
			a.orphans(o)
		}
		return err
	}
	files, err := waybill.Render(&d, o.Options, o.Selection)
	if err != nil {
		return err
	}
	dest, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer dest.Close()
	changes, err := dest.Compare(files, write.Options{
		Tool:    version(),
		Tree:    d.Plan.Tree.Digest,
		POMs:    d.POMs,
		Facts:   factDigests(d.Plan),
		Keep:    d.Settings.Keep,
		Partial: len(o.Artefacts)+len(o.Units) > 0 || d.Plan.Undecided(), // what an earlier run could decide stays
		Force:   o.force || o.Ephemeral,
		Merge:   o.merge,
		Folder:  o.Root,
	})
	if err != nil {
		return err
	}
	a.warnings(d.Plan, changes)
	a.expiredBases(d)
	if !o.Ephemeral && len(o.Artefacts)+len(o.Units) == 0 {
		a.unusedKeeps(d.Settings, changes)
	}
	if !o.diff && !o.check {
		a.missingInits(d, files)
		if err := changes.Apply(ctx); err != nil {
			return err
		}
	}
	return a.tell(d.Plan, changes, o)
}

func (o generateOptions) validate() error {
	for _, word := range o.Artefacts {
		if !slices.Contains(templates.Artefacts(), word) {
			return waybill.UnknownWord("artefact", word, templates.Artefacts())
		}
	}
	if known := o.outputs(); !slices.Contains(known, o.output) {
		return unknownOutput(o.output, known...)
	}
	if o.since != "" && !o.diff {
		return fault.New(fault.Usage, "--since is for --diff").WithHint("say --diff --since %s", o.since)
	}
	if o.Most < 1 {
		return fault.New(fault.Usage, "--max-outputs takes a number of at least 1, not %d", o.Most)
	}
	if o.out == "" && !source.IsFolder(o.Location) {
		return fault.New(fault.Usage, "%s is not a folder that can be written to", o.Location).WithHint("say where the files go with --out")
	}
	return nil
}

// outputs are the words of --output.
func (o generateOptions) outputs() []string {
	if o.diff {
		return []string{"text", "json", "markdown"}
	}
	return []string{"text", "json"}
}

// unknownOutput refuses a value of --output; at least two are known.
func unknownOutput(word string, known ...string) error {
	last := len(known) - 1
	return fault.New(fault.Usage, "unknown output %q", word).WithHint("use %s or %s", strings.Join(known[:last], ", "), known[last])
}

// folder is the place that is written to.
func (o generateOptions) folder() string { return cmp.Or(o.out, o.Location) }

// open opens the place that is written to, or only looked at.
func (o generateOptions) open(ctx context.Context) (*write.Destination, error) {
	dir := o.folder()
	if o.diff || o.check {
		return write.Look(dir)
	}
	return write.Open(ctx, dir)
}
