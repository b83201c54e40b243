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

// unknown stands for a piece of text that only the running program knows.
const unknown = "\x00"

// val is one text that an expression can have when nothing is configured.
type val struct {
	text string
	env  string         // the variable that gives the unknown piece, or that overrides the text
	flag string         // the command line flag that overrides it
	host string         // the variable that overrides the host alone
	bind string         // the command line flag that does
	file string         // the configuration file that it was read from
	must bool           // the variable is required: nothing else gives the value
	num  bool           // a number, not a text
	arg  bool           // taken from the command line by position
	at   facts.Evidence // where the text is written
	sure facts.Confidence
}

func (v val) known() bool { return !strings.Contains(v.text, unknown) }

// Bounds of one evaluation, far above what real code needs.
const (
	maxValues = 24
	maxSteps  = 6000 // of one address
	fewSteps  = 200  // of what matters less: a path, the name of a variable
)

// eval folds an expression to the texts that it can have: constants, variables, fields, flags, environment variables with their defaults,
// configuration files and small functions are followed through the packages of the repository. Nil when nothing is known.
func (p *program) eval(e ast.Expr, sc scope, depth int) []val {
	p.steps++
	if e == nil || depth > maxDepth*2 || p.steps > maxSteps {
		return nil
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.eval(e.X, sc, depth)
	case *ast.StarExpr:
		return p.eval(e.X, sc, depth)
	case *ast.TypeAssertExpr:
		return p.eval(e.X, sc, depth+1)
	case *ast.SliceExpr:
		return p.eval(e.X, sc, depth+1)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return p.eval(e.X, sc, depth+1)
		}
	case *ast.BasicLit:
		if s, ok := literalText(e); ok {
			return []val{{text: s, num: e.Kind == token.INT, at: p.r.place(e, "literal")}}
		}
	case *ast.BinaryExpr:
		return p.evalBinary(e, sc, depth)
	case *ast.CompositeLit: // a list: each element; a map or struct has no text
		var list []val
		for _, el := range e.Elts {
			if _, keyed := el.(*ast.KeyValueExpr); !keyed {
				list = append(list, p.eval(el, sc, depth+1)...)
			}
		}
		return trim(list)
	case *ast.Ident:
		return p.evalName(e, sc, depth)
	case *ast.SelectorExpr:
		return p.evalSelector(e, sc, depth)
	case *ast.IndexExpr:
		return p.evalIndex(e, sc, depth)
	case *ast.CallExpr:
		return p.evalCall(e, sc, depth)
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

func (p *program) evalBinary(e *ast.BinaryExpr, sc scope, depth int) []val {
	left, right := p.eval(e.X, sc, depth+1), p.eval(e.Y, sc, depth+1)
	if left == nil && right == nil {
		return nil
	}
	isNum := func(v val) bool { return v.num }
	if slices.ContainsFunc(left, isNum) || slices.ContainsFunc(right, isNum) {
		return calculate(left, e.Op, right)
	}
	if e.Op != token.ADD {
		return nil
	}
	return concat(left, right)
}

// calculate folds the arithmetic of two single numbers.
func calculate(left []val, op token.Token, right []val) []val {
	if len(left) != 1 || len(right) != 1 {
		return nil
	}
	a, err := strconv.Atoi(left[0].text)
	b, err2 := strconv.Atoi(right[0].text)
	if err != nil || err2 != nil {
		return nil
	}
	v := left[0]
	v.sure = value.Weaker(v.sure, right[0].sure)
	switch op {
	case token.ADD:
		v.text = strconv.Itoa(a + b)
	case token.SUB:
		v.text = strconv.Itoa(a - b)
	case token.MUL:
		v.text = strconv.Itoa(a * b)
	default:
		return nil
	}
	return []val{v}
}

// concat joins each left with each right text.
func concat(left, right []val) []val {
	left, right = orUnknown(left), orUnknown(right)
	var list []val
	for _, l := range left {
		for _, r := range right {
			v := l
			if l.at.File == "" || !l.known() && r.known() && r.text != "" && r.text != ":" {
				v.at = r.at
			}
			if strings.Trim(l.text, ":") == "" { // ":" + port: what matters is the port
				v.at = r.at
			}
			v.text = l.text + r.text
			v.num = false
			v.env, v.host, v.flag, v.bind = cmp.Or(r.env, l.env), cmp.Or(l.host, r.host), cmp.Or(l.flag, r.flag), cmp.Or(l.bind, r.bind)
			if strings.HasSuffix(l.text, ":") && len(l.text) > 1 || strings.HasPrefix(r.text, ":") && !strings.Contains(l.text, ":") { // what stands before the colon is the host
				if l.env != "" {
					v.host, v.env = l.env, r.env
				}
				if l.flag != "" {
					v.bind, v.flag = l.flag, r.flag
				}
			}
			if v.file == "" {
				v.file = r.file
			}
			v.arg, v.must, v.sure = l.arg || r.arg, l.must || r.must, value.Weaker(l.sure, r.sure)
			list = append(list, v)
		}
	}
	return trim(list)
}

func orUnknown(list []val) []val {
	if len(list) == 0 {
		return []val{{text: unknown}}
	}
	return list
}

// trim drops repetitions and what is too much.
func trim(list []val) []val {
	var out []val
	for _, v := range list {
		same := func(o val) bool { return o.text == v.text && o.env == v.env && o.flag == v.flag && o.arg == v.arg }
		if !slices.ContainsFunc(out, same) && len(out) < maxValues && len(v.text) < 4096 {
			out = append(out, v)
		}
	}
	return out
}

// once runs f unless the same question is being answered further out, as in "port = normalize(port)".
func (p *program) once(key any, f func() []val) []val {
	if p.busy[key] {
		return nil
	}
	p.busy[key] = true
	defer delete(p.busy, key)
	return f()
}

type nameKey struct {
	name string
	fn   *ast.FuncDecl
	pkg  *gopkg
}

// useKey is one place that reads a variable.
type useKey struct{ declared, at token.Pos }

func (p *program) evalName(e *ast.Ident, sc scope, depth int) []val {
	o := p.object(sc.file, e)
	switch o := o.(type) {
	case nil:
		return p.evalUnresolved(e, sc, depth)
	case *types.Const:
		if o.Pkg() == nil { // true and false
			return []val{{text: e.Name, at: p.r.place(e, "literal")}}
		}
		return p.once(useKey{o.Pos(), 0}, func() []val { return p.evalConst(o, depth) })
	case *types.Var:
		if o.Parent() != nil && o.Pkg() != nil && o.Parent() == o.Pkg().Scope() {
			if p.busy[useKey{o.Pos(), 0}] { // dir = filepath.Join(root, dir): on the right it is what it was declared as
				return p.once(useKey{o.Pos(), o.Pos()}, func() []val { return p.evalDeclared(o, depth) })
			}
			return p.once(useKey{o.Pos(), 0}, func() []val { return p.evalPackageVar(o, depth) })
		}
		return p.once(useKey{o.Pos(), e.Pos()}, func() []val { return p.evalLocal(o, e.Pos(), sc, depth) })
	}
	return nil
}

// evalUnresolved looks a name up by its text alone, where go/types did not read the file or the package does not compile.
func (p *program) evalUnresolved(e *ast.Ident, sc scope, depth int) []val {
	v, f, ok := p.declared(sc.file.pkg, e.Name)
	if !ok || v.expr == nil {
		return nil
	}
	return doubt(p.once(nameKey{e.Name, nil, sc.file.pkg}, func() []val { return p.eval(v.expr, scope{file: f}, depth+1) }))
}

// evalConst is the value of a constant, which go/types computes when all that it is made of is in the repository.
func (p *program) evalConst(o *types.Const, depth int) []val {
	d, f, ok := p.declaration(o)
	if !ok {
		return nil
	}
	var list []val
	var at ast.Node
	if d.value != nil && d.value.expr != nil {
		at = d.value.expr
	} else if sets := p.assignments(f, o.Name(), o.Pos()); len(sets) > 0 && sets[0].right != nil {
		at = sets[0].right
	}
	if e, ok := at.(ast.Expr); ok {
		list = p.eval(e, scope{file: f, fn: d.fn}, depth+1)
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
	if at == nil || len(list) == 1 && list[0].text == text {
		return list
	}
	return []val{{text: text, num: o.Val().Kind() == constant.Int, at: p.r.place(at, "constant")}}
}

// evalLocal collects what a variable of a function can hold at a place.
func (p *program) evalLocal(o *types.Var, at token.Pos, sc scope, depth int) []val {
	d, f, ok := p.declaration(o)
	if !ok || d.field != nil {
		return nil
	}
	sets, initial := p.r.index(f).reaching(p.assignments(f, o.Name(), o.Pos()), at)
	var sources [][]val
	if b, bound := sc.bind[o.Pos()]; bound && initial {
		sources = append(sources, p.eval(b.expr, b.sc, depth+1))
	} else if d.param >= 0 && initial {
		if calls := p.evalParam(o, d, f, depth); calls != nil || len(sets) == 0 {
			sources = append(sources, calls)
		}
	}
	for _, s := range sets {
		sources = append(sources, p.evalSet(s, scope{file: f, fn: s.fn, bind: sc.bind}, depth))
	}
	return append(join(sources), p.evalFlagVar(f, o.Name(), o.Pos(), depth)...)
}

// join puts together what several places give one name. Where they differ, which one holds depends on the way that the program takes:
// all are likely at most.
func join(sources [][]val) []val {
	var all []val
	for _, s := range sources {
		all = append(all, s...)
	}
	if len(sources) < 2 {
		return trim(all)
	}
	for _, s := range sources {
		if len(s) == 0 || slices.ContainsFunc(s, func(v val) bool { return v.text != all[0].text }) {
			return trim(doubt(all))
		}
	}
	return trim(all)
}

// doubt makes values likely at most.
func doubt(list []val) []val {
	out := slices.Clone(list)
	for i := range out {
		out[i].sure = value.Weaker(out[i].sure, facts.Likely)
	}
	return out
}

func (p *program) evalSet(s set, sc scope, depth int) []val {
	if s.right == nil {
		return nil
	}
	if c, ok := s.right.(*ast.CallExpr); ok && s.result > 0 {
		return p.evalResult(c, sc, s.result, depth+1)
	}
	if s.adds {
		return concat(p.eval(s.left, sc, depth+1), p.eval(s.right, sc, depth+1))
	}
	return p.eval(s.right, sc, depth+1)
}

// evalParam follows a parameter to the calls of its function.
func (p *program) evalParam(o *types.Var, d decl, f *gofile, depth int) []val {
	if d.lit != nil {
		return p.evalLiteralParam(o, d, f, depth)
	}
	var sources [][]val
	name := d.fn.Name
	for _, g := range p.naming(name.Name) {
		x := p.r.index(g)
		if x == nil {
			continue
		}
		for _, c := range x.calls[name.Name] {
			if c.around.fn == d.fn {
				continue
			}
			called, certain := p.mayCall(c.node, g, d.fn)
			if !called {
				continue
			}
			list := p.argument(c, g, d, depth)
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
func (p *program) argument(c call, f *gofile, d decl, depth int) []val {
	if len(c.node.Args) == 0 || d.param >= len(c.node.Args) && !d.variadic {
		return nil
	}
	return p.eval(c.node.Args[min(d.param, len(c.node.Args)-1)], scope{file: f, fn: c.around.fn}, depth+1)
}

// evalLiteralParam follows a parameter of a function literal to the calls of the variable that holds the literal.
func (p *program) evalLiteralParam(o *types.Var, d decl, f *gofile, depth int) []val {
	var sources [][]val
	for _, name := range sortedKeys(f.idx.sets) {
		for _, s := range f.idx.sets[name] {
			if s.right != ast.Expr(d.lit) {
				continue
			}
			held := named(s.left)
			for _, c := range f.idx.calls[name] {
				if id := named(c.node.Fun); id != nil && p.same(f, id, held) {
					sources = append(sources, p.argument(c, f, d, depth))
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
func (p *program) evalDeclared(o *types.Var, depth int) []val {
	d, f, ok := p.declaration(o)
	if !ok || d.value == nil || d.value.expr == nil {
		return nil
	}
	return p.eval(d.value.expr, scope{file: f}, depth+1)
}

// evalPackageVar is a variable of a package with all that the program assigns to it.
func (p *program) evalPackageVar(o *types.Var, depth int) []val {
	d, _, ok := p.declaration(o)
	if !ok || d.value == nil {
		return nil
	}
	var sources [][]val
	if d.value.expr != nil {
		sources = append(sources, p.evalDeclared(o, depth))
	}
	var flags []val
	for _, g := range p.naming(o.Name()) {
		for _, s := range p.assignments(g, o.Name(), o.Pos()) {
			sources = append(sources, p.evalSet(s, scope{file: g, fn: s.fn}, depth))
		}
		flags = append(flags, p.evalFlagVar(g, o.Name(), o.Pos(), depth)...)
	}
	return trim(append(join(sources), flags...))
}

// evalIndex looks a constant key up in the maps of the program: options["LISTEN_ADDR"].
func (p *program) evalIndex(e *ast.IndexExpr, sc scope, depth int) []val {
	if p.isCommandLine(e.X, sc, 0) {
		return []val{{text: unknown, arg: true, at: p.r.place(e, "command line")}}
	}
	if key, ok := literalText(e.Index); ok {
		if lit, isText := e.Index.(*ast.BasicLit); isText && lit.Kind == token.STRING {
			return p.once(e, func() []val {
				var list []val
				for _, f := range p.with(`"` + key + `"`) {
					x := p.r.index(f)
					if x == nil {
						continue
					}
					for _, pr := range x.pairs[key] {
						list = append(list, p.eval(pr.value, scope{file: f, fn: pr.around.fn}, depth+1)...)
					}
				}
				return trim(list)
			})
		}
	}
	return p.eval(e.X, sc, depth+1)
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
