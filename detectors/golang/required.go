package golang

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/golang/reach"
)

// demand finds the variables without which a program ends: code that reads one, asks whether it is empty, and fails.
type demand struct {
	*program
	names   map[string]bool
	helpers []helper
}

// helper is a function that fails when the variable that one of its parameters names is empty: func mustEnv(name string) string.
type helper struct {
	name  string
	pkg   *module.Package
	param int
}

// maxHelpers bounds the functions that hand the name of a variable on.
const maxHelpers = 20

// demanded marks the variables that the program ends without.
func demanded(p *program, names map[string]bool) {
	d := &demand{program: p, names: names}
	for _, f := range p.Files {
		if f.Has("Getenv(") || f.Has("LookupEnv(") {
			d.file(f)
		}
	}
	for i := 0; i < len(d.helpers) && i < maxHelpers; i++ {
		d.calls(d.helpers[i])
	}
	demandedFlags(p, names)
	demandedChoices(p, names)
	tellEnd(p, names)
}

// file looks at each function of a file that main comes to.
func (d *demand) file(f *module.File) {
	tree := d.Repo.Parse(f)
	if tree == nil {
		return
	}
	for _, decl := range tree.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		read := readings(fn.Body)
		loops := ranges(fn.Body)
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			switch s := n.(type) {
			case *ast.CaseClause, *ast.CommClause:
				return false // what is asked there is asked only sometimes
			case *ast.IfStmt:
				if gives(s.Body) {
					for _, e := range emptied(s.Cond, read) {
						text := fold.First(d.FoldShort(e, fold.Scope{File: f, Fn: fn}))
						if !leftBefore(fn, s) {
							d.demand(f, fn, e, loops)
						} else if fold.Capitals.MatchString(text) && reachedOpen(d.program, fold.Around{Fn: fn}, f) {
							tellSometimes(d.program, d.Repo.Place(s, ""), text)
						}
					}
				}
				return false
			}
			return true
		})
	}
}

// demand marks the variable that an expression names; where that is a parameter, the function becomes a helper.
func (d *demand) demand(f *module.File, fn *ast.FuncDecl, name ast.Expr, loops map[string][]ast.Expr) {
	id, isName := name.(*ast.Ident)
	if isName {
		if at := parameter(fn, id.Name); at >= 0 {
			h := helper{fn.Name.Name, f.Pkg, at}
			if !slices.Contains(d.helpers, h) {
				d.helpers = append(d.helpers, h)
			}
			return
		}
	}
	if !reachedOpen(d.program, fold.Around{Fn: fn}, f) {
		return
	}
	sc := fold.Scope{File: f, Fn: fn}
	list := []ast.Expr{name}
	if isName && loops[id.Name] != nil {
		list = loops[id.Name]
	}
	for _, e := range list {
		if text := fold.First(d.FoldShort(e, sc)); fold.Capitals.MatchString(text) {
			d.names[text] = true
		}
	}
}

// calls marks what the callers of a helper name.
func (d *demand) calls(h helper) {
	for _, f := range d.Naming(h.name) {
		if f.Pkg != h.pkg && !ast.IsExported(h.name) {
			continue
		}
		for _, c := range d.Index(f).Calls[h.name] {
			if len(c.Node.Args) <= h.param || c.Around.Fn == nil && c.Around.Decl == "" {
				continue
			}
			if c.Around.Fn != nil && c.Around.Decl == "" {
				d.demand(f, c.Around.Fn, c.Node.Args[h.param], ranges(c.Around.Fn.Body))
				continue
			}
			if text, ok := fold.LiteralText(c.Node.Args[h.param]); ok && fold.Capitals.MatchString(text) { // var token = mustEnv("TOKEN")
				d.names[text] = true
			}
		}
	}
}

// parameter is the place of a parameter of a function, -1 when it has none of that name.
func parameter(fn *ast.FuncDecl, name string) int {
	at := 0
	for _, field := range fn.Type.Params.List {
		for _, n := range field.Names {
			if n.Name == name {
				return at
			}
			at++
		}
	}
	return -1
}

