package golang

import (
	"go/ast"
	"slices"
	"strings"
)

// route says how main comes to a function: by which words of the command line ("serve"), and whether it comes there at all.
type route struct {
	reached bool
	off     bool // only by a way that is closed when nothing is configured
	words   []string
}

// ways are the ways from main to the places of a program, as far as they were asked for.
type ways struct {
	*program
	reached map[*ast.FuncDecl]route
	made    map[nameKey]bool
}

func waysOf(p *program) *ways {
	return &ways{program: p, reached: map[*ast.FuncDecl]route{}, made: map[nameKey]bool{}}
}

// maxHops bounds the walk from a function back to main.
const maxHops = 400

// node is a function, or a package-level variable whose value names things.
type node struct {
	file *gofile
	fn   *ast.FuncDecl
	decl string
}

// route is reach with a memory.
func (w *ways) route(n node) route {
	if n.fn == nil {
		return w.reach(n)
	}
	if r, ok := w.reached[n.fn]; ok {
		return r
	}
	r := w.reach(n)
	w.reached[n.fn] = r
	return r
}

// reach walks from a function back over everything that names it until main or an initialiser is found.
// Names are compared, not types: a method called Run is reached when any method Run is named.
func (w *ways) reach(start node) route {
	type step struct {
		node
		route
	}
	seen := map[node]bool{}
	queue := []step{{node: start}}
	best := route{}
	for i := 0; i < len(queue) && i < maxHops; i++ {
		at := queue[i]
		if seen[at.node] {
			continue
		}
		if at.off && slices.ContainsFunc(queue[i:], func(s step) bool { return !s.off }) {
			queue = append(queue, at) // open ways first
			continue
		}
		seen[at.node] = true
		if at.fn != nil && at.fn.Recv != nil && !w.constructed(at.file.pkg, receiver(at.fn)) {
			continue
		}
		if w.isStart(at.node) {
			if !best.reached || at.off == best.off && preferWords(at.words, best.words) {
				best = route{true, at.off, at.words}
			}
			continue
		}
		for _, next := range w.namedBy(at.node) {
			next.off = next.off || at.off
			next.words = append(slices.Clone(next.words), at.words...)
			queue = append(queue, step(next))
		}
	}
	return best
}

// node is the function or the package-level variable that a place belongs to.
func (a around) node(f *gofile) node {
	if a.decl != "" {
		return node{file: f, decl: a.decl}
	}
	return node{file: f, fn: a.fn}
}

// isStart holds for main, init and the values of package-level variables that no command hangs on.
func (w *ways) isStart(n node) bool {
	if n.fn == nil {
		return n.decl == "" || n.decl == "_"
	}
	return n.fn.Recv == nil && (n.fn.Name.Name == "init" || n.fn.Name.Name == "main" && n.file.pkg == w.main)
}

// constructed says whether something that main comes to makes values of a type: a method of a type that nothing makes is never called,
// even when methods of its name are. A type that nothing visibly makes counts as made.
func (w *ways) constructed(pkg *gopkg, name string) bool {
	key := nameKey{name: name, pkg: pkg}
	if made, known := w.made[key]; known {
		return made
	}
	w.made[key] = true // while it is being answered: types that make each other
	any, made := false, false
	for _, f := range w.naming(name) {
		if made || f.pkg != pkg && !w.importsPackage(f, pkg) {
			continue
		}
		x := w.index(f)
		if x == nil {
			continue
		}
		for _, u := range x.uses[name] {
			if u.around.fn != nil && receiver(u.around.fn) == name && f.pkg == pkg {
				continue
			}
			any = true
			if made = w.route(u.around.node(f)).reached; made {
				break
			}
		}
	}
	w.made[key] = made || !any
	return w.made[key]
}

type hop struct {
	node
	route
}

// namedBy returns the places that name a function or variable.
func (w *ways) namedBy(n node) []hop {
	name, method, pkg := n.decl, false, n.file.pkg
	if n.fn != nil {
		name, method = n.fn.Name.Name, n.fn.Recv != nil
	}
	exported := ast.IsExported(name)
	var hops []hop
	for _, f := range w.naming(name) {
		if f.pkg != pkg && !exported {
			continue
		}
		before := []string{""} // what stands before the dot where the name is the package's own
		if f.pkg != pkg && !method {
			if before = w.namesOf(f, pkg); len(before) == 0 {
				continue
			}
		}
		x := w.index(f)
		if x == nil {
			continue
		}
		for _, u := range x.uses[name] {
			if u.around.node(f) == n {
				continue
			}
			if !method && !slices.Contains(before, u.of) {
				continue // a method or a field of that name, or the function of another package
			}
			h := hop{node: u.around.node(f)}
			h.words = w.commandWords(f, u.around)
			h.off = w.closed(f, u.around)
			if !slices.ContainsFunc(hops, func(o hop) bool {
				return o.node == h.node && o.off == h.off && strings.Join(o.words, " ") == strings.Join(h.words, " ")
			}) {
				hops = append(hops, h)
			}
		}
	}
	if n.fn == nil && len(hops) == 0 { // a variable that nobody names is still initialised
		hops = append(hops, hop{node: node{file: n.file}})
	}
	return hops
}

// closed says whether a condition around a place does not hold when nothing is configured.
func (w *ways) closed(f *gofile, a around) bool {
	return slices.ContainsFunc(a.conds, func(c ast.Expr) bool {
		state, _ := w.holds(c, scope{file: f, fn: a.fn})
		return state < 0
	})
}

func (w *ways) importsPackage(f *gofile, pkg *gopkg) bool {
	for _, imported := range f.paths {
		if dir, m := w.r.resolve(f.pkg.mod, imported); m != nil && dir == pkg.dir {
			return true
		}
	}
	return false
}

// namesOf lists the words by which a file may name a package: the alias of its import or the name that the package gives itself; "" where
// the import is a dot.
func (w *ways) namesOf(f *gofile, pkg *gopkg) []string {
	if !w.importsPackage(f, pkg) {
		return nil
	}
	names := []string{pkg.name}
	for name := range f.imports {
		switch {
		case w.packageOf(f, name) != pkg:
		case name == ".":
			names = append(names, "")
		default:
			names = append(names, name)
		}
	}
	return names
}
