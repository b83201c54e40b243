package javascript

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func (p *Program) index(m *Module, n *Node, depth int) Value {
	object, key := p.eval(m, n.Kid(0), depth), p.eval(m, n.Kid(1), depth)
	if isMode(key.Env) {
		if v := p.property(object, "production", m, n.Line(), depth); v.Kind != Unknown {
			return v
		}
	}
	if key.Kind != Constant {
		return Value{}
	}
	return p.property(object, key.Text, m, n.Line(), depth)
}

func isMode(env string) bool { return env == "NODE_ENV" || env == "APP_ENV" }

func (p *Program) binary(m *Module, n *Node, depth int) Value {
	left := p.eval(m, n.Kid(0), depth)
	switch n.Text {
	case "||", "??":
		if left.Kind != Unknown && left.Kind != Package && left.Env == "" {
			return left
		}
		right := p.eval(m, n.Kid(1), depth)
		if left.Kind == Package && left.Env == "" { // args.port || 3001: what a package gives is not known, what stands in for it is
			if right.Kind == Constant || right.Env != "" {
				return right
			}
			return left
		}
		if left.Kind == Constant && left.Env != "" {
			return left
		}
		if left.Env != "" {
			if right.Kind == Unknown {
				right.File, right.Line = left.File, left.Line
			}
			right.Env = left.Env
		}
		return right
	case "&&":
		return p.eval(m, n.Kid(1), depth)
	case "+":
		right := p.eval(m, n.Kid(1), depth)
		if left.Kind == Constant && right.Kind == Constant {
			left.Text = plus(left.Text, right.Text, n)
			return left
		}
	}
	return Value{}
}

func plus(a, b string, n *Node) string {
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	if errX == nil && errY == nil && n.Kid(0).Kind != String && n.Kid(1).Kind != String {
		return strconv.Itoa(x + y)
	}
	return a + b
}

// choice takes the branch of production, when the test is about that; else the branch that is known.
func (p *Program) choice(m *Module, n *Node, depth int) Value {
	yes, no := p.eval(m, n.Kid(1), depth), p.eval(m, n.Kid(2), depth)
	switch p.production(m, n.Kid(0), depth) {
	case 1:
		return yes
	case -1:
		return no
	}
	if test := p.eval(m, n.Kid(0), depth); test.Env != "" && test.Kind == Unknown && no.Kind != Unknown {
		if no.Env == "" {
			no.Env = yes.Env
		}
		return no // a variable that is not set by default
	}
	if yes.Kind == Unknown {
		if yes.Env != "" && no.Env == "" {
			no.Env = yes.Env
		}
		return no
	}
	return yes
}

var (
	prodWord = regexp.MustCompile(`(?i)^is_?(prod|production)$|^production$`)
	devWord  = regexp.MustCompile(`(?i)^is_?(dev|development|test|testing|local)$|^(dev|development)$`)
)

// production says whether a test holds in production: 1 yes, -1 no, 0 it is about something else.
func (p *Program) production(m *Module, test *Node, depth int) int {
	switch {
	case test == nil:
	case test.Kind == Unary && test.Text == "!":
		return -p.production(m, test.Kid(0), depth)
	case test.Kind == Name || test.Kind == Member:
		if prodWord.MatchString(test.Text) {
			return 1
		}
		if devWord.MatchString(test.Text) {
			return -1
		}
	case test.Kind == Binary && strings.HasPrefix(strings.TrimPrefix(test.Text, "!"), "="):
		sign := 1
		if strings.HasPrefix(test.Text, "!") {
			sign = -1
		}
		left, right := p.eval(m, test.Kid(0), depth), p.eval(m, test.Kid(1), depth)
		if !isMode(left.Env) {
			left, right = right, left
		}
		if isMode(left.Env) && right.Kind == Constant {
			if right.Text == "production" || right.Text == "prod" {
				return sign
			}
			return -sign
		}
	}
	return 0
}

func (p *Program) construct(m *Module, n *Node, depth int) Value {
	callee := p.eval(m, n.Kid(0), depth)
	if callee.Kind == Structure && callee.Node.Kind == Class {
		return callee
	}
	return Value{}
}

var (
	// conversions give their first argument back.
	conversions = regexp.MustCompile(`(?i)^(parseInt|parseFloat|Number|String|__toESM|freeze|seal|resolve|normali[sz]e\w*|to(Int|Number|Port)\w*|parse\w*(port|int|num)\w*|(get|valid)\w*port\w*)$`)
	// wrappers give the object that they are handed: a schema, or settings.
	wrappers = regexp.MustCompile(`^(convict|cleanEnv|createEnv|defineConfig|registerAs|object|strictObject|assign|makeValidator|envSchema|memoize|once)$`)
	// passing methods give what they are called on.
	passing = regexp.MustCompile(`^(parse|safeParse|validate|validateSync|validateEnv|getProperties|int|positive|nonnegative|min|max|optional|transform|pipe|refine|coerce|catchall|passthrough|strict|strip|required|port|number|integer|asInt|asIntPositive|asPortNumber|asString|toString|trim|describe|load|unwrap|toJSON|bind|then|catch|meta)$`)
	lookups = regexp.MustCompile(`(?i)^(get|getOrThrow|get\w*env\w*|env|optional|read\w*|config|getNumber|getInt|asNumber|int|num|number|string|str|parse\w*env\w*|has)$`)
	envName = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)
)

