package golang

import (
	"go/ast"
	"go/types"
	"reflect"
	"regexp"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

const envconfigPath = "github.com/kelseyhightower/envconfig"

// envconfigDepth bounds structs in structs.
const envconfigDepth = 6

// envconfigured marks the variables of fields that are required and have no default, where the library makes the variable's name of the
// prefix and the field's name (kelseyhightower/envconfig, README: "Struct Tag Support"; gatherInfo in envconfig.go).
func envconfigured(p *program, f *module.File, names map[string]bool) {
	x := p.Index(f)
	for _, fn := range []string{"Process", "MustProcess"} {
		for _, c := range x.Calls[fn] {
			sel, ok := c.Node.Fun.(*ast.SelectorExpr)
			if !ok || len(c.Node.Args) != 2 {
				continue
			}
			if path, _, _ := p.PackageNamed(f, sel.X); path != envconfigPath {
				continue
			}
			sc := fold.Scope{File: f, Fn: c.Around.Fn}
			prefix := p.Fold(c.Node.Args[0], sc)
			if len(prefix) != 1 || !prefix[0].Known() {
				continue // names that nobody can tell
			}
			requiredFields(p.StructOf(c.Node.Args[1], sc), strings.ToUpper(prefix[0].Text), 0, names)
		}
	}
}

func requiredFields(s *types.Struct, prefix string, depth int, names map[string]bool) {
	if s == nil || depth > envconfigDepth {
		return
	}
	for i := range s.NumFields() {
		field, tag := s.Field(i), reflect.StructTag(s.Tag(i))
		if !field.Exported() && !field.Embedded() || tag.Get("ignored") == "true" {
			continue
		}
		key, alt := field.Name(), strings.ToUpper(tag.Get("envconfig"))
		if tag.Get("split_words") == "true" {
			key = split(key)
		}
		if alt != "" {
			key = alt
		}
		if prefix != "" {
			key = prefix + "_" + key
		}
		key = strings.ToUpper(key)
		_, hasDefault := tag.Lookup("default")
		if inner, ok := field.Type().Underlying().(*types.Struct); ok && tag.Get("required") != "true" {
			if field.Embedded() {
				key = prefix
			}
			requiredFields(inner, key, depth+1, names)
			continue
		}
		if tag.Get("required") != "true" || hasDefault {
			continue
		}
		if alt != "" {
			key = alt // the library takes it without the prefix, too
		}
		names[key] = true
	}
}

var (
	words   = regexp.MustCompile(`([^A-Z]+|[A-Z]+[^A-Z]+|[A-Z]+)`)
	acronym = regexp.MustCompile(`([A-Z]+)([A-Z][^A-Z]+)`)
)

// split puts underscores between the words of a name as split_words does: APIKey is API_Key.
func split(name string) string {
	var out []string
	for _, w := range words.FindAllString(name, -1) {
		if m := acronym.FindStringSubmatch(w); m != nil {
			out = append(out, m[1], m[2])
			continue
		}
		out = append(out, w)
	}
	return strings.Join(out, "_")
}
