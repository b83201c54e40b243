package engine

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// added lists the organisation's templates that replace none of waybill's.
func (o Options) added() ([]string, error) {
	var names []string
	if o.Overrides == nil {
		return nil, nil
	}
	err := fs.WalkDir(o.Overrides, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".tmpl" || strings.HasPrefix(path.Base(name), "_") {
			return err
		}
		if _, err := fs.Stat(o.Embedded, name); err != nil {
			if names = append(names, name); len(names) > maxAdded {
				return fault.New(fault.Usage, "more than %d templates of your own", maxAdded).In(name, 0, 0)
			}
			return o.used(name)
		}
		return nil
	})
	if err != nil && fault.KindOf(err) != fault.Usage {
		err = fault.Wrap(fault.Usage, err, "cannot read the templates")
	}
	return names, err
}

// plainName holds the characters of a file's name that no format gives a meaning to.
const plainName = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

// used refuses a template of the organisation that nothing would render: it replaces none of waybill's, and lies in no open folder.
func (o Options) used(name string) error {
	dir, base := path.Split(name)
	if slices.Contains(o.Open, dir) && strings.HasSuffix(base, ".yaml.tmpl") {
		if strings.Trim(base, plainName) != "" {
			return fault.New(fault.Usage, "the name of the template %s holds other characters than letters, digits, dots, _ and -", fault.Quote(name))
		}
		return nil
	}
	known, err := fs.Glob(o.Embedded, path.Join(dir, "*.tmpl"))
	if err != nil || len(known) == 0 {
		known = nil
		_ = fs.WalkDir(o.Embedded, ".", func(other string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				known = append(known, other)
			}
			return nil
		})
	}
	e := fault.New(fault.Usage, "the template %s replaces none of waybill's, and nothing renders it", name)
	if near := strictyaml.Nearest(name, known); near != "" {
		return e.WithHint("did you mean %s?", near)
	}
	return e.WithHint("see 'waybill templates list'; kinds of your own go to kubernetes/base or kubernetes/overlay as NAME.yaml.tmpl")
}

// layered is the embedded templates with the organisation's files over them.
type layered struct{ over, under fs.FS }

func (l layered) Open(name string) (fs.File, error) {
	if l.over != nil {
		f, err := l.over.Open(name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return l.under.Open(name)
}

// ReadDir joins both folders, so that a pattern finds the organisation's own files too.
func (l layered) ReadDir(name string) ([]fs.DirEntry, error) {
	under, err := fs.ReadDir(l.under, name)
	if l.over == nil {
		return under, err
	}
	over, overErr := fs.ReadDir(l.over, name)
	if err != nil && overErr != nil {
		return nil, err
	}
	entries := slices.Clone(over)
	for _, u := range under {
		if !slices.ContainsFunc(over, func(o fs.DirEntry) bool { return o.Name() == u.Name() }) {
			entries = append(entries, u)
		}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}
