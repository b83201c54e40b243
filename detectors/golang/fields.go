package golang

import (
	"go/ast"
	"go/types"
	"strings"

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
