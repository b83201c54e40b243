package golang

import (
	"go/ast"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/fold"
)

// demandedChoices finds the settings that a program chooses by, where none of its choices is taken when nothing is configured and the default
// branch ends it: switch *provider { case "s3": …; default: log.Fatal("no provider") }. A variable is marked as needed; the values that the
// switch knows are told in either case.
func demandedChoices(p *program, names map[string]bool) {
	for _, f := range p.With("default:") {
		if !f.Has("switch ") || !f.Has(`case "`) {
			continue
		}
		tree := p.Repo.Parse(f)
		if tree == nil {
			continue
		}
		for _, d := range tree.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			sc := fold.Scope{File: f, Fn: fn}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				switch s := n.(type) {
				case *ast.IfStmt, *ast.CaseClause, *ast.CommClause:
					return false // what is chosen there is chosen only sometimes
				case *ast.SwitchStmt:
					if s.Tag != nil && choiceEnds(s) && reachedOpen(p, fold.Around{Fn: fn}, f) {
						tellChoice(p, s, sc, names)
					}
					return false
				}
				return true
			})
		}
	}
}

// choiceEnds says whether the default branch of a switch ends the program, or gives an error back.
func choiceEnds(s *ast.SwitchStmt) bool {
	for _, c := range s.Body.List {
		if clause, ok := c.(*ast.CaseClause); ok && clause.List == nil {
			return gives(&ast.BlockStmt{List: clause.Body})
		}
	}
	return false
}

// tellChoice marks or tells the setting that a switch asks, when it is empty without configuration and the switch has no case for that.
func tellChoice(p *program, s *ast.SwitchStmt, sc fold.Scope, names map[string]bool) {
	flag, variable := "", ""
	values := p.FoldShort(s.Tag, sc)
	for _, v := range values {
		if v.Flag == "" && v.Variable == "" || v.Known() && v.Text != "" || v.Argument {
			return // something else may say it, or it has a default
		}
		flag, variable = v.Flag, v.Variable
	}
	var accepted []string
	for _, c := range s.Body.List {
		for _, e := range c.(*ast.CaseClause).List {
			text, ok := fold.LiteralText(e)
			if !ok {
				text = fold.First(p.FoldShort(e, sc))
			}
			if text == "" {
				return // a case for the empty one, or one that nobody knows
			}
			accepted = append(accepted, text)
		}
	}
	if len(values) == 0 || len(accepted) == 0 {
		return
	}
	at := p.Repo.Place(s, "")
	asked, how := variable, "set it by env: for the unit"
	if fold.Capitals.MatchString(variable) {
		names[variable] = true
	} else {
		asked, how = flagWord(flag), "set start: for the unit"
	}
	p.Repo.Warn(at.File, at.Line, "chooses by "+asked+" and ends without: it takes "+strings.Join(accepted[:min(len(accepted), 8)], ", ")+"; "+how)
}
