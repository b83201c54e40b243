package fault

import (
	"cmp"
	"errors"
	"slices"
	"strings"
)

// List is several problems that are told together. Use Join to make one.
type List []*Error

// Error returns one line for each problem.
func (l List) Error() string {
	lines := make([]string, len(l))
	for i, e := range l {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the problems; the kind of a list is that of its first one.
func (l List) Unwrap() []error {
	out := make([]error, len(l))
	for i, e := range l {
		out[i] = e
	}
	return out
}

// Join sorts problems by file, line, column and text, so that the same input gives the same message in every run.
// It returns nil for none, and the problem itself for a single one.
func Join(problems ...*Error) error {
	sorted := slices.Clone(problems)
	slices.SortStableFunc(sorted, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.At.File, b.At.File), cmp.Compare(a.At.Line, b.At.Line), cmp.Compare(a.At.Column, b.At.Column), cmp.Compare(a.What, b.What))
	})
	switch len(sorted) {
	case 0:
		return nil
	case 1:
		return sorted[0]
	}
	return List(sorted)
}

// Each returns the problems of a list, and any other error alone: what is printed one by one, each with its hints.
func Each(err error) []error {
	if l, ok := errors.AsType[List](err); ok {
		return l.Unwrap()
	}
	return []error{err}
}
