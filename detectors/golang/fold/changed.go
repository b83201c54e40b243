package fold

import (
	"bytes"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/value"
)

// unsure lowers values of a variable that is changed in a way that no assignment shows: *p = 9000 where p is its address. What a flag
// is bound to (flag.IntVar(&port, …)) is followed as a flag.
func unsure(p *Program, list []value.Value, o *types.Var, files ...*module.File) []value.Value {
	for _, f := range files {
		if len(list) > 0 && changed(p, o, f) {
			return doubt(list)
		}
	}
	return list
}

func changed(p *Program, o *types.Var, f *module.File) bool {
	name := o.Name()
	if !bytes.Contains(f.Src, []byte("&"+name)) {
		return false
	}
	tree := p.Repo.Parse(f)
	if tree == nil {
		return false
	}
	found := false
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if last := LastName(n.Fun); strings.HasSuffix(last, "Var") || strings.HasSuffix(last, "VarP") {
				return false
			}
		case *ast.UnaryExpr:
			if id, ok := n.X.(*ast.Ident); ok && n.Op == token.AND && p.object(f, id) == o {
				found = true
			}
		}
		return !found
	})
	return found
}
