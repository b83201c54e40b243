package reach

import (
	"go/ast"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// CommandWords returns the words of the command line that lead into a place: the names of cobra and urfave/cli commands around it,
// and the literals that os.Args is compared with.
func (w *Ways) CommandWords(f *module.File, a fold.Around) []string {
	var words []string
	for _, c := range a.Conds {
		if _, word := w.Holds(c, fold.Scope{File: f, Fn: a.Fn}); IsCommandWord(word) || IsSwitch(word) {
			words = append(words, word)
		}
	}
	for i, lit := range a.Lits {
		if isCommand(lit) {
			words = append(words, w.command(f, lit, a, i, 0)...)
		}
	}
	return words
}

// isCommand recognises cobra.Command{Use: …} and cli.Command{Name: …}.
func isCommand(lit *ast.CompositeLit) bool {
	return fold.LastName(lit.Type) == "Command" || lit.Type == nil && LiteralField(lit, "Action") != nil && LiteralField(lit, "Name") != nil
}

// LiteralField returns the value of a field of a composite literal, nil when it has none of that name.
func LiteralField(lit *ast.CompositeLit, name string) ast.Expr {
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && fold.LastName(kv.Key) == name {
			return kv.Value
		}
	}
	return nil
}

// command returns the words that call one command literal; none for the root command.
func (w *Ways) command(f *module.File, lit *ast.CompositeLit, a fold.Around, i, depth int) []string {
	sc := fold.Scope{File: f, Fn: a.Fn}
	if use := LiteralField(lit, "Use"); use != nil { // cobra
		word, _, _ := strings.Cut(fold.First(w.Fold(use, sc)), " ")
		if word == "" {
			return nil
		}
		parents, ok := w.addedTo(f, lit, a, depth)
		if !ok {
			return nil
		}
		return append(parents, word)
	}
	word := fold.First(w.Fold(LiteralField(lit, "Name"), sc))
	if word == "" || !IsCommandWord(word) {
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
func (w *Ways) inCommands(holder string, depth int) bool {
	if holder == "" || depth > 1 {
		return false
	}
	for _, g := range w.Naming(holder) {
		x := w.Index(g)
		for _, key := range []string{"Commands", "Subcommands"} {
			if slices.ContainsFunc(x.Pairs[key], func(pr fold.Pair) bool { return Mentions(pr.Value, holder) }) ||
				slices.ContainsFunc(x.Sets[key], func(s fold.Set) bool { return Mentions(s.Right, holder) }) {
				return true
			}
		}
		for _, name := range slices.Sorted(maps.Keys(x.Sets)) { // commands = append(commands, cmdServe)
			if name != holder && slices.ContainsFunc(x.Sets[name], func(s fold.Set) bool { return appends(s.Right, name, holder) }) && w.inCommands(name, depth+1) {
				return true
			}
		}
		for _, name := range slices.Sorted(maps.Keys(x.Values)) {
			if list, ok := x.Values[name].Expr.(*ast.CompositeLit); ok && name != holder && Mentions(list, holder) && w.inCommands(name, depth+1) {
				return true
			}
		}
	}
	return false
}

// appends says whether an expression puts a command at the end of a list that bears a name.
func appends(e ast.Expr, list, holder string) bool {
	call, ok := e.(*ast.CallExpr)
	return ok && fold.LastName(call.Fun) == "append" && len(call.Args) > 1 && fold.LastName(call.Args[0]) == list &&
		slices.ContainsFunc(call.Args[1:], func(a ast.Expr) bool { return Mentions(a, holder) })
}

// holderOf names what a command literal is reached by: the variable that holds it or the function that makes it.
func (w *Ways) holderOf(f *module.File, lit *ast.CompositeLit, a fold.Around) string {
	if a.Decl != "" {
		return a.Decl
	}
	x := w.Index(f)
	for _, name := range slices.Sorted(maps.Keys(x.Sets)) {
		for _, s := range x.Sets[name] {
			if s.Fn == a.Fn && s.Right != nil && holds(s.Right, lit) {
				if a.Fn.Name.Name == "main" || a.Fn.Name.Name == "init" || usedIn(x, "AddCommand", name, a.Fn) {
					return name
				}
			}
		}
	}
	return a.Fn.Name.Name
}

func holds(e ast.Expr, lit *ast.CompositeLit) bool {
	if u, ok := e.(*ast.UnaryExpr); ok {
		e = u.X
	}
	return e == ast.Expr(lit)
}

func usedIn(x *fold.Index, fn, name string, in *ast.FuncDecl) bool {
	for _, c := range x.Calls[fn] {
		if c.Around.Fn == in && slices.ContainsFunc(c.Node.Args, func(a ast.Expr) bool { return Mentions(a, name) }) {
			return true
		}
	}
	return false
}

// addedTo follows cobra's AddCommand upwards; false when the command is added to nothing, which makes it the root.
func (w *Ways) addedTo(f *module.File, lit *ast.CompositeLit, a fold.Around, depth int) ([]string, bool) {
	holder := w.holderOf(f, lit, a)
	for _, c := range a.Calls { // root.AddCommand(&cobra.Command{…})
		if fold.LastName(c.Fun) == "AddCommand" {
			return nil, true
		}
	}
	return w.addedByName(holder, depth)
}

func (w *Ways) addedByName(holder string, depth int) ([]string, bool) {
	if holder == "" || depth > 4 {
		return nil, false
	}
	for _, g := range w.Naming(holder) {
		x := w.Index(g)
		for _, c := range x.Calls["AddCommand"] {
			if !slices.ContainsFunc(c.Node.Args, func(e ast.Expr) bool { return Mentions(e, holder) || listed(x, e, holder, c.Around.Fn) }) {
				continue
			}
			sel, ok := c.Node.Fun.(*ast.SelectorExpr)
			if !ok {
				return nil, true
			}
			parent := fold.LastName(sel.X)
			if parent == holder || parent == "" {
				return nil, true
			}
			if words, ok := w.givenParent(g, parent, c.Around.Fn, depth+1); ok {
				return words, true
			}
			return w.parentWords(g, parent, c.Around.Fn, depth+1), true
		}
	}
	return nil, false
}

// givenParent returns the words of the command that a function gets as a parameter and adds others to: func AddTo(parent *cobra.Command) { parent.AddCommand(…) }.
// It is false when the name is no parameter, or nobody visibly calls the function.
func (w *Ways) givenParent(f *module.File, name string, fn *ast.FuncDecl, depth int) ([]string, bool) {
	at := parameter(fn, name)
	if at < 0 || fn.Recv != nil {
		return nil, false
	}
	for _, g := range w.Naming(fn.Name.Name) {
		for _, c := range w.Index(g).Calls[fn.Name.Name] {
			of := f.Pkg
			if sel, ok := c.Node.Fun.(*ast.SelectorExpr); ok {
				_, of, _ = w.PackageNamed(g, sel.X)
			} else if g.Pkg != f.Pkg {
				continue
			}
			if of == f.Pkg && at < len(c.Node.Args) {
				return w.parentWords(g, fold.LastName(c.Node.Args[at]), c.Around.Fn, depth), true
			}
		}
	}
	return nil, false
}

// parameter is the position of a parameter of a function, -1 when it has none of that name.
func parameter(fn *ast.FuncDecl, name string) int {
	if fn == nil {
		return -1
	}
	i := 0
	for _, field := range fn.Type.Params.List {
		for _, n := range field.Names {
			if n.Name == name {
				return i
			}
			i++
		}
	}
	return -1
}

// listed says whether an expression is a variable that holds what is made by something, or runs over a list that names it:
// c := newServeCommand(); root.AddCommand(c), or for _, c := range []*cobra.Command{serveCmd} { root.AddCommand(c) }.
func listed(x *fold.Index, e ast.Expr, name string, fn *ast.FuncDecl) bool {
	id, ok := e.(*ast.Ident)
	return ok && slices.ContainsFunc(x.Sets[id.Name], func(s fold.Set) bool { return s.Fn == fn && s.Right != nil && Mentions(s.Right, name) })
}

// parentWords returns the words of the command that a name holds, which is not the root when it was added to another one.
func (w *Ways) parentWords(f *module.File, name string, fn *ast.FuncDecl, depth int) []string {
	words, ok := w.addedByName(name, depth)
	if !ok && fn != nil { // a constructor that was added as a whole: func newServerCmd() { cmd := …; cmd.AddCommand(newStartCmd()) }
		if words, ok = w.addedByName(fn.Name.Name, depth); fn.Name.Name == "main" || fn.Name.Name == "init" {
			return nil
		}
	}
	if !ok {
		return nil
	}
	held := func(g *module.File, pr fold.Pair) bool { return w.holderOf(g, pr.Lit, pr.Around) == name }
	if word := w.useOf(f, name, held); word != "" {
		return append(words, word)
	}
	if fn == nil {
		return words
	}
	if word := w.useOf(f, name, func(_ *module.File, pr fold.Pair) bool { return pr.Around.Fn == fn }); word != "" {
		return append(words, word)
	}
	return words
}

// useOf is the word of the first command of a package that fits, among the files that name something.
func (w *Ways) useOf(f *module.File, name string, fits func(*module.File, fold.Pair) bool) string {
	for _, g := range w.Naming(name) {
		if g.Pkg != f.Pkg {
			continue
		}
		for _, pr := range w.Index(g).Lits {
			if use := LiteralField(pr.Lit, "Use"); use != nil && isCommand(pr.Lit) && fits(g, pr) {
				word, _, _ := strings.Cut(fold.First(w.Fold(use, fold.Scope{File: g, Fn: pr.Around.Fn})), " ")
				return word
			}
		}
	}
	return ""
}

// Mentions says whether an expression names something.
func Mentions(e ast.Expr, name string) bool {
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

// IsSwitch says whether a word of the command line is a flag that starts the server.
func IsSwitch(s string) bool { return strings.HasPrefix(s, "--") }

// IsCommandWord says whether a word can be the name of a command.
func IsCommandWord(s string) bool {
	if s == "" || len(s) > 40 || s[0] == '-' {
		return false
	}
	return commandWord.MatchString(s)
}

// serverWords are what projects call the command that runs the server, best first.
var serverWords = []string{"serve", "server", "run", "start", "web", "http", "api", "up", "daemon", "service", "grpc", "worker"}

// preferWords says whether one command line is a likelier one for a server than another.
func preferWords(a, b []string) bool { return WordRank(a) < WordRank(b) }

// WordRank sorts the words of commands by how much they sound like the server: the lowest is the likeliest, -1 is a start without words.
func WordRank(words []string) int {
	if len(words) == 0 {
		return -1
	}
	for i, w := range serverWords {
		if strings.TrimPrefix(words[len(words)-1], "--") == w {
			return i
		}
	}
	return len(serverWords)
}
