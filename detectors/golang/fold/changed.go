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

// pointedAt says whether code takes the address of a field, other than for a flag: what is done through the pointer, no assignment shows.
func (p fields) pointedAt(field *types.Var) bool {
	if field == nil {
		return false
	}
	if found, asked := p.pointed[field.Pos()]; asked {
		return found
	}
	found := false
	for _, f := range p.Naming(field.Name()) {
		if !addressed(f.Src, field.Name()) {
			continue
		}
		ast.Inspect(p.Repo.Parse(f), func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				last := LastName(n.Fun)
				return !strings.HasSuffix(last, "Var") && !strings.HasSuffix(last, "VarP")
			case *ast.UnaryExpr:
				if sel, ok := n.X.(*ast.SelectorExpr); ok && n.Op == token.AND {
					o := p.object(f, sel.Sel)
					found = found || o != nil && o.Pos() == field.Pos()
				}
			}
			return !found
		})
	}
	p.pointed[field.Pos()] = found
	return found
}

// addressed says whether a text holds the address of something that ends in a name, as &c.http.port does: a look before the parser is asked.
func addressed(src []byte, name string) bool {
	end := []byte("." + name)
	for i := bytes.Index(src, end); i >= 0; {
		start := i
		for start > 0 && (src[start-1] == '.' || src[start-1] == '_' || src[start-1] >= '0' && src[start-1] <= '9' || src[start-1]|0x20 >= 'a' && src[start-1]|0x20 <= 'z') {
			start--
		}
		if start > 0 && start < i && src[start-1] == '&' && (start < 2 || src[start-2] != '&') {
			return true
		}
		next := bytes.Index(src[i+1:], end)
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}
