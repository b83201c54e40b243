package fold

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/value"
)

// viperEnv says by which variables a program sets the keys of viper (github.com/spf13/viper, README, "Working with Environment Variables"):
// AutomaticEnv asks for every key, with the prefix of SetEnvPrefix before it and the parts of SetEnvKeyReplacer replaced.
type viperEnv struct {
	on       bool
	prefix   string
	replacer *strings.Replacer // nil for none
}

// viperEnv is answered once. A prefix or replacer that is not known, and several of them, leave the names unknown: then it is off.
func (q flags) viperEnv() viperEnv {
	if q.variables != nil {
		return *q.variables
	}
	q.variables = &viperEnv{}
	if q.Imports(viperPath) == nil {
		return viperEnv{}
	}
	var e viperEnv
	known := true
	prefixes, replacers := map[string]bool{}, map[string]bool{}
	for _, f := range q.With("viper") {
		x := q.Index(f)
		e.on = e.on || len(x.Calls["AutomaticEnv"]) > 0
		for _, c := range x.Calls["SetEnvPrefix"] {
			prefix := ""
			if len(c.Node.Args) == 1 {
				prefix = First(q.eval(c.Node.Args[0], Scope{File: f, Fn: c.Around.Fn}, 1))
			}
			known = known && prefix != ""
			prefixes[prefix] = true
			e.prefix = prefix
		}
		for _, name := range []string{"SetEnvKeyReplacer", "EnvKeyReplacer"} {
			for range x.Calls[name] {
				pairs, ok := q.replaced(f)
				known = known && ok
				replacers[strings.Join(pairs, "\x00")] = true
				if ok {
					e.replacer = strings.NewReplacer(pairs...)
				}
			}
		}
	}
	if !known || len(prefixes) > 1 || len(replacers) > 1 {
		return viperEnv{}
	}
	q.variables = &e
	return e
}

// replaced are the texts of the only strings.NewReplacer of a file.
func (q flags) replaced(f *module.File) (pairs []string, ok bool) {
	calls := q.Index(f).Calls["NewReplacer"]
	if len(calls) != 1 || len(calls[0].Node.Args)%2 != 0 {
		return nil, false
	}
	for _, a := range calls[0].Node.Args {
		text, literal := LiteralText(a)
		if !literal {
			return nil, false
		}
		pairs = append(pairs, text)
	}
	return pairs, true
}

// variable is the one that sets a key; empty where that is no name that people give to variables.
func (e viperEnv) variable(key string) string {
	name := strings.ToUpper(key)
	if e.prefix != "" {
		name = strings.ToUpper(e.prefix + "_" + key)
	}
	if e.replacer != nil {
		name = e.replacer.Replace(name)
	}
	if !Capitals.MatchString(name) {
		return ""
	}
	return name
}

// bySetting names the variable that sets a key of viper in the values that it has otherwise. A key without any value is one that viper gives
// empty, unless the variable says it.
func (q flags) bySetting(key string, list []value.Value, at ast.Node) []value.Value {
	e := q.viperEnv()
	if !e.on && !q.boundByName(key) {
		return list
	}
	name := e.variable(key)
	if name == "" {
		return list
	}
	if len(list) == 0 {
		return []value.Value{{Text: value.Unknown, Variable: name, At: q.Repo.Place(at, "environment variable")}}
	}
	out := slices.Clone(list)
	for i, v := range out {
		if v.Variable == "" {
			out[i].Variable = name
		}
	}
	return out
}

// boundByName says whether BindEnv names the key alone, so that its variable is made of it: viper.BindEnv("db.dsn").
func (q flags) boundByName(key string) bool {
	for _, f := range q.With(`"` + key + `"`) {
		for _, c := range q.Index(f).Calls["BindEnv"] {
			if len(c.Node.Args) != 1 {
				continue
			}
			if text, ok := LiteralText(c.Node.Args[0]); ok && strings.EqualFold(text, key) {
				return true
			}
		}
	}
	return false
}

// ofViper says whether a getter is viper's: viper.GetString, or that of a *viper.Viper.
func (q flags) ofViper(sel *ast.SelectorExpr, sc Scope) bool {
	if !strings.HasPrefix(sel.Sel.Name, "Get") || q.Imports(viperPath) == nil {
		return false
	}
	if imported, _, ok := q.PackageNamed(sc.File, sel.X); ok {
		return imported == viperPath
	}
	return strings.HasPrefix(q.TypeOf(sel.X, sc).Key(), viperPath+".")
}
