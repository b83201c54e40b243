package waybill

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/selfcheck"
	"github.com/waybill-dev/waybill/internal/source"
	"github.com/waybill-dev/waybill/internal/strictyaml"
	"github.com/waybill-dev/waybill/templates"
)

// Selection says which files are made, and from which templates.
type Selection struct {
	Templates string   // folder of templates that replace the embedded ones; "" for the settings'
	Artefacts []string // words of templates.Artefacts; all when empty
	Ephemeral bool     // everything goes below .waybill
	Most      int      // bound of the files; 0 for templates.MostFiles
}

// Render makes the files that were asked for. The scripts of a pipeline that makes its files in each build run with that pipeline's accounts,
// so that a repository's own templates never replace them.
func Render(d *Decision, o Options, s Selection) ([]templates.File, error) {
	overrides, folder, err := o.overrides(*d, s.Templates)
	if err != nil {
		return nil, err
	}
	if s.Ephemeral && s.Templates == "" && overrides != nil && d.Settings.Own("templates") {
		for _, scripts := range []string{"pipeline", "github/docker.sh.tmpl"} {
			if _, err := fs.Stat(overrides, scripts); err != nil {
				continue
			}
			return nil, fault.New(fault.Usage, "templates: a repository's own templates do not replace the scripts of a pipeline that makes its files in each build: they run with the accounts of that pipeline").
				Where(d.Settings.Place("templates")).WithHint("put %s into the organisation's templates, or name the folder with --templates", path.Join(folder, scripts))
		}
	}
	renderer, err := templates.New(overrides)
	if err != nil {
		return nil, err
	}
	renderer.Most = cmp.Or(s.Most, templates.MostFiles)
	if err := d.outdated(overrides, folder); err != nil {
		return nil, err
	}
	p := d.Plan
	if len(o.Units) > 0 {
		p.Part = true
		if p.Units, err = ChosenUnits(p, o.Units); err != nil {
			return nil, err
		}
	}
	files, err := renderer.Render(p, s.Artefacts...)
	if err != nil {
		return nil, err
	}
	if len(s.Artefacts) == 0 { // a part of the files may name what another part holds
		d.Plan.Warnings = append(d.Plan.Warnings, selfcheck.Check(p, files, func(name string) bool { return d.Source.Has(name) || d.Source.HasDir(name) })...)
	}
	if len(o.Units) > 0 {
		files = slices.DeleteFunc(files, func(f templates.File) bool { return f.Unit == "" }) // the whole repository's: as they are
	}
	for i, f := range files {
		if s.Ephemeral && !strings.HasPrefix(f.Path, plan.EphemeralRoot+"/") {
			files[i].Path = path.Join(plan.EphemeralRoot, f.Path)
		}
	}
	return files, nil
}

// outdated warns of templates that were copied from originals that have changed since.
func (d *Decision) outdated(overrides fs.FS, folder string) error {
	names, err := templates.Outdated(overrides)
	for _, name := range names {
		d.Plan.Warnings = append(d.Plan.Warnings, facts.Warning{Text: fmt.Sprintf("the template %s was copied from an original that has changed since: 'waybill templates eject --diff --out %s %s' shows the difference, --reviewed in its place keeps the copy",
			path.Join(folder, name), folder, name)})
	}
	return err
}

// overrides opens the folder of templates that the flag or the settings name: relative to the organisation's settings where
// it is there, else to the repository. It is nil when none is named; folder is the name for messages.
func (o Options) overrides(d Decision, flag string) (fsys fs.FS, folder string, err error) {
	name := d.Settings.Templates
	switch beside := filepath.Join(filepath.Dir(o.Settings), name); {
	case flag != "":
		return templateFolder(os.DirFS(flag), flag)
	case name == "":
		return nil, "", nil
	case d.Settings.Own("templates"):
	case filepath.IsAbs(name):
		return namedFolder(os.DirFS(name), name, d)
	case o.Settings != "" && isFolder(beside):
		return templateFolder(os.DirFS(beside), beside)
	}
	repo, dir, err := inside(d.Source, d.Settings, "templates", name)
	if err != nil {
		return nil, name, err
	}
	sub, err := fs.Sub(repo, dir)
	if err != nil {
		return nil, name, fault.New(fault.Usage, "templates: %q is not a folder of the repository", name).Where(d.Settings.Place("templates"))
	}
	return namedFolder(sub, name, d)
}

// CheckTemplates refuses a folder of templates in the settings that Render would refuse, for commands that render nothing.
func (o Options) CheckTemplates(d Decision) error {
	_, _, err := o.overrides(d, "")
	return err
}

// namedFolder is templateFolder for a folder that the settings name: an error has their place.
func namedFolder(sub fs.FS, name string, d Decision) (fsys fs.FS, folder string, err error) {
	fsys, folder, err = templateFolder(sub, name)
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return nil, folder, f.Where(d.Settings.Place("templates"))
	}
	return fsys, folder, err
}

// maxTemplate bounds one template, whoever wrote it, in bytes.
const maxTemplate = 1 << 20

func templateFolder(fsys fs.FS, name string) (fs.FS, string, error) {
	if info, err := fs.Stat(fsys, "."); err != nil || !info.IsDir() {
		return nil, name, fault.New(fault.Usage, "no such folder of templates: %s", fault.Short(name)).WithHint("copy templates to it with 'waybill templates eject --out %s'", fault.Short(name))
	}
	return source.Bounded(fsys, maxTemplate), name, nil
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// ChosenUnits returns the units of the paths, names or Go main packages that were named.
func ChosenUnits(p plan.Plan, words []string) ([]plan.Unit, error) {
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
			return nil, UnknownWord("unit", w, known)
		}
	}
	return chosen, nil
}

// UnknownWord refuses a word of a kind with the nearest one that is known, or all of them.
func UnknownWord(kind, word string, known []string) error {
	e := fault.New(fault.Usage, "unknown %s %q", kind, word)
	if near := strictyaml.Nearest(word, known); near != "" {
		return e.WithHint("did you mean %q?", near)
	}
	return e.WithHint("use %s", strings.Join(known, ", "))
}
