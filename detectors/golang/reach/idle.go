package reach

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// Idle is a program whose root command does nothing but print its help: a word of the command line has to be given.
type Idle struct {
	At    token.Pos // of the root command
	Words []string  // those that the program takes, as they stand in the code
}

// IdleRoot says whether the program does nothing without a word. It knows the libraries whose root command can be without an action.
func (w *Ways) IdleRoot() (Idle, bool) {
	for _, find := range []func() (Idle, bool){w.idleCobra, w.idleUrfave, w.idleKong} {
		if idle, ok := find(); ok {
			slices.Sort(idle.Words)
			idle.Words = slices.Compact(idle.Words)
			return idle, true
		}
	}
	return Idle{}, false
}

// idleCobra looks at the commands of cobra: those that are added to no other are roots, and one of them that has a function runs it
// (pkg.go.dev/github.com/spf13/cobra: Command.Runnable).
func (w *Ways) idleCobra() (Idle, bool) {
	var idle Idle
	if w.Imports("github.com/spf13/cobra") == nil {
		return idle, false
	}
	for _, f := range w.With("cobra.Command") {
		x := w.Index(f)
		for _, pr := range x.Lits {
			if fold.LastName(pr.Lit.Type) != "Command" || LiteralField(pr.Lit, "Use") == nil || !w.Route(NodeOf(pr.Around, f)).Reached {
				continue
			}
			runs := LiteralField(pr.Lit, "Run") != nil || LiteralField(pr.Lit, "RunE") != nil || len(x.Sets["Run"])+len(x.Sets["RunE"]) > 0
			if _, added := w.addedTo(f, pr.Lit, pr.Around, 0); !added {
				if runs {
					return idle, false
				}
				idle.At = pr.Lit.Pos()
				continue
			}
			if word := w.word(f, pr, "Use"); runs && word != "" {
				idle.Words = append(idle.Words, word)
			}
		}
	}
	return idle, idle.At.IsValid() && len(idle.Words) > 0
}

// idleUrfave looks at the root of urfave/cli: without Action it prints its help (cli.urfave.org/v2: "Subcommands").
func (w *Ways) idleUrfave() (Idle, bool) {
	var idle Idle
	if w.Imports("github.com/urfave/cli") == nil {
		return idle, false
	}
	acts := func(lit *ast.CompositeLit) bool {
		return LiteralField(lit, "Action") != nil || LiteralField(lit, "DefaultCommand") != nil
	}
	for _, f := range w.With("urfave/cli") {
		x := w.Index(f)
		if len(x.Sets["Action"])+len(x.Sets["DefaultCommand"]) > 0 {
			return idle, false
		}
		for _, pr := range x.Lits {
			root := fold.LastName(pr.Lit.Type) == "App" || fold.LastName(pr.Lit.Type) == "Command" && LiteralField(pr.Lit, "Commands") != nil && !w.inCommands(w.holderOf(f, pr.Lit, pr.Around), 0)
			switch {
			case root && !w.Route(NodeOf(pr.Around, f)).Reached:
			case root && acts(pr.Lit):
				return idle, false
			case root:
				idle.At = pr.Lit.Pos()
			case isCommand(pr.Lit) && LiteralField(pr.Lit, "Action") != nil:
				if word := w.word(f, pr, "Name"); word != "" {
					idle.Words = append(idle.Words, word)
				}
			}
		}
		for _, c := range x.Calls["NewApp"] {
			idle.At = c.Node.Pos()
		}
	}
	return idle, idle.At.IsValid() && len(idle.Words) > 0
}

// idleKong looks at the commands of kong: without a word the program ends with an error, unless one of them is the default.
func (w *Ways) idleKong() (Idle, bool) {
	var idle Idle
	if w.Imports("github.com/alecthomas/kong") == nil {
		return idle, false
	}
	for _, f := range w.With("cmd:\"") {
		for _, s := range w.structs(f) {
			for _, field := range s.fields {
				word, ok := kongCommand(field)
				if ok && word == "" {
					return idle, false
				}
				if ok && !idle.At.IsValid() {
					idle.At = field.Pos()
				}
				if ok {
					idle.Words = append(idle.Words, word)
				}
			}
		}
	}
	return idle, idle.At.IsValid()
}

// word is the first word of a field of a command: "serve" of Use: "serve [flags]".
func (w *Ways) word(f *module.File, pr fold.Pair, field string) string {
	text := fold.First(w.Fold(LiteralField(pr.Lit, field), fold.Scope{File: f, Fn: pr.Around.Fn}))
	word, _, _ := strings.Cut(text, " ")
	if !IsCommandWord(word) {
		return ""
	}
	return word
}
