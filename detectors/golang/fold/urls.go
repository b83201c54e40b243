package fold

import (
	"go/ast"
	"go/types"
	"net/url"
	"slices"

	"github.com/waybill-dev/waybill/detectors/value"
)

// urlParts are the fields and methods of a URL that are a part of its text (package net/url).
var urlParts = map[string]func(*url.URL) string{
	"Scheme":   func(u *url.URL) string { return u.Scheme },
	"Host":     func(u *url.URL) string { return u.Host },
	"Path":     func(u *url.URL) string { return u.Path },
	"Hostname": (*url.URL).Hostname,
	"Port":     (*url.URL).Port,
}

// urlParsers are the functions of package net/url that make a URL of a text.
var urlParsers = map[string]bool{"net/url.Parse()": true, "net/url.ParseRequestURI()": true}

// evalURL folds a part of a URL that a variable holds, where the function that set it made it of a text; false for anything else.
func (q library) evalURL(e *ast.SelectorExpr, sc Scope, depth int) ([]value.Value, bool) {
	part := urlParts[e.Sel.Name]
	id, ok := e.X.(*ast.Ident)
	if part == nil || !ok || !urlParsers[q.TypeOf(id, sc).Ext] {
		return nil, false
	}
	o, ok := q.object(sc.File, id).(*types.Var)
	if !ok {
		return nil, false
	}
	sets, _ := q.reaching(sc.File, o, id.Pos())
	var list []value.Value
	for _, s := range sets {
		call, ok := s.Right.(*ast.CallExpr)
		if !ok || s.result != 0 || len(call.Args) != 1 {
			return nil, false
		}
		list = append(list, partsOf(q.eval(call.Args[0], sc, depth+1), part)...)
	}
	return list, len(list) > 0
}

func partsOf(list []value.Value, part func(*url.URL) string) []value.Value {
	out := slices.Clone(list)
	for i, v := range out {
		out[i].Text, out[i].Number = value.Unknown, false
		if u, err := url.Parse(v.Text); err == nil && v.Known() {
			out[i].Text = part(u)
		}
	}
	return out
}
