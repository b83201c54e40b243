package golang

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

func (q *question) evalSelector(e *ast.SelectorExpr, sc scope, depth int) []value.Value {
	if _, pkg, ok := q.packageNamed(sc.file, e.X); ok {
		if pkg == nil {
			return nil
		}
		return q.evalName(e.Sel, sc, depth)
	}
	if ix, ok := e.X.(*ast.IndexExpr); ok {
		if list := q.evalOption(ix, e.Sel.Name, depth); list != nil {
			return list
		}
	}
	return q.once(fieldKey{q.typeOf(e.X, sc, 0).key(), e.Sel.Name, sc.fn}, func() []value.Value { return q.evalField(e, sc, depth) })
}

type fieldKey struct {
	typ, name string
	fn        *ast.FuncDecl
}

// evalOption reads a field of an entry of a map of structs: options["PORT"].value.
func (q *question) evalOption(ix *ast.IndexExpr, name string, depth int) []value.Value {
	key, ok := literalText(ix.Index)
	if !ok {
		return nil
	}
	var list []value.Value
	for _, f := range q.with(`"` + key + `"`) {
		x := q.index(f)
		if x == nil {
			continue
		}
		for _, pr := range x.pairs[key] {
			value := pr.value
			if u, ok := value.(*ast.UnaryExpr); ok {
				value = u.X
			}
			lit, ok := value.(*ast.CompositeLit)
			if !ok {
				continue
			}
			for _, el := range lit.Elts {
				if kv, ok := el.(*ast.KeyValueExpr); ok && lastName(kv.Key) == name {
					list = append(list, q.eval(kv.Value, scope{file: f, fn: pr.around.fn}, depth+1)...)
				}
			}
		}
	}
	for i := range list {
		if capitals.MatchString(key) && list[i].Variable == "" {
			list[i].Variable = key
		}
	}
	return trim(list)
}

// evalField collects what a struct field can be: the configuration file that the program opens, the defaults of its tag,
// what literals and assignments of the program put into it, and flags bound to it.
func (q *question) evalField(e *ast.SelectorExpr, sc scope, depth int) []value.Value {
	t := q.typeOf(e.X, sc, 0)
	field := q.field(t, e.Sel.Name)
	var list []value.Value
	if field == nil && t.ext != "" { // config.ApplicationConfig.Port of a library: the key application.port
		if inner, ok := e.X.(*ast.SelectorExpr); ok {
			return q.fromConfig([]string{trimConfig(inner.Sel.Name) + "." + e.Sel.Name})
		}
	}
	env := ""
	if field != nil {
		tag := parseTag(field)
		env = tag.env
		if !q.settings.none() {
			list = append(list, q.fromConfig(q.keyPaths(e, sc))...)
		}
		list = append(list, q.unmarshalled(e, sc, depth)...)
		if tag.fallback != "" {
			list = append(list, value.Value{Text: tag.fallback, Variable: tag.env, At: q.r.place(field, "struct tag")})
		} else if tag.env != "" {
			list = append(list, value.Value{Text: value.Unknown, Variable: tag.env, Required: tag.required, At: q.r.place(field, "struct tag")})
		}
	}
	list = append(list, q.put(e, sc, t, depth)...)
	if env != "" {
		for i := range list {
			if list[i].Variable == "" {
				list[i].Variable = env
			}
		}
	}
	return trim(list)
}

// certainly doubts values when something was not certain.
func certainly(certain bool, list []value.Value) []value.Value {
	if certain {
		return list
	}
	return doubt(list)
}

// isTarget says whether a name is the field that is looked for: of holds it, a literal or what stands before the dot. Where nothing shows
// the type of either, the name alone decides, which is not certain.
func (p *program) isTarget(f *gofile, id *ast.Ident, of ast.Expr, want target) (fits, certain bool) {
	o := p.object(f, id)
	if want.variable != nil {
		return o != nil && o.Pos() == want.variable.Pos(), true
	}
	if o != nil {
		return false, true
	}
	if lit, ok := of.(*ast.CompositeLit); ok && (lit.Type == nil) != (want.holder == "") {
		return false, true
	}
	return p.typeOf(of, scope{file: f}, 0).key() == want.holder, want.holder != ""
}

