package reach

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// Route says how main comes to a function: by which words of the command line ("serve"), and whether it comes there at all.
type Route struct {
	Reached bool
	Off     bool       // only by a way that is closed when nothing is configured
	Asked   []ast.Expr // conditions on the way that nothing at hand decides
	Words   []string
}

// Ways are the ways from main to the places of a program, as far as they were asked for.
type Ways struct {
	*fold.Program
	reached map[*ast.FuncDecl]Route
	made    map[fold.NameKey]bool
}

// Of returns the ways through a program; each is looked for when something asks.
func Of(p *fold.Program) *Ways {
	return &Ways{Program: p, reached: map[*ast.FuncDecl]Route{}, made: map[fold.NameKey]bool{}}
}

// maxHops bounds the walk from a function back to main.
const maxHops = 400

// node is a function, or a package-level variable whose value names things.
type node struct {
	file *module.File
	fn   *ast.FuncDecl
	decl string
}

// Route is reach with a memory.
func (w *Ways) Route(n node) Route {
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
func (w *Ways) reach(start node) Route {
	seen := map[node]bool{}
	var queue steps
	queue.add(step{node: start})
	best := Route{}
	for range maxHops {
		at, ok := queue.next()
		if !ok {
			break
		}
		if w.isStart(at.node) { // main may come to one function by several words
			if !best.Reached || at.before(best) {
				best = at.Route
				best.Reached = true
			}
			continue
		}
		if seen[at.node] {
			continue
		}
		seen[at.node] = true
		if at.fn != nil && at.fn.Recv != nil && !w.constructed(at.file.Pkg, fold.Receiver(at.fn)) {
			continue
		}
		for _, next := range w.namedBy(at.node) {
			next.Off = next.Off || at.Off
			next.Asked = append(slices.Clone(next.Asked), at.Asked...)
			next.Words = append(slices.Clone(next.Words), at.Words...)
			queue.add(step(next))
		}
	}
	return best
}

// step is a place on the way back to main.
type step struct {
	node
	Route
}

// steps are places that are still to be visited: those of open ways first, then those behind a condition that nothing decides, then those
// behind one that does not hold.
type steps [3][]step

func (q *steps) add(s step) {
	class := 0
	switch {
	case s.Off:
		class = 2
	case len(s.Asked) > 0:
		class = 1
	}
	q[class] = append(q[class], s)
}

func (q *steps) next() (step, bool) {
	for i := range q {
		if len(q[i]) > 0 {
			s := q[i][0]
			q[i] = q[i][1:]
			return s, true
		}
	}
	return step{}, false
}

// before says whether one way to a function is likelier than another: an open one first, then the better words, then what nothing asks.
func (r Route) before(o Route) bool {
	switch {
	case r.Off != o.Off:
		return o.Off
	case preferWords(r.Words, o.Words):
		return true
	}
	return !preferWords(o.Words, r.Words) && len(r.Asked) == 0 && len(o.Asked) > 0
}

// NodeOf is the function or the package-level variable that a place belongs to.
func NodeOf(a fold.Around, f *module.File) node {
	if a.Decl != "" {
		return node{file: f, decl: a.Decl}
	}
	return node{file: f, fn: a.Fn}
}

// isStart holds for main, init and the values of package-level variables that no command hangs on.
func (w *Ways) isStart(n node) bool {
	if n.fn == nil {
		return n.decl == "" || n.decl == "_"
	}
	return n.fn.Recv == nil && (n.fn.Name.Name == "init" || n.fn.Name.Name == "main" && n.file.Pkg == w.Main)
}

// constructed says whether something that main comes to makes values of a type: a method of a type that nothing makes is never called,
// even when methods of its name are. A type that nothing visibly makes counts as made.
func (w *Ways) constructed(pkg *module.Package, name string) bool {
	key := fold.NameKey{Name: name, Pkg: pkg}
	if made, known := w.made[key]; known {
		return made
	}
	w.made[key] = true // while it is being answered: types that make each other
	any, made := false, false
	for _, f := range w.Naming(name) {
		if made || f.Pkg != pkg && !w.importsPackage(f, pkg) {
			continue
		}
		x := w.Index(f)
		for _, u := range x.Uses[name] {
			if u.Around.Fn != nil && fold.Receiver(u.Around.Fn) == name && f.Pkg == pkg {
				continue
			}
			any = true
			if made = w.Route(NodeOf(u.Around, f)).Reached; made {
				break
			}
		}
	}
	w.made[key] = made || !any
	return w.made[key]
}

type hop struct {
	node
	Route
}

// namedBy returns the places that name a function or variable.
func (w *Ways) namedBy(n node) []hop {
	name, method, pkg := n.decl, false, n.file.Pkg
	if n.fn != nil {
		name, method = n.fn.Name.Name, n.fn.Recv != nil
	}
	exported, called := ast.IsExported(name), w.methodWords(n)
	var hops []hop
	for _, f := range w.Naming(name) {
		if f.Pkg != pkg && !exported {
			continue
		}
		before := []string{""} // what stands before the dot where the name is the package's own
		if f.Pkg != pkg && !method {
			if before = w.namesOf(f, pkg); len(before) == 0 {
				continue
			}
		}
		x := w.Index(f)
		for _, u := range x.Uses[name] {
			if NodeOf(u.Around, f) == n {
				continue
			}
			if !method && !slices.Contains(before, u.Of) {
				continue // a method or a field of that name, or the function of another package
			}
			if method && (w.ofCommandLine(f, name, u) || f.Imports[u.Of] != "" && !x.Declares(u.Of)) {
				continue // a function of another package is no method
			}
			h := hop{node: NodeOf(u.Around, f)}
			h.Words = append(w.CommandWords(f, u.Around), called...)
			h.Off = w.Closed(f, u.Around)
			h.Asked = w.Asked(f, u.Around)
			if !slices.ContainsFunc(hops, func(o hop) bool {
				return o.node == h.node && o.Off == h.Off && len(o.Asked) == len(h.Asked) && strings.Join(o.Words, " ") == strings.Join(h.Words, " ")
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

// Closed says whether a condition around a place does not hold when nothing is configured, and no switch for a server opens it.
func (w *Ways) Closed(f *module.File, a fold.Around) bool {
	return slices.ContainsFunc(a.Conds, func(c ast.Expr) bool {
		state, word := w.Holds(c, fold.Scope{File: f, Fn: a.Fn})
		return state < 0 && !IsSwitch(word)
	})
}

// Asked returns the conditions around a place that nothing at hand decides: what they guard may happen or not.
func (w *Ways) Asked(f *module.File, a fold.Around) []ast.Expr {
	var list []ast.Expr
	for _, c := range a.Conds {
		if state, word := w.Holds(c, fold.Scope{File: f, Fn: a.Fn}); state == 0 && word == "" && !ofError(c) {
			list = append(list, c)
		}
	}
	return list
}

// ofError says whether a condition asks for an error, or whether something was there: a run in which nothing fails goes on.
func ofError(c ast.Expr) bool {
	found := false
	ast.Inspect(c, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			name := strings.ToLower(id.Name)
			found = found || strings.HasSuffix(name, "err") || strings.HasPrefix(name, "err") || name == "ok"
		}
		return !found
	})
	return found
}

func (w *Ways) importsPackage(f *module.File, pkg *module.Package) bool {
	for _, imported := range f.Paths {
		if dir, m := w.Repo.Resolve(f.Pkg.Mod, imported); m != nil && dir == pkg.Dir {
			return true
		}
	}
	return false
}

// namesOf lists the words by which a file may name a package: the alias of its import or the name that the package gives itself; "" where
// the import is a dot.
func (w *Ways) namesOf(f *module.File, pkg *module.Package) []string {
	if !w.importsPackage(f, pkg) {
		return nil
	}
	names := []string{pkg.Name}
	for name := range f.Imports {
		switch {
		case w.PackageOf(f, name) != pkg:
		case name == ".":
			names = append(names, "")
		default:
			names = append(names, name)
		}
	}
	return names
}
