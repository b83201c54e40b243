// Package engine renders Sprig templates within limits. What goes in is a [Job]: a template and the data that it sees. What comes out is a
// [File]. A template reaches nothing but its data; functions that read the machine or vary from run to run do not exist in it, and
// each language that a value is written into has a function that quotes it (argv, sh, yaml, groovy, docker, line).
package engine

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"strings"
	"sync"
	"text/template"
	"time"

	"github.com/waybill-dev/waybill/internal/fault"
)

// Job is one file to render: a template with the data that it sees.
type Job struct {
	Template string
	Path     string      // of the file, slash path relative to the repository
	Mode     fs.FileMode // 0 for 0644
	Data     any
	Once     bool // see File
}

// File is one rendered file.
type File struct {
	Path     string // slash path relative to the repository
	Mode     fs.FileMode
	Data     []byte
	Artefact string
	Unit     string // the unit's path, "" for a file of the repository
	Template string // the template that it comes from
	// Once says that the file is its user's from the first edit on: it is neither replaced nor reported then.
	Once bool
}

// Engine renders templates: waybill's own, with those of an organisation over them.
type Engine struct {
	fsys     layered
	partials []partial
	added    []string // templates of the organisation that replace none of waybill's, sorted
	check    func(data any) error
	budget   budget
	parsed   sync.Map // parsed by the template's path: a repository of many units renders each one often
}

// Options say what an engine renders from.
type Options struct {
	Embedded  fs.FS    // waybill's own templates, one folder a family
	Overrides fs.FS    // the organisation's; nil for none. A file that has the path of an embedded template replaces it.
	Open      []string // folders, with a slash at the end, in which an organisation may add templates of its own as NAME.yaml.tmpl
	// Check refuses data before a template sees them; nil for none.
	Check func(data any) error
}

// New returns an engine. A template of the organisation that nothing would render is an error.
func New(o Options) (*Engine, error) {
	e := &Engine{fsys: layered{over: o.Overrides, under: o.Embedded}, check: o.Check}
	var err error
	if e.added, err = o.added(); err != nil {
		return nil, err
	}
	return e, e.loadPartials()
}

// Added returns the templates of the organisation that replace none of waybill's, sorted by path.
func (e *Engine) Added() []string { return e.added }

// Render renders one file; artefact and unit are the caller's to set.
func (e *Engine) Render(j Job) (File, error) {
	data, err := e.Execute(j.Template, j.Data)
	if err == nil && e.fsys.over != nil { // our own templates are tested
		err = e.wellFormed(j, data)
	}
	return File{Path: j.Path, Mode: cmp.Or(j.Mode, 0o644), Data: data, Template: j.Template, Once: j.Once}, err
}

// partial is a template that others include: a file whose name starts with an underscore.
type partial struct{ name, text string }

func (e *Engine) loadPartials() error {
	names, err := fs.Glob(e.fsys, "*/_*.tmpl")
	if err != nil {
		return err
	}
	size := 0
	for _, name := range names {
		text, err := e.read(name)
		if err != nil {
			return err
		}
		if size += len(text); size > maxShared {
			return fault.New(fault.Usage, "the partials are larger than %d bytes together", maxShared).In(name, 0, 0)
		}
		e.partials = append(e.partials, partial{name, string(text)})
	}
	return nil
}

// read returns the text of a template.
func (e *Engine) read(name string) ([]byte, error) {
	if info, err := fs.Stat(e.fsys, name); err == nil && info.Size() > maxFile {
		return nil, fault.New(fault.Usage, "the template is larger than %d bytes", maxFile).In(name, 0, 0)
	}
	text, err := fs.ReadFile(e.fsys, name)
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "cannot read the template %s", name)
	}
	return text, deep(name, string(text))
}

// Execute renders a template with its data.
func (e *Engine) Execute(name string, data any) ([]byte, error) {
	begin := time.Now()
	if e.check != nil {
		if err := e.check(data); err != nil {
			return nil, err
		}
	}
	t, err := e.template(name)
	if err != nil {
		return nil, err
	}
	out, err := run(t, name, data)
	if err != nil {
		return nil, err
	}
	took := time.Since(begin)
	if e.fsys.over == nil {
		took = 0 // our own templates end; on a busy machine the clock would say otherwise
	}
	return out, e.budget.spend(name, len(out), took)
}

// template returns a template that is ready to run once: the text is parsed for all its runs, and each run has functions of its own,
// which count how deep it includes and how much it makes.
func (e *Engine) template(name string) (*template.Template, error) {
	known, ok := e.parsed.Load(name)
	if !ok {
		p, err := e.parse(name)
		if err != nil {
			return nil, err
		}
		known, _ = e.parsed.LoadOrStore(name, p)
	}
	p := known.(parsed)
	t, err := p.template.Clone()
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "cannot copy the template %s", name)
	}
	own := callable(t)
	maps.DeleteFunc(own, func(name string, _ any) bool { return !p.words[name] })
	return t.Funcs(guarded(own)), nil
}

// parsed is a template that was read, and all words in it and in what it includes: a function that no word names needs no bounds.
type parsed struct {
	template *template.Template
	words    map[string]bool
}

var word = regexp.MustCompile(`[A-Za-z_]\w*`)

// parse returns a template with the partials of its family.
func (e *Engine) parse(name string) (parsed, error) {
	text, err := e.read(name)
	if err != nil {
		return parsed{}, err
	}
	t := template.New(name).Option("missingkey=error")
	t.Funcs(functions(t))
	out := parsed{t, map[string]bool{}}
	note := func(text string) {
		for _, w := range word.FindAllString(text, -1) {
			out.words[w] = true
		}
	}
	note(string(text))
	for _, p := range e.partials {
		if familyOf(p.name) != familyOf(name) {
			continue
		}
		if _, err := t.New(p.name).Parse(p.text); err != nil {
			return parsed{}, parseFault(err)
		}
		note(p.text)
	}
	if _, err := t.Parse(string(text)); err != nil {
		return parsed{}, parseFault(err)
	}
	return out, recursive(t)
}

// familyOf is the first folder of a template's path: partials serve their whole family.
func familyOf(name string) string {
	family, _, _ := strings.Cut(name, "/")
	return family
}

// run executes a template within the limits. What leaves them without a place runs again to find it.
func run(t *template.Template, name string, data any) ([]byte, error) {
	out := &bounded{limit: maxFile}
	err := within(t, out, maxRender, data)
	var large outputLimit
	if errors.As(err, &large) || errors.Is(err, errEndless) {
		at := lastPlace(t, name, data)
		return nil, fault.New(fault.Usage, "%v", err).In(at.File, at.Line, 0).WithHint("%s", limitHint(err))
	}
	if err != nil {
		return nil, executeFault(err, t, name, data)
	}
	return out.Bytes(), nil
}

// lastPlace runs a template that left the limits once more and says where that happens.
func lastPlace(t *template.Template, name string, data any) fault.Position {
	again, places, err := noted(t)
	if err != nil {
		return fault.Position{File: name}
	}
	if err := within(again, &bounded{limit: maxFile}, maxRender/5, data); err == nil || places.place().File == "" {
		return fault.Position{File: name}
	}
	return places.place()
}

var errEndless = fmt.Errorf("the template does not end within %s", maxRender)

// within runs a template for at most this long. One that never ends keeps its goroutine until the program exits, which the caller does
// with the error.
func within(t *template.Template, out *bounded, most time.Duration, data any) error {
	done := make(chan error, 1)
	go func() { done <- t.Execute(out, data) }()
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		return errEndless
	}
}