// environment returns what a call reads from the environment: the expression that names the variable.
func environment(e ast.Expr) (ast.Expr, bool) {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return nil, false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if ok && named(sel.X, "os") && (sel.Sel.Name == "Getenv" || sel.Sel.Name == "LookupEnv") {
		return call.Args[0], true
	}
	return environment(call.Args[0]) // strings.TrimSpace(os.Getenv("X"))
}

// readings are what a function reads from the environment: the expression that holds it, with the name of the variable.
func readings(body *ast.BlockStmt) map[string]ast.Expr {
	read := map[string]ast.Expr{}
	note := func(holder string, name ast.Expr) {
		if _, again := read[holder]; again {
			name = nil // read twice: one is the default of the other
		}
		read[holder] = name
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch s := n.(type) {
		case *ast.CallExpr:
			if held, name, ok := flagOf(s); ok && held != nil {
				note(types.ExprString(held), name) // flag.StringVar(&value, "x", os.Getenv("X"), "")
			}
		case *ast.AssignStmt:
			for i, right := range s.Rhs {
				left := s.Lhs[i:min(i+1, len(s.Lhs))]
				if len(s.Rhs) == 1 {
					left = s.Lhs // value, ok := os.LookupEnv("X")
				}
				name, ok := environment(right)
				pointer := ""
				if call, isCall := right.(*ast.CallExpr); isCall && !ok {
					_, name, ok = flagOf(call)
					pointer = "*" // value := flag.String("x", os.Getenv("X"), "")
				}
				for _, l := range left {
					if ok {
						note(pointer+types.ExprString(l), name)
					}
				}
			}
		}
		return true
	})
	return read
}

// flagOf says which variable is the default of a flag, and which expression holds the flag's value where the call is given its address.
func flagOf(call *ast.CallExpr) (held, name ast.Expr, ok bool) {
	variable, _, def, isFlag := fold.FlagArgs(call)
	if !isFlag {
		return nil, nil, false
	}
	if name, ok = environment(call.Args[def]); !ok {
		return nil, nil, false
	}
	if variable >= 0 {
		if address, isAddress := call.Args[variable].(*ast.UnaryExpr); isAddress && address.Op == token.AND {
			held = address.X
		}
	}
	return held, name, true
}

// ranges are the elements that the value of a range statement goes through: for _, name := range []string{"A", "B"}.
func ranges(body *ast.BlockStmt) map[string][]ast.Expr {
	found := map[string][]ast.Expr{}
	ast.Inspect(body, func(n ast.Node) bool {
		s, ok := n.(*ast.RangeStmt)
		if !ok {
			return true
		}
		lit, isLit := s.X.(*ast.CompositeLit)
		if id, ok := s.Value.(*ast.Ident); ok && isLit {
			found[id.Name] = lit.Elts
		}
		return true
	})
	return found
}

// emptied lists the names of the variables of which a condition says that one is empty or not set.
func emptied(cond ast.Expr, read map[string]ast.Expr) []ast.Expr {
	of := func(e ast.Expr) []ast.Expr {
		if name, ok := environment(e); ok {
			return []ast.Expr{name}
		}
		if name := read[types.ExprString(e)]; name != nil {
			return []ast.Expr{name}
		}
		return nil
	}
	switch c := cond.(type) {
	case *ast.ParenExpr:
		return emptied(c.X, read)
	case *ast.UnaryExpr:
		if c.Op == token.NOT {
			return of(c.X)
		}
	case *ast.BinaryExpr:
		switch {
		case c.Op == token.LOR:
			return append(emptied(c.X, read), emptied(c.Y, read)...)
		case c.Op == token.EQL && isEmptyText(c.Y):
			return of(c.X)
		case c.Op == token.EQL && isZero(c.Y):
			if call, ok := c.X.(*ast.CallExpr); ok && named(call.Fun, "len") && len(call.Args) == 1 {
				return of(call.Args[0])
			}
		}
	}
	return nil
}

