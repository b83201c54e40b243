package fold

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

type callKey struct {
	node   ast.Node
	result int
}

func (q *question) evalCall(c *ast.CallExpr, sc Scope, depth int) []value.Value {
	return q.evalResult(c, sc, 0, depth)
}

// evalResult folds one result of a call.
func (q *question) evalResult(c *ast.CallExpr, sc Scope, result, depth int) []value.Value {
	return q.once(callKey{c, result}, func() []value.Value {
		if result == 0 {
			if list, ok := q.library().evalKnown(c, sc, depth); ok {
				return list
			}
			if list := q.flags().evalFlag(c, sc, depth); list != nil {
				return list
			}
			if list := q.flags().evalGetter(c, sc, depth); list != nil {
				return list
			}
		}
		if list, ok := q.library().evalParts(c, sc, result, depth); ok {
			return list
		}
		callees := q.Callees(c, sc)
		if len(callees) == 0 {
			return q.evalForeign(c, sc, depth)
		}
		var list []value.Value
		for _, callee := range callees {
			list = append(list, q.evalReturns(c, callee, sc, result, depth)...)
		}
		if len(list) == 0 && result == 0 { // a helper of the repository that cannot be folded, as one that converts by reflection or a type switch
			return doubt(q.evalForeign(c, sc, depth))
		}
		return trim(list)
	})
}

// evalReturns folds what a function of the repository returns for these arguments.
func (q *question) evalReturns(c *ast.CallExpr, callee, sc Scope, result, depth int) []value.Value {
	if callee.Fn.Body == nil {
		return nil
	}
	callee = q.called(c, callee, sc)
	var results []*ast.Ident
	if callee.Fn.Type.Results != nil {
		for _, f := range callee.Fn.Type.Results.List {
			results = append(results, f.Names...)
		}
	}
	var sources [][]value.Value
	ast.Inspect(callee.Fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			switch {
			case result < len(n.Results) && len(n.Results) > 1 || len(n.Results) == 1 && result == 0:
				if id, ok := n.Results[result].(*ast.Ident); !ok || id.Name != "nil" {
					sources = append(sources, q.eval(n.Results[result], callee, depth+1))
				}
			case len(n.Results) == 1:
				if inner, ok := n.Results[0].(*ast.CallExpr); ok {
					sources = append(sources, q.evalResult(inner, callee, result, depth+1))
				}
			case len(n.Results) == 0 && result < len(results):
				if o, ok := q.object(callee.File, results[result]).(*types.Var); ok {
					sources = append(sources, q.evalLocal(o, n.Pos(), callee, depth+1))
				}
			}
		}
		return true
	})
	if result < len(results) {
		return q.deferred(results[result], callee, join(sources), depth)
	}
	return join(sources)
}

// deferred is what a named result is in the end: a function literal may set it after the return statement (Go specification, "Defer
// statements"). list is what the return statements say.
func (q *question) deferred(result *ast.Ident, callee Scope, list []value.Value, depth int) []value.Value {
	o, ok := q.object(callee.File, result).(*types.Var)
	if !ok {
		return list
	}
	list = unsure(q.Program, list, o, callee.File)
	x := q.Index(callee.File)
	var late []Set
	for _, s := range q.assignments(callee.File, o.Name(), o.Pos()) {
		if lit := x.closure(s.left.Pos()); lit != nil && lit.Pos() > callee.Fn.Body.Pos() && lit.End() <= callee.Fn.Body.End() {
			late = append(late, s)
		}
	}
	if len(late) == 0 {
		return list
	}
	sources := [][]value.Value{list}
	for _, s := range late {
		in := callee
		in.Fn = s.Fn
		sources = append(sources, q.evalSet(s, in, depth))
	}
	if len(late) == 1 && alwaysDeferred(callee.Fn.Body, late[0], x.closure(late[0].left.Pos())) {
		return sources[1]
	}
	return doubt(trim(slices.Concat(sources...)))
}

// alwaysDeferred says whether an assignment stands in a literal that a function defers whatever happens, and below no condition of it.
func alwaysDeferred(body *ast.BlockStmt, s Set, lit *ast.FuncLit) bool {
	if s.block == nil || s.block.from != lit.Body.Pos() || len(s.Around.Conds) > 0 {
		return false
	}
	for _, statement := range body.List {
		switch statement := statement.(type) {
		case *ast.DeferStmt:
			if statement.Call.Fun == ast.Expr(lit) {
				return true
			}
		case *ast.AssignStmt, *ast.DeclStmt, *ast.ExprStmt:
		default:
			return false // it may return before
		}
	}
	return false
}

// called is the scope of a function with the arguments of a call.
func (p *Program) called(c *ast.CallExpr, callee, sc Scope) Scope {
	outer := callee.bind // of the function around a function literal
	callee.bind = map[token.Pos]bound{}
	maps.Copy(callee.bind, outer)
	i := 0
	for _, field := range callee.Fn.Type.Params.List {
		_, variadic := field.Type.(*ast.Ellipsis)
		for _, n := range field.Names {
			switch {
			case variadic && i < len(c.Args) && !c.Ellipsis.IsValid():
				callee.bind[n.Pos()] = bound{&ast.CompositeLit{Elts: c.Args[i:], Lbrace: c.Args[i].Pos()}, sc}
			case i < len(c.Args):
				callee.bind[n.Pos()] = bound{c.Args[i], sc}
			}
			i++
		}
	}
	return callee
}

