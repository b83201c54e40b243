package golang

import (
	"go/ast"
	"maps"
	"regexp"
	"slices"
	"strings"
)

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
		for _, name := range slices.Sorted(maps.Keys(x.values)) {
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
		for _, name := range slices.Sorted(maps.Keys(x.sets)) {
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
