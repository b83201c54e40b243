package golang

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
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
			v.arg, v.must = l.arg || r.arg, l.must || r.must
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

func (p *program) evalName(e *ast.Ident, sc scope, depth int) []val {
	switch e.Name {
	case "nil":
		return nil
	case "true", "false":
		return []val{{text: e.Name, at: p.r.place(e, "literal")}}
	}
	if b, ok := sc.bind[e.Name]; ok {
		return p.eval(b.expr, b.sc, depth+1)
	}
	return p.once(nameKey{e.Name, sc.fn, sc.file.pkg}, func() []val {
		var list []val
		if sc.fn != nil {
			if p.local(e.Name, e.Pos(), sc) {
				list = p.evalLocal(e.Name, sc, depth)
			}
			if i, _, variadic := param(sc.fn, e.Name); i >= 0 {
				list = append(list, p.evalParam(sc, i, variadic, depth)...)
			}
		}
		if len(list) == 0 && !p.local(e.Name, e.Pos(), sc) {
			list = p.evalPackageValue(sc.file.pkg, e.Name, depth)
		}
		return trim(list)
	})
}

// evalLocal collects what is assigned to a variable in a function.
func (p *program) evalLocal(name string, sc scope, depth int) []val {
	x := p.r.index(sc.file)
	if x == nil {
		return nil
	}
	var list []val
	for _, s := range x.sets[name] {
		if id, ok := s.left.(*ast.Ident); ok && s.fn == sc.fn && id.Name == name {
			list = append(list, p.evalSet(s, sc, depth)...)
		}
	}
	return append(list, p.evalFlagVar(name, sc, depth)...)
}

func (p *program) evalSet(s set, sc scope, depth int) []val {
	if s.right == nil {
		return nil
	}
	if c, ok := s.right.(*ast.CallExpr); ok && s.result > 0 {
		return p.evalResult(c, sc, s.result, depth+1)
	}
	return p.eval(s.right, sc, depth+1)
}

// evalParam follows a parameter to the calls of its function.
func (p *program) evalParam(sc scope, i int, variadic bool, depth int) []val {
	var list []val
	name, recv := sc.fn.Name.Name, receiver(sc.fn)
	for _, f := range p.naming(name) {
		x := p.r.index(f)
		if x == nil {
			continue
		}
		for _, c := range x.calls[name] {
			if i >= len(c.node.Args) || c.around.fn == sc.fn || !p.mayCall(c.node, f, sc, recv) {
				continue
			}
			if last := c.node.Args[min(i, len(c.node.Args)-1)]; variadic || i < len(c.node.Args) {
				list = append(list, p.eval(last, scope{file: f, fn: c.around.fn}, depth+1)...)
			}
		}
	}
	return trim(list)
}

// mayCall says whether a call can mean this function: its package must fit; a method's receiver is compared when its type is known.
func (p *program) mayCall(c *ast.CallExpr, f *gofile, callee scope, recv string) bool {
	fun := c.Fun
	if ix, ok := fun.(*ast.IndexExpr); ok {
		fun = ix.X
	}
	switch fun := fun.(type) {
	case *ast.Ident:
		return recv == "" && f.pkg == callee.file.pkg
	case *ast.SelectorExpr:
		if x, ok := fun.X.(*ast.Ident); ok && f.imports[x.Name] != "" {
			if pkg := p.packageOf(f, x.Name); pkg != nil {
				return pkg == callee.file.pkg && recv == ""
			}
			return false
		}
		return recv != ""
	}
	return false
}

// evalPackageValue is a constant or variable of a package with all that the program assigns to it.
func (p *program) evalPackageValue(pkg *gopkg, name string, depth int) []val {
	v, f, ok := p.declared(pkg, name)
	if !ok {
		return nil
	}
	var list []val
	if v.expr != nil {
		if id, ok := v.expr.(*ast.Ident); ok && v.isIota && id.Name == "iota" {
			return []val{{text: strconv.Itoa(v.iota), at: p.r.place(v.expr, "iota")}}
		}
		list = p.eval(v.expr, scope{file: f}, depth+1)
	}
	if v.isIota {
		return list
	}
	for _, g := range p.naming(name) {
		x := p.r.index(g)
		if x == nil {
			continue
		}
		for _, s := range x.sets[name] {
			switch left := s.left.(type) {
			case *ast.Ident:
				if g.pkg != pkg || s.defines || p.local(name, left.Pos(), scope{file: g, fn: s.fn}) {
					continue
				}
			case *ast.SelectorExpr:
				id, ok := left.X.(*ast.Ident)
				if !ok || p.packageOf(g, id.Name) != pkg {
					continue
				}
			default:
				continue
			}
			list = append(list, p.evalSet(s, scope{file: g, fn: s.fn}, depth)...)
		}
		list = append(list, p.evalFlagVarIn(g, name, pkg, depth)...)
	}
	return trim(list)
}

// evalIndex looks a constant key up in the maps of the program: options["LISTEN_ADDR"].
func (p *program) evalIndex(e *ast.IndexExpr, sc scope, depth int) []val {
	if isCommandLine(e.X, sc) {
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
func isCommandLine(e ast.Expr, sc scope) bool {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		x, ok := e.X.(*ast.Ident)
		return ok && e.Sel.Name == "Args" && sc.file.imports[x.Name] == "os"
	case *ast.SliceExpr:
		return isCommandLine(e.X, sc)
	case *ast.CallExpr:
		return lastName(e.Fun) == "Args" && len(e.Args) == 0
	case *ast.Ident:
		if sc.fn == nil || sc.file.idx == nil {
			return false
		}
		for _, s := range sc.file.idx.sets[e.Name] {
			if s.fn != sc.fn || s.right == nil {
				continue
			}
			right := s.right
			for slice, ok := right.(*ast.SliceExpr); ok; slice, ok = right.(*ast.SliceExpr) {
				right = slice.X
			}
			// words = words[1:] would ask the same question for ever
			if _, again := right.(*ast.Ident); !again && isCommandLine(right, sc) {
				return true
			}
		}
	}
	return false
}
