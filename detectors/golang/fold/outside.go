package fold

import (
	"go/ast"

	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// outsides are the values of other modules that expressions come from, as far as they were asked for. One question asks many others, and the
// same ones again: without a memory a chain of calls would cost twice as much with each link.
type outsides struct {
	known map[outsideKey]*string // nil while a question is being answered
	open  int                    // the questions that are being answered
	cut   bool                   // one of them came back to itself, or too far away
	fresh []outsideKey           // the questions that were asked since the outermost one
}

// outsideKey is an expression, and which of its results is asked for.
type outsideKey struct {
	of     ast.Expr
	result int
}

// maxOutside bounds the questions that are open at the same time, each of which waits for the next.
const maxOutside = 200

// answer returns what is remembered of a question, or finds it. Answers to questions on the way of one that came back to itself depend on
// where the way began: they are remembered until the outermost question has its answer.
func (o *outsides) answer(key outsideKey, find func() string) string {
	if text, asked := o.known[key]; asked && text != nil {
		return *text
	} else if asked || o.open >= maxOutside {
		o.cut = true
		return ""
	}
	o.known[key] = nil
	o.fresh = append(o.fresh, key)
	o.open++
	text := find()
	o.open--
	o.known[key] = &text
	if o.open > 0 {
		return text
	}
	if o.cut {
		for _, k := range o.fresh[1:] {
			delete(o.known, k)
		}
	}
	o.cut, o.fresh = false, o.fresh[:0]
	return text
}

// outside follows an expression to the value of another module that it comes from, by the text of its declarations.
func (p typing) outside(e ast.Expr, f *module.File) string {
	if e == nil {
		return ""
	}
	return p.src.outside.answer(outsideKey{e, 0}, func() string { return p.outsideOf(e, f) })
}

func (p typing) outsideOf(e ast.Expr, f *module.File) string {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.outside(e.X, f)
	case *ast.StarExpr:
		return p.outside(e.X, f)
	case *ast.UnaryExpr:
		return p.outside(e.X, f)
	case *ast.IndexExpr:
		return p.outside(e.X, f)
	case *ast.TypeAssertExpr:
		return p.written(e.Type, f, 0)
	case *ast.CompositeLit:
		return p.written(e.Type, f, 0)
	case *ast.Ident:
		return p.outsideName(e, f)
	case *ast.SelectorExpr:
		return p.outsideSelector(e, f)
	case *ast.CallExpr:
		return p.outsideCall(e, f, 0)
	}
	return ""
}

func (p typing) outsideSelector(e *ast.SelectorExpr, f *module.File) string {
	if imported, pkg, ok := p.PackageNamed(f, e.X); ok && pkg == nil {
		return imported + "." + e.Sel.Name
	}
	if d, in, ok := p.declaration(p.object(f, e.Sel)); ok {
		return p.outsideDeclared(d, in)
	}
	if v, _ := fieldOf(p.TypeOf(e.X, Scope{File: f}), e.Sel.Name); v != nil {
		if d, in, ok := p.declaration(v); ok {
			return p.written(d.typ, in, 0)
		}
	}
	if ext := p.outside(e.X, f); ext != "" {
		return ext + "." + e.Sel.Name
	}
	return ""
}

func (p typing) outsideName(e *ast.Ident, f *module.File) string {
	o := p.object(f, e)
	d, in, ok := p.declaration(o)
	if !ok {
		return ""
	}
	if d.typ != nil || d.value != nil {
		return p.outsideDeclared(d, in)
	}
	for _, s := range p.assignments(in, e.Name, o.Pos()) {
		ext := ""
		if c, isCall := s.Right.(*ast.CallExpr); isCall && s.result > 0 {
			ext = p.src.outside.answer(outsideKey{c, s.result}, func() string { return p.outsideCall(c, in, s.result) })
		} else if s.Right != nil && s.Right.Pos() != e.Pos() {
			ext = p.outside(s.Right, in)
		}
		if ext != "" {
			return ext
		}
	}
	return ""
}

// outsideDeclared is the type that a declaration writes down, or the one of its value.
func (p typing) outsideDeclared(d decl, f *module.File) string {
	if d.typ != nil {
		return p.written(d.typ, f, 0)
	}
	if d.value != nil && d.value.Expr != nil {
		return p.outside(d.value.Expr, f)
	}
	return ""
}

func (p typing) outsideCall(c *ast.CallExpr, f *module.File, result int) string {
	if id, ok := c.Fun.(*ast.Ident); ok && len(c.Args) > 0 && (id.Name == "new" || id.Name == "make") {
		return p.written(c.Args[0], f, 0)
	}
	if found := p.Callees(c, Scope{File: f}); len(found) > 0 {
		callee := found[0]
		if r := callee.Fn.Type.Results; r != nil {
			i := 0
			for _, field := range r.List {
				for range max(1, len(field.Names)) {
					if i == result {
						return p.written(field.Type, callee.File, 0)
					}
					i++
				}
			}
		}
		return ""
	}
	if sel, ok := c.Fun.(*ast.SelectorExpr); ok {
		if ext := p.outside(sel, f); ext != "" {
			return ext + "()"
		}
	}
	return p.written(c.Fun, f, 0) // a conversion
}
