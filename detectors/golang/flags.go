package golang

import (
	"go/ast"
	"go/token"
	"strings"
)

// flagTypes are the value types of flag and pflag functions; each also ends in Var, P or VarP.
var flagTypes = map[string]bool{
	"String": true, "Int": true, "Uint": true, "Int64": true, "Uint64": true, "Int32": true, "Uint32": true, "Uint16": true, "Int16": true,
	"Bool": true, "StringSlice": true, "StringArray": true, "IP": true, "Duration": true,
}

// flagArgs says where a flag function takes the variable, the name and the default; ok is false for any other function.
func flagArgs(c *ast.CallExpr) (variable, name, def int, ok bool) {
	fn := lastName(c.Fun)
	base := strings.TrimSuffix(fn, "P")
	short := base != fn
	base, isVar := strings.CutSuffix(base, "Var")
	if !flagTypes[base] {
		return 0, 0, 0, false
	}
	variable = -1
	if isVar {
		variable = 0
		name = 1
	}
	def = name + 1
	if short {
		def++
	}
	return variable, name, def, len(c.Args) >= def+2 // the usage comes last
}

// evalFlag is the default of a call that defines a flag: flag.String("port", "8080", "…"), and of kingpin's chains.
func (p *program) evalFlag(c *ast.CallExpr, sc scope, depth int) []val {
	if list := p.evalChain(c, sc, depth); list != nil {
		return list
	}
	variable, name, def, ok := flagArgs(c)
	if !ok || variable == 0 {
		return nil
	}
	return p.flagDefault(c, name, def, sc, depth)
}

func (p *program) flagDefault(c *ast.CallExpr, name, def int, sc scope, depth int) []val {
	names := p.eval(c.Args[name], sc, depth+1)
	if len(names) != 1 || !names[0].known() || names[0].text == "" || strings.ContainsAny(names[0].text, " \n\t") {
		return nil
	}
	list := orUnknown(p.eval(c.Args[def], sc, depth+1))
	out := make([]val, len(list))
	for i, v := range list {
		v.flag = names[0].text
		if v.at.File == "" || v.at.Rule == "literal" {
			at := p.r.place(c, "flag -"+v.flag)
			if v.at.File == at.File {
				at.Line = v.at.Line
			}
			v.at = at
		}
		out[i] = v
	}
	return out
}

// evalChain reads kingpin's app.Flag("listen", "…").Envar("LISTEN").Default(":9115").String().
func (p *program) evalChain(c *ast.CallExpr, sc scope, depth int) []val {
	var flag, env string
	var list []val
	isFlag := false
	for n, cur := 0, c; n < 12 && cur != nil; n++ {
		sel, ok := cur.Fun.(*ast.SelectorExpr)
		if !ok {
			break
		}
		if len(cur.Args) > 0 {
			switch sel.Sel.Name {
			case "Default":
				list = p.eval(cur.Args[0], sc, depth+1)
			case "Envar", "OverrideDefaultFromEnvar":
				env, _ = literalText(cur.Args[0])
			case "Flag":
				flag, isFlag = first(p.eval(cur.Args[0], sc, depth+1)), len(cur.Args) == 2
			}
		}
		cur, _ = sel.X.(*ast.CallExpr)
	}
	if !isFlag || flag == "" {
		return nil
	}
	if list == nil {
		list = []val{{}}
	}
	for i := range list {
		list[i].flag, list[i].env = flag, env
		list[i].at.Rule = "flag -" + flag
	}
	return list
}

func first(list []val) string {
	if len(list) == 0 || !list[0].known() {
		return ""
	}
	return list[0].text
}

// evalFlagVar finds flags that are bound to a variable: flag.StringVar(&addr, "addr", ":8080", "…").
func (p *program) evalFlagVar(f *gofile, name string, declared token.Pos, depth int) []val {
	return p.boundFlags(f, name, depth, func(target ast.Expr) bool {
		id := named(target)
		return id != nil && p.means(f, id, declared)
	})
}

var varFlags = []string{"StringVar", "StringVarP", "IntVar", "IntVarP", "UintVar", "UintVarP", "Int64Var", "Uint16Var", "BoolVar", "BoolVarP", "StringSliceVar", "StringSliceVarP"}

func (p *program) boundFlags(f *gofile, name string, depth int, match func(ast.Expr) bool) []val {
	x := p.r.index(f)
	if x == nil {
		return nil
	}
	var list []val
	for _, fn := range varFlags {
		for _, c := range x.calls[fn] {
			_, flagName, def, ok := flagArgs(c.node)
			if !ok || len(c.node.Args) == 0 {
				continue
			}
			target, ok := c.node.Args[0].(*ast.UnaryExpr)
			if ok && lastName(target.X) == name && match(target.X) {
				list = append(list, p.flagDefault(c.node, flagName, def, scope{file: f, fn: c.around.fn}, depth)...)
			}
		}
	}
	// urfave/cli: Destination: &addr
	for _, pr := range x.pairs["Destination"] {
		if target, ok := pr.value.(*ast.UnaryExpr); ok && lastName(target.X) == name && match(target.X) {
			list = append(list, p.flagLiteral(pr.lit, scope{file: f, fn: pr.around.fn}, depth)...)
		}
	}
	return list
}