func isEmptyText(e ast.Expr) bool {
	text, ok := fold.LiteralText(e)
	return ok && text == ""
}

func isZero(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && lit.Value == "0"
}

// gives says whether a block ends the program or gives an error back: log.Fatal, panic, os.Exit, return fmt.Errorf("…").
func gives(body *ast.BlockStmt) bool {
	return slices.ContainsFunc(body.List, func(s ast.Stmt) bool {
		switch s := s.(type) {
		case *ast.ExprStmt:
			call, ok := s.X.(*ast.CallExpr)
			return ok && endsProgram(call)
		case *ast.ReturnStmt:
			if len(s.Results) == 0 {
				return false
			}
			call, ok := s.Results[len(s.Results)-1].(*ast.CallExpr)
			return ok && slices.Contains([]string{"Errorf", "New", "Wrap", "Wrapf", "Exit"}, fold.LastName(call.Fun))
		}
		return false
	})
}

// demandedFlags marks the variables of flags that urfave/cli requires (cli.urfave.org/v2: "Required Flags"), and tells flags that nothing but
// the command line can set, those of cobra too (pkg.go.dev/github.com/spf13/cobra: MarkFlagRequired).
func demandedFlags(p *program, names map[string]bool) {
	for _, f := range p.With("Required") {
		x := p.Index(f)
		for _, pr := range x.Lits {
			required := reach.LiteralField(pr.Lit, "Required")
			name := reach.LiteralField(pr.Lit, "Name")
			if !strings.HasSuffix(fold.LastName(pr.Lit.Type), "Flag") || required == nil || name == nil || !named(required, "true") || !reachedOpen(p, pr.Around, f) {
				continue
			}
			sc := fold.Scope{File: f, Fn: pr.Around.Fn}
			if env := flagVariable(p, pr.Lit, sc); env != "" {
				names[env] = true
				continue
			}
			tellFlag(p, p.Repo.Place(pr.Lit, ""), fold.First(p.FoldShort(name, sc)))
		}
		for _, fn := range []string{"MarkFlagRequired", "MarkPersistentFlagRequired"} {
			for _, c := range x.Calls[fn] {
				if len(c.Node.Args) == 1 && reachedOpen(p, c.Around, f) {
					tellFlag(p, p.Repo.Place(c.Node, ""), fold.First(p.FoldShort(c.Node.Args[0], fold.Scope{File: f, Fn: c.Around.Fn})))
				}
			}
		}
	}
}

// reachedOpen says whether main comes to a place, by a way that is open.
func reachedOpen(p *program, a fold.Around, f *module.File) bool {
	r := p.ways.Route(reach.NodeOf(a, f))
	return r.Reached && !r.Off
}

// flagVariable is the variable that sets a flag of urfave/cli: EnvVar of v1, EnvVars of v2, Sources of v3.
func flagVariable(p *program, lit *ast.CompositeLit, sc fold.Scope) string {
	for _, field := range []string{"EnvVar", "EnvVars", "Sources"} {
		e := firstOf(reach.LiteralField(lit, field))
		if e == nil {
			continue
		}
		if first, _, _ := strings.Cut(fold.First(p.FoldShort(e, sc)), ","); first != "" {
			return first
		}
	}
	return ""
}

// firstOf goes into the first element of lists and the first argument of calls: cli.NewValueSourceChain(cli.EnvVar("X"), …).
func firstOf(e ast.Expr) ast.Expr {
	switch list := e.(type) {
	case *ast.CompositeLit:
		if len(list.Elts) > 0 {
			return firstOf(list.Elts[0])
		}
	case *ast.CallExpr:
		if len(list.Args) > 0 {
			return firstOf(list.Args[0])
		}
	}
	return e
}

func tellFlag(p *program, at facts.Evidence, flag string) {
	if flag == "" {
		return
	}
	p.Repo.Warn(at.File, at.Line, "requires the flag "+flagWord(flag)+" of the command that it belongs to, and ends without: where that is the command which the image starts, set start: for the unit")
}
