package fold

import (
	"go/ast"
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/value"
)

// keyPaths returns the dotted paths that a field can have in a configuration file, from the chain of selectors and from the structs that hold its type.
func (p keys) keyPaths(e *ast.SelectorExpr, sc Scope) []string {
	t := p.TypeOf(e.X, sc)
	field := p.field(t, e.Sel.Name)
	name := e.Sel.Name
	if field != nil {
		name = keyName(field, name)
	}
	if inner, ok := e.X.(*ast.SelectorExpr); ok {
		if _, _, isPackage := p.PackageNamed(sc.File, inner.X); !isPackage {
			var list []string
			for _, parent := range p.keyPaths(inner, sc) {
				list = append(list, JoinKey(parent, name))
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
	return ParseTag(field).name
}

// parents prefixes a key with the fields that hold its struct, up to the outermost.
func (p keys) parents(t Type, name string, depth int) []string {
	key := t.Key()
	if key == "" || t.Ext != "" || depth > 4 {
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
func (p keys) holders(key, name string, depth int) []string {
	short := key[strings.LastIndex(key, ".")+1:]
	var list []string
	for _, f := range p.Naming(short) {
		for _, h := range p.heldTypes(f) {
			if h.key == key && h.outer.Key() != key {
				list = append(list, p.parents(h.outer, JoinKey(h.prefix, name), depth+1)...)
			}
		}
	}
	if len(list) == 0 {
		return []string{name}
	}
	slices.Sort(list)
	return slices.Compact(list)[:min(len(list), 8)]
}

// heldType is a field of a struct: the type that it has, the struct, and the key before those of the type.
type heldType struct {
	key    string
	outer  Type
	prefix string
}

// heldTypes are the fields of all structs that a file declares, which are looked at once.
func (p keys) heldTypes(f *module.File) []heldType {
	if list, asked := p.src.structs[f]; asked {
		return list
	}
	var list []heldType
	x := p.Index(f)
	for _, name := range slices.Sorted(maps.Keys(x.Types)) {
		spec := x.Types[name]
		s, ok := spec.Type.(*ast.StructType)
		if !ok {
			continue
		}
		outer := declaredType(p.Program, spec.Name, Scope{File: f})
		for _, field := range s.Fields.List {
			prefix := ParseTag(field).name
			if len(field.Names) == 0 && field.Tag == nil {
				prefix = "" // embedded: its keys are the outer struct's
			}
			list = append(list, heldType{declaredType(p.Program, field.Type, Scope{File: f}).Key(), outer, prefix})
		}
	}
	p.src.structs[f] = list
	return list
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

// JoinKey joins two parts of a dotted key; either may be empty.
func JoinKey(a, b string) string {
	if a == "" {
		return b
	}
	return a + "." + b
}

// fromConfig looks the paths up in the configuration files that the program opens by default.
func (p keys) fromConfig(paths []string) []value.Value {
	for _, path := range paths {
		v, file, ok := p.Settings.Find(path)
		for rest := path; !ok; { // the outermost structs may be the program's own: app.Env.Address is the key address of the file
			_, tail, more := strings.Cut(rest, ".")
			if !more {
				break
			}
			rest = tail
			v, file, ok = p.Settings.Exactly(rest)
		}
		if !ok {
			continue
		}
		list := Placeholders(v.Value)
		for i := range list {
			list[i].File = file
			list[i].At = facts.Evidence{File: file, Line: v.Line, Rule: "configuration file, key " + v.Key}
		}
		return list
	}
	return nil
}
