package templates_test

import (
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"text/template"
	"text/template/parse"

	"github.com/waybill-dev/waybill/internal/border"
	"github.com/waybill-dev/waybill/templates"
	"github.com/waybill-dev/waybill/templates/engine"
)

// value is what is known of an expression of a template without running it.
type value struct {
	of    reflect.Type     // nil for what a function made
	kind  border.Kind      // of its text, "" for none
	keys  border.Kind      // of the keys, for a map
	dict  map[string]value // of a dict that the template made
	items *value           // of a list that the template made
}

// raw says whether the text must not be printed as it is.
func (v value) raw() bool {
	return v.kind != "" && !v.kind.Plain() || v.items != nil && v.items.raw()
}

// quoting are the functions whose result is text of the language that is written.
var quoting = strings.Fields("argv sh yaml toYaml toJson toPrettyJson quote groovy groovyBlock docker nginx line command copyWords pathWord plainWord ignore include")

// lines are files that a shell reads line by line: a path and a line mean there what they are.
var lines = []string{"pipeline/unit.tmpl", "pipeline/settings.tmpl", "pipeline/environment.tmpl"}

// asking are functions whose result is no text of their arguments.
var asking = strings.Fields("len eq ne lt le gt ge not has hasKey contains hasPrefix hasSuffix empty int int64 add sub mul div mod max min kindIs regexMatch until untilStep seq")

// reader follows the values through one family of templates.
type reader struct {
	t     *testing.T
	trees map[string]*parse.Tree
	told  map[string]bool
	depth int
}

// scope is the dot and the variables of a place in a template.
type scope struct {
	name string
	dot  value
	vars map[string]value
}

func (s scope) with(dot value) scope { return scope{s.name, dot, maps.Clone(s.vars)} }

func (r *reader) list(n *parse.ListNode, s scope) {
	if n == nil {
		return
	}
	for _, c := range n.Nodes {
		r.node(c, s)
	}
}

func (r *reader) node(n parse.Node, s scope) {
	switch n := n.(type) {
	case *parse.ListNode:
		r.list(n, s)
	case *parse.ActionNode:
		v := r.pipe(n.Pipe, s)
		read := slices.Contains(lines, s.name) && (v.kind == border.Path || v.kind == border.Line)
		if len(n.Pipe.Decl) == 0 && v.raw() && !read {
			at, _ := r.trees[s.name].ErrorContext(n)
			if text := fmt.Sprintf("%s prints %s, a %s, without a function that quotes it", at, n.Pipe, v.kind); !r.told[text] {
				r.told[text] = true
				r.t.Error(text)
			}
		}
	case *parse.IfNode:
		in := s.with(s.dot)
		r.pipe(n.Pipe, in)
		r.list(n.List, in)
		r.list(n.ElseList, s.with(s.dot))
	case *parse.WithNode:
		in := s.with(s.dot)
		in.dot = r.pipe(n.Pipe, in)
		r.list(n.List, in)
		r.list(n.ElseList, s.with(s.dot))
	case *parse.RangeNode:
		in := s.with(s.dot)
		decl := n.Pipe.Decl
		key, item := parts(r.pipe(&parse.PipeNode{Cmds: n.Pipe.Cmds}, in))
		in.dot = item
		switch len(decl) {
		case 1:
			in.vars[decl[0].Ident[0]] = item
		case 2:
			in.vars[decl[0].Ident[0]], in.vars[decl[1].Ident[0]] = key, item
		}
		r.list(n.List, in)
		r.list(n.ElseList, s.with(s.dot))
	case *parse.TemplateNode:
		r.call(n.Name, r.pipe(n.Pipe, s))
	}
}

// call follows a template that another one includes, with what it is given.
func (r *reader) call(name string, dot value) {
	tree := r.trees[name]
	if tree == nil || r.depth > 20 {
		return
	}
	r.depth++
	r.list(tree.Root, scope{name, dot, map[string]value{"$": dot}})
	r.depth--
}

// parts are a key and an item of what is ranged over.
func parts(v value) (key, item value) {
	if v.items != nil {
		return value{}, *v.items
	}
	key, item = value{kind: v.keys}, value{kind: v.kind}
	if v.of != nil && slices.Contains([]reflect.Kind{reflect.Slice, reflect.Map, reflect.Array}, v.of.Kind()) {
		item.of = v.of.Elem()
	}
	return key, item
}

