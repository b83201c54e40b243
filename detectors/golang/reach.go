package golang

import (
	"go/ast"
	"regexp"
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

// commandWords returns the words of the command line that lead into a place: the names of cobra and urfave/cli commands around it,
// and the literals that os.Args is compared with.
func (w *ways) commandWords(f *gofile, a around) []string {
	var words []string
	for _, c := range a.conds {
		if _, word := w.holds(c, scope{file: f, fn: a.fn}); word != "" && isCommandWord(word) {
			words = append(words, word)
		}
	}
	for i, lit := range a.lits {
		if isCommand(lit) {
			words = append(words, w.command(f, lit, a, i, 0)...)
		}
	}
	return words
}

// isCommand recognises cobra.Command{Use: …} and cli.Command{Name: …}.
func isCommand(lit *ast.CompositeLit) bool {
	return lastName(lit.Type) == "Command" || lit.Type == nil && literalField(lit, "Action") != nil && literalField(lit, "Name") != nil
}

func literalField(lit *ast.CompositeLit, name string) ast.Expr {
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && lastName(kv.Key) == name {
			return kv.Value
		}
	}
	return nil
}

// command returns the words that call one command literal; none for the root command.
func (w *ways) command(f *gofile, lit *ast.CompositeLit, a around, i, depth int) []string {
	sc := scope{file: f, fn: a.fn}
	if use := literalField(lit, "Use"); use != nil { // cobra
		word, _, _ := strings.Cut(first(w.fold(use, sc)), " ")
		if word == "" {
			return nil
		}
		parents, ok := w.addedTo(f, lit, a, depth)
		if !ok {
			return nil
		}
		return append(parents, word)
	}
	word := first(w.fold(literalField(lit, "Name"), sc))
	if word == "" || !isCommandWord(word) {
		return nil
	}
	if i > 0 { // inside the Commands of another literal
		return []string{word}
	}
	if w.inCommands(w.holderOf(f, lit, a), 0) {
		return []string{word}
	}
	return nil
}

// inCommands says whether the Commands of an application name something, or a list of the package that names it (urfave/cli).
func (w *ways) inCommands(holder string, depth int) bool {
	if holder == "" || depth > 1 {
		return false
	}
	for _, g := range w.naming(holder) {
		x := w.index(g)
		if x == nil {
			continue
		}
		for _, key := range []string{"Commands", "Subcommands"} {
			if slices.ContainsFunc(x.pairs[key], func(pr pair) bool { return mentions(pr.value, holder) }) ||
				slices.ContainsFunc(x.sets[key], func(s set) bool { return mentions(s.right, holder) }) {
				return true
			}
		}
		for _, name := range sortedKeys(x.values) {
			if list, ok := x.values[name].expr.(*ast.CompositeLit); ok && name != holder && mentions(list, holder) && w.inCommands(name, depth+1) {
				return true
			}
		}
	}
	return false
}

// holderOf names what a command literal is reached by: the variable that holds it or the function that makes it.
func (w *ways) holderOf(f *gofile, lit *ast.CompositeLit, a around) string {
	if a.decl != "" {
		return a.decl
	}
	if x := w.index(f); x != nil {
		for _, name := range sortedKeys(x.sets) {
			for _, s := range x.sets[name] {
				if s.fn == a.fn && s.right != nil && holds(s.right, lit) {
					if a.fn.Name.Name == "main" || a.fn.Name.Name == "init" || usedIn(x, "AddCommand", name, a.fn) {
						return name
					}
				}
			}
		}
	}
	return a.fn.Name.Name
}

func holds(e ast.Expr, lit *ast.CompositeLit) bool {
	if u, ok := e.(*ast.UnaryExpr); ok {
		e = u.X
	}
	return e == ast.Expr(lit)
}

func usedIn(x *index, fn, name string, in *ast.FuncDecl) bool {
	for _, c := range x.calls[fn] {
		if c.around.fn == in && slices.ContainsFunc(c.node.Args, func(a ast.Expr) bool { return mentions(a, name) }) {
			return true
		}
	}
	return false
}

