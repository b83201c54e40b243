package scaffold

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// scope is what names stand for while an expression is evaluated.
type scope struct {
	values  map[string]any // of the matrix, or the parameters of a function
	globals map[string]expr
	calls   map[string]function
	depth   int
	steps   *int // what is left of the work that a file may cost
}

// function is one that the file defines; its body sees its parameters and the variables of the file.
type function struct {
	params []string
	result expr
}

// maxSteps bounds the evaluation of a file: values that name each other many times grow without end.
const maxSteps = 200_000

func (s *scope) eval(e expr) (any, bool) {
	if s.steps != nil {
		if *s.steps--; *s.steps < 0 {
			return nil, false
		}
	}
	if e.eval == nil || s.depth > maxNested {
		return nil, false
	}
	return e.eval(s)
}

func (s *scope) word(e expr) (string, bool) {
	v, ok := s.eval(e)
	text, is := v.(string)
	return text, ok && is
}

// with is the scope of a row of a matrix, or of a function.
func (s *scope) with(values map[string]any) *scope {
	inner := *s
	inner.values, inner.depth = values, s.depth+1
	return &inner
}

func (s *scope) value(name string) (any, bool) {
	if v, ok := s.values[name]; ok {
		return v, true
	}
	e, ok := s.globals[name]
	if !ok {
		return nil, false
	}
	return s.with(nil).eval(e)
}

func listOf(items []expr) expr {
	return expr{list: items, eval: func(s *scope) (any, bool) {
		out, all := make([]any, 0, len(items)), true
		for _, e := range items {
			v, ok := s.eval(e)
			if all = all && ok; ok {
				out = append(out, v)
			}
		}
		return out, all
	}}
}

func mapOf(keys, values []expr) expr {
	return expr{eval: func(s *scope) (any, bool) {
		out, all := map[string]any{}, true
		for n := range keys {
			key, ok := s.word(keys[n])
			v, known := s.eval(values[n])
			if all = all && ok && known; ok && known {
				out[key] = v
			}
		}
		return out, all
	}}
}

func joined(parts []expr) expr {
	return expr{eval: func(s *scope) (any, bool) {
		if len(parts) == 1 { // "${list}" is the list
			return s.eval(parts[0])
		}
		var b strings.Builder
		for _, e := range parts {
			word, ok := s.word(e)
			if !ok || b.Len()+len(word) > maxFilled {
				return nil, false
			}
			b.WriteString(word)
		}
		return b.String(), true
	}}
}

func picked(from, key expr) expr {
	return expr{eval: func(s *scope) (any, bool) {
		v, ok := s.eval(from)
		k, known := s.word(key)
		if !ok || !known {
			return nil, false
		}
		switch v := v.(type) {
		case map[string]any:
			out, ok := v[k]
			return out, ok
		case []any:
			if n, err := strconv.Atoi(k); err == nil && n >= 0 && n < len(v) {
				return v[n], true
			}
		}
		return nil, false
	}}
}

func called(name string, args []expr) expr {
	return expr{eval: func(s *scope) (any, bool) {
		values := make([]any, len(args))
		for n, e := range args {
			v, ok := s.eval(e)
			if !ok {
				return nil, false
			}
			values[n] = v
		}
		if f, ok := s.calls[name]; ok && len(f.params) == len(args) {
			given := map[string]any{}
			for n, p := range f.params {
				given[p] = values[n]
			}
			return s.with(given).eval(f.result)
		}
		return library(name, values)
	}}
}

// library holds those functions of bake's library that names and tags are made with (docs.docker.com, "Bake standard library functions").
func library(name string, args []any) (any, bool) {
	texts := make([]string, 0, len(args))
	for _, a := range args {
		if text, ok := a.(string); ok {
			texts = append(texts, text)
		}
	}
	switch plain := len(texts) == len(args); {
	case name == "concat":
		var out []any
		for _, a := range args {
			list, ok := a.([]any)
			if !ok {
				return nil, false
			}
			out = append(out, list...)
		}
		return out, true
	case plain && len(args) == 1 && name == "lower":
		return strings.ToLower(texts[0]), true
	case plain && len(args) == 1 && name == "upper":
		return strings.ToUpper(texts[0]), true
	case plain && len(args) == 2 && name == "equal":
		return truth(texts[0] == texts[1]), true
	case plain && len(args) == 2 && name == "notequal":
		return truth(texts[0] != texts[1]), true
	case plain && len(args) == 3 && name == "replace":
		out := strings.ReplaceAll(texts[0], texts[1], texts[2])
		return out, len(out) <= maxFilled
	}
	return nil, false
}

// product lists the rows of a matrix: one without values when there is none.
func product(matrix map[string]any) []map[string]any {
	out := []map[string]any{{}}
	for _, key := range slices.Sorted(maps.Keys(matrix)) {
		list, ok := matrix[key].([]any)
		if !ok || len(list)*len(out) > maxBuilds {
			return nil
		}
		var next []map[string]any
		for _, row := range out {
			for _, v := range list {
				more := maps.Clone(row)
				more[key] = v
				next = append(next, more)
			}
		}
		out = next
	}
	return out
}
