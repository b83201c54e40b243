package golang

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// ending follows what main surely does when nothing is configured, statement by statement and into the functions of the repository that it
// calls, to the first condition that holds then and ends the program: flag -target is empty, and log.Fatal("no target").
type ending struct {
	*program
	seen  map[*ast.FuncDecl]bool
	names map[string]bool // variables that the program turned out to need: what follows is asked as if they were set
	at    *ast.IfStmt
	sc    fold.Scope // around it
}

// outcome is what becomes of a statement or function.
type outcome int

const (
	goesAhead outcome = iota
	unclear           // it may leave the function, or wait: what follows may not happen
	ends
	failing // it gives an error back
)

// maxEndDepth bounds the calls that are followed from main.
const maxEndDepth = 6

// tellEnd tells what ends the program as it is started. Variables that are asked for, with nothing to choose, are ones that it needs.
func tellEnd(p *program, names map[string]bool) {
	e := &ending{program: p, seen: map[*ast.FuncDecl]bool{}, names: names}
	for _, f := range p.Main.Files {
		if !f.Has("func main(") {
			continue
		}
		tree := p.Repo.Parse(f)
		if tree == nil {
			return
		}
		for _, d := range tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "main" && e.function(fold.Scope{File: f, Fn: fn}, 0) == ends {
				e.tell()
				return
			}
		}
	}
}

// tell says where and by which words the program ends, and what would keep it from that.
func (e *ending) tell() {
	asked := e.asked(e.at.Cond, e.sc)
	at := e.Repo.Place(e.at, "")
	text := "ends here when nothing is configured"
	if says := firstText(e.at.Body); says != "" {
		text = "ends with " + strconv.Quote(says) + " when nothing is configured"
	}
	if len(asked) > 0 {
		text += ": it asks for " + strings.Join(asked, ", ")
	}
	e.Repo.Warn(at.File, at.Line, text+"; give it what it asks for, a flag by start: for the unit, a variable by env:")
}

// alternatives says whether one of several things keeps a condition from holding: a == "" && b == "".
func alternatives(cond ast.Expr) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		b, ok := n.(*ast.BinaryExpr)
		found = found || ok && b.Op == token.LAND
		return !found
	})
	return found
}

// variables are those that a condition asks for, where it asks for nothing else and leaves nothing to choose.
func (e *ending) variables(cond ast.Expr, sc fold.Scope) []string {
	asked := e.asked(cond, sc)
	if alternatives(cond) || slices.ContainsFunc(asked, func(a string) bool { return !fold.Capitals.MatchString(a) }) {
		return nil
	}
	return asked
}

// asked are the flags and variables that a condition asks, as a person writes them.
func (e *ending) asked(cond ast.Expr, sc fold.Scope) []string {
	var list []string
	ast.Inspect(cond, func(n ast.Node) bool {
		x, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		switch x.(type) {
		case *ast.Ident, *ast.SelectorExpr, *ast.StarExpr:
		case *ast.CallExpr: // viper.GetString("dsn") == ""
			if len(e.FoldShort(x, sc)) == 0 {
				return true
			}
		default:
			return true
		}
		values := e.FoldShort(x, sc)
		if len(values) > 1 && values[0].At.Rule == "struct tag" {
			values = values[:1] // the field's own setting: what else is put there is another name for it
		}
		for _, v := range values {
			if f := e.fileOf(v.At.File); f != nil && f.Has(`namespace:"`) && !e.outermost(f, v.At.Line) {
				continue // go-flags puts the names of groups before it
			}
			word := v.Variable
			if v.Flag != "" {
				word = flagWord(v.Flag)
			}
			if word != "" && !slices.Contains(list, word) {
				list = append(list, word)
			}
		}
		return false
	})
	return list
}

// outermost says whether the field on a line belongs to a struct that holds groups with a namespace and is none itself, so that nothing stands
// before the names in its tags (github.com/jessevdk/go-flags: documentation of the tags group and namespace).
func (e *ending) outermost(f *module.File, line int) bool {
	tree := e.Repo.Parse(f)
	if tree == nil {
		return false
	}
	holder, groups := "", map[string]bool{}
	ast.Inspect(tree, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		s, ok := spec.Type.(*ast.StructType)
		if !ok {
			return false
		}
		has, holds := false, false
		for _, field := range s.Fields.List {
			has = has || e.Repo.Place(field, "").Line == line
			if field.Tag != nil && strings.Contains(field.Tag.Value, `namespace:"`) {
				holds, groups[fold.LastName(field.Type)] = true, true
			}
		}
		if has && holds {
			holder = spec.Name.Name
		}
		return false
	})
	return holder != "" && !groups[holder]
}

func (e *ending) fileOf(name string) *module.File {
	i := slices.IndexFunc(e.Files, func(f *module.File) bool { return f.Path == name })
	if i < 0 {
		return nil
	}
	return e.Files[i]
}

