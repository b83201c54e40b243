package golang

import (
	"go/ast"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

func (p *program) evalSelector(e *ast.SelectorExpr, sc scope, depth int) []val {
	if x, ok := e.X.(*ast.Ident); ok && sc.file.imports[x.Name] != "" && !p.local(x.Name, x.Pos(), sc) {
		if pkg := p.packageOf(sc.file, x.Name); pkg != nil {
			return p.once(nameKey{e.Sel.Name, nil, pkg}, func() []val { return p.evalPackageValue(pkg, e.Sel.Name, depth) })
		}
		return nil
	}
	if ix, ok := e.X.(*ast.IndexExpr); ok {
		if list := p.evalOption(ix, e.Sel.Name, depth); list != nil {
			return list
		}
	}
	return p.once(fieldKey{p.key(p.typeOf(e.X, sc, 0)), e.Sel.Name, sc.fn}, func() []val { return p.evalField(e, sc, depth) })
}

type fieldKey struct {
	typ, name string
	fn        *ast.FuncDecl
}

// evalOption reads a field of an entry of a map of structs: options["PORT"].value.
func (p *program) evalOption(ix *ast.IndexExpr, name string, depth int) []val {
	key, ok := literalText(ix.Index)
	if !ok {
		return nil
	}
	var list []val
	for _, f := range p.with(`"` + key + `"`) {
		x := p.r.index(f)
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
					list = append(list, p.eval(kv.Value, scope{file: f, fn: pr.around.fn}, depth+1)...)
				}
			}
		}
	}
	for i := range list {
		if capitals.MatchString(key) && list[i].env == "" {
			list[i].env = key
		}
	}
	return trim(list)
}

// evalField collects what a struct field can be: the configuration file that the program opens, the defaults of its tag,
// what literals and assignments of the program put into it, and flags bound to it.
func (p *program) evalField(e *ast.SelectorExpr, sc scope, depth int) []val {
	name := e.Sel.Name
	t := p.typeOf(e.X, sc, 0)
	key := p.key(t)
	field, _ := p.field(t, name, 0)
	var list []val
	var env string
	if field == nil && t.ext != "" { // config.ApplicationConfig.Port of a library: the key application.port
		if inner, ok := e.X.(*ast.SelectorExpr); ok {
			return p.fromConfig([]string{trimConfig(inner.Sel.Name) + "." + name})
		}
	}
	if field != nil {
		tag := parseTag(field)
		env = tag.env
		if len(p.config().files) > 0 {
			list = append(list, p.fromConfig(p.keyPaths(e, sc))...)
		}
		list = append(list, p.unmarshalled(e, sc, depth)...)
		if tag.fallback != "" {
			list = append(list, val{text: tag.fallback, env: tag.env, at: p.r.place(field, "struct tag")})
		} else if tag.env != "" {
			list = append(list, val{text: unknown, env: tag.env, must: tag.required, at: p.r.place(field, "struct tag")})
		}
	}
	short := key[strings.LastIndex(key, ".")+1:]
	for _, f := range p.naming(name) {
		// a file that neither names the type nor selects the field sets nothing; a type that is not exported is set at home
		if key != "" && (!f.has(short) && !f.has("."+name) || !ast.IsExported(short) && f.pkg.dir+"."+short != key) {
			continue
		}
		x := p.r.index(f)
		if x == nil {
			continue
		}
		for _, pr := range x.pairs[name] {
			if _, ident := pr.key.(*ast.Ident); !ident || pr.lit.Type == nil && key != "" || pr.lit.Type != nil && key == "" {
				continue
			}
			if got := p.key(typ{expr: pr.lit.Type, file: f}); pr.lit.Type == nil || got == key {
				list = append(list, p.eval(pr.value, scope{file: f, fn: pr.around.fn}, depth+1)...)
			}
		}
		for _, s := range x.sets[name] {
			left, ok := s.left.(*ast.SelectorExpr)
			if !ok {
				continue
			}
			owner := scope{file: f, fn: s.fn}
			if got := p.key(p.typeOf(left.X, owner, 0)); got == key {
				list = append(list, p.evalSet(s, owner, depth)...)
			}
		}
		list = append(list, p.evalFlagField(f, name, key, depth)...)
	}
	if env != "" {
		for i := range list {
			if list[i].env == "" {
				list[i].env = env
			}
		}
	}
	return trim(list)
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
	field, _ := p.field(t, e.Sel.Name, 0)
	name := e.Sel.Name
	if field != nil {
		name = keyName(field, name)
	}
	if inner, ok := e.X.(*ast.SelectorExpr); ok {
		if x, ok := inner.X.(*ast.Ident); !ok || sc.file.imports[x.Name] == "" || p.local(x.Name, x.Pos(), sc) {
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
	key := p.key(t)
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
		x := p.r.index(f)
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
				if p.key(typ{expr: field.Type, file: f}) != key {
					continue
				}
				outer := typ{expr: ast.NewIdent(spec.Name.Name), file: f}
				if p.key(outer) == key {
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
func (p *program) fromConfig(paths []string) []val {
	for _, path := range paths {
		v, file, ok := p.config().find(path)
		for rest := path; !ok; { // the outermost structs may be the program's own: app.Env.Address is the key address of the file
			_, tail, more := strings.Cut(rest, ".")
			if !more {
				break
			}
			rest = tail
			v, file, ok = p.config().exactly(rest)
		}
		if !ok {
			continue
		}
		list := placeholders(v.Value)
		for i := range list {
			list[i].file = file
			list[i].at = facts.Evidence{File: file, Line: v.Line, Rule: "configuration file, key " + v.Key}
		}
		return list
	}
	return nil
}
