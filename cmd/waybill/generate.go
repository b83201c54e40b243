package main

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/source"
	"github.com/waybill-dev/waybill/internal/strictyaml"
	"github.com/waybill-dev/waybill/internal/write"
	"github.com/waybill-dev/waybill/templates"
	"github.com/waybill-dev/waybill/templates/jenkins"
)

type generateOptions struct {
	decideOptions
	templates string
	out       string
	only      []string
	diff      bool
	check     bool
	ephemeral bool
	force     bool
	output    string
	again     string // the command that would write what --check found missing
}

func newGenerateCommand(a *app) *cobra.Command {
	o := generateOptions{}
	cmd := &cobra.Command{
		Use:   "generate [DIR | DIR@REV | URL[@REV]]",
		Short: "Write Dockerfile, init script, Kubernetes manifests and Jenkinsfile of a repository",
		Long: `Write Dockerfile, init script, Kubernetes manifests and Jenkinsfile of a repository.

All files of a run are written, or none. A file that you changed since is kept and shown; a file that waybill never
wrote is not touched. waybill.lock, which belongs into version control, remembers what waybill wrote.`,
		Example: `  waybill generate                      the repository in this folder
  waybill generate --diff               what would change; writes nothing
  waybill generate --check              for CI: exit 3 when a generated file is not up to date
  waybill generate --ephemeral          in a build: everything below .waybill/, the sources untouched
  waybill generate https://git.example.com/shop.git@v1.2 --out shop`,
		Args: upTo(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := cmp.Or(exclusive(c, "ephemeral", "out"), exclusive(c, "ephemeral", "check")); err != nil {
				return err
			}
			o.location = argument(args)
			o.again = again(c, args)
			return a.generate(c.Context(), o)
		},
	}
	f := cmd.Flags()
	decideFlags(f, &o.decideOptions)
	f.StringVar(&o.templates, "templates", "", "`folder` of templates that replace the embedded ones (see 'waybill help templates')")
	f.StringVar(&o.out, "out", "", "`folder` to write to, the repository's own when absent; needed for a URL or a revision")
	f.StringSliceVar(&o.only, "only", nil, "only these artefacts: "+strings.Join(templates.Artefacts(), ", "))
	f.StringSliceVar(&o.units, "unit", nil, "only the units of these `paths` or names")
	f.BoolVar(&o.diff, "diff", false, "print what would change as a unified diff, and write nothing")
	f.BoolVar(&o.check, "check", false, "write nothing; exit 3 when a generated file is missing or differs")
	f.BoolVar(&o.ephemeral, "ephemeral", false, "write everything below .waybill/, which git does not see")
	f.BoolVar(&o.force, "force", false, "replace files that were edited, or that waybill never wrote")
	f.StringVarP(&o.output, "output", "o", "text", "text or json")
	return cmd
}

// decideFlags are shared by the commands that decide.
func decideFlags(f *pflag.FlagSet, o *decideOptions) {
	f.StringVar(&o.tree, "tree", "", "the organisation's image tree: `file`, folder, git URL or oci://REF")
	f.StringVar(&o.settings, "settings", "", "the organisation's settings `file`; the repository's waybill.yaml goes over it")
	f.StringVar(&o.format, "format", "", "form of the manifests: kustomize, helm or plain")
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
	if o.ephemeral {
		o.root = write.State
	}
	d, err := a.decide(ctx, o.decideOptions)
	if err != nil {
		return err
	}
	files, err := render(&d, o)
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
		Tree:    d.plan.Tree.Digest,
		Facts:   factDigests(d.plan),
		Keep:    d.settings.Keep,
		Partial: len(o.only)+len(o.units) > 0,
		Force:   o.force || o.ephemeral,
		Folder:  o.root,
	})
	if err != nil {
		return err
	}
	a.warnings(d.plan, changes)
	if !o.ephemeral && len(o.only)+len(o.units) == 0 {
		a.unusedKeeps(d.settings, changes)
	}
	if !o.diff && !o.check {
		if err := changes.Apply(ctx); err != nil {
			return err
		}
	}
	return a.tell(d.plan, changes, o)
}

func (o generateOptions) validate() error {
	for _, word := range o.only {
		if !slices.Contains(templates.Artefacts(), word) {
			return unknownWord("artefact", word, templates.Artefacts())
		}
	}
	if o.output != "text" && o.output != "json" {
		return unknownOutput(o.output, "text", "json")
	}
	if o.out == "" && !source.IsFolder(o.location) {
		return fault.New(fault.Usage, "%s is not a folder that can be written to", o.location).WithHint("say where the files go with --out")
	}
	return nil
}

