package reference_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/golden"
	"github.com/waybill-dev/waybill/templates"
	"github.com/waybill-dev/waybill/templates/reference"
)

// sources are the packages whose types templates see.
func sources() []string {
	return []string{"detectors/facts", "internal/fault", "internal/plan", "templates/dockerfile", "templates/github", "templates/gitlab", "templates/init", "templates/kubernetes", "templates/pipeline"}
}

// TestMeanings keeps meanings.json equal to the comments of the Go source (`make docs`), and asks for a comment on all that a template
// can name.
func TestMeanings(t *testing.T) {
	t.Parallel()
	all := reference.Meanings{}
	for _, dir := range sources() {
		comments(t, path.Join("../..", dir), all)
	}
	used := reference.Meanings{}
	keep := func(key, where string) {
		if _, seen := used[key]; !seen && all[key] == "" {
			t.Errorf("%s needs a comment: templates see it (%s)", key, where)
		}
		used[key] = all[key]
	}
	for _, v := range templates.Views() {
		for _, d := range reference.Describe(v.Sees, all) {
			if d.Name == "dict" {
				continue
			}
			keep(d.Name, v.Template)
			for _, m := range d.Members {
				if m.Meaning == "" {
					keep(d.Name+"."+m.Name, v.Template)
				}
			}
		}
	}
	for key, text := range all {
		if _, ok := used[typeOf(key)]; ok || embeddedOf(key) {
			used[key] = text
		}
	}
	data, err := json.MarshalIndent(used, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	golden.File(t, "meanings.json", append(data, '\n'))
}

// typeOf is the type of a member's key: plan.Unit of plan.Unit.Name.
func typeOf(key string) string {
	parts := strings.Split(key, ".")
	return strings.Join(parts[:min(len(parts), 2)], ".")
}

// embeddedOf holds for the types that views show through a struct that embeds them, and so under another name.
func embeddedOf(key string) bool {
	switch typeOf(key) {
	case "facts.Stage", "facts.Run", "plan.Place", "plan.Shipping", "plan.Pipeline", "plan.TestRun":
		return true
	}
	return false
}

// comments reads the comments of types, fields and methods of a folder.
func comments(t *testing.T, dir string, into reference.Meanings) {
	t.Helper()
	set := token.NewFileSet()
	packages, err := parser.ParseDir(set, dir, func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, parser.ParseComments) //nolint:staticcheck // no build tags here
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range packages {
		for _, f := range p.Files {
			for _, d := range f.Decls {
				declaration(name, d, into)
			}
		}
	}
}

func declaration(pkg string, d ast.Decl, into reference.Meanings) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv != nil {
			if owner, ok := d.Recv.List[0].Type.(*ast.Ident); ok {
				add(into, pkg+"."+owner.Name+"."+d.Name.Name, d.Doc)
			}
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			ts, ok := s.(*ast.TypeSpec)
			if !ok {
				continue
			}
			add(into, pkg+"."+ts.Name.Name, ts.Doc, ts.Comment, d.Doc)
			st, ok := ts.Type.(*ast.StructType)
			if !ok {
				continue
			}
			for _, f := range st.Fields.List {
				for _, n := range f.Names {
					add(into, pkg+"."+ts.Name.Name+"."+n.Name, f.Doc, f.Comment)
				}
			}
		}
	}
}

// add joins the comments that are there to one line.
func add(into reference.Meanings, key string, groups ...*ast.CommentGroup) {
	var parts []string
	for _, g := range groups {
		if g != nil {
			parts = append(parts, strings.Join(strings.Fields(g.Text()), " "))
		}
	}
	if len(parts) > 0 {
		into[key] = strings.Join(parts, " ")
	}
}
