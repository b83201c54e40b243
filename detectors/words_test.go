package detectors

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// TestServicesOfTheTables reads the source of every detector: a text that stands where a facts.Service is expected (a field of a table,
// a value of a map, an element of a list) must be a word of the table of services.
func TestServicesOfTheTables(t *testing.T) {
	t.Parallel()
	seen := 0
	err := fs.WalkDir(os.DirFS("."), ".", func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || dir == "facts" || path.Base(dir) == "testdata" {
			return err
		}
		seen += wordsOf(t, dir)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 150 {
		t.Errorf("only %d words were found: the walk does not see the tables any more", seen)
	}
}

func wordsOf(t *testing.T, dir string) (seen int) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	places := token.NewFileSet()
	var files []*ast.File
	types := map[string]ast.Expr{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(places, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.TypeSpec); ok {
				types[s.Name.Name] = s.Type
			}
			return true
		})
	}
	check := func(e ast.Expr) {
		lit, ok := e.(*ast.BasicLit)
		if !ok {
			seen++ // a constant of facts, which the compiler knows
			return
		}
		word, err := strconv.Unquote(lit.Value)
		if err != nil || !facts.Service(word).Known() {
			t.Errorf("%s: no table has the service %s", places.Position(lit.Pos()), lit.Value)
		}
		seen++
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.CompositeLit); ok && lit.Type != nil {
				literals(lit, lit.Type, types, check)
			}
			return true
		})
	}
	return seen
}

// literals calls check with each value of a literal whose type is facts.Service.
func literals(lit *ast.CompositeLit, of ast.Expr, types map[string]ast.Expr, check func(ast.Expr)) {
	value := func(e, of ast.Expr) {
		if isService(of) {
			check(e)
		} else if inner, ok := e.(*ast.CompositeLit); ok && inner.Type == nil {
			literals(inner, of, types, check)
		}
	}
	if name, ok := of.(*ast.Ident); ok {
		of = types[name.Name]
	}
	switch of := of.(type) {
	case *ast.ArrayType:
		for _, e := range lit.Elts {
			value(e, of.Elt)
		}
	case *ast.MapType:
		for _, e := range lit.Elts {
			if pair, ok := e.(*ast.KeyValueExpr); ok {
				value(pair.Key, of.Key)
				value(pair.Value, of.Value)
			}
		}
	case *ast.StructType:
		var fields []*ast.Field
		for _, f := range of.Fields.List {
			for range f.Names {
				fields = append(fields, f)
			}
		}
		for i, e := range lit.Elts {
			if pair, ok := e.(*ast.KeyValueExpr); ok {
				for _, f := range of.Fields.List {
					for _, name := range f.Names {
						if key, ok := pair.Key.(*ast.Ident); ok && key.Name == name.Name {
							value(pair.Value, f.Type)
						}
					}
				}
			} else if i < len(fields) {
				value(e, fields[i].Type)
			}
		}
	}
}

func isService(e ast.Expr) bool {
	s, ok := e.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := s.X.(*ast.Ident)
	return ok && pkg.Name == "facts" && s.Sel.Name == "Service"
}
