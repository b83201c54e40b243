package fold

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

func (q *question) evalSelector(e *ast.SelectorExpr, sc Scope, depth int) []value.Value {
	if _, pkg, ok := q.PackageNamed(sc.File, e.X); ok {
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
	if list, ok := q.library().evalURL(e, sc, depth); ok {
		return list
	}
	return q.once(fieldKey{q.TypeOf(e.X, sc).Key(), e.Sel.Name, sc.Fn}, func() []value.Value { return q.evalField(e, sc, depth) })
}

type fieldKey struct {
	typ, name string
	fn        *ast.FuncDecl
}

// evalOption reads a field of an entry of a map of structs: options["PORT"].value.
func (q *question) evalOption(ix *ast.IndexExpr, name string, depth int) []value.Value {
	key, ok := LiteralText(ix.Index)
	if !ok {
		return nil
	}
	var list []value.Value
	for _, f := range q.With(`"` + key + `"`) {
		x := q.Index(f)
		for _, pr := range x.Pairs[key] {
			value := pr.Value
			if u, ok := value.(*ast.UnaryExpr); ok {
				value = u.X
			}
			lit, ok := value.(*ast.CompositeLit)
			if !ok {
				continue
			}
			for _, el := range lit.Elts {
				if kv, ok := el.(*ast.KeyValueExpr); ok && LastName(kv.Key) == name {
					list = append(list, q.eval(kv.Value, Scope{File: f, Fn: pr.Around.Fn}, depth+1)...)
				}
			}
		}
	}
	for i := range list {
		if Capitals.MatchString(key) && list[i].Variable == "" {
			list[i].Variable = key
		}
	}
	return trim(list)
}

// evalField collects what a struct field can be: the configuration file that the program opens, the defaults of its tag,
// what literals and assignments of the program put into it, and flags bound to it.
func (q *question) evalField(e *ast.SelectorExpr, sc Scope, depth int) []value.Value {
	t := q.TypeOf(e.X, sc)
	field := q.field(t, e.Sel.Name)
	var list []value.Value
	if field == nil && t.Ext != "" { // config.ApplicationConfig.Port of a library: the key application.port
		if inner, ok := e.X.(*ast.SelectorExpr); ok {
			if list := q.keys().fromConfig([]string{trimConfig(inner.Sel.Name) + "." + e.Sel.Name}); list != nil {
				return list
			}
		}
	}
	env := ""
	fallback := ""
	if field != nil {
		tag := ParseTag(field)
		if !q.keys().readsTags() {
			tag.Env, tag.Fallback = "", ""
		}
		env, fallback = tag.Env, tag.Fallback
		if !q.Settings.None() {
			list = append(list, q.fromFiles(e, sc, t)...)
		}
		list = append(list, q.flags().unmarshalled(e, sc, depth)...)
		if tag.Fallback != "" {
			list = append(list, value.Value{Text: tag.Fallback, Variable: tag.Env, Flag: q.keys().ownFlag(tag, field), At: q.Repo.Place(field, "struct tag")})
		} else if tag.Env != "" {
			list = append(list, value.Value{Text: value.Unknown, Variable: tag.Env, Required: tag.Required, At: q.Repo.Place(field, "struct tag")})
		}
	}
	given := q.put(e, sc, t, depth)
	if variable, _ := fieldOf(t, e.Sel.Name); len(given) > 0 && (q.decoding().isFilled(variable) || q.fields().pointedAt(variable)) {
		given = doubt(given)
	}
	if fallback != "" && slices.ContainsFunc(given, func(v value.Value) bool { return v.Text != fallback }) {
		list, given = doubt(list), doubt(given) // which of both holds, the library that reads the tag decides
	}
	list = append(list, given...)
	if field != nil && len(list) == 0 {
		list = q.flags().tagged(field, depth)
	}
	if env != "" {
		for i := range list {
			if list[i].Variable == "" {
				list[i].Variable = env
			}
		}
	}
	return trim(list)
}

// fromFiles is what the configuration files that the program opens say of a field: under its path, else under the name of its type, as
// libraries do that bind a section to each type of options.
func (q *question) fromFiles(e *ast.SelectorExpr, sc Scope, t Type) []value.Value {
	paths, asked := q.paths[e]
	if !asked {
		paths = q.keys().keyPaths(e, sc)
		q.paths[e] = paths
	}
	if list := q.keys().fromConfig(paths); list != nil {
		return list
	}
	named := t.named()
	if named == nil || len(paths) == 0 {
		return nil
	}
	key := paths[0][strings.LastIndex(paths[0], ".")+1:]
	v, file, ok := q.Settings.Exactly(named.Obj().Name() + "." + key)
	if !ok {
		return nil
	}
	list := Placeholders(v.Value)
	for i := range list {
		list[i].File, list[i].Confidence = file, facts.Guess
		list[i].At = facts.Evidence{File: file, Line: v.Line, Rule: "configuration file, key " + v.Key}
	}
	return list
}

// certainly doubts values when something was not certain.
func certainly(certain bool, list []value.Value) []value.Value {
	if certain {
		return list
	}
	return doubt(list)
}

// put collects what literals, assignments and flags of the program put into a field.
func (q *question) put(e *ast.SelectorExpr, sc Scope, holder Type, depth int) []value.Value {
	variable, promoted := fieldOf(holder, e.Sel.Name)
	made, ok := q.literals(e.X, sc, 0)
	if !ok || promoted {
		made = nil
	}
	var sources, options, copies, turns [][]value.Value // options are what functions set that get the struct, copies what is set in copies of it; turns are what a loop takes one after the other
	var loop *block
	var flags []value.Value
	for _, at := range q.fields().places(target{holder.Key(), e.Sel.Name, variable}) {
		switch {
		case at.pair != nil:
			in, of, known := made.scope(at.pair.Lit, Scope{File: at.file, Fn: at.pair.Around.Fn})
			if !known || !q.allows(at.pair.Around, at.file) {
				continue
			}
			list := certainly(at.certain, q.eval(at.pair.Value, in, depth+1))
			if of != nil {
				turns, loop = append(turns, list), of
				continue
			}
			sources = append(sources, list)
		case at.set != nil:
			list := certainly(at.certain, q.evalSet(*at.set, Scope{File: at.file, Fn: at.set.Fn}, depth))
			switch {
			case q.fields().isOption(*at.set, at.file):
				options = append(options, list)
			case q.fields().isCopy(*at.set, at.file, e):
				copies = append(copies, list)
			default:
				sources = append(sources, list)
			}
		default:
			flags = append(flags, q.flags().evalBound(*at.flag, at.file, depth)...)
		}
	}
	sources = append(options, sources...) // an option is applied to the struct that the literal makes: its value comes later
	for _, m := range made {              // site{":8080", "shop"}
		i := fieldIndex(variable, q.TypeOf(m.lit, m.sc))
		switch {
		case i < 0 || i >= len(m.lit.Elts) || hasKeys(m.lit):
		case m.loop != nil:
			turns, loop = append(turns, q.eval(m.lit.Elts[i], m.sc, depth+1)), m.loop
		default:
			sources = append(sources, q.eval(m.lit.Elts[i], m.sc, depth+1))
		}
	}
	sources = append(sources, copies...)
	if len(turns) > 0 && len(sources) == 0 {
		return append(q.loops().taken(trim(slices.Concat(turns...)), loop), flags...)
	}
	return append(join(append(sources, turns...)), flags...)
}

func hasKeys(lit *ast.CompositeLit) bool {
	if len(lit.Elts) == 0 {
		return false
	}
	_, keyed := lit.Elts[0].(*ast.KeyValueExpr)
	return keyed
}

// fieldIndex is the position of a field among those of a struct type, -1 when it is of another type.
func fieldIndex(field *types.Var, t Type) int {
	if field == nil || t.own == nil {
		return -1
	}
	s, ok := t.own.Underlying().(*types.Struct)
	if !ok {
		return -1
	}
	for i := range s.NumFields() {
		if s.Field(i).Pos() == field.Pos() {
			return i
		}
	}
	return -1
}
