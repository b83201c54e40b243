package fold

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"path"
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
			if list, ok := q.evalKnown(c, sc, depth); ok {
				return list
			}
			if list := q.evalFlag(c, sc, depth); list != nil {
				return list
			}
			if list := q.evalGetter(c, sc, depth); list != nil {
				return list
			}
		}
		callees := q.callees(c, sc)
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
	return join(sources)
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

// evalKnown folds the functions of the standard library that build addresses; false for every other call.
func (q *question) evalKnown(c *ast.CallExpr, sc Scope, depth int) ([]value.Value, bool) {
	name := LastName(c.Fun)
	arg := func(i int) []value.Value {
		if i < len(c.Args) {
			return q.eval(c.Args[i], sc, depth+1)
		}
		return nil
	}
	if _, plain := c.Fun.(*ast.Ident); plain {
		switch name {
		case "string", "int", "int32", "int64", "uint", "uint16", "uint32", "uint64":
			return arg(0), true
		case "append":
			var list []value.Value
			for i := range c.Args {
				list = append(list, arg(i)...)
			}
			return trim(list), true
		case "make", "new", "len", "cap":
			return nil, true
		}
		return nil, false
	}
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil, false
	}
	imported, _, ok := q.PackageNamed(sc.File, sel.X)
	if !ok {
		return nil, false
	}
	switch imported + "." + name {
	case "os.Getenv", "os.LookupEnv", "syscall.Getenv":
		return q.fromEnv(arg(0), c), true
	case "fmt.Sprintf":
		return q.sprintf(c, sc, depth), true
	case "fmt.Sprint", "strconv.Itoa", "strconv.FormatInt", "strconv.FormatUint": // a number becomes a text: what follows joins, and does not add
		list := slices.Clone(arg(0))
		for i := range list {
			list[i].Number = false
		}
		return list, true
	case "strconv.Atoi", "strconv.ParseInt", "strconv.ParseUint",
		"strings.TrimSpace", "strings.ToLower", "strings.ToUpper", "strings.Trim", "strings.TrimLeft", "strings.TrimRight", "strings.TrimSuffix",
		"os.ExpandEnv", "filepath.Clean", "path.Clean", "path/filepath.Clean", "path/filepath.Abs", "path/filepath.FromSlash", "errors.Join":
		return arg(0), true
	case "strings.TrimPrefix":
		prefix := arg(1)
		list := slices.Clone(arg(0))
		for i := range list {
			if len(prefix) == 1 {
				list[i].Text = strings.TrimPrefix(list[i].Text, prefix[0].Text)
			}
		}
		return list, true
	case "net.JoinHostPort":
		colon := []value.Value{{Text: ":"}}
		return concat(concat(arg(0), colon), arg(1)), true
	case "path/filepath.Join", "path.Join":
		var list []value.Value
		for i := range c.Args {
			if i == 0 {
				list = arg(0)
				continue
			}
			next := arg(i)
			var joined []value.Value
			for _, l := range orUnknown(list) {
				if l.Text == "" { // empty elements are left out
					joined = append(joined, next...)
					continue
				}
				joined = append(joined, concat(concat([]value.Value{l}, []value.Value{{Text: "/"}}), next)...)
			}
			list = trim(joined)
		}
		for i := range list {
			if list[i].Known() {
				list[i].Text = path.Clean(list[i].Text)
			}
		}
		return list, true
	case "cmp.Or", "strings.Join":
		var list []value.Value
		for i := range c.Args {
			list = append(list, arg(i)...)
		}
		return trim(list), true
	case "strings.Split", "strings.SplitN", "strings.Fields":
		sep := ","
		if s := arg(1); len(s) == 1 && s[0].Text != "" {
			sep = s[0].Text
		}
		var list []value.Value
		for _, v := range arg(0) {
			for part := range strings.SplitSeq(v.Text, sep) {
				w := v
				w.Text = strings.TrimSpace(part)
				list = append(list, w)
			}
		}
		return trim(list), true
	case "flag.Arg", "github.com/spf13/pflag.Arg", "flag.Args", "github.com/spf13/pflag.Args":
		return []value.Value{{Text: value.Unknown, Argument: true, At: q.Repo.Place(c, "command line")}}, true
	}
	return nil, false
}

// fromEnv makes the value of a variable: unknown, with its name.
func (q *question) fromEnv(names []value.Value, at ast.Node) []value.Value {
	var list []value.Value
	for _, n := range names {
		if n.Known() && isEnvName(n.Text) {
			list = append(list, value.Value{Text: value.Unknown, Variable: n.Text, At: q.Repo.Place(at, "environment variable")})
		}
	}
	return orUnknown(list)
}

var envName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func isEnvName(s string) bool { return envName.MatchString(s) }

// Capitals matches the names that people give to environment variables: LISTEN_PORT.
var Capitals = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$`)

// evalForeign guesses what a function outside of the repository makes of its arguments: a helper that takes a name in capitals and a default
// reads the environment (env.GetString("PORT", "8080")).
func (q *question) evalForeign(c *ast.CallExpr, sc Scope, depth int) []value.Value {
	if !slices.ContainsFunc(c.Args, func(a ast.Expr) bool { return q.namesVariable(a, sc) }) {
		return q.evalKeyed(c)
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

// settingKey is how libraries of configuration write the name of a setting: words with dots or dashes, or in camel case.
var settingKey = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*([._-][A-Za-z0-9]+)+$|^[a-z]+([A-Z][a-z0-9]*)+$`)

// evalKeyed is the number that stands first in the call of a getter of a library that is also given the key of a setting: the default, as
// in conf.GetIntVar(8080, 1, "Gateway.webPort") or properties.GetInt("server.port", 8080). Which argument is which, only the library says:
// the value is likely.
func (q *question) evalKeyed(c *ast.CallExpr) []value.Value {
	if name := LastName(c.Fun); !strings.HasPrefix(name, "Get") && !strings.HasPrefix(name, "MustGet") {
		return nil
	}
	var number ast.Expr
	keys := 0
	for _, a := range c.Args {
		lit, isLiteral := a.(*ast.BasicLit)
		if !isLiteral {
			continue
		}
		text, _ := LiteralText(lit)
		switch {
		case lit.Kind == token.INT && number == nil:
			number = lit
		case lit.Kind == token.STRING && settingKey.MatchString(text):
			keys++
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

var verb = regexp.MustCompile(`%[-+# 0]*[0-9]*(?:\.[0-9]+)?[a-zA-Z%]`)

// sprintf folds a format with its arguments.
func (q *question) sprintf(c *ast.CallExpr, sc Scope, depth int) []value.Value {
	if len(c.Args) == 0 {
		return nil
	}
	var list []value.Value
	for _, format := range q.eval(c.Args[0], sc, depth+1) {
		made := []value.Value{{At: format.At}}
		next, last := 1, 0
		for _, at := range verb.FindAllStringIndex(format.Text, 12) {
			made = concat(made, []value.Value{{Text: format.Text[last:at[0]]}})
			last = at[1]
			if format.Text[at[1]-1] == '%' {
				made = concat(made, []value.Value{{Text: "%"}})
				continue
			}
			var v []value.Value
			if next < len(c.Args) {
				v = q.eval(c.Args[next], sc, depth+1)
			}
			next++
			made = concat(made, v)
		}
		list = append(list, concat(made, []value.Value{{Text: format.Text[last:]}})...)
	}
	return trim(list)
}
