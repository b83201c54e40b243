package scripts

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Command is one simple command of a script, in the order in which the shell comes to it.
type Command struct {
	env     []Assignment
	Argv    []string
	awaited bool // the shell goes on only when it has ended
}

// Assignment is a variable set for one command.
type Assignment struct{ Name, Value string }

// maxScript bounds a script of package.json.
const maxScript = 8 << 10

// Parse splits a script as the POSIX shell does, through which npm runs it. A script that is none gives nothing.
func Parse(text string) []Command {
	if len(text) > maxScript {
		return nil
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(text), "")
	if err != nil {
		return nil
	}
	waited := awaited(file)
	var out []Command
	syntax.Walk(file, func(n syntax.Node) bool {
		call, ok := n.(*syntax.CallExpr)
		if !ok {
			return true
		}
		s := Command{awaited: slices.ContainsFunc(waited, func(part syntax.Node) bool {
			return part.Pos().Offset() <= call.Pos().Offset() && call.End().Offset() <= part.End().Offset()
		})}
		for _, a := range call.Assigns {
			if a.Name != nil && a.Value != nil {
				s.env = append(s.env, Assignment{a.Name.Value, wordText(a.Value)})
			}
		}
		for _, w := range call.Args {
			s.Argv = append(s.Argv, wordText(w))
		}
		out = append(out, s)
		return false
	})
	return out
}

// awaited lists the parts of a script that have to end before the next one starts: what stands before && or ;, and not in the background
// (POSIX, Shell Command Language, "AND Lists" and "Sequential Lists").
func awaited(file *syntax.File) []syntax.Node {
	var out []syntax.Node
	list := func(stmts []*syntax.Stmt) {
		for i, s := range stmts {
			if i+1 < len(stmts) && !s.Background {
				out = append(out, s)
			}
		}
	}
	list(file.Stmts)
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.BinaryCmd:
			if n.Op == syntax.AndStmt && !n.X.Background {
				out = append(out, n.X)
			}
		case *syntax.Block:
			list(n.Stmts)
		case *syntax.Subshell:
			list(n.Stmts)
		}
		return true
	})
	return out
}

// wordText is a word without its quotes; ${NAME:-default} and ${NAME:=default} give the default, any other expansion stays as ${NAME}.
func wordText(w *syntax.Word) string {
	var b strings.Builder
	writeParts(&b, w.Parts)
	return b.String()
}

// defaults are the expansions that stand for their word where the variable is not set (POSIX, "Parameter Expansion").
var defaults = []syntax.ParExpOperator{syntax.DefaultUnsetOrNull, syntax.DefaultUnset, syntax.AssignUnsetOrNull, syntax.AssignUnset}

func writeParts(b *strings.Builder, parts []syntax.WordPart) {
	for _, part := range parts {
		switch part := part.(type) {
		case *syntax.Lit:
			b.WriteString(unescape(part.Value))
		case *syntax.SglQuoted:
			b.WriteString(part.Value)
		case *syntax.DblQuoted:
			writeParts(b, part.Parts)
		case *syntax.CmdSubst, *syntax.ArithmExp:
			b.WriteString("$(…)") // no value that a rule could read
		case *syntax.ParamExp:
			if part.Exp != nil && part.Exp.Word != nil && slices.Contains(defaults, part.Exp.Op) {
				writeParts(b, part.Exp.Word.Parts)
			} else if part.Param != nil {
				b.WriteString("${" + part.Param.Value + "}")
			}
		}
	}
}

// unescape takes the backslashes away that quote single characters.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