func unknownWord(kind, word string, known []string) error {
	e := fault.New(fault.Usage, "unknown %s %q", kind, word)
	if near := strictyaml.Nearest(word, known); near != "" {
		return e.WithHint("did you mean %q?", near)
	}
	return e.WithHint("use %s", strings.Join(known, ", "))
}

// unknownOutput refuses a value of --output; at least two are known.
func unknownOutput(word string, known ...string) error {
	last := len(known) - 1
	return fault.New(fault.Usage, "unknown output %q", word).WithHint("use %s or %s", strings.Join(known[:last], ", "), known[last])
}

// open opens the place that is written to, or only looked at.
func (o generateOptions) open(ctx context.Context) (*write.Destination, error) {
	dir := o.out
	if dir == "" {
		dir = o.location
	}
	if o.diff || o.check {
		return write.Look(dir)
	}
	return write.Open(ctx, dir)
}

// render makes the files that were asked for. A pipeline that Jenkins might not compile is none: the plan says so.
func render(d *decision, o generateOptions) ([]templates.File, error) {
	overrides, err := o.overrides(*d)
	if err != nil {
		return nil, err
	}
	renderer, err := templates.New(overrides)
	if err != nil {
		return nil, err
	}
	p := d.plan
	if len(o.units) > 0 {
		p.Part = true
		if p.Units, err = chosenUnits(p, o.units); err != nil {
			return nil, err
		}
	}
	files, err := renderer.Render(p, o.only...)
	if err != nil {
		return nil, err
	}
	if len(o.units) > 0 {
		files = slices.DeleteFunc(files, func(f templates.File) bool { return f.Unit == "" }) // the whole repository's: as they are
	}
	files = slices.DeleteFunc(files, func(f templates.File) bool {
		if !jenkins.TooLarge(f) {
			return false
		}
		d.plan.Warnings = append(d.plan.Warnings, facts.Warning{Text: fmt.Sprintf("no %s: for %d units it would have %d KB, more than Jenkins surely compiles; leave out what is not deployed (units.PATH.skip in waybill.yaml), or use jenkins.form: central, whose pipeline does not grow",
			f.Path, len(p.Units), len(f.Data)>>10)})
		return true
	})
	for i, f := range files {
		if o.ephemeral && !strings.HasPrefix(f.Path, write.State+"/") {
			files[i].Path = path.Join(write.State, f.Path)
		}
	}
	return files, nil
}

// overrides opens the folder of templates that the flag or the settings name: relative to the organisation's settings where
// it is there, else to the repository. Nil when none is named.
func (o generateOptions) overrides(d decision) (fs.FS, error) {
	name := d.settings.Templates
	switch beside := filepath.Join(filepath.Dir(o.settings), name); {
	case o.templates != "":
		return templateFolder(os.DirFS(o.templates), o.templates)
	case name == "":
		return nil, nil
	case filepath.IsAbs(name):
		return templateFolder(os.DirFS(name), name)
	case o.settings != "" && isFolder(beside):
		return os.DirFS(beside), nil
	}
	sub, err := fs.Sub(d.source.FS(), path.Clean(name))
	if err != nil {
		return nil, fault.New(fault.Usage, "templates: %q is not a folder of the repository", name)
	}
	return templateFolder(sub, name)
}

func templateFolder(fsys fs.FS, name string) (fs.FS, error) {
	if info, err := fs.Stat(fsys, "."); err != nil || !info.IsDir() {
		return nil, fault.New(fault.Usage, "no such folder of templates: %s", name).WithHint("copy templates to it with 'waybill templates eject --out %s'", name)
	}
	return fsys, nil
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// chosenUnits returns the units of the paths, names or Go main packages that were named.
func chosenUnits(p plan.Plan, words []string) ([]plan.Unit, error) {
	var known []string
	var chosen []plan.Unit
	for _, u := range p.Units {
		known = append(known, u.Path, u.Name)
	}
	for _, w := range words {
		n := len(chosen)
		for _, u := range p.Units {
			if u.Is(w) {
				chosen = append(chosen, u)
			}
		}
		if len(chosen) == n {
			return nil, unknownWord("unit", w, known)
		}
	}
	return chosen, nil
}
