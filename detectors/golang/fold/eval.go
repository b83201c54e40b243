package fold

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/value"
)

// question is one expression that is folded: what it may still cost, and what is being asked on the way, so that a name that depends on
// itself comes to an end.
type question struct {
	*Program
	budget *value.Budget
	busy   map[any]bool
	within func(Around, *module.File) bool // which places may give a value, nil for all
	aside  bool                            // what the expression is for runs beside what follows, or does not wait
}

// allows says whether a place may give a value.
func (q *question) allows(a Around, f *module.File) bool { return q.within == nil || q.within(a, f) }

func (p *Program) ask(steps int) *question {
	return &question{Program: p, budget: value.NewBudget(steps), busy: map[any]bool{}}
}

// Fold returns the texts that an expression can have, the likeliest first; nil when nothing is known.
func (p *Program) Fold(e ast.Expr, sc Scope) []value.Value {
	return p.ask(value.MaxSteps).eval(e, sc, 0)
}

// FoldWithin is Fold where only some places call functions and fill structs: those that the same command of the program comes to; nil for
// all. aside says that what the expression is for does not wait, so that a loop gives it all of its values.
func (p *Program) FoldWithin(e ast.Expr, sc Scope, aside bool, within func(Around, *module.File) bool) []value.Value {
	q := p.ask(value.MaxSteps)
	q.within, q.aside = within, aside
	return q.eval(e, sc, 0)
}

// Address is Fold of a host and a port that are given apart, as one address.
func Address(p *Program, host, port ast.Expr, sc Scope) []value.Value {
	hosts := slices.Clone(p.Fold(host, sc))
	for i := range hosts {
		hosts[i].At = facts.Evidence{} // the port is what the place is asked for
	}
	return concat(concat(hosts, []value.Value{{Text: ":"}}), p.Fold(port, sc))
}

// FoldShort is fold for what matters less, as the path of a file: it gives up early.
func (p *Program) FoldShort(e ast.Expr, sc Scope) []value.Value {
	return p.ask(value.FewSteps).eval(e, sc, 0)
}

// eval folds an expression to the texts that it can have: constants, variables, fields, flags, environment variables with their defaults,
// configuration files and small functions are followed through the packages of the repository. Nil when nothing is known.
func (q *question) eval(e ast.Expr, sc Scope, depth int) []value.Value {
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
		return q.loops().evalSlice(e, sc, depth)
	case *ast.UnaryExpr:
		switch e.Op {
		case token.AND:
			return q.eval(e.X, sc, depth+1)
		case token.ARROW:
			return q.loops().evalReceived(e, sc, depth)
		}
	case *ast.BasicLit:
		if s, ok := LiteralText(e); ok && e.Kind != token.CHAR {
			return []value.Value{{Text: s, Number: e.Kind == token.INT, At: q.Repo.Place(e, "literal")}}
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
		return q.loops().evalIndex(e, sc, depth)
	case *ast.CallExpr:
		return q.evalCall(e, sc, depth)
	}
	return nil
}

// LiteralText returns the text of a string literal.
func LiteralText(e ast.Expr) (string, bool) {
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

func (q *question) evalBinary(e *ast.BinaryExpr, sc Scope, depth int) []value.Value {
	switch e.Op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ, token.LAND, token.LOR:
		if state := q.constants().constant(e, sc); state != 0 {
			return []value.Value{{Text: strconv.FormatBool(state > 0), At: q.Repo.Place(e, "constant")}}
		}
		return nil
	}
	return operate(q.eval(e.X, sc, depth+1), e.Op, q.eval(e.Y, sc, depth+1))
}

// operate folds an operator between two lists of values.
func operate(left []value.Value, op token.Token, right []value.Value) []value.Value {
	if left == nil && right == nil {
		return nil
	}
	isNum := func(v value.Value) bool { return v.Number }
	if slices.ContainsFunc(left, isNum) || slices.ContainsFunc(right, isNum) {
		return calculate(left, op, right)
	}
	if op != token.ADD {
		return nil
	}
	return concat(left, right)
}

// calculate folds the arithmetic of numbers, each of the left with each of the right.
func calculate(left []value.Value, op token.Token, right []value.Value) []value.Value {
	var list []value.Value
	for _, l := range left {
		for _, r := range right {
			a, err := strconv.Atoi(l.Text)
			b, err2 := strconv.Atoi(r.Text)
			if err != nil || err2 != nil {
				return nil
			}
			n, ok := arithmetic(a, op, b)
			if !ok {
				return nil
			}
			v := l
			v.Variable, v.Flag, v.Each = cmp.Or(l.Variable, r.Variable), cmp.Or(l.Flag, r.Flag), l.Each || r.Each
			v.Text, v.Confidence = strconv.Itoa(n), value.Weaker(l.Confidence, r.Confidence)
			list = append(list, v)
		}
	}
	return trim(list)
}

func arithmetic(a int, op token.Token, b int) (int, bool) {
	switch op {
	case token.ADD:
		return a + b, true
	case token.SUB:
		return a - b, true
	case token.MUL:
		return a * b, true
	case token.QUO:
		if b != 0 {
			return a / b, true
		}
	case token.REM:
		if b != 0 {
			return a % b, true
		}
	}
	return 0, false
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
			v.Each = l.Each || r.Each
			v.Piece = l.Piece || r.Piece || l.Text != "" && (r.Variable != "" || r.Flag != "")
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

// each marks values that are all taken, one after the other.
func each(list []value.Value) []value.Value {
	out := slices.Clone(list)
	for i := range out {
		out[i].Each = true
	}
	return out
}

// doubt makes values likely at most.
func doubt(list []value.Value) []value.Value {
	out := slices.Clone(list)
	for i := range out {
		out[i].Confidence = value.Weaker(out[i].Confidence, facts.Likely)
	}
	return out
}

// isCommandLine recognises os.Args and what flag.Args returns.
func (p *Program) isCommandLine(e ast.Expr, sc Scope, depth int) bool {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		path, _, ok := p.PackageNamed(sc.File, e.X)
		return ok && e.Sel.Name == "Args" && path == "os"
	case *ast.SliceExpr:
		return p.isCommandLine(e.X, sc, depth)
	case *ast.CallExpr:
		return LastName(e.Fun) == "Args" && len(e.Args) == 0
	case *ast.Ident:
		o := p.object(sc.File, e)
		if o == nil || depth > 4 { // words = words[1:] would ask the same question for ever
			return false
		}
		return slices.ContainsFunc(p.assignments(sc.File, e.Name, o.Pos()), func(s Set) bool {
			return s.Right != nil && p.isCommandLine(s.Right, sc, depth+1)
		})
	}
	return false
}