// flagLiteral reads a flag of urfave/cli: &cli.StringFlag{Name: "addr", Value: ":8000", Sources: cli.EnvVars("ADDR")}.
func (p *program) flagLiteral(lit *ast.CompositeLit, sc scope, depth int) []val {
	var name, env string
	var list []val
	for _, el := range lit.Elts {
		kv, ok := el.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		switch lastName(kv.Key) {
		case "Name":
			name = first(p.eval(kv.Value, sc, depth+1))
		case "Value":
			list = p.eval(kv.Value, sc, depth+1)
		case "EnvVar", "EnvVars", "Sources":
			values := p.eval(kv.Value, sc, depth+1)
			if c, ok := kv.Value.(*ast.CallExpr); ok && values == nil && len(c.Args) > 0 {
				values = p.eval(c.Args[0], sc, depth+1)
			}
			env = first(values)
			if len(values) > 0 && values[0].env != "" {
				env = values[0].env
			}
		}
	}
	if list == nil {
		list = []val{{at: p.r.place(lit, "")}}
	}
	out := make([]val, len(list))
	for i, v := range list {
		v.flag, v.env = name, env
		v.at.Rule = "flag -" + name
		out[i] = v
	}
	return out
}

// getters read a setting by its name: viper, urfave/cli, cobra.
var getters = map[string]bool{
	"String": true, "Int": true, "Uint": true, "Bool": true, "Int64": true, "Uint64": true, "StringSlice": true,
	"GetString": true, "GetInt": true, "GetUint": true, "GetBool": true, "GetInt64": true, "GetUint16": true, "GetUint32": true, "GetStringSlice": true, "Get": true, "MustInt": true, "MustString": true,
	"DefaultString": true, "DefaultInt": true,
}

// evalGetter folds viper.GetString("server.port"), c.String("addr") and the like: flags, defaults and configuration files of that name.
func (p *program) evalGetter(c *ast.CallExpr, sc scope, depth int) []val {
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok || !getters[sel.Sel.Name] || len(c.Args) == 0 || len(c.Args) > 2 {
		return nil
	}
	if len(p.callees(c, sc)) > 0 {
		return nil
	}
	key := first(p.eval(c.Args[0], sc, depth+1))
	if key == "" || strings.ContainsAny(key, " /\n") {
		return nil
	}
	var list []val
	if v, file, ok := p.config().find(key); ok {
		for _, w := range placeholders(v.Value) {
			w.file = file
			w.at.File, w.at.Line, w.at.Rule = file, v.Line, "configuration file, key "+v.Key
			list = append(list, w)
		}
	}
	list = append(list, p.namedFlags(key, depth)...)
	if len(c.Args) == 2 { // beego: DefaultString(key, default)
		list = append(list, p.eval(c.Args[1], sc, depth+1)...)
	}
	return trim(list)
}

// namedFlags finds the definitions of a flag or default by its name.
func (p *program) namedFlags(key string, depth int) []val {
	var list []val
	for _, f := range p.with(`"` + key + `"`) {
		x := p.r.index(f)
		if x == nil {
			continue
		}
		for _, pr := range x.pairs["Name"] {
			if s, ok := literalText(pr.value); ok && s == key && strings.HasSuffix(lastName(pr.lit.Type), "Flag") {
				list = append(list, p.flagLiteral(pr.lit, scope{file: f, fn: pr.around.fn}, depth)...)
			}
		}
		for _, fn := range x.order {
			for _, c := range x.calls[fn] {
				in := scope{file: f, fn: c.around.fn}
				if fn == "SetDefault" && len(c.node.Args) == 2 {
					if s, ok := literalText(c.node.Args[0]); ok && strings.EqualFold(s, key) {
						list = append(list, p.eval(c.node.Args[1], in, depth+1)...)
					}
					continue
				}
				if fn == "BindEnv" && len(c.node.Args) >= 1 {
					if s, ok := literalText(c.node.Args[0]); ok && strings.EqualFold(s, key) && len(c.node.Args) > 1 {
						list = append(list, p.fromEnv(p.eval(c.node.Args[1], in, depth+1), c.node)...)
					}
					continue
				}
				if _, name, def, ok := flagArgs(c.node); ok {
					if s, ok := literalText(c.node.Args[name]); ok && s == key {
						list = append(list, p.flagDefault(c.node, name, def, in, depth)...)
					}
				}
			}
		}
	}
	return trim(list)
}
