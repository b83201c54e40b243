package javascript

import (
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

var (
	// conversions give their first argument back.
	conversions = regexp.MustCompile(`(?i)^(parseInt|parseFloat|Number|String|__toESM|freeze|seal|resolve|normali[sz]e\w*|to(Int|Number|Port)\w*|parse\w*(port|int|num)\w*|(get|valid)\w*port\w*)$`)
	// numbers are those of them that give a number.
	numbers = regexp.MustCompile(`(?i)^(parseInt|parseFloat|Number|to(Int|Number|Port)\w*|parse\w*(port|int|num)\w*)$`)
	// wrappers give the object that they are handed: a schema, or settings.
	wrappers = regexp.MustCompile(`^(convict|cleanEnv|createEnv|define\w*Config|configure|registerAs|object|strictObject|assign|makeValidator|envSchema|memoize|once)$`)
	// passing methods give what they are called on.
	passing = regexp.MustCompile(`^(parse|safeParse|validate|validateSync|validateEnv|getProperties|int|positive|nonnegative|min|max|optional|transform|pipe|refine|coerce|catchall|passthrough|strict|strip|required|port|number|integer|asInt|asIntPositive|asPortNumber|asString|toString|trim|describe|load|unwrap|toJSON|bind|then|catch|meta|superRefine|readonly|brand|partial|pick|omit|check)$`)
	lookups = regexp.MustCompile(`(?i)^(get|getOrThrow|get\w*env\w*|env|optional|read\w*|config|getNumber|getInt|getString|getPort|asNumber|int|num|number|string|str|parse\w*env\w*|has)$`)
	envName = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)
)

func (p *Program) call(m *Module, n *Node, depth int) Value {
	callee, args, method := n.Kid(0), n.Args(), n.Method()
	if callee == nil {
		return Value{}
	}
	if method == "require" && callee.Kind == Name && callee.binding() == nil {
		return p.require(m, n)
	}
	target := called(p, p.eval(m, callee, depth), depth)
	if v := (libraries{p, m}).call(target, args, depth); v.says() {
		return v
	}
	if v := p.result(target, m, args, depth); v.says() && (v.Kind != Structure || !wrappers.MatchString(method)) {
		return v
	}
	if callee.Kind == Member {
		if v := p.methodCall(m, callee, args, depth); v.says() {
			return v
		}
	}
	if v := p.lookup(m, n, args, method, depth); v.Variable != "" {
		return v
	}
	if conversions.MatchString(method) && len(args) > 0 {
		out := p.eval(m, args[0], depth)
		if radix := p.eval(m, n.Kid(2), depth); method == "parseInt" && radix.Kind == Constant && radix.Text != "10" {
			return Value{}
		}
		out.Number = out.Number || numbers.MatchString(method)
		if out.Kind == Unknown && out.Variable != "" && len(args) > 1 && method != "parseInt" && method != "Number" {
			if fallback := p.eval(m, args[1], depth); fallback.Kind == Constant {
				fallback.Variable = out.Variable // parseNumber(process.env.PORT, 3000)
				return fallback
			}
		}
		return out
	}
	if v := merged(m, n); v.Kind == Structure {
		return v
	}
	if wrappers.MatchString(method) {
		for _, arg := range slices.Backward(args) {
			v := p.eval(m, arg, depth)
			if v.Kind == Callable {
				v = p.result(v, m, nil, depth)
			}
			if v.Kind == Structure {
				return v
			}
		}
	}
	// str({default: "x"}), port({default: 3000}): envalid and its kin
	if withDefault(args) {
		return p.eval(m, args[0].Prop("default"), depth)
	}
	return Value{}
}

// withDefault says whether the only argument of a call is an object with a default.
func withDefault(args []*Node) bool {
	return len(args) == 1 && args[0] != nil && args[0].Kind == Object && args[0].Prop("default") != nil
}

// merged is the object that Object.assign(a, b), _.merge(a, b) and their kin make: {...a, ...b}. Of defaults the first one wins.
func merged(m *Module, n *Node) Value {
	var order []*Node
	switch n.Method() {
	case "assign", "merge", "extend", "deepmerge":
		order = n.Args()
	case "defaults", "defaultsDeep":
		order = slices.Clone(n.Args())
		slices.Reverse(order)
	}
	if len(order) < 2 {
		return Value{}
	}
	if slices.ContainsFunc(order, func(a *Node) bool { return a == nil || a.Kind == Function }) {
		return Value{}
	}
	return spread(m, n, order)
}

// spread is the object {...a, ...b} that stands where n does.
func spread(m *Module, n *Node, order []*Node) Value {
	object := &Node{Kind: Object, lines: n.lines, offset: n.offset, scope: n.scope, guard: n.guard, mark: shared}
	for _, a := range order {
		object.Kids = append(object.Kids, &Node{Kind: Spread, Kids: []*Node{a}, lines: n.lines, offset: a.offset, mark: shared})
	}
	return Value{Kind: Structure, Node: object, Module: m, Value: value.Value{At: m.place(n)}}
}

