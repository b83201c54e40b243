// Package fault is the shape of every error that a person reads: what is wrong, where, and what to do about it.
package fault

import (
	"errors"
	"strconv"
	"strings"
)

// Kind says whose the error is; each kind has one exit code.
type Kind int

// The kinds, with the exit codes that scripts rely on.
const (
	Internal    Kind = 1   // a bug of waybill, or the disk
	Usage       Kind = 2   // flags, settings, tree or template
	Drift       Kind = 3   // findings of a lint, or a generated file that differs
	Unsupported Kind = 4   // nothing that waybill can generate for
	Unreachable Kind = 5   // a registry or a git server did not answer
	Interrupted Kind = 130 // SIGINT
)

// Position is a place in a file: 1-based line and column, 0 when unknown.
type Position struct {
	File   string `json:"file"`             // slash path
	Line   int    `json:"line,omitempty"`   // 1-based, 0 when unknown
	Column int    `json:"column,omitempty"` // 1-based, 0 when unknown
}

// String returns file:line:column, without the parts that are unknown.
func (p Position) String() string {
	parts := []string{p.File}
	if p.Line > 0 {
		parts = append(parts, strconv.Itoa(p.Line))
		if p.Column > 0 {
			parts = append(parts, strconv.Itoa(p.Column))
		}
	}
	return strings.Join(parts, ":")
}

// Error is one problem: what, where, and a hint that says what to do.
// What and Hint are lower case without a full stop and name the object.
type Error struct {
	Kind Kind
	What string
	At   Position
	Hint string
	Err  error // the cause, when there is one
}

// Error returns "what: cause (file:line:column)", without secrets of URLs: see [Redact].
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.What)
	if e.Err != nil {
		b.WriteString(": " + Discreet(e.Err.Error()))
	}
	if e.At.File != "" {
		b.WriteString(" (" + e.At.String() + ")")
	}
	return Redact(b.String())
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New returns an error of a kind; format and args give What.
func New(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, What: sprintf(format, args...)}
}

// Wrap returns an error of a kind with a cause.
func Wrap(kind Kind, err error, format string, args ...any) *Error {
	return &Error{Kind: kind, What: sprintf(format, args...), Err: err}
}

// In adds the place.
func (e *Error) In(file string, line, column int) *Error {
	e.At = Position{File: file, Line: line, Column: column}
	return e
}

// Where adds a place that is known as a whole.
func (e *Error) Where(at Position) *Error {
	e.At = at
	return e
}

// WithHint adds what to do.
func (e *Error) WithHint(format string, args ...any) *Error {
	e.Hint = sprintf(format, args...)
	return e
}

// KindOf returns the kind of the first Error in the chain, Internal when there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// HintOf returns the hints in the chain, outermost first.
func HintOf(err error) []string {
	var hints []string
	for err != nil {
		e, ok := errors.AsType[*Error](err)
		if !ok {
			break
		}
		if e.Hint != "" {
			hints = append(hints, Redact(e.Hint))
		}
		err = e.Err
	}
	return hints
}