func (r *reader) pipe(p *parse.PipeNode, s scope) value {
	if p == nil {
		return value{}
	}
	var v value
	for i, c := range p.Cmds {
		var piped []value
		if i > 0 {
			piped = []value{v}
		}
		v = r.command(c, s, piped)
	}
	for _, d := range p.Decl {
		s.vars[d.Ident[0]] = v
	}
	return v
}

func (r *reader) command(c *parse.CommandNode, s scope, piped []value) value {
	function, ok := c.Args[0].(*parse.IdentifierNode)
	if !ok {
		return r.expression(c.Args[0], s)
	}
	var args []value
	for _, a := range c.Args[1:] {
		args = append(args, r.expression(a, s))
	}
	args = append(args, piped...)
	switch name := function.Ident; {
	case name == "dict":
		d := value{dict: map[string]value{}}
		for i := 1; i+1 < len(c.Args); i += 2 {
			if key, ok := c.Args[i].(*parse.StringNode); ok {
				d.dict[key.Text] = args[i]
			}
		}
		return d
	case name == "include":
		if text, ok := c.Args[1].(*parse.StringNode); ok && len(args) > 1 {
			r.call(text.Text, args[1])
		}
		return value{}
	case slices.Contains(quoting, name), slices.Contains(asking, name):
		return value{}
	case name == "index" && len(args) > 1:
		_, item := parts(args[0])
		return item
	case (name == "first" || name == "last") && len(args) > 0:
		_, item := parts(args[0])
		return item
	default:
		return joined(args)
	}
}

// joined is what comes of several values: it is as little plain as the least plain of them.
func joined(args []value) value {
	var out value
	for _, a := range args {
		if a.items != nil {
			a = *a.items
		}
		if out.kind == "" || a.raw() {
			out.kind = a.kind
		}
		if a.of != nil && out.of == nil {
			out.of = a.of
		}
		if a.dict != nil {
			out.dict = a.dict
		}
	}
	return out
}

func (r *reader) expression(n parse.Node, s scope) value {
	switch n := n.(type) {
	case *parse.DotNode:
		return s.dot
	case *parse.FieldNode:
		return follow(s.dot, n.Ident)
	case *parse.VariableNode:
		return follow(s.vars[n.Ident[0]], n.Ident[1:])
	case *parse.ChainNode:
		return follow(r.expression(n.Node, s), n.Field)
	case *parse.PipeNode:
		return r.pipe(n, s)
	}
	return value{} // a literal
}

// follow goes from a value along fields and methods.
func follow(v value, names []string) value {
	for _, name := range names {
		if v.dict != nil {
			v = v.dict[name]
			continue
		}
		v = member(v.of, name)
	}
	return v
}

func member(t reflect.Type, name string) value {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct {
		return value{}
	}
	of := value{}
	if f, ok := t.FieldByName(name); ok {
		of.of = f.Type
	} else if m, ok := t.MethodByName(name); ok {
		of.of = m.Type.Out(0)
	}
	for f := range t.Fields() {
		if f.Anonymous && f.Name != name {
			if inner := member(f.Type, name); inner.of != nil {
				if _, own := border.Of(t, name, false); !own {
					return inner
				}
			}
		}
	}
	of.kind, _ = border.Of(t, name, false)
	of.keys, _ = border.Of(t, name, true)
	return of
}

// TestTemplatesQuoteWhatIsNotPlain: what is of no plain kind goes through a function that quotes it, in every template of waybill's own.
func TestTemplatesQuoteWhatIsNotPlain(t *testing.T) {
	t.Parallel()
	families := map[string]*template.Template{}
	funcs := template.FuncMap{}
	for _, name := range engine.FunctionNames() {
		funcs[name] = func() string { return "" }
	}
	err := fs.WalkDir(templates.Embedded(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		family, _, _ := strings.Cut(name, "/")
		if families[family] == nil {
			families[family] = template.New(family).Funcs(funcs)
		}
		text, err := fs.ReadFile(templates.Embedded(), name)
		if err != nil {
			return err
		}
		_, err = families[family].New(name).Parse(string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range templates.Views() {
		if v.Writes != "" {
			continue // followed from where it is included
		}
		family, _, _ := strings.Cut(v.Template, "/")
		r := &reader{t: t, trees: map[string]*parse.Tree{}, told: map[string]bool{}}
		for _, part := range families[family].Templates() {
			r.trees[part.Name()] = part.Tree
		}
		if r.trees[v.Template] == nil {
			t.Errorf("%s is not there", v.Template)
		}
		r.call(v.Template, value{of: reflect.TypeOf(v.Sees)})
	}
}