// lookup reads getEnv("PORT", 3000) and configService.get("PORT").
func (p *Program) lookup(m *Module, n *Node, args []*Node, method string, depth int) Value {
	if len(args) == 0 || !lookups.MatchString(method) {
		return Value{}
	}
	key := p.eval(m, args[0], depth)
	if key.Kind != Constant || !envName.MatchString(key.Text) {
		return Value{}
	}
	out := Value{Value: value.Value{At: m.place(n)}}
	if len(args) > 1 {
		if fallback := p.eval(m, args[1], depth); fallback.Kind == Constant {
			out = fallback
		}
	}
	out.Variable = key.Text
	return out
}

func (p *Program) methodCall(m *Module, callee *Node, args []*Node, depth int) Value {
	method := callee.Text
	switch {
	case method == "default" && len(args) == 1:
		out := p.eval(m, args[0], depth)
		if out.Variable == "" {
			out.Variable = p.eval(m, callee.Kid(0), depth).Variable
		}
		return out
	case (method == "get" || method == "getOrThrow") && len(args) > 0:
		return p.setting(m, callee, args, depth)
	case method == "find" || method == "map" || method == "filter" || method == "at" || method == "shift":
		return p.first(m, callee.Kid(0), depth)
	case (method == "merge" || method == "extend" || method == "safeExtend") && len(args) == 1: // of a schema (https://zod.dev/api#extend)
		if p.eval(m, callee.Kid(0), depth).Kind == Structure {
			return spread(m, callee, []*Node{callee.Kid(0), args[0]})
		}
	case passing.MatchString(method) && !withDefault(args): // port({default: 3000}) of envalid is a call of the package
		return p.eval(m, callee.Kid(0), depth)
	}
	return Value{}
}

// first is the first known element of a list of alternatives: [process.env.PORT, 3000].find(Boolean).
func (p *Program) first(m *Module, n *Node, depth int) Value {
	if n == nil || n.Kind != Array {
		return p.eval(m, n, depth)
	}
	env := ""
	for _, k := range n.Kids {
		v := p.eval(m, k, depth)
		if env == "" {
			env = v.Variable
		}
		if v.Kind == Constant {
			v.Variable = env
			return v
		}
	}
	return Value{Value: value.Value{Variable: env}}
}

// setting reads config.get("server.port"): a key of an object (convict), of node-config's files, or what set() of the same name stored.
func (p *Program) setting(m *Module, callee *Node, args []*Node, depth int) Value {
	key := p.eval(m, args[0], depth)
	if key.Kind == Structure && key.Node.Kind == Class { // app.get(Settings) of Nest: the only instance of the class
		key.made = true
		return key
	}
	if key.Kind != Constant {
		return Value{}
	}
	object := p.eval(m, callee.Kid(0), depth)
	switch object.Kind {
	case Package:
		if v := (libraries{p, m}).nconf(object, key.Text, depth); v.says() {
			return v
		}
		if p.Setting == nil {
			return Value{}
		}
		if v := p.Setting(object.Text, strings.TrimPrefix(strings.Join(append(slices.Clip(object.Members), key.Text), "."), "default.")); v.says() {
			return v
		}
		if object.Text == "config" { // a part of the settings
			object.Members = append(slices.Clip(object.Members), strings.Split(key.Text, ".")...)
			return object
		}
	case Structure, Namespace:
		v := object
		for part := range strings.SplitSeq(key.Text, ".") {
			v = p.property(v, part, m, callee.Line(), depth)
		}
		return p.settled(v, 0)
	case Variables: // Bun and Deno: env.get("PORT")
		return Value{Value: value.Value{Variable: key.Text, At: m.place(callee)}}
	}
	if v := p.stored(m, callee.Kid(0), key.Text, depth); v.says() {
		return v
	}
	if v := configured(p, strings.Split(key.Text, "."), depth); v.says() {
		if envName.MatchString(key.Text) {
			v.Variable = key.Text
		}
		return v
	}
	if len(args) > 1 && !envName.MatchString(key.Text) && args[1].Prop("infer") == nil { // {infer: true} of Nest is no default
		return p.eval(m, args[1], depth).doubted(facts.Likely) // unless the settings say it, and nobody knows where they are
	}
	return Value{}
}

// stored finds app.set("port", value) in the same module, of the object that app.get("port") asks.
func (p *Program) stored(m *Module, object *Node, key string, depth int) Value {
	var out Value
	Walk(m.Root, func(n *Node) bool {
		if n.Kind == Call && n.Method() == "set" && len(n.Args()) == 2 && n.Kid(1).Kind == String && n.Kid(1).Text == key && out.Kind == Unknown && sameObject(n.Kid(0).Kid(0), object) {
			out = p.eval(m, n.Kid(2), depth)
		}
		return out.Kind == Unknown
	})
	return out
}

// sameObject says whether two expressions can be one object: names and members have to be the same ones.
func sameObject(a, b *Node) bool {
	if a == nil || b == nil || a.Kind != Name && a.Kind != Member || a.Kind != b.Kind {
		return true
	}
	return a.Text == b.Text && !Apart(a, b)
}

func (p *Program) require(m *Module, n *Node) Value {
	spec := m.beside(n.Kid(1))
	if spec == "" {
		return Value{}
	}
	file, ok := p.Resolve(m.File, spec)
	if !ok {
		if strings.HasPrefix(spec, ".") {
			return Value{}
		}
		return Value{Kind: Package, Value: value.Value{Text: strings.TrimPrefix(spec, "node:")}}
	}
	if loaded := p.Load(file); loaded != nil {
		return Value{Kind: Namespace, Module: loaded}
	}
	return Value{}
}
