package fold

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// maxEscape bounds the calls that one list is followed through.
const maxEscape = 4

// readers are the packages of the standard library whose functions write to no list or map that they are given.
var readers = map[string]bool{"fmt": true, "log": true, "log/slog": true, "strings": true, "strconv": true, "errors": true, "os": true, "reflect": true}

// writers are the functions of packages slices and maps that write to their first argument, or may keep it in what they return.
var writers = []string{"Sort", "Reverse", "Insert", "Delete", "Replace", "Compact", "Grow", "Clip", "Append", "Copy"}

// escape is a place from which on somebody else may write to a list or map: it has a second name, or a function got it that may write.
type escape struct{ from token.Pos }

// escaped says whether the elements of a variable may be others at a place than what its own assignments say.
func (p aliasing) escaped(o *types.Var, d decl, f *module.File, at token.Pos) bool {
	if _, isChannel := o.Type().Underlying().(*types.Chan); isChannel { // what is sent is found by the channel's name
		return false
	}
	if d.value != nil {
		return len(p.escapes(o, f, nil, 0)) > 0
	}
	lit := p.Index(f).closure(at)
	inner := lit != nil && o.Pos() < lit.Pos() // the literal may run after whatever follows it
	return slices.ContainsFunc(p.escapes(o, f, d.fn, 0), func(e escape) bool { return inner || e.from < at })
}

// escapes are the places where a variable escapes; fn is the function that declares it, nil for a variable of a package.
func (p aliasing) escapes(o *types.Var, f *module.File, fn *ast.FuncDecl, depth int) []escape {
	if list, asked := p.escaping[o.Pos()]; asked {
		return list
	}
	p.escaping[o.Pos()] = nil
	var list []escape
	find := func(f *module.File, root ast.Node) {
		ast.PreorderStack(root, nil, func(n ast.Node, stack []ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name == o.Name() && id.Pos() != o.Pos() && p.means(f, id, o.Pos()) && p.escapesAt(o, id, stack, f, depth) {
				list = append(list, escape{begins(id, stack, o)})
			}
			return true
		})
	}
	switch {
	case fn == nil:
		for _, g := range p.Naming(o.Name()) {
			if tree := p.Repo.Parse(g); tree != nil {
				find(g, tree)
			}
		}
	case fn.Body != nil:
		find(f, fn.Body)
	}
	p.escaping[o.Pos()] = list
	return list
}

// begins is where an escape begins: a loop or a function literal around it may run before what stands above it.
func begins(id *ast.Ident, stack []ast.Node, o *types.Var) token.Pos {
	for _, n := range stack {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit:
			if n.Pos() > o.Pos() {
				return n.Pos()
			}
		}
	}
	return id.Pos()
}

// escapesAt says whether one use of a variable lets somebody else write to its elements, or writes in a way that is not followed.
func (p aliasing) escapesAt(o *types.Var, id *ast.Ident, stack []ast.Node, f *module.File, depth int) bool {
	_, copied := o.Type().Underlying().(*types.Array) // assigning an array copies it
	var e ast.Expr = id
	for i, above := range slices.Backward(stack) {
		switch n := above.(type) {
		case *ast.ParenExpr:
			e = n
		case *ast.StarExpr:
			e = n
		case *ast.SliceExpr:
			if n.X != e {
				return false
			}
			e, copied = n, false
		case *ast.IndexExpr:
			return n.X == e && p.elementEscapes(o, n, stack[i-1])
		case *ast.UnaryExpr:
			return n.Op == token.AND
		case *ast.AssignStmt:
			return !copied && assigns(n, e, o)
		case *ast.ValueSpec, *ast.KeyValueExpr, *ast.CompositeLit, *ast.SendStmt:
			return !copied
		case *ast.ReturnStmt:
			d, _, ok := p.declaration(o)
			return !copied && ok && d.param >= 0
		case *ast.SelectorExpr:
			call, isCall := stack[i-1].(*ast.CallExpr)
			return n.X == e && isCall && call.Fun == ast.Expr(n) && p.receiverEscapes(call, f, depth)
		case *ast.CallExpr:
			if fun, ok := n.Fun.(*ast.Ident); ok && fun.Name == "append" && p.builtin(f, fun) && n.Args[0] == e {
				e, copied = n, false
				continue
			}
			return !copied && p.argumentEscapes(n, e, f, depth)
		default:
			return false
		}
	}
	return false
}

// elementEscapes says whether the address of an element is taken, or the element is written otherwise than by "list[i] = value" in the
// function that declares the list.
func (p aliasing) elementEscapes(o *types.Var, ix *ast.IndexExpr, parent ast.Node) bool {
	switch n := parent.(type) {
	case *ast.UnaryExpr:
		return n.Op == token.AND
	case *ast.IncDecStmt:
		return true
	case *ast.AssignStmt:
		if !slices.Contains(n.Lhs, ast.Expr(ix)) {
			return false
		}
		d, _, ok := p.declaration(o)
		return len(n.Lhs) > 1 || n.Tok != token.ASSIGN || !ok || d.param >= 0
	}
	return false
}

// assigns says whether an assignment gives what is on its right side to another name.
func assigns(n *ast.AssignStmt, e ast.Expr, o *types.Var) bool {
	i := slices.Index(n.Rhs, e)
	if i < 0 || i >= len(n.Lhs) {
		return false
	}
	name := LastName(n.Lhs[i])
	return name != o.Name() && name != "_"
}

// argumentEscapes says whether a call may write to an argument, or keep it.
func (p aliasing) argumentEscapes(c *ast.CallExpr, e ast.Expr, f *module.File, depth int) bool {
	i := slices.Index(c.Args, e)
	if i < 0 {
		return false
	}
	if id, ok := c.Fun.(*ast.Ident); ok && p.builtin(f, id) {
		return id.Name == "delete" || id.Name == "clear" || id.Name == "copy" && i == 0
	}
	if sel, ok := c.Fun.(*ast.SelectorExpr); ok {
		if imported, pkg, ok := p.PackageNamed(f, sel.X); ok && pkg == nil {
			if imported == "slices" || imported == "maps" {
				return i == 0 && slices.ContainsFunc(writers, func(w string) bool { return strings.HasPrefix(sel.Sel.Name, w) }) && !strings.HasPrefix(sel.Sel.Name, "Sorted")
			}
			return !readers[imported]
		}
	}
	callees := p.Callees(c, Scope{File: f})
	if len(callees) != 1 || callees[0].Fn.Body == nil || depth >= maxEscape {
		return true
	}
	for _, field := range callees[0].Fn.Type.Params.List {
		for _, name := range field.Names {
			if _, variadic := field.Type.(*ast.Ellipsis); i == 0 || variadic {
				return p.parameterEscapes(name, callees[0], depth)
			}
			i--
		}
	}
	return false // without a name the function cannot use it
}

// receiverEscapes is argumentEscapes for what a method is called on.
func (p aliasing) receiverEscapes(c *ast.CallExpr, f *module.File, depth int) bool {
	callees := p.Callees(c, Scope{File: f})
	if len(callees) != 1 || callees[0].Fn.Body == nil || callees[0].Fn.Recv == nil || depth >= maxEscape {
		return true
	}
	names := callees[0].Fn.Recv.List[0].Names
	return len(names) > 0 && p.parameterEscapes(names[0], callees[0], depth)
}

func (p aliasing) parameterEscapes(name *ast.Ident, callee Scope, depth int) bool {
	o, ok := p.object(callee.File, name).(*types.Var)
	return ok && name.Name != "_" && len(p.escapes(o, callee.File, callee.Fn, depth+1)) > 0
}
