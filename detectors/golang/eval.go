package golang

import (
	"cmp"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

// question is one expression that is folded: what it may still cost, and what is being asked on the way, so that a name that depends on
// itself comes to an end.
type question struct {
	*program
	budget *value.Budget
	busy   map[any]bool
}

func (p *program) ask(steps int) *question {
	return &question{p, value.NewBudget(steps), map[any]bool{}}
}

// fold returns the texts that an expression can have, the likeliest first; nil when nothing is known.
func (p *program) fold(e ast.Expr, sc scope) []value.Value {
	return p.ask(value.MaxSteps).eval(e, sc, 0)
}

// foldShort is fold for what matters less, as the path of a file: it gives up early.
func (p *program) foldShort(e ast.Expr, sc scope) []value.Value {
	return p.ask(value.FewSteps).eval(e, sc, 0)
}

// eval folds an expression to the texts that it can have: constants, variables, fields, flags, environment variables with their defaults,
// configuration files and small functions are followed through the packages of the repository. Nil when nothing is known.
func (q *question) eval(e ast.Expr, sc scope, depth int) []value.Value {
	if e == nil || !q.budget.Step(depth) {
		return nil
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return q.eval(e.X, sc, depth)
	case *ast.StarExpr:
		return q.eval(e.X, sc, depth)
	case *ast.TypeAssertExpr:
		return q.eval(e.X, sc, depth+1)
	case *ast.SliceExpr:
		return q.eval(e.X, sc, depth+1)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return q.eval(e.X, sc, depth+1)
		}
	case *ast.BasicLit:
		if s, ok := literalText(e); ok {
			return []value.Value{{Text: s, Number: e.Kind == token.INT, At: q.r.place(e, "literal")}}
		}
	case *ast.BinaryExpr:
		return q.evalBinary(e, sc, depth)
	case *ast.CompositeLit: // a list: each element; a map or struct has no text
		var list []value.Value
		for _, el := range e.Elts {
			if _, keyed := el.(*ast.KeyValueExpr); !keyed {
				list = append(list, q.eval(el, sc, depth+1)...)
			}
		}
		return trim(list)
	case *ast.Ident:
		return q.evalName(e, sc, depth)
	case *ast.SelectorExpr:
		return q.evalSelector(e, sc, depth)
	case *ast.IndexExpr:
		return q.evalIndex(e, sc, depth)
	case *ast.CallExpr:
		return q.evalCall(e, sc, depth)
	}
	return nil
}

func literalText(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return "", false
	}
	switch lit.Kind {
	case token.STRING, token.CHAR:
		s, err := strconv.Unquote(lit.Value)
		return s, err == nil
	case token.INT:
		n, err := strconv.ParseInt(lit.Value, 0, 64)
		return strconv.FormatInt(n, 10), err == nil
	}
	return "", false
}

func (q *question) evalBinary(e *ast.BinaryExpr, sc scope, depth int) []value.Value {
	left, right := q.eval(e.X, sc, depth+1), q.eval(e.Y, sc, depth+1)
	if left == nil && right == nil {
		return nil
	}
	isNum := func(v value.Value) bool { return v.Number }
	if slices.ContainsFunc(left, isNum) || slices.ContainsFunc(right, isNum) {
		return calculate(left, e.Op, right)
	}
	if e.Op != token.ADD {
		return nil
	}
	return concat(left, right)
}

// calculate folds the arithmetic of two single numbers.
func calculate(left []value.Value, op token.Token, right []value.Value) []value.Value {
	if len(left) != 1 || len(right) != 1 {
		return nil
	}
	a, err := strconv.Atoi(left[0].Text)
	b, err2 := strconv.Atoi(right[0].Text)
	if err != nil || err2 != nil {
		return nil
	}
	v := left[0]
	v.Confidence = value.Weaker(v.Confidence, right[0].Confidence)
	switch op {
	case token.ADD:
		v.Text = strconv.Itoa(a + b)
	case token.SUB:
		v.Text = strconv.Itoa(a - b)
	case token.MUL:
		v.Text = strconv.Itoa(a * b)
	default:
		return nil
	}
	return []value.Value{v}
}

