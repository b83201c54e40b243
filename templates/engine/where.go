package engine

import (
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"text/template"
	"text/template/parse"

	"github.com/waybill-dev/waybill/internal/fault"
)

// text/template says no place when a writer refuses or the time is over. Then the template runs a second time with a note before each part.

// places are the parts of a template by number, and the one that ran last.
type places struct {
	at     []fault.Position
	text   map[int64]string // of parts that are plain text, by number
	last   atomic.Int64
	before func(n int64) // called before each part; nil for nobody
}

// noted returns a copy of the templates in which every part notes its place before it runs.
func noted(t *template.Template) (*template.Template, *places, error) {
	p := &places{text: map[int64]string{}}
	copied, err := t.Clone()
	if err != nil {
		return nil, nil, err
	}
	copied.Funcs(functions(copied)) // the first run may still be there, and its values count for itself
	copied.Funcs(template.FuncMap{"notePlace": func(n int64) string { p.note(n); return "" }})
	for _, one := range copied.Templates() {
		if one.Tree == nil {
			continue
		}
		tree := one.Copy()
		p.list(tree, tree.Root)
		if _, err := copied.AddParseTree(one.Name(), tree); err != nil {
			return nil, nil, err
		}
	}
	return copied, p, nil
}

func (p *places) list(tree *parse.Tree, list *parse.ListNode) {
	if list == nil {
		return
	}
	var out []parse.Node
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.IfNode:
			p.branch(tree, &n.BranchNode)
		case *parse.RangeNode:
			p.branch(tree, &n.BranchNode)
		case *parse.WithNode:
			p.branch(tree, &n.BranchNode)
		}
		if note := p.noteOf(tree, n); note != nil {
			out = append(out, note)
		}
		out = append(out, n)
	}
	list.Nodes = out
}

func (p *places) branch(tree *parse.Tree, b *parse.BranchNode) {
	p.list(tree, b.List)
	p.list(tree, b.ElseList)
}

func (p *places) note(n int64) {
	if p.before != nil {
		p.before(n)
	}
	p.last.Store(n)
}

func (p *places) noteOf(tree *parse.Tree, n parse.Node) parse.Node {
	where, _ := tree.ErrorContext(n)
	at := located(fmt.Errorf("template: %s: here", where)).At
	number := len(p.at)
	p.at = append(p.at, at)
	if text, ok := n.(*parse.TextNode); ok {
		p.text[int64(number)] = string(text.Text)
	}
	notes, err := parse.Parse("note", fmt.Sprintf("{{ notePlace %d }}", number), "", "", map[string]any{"notePlace": true})
	if err != nil {
		return nil
	}
	return notes["note"].Root.Nodes[0]
}

// place is that of the part that ran last.
func (p *places) place() fault.Position {
	if n := int(p.last.Load()); n < len(p.at) {
		return p.at[n]
	}
	return fault.Position{}
}

// recursive finds a template that comes back to itself by {{ template }}: text/template allows a depth that fills the stack. A template that
// includes itself by the function include is bounded where it runs.
func recursive(t *template.Template) error {
	calls := map[string]map[string]parse.Node{}
	trees := map[string]*parse.Tree{}
	for _, one := range t.Templates() {
		if one.Tree != nil {
			trees[one.Name()], calls[one.Name()] = one.Tree, map[string]parse.Node{}
			called(one.Root, calls[one.Name()])
		}
	}
	const entered, left = 1, 2
	state := map[string]int{}
	var visit func(name string) *fault.Error
	visit = func(name string) *fault.Error {
		state[name] = entered
		for _, next := range slices.Sorted(maps.Keys(calls[name])) {
			if state[next] == entered {
				where, _ := trees[name].ErrorContext(calls[name][next])
				e := located(fmt.Errorf("template: %s: here", where))
				e.What = fmt.Sprintf("the template %s calls itself without an end", fault.Quote(next))
				return e.WithHint("use range, or the function include, which is bounded")
			}
			if state[next] == 0 {
				if e := visit(next); e != nil {
					return e
				}
			}
		}
		state[name] = left
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(calls)) {
		if state[name] == 0 {
			if e := visit(name); e != nil {
				return e
			}
		}
	}
	return nil
}

func called(n parse.Node, into map[string]parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, c := range n.Nodes {
			called(c, into)
		}
	case *parse.IfNode:
		called(n.List, into)
		called(n.ElseList, into)
	case *parse.RangeNode:
		called(n.List, into)
		called(n.ElseList, into)
	case *parse.WithNode:
		called(n.List, into)
		called(n.ElseList, into)
	case *parse.TemplateNode:
		into[n.Name] = n
	}
}
