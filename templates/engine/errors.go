package engine

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

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

// executeFault puts the place first and says of a missing field which ones are near.
func executeFault(err error, name string, data any) error {
	e := located(err)
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
