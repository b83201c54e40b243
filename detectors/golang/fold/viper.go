package fold

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/value"
)

const viperPath = "github.com/spf13/viper"

// unmarshalled is what viper.Unmarshal puts into a field: the flag bound to its key, or the default set for it (viper's README,
// "Unmarshaling"; keys are compared without case).
func (q flags) unmarshalled(e *ast.SelectorExpr, sc Scope, depth int) []value.Value {
	targets := q.keys().viperTargets()
	if len(targets) == 0 {
		return nil
	}
	var list []value.Value
	for _, key := range q.keys().settingKeys(e, sc, targets) {
		of := q.namedFlags(key, depth)
		if lower := strings.ToLower(key); lower != key {
			of = append(slices.Clip(of), q.namedFlags(lower, depth)...)
		}
		if len(of) > 0 { // of a key that nothing else names Unmarshal does not ask the environment
			of = q.bySetting(key, of, e)
		}
		list = append(list, of...)
	}
	field := q.field(q.TypeOf(e.X, sc), e.Sel.Name)
	if field != nil && LastName(field.Type) == "string" { // viper converts: the number of a flag is a text here
		for i := range list {
			list[i].Number = false
		}
	}
	return list
}

// settingKeys is the key of a field from the struct that viper fills, which need not be the outermost: server.config.Port is the key port
// when viper fills the type of config.
func (p keys) settingKeys(e *ast.SelectorExpr, sc Scope, targets map[string]bool) []string {
	key := ""
	for cur, ok := e, true; ok; cur, ok = cur.X.(*ast.SelectorExpr) {
		t := p.TypeOf(cur.X, sc)
		name := cur.Sel.Name
		if field := p.field(t, name); field != nil {
			name = keyName(field, name)
		}
		if key = strings.TrimSuffix(JoinKey(name, key), "."); targets[t.Key()] {
			return []string{key}
		}
	}
	return p.keyPaths(e, sc)
}

// viperTargets are the types of what the program gives to viper's Unmarshal; answered once.
func (p keys) viperTargets() map[string]bool {
	if p.targets != nil {
		return p.targets
	}
	p.targets = map[string]bool{}
	if p.Imports(viperPath) == nil {
		return p.targets
	}
	for _, f := range p.With(".Unmarshal") {
		x := p.Index(f)
		for _, fn := range []string{"Unmarshal", "UnmarshalExact"} {
			for _, c := range x.Calls[fn] {
				if len(c.Node.Args) == 0 || len(c.Node.Args) > 1 && !f.Has("viper.") {
					continue
				}
				target := c.Node.Args[0]
				if u, ok := target.(*ast.UnaryExpr); ok {
					target = u.X
				}
				t := p.TypeOf(target, Scope{File: f, Fn: c.Around.Fn})
				for _, t := range p.instances(t, c.Around.Fn) {
					if key := t.Key(); key != "" {
						p.targets[key] = true
					}
				}
			}
		}
	}
	return p.targets
}

// instances are the types that a type stands for: of a parameter of a generic function, those that its calls name between their brackets, as in
// load[ServeConfig](cmd); else the type itself.
func (p keys) instances(t Type, fn *ast.FuncDecl) []Type {
	param, ok := types.Unalias(t.own).(*types.TypeParam)
	if !ok || fn == nil {
		return []Type{t}
	}
	var list []Type
	for _, f := range p.Naming(fn.Name.Name) {
		for _, c := range p.Index(f).Calls[fn.Name.Name] {
			given := typeArguments(c.Node.Fun)
			if param.Index() < len(given) {
				list = append(list, p.TypeOf(given[param.Index()], Scope{File: f, Fn: c.Around.Fn}))
			}
		}
	}
	return list
}

// typeArguments are the types between the brackets of a call.
func typeArguments(fun ast.Expr) []ast.Expr {
	switch fun := fun.(type) {
	case *ast.IndexExpr:
		return []ast.Expr{fun.Index}
	case *ast.IndexListExpr:
		return fun.Indices
	}
	return nil
}