// concat joins each left with each right text.
func concat(left, right []value.Value) []value.Value {
	left, right = orUnknown(left), orUnknown(right)
	var list []value.Value
	for _, l := range left {
		for _, r := range right {
			v := l
			if l.At.File == "" || !l.Known() && r.Known() && r.Text != "" && r.Text != ":" {
				v.At = r.At
			}
			if strings.Trim(l.Text, ":") == "" { // ":" + port: what matters is the port
				v.At = r.At
			}
			v.Text = l.Text + r.Text
			v.Number = false
			v.Variable, v.HostVariable, v.Flag, v.HostFlag = cmp.Or(r.Variable, l.Variable), cmp.Or(l.HostVariable, r.HostVariable), cmp.Or(l.Flag, r.Flag), cmp.Or(l.HostFlag, r.HostFlag)
			if strings.HasSuffix(l.Text, ":") && len(l.Text) > 1 || strings.HasPrefix(r.Text, ":") && !strings.Contains(l.Text, ":") { // what stands before the colon is the host
				if l.Variable != "" {
					v.HostVariable, v.Variable = l.Variable, r.Variable
				}
				if l.Flag != "" {
					v.HostFlag, v.Flag = l.Flag, r.Flag
				}
			}
			if v.File == "" {
				v.File = r.File
			}
			v.Argument, v.Required, v.Confidence = l.Argument || r.Argument, l.Required || r.Required, value.Weaker(l.Confidence, r.Confidence)
			list = append(list, v)
		}
	}
	return trim(list)
}

func orUnknown(list []value.Value) []value.Value {
	if len(list) == 0 {
		return []value.Value{{Text: value.Unknown}}
	}
	return list
}

// trim drops repetitions and what is too much.
func trim(list []value.Value) []value.Value {
	var out []value.Value
	for _, v := range list {
		same := func(o value.Value) bool {
			return o.Text == v.Text && o.Variable == v.Variable && o.Flag == v.Flag && o.Argument == v.Argument
		}
		if !slices.ContainsFunc(out, same) && len(out) < value.MaxValues && len(v.Text) < value.MaxText {
			out = append(out, v)
		}
	}
	return out
}

// once runs f unless the same question is being answered further out, as in "port = normalize(port)".
func (q *question) once(key any, f func() []value.Value) []value.Value {
	if q.busy[key] {
		return nil
	}
	q.busy[key] = true
	defer delete(q.busy, key)
	return f()
}

type nameKey struct {
	name string
	fn   *ast.FuncDecl
	pkg  *gopkg
}

// useKey is one place that reads a variable.
type useKey struct{ declared, at token.Pos }

func (q *question) evalName(e *ast.Ident, sc scope, depth int) []value.Value {
	o := q.object(sc.file, e)
	switch o := o.(type) {
	case nil:
		return q.evalUnresolved(e, sc, depth)
	case *types.Const:
		if o.Pkg() == nil { // true and false
			return []value.Value{{Text: e.Name, At: q.r.place(e, "literal")}}
		}
		return q.once(useKey{o.Pos(), 0}, func() []value.Value { return q.evalConst(o, depth) })
	case *types.Var:
		if o.Parent() != nil && o.Pkg() != nil && o.Parent() == o.Pkg().Scope() {
			if q.busy[useKey{o.Pos(), 0}] { // dir = filepath.Join(root, dir): on the right it is what it was declared as
				return q.once(useKey{o.Pos(), o.Pos()}, func() []value.Value { return q.evalDeclared(o, depth) })
			}
			return q.once(useKey{o.Pos(), 0}, func() []value.Value { return q.evalPackageVar(o, depth) })
		}
		return q.once(useKey{o.Pos(), e.Pos()}, func() []value.Value { return q.evalLocal(o, e.Pos(), sc, depth) })
	}
	return nil
}

// evalUnresolved looks a name up by its text alone, where go/types did not read the file or the package does not compile.
func (q *question) evalUnresolved(e *ast.Ident, sc scope, depth int) []value.Value {
	v, f, ok := q.declared(sc.file.pkg, e.Name)
	if !ok || v.expr == nil {
		return nil
	}
	return doubt(q.once(nameKey{e.Name, nil, sc.file.pkg}, func() []value.Value { return q.eval(v.expr, scope{file: f}, depth+1) }))
}