// addedTo follows cobra's AddCommand upwards; false when the command is added to nothing, which makes it the root.
func (w *ways) addedTo(f *gofile, lit *ast.CompositeLit, a around, depth int) ([]string, bool) {
	holder := w.holderOf(f, lit, a)
	for _, c := range a.calls { // root.AddCommand(&cobra.Command{…})
		if lastName(c.Fun) == "AddCommand" {
			return nil, true
		}
	}
	return w.addedByName(holder, depth)
}

func (w *ways) addedByName(holder string, depth int) ([]string, bool) {
	if holder == "" || depth > 4 {
		return nil, false
	}
	for _, g := range w.naming(holder) {
		x := w.index(g)
		if x == nil {
			continue
		}
		for _, c := range x.calls["AddCommand"] {
			if !slices.ContainsFunc(c.node.Args, func(e ast.Expr) bool { return mentions(e, holder) || listed(x, e, holder, c.around.fn) }) {
				continue
			}
			sel, ok := c.node.Fun.(*ast.SelectorExpr)
			if !ok {
				return nil, true
			}
			parent := lastName(sel.X)
			if parent == holder || parent == "" {
				return nil, true
			}
			return w.parentWords(g, parent, c.around.fn, depth+1), true
		}
	}
	return nil, false
}

// listed says whether an expression is a variable that holds what is made by something, or runs over a list that names it:
// c := newServeCommand(); root.AddCommand(c), or for _, c := range []*cobra.Command{serveCmd} { root.AddCommand(c) }.
func listed(x *index, e ast.Expr, name string, fn *ast.FuncDecl) bool {
	id, ok := e.(*ast.Ident)
	return ok && slices.ContainsFunc(x.sets[id.Name], func(s set) bool { return s.fn == fn && s.right != nil && mentions(s.right, name) })
}

// parentWords returns the words of the command that a name holds, which is not the root when it was added to another one.
func (w *ways) parentWords(f *gofile, name string, fn *ast.FuncDecl, depth int) []string {
	words, ok := w.addedByName(name, depth)
	if !ok && fn != nil { // a constructor that was added as a whole: func newServerCmd() { cmd := …; cmd.AddCommand(newStartCmd()) }
		if words, ok = w.addedByName(fn.Name.Name, depth); fn.Name.Name == "main" || fn.Name.Name == "init" {
			return nil
		}
	}
	if !ok {
		return nil
	}
	for _, g := range w.naming(name) {
		x := w.index(g)
		if x == nil || g.pkg != f.pkg {
			continue
		}
		for _, pr := range x.lits {
			lit := pr.lit
			if use := literalField(lit, "Use"); use != nil && isCommand(lit) {
				if h := w.holderOf(g, lit, pr.around); h == name || fn != nil && pr.around.fn == fn {
					word, _, _ := strings.Cut(first(w.fold(use, scope{file: g, fn: pr.around.fn})), " ")
					return append(words, word)
				}
			}
		}
	}
	return words
}

// mentions says whether an expression names something.
func mentions(e ast.Expr, name string) bool {
	found := false
	if e == nil {
		return false
	}
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == name {
			found = true
		}
		_, lit := n.(*ast.FuncLit)
		return !found && !lit
	})
	return found
}

var commandWord = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

func isCommandWord(s string) bool {
	if s == "" || len(s) > 40 || s[0] == '-' {
		return false
	}
	return commandWord.MatchString(s)
}

// serverWords are what projects call the command that runs the server, best first.
var serverWords = []string{"serve", "server", "run", "start", "web", "http", "api", "up", "daemon", "service", "grpc", "worker"}

// preferWords says whether one command line is a likelier one for a server than another.
func preferWords(a, b []string) bool { return wordRank(a) < wordRank(b) }

func wordRank(words []string) int {
	if len(words) == 0 {
		return -1
	}
	for i, w := range serverWords {
		if words[len(words)-1] == w {
			return i
		}
	}
	return len(serverWords)
}
