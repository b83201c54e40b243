package deps

import (
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// direct returns the modules that go.mod names for waybill's own imports.
func direct(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	file, err := modfile.Parse("go.mod", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range file.Require {
		if !r.Indirect {
			out = append(out, r.Mod.Path)
		}
	}
	slices.Sort(out)
	return out
}

// importers says for each module which packages of ours import a package of it, outside of tests.
func importers(t *testing.T, modules []string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			for _, m := range modules {
				from := strings.TrimPrefix(p.ImportPath, module)
				if (imported == m || strings.HasPrefix(imported, m+"/")) && !slices.Contains(out[m], from) {
					out[m] = append(out[m], from)
				}
			}
		}
	}
	for _, list := range out {
		slices.Sort(list)
	}
	return out
}

// TestDependencies compares docs/dependencies.md with go.mod and with what imports each module.
func TestDependencies(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	for line := range strings.Lines(string(data)) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || !strings.Contains(cells[1], "/") {
			continue
		}
		rows[strings.TrimSpace(cells[1])] = strings.Split(strings.TrimSpace(cells[2]), ", ")
		if strings.TrimSpace(cells[3]) == "" {
			t.Errorf("%s: nothing says what it is for", cells[1])
		}
	}
	modules := direct(t)
	imports := importers(t, modules)
	for _, m := range modules {
		named, ok := rows[m]
		switch {
		case !ok:
			t.Errorf("docs/dependencies.md has no row for %s, which %s import", m, strings.Join(imports[m], ", "))
		case !slices.Equal(named, imports[m]):
			t.Errorf("%s is imported by %s, and docs/dependencies.md says %s", m, strings.Join(imports[m], ", "), strings.Join(named, ", "))
		}
		delete(rows, m)
	}
	for m := range rows {
		t.Errorf("docs/dependencies.md has a row for %s, which go.mod does not name", m)
	}
}