// literal is a composite literal in the call that it was found in.
type literal struct {
	lit *ast.CompositeLit
	sc  scope
}

type literals []literal

// scope returns where to read a literal; false when it is none of those that made the struct. Of a struct of which nothing is known, any
// literal may have made it.
func (l literals) scope(lit *ast.CompositeLit, plain scope) (scope, bool) {
	if l == nil {
		return plain, true
	}
	for _, m := range l {
		if m.lit == lit {
			return m.sc, true
		}
	}
	return scope{}, false
}

// literals follows an expression to the literals that its struct was made by; false when one of the ways leads elsewhere.
func (p *program) literals(e ast.Expr, sc scope, depth int) (literals, bool) {
	if depth > maxDepth {
		return nil, false
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.literals(e.X, sc, depth+1)
	case *ast.StarExpr:
		return p.literals(e.X, sc, depth+1)
	case *ast.UnaryExpr:
		return p.literals(e.X, sc, depth+1)
	case *ast.CompositeLit:
		return literals{{e, sc}}, true
	case *ast.CallExpr:
		return p.returned(e, sc, depth)
	case *ast.Ident:
		o, ok := p.object(sc.file, e).(*types.Var)
		if !ok {
			return nil, false
		}
		if b, bound := sc.bind[o.Pos()]; bound {
			return p.literals(b.expr, b.sc, depth+1)
		}
		d, f, ok := p.declaration(o)
		if !ok || d.param >= 0 || d.field != nil || d.value != nil {
			return nil, false
		}
		var all literals
		sets, _ := p.index(f).reaching(p.assignments(f, o.Name(), o.Pos()), e.Pos())
		for _, s := range sets {
			found, ok := p.literals(s.right, scope{file: f, fn: s.fn, bind: sc.bind}, depth+1)
			if !ok || s.result > 0 {
				return nil, false
			}
			all = append(all, found...)
		}
		return all, len(all) > 0
	}
	return nil, false
}

// returned are the literals that the first result of a call is made by.
func (p *program) returned(c *ast.CallExpr, sc scope, depth int) (literals, bool) {
	callees := p.callees(c, sc)
	if len(callees) != 1 || callees[0].fn.Body == nil {
		return nil, false
	}
	callee := p.called(c, callees[0], sc)
	var all literals
	complete := true
	ast.Inspect(callee.fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == 0 {
				complete = false
				return false
			}
			if id, ok := n.Results[0].(*ast.Ident); ok && id.Name == "nil" {
				return false
			}
			found, ok := p.literals(n.Results[0], callee, depth+1)
			complete = complete && ok
			all = append(all, found...)
		}
		return complete
	})
	return all, complete && len(all) > 0
}

// target is a field that is looked for: by its declaration when it is of the repository, else by its name and the type that holds it.
type target struct {
	holder, name string
	variable     *types.Var
}