// evalConst is the value of a constant, which go/types computes when all that it is made of is in the repository.
func (q *question) evalConst(o *types.Const, depth int) []value.Value {
	d, f, ok := q.declaration(o)
	if !ok {
		return nil
	}
	var list []value.Value
	var at ast.Node
	if d.value != nil && d.value.expr != nil {
		at = d.value.expr
	} else if sets := q.assignments(f, o.Name(), o.Pos()); len(sets) > 0 && sets[0].right != nil {
		at = sets[0].right
	}
	if e, ok := at.(ast.Expr); ok {
		list = q.eval(e, scope{file: f, fn: d.fn}, depth+1)
	}
	text := ""
	switch o.Val().Kind() {
	case constant.String:
		text = constant.StringVal(o.Val())
	case constant.Int:
		text = o.Val().ExactString()
	default:
		return list
	}
	if at == nil || len(list) == 1 && list[0].Text == text {
		return list
	}
	return []value.Value{{Text: text, Number: o.Val().Kind() == constant.Int, At: q.r.place(at, "constant")}}
}

// evalLocal collects what a variable of a function can hold at a place.
func (q *question) evalLocal(o *types.Var, at token.Pos, sc scope, depth int) []value.Value {
	d, f, ok := q.declaration(o)
	if !ok || d.field != nil {
		return nil
	}
	sets, initial := q.index(f).reaching(q.assignments(f, o.Name(), o.Pos()), at)
	var sources [][]value.Value
	if b, bound := sc.bind[o.Pos()]; bound && initial {
		sources = append(sources, q.eval(b.expr, b.sc, depth+1))
	} else if d.param >= 0 && initial {
		if calls := q.evalParam(o, d, f, depth); calls != nil || len(sets) == 0 {
			sources = append(sources, calls)
		}
	}
	for _, s := range sets {
		sources = append(sources, q.evalSet(s, scope{file: f, fn: s.fn, bind: sc.bind}, depth))
	}
	return append(join(sources), q.evalFlagVar(f, o.Name(), o.Pos(), depth)...)
}

// join puts together what several places give one name. Where they differ, which one holds depends on the way that the program takes:
// all are likely at most.
func join(sources [][]value.Value) []value.Value {
	var all []value.Value
	for _, s := range sources {
		all = append(all, s...)
	}
	if len(sources) < 2 {
		return trim(all)
	}
	for _, s := range sources {
		if len(s) == 0 || slices.ContainsFunc(s, func(v value.Value) bool { return v.Text != all[0].Text }) {
			return trim(doubt(all))
		}
	}
	return trim(all)
}

// doubt makes values likely at most.
func doubt(list []value.Value) []value.Value {
	out := slices.Clone(list)
	for i := range out {
		out[i].Confidence = value.Weaker(out[i].Confidence, facts.Likely)
	}
	return out
}

func (q *question) evalSet(s set, sc scope, depth int) []value.Value {
	if s.right == nil {
		return nil
	}
	if c, ok := s.right.(*ast.CallExpr); ok && s.result > 0 {
		return q.evalResult(c, sc, s.result, depth+1)
	}
	if s.adds {
		return concat(q.eval(s.left, sc, depth+1), q.eval(s.right, sc, depth+1))
	}
	return q.eval(s.right, sc, depth+1)
}

// evalParam follows a parameter to the calls of its function.
func (q *question) evalParam(o *types.Var, d decl, f *gofile, depth int) []value.Value {
	if d.lit != nil {
		return q.evalLiteralParam(o, d, f, depth)
	}
	var sources [][]value.Value
	name := d.fn.Name
	for _, g := range q.naming(name.Name) {
		x := q.index(g)
		if x == nil {
			continue
		}
		for _, c := range x.calls[name.Name] {
			if c.around.fn == d.fn {
				continue
			}
			called, certain := q.mayCall(c.node, g, d.fn)
			if !called {
				continue
			}
			list := q.argument(c, g, d, depth)
			if !certain {
				list = doubt(list)
			}
			if list != nil {
				sources = append(sources, list)
			}
		}
	}
	return join(sources)
}

// argument folds what a call gives for a parameter.
func (q *question) argument(c call, f *gofile, d decl, depth int) []value.Value {
	if len(c.node.Args) == 0 || d.param >= len(c.node.Args) && !d.variadic {
		return nil
	}
	return q.eval(c.node.Args[min(d.param, len(c.node.Args)-1)], scope{file: f, fn: c.around.fn}, depth+1)
}

