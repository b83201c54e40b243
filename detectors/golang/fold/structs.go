package fold

import (
	"go/ast"
	"go/types"
)

// StructOf is the struct that an expression, a pointer to one or a name of one is; nil when it is none or its declaration is not here.
func (p *Program) StructOf(e ast.Expr, sc Scope) *types.Struct {
	own := p.TypeOf(e, sc).own
	for ptr, ok := pointer(own); ok; ptr, ok = pointer(own) {
		own = ptr.Elem()
	}
	if own == nil {
		return nil
	}
	s, _ := own.Underlying().(*types.Struct)
	return s
}