// firstText is the first text of a block, shortened: what the program says when it ends.
func firstText(body *ast.BlockStmt) string {
	text := ""
	ast.Inspect(body, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && text == "" {
			if s, err := strconv.Unquote(lit.Value); err == nil {
				text, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
			}
		}
		return text == ""
	})
	if len(text) > 100 {
		return ""
	}
	return text
}

// function follows the statements of a function.
func (e *ending) function(sc fold.Scope, depth int) outcome {
	if depth > maxEndDepth || sc.Fn.Body == nil || e.seen[sc.Fn] {
		return goesAhead
	}
	e.seen[sc.Fn] = true
	return e.block(sc.Fn.Body.List, sc, depth)
}

func (e *ending) block(list []ast.Stmt, sc fold.Scope, depth int) outcome {
	for _, s := range list {
		if o := e.statement(s, sc, depth); o != goesAhead {
			return o
		}
	}
	return goesAhead
}

func (e *ending) statement(s ast.Stmt, sc fold.Scope, depth int) outcome {
	switch s := s.(type) {
	case *ast.IfStmt:
		return e.condition(s, sc, depth)
	case *ast.AssignStmt:
		o := e.calls(s, sc, depth)
		if o == failing && goesOn(sc.Fn, s) {
			return goesAhead
		}
		if o == failing && sc.Fn.Name.Name == "main" {
			return ends
		}
		return o
	case *ast.ReturnStmt:
		return max(unclear, e.calls(s, sc, depth))
	case *ast.ExprStmt:
		switch x := ast.Unparen(s.X).(type) {
		case *ast.UnaryExpr:
			return unclear // it waits for a channel
		case *ast.CallExpr:
			if o := e.calls(s, sc, depth); o == ends || o == failing && (fold.LastName(x.Fun) == "Exit" || endsProgram(x)) {
				return ends // log.Fatal(run())
			}
			if endsProgram(x) {
				return unclear
			}
		}
	case *ast.BlockStmt:
		return e.block(s.List, sc, depth)
	case *ast.ForStmt, *ast.RangeStmt, *ast.SelectStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.LabeledStmt:
		if leaves(s) {
			return unclear
		}
	}
	return goesAhead
}

// condition looks at an if: whether it holds when nothing is configured, and what becomes of the program then.
func (e *ending) condition(s *ast.IfStmt, sc fold.Scope, depth int) outcome {
	if s.Init != nil {
		o := e.calls(s.Init, sc, depth)
		if o == ends {
			return ends
		}
		if a, ok := s.Init.(*ast.AssignStmt); ok && o == failing && !goesOn(sc.Fn, a) { // if err := run(); err != nil { log.Fatal(err) }
			if exits(s.Body) {
				return ends
			}
			return failing
		}
	}
	state, word := e.Holds(s.Cond, sc)
	switch {
	case state > 0 && word == "" && gives(s.Body):
		if variables := e.variables(s.Cond, sc); len(variables) > 0 {
			for _, v := range variables {
				e.names[v] = true
			}
			return goesAhead
		}
		e.at, e.sc = s, sc
		if exits(s.Body) || sc.Fn.Name.Name == "main" {
			return ends
		}
		return failing
	case state > 0 && leaves(s.Body), state < 0 && s.Else != nil && leaves(s.Else):
		return unclear
	case state == 0 && leaves(s) && !asksForError(s.Cond):
		return unclear
	}
	return goesAhead
}

// calls follows the calls of a statement that happen at once: those in functions that it merely names do not.
func (e *ending) calls(s ast.Stmt, sc fold.Scope, depth int) outcome {
	result := goesAhead
	ast.Inspect(s, func(n ast.Node) bool {
		switch c := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			for _, callee := range e.Callees(c, sc) {
				if o := e.function(callee, depth+1); o == ends || o == failing {
					result = cmp.Or(result, o)
				}
			}
		}
		return result == goesAhead
	})
	return result
}

// exits says whether a block ends the program itself, rather than give an error back.
func exits(body *ast.BlockStmt) bool {
	return slices.ContainsFunc(body.List, func(s ast.Stmt) bool {
		x, ok := s.(*ast.ExprStmt)
		if !ok {
			return false
		}
		call, ok := x.X.(*ast.CallExpr)
		return ok && endsProgram(call)
	})
}

// leaves says whether a statement may leave the function that it is in, or may never be done.
func leaves(s ast.Node) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt, *ast.BranchStmt, *ast.SelectStmt:
			found = true
		case *ast.ForStmt:
			found = found || n.Cond == nil
		case *ast.CallExpr:
			found = found || endsProgram(n)
		}
		return !found
	})
	return found
}

// asksForError holds for conditions on an error: a start in which nothing fails goes on.
func asksForError(cond ast.Expr) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	id, isNil := b.Y.(*ast.Ident)
	return b.Op == token.NEQ && isNil && id.Name == "nil" && strings.HasSuffix(strings.ToLower(fold.LastName(b.X)), "err")
}
