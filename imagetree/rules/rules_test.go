package rules

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/eol"
)

var update = flag.Bool("update", false, "write what the rules say now into the test files")

// TestRules runs each rule on a bad and a good tree of its own. A rule without such a file fails, as does a file without a rule.
func TestRules(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(os.DirFS("."), "it*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(All()) {
		t.Errorf("%d test files for %d rules", len(files), len(All()))
	}
	for _, r := range All() {
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			name := strings.ToLower(r.ID) + ".txtar"
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := run(t, a, "bad/", r.ID)
			if got == "" {
				t.Error("nothing is found in the bad tree")
			}
			if clean := run(t, a, "good/", r.ID); clean != "" {
				t.Errorf("found in the good tree:\n%s", clean)
			}
			for i := range a.Files {
				if a.Files[i].Name == "want" && *update {
					a.Files[i].Data = []byte(got)
					if err := os.WriteFile(name, txtar.Format(a), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				if a.Files[i].Name == "want" && string(a.Files[i].Data) != got {
					t.Errorf("got\n%swant\n%s", got, a.Files[i].Data)
				}
			}
		})
	}
}

// run lints the part of an archive below a prefix and prints what one rule says.
func run(t *testing.T, a *txtar.Archive, prefix, id string) string {
	t.Helper()
	in := Input{FS: folder(a, prefix)}
	if _, day, ok := strings.Cut(string(a.Comment), "today "); ok {
		in.Today = imagetree.Date(strings.TrimSpace(day))
	}
	in.Tree = loadFrom(t, in.FS)
	if before := folder(a, "before/"); len(before) > 0 {
		in.Was, in.Before = before, loadFrom(t, before)
	}
	for _, f := range a.Files {
		if f.Name == "fleet.jsonl" {
			items, err := imagetree.ReadFleet(f.Name, strings.NewReader(string(f.Data)))
			if err != nil {
				t.Fatal(err)
			}
			in.Fleet = items
		}
	}
	table, err := eol.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	in.EOL = table
	var b strings.Builder
	for _, f := range Lint(in) {
		if f.Rule == id {
			fmt.Fprintf(&b, "%s: %s: %s\n  %s\n", f.Position, f.Severity, f.Text, f.Fix)
		}
	}
	return b.String()
}

func folder(a *txtar.Archive, prefix string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, f := range a.Files {
		if name, ok := strings.CutPrefix(f.Name, prefix); ok {
			fsys[name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return fsys
}

func loadFrom(t *testing.T, fsys fs.FS) *imagetree.Tree {
	t.Helper()
	tree, err := imagetree.Load(fsys, imagetree.FileName)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// TestPolicyChangesSeverity holds that policy.rules goes before the rule.
func TestPolicyChangesSeverity(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]int{"off": 0, "info": 1} {
		fsys := fstest.MapFS{imagetree.FileName: {Data: []byte("version: 1\nregistry: r.example.com/b\npolicy: {rules: {IT103: " + word + ", IT022: off, IT402: off}}\nimages:\n  a: {from: scratch}\n")}}
		found := Lint(Input{Tree: loadFrom(t, fsys), FS: fsys})
		if len(found) != want || want == 1 && string(found[0].Severity) != word {
			t.Errorf("%s: %+v", word, found)
		}
	}
}

// TestEmbeddedTreeIsClean holds that waybill's own tree passes its own lint.
func TestEmbeddedTreeIsClean(t *testing.T) {
	t.Parallel()
	fsys, name := imagetree.Embedded()
	tree, err := imagetree.Load(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	table, err := eol.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Lint(Input{Tree: tree, FS: fsys, Today: table.Taken, EOL: table}) {
		t.Errorf("%s: %s [%s]", f.Position, f.Text, f.Rule)
	}
}