func (p *Program) call(m *Module, n *Node, depth int) Value {
	callee, args, method := n.Kid(0), n.Args(), n.Method()
	if callee == nil {
		return Value{}
	}
	if method == "require" && callee.Kind == Name {
		return p.require(m, n)
	}
	if callee.Kind == Member {
		if v := p.methodCall(m, callee, args, depth); v.Kind != Unknown || v.Env != "" {
			return v
		}
	}
	if v := p.lookup(m, n, args, method, depth); v.Env != "" {
		return v
	}
	if conversions.MatchString(method) && len(args) > 0 {
		out := p.eval(m, args[0], depth)
		if out.Kind == Unknown && out.Env != "" && len(args) > 1 && method != "parseInt" && method != "Number" {
			if fallback := p.eval(m, args[1], depth); fallback.Kind == Constant {
				fallback.Env = out.Env // parseNumber(process.env.PORT, 3000)
				return fallback
			}
		}
		return out
	}
	if wrappers.MatchString(method) {
		for _, arg := range slices.Backward(args) {
			v := p.eval(m, arg, depth)
			if v.Kind == Callable {
				v = p.result(v, depth)
			}
			if v.Kind == Structure {
				return v
			}
		}
	}
	// str({default: "x"}), port({default: 3000}): envalid and its kin
	if len(args) == 1 && args[0].Kind == Object && args[0].Prop("default") != nil {
		return p.eval(m, args[0].Prop("default"), depth)
	}
	target := p.eval(m, callee, depth)
	if v := p.result(target, depth); v.Kind != Unknown || v.Env != "" {
		return v
	}
	if target.Kind == Structure || target.Kind == Constant {
		return target // a class's method, already folded to what it returns
	}
	return Value{}
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
	out := Value{File: m.File, Line: n.Line()}
	if len(args) > 1 {
		if fallback := p.eval(m, args[1], depth); fallback.Kind == Constant {
			out = fallback
		}
	}
	out.Env = key.Text
	return out
}

func (p *Program) methodCall(m *Module, callee *Node, args []*Node, depth int) Value {
	method := callee.Text
	switch {
	case method == "default" && len(args) == 1:
		out := p.eval(m, args[0], depth)
		if out.Env == "" {
			out.Env = p.eval(m, callee.Kid(0), depth).Env
		}
		return out
	case (method == "get" || method == "getOrThrow") && len(args) > 0:
		return p.setting(m, callee, args, depth)
	case method == "find" || method == "map" || method == "filter" || method == "at" || method == "shift":
		return p.first(m, callee.Kid(0), depth)
	case passing.MatchString(method):
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
			env = v.Env
		}
		if v.Kind == Constant {
			v.Env = env
			return v
		}
	}
	return Value{Env: env}
}

// setting reads config.get("server.port"): a key of an object (convict), of node-config's files, or what set() of the same name stored.
func (p *Program) setting(m *Module, callee *Node, args []*Node, depth int) Value {
	key := p.eval(m, args[0], depth)
	if key.Kind != Constant {
		return Value{}
	}
	object := p.eval(m, callee.Kid(0), depth)
	switch object.Kind {
	case Package:
		if p.Setting != nil {
			return p.Setting(packageName(object.Text), key.Text)
		}
	case Structure, Namespace:
		v := object
		for part := range strings.SplitSeq(key.Text, ".") {
			v = p.property(v, part, m, callee.Line(), depth)
		}
		return p.settled(v, 0)
	case Variables: // Bun and Deno: env.get("PORT")
		return Value{Env: key.Text, File: m.File, Line: callee.Line()}
	}
	if v := p.stored(m, key.Text, depth); v.Kind != Unknown || v.Env != "" {
		return v
	}
	if len(args) > 1 && !envName.MatchString(key.Text) {
		return p.eval(m, args[1], depth)
	}
	return Value{}
}

// stored finds app.set("port", value) in the same module.
func (p *Program) stored(m *Module, key string, depth int) Value {
	var out Value
	Walk(m.Root, func(n *Node) bool {
		if n.Kind == Call && n.Method() == "set" && len(n.Args()) == 2 && n.Kid(1).Kind == String && n.Kid(1).Text == key && out.Kind == Unknown {
			out = p.eval(m, n.Kid(2), depth)
		}
		return out.Kind == Unknown
	})
	return out
}

func (p *Program) require(m *Module, n *Node) Value {
	spec := n.Kid(1)
	if spec == nil || spec.Kind != String {
		return Value{}
	}
	file, ok := p.Resolve(m.File, spec.Text)
	if !ok {
		if strings.HasPrefix(spec.Text, ".") {
			return Value{}
		}
		return Value{Kind: Package, Text: strings.TrimPrefix(spec.Text, "node:")}
	}
	if loaded := p.Load(file); loaded != nil {
		return Value{Kind: Namespace, Module: loaded}
	}
	return Value{}
}
