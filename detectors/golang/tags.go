package golang

import (
	"go/ast"
	"reflect"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// requiredTags marks the variables of fields whose tag says that they are required. A struct that is a field of another one gets the prefixes
// that the tags of such fields give it.
func requiredTags(p *program, f *module.File, prefixes map[string][]string, names map[string]bool) {
	tree := p.Repo.Parse(f)
	if tree == nil {
		return
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			s, ok := n.Type.(*ast.StructType)
			if !ok {
				return true
			}
			of := prefixes[n.Name.Name]
			if of == nil {
				of = []string{""}
			}
			for _, prefix := range of {
				requiredIn(p, s, prefix, names)
			}
			return false
		case *ast.StructType:
			requiredIn(p, n, "", names)
			return false
		}
		return true
	})
}

func requiredIn(p *program, s *ast.StructType, prefix string, names map[string]bool) {
	for _, field := range s.Fields.List {
		if inner, ok := field.Type.(*ast.StructType); ok {
			requiredIn(p, inner, prefix+prefixTag(field), names)
			continue
		}
		switch t := fold.ParseTag(field); {
		case !t.Required || t.Fallback != "":
		case t.Env != "":
			names[prefix+t.Env] = true
		case t.Long != "":
			tellFlag(p, p.Repo.Place(field, ""), t.Long)
		}
	}
}

// prefixTag is what the tag of a field puts before the variables of its struct: envPrefix:"DB_" (github.com/caarlos0/env), env-prefix:"DB_"
// (github.com/ilyakaznacheev/cleanenv), env:", prefix=DB_" (github.com/sethvargo/go-envconfig).
func prefixTag(field *ast.Field) string {
	if field.Tag == nil {
		return ""
	}
	tag := reflect.StructTag(strings.Trim(field.Tag.Value, "`"))
	for _, key := range []string{"envPrefix", "env-prefix"} {
		if prefix := tag.Get(key); prefix != "" {
			return prefix
		}
	}
	if _, prefix, ok := strings.Cut(tag.Get("env"), "prefix="); ok {
		prefix, _, _ = strings.Cut(prefix, ",")
		return strings.TrimSpace(prefix)
	}
	return ""
}

// prefixDepth bounds structs in structs.
const prefixDepth = 4

// tagPrefixes are the prefixes of each struct type that is a field with one, by the type's name, with those of the structs around it.
func tagPrefixes(p *program) map[string][]string {
	type use struct{ within, prefix string }
	uses := map[string][]use{}
	for _, f := range p.Files {
		if !f.Has("envPrefix") && !f.Has("env-prefix") && !f.Has("prefix=") {
			continue
		}
		tree := p.Repo.Parse(f)
		if tree == nil {
			continue
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if s, ok := spec.Type.(*ast.StructType); ok {
				for _, field := range s.Fields.List {
					at := field.Type
					if star, ok := at.(*ast.StarExpr); ok {
						at = star.X
					}
					if name := fold.LastName(at); name != "" && prefixTag(field) != "" {
						uses[name] = append(uses[name], use{spec.Name.Name, prefixTag(field)})
					}
				}
			}
			return false
		})
	}
	var of func(name string, depth int) []string
	of = func(name string, depth int) []string {
		if len(uses[name]) == 0 || depth > prefixDepth {
			return []string{""}
		}
		var out []string
		for _, u := range uses[name] {
			for _, around := range of(u.within, depth+1) {
				if prefix := around + u.prefix; !slices.Contains(out, prefix) {
					out = append(out, prefix)
				}
			}
		}
		return out
	}
	out := map[string][]string{}
	for name := range uses {
		out[name] = of(name, 0)
	}
	return out
}
