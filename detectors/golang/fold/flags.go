package fold

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/value"
)

// flagTypes are the value types of flag and pflag functions; each also ends in Var, P or VarP.
var flagTypes = map[string]bool{
	"String": true, "Int": true, "Uint": true, "Int64": true, "Uint64": true, "Int32": true, "Uint32": true, "Uint16": true, "Int16": true,
	"Bool": true, "StringSlice": true, "StringArray": true, "IP": true, "Duration": true,
}

// FlagArgs says where a flag function takes the variable, the name and the default; ok is false for any other function.
func FlagArgs(c *ast.CallExpr) (variable, name, def int, ok bool) {
	fn := LastName(c.Fun)
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
func (q flags) evalFlag(c *ast.CallExpr, sc Scope, depth int) []value.Value {
	if list := q.evalChain(c, sc, depth); list != nil {
		return list
	}
	variable, name, def, ok := FlagArgs(c)
	if !ok || variable == 0 {
		return nil
	}
	return q.flagDefault(c, name, def, sc, depth)
}

func (q flags) flagDefault(c *ast.CallExpr, name, def int, sc Scope, depth int) []value.Value {
	names := q.eval(c.Args[name], sc, depth+1)
	if len(names) != 1 || !names[0].Known() || names[0].Text == "" || strings.ContainsAny(names[0].Text, " \n\t") {
		return nil
	}
	list := orUnknown(q.eval(c.Args[def], sc, depth+1))
	out := make([]value.Value, len(list))
	for i, v := range list {
		v.Flag = names[0].Text
		if v.At.File == "" || v.At.Rule == "literal" {
			at := q.Repo.Place(c, "flag -"+v.Flag)
			if v.At.File == at.File {
				at.Line = v.At.Line
			}
			v.At = at
		}
		out[i] = v
	}
	return q.setTo(names[0].Text, out, depth)
}

// evalChain reads kingpin's app.Flag("listen", "…").Envar("LISTEN").Default(":9115").String().
func (q flags) evalChain(c *ast.CallExpr, sc Scope, depth int) []value.Value {
	var flag, env string
	var list []value.Value
	isFlag := false
	for n, cur := 0, c; n < 12 && cur != nil; n++ {
		sel, ok := cur.Fun.(*ast.SelectorExpr)
		if !ok {
			break
		}
		if len(cur.Args) > 0 {
			switch sel.Sel.Name {
			case "Default":
				list = q.eval(cur.Args[0], sc, depth+1)
			case "Envar", "OverrideDefaultFromEnvar":
				env, _ = LiteralText(cur.Args[0])
			case "Flag":
				flag, isFlag = First(q.eval(cur.Args[0], sc, depth+1)), len(cur.Args) == 2
			}
		}
		cur, _ = sel.X.(*ast.CallExpr)
	}
	if !isFlag || flag == "" {
		return nil
	}
	if list == nil {
		list = []value.Value{{}}
	}
	for i := range list {
		list[i].Flag, list[i].Variable = flag, env
		list[i].At.Rule = "flag -" + flag
	}
	return list
}

// First returns the text of the first value when it is known, else "".
func First(list []value.Value) string {
	if len(list) == 0 || !list[0].Known() {
		return ""
	}
	return list[0].Text
}

// evalFlagVar finds flags that are bound to a variable: flag.StringVar(&addr, "addr", ":8080", "…").
func (q flags) evalFlagVar(f *module.File, name string, declared token.Pos, depth int) []value.Value {
	var list []value.Value
	for _, b := range q.Index(f).boundFlags()[name] {
		if id := named(b.target); id != nil && q.means(f, id, declared) {
			list = append(list, q.evalBound(b, f, depth)...)
		}
	}
	return list
}

var varFlags = []string{"StringVar", "StringVarP", "IntVar", "IntVarP", "UintVar", "UintVarP", "Int64Var", "Uint16Var", "BoolVar", "BoolVarP", "StringSliceVar", "StringSliceVarP"}

// chained are the methods that end a flag of kingpin and bind it to a variable (github.com/alecthomas/kingpin).
var chained = []string{"StringVar", "IntVar", "Int64Var", "Uint16Var", "BoolVar", "TCPVar", "StringsVar"}

// boundFlag is a flag that is bound to a variable or field: by a call of its name and default, by the last call of a chain, or by a literal.
type boundFlag struct {
	target ast.Expr
	call   *ast.CallExpr
	name   int // of the call's arguments, 0 for a chain
	def    int
	lit    *ast.CompositeLit
	fn     *ast.FuncDecl
}

// boundFlags are the flags that the file binds, by the last name of what they are bound to.
func (x *Index) boundFlags() map[string][]boundFlag {
	if x.bound != nil {
		return x.bound
	}
	x.bound = map[string][]boundFlag{}
	add := func(target ast.Expr, b boundFlag) {
		if address, ok := target.(*ast.UnaryExpr); ok {
			b.target = address.X
			x.bound[LastName(b.target)] = append(x.bound[LastName(b.target)], b)
		}
	}
	for _, fn := range varFlags {
		for _, c := range x.Calls[fn] {
			if _, name, def, ok := FlagArgs(c.Node); ok && len(c.Node.Args) > 0 {
				add(c.Node.Args[0], boundFlag{call: c.Node, name: name, def: def, fn: c.Around.Fn})
			}
		}
	}
	for _, fn := range chained { // kingpin.Flag("listen", "…").Default(":9115").StringVar(&addr)
		for _, c := range x.Calls[fn] {
			if len(c.Node.Args) == 1 {
				add(c.Node.Args[0], boundFlag{call: c.Node, fn: c.Around.Fn})
			}
		}
	}
	for _, pr := range x.Pairs["Destination"] { // urfave/cli: Destination: &addr
		add(pr.Value, boundFlag{lit: pr.Lit, fn: pr.Around.Fn})
	}
	return x.bound
}

// evalBound is the default of a flag that is bound to something.
func (q flags) evalBound(b boundFlag, f *module.File, depth int) []value.Value {
	in := Scope{File: f, Fn: b.fn}
	switch {
	case b.lit != nil:
		return q.flagLiteral(b.lit, in, depth)
	case b.name == 0:
		return q.evalChain(b.call, in, depth)
	}
	return q.flagDefault(b.call, b.name, b.def, in, depth)
}

// flagLiteral reads a flag of urfave/cli: &cli.StringFlag{Name: "addr", Value: ":8000", Sources: cli.EnvVars("ADDR")}.
func (q flags) flagLiteral(lit *ast.CompositeLit, sc Scope, depth int) []value.Value {
	var name, env string
	var list []value.Value
	for _, el := range lit.Elts {
		kv, ok := el.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		switch LastName(kv.Key) {
		case "Name":
			name = firstName(First(q.eval(kv.Value, sc, depth+1)))
		case "Value":
			list = q.eval(kv.Value, sc, depth+1)
		case "EnvVar", "EnvVars", "Sources":
			values := q.eval(kv.Value, sc, depth+1)
			if c, ok := kv.Value.(*ast.CallExpr); ok && values == nil && len(c.Args) > 0 {
				values = q.eval(c.Args[0], sc, depth+1)
			}
			env = First(values)
			if len(values) > 0 && values[0].Variable != "" {
				env = values[0].Variable
			}
		}
	}
	if list == nil {
		list = []value.Value{{At: q.Repo.Place(lit, "")}}
	}
	out := make([]value.Value, len(list))
	for i, v := range list {
		v.Flag, v.Variable = name, env
		v.At.Rule = "flag -" + name
		out[i] = v
	}
	return out
}

// firstName is the name of a flag before its short ones (github.com/urfave/cli, version 1: "Alternate names").
func firstName(names string) string {
	name, _, _ := strings.Cut(names, ",")
	return strings.TrimSpace(name)
}

// getters read a setting by its name: viper, urfave/cli, cobra.
var getters = map[string]bool{
	"String": true, "Int": true, "Uint": true, "Bool": true, "Int64": true, "Uint64": true, "StringSlice": true,
	"GetString": true, "GetInt": true, "GetUint": true, "GetBool": true, "GetInt64": true, "GetUint16": true, "GetUint32": true, "GetStringSlice": true, "Get": true, "MustInt": true, "MustString": true,
	"DefaultString": true, "DefaultInt": true,
}

// evalGetter folds viper.GetString("server.port"), c.String("addr") and the like: flags, defaults and configuration files of that name.
func (q flags) evalGetter(c *ast.CallExpr, sc Scope, depth int) []value.Value {
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok || !getters[sel.Sel.Name] || len(c.Args) == 0 || len(c.Args) > 2 {
		return nil
	}
	if len(q.Callees(c, sc)) > 0 {
		return nil
	}
	key := First(q.eval(c.Args[0], sc, depth+1))
	if key == "" || strings.ContainsAny(key, " /\n") {
		return nil
	}
	if len(c.Args) == 2 && Capitals.MatchString(key) { // a variable with a default, see evalForeign
		return nil
	}
	var list []value.Value
	if v, file, ok := q.Settings.Find(key); ok {
		for _, w := range Placeholders(v.Value) {
			w.File = file
			w.At.File, w.At.Line, w.At.Rule = file, v.Line, "configuration file, key "+v.Key
			list = append(list, w)
		}
	}
	list = append(list, q.setTo(key, q.namedFlags(key, depth), depth)...)
	if len(c.Args) == 2 { // beego: DefaultString(key, default)
		list = append(list, q.eval(c.Args[1], sc, depth+1)...)
	}
	if q.ofViper(sel, sc) {
		list = q.bySetting(key, list, c)
	}
	list = trim(list)
	if strings.HasSuffix(sel.Sel.Name, "String") { // also of a number: what follows joins, and does not add
		list = slices.Clone(list)
		for i := range list {
			list[i].Number = false
		}
	}
	return list
}

// setTo is a setting that the program itself sets by viper.Set or flag.Set, which win over flags and defaults; where it does may not be on the way.
func (q flags) setTo(key string, list []value.Value, depth int) []value.Value {
	var set []value.Value
	for _, f := range q.With(`"` + key + `"`) {
		for _, c := range q.Index(f).Calls["Set"] {
			if len(c.Node.Args) != 2 {
				continue
			}
			if s, ok := LiteralText(c.Node.Args[0]); ok && strings.EqualFold(s, key) {
				set = append(set, q.eval(c.Node.Args[1], Scope{File: f, Fn: c.Around.Fn}, depth+1)...)
			}
		}
	}
	if len(set) == 0 {
		return list
	}
	return doubt(append(set, list...))
}

// settings are the calls that define a flag, a default of viper or the variable of a setting, by its name in lower case.
func (x *Index) settings() map[string][]Call {
	if x.defined != nil {
		return x.defined
	}
	x.defined, x.named = map[string][]Call{}, map[string][]Call{}
	for _, fn := range x.Order {
		for _, c := range x.Calls[fn] {
			at := -1
			if _, name, _, ok := FlagArgs(c.Node); ok {
				at = name
			} else if (fn == "SetDefault" || fn == "BindEnv") && len(c.Node.Args) > 1 {
				at = 0
			}
			if at < 0 {
				continue
			}
			if s, ok := LiteralText(c.Node.Args[at]); ok {
				s = strings.ToLower(s)
				x.defined[s] = append(x.defined[s], c)
			} else if name := LastName(c.Node.Args[at]); name != "" {
				x.named[name] = append(x.named[name], c)
			}
		}
	}
	return x.defined
}

// settingsBy are those of settings whose name is not written there, by the name of what holds it.
func (x *Index) settingsBy() map[string][]Call {
	x.settings()
	return x.named
}

// tagged is the flag whose name is the key of a field, where nothing else gives the field a value: libraries of configuration fill structs so
// (github.com/spf13/viper: README, "Working with Flags"). Only a key of several words is taken for one, and the value is likely at most.
func (q flags) tagged(field *ast.Field, depth int) []value.Value {
	name := ParseTag(field).name
	if field.Tag == nil || !strings.ContainsAny(name, "-.") {
		return nil
	}
	return doubt(q.namedFlags(name, depth))
}

// definition is where a program defines a flag or default: by a literal of urfave/cli, by an element of koanf's defaults, or by a call; one of
// the three is set.
type definition struct {
	file     *module.File
	literal  *Pair
	fallback *Pair
	call     *Call
}

// definitions are all that the program says of a flag or default of that name, nearest to main first. They are looked for once.
func (q flags) definitions(key string) []definition {
	if list, asked := q.defined[key]; asked {
		return list
	}
	var list []definition
	koanf := strings.Contains(key, ".") && q.Imports("github.com/knadh/koanf") != nil
	files := q.With(`"` + key + `"`)
	for _, f := range q.With(`"` + key + `,`) { // urfave/cli: Name: "port, p"
		if !slices.Contains(files, f) {
			files = append(slices.Clip(files), f)
		}
	}
	for _, f := range files {
		x := q.Index(f)
		for i := range x.Pairs["Name"] {
			pr := &x.Pairs["Name"][i]
			if s, ok := LiteralText(pr.Value); ok && firstName(s) == key && strings.HasSuffix(LastName(pr.Lit.Type), "Flag") {
				list = append(list, definition{file: f, literal: pr})
			}
		}
		for i := range x.Pairs[key] { // koanf's confmap.Provider: defaults are a map of dotted keys
			if koanf {
				list = append(list, definition{file: f, fallback: &x.Pairs[key][i]})
			}
		}
		calls := x.settings()[strings.ToLower(key)]
		for i := range calls {
			list = append(list, definition{file: f, call: &calls[i]})
		}
		list = append(list, q.byConstant(f, key)...)
	}
	q.defined[key] = list
	return list
}

// byConstant are the calls that name a flag by a constant that a file declares: flags.String(ListenFlag, ":8080", "…").
func (q flags) byConstant(f *module.File, key string) []definition {
	var list []definition
	values := q.Index(f).Values
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if text, ok := LiteralText(values[name].Expr); !ok || text != key {
			continue
		}
		for _, g := range q.Naming(name) {
			calls := q.Index(g).settingsBy()[name]
			for i := range calls {
				list = append(list, definition{file: g, call: &calls[i]})
			}
		}
	}
	return list
}

