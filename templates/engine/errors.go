package engine

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

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
	e.What = fmt.Sprintf("the function %s does not exist", fault.Quote(m[1]))
	if len(m[1]) > maxName {
		return e
	}
	if near := strictyaml.Nearest(m[1], FunctionNames()); near != "" {
		e.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	return e
}

// noTemplate is the error of an include that names nothing.
type noTemplate struct{ name string }

func (e noTemplate) Error() string { return "there is no template " + fault.Quote(e.name) }

// notDefined is what text/template says of {{ template }} with a name that nothing has.
var notDefined = regexp.MustCompile(`template "([^"]+)" not defined`)

// missing is the name of the template that an error did not find, "" for another error.
func missing(err error) string {
	if m := notDefined.FindStringSubmatch(err.Error()); m != nil {
		return m[1]
	}
	if n, ok := errors.AsType[noTemplate](err); ok {
		return n.name
	}
	return ""
}

// partials are the names that a template may include.
func partials(t *template.Template) []string {
	var names []string
	for _, one := range t.Templates() {
		if one.Tree != nil && one.Name() != t.Name() && !strings.HasSuffix(one.Name(), ".tmpl") {
			names = append(names, one.Name())
		}
	}
	slices.Sort(names)
	return names
}

// executeFault puts the place first and says of a missing field or partial which ones are near, and of a limit how to keep it.
func executeFault(err error, t *template.Template, name string, data any) error {
	e := located(err)
	if what := missing(err); what != "" && len(what) <= maxName {
		known := partials(t)
		if near := strictyaml.Nearest(what, known); near != "" {
			return e.WithHint("did you mean %q?", near)
		}
		return e.WithHint("the templates that can be included here are %s", Readable(strings.Join(known, ", ")))
	}
	if hint := limitHint(err); hint != "" {
		return e.WithHint("%s", hint)
	}
	field, of, near := nearFields(err.Error(), data)
	if field == "" {
		return e
	}
	e.What = fmt.Sprintf("there is no field or method %s in %s", field, of)
	e.Hint = fmt.Sprintf("'waybill templates data %s' lists what there is", name)
	if len(near) > 0 {
		e.Hint = fmt.Sprintf("did you mean %s? %s", strings.Join(near, " or "), e.Hint)
	}
	return e
}

func located(err error) *fault.Error {
	text := err.Error()
	const included = "error calling include: " // the place within the partial is what has to be mended
	if i := strings.LastIndex(text, included+"template: "); i >= 0 {
		text = text[i+len(included):]
	}
	e := fault.New(fault.Usage, "%s", text)
	if m := templateAt.FindStringSubmatch(text); m != nil {
		line, _ := strconv.Atoi(m[2])     // the pattern matched digits
		column, err := strconv.Atoi(m[3]) // digits from 0 on, or empty
		if err == nil {
			column++
		}
		e.What = "template: " + strings.TrimPrefix(text, m[0])
		e.At = fault.Position{File: m[1], Line: line, Column: column}
	}
	e.What, e.Err = Readable(e.What), nil
	return e
}

const (
	maxMessage = 400 // bytes of another library's message that are shown; a template may put a value of any size into it
	maxName    = 100 // bytes of the name of a function that somebody mistyped
)

// Readable cuts the message of another library at the end of a character.
func Readable(text string) string {
	if len(text) <= maxMessage {
		return text
	}
	return strings.ToValidUTF8(text[:maxMessage], "") + "…"
}