// fromEnv makes the value of a variable: unknown, with its name; where the program sets the variable itself, that may be it.
func (q *question) fromEnv(names []value.Value, at ast.Node, depth int) []value.Value {
	var list []value.Value
	for _, n := range names {
		if !n.Known() || !isEnvName(n.Text) {
			continue
		}
		list = append(list, value.Value{Text: value.Unknown, Variable: n.Text, At: q.Repo.Place(at, "environment variable")})
		for _, f := range q.With(`Setenv("` + n.Text + `"`) {
			for _, c := range q.Index(f).Calls["Setenv"] {
				if s, ok := LiteralText(c.Node.Args[0]); ok && s == n.Text && len(c.Node.Args) == 2 {
					list = append(list, doubt(q.eval(c.Node.Args[1], Scope{File: f, Fn: c.Around.Fn}, depth+1))...)
				}
			}
		}
	}
	return orUnknown(list)
}

var envName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func isEnvName(s string) bool { return envName.MatchString(s) }

// Capitals matches the names that people give to environment variables: LISTEN_PORT.
var Capitals = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_+[A-Z0-9]+)*$`)

// evalForeign guesses what a function outside of the repository makes of its arguments: a helper that takes a name in capitals and a default
// reads the environment (env.GetString("PORT", "8080")).
func (q *question) evalForeign(c *ast.CallExpr, sc Scope, depth int) []value.Value {
	if !slices.ContainsFunc(c.Args, func(a ast.Expr) bool { return q.namesVariable(a, sc) }) {
		if list := q.evalKeyed(c, sc, depth); list != nil {
			return list
		}
		return q.evalSettings(c, sc, depth)
	}
	var env string
	var list []value.Value
	for _, a := range c.Args {
		for _, v := range q.eval(a, sc, depth+1) {
			if v.Known() && env == "" && Capitals.MatchString(v.Text) && len(v.Text) > 2 {
				env = v.Text
				continue
			}
			list = append(list, v)
		}
	}
	if env == "" {
		return nil
	}
	if len(list) == 0 {
		return []value.Value{{Text: value.Unknown, Variable: env, At: q.Repo.Place(c, "environment variable")}}
	}
	for i := range list {
		list[i].Variable = env
	}
	return trim(list)
}

// evalSettings is what a function of another module is given of the configuration files, when that is a number or a list of numbers: what it makes of the value, only its module says.
func (q *question) evalSettings(c *ast.CallExpr, sc Scope, depth int) []value.Value {
	if len(c.Args) == 0 || len(c.Args) > 3 || q.Settings.None() {
		return nil
	}
	var list []value.Value
	for _, a := range c.Args {
		if !q.typing().isNumbers(a, sc) {
			continue
		}
		for _, v := range q.eval(a, sc, depth+1) {
			if v.File != "" {
				list = append(list, v.Doubted(facts.Guess))
			}
		}
	}
	return trim(list)
}

// settingKey is how libraries of configuration write the name of a setting: words with dots or dashes, or in camel case.
var settingKey = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*([._-][A-Za-z0-9]+)+$|^[a-z]+([A-Z][a-z0-9]*)+$`)

// scalarGetter matches the getters that libraries name after the type of a setting, with or without a word for its default: IntF of koanf's
// wrappers, DefaultInt of beego's config, MustInt of ini.
var scalarGetter = regexp.MustCompile(`^(?:Must|Default)?(?:Int|Int64|Uint|Uint16|Port)(?:F|Or|OrDefault|Default)?$`)

// evalKeyed is the number that stands in the call of a getter of a library that is also given the key of a setting: the default, as
// in conf.GetIntVar(8080, 1, "Gateway.webPort"), properties.GetInt("server.port", 8080) or config.IntF(KeyPort, 4455). Which argument is which,
// only the library says: the value is likely.
func (q *question) evalKeyed(c *ast.CallExpr, sc Scope, depth int) []value.Value {
	if name := LastName(c.Fun); !strings.HasPrefix(name, "Get") && !strings.HasPrefix(name, "MustGet") && !scalarGetter.MatchString(name) {
		return nil
	}
	var number ast.Expr
	keys := 0
	for _, a := range c.Args {
		lit, isLiteral := a.(*ast.BasicLit)
		switch {
		case !isLiteral:
			if settingKey.MatchString(First(q.eval(a, sc, depth+1))) {
				keys++
			}
		case lit.Kind == token.INT && number == nil:
			number = lit
		case lit.Kind == token.STRING:
			if text, _ := LiteralText(lit); settingKey.MatchString(text) {
				keys++
			}
		}
	}
	if number == nil || keys == 0 {
		return nil
	}
	text, _ := LiteralText(number)
	return []value.Value{{Text: text, Number: true, Confidence: facts.Likely, At: q.Repo.Place(number, "default of a setting")}}
}

// namesVariable says whether an argument is a constant in capitals, as the names of environment variables are.
func (p *Program) namesVariable(e ast.Expr, sc Scope) bool {
	switch e := e.(type) {
	case *ast.Ident:
		o, isConst := p.object(sc.File, e).(*types.Const)
		if !isConst {
			return false
		}
		if d, f, ok := p.declaration(o); ok && d.value != nil {
			lit, isLiteral := d.value.Expr.(*ast.BasicLit)
			return isLiteral && p.namesVariable(lit, Scope{File: f})
		}
	case *ast.BasicLit:
		s, ok := LiteralText(e)
		return ok && Capitals.MatchString(s) && len(s) > 2
	}
	return false
}
