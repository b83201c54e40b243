package reach

import (
	"go/ast"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// commandLines are libraries that run the function which a command names. A call of a method of theirs, as app.Run(os.Args), runs no method
// of the program that happens to have the same name.
var commandLines = []string{
	"github.com/urfave/cli", "github.com/codegangsta/cli", // pkg.go.dev/github.com/urfave/cli/v2: Command.Action
	"github.com/spf13/cobra",        // pkg.go.dev/github.com/spf13/cobra: Command.Run
	"github.com/jawher/mow.cli",     // README, "Declaring commands": Cmd.Action
	"github.com/peterbourgon/ff/v3", // pkg.go.dev/github.com/peterbourgon/ff/v3/ffcli: Command.Exec
}

// ofCommandLine says whether a use of a method's name is a call on a value of such a library.
func (w *Ways) ofCommandLine(f *module.File, name string, u fold.Use) bool {
	for _, c := range w.Index(f).Calls[name] {
		sel, ok := c.Node.Fun.(*ast.SelectorExpr)
		if !ok || c.Around.Fn != u.Around.Fn || c.Around.Decl != u.Around.Decl || fold.LastName(sel.X) != u.Of {
			continue
		}
		path := w.TypeOf(sel.X, fold.Scope{File: f, Fn: c.Around.Fn}).Key()
		return slices.ContainsFunc(commandLines, func(l string) bool { return strings.HasPrefix(path, l) })
	}
	return false
}

// methodWords are the words that make a library call a method named Run: those of the type that it belongs to.
func (w *Ways) methodWords(n node) []string {
	if n.fn == nil || n.fn.Recv == nil || n.fn.Name.Name != "Run" {
		return nil
	}
	name := fold.Receiver(n.fn)
	if w.Imports("github.com/alecthomas/kong") != nil {
		return w.kongWords(n.file.Pkg, name, 0)
	}
	for _, path := range []string{"github.com/mitchellh/cli", "github.com/hashicorp/cli"} {
		if w.Imports(path) != nil {
			return w.factoryWords(name)
		}
	}
	return nil
}

// kongWords are the words of a command of kong: the field with the tag cmd that has the type, below those of the struct that holds the field
// (github.com/alecthomas/kong: README, "Commands and arguments").
func (w *Ways) kongWords(pkg *module.Package, typeName string, depth int) []string {
	if depth > 3 {
		return nil
	}
	for _, f := range w.Naming(typeName) {
		for _, s := range w.structs(f) {
			for _, field := range s.fields {
				word, isCommand := kongCommand(field)
				if !isCommand || fold.LastName(field.Type) != typeName || w.declaredIn(field.Type, f) != pkg {
					continue
				}
				if word == "" || s.name == "" {
					return strings.Fields(word) // the default command, or one of a variable: var cli struct { … }
				}
				return append(w.kongWords(f.Pkg, s.name, depth+1), word)
			}
		}
	}
	return nil
}

// declaredIn is the package that declares the type which a field is written with: that of the file, unless another one's name stands before it.
func (w *Ways) declaredIn(typ ast.Expr, f *module.File) *module.Package {
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	sel, ok := typ.(*ast.SelectorExpr)
	if !ok {
		return f.Pkg
	}
	_, pkg, _ := w.PackageNamed(f, sel.X)
	return pkg
}

// structure is a struct type of a file, with its name where it has one.
type structure struct {
	name   string
	fields []*ast.Field
}

// structs lists the struct types of a file, those without a name too, in the order of the text.
func (w *Ways) structs(f *module.File) []structure {
	tree := w.Repo.Parse(f)
	if tree == nil {
		return nil
	}
	var list []structure
	names := map[*ast.StructType]string{}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			if s, ok := n.Type.(*ast.StructType); ok {
				names[s] = n.Name.Name
			}
		case *ast.StructType:
			list = append(list, structure{names[n], n.Fields.List})
		}
		return true
	})
	return list
}

// kongCommand reads a field as a command of kong: its word, "" for the one that runs when no word is given.
func kongCommand(field *ast.Field) (word string, ok bool) {
	if field.Tag == nil || len(field.Names) == 0 {
		return "", false
	}
	raw, err := strconv.Unquote(field.Tag.Value)
	if err != nil {
		return "", false
	}
	tag := reflect.StructTag(raw)
	if _, ok := tag.Lookup("cmd"); !ok {
		return "", false
	}
	if d := tag.Get("default"); d == "1" || d == "withargs" {
		return "", true
	}
	if name := tag.Get("name"); name != "" {
		return name, true
	}
	return kebab(field.Names[0].Name), true
}

// kebab writes a name as kong writes a word of the command line: ServeHTTP is serve-http.
func kebab(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// factoryWords are the words of a command that a map of factories makes: "serve": func() (cli.Command, error) { return &Serve{}, nil }
// (pkg.go.dev/github.com/hashicorp/cli: CLI.Commands).
func (w *Ways) factoryWords(typeName string) []string {
	for _, f := range w.Naming(typeName) {
		x := w.Index(f)
		for _, pr := range x.Lits {
			m, ok := pr.Lit.Type.(*ast.MapType)
			if !ok || fold.LastName(m.Value) != "CommandFactory" {
				continue
			}
			for _, e := range pr.Lit.Elts {
				kv, ok := e.(*ast.KeyValueExpr)
				if !ok || !namedWithin(kv.Value, typeName) {
					continue
				}
				if word := fold.First(w.Fold(kv.Key, fold.Scope{File: f, Fn: pr.Around.Fn})); word != "" {
					return strings.Fields(word)
				}
			}
		}
	}
	return nil
}

// namedWithin says whether a name stands in an expression, also in the body of a function literal.
func namedWithin(e ast.Expr, name string) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == name
		return !found
	})
	return found
}