// put collects what literals, assignments and flags of the program put into a field.
func (q *question) put(e *ast.SelectorExpr, sc scope, holder typ, depth int) []value.Value {
	variable, promoted := fieldOf(holder, e.Sel.Name)
	want := target{holder.key(), e.Sel.Name, variable}
	made, ok := q.literals(e.X, sc, 0)
	if !ok || promoted {
		made = nil
	}
	var sources [][]value.Value
	var flags []value.Value
	short := want.holder[strings.LastIndex(want.holder, ".")+1:]
	for _, f := range q.naming(want.name) {
		// a file that neither names the type nor selects the field sets nothing; a type that is not exported is set at home
		if want.holder != "" && (!f.has(short) && !f.has("."+want.name) || !ast.IsExported(short) && f.pkg.dir+"."+short != want.holder) {
			continue
		}
		x := q.index(f)
		if x == nil {
			continue
		}
		for _, pr := range x.pairs[want.name] {
			in, known := made.scope(pr.lit, scope{file: f, fn: pr.around.fn})
			if key, ok := pr.key.(*ast.Ident); ok && known {
				if fits, certain := q.isTarget(f, key, pr.lit, want); fits {
					sources = append(sources, certainly(certain, q.eval(pr.value, in, depth+1)))
				}
			}
		}
		for _, s := range x.sets[want.name] {
			if left, ok := s.left.(*ast.SelectorExpr); ok {
				in := scope{file: f, fn: s.fn}
				if fits, certain := q.isTarget(f, left.Sel, left.X, want); fits {
					sources = append(sources, certainly(certain, q.evalSet(s, in, depth)))
				}
			}
		}
		flags = append(flags, q.boundFlags(f, want.name, depth, func(e ast.Expr) bool {
			sel, ok := e.(*ast.SelectorExpr)
			if !ok {
				return false
			}
			fits, _ := q.isTarget(f, sel.Sel, sel.X, want)
			return fits
		})...)
	}
	return append(join(sources), flags...)
}

// tag is what the libraries that fill structs read from a field's tag.
type tag struct {
	name     string // the key in configuration files
	env      string
	fallback string
	required bool
}

// parseTag knows the tags of encoding/json, yaml, toml, mapstructure, koanf, ini and HCL for the name, and those of envconfig (kelseyhightower and
// sethvargo), caarlos0/env, cleanenv, kong, go-flags, go-arg, creasty/defaults and fig for variables and defaults.
func parseTag(f *ast.Field) tag {
	var t tag
	if len(f.Names) > 0 {
		t.name = f.Names[0].Name
	} else {
		t.name = lastName(f.Type)
	}
	if f.Tag == nil {
		return t
	}
	raw, err := strconv.Unquote(f.Tag.Value)
	if err != nil {
		return t
	}
	st := reflect.StructTag(raw)
	for _, k := range []string{"mapstructure", "yaml", "json", "toml", "koanf", "ini", "hcl", "config", "fig"} {
		if v, ok := st.Lookup(k); ok {
			first, rest, _ := strings.Cut(v, ",")
			if first != "" && first != "-" {
				t.name = first
				break
			}
			if strings.Contains(rest, "inline") || strings.Contains(rest, "squash") {
				t.name = ""
				break
			}
			for o := range strings.SplitSeq(rest, ",") { // go-zero: json:",default=8080"
				if d, ok := strings.CutPrefix(o, "default="); ok && t.fallback == "" {
					t.fallback = d
				}
			}
		}
	}
	if v, ok := st.Lookup("json"); ok {
		for _, o := range strings.Split(v, ",")[1:] {
			if d, ok := strings.CutPrefix(o, "default="); ok {
				t.fallback = d
			}
		}
	}
	for _, k := range []string{"env", "envconfig"} {
		if v, ok := st.Lookup(k); ok {
			parts := strings.Split(v, ",")
			for i := range parts {
				parts[i] = strings.TrimSpace(parts[i])
			}
			if isEnvName(parts[0]) {
				t.env = parts[0]
			}
			for _, o := range parts[1:] {
				if d, ok := strings.CutPrefix(o, "default="); ok {
					t.fallback = d
				}
				t.required = t.required || o == "required" || o == "notEmpty"
			}
		}
	}
	if v, ok := st.Lookup("arg"); ok {
		for o := range strings.SplitSeq(v, ",") {
			if e, ok := strings.CutPrefix(o, "env:"); ok {
				t.env = e
			}
		}
	}
	for _, k := range []string{"envDefault", "env-default", "default", "envdefault"} {
		if v, ok := st.Lookup(k); ok && v != "" {
			t.fallback = v
		}
	}
	for _, k := range []string{"required", "env-required"} {
		t.required = t.required || st.Get(k) == "true"
	}
	return t
}

