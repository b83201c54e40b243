package templates

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// Limits on one file: an organisation's template may be wrong, and must not fill the disk or run for ever.
const (
	maxFile    = 4 << 20
	maxRender  = 10 * time.Second
	maxRepeats = 10_000
)

// partial is a template that others include: a file whose name starts with an underscore.
type partial struct{ name, text string }

func (r *Renderer) loadPartials() error {
	for _, family := range Artefacts() {
		names, err := fs.Glob(r.fsys, family+"/_*.tmpl")
		if err != nil {
			return err
		}
		for _, name := range names {
			text, err := fs.ReadFile(r.fsys, name)
			if err != nil {
				return fault.Wrap(fault.Usage, err, "cannot read the template %s", name)
			}
			r.partials = append(r.partials, partial{name, string(text)})
		}
	}
	return nil
}

func (r *Renderer) execute(name string, data any) ([]byte, error) {
	text, err := fs.ReadFile(r.fsys, name)
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "cannot read the template %s", name)
	}
	t := template.New(name).Option("missingkey=error")
	t.Funcs(functions(t))
	for _, p := range r.partials {
		if familyOf(p.name) != familyOf(name) {
			continue
		}
		if _, err := t.New(p.name).Parse(p.text); err != nil {
			return nil, parseFault(err)
		}
	}
	if _, err := t.Parse(string(text)); err != nil {
		return nil, parseFault(err)
	}
	return run(t, name, data)
}

// familyOf is the first folder of a template's path: partials serve their whole family.
func familyOf(name string) string {
	family, _, _ := strings.Cut(name, "/")
	return family
}

// run executes a template within the limits. A template that never ends keeps its goroutine until the program exits,
// which the caller does with the error.
func run(t *template.Template, name string, data any) ([]byte, error) {
	out := &bounded{limit: maxFile}
	done := make(chan error, 1)
	go func() { done <- t.Execute(out, data) }()
	timer := time.NewTimer(maxRender)
	defer timer.Stop()
	select {
	case err := <-done:
		if err != nil {
			return nil, executeFault(err)
		}
		return out.Bytes(), nil
	case <-timer.C:
		return nil, fault.New(fault.Usage, "the template does not end within %s", maxRender).In(name, 0, 0)
	}
}

// bounded is a buffer that refuses to grow beyond its limit.
type bounded struct {
	bytes.Buffer
	limit int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.limit {
		return 0, fmt.Errorf("the output is larger than %d bytes", b.limit)
	}
	return b.Buffer.Write(p)
}

var (
	templateAt = regexp.MustCompile(`^template: ([^:]+):(\d+)(?::(\d+))?: (?:executing "[^"]*" at <[^>]*>: )?`)
	undefined  = regexp.MustCompile(`function "([^"]+)" not defined`)
)

// parseFault puts the place first and says of a missing function whether it was left out on purpose.
func parseFault(err error) error {
	e := located(err)
	m := undefined.FindStringSubmatch(err.Error())
	if m == nil {
		return e
	}
	e.Err = nil
	if why, ok := withheld()[m[1]]; ok {
		e.What = fmt.Sprintf("the function %q is not available in templates: %s", m[1], why)
		return e
	}
	e.What = fmt.Sprintf("the function %q does not exist", m[1])
	if near := strictyaml.Nearest(m[1], functionNames()); near != "" {
		e.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	return e
}

func executeFault(err error) error { return located(err) }

func located(err error) *fault.Error {
	text := err.Error()
	e := fault.New(fault.Usage, "%s", text)
	if m := templateAt.FindStringSubmatch(text); m != nil {
		line, _ := strconv.Atoi(m[2])   // the pattern matched digits
		column, _ := strconv.Atoi(m[3]) // digits, or empty for 0
		e.What = "template: " + strings.TrimPrefix(text, m[0])
		e.At = fault.Position{File: m[1], Line: line, Column: column}
	}
	return e
}

// ownTemplates lists the organisation's templates that replace none of waybill's.
func ownTemplates(overrides fs.FS) ([]string, error) {
	var names []string
	if overrides == nil {
		return nil, nil
	}
	err := fs.WalkDir(overrides, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".tmpl" || strings.HasPrefix(path.Base(name), "_") {
			return err
		}
		if _, err := fs.Stat(embedded, name); err != nil {
			names = append(names, name)
			return usedTemplate(name)
		}
		return nil
	})
	if err != nil && fault.KindOf(err) != fault.Usage {
		err = fault.Wrap(fault.Usage, err, "cannot read the templates")
	}
	return names, err
}

// usedTemplate refuses a template of the organisation that nothing would render: it replaces none of waybill's, and only kinds of
// Kubernetes are added by a file of their own.
func usedTemplate(name string) error {
	dir, base := path.Split(name)
	if (dir == kubernetesBase || dir == kubernetesOverlay) && strings.HasSuffix(base, ".yaml.tmpl") {
		return nil
	}
	known, err := fs.Glob(embedded, path.Join(dir, "*.tmpl"))
	if err != nil || len(known) == 0 {
		known = nil
		_ = fs.WalkDir(embedded, ".", func(other string, d fs.DirEntry, err error) error {
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
