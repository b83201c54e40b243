package scripts

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Command is one simple command of a script, in the order in which the shell comes to it.
type Command struct {
	env  []Assignment
	Argv []string
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
	var out []Command
	syntax.Walk(file, func(n syntax.Node) bool {
		call, ok := n.(*syntax.CallExpr)
		if !ok {
			return true
		}
		var s Command
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

// wordText is a word without its quotes; ${NAME:-default} gives the default, any other expansion stays as $NAME.
func wordText(w *syntax.Word) string {
	var b strings.Builder
	writeParts(&b, w.Parts)
	return b.String()
}

func writeParts(b *strings.Builder, parts []syntax.WordPart) {
	for _, part := range parts {
		switch part := part.(type) {
		case *syntax.Lit:
			b.WriteString(unescape(part.Value))
		case *syntax.SglQuoted:
			b.WriteString(part.Value)
		case *syntax.DblQuoted:
			writeParts(b, part.Parts)
		case *syntax.ParamExp:
			if part.Exp != nil && part.Exp.Word != nil && (part.Exp.Op == syntax.DefaultUnsetOrNull || part.Exp.Op == syntax.DefaultUnset) {
				writeParts(b, part.Exp.Word.Parts)
			} else if part.Param != nil {
				b.WriteString("$" + part.Param.Value)
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