// keyPaths returns the dotted paths that a field can have in a configuration file, from the chain of selectors and from the structs that hold its type.
func (p *program) keyPaths(e *ast.SelectorExpr, sc scope) []string {
	t := p.typeOf(e.X, sc, 0)
	field := p.field(t, e.Sel.Name)
	name := e.Sel.Name
	if field != nil {
		name = keyName(field, name)
	}
	if inner, ok := e.X.(*ast.SelectorExpr); ok {
		if _, _, isPackage := p.packageNamed(sc.file, inner.X); !isPackage {
			var list []string
			for _, parent := range p.keyPaths(inner, sc) {
				list = append(list, joinKey(parent, name))
			}
			return list
		}
	}
	return p.parents(t, name, 0)
}

// keyName is the key of a field that was selected by a name: that of its tag, else this name, for one declaration can hold several.
func keyName(field *ast.Field, selected string) string {
	if field.Tag == nil && len(field.Names) > 0 {
		return selected
	}
	return parseTag(field).name
}

// parents prefixes a key with the fields that hold its struct, up to the outermost.
func (p *program) parents(t typ, name string, depth int) []string {
	key := t.key()
	if key == "" || t.ext != "" || depth > 4 {
		return []string{name}
	}
	if list, known := p.above[parentKey{key, name}]; known {
		return list
	}
	list := p.holders(key, name, depth)
	p.above[parentKey{key, name}] = list
	return list
}

// holders finds the struct fields of a type.
func (p *program) holders(key, name string, depth int) []string {
	short := key[strings.LastIndex(key, ".")+1:]
	var list []string
	for _, f := range p.naming(short) {
		x := p.index(f)
		if x == nil {
			continue
		}
		for _, typeName := range sortedKeys(x.types) {
			spec := x.types[typeName]
			s, ok := spec.Type.(*ast.StructType)
			if !ok {
				continue
			}
			for _, field := range s.Fields.List {
				if p.typeOf(field.Type, scope{file: f}, 0).key() != key {
					continue
				}
				outer := p.typeOf(spec.Name, scope{file: f}, 0)
				if outer.key() == key {
					continue
				}
				prefix := parseTag(field).name
				if len(field.Names) == 0 && (field.Tag == nil || prefix == "") {
					prefix = "" // embedded: its keys are the outer struct's
				}
				list = append(list, p.parents(outer, joinKey(prefix, name), depth+1)...)
			}
		}
	}
	if len(list) == 0 {
		return []string{name}
	}
	slices.Sort(list)
	return slices.Compact(list)[:min(len(list), 8)]
}

// trimConfig drops what the names of configuration structs end in.
func trimConfig(s string) string {
	for _, end := range []string{"Config", "Conf", "Settings", "Setting", "Options", "Opts"} {
		if cut, ok := strings.CutSuffix(s, end); ok && cut != "" {
			return cut
		}
	}
	return s
}

func joinKey(a, b string) string {
	if a == "" {
		return b
	}
	return a + "." + b
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// fromConfig looks the paths up in the configuration files that the program opens by default.
func (p *program) fromConfig(paths []string) []value.Value {
	for _, path := range paths {
		v, file, ok := p.settings.find(path)
		for rest := path; !ok; { // the outermost structs may be the program's own: app.Env.Address is the key address of the file
			_, tail, more := strings.Cut(rest, ".")
			if !more {
				break
			}
			rest = tail
			v, file, ok = p.settings.exactly(rest)
		}
		if !ok {
			continue
		}
		list := placeholders(v.Value)
		for i := range list {
			list[i].File = file
			list[i].At = facts.Evidence{File: file, Line: v.Line, Rule: "configuration file, key " + v.Key}
		}
		return list
	}
	return nil
}
