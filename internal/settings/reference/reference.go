// Package reference describes every key of waybill.yaml: the JSON Schema and the page docs/settings.md are made from the Go types of
// internal/settings, their tags and their comments. It reads Go source, so tests and `make docs` use it, not the program.
package reference

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"

	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// Section is one struct of the settings: what stands below one key or more.
type Section struct {
	Type reflect.Type
	Text string   // what the struct is
	At   []string // where it stands: "units.UNIT.workload"; "" for the root
	Keys []Key
}

// Key is one key of a section.
type Key struct {
	Name    string
	Text    string // what it is, a sentence
	Field   reflect.StructField
	Form    strictyaml.Form // of the value, of each item, of each value of a mapping
	Keys    strictyaml.Form // of the keys of a mapping
	Default string          // the default as YAML, "" when it depends on something
	Absent  string          // what holds when the key is absent, in words
	Example string          // as YAML
}

// Sections returns the structs of the settings from the root downwards; dir is the folder of the package settings.
func Sections(dir string) ([]Section, error) {
	comments, err := commentsOf(dir)
	if err != nil {
		return nil, err
	}
	d := &describer{comments: comments, at: map[reflect.Type]int{}}
	d.visit(reflect.TypeFor[settings.Settings](), "")
	return d.sections, d.err
}

type describer struct {
	comments map[string]string
	sections []Section
	at       map[reflect.Type]int
	err      error
}

func (d *describer) visit(t reflect.Type, path string) {
	if i, ok := d.at[t]; ok {
		d.sections[i].At = append(d.sections[i].At, path)
	} else {
		d.at[t] = len(d.sections)
		d.sections = append(d.sections, Section{Type: t, Text: d.comments[t.Name()], At: []string{path}})
	}
	here, first := d.at[t], d.sections[d.at[t]].Keys == nil
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if !f.IsExported() {
			continue
		}
		if first {
			d.sections[here].Keys = append(d.sections[here].Keys, d.key(t, f, name))
		}
		if below, placeholder := structOf(f.Type); below != nil {
			d.visit(below, strings.TrimPrefix(path+"."+name, ".")+strings.ReplaceAll(placeholder, "NAME", singular(name)))
		}
	}
}

func (d *describer) key(t reflect.Type, f reflect.StructField, name string) Key {
	k := Key{Name: name, Text: d.comments[t.Name()+"."+f.Name], Field: f, Default: f.Tag.Get("default"), Absent: f.Tag.Get("absent"), Example: f.Tag.Get("example")}
	var err error
	for tag, form := range map[string]*strictyaml.Form{"is": &k.Form, "keys": &k.Keys} {
		if *form, err = settings.Forms().Of(f.Tag.Get(tag)); err != nil {
			d.err = fmt.Errorf("%s.%s: %w", t.Name(), f.Name, err)
		}
	}
	if k.Example == "" {
		k.Example = k.Form.Example
		if k.Example != "" && f.Type.Kind() == reflect.Slice {
			k.Example = "[" + k.Example + "]"
		}
	}
	return k
}

// structOf returns the struct that a field holds, directly, in a list or in a mapping, and how its place is written.
func structOf(t reflect.Type) (reflect.Type, string) {
	switch t.Kind() {
	case reflect.Struct:
		return t, ""
	case reflect.Pointer:
		return structOf(t.Elem())
	case reflect.Slice:
		below, rest := structOf(t.Elem())
		return below, "[]" + rest
	case reflect.Map:
		below, rest := structOf(t.Elem())
		return below, ".NAME" + rest
	}
	return nil, ""
}

func singular(name string) string { return strings.ToUpper(strings.TrimSuffix(name, "s")) }

// commentsOf returns the comments of the struct types of a package, and of their fields as TYPE.FIELD, each in one line.
func commentsOf(dir string) (map[string]string, error) {
	out := map[string]string{}
	files, err := parser.ParseDir(token.NewFileSet(), dir, nil, parser.ParseComments) //nolint:staticcheck // one folder, no build tags
	if err != nil {
		return nil, err
	}
	for _, pkg := range files {
		ast.Inspect(pkg, func(n ast.Node) bool {
			decl, ok := n.(*ast.GenDecl)
			if !ok {
				return true
			}
			for _, spec := range decl.Specs {
				named, ok := spec.(*ast.TypeSpec)
				if !ok {
					continue
				}
				body, ok := named.Type.(*ast.StructType)
				if !ok {
					continue
				}
				out[named.Name.Name] = oneLine(decl.Doc)
				for _, f := range body.Fields.List {
					for _, name := range f.Names {
						out[named.Name.Name+"."+name.Name] = oneLine(f.Doc)
					}
				}
			}
			return false
		})
	}
	return out, nil
}

func oneLine(c *ast.CommentGroup) string { return strings.Join(strings.Fields(c.Text()), " ") }