// evalLiteralParam follows a parameter of a function literal to the calls of the variable that holds the literal.
func (q *question) evalLiteralParam(o *types.Var, d decl, f *gofile, depth int) []value.Value {
	var sources [][]value.Value
	for _, name := range sortedKeys(q.index(f).sets) {
		for _, s := range q.index(f).sets[name] {
			if s.right != ast.Expr(d.lit) {
				continue
			}
			held := named(s.left)
			for _, c := range q.index(f).calls[name] {
				if id := named(c.node.Fun); id != nil && q.same(f, id, held) {
					sources = append(sources, q.argument(c, f, d, depth))
				}
			}
		}
	}
	return join(sources)
}

// mayCall says whether a call means a function; it is not certain of a method that only its name shows, as through an interface.
func (p *program) mayCall(c *ast.CallExpr, f *gofile, fn *ast.FuncDecl) (called, certain bool) {
	id := named(c.Fun)
	if id == nil {
		return false, false
	}
	o := p.object(f, id)
	if o != nil && o.Pos() == fn.Name.Pos() {
		return true, true
	}
	if d, _, ok := p.declaration(o); fn.Recv == nil || ok && d.fn != nil {
		return false, false
	}
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return false, false
	}
	_, _, isPackage := p.packageNamed(f, sel.X)
	return !isPackage, false
}

// evalDeclared is a variable of a package as its declaration says.
func (q *question) evalDeclared(o *types.Var, depth int) []value.Value {
	d, f, ok := q.declaration(o)
	if !ok || d.value == nil || d.value.expr == nil {
		return nil
	}
	return q.eval(d.value.expr, scope{file: f}, depth+1)
}

// evalPackageVar is a variable of a package with all that the program assigns to it.
func (q *question) evalPackageVar(o *types.Var, depth int) []value.Value {
	d, _, ok := q.declaration(o)
	if !ok || d.value == nil {
		return nil
	}
	var sources [][]value.Value
	if d.value.expr != nil {
		sources = append(sources, q.evalDeclared(o, depth))
	}
	var flags []value.Value
	for _, g := range q.naming(o.Name()) {
		for _, s := range q.assignments(g, o.Name(), o.Pos()) {
			sources = append(sources, q.evalSet(s, scope{file: g, fn: s.fn}, depth))
		}
		flags = append(flags, q.evalFlagVar(g, o.Name(), o.Pos(), depth)...)
	}
	return trim(append(join(sources), flags...))
}

// evalIndex looks a constant key up in the maps of the program: options["LISTEN_ADDR"].
func (q *question) evalIndex(e *ast.IndexExpr, sc scope, depth int) []value.Value {
	if q.isCommandLine(e.X, sc, 0) {
		return []value.Value{{Text: value.Unknown, Argument: true, At: q.r.place(e, "command line")}}
	}
	if key, ok := literalText(e.Index); ok {
		if lit, isText := e.Index.(*ast.BasicLit); isText && lit.Kind == token.STRING {
			return q.once(e, func() []value.Value {
				var list []value.Value
				for _, f := range q.with(`"` + key + `"`) {
					x := q.index(f)
					if x == nil {
						continue
					}
					for _, pr := range x.pairs[key] {
						list = append(list, q.eval(pr.value, scope{file: f, fn: pr.around.fn}, depth+1)...)
					}
				}
				return trim(list)
			})
		}
	}
	return q.eval(e.X, sc, depth+1)
}

// isCommandLine recognises os.Args and what flag.Args returns.
func (p *program) isCommandLine(e ast.Expr, sc scope, depth int) bool {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		path, _, ok := p.packageNamed(sc.file, e.X)
		return ok && e.Sel.Name == "Args" && path == "os"
	case *ast.SliceExpr:
		return p.isCommandLine(e.X, sc, depth)
	case *ast.CallExpr:
		return lastName(e.Fun) == "Args" && len(e.Args) == 0
	case *ast.Ident:
		o := p.object(sc.file, e)
		if o == nil || depth > 4 { // words = words[1:] would ask the same question for ever
			return false
		}
		return slices.ContainsFunc(p.assignments(sc.file, e.Name, o.Pos()), func(s set) bool {
			return s.right != nil && p.isCommandLine(s.right, sc, depth+1)
		})
	}
	return false
}