// namedFlags are the values of a flag or default of that name.
func (q flags) namedFlags(key string, depth int) []value.Value {
	var list []value.Value
	for _, d := range q.definitions(key) {
		switch {
		case d.literal != nil:
			list = append(list, q.flagLiteral(d.literal.Lit, Scope{File: d.file, Fn: d.literal.Around.Fn}, depth)...)
		case d.fallback != nil:
			list = append(list, q.eval(d.fallback.Value, Scope{File: d.file, Fn: d.fallback.Around.Fn}, depth+1)...)
		default:
			list = append(list, q.defaultOf(d.call, d.file, key, depth)...)
		}
	}
	return trim(list)
}

// defaultOf is what a call that defines a flag or a default says of it.
func (q flags) defaultOf(c *Call, f *module.File, key string, depth int) []value.Value {
	in := Scope{File: f, Fn: c.Around.Fn}
	_, name, def, isFlag := FlagArgs(c.Node)
	if _, literal := LiteralText(c.Node.Args[name]); !literal && First(q.eval(c.Node.Args[name], in, depth+1)) != key {
		return nil // a constant of the same name
	}
	switch LastName(c.Node.Fun) {
	case "SetDefault":
		return q.eval(c.Node.Args[1], in, depth+1)
	case "BindEnv":
		return q.fromEnv(q.eval(c.Node.Args[1], in, depth+1), c.Node, depth)
	}
	if s, literal := LiteralText(c.Node.Args[name]); !isFlag || literal && s != key {
		return nil
	}
	return q.flagDefault(c.Node, name, def, in, depth)
}
