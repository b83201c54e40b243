// Package deps holds the layers: its test reads the table in docs/architecture.md and compares it with what is imported.
package deps

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/waybill-dev/waybill/"

// pkg is what `go list -json` says of a package, as far as it matters here.
type pkg struct {
	ImportPath string
	Name       string
	Imports    []string
	Doc        string   // first sentence of the package comment
	Dir        string   // folder on disk
	GoFiles    []string // without tests
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Name,Imports,Doc,Dir,GoFiles", module+"...")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for dec := json.NewDecoder(out); ; {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			if !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
			break
		}
		all = append(all, p)
	}
	if err := cmd.Wait(); err != nil || len(all) < 10 {
		t.Fatalf("go list: %d packages, %v", len(all), err)
	}
	return all
}

// allowed reads the table of docs/architecture.md: package → what it may import.
func allowed(t *testing.T) map[string][]string {
	t.Helper()
	data, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(data), "| package | what for | may import |\n")
	if !found {
		t.Fatal("docs/architecture.md has no table of packages")
	}
	rows := map[string][]string{}
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) < 5 {
			break
		}
		var imports []string
		for name := range strings.SplitSeq(cells[3], ",") {
			if name = strings.TrimSpace(name); name != "" {
				imports = append(imports, name)
			}
		}
		if name := strings.TrimSpace(cells[1]); strings.Trim(name, "-") != "" {
			rows[name] = imports
		}
	}
	return rows
}

func TestImportDirections(t *testing.T) {
	t.Parallel()
	rows := allowed(t)
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if p.Name == "main" || name == "internal/deps" {
			continue
		}
		row, ok := rows[name]
		if !ok {
			t.Errorf("%s has no row in the table of docs/architecture.md", name)
			continue
		}
		for _, i := range p.Imports {
			ours, is := strings.CutPrefix(i, module)
			if is && !slices.Contains(row, ours) {
				t.Errorf("%s imports %s, which its row in docs/architecture.md does not allow", name, ours)
			}
		}
	}
}

// TestPackagesSayWhatTheyAreFor asks for the comment that a package begins with.
func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if !strings.HasPrefix(p.Doc, "Package ") && !strings.HasPrefix(p.Doc, "Command ") && len(p.GoFiles) > 0 {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

var method = regexp.MustCompile(`(?m)^func \((?:\w+ )?\*?(\w+)(?:\[[^\]]*\])?\) `)

// TestSizes keeps files and types at a size that a person holds in mind.
func TestSizes(t *testing.T) {
	t.Parallel()
	const lines, methods = 500, 40
	for _, p := range packages(t) {
		count := map[string]int{}
		for _, file := range p.GoFiles {
			data, err := os.ReadFile(filepath.Join(p.Dir, file))
			if err != nil {
				t.Fatal(err)
			}
			if n := bytes.Count(data, []byte{'\n'}); n > lines {
				t.Errorf("%s/%s has %d lines, more than %d", p.ImportPath, file, n, lines)
			}
			for _, m := range method.FindAllSubmatch(data, -1) {
				count[string(m[1])]++
			}
		}
		for name, n := range count {
			if n > methods {
				t.Errorf("%s.%s has %d methods, more than %d", p.ImportPath, name, n, methods)
			}
		}
	}
}

// TestNoCycleInTheTable keeps the table itself a layering.
func TestNoCycleInTheTable(t *testing.T) {
	t.Parallel()
	rows := allowed(t)
	var visit func(name string, above []string)
	visit = func(name string, above []string) {
		if slices.Contains(above, name) {
			t.Fatalf("the table goes in a circle: %s", strings.Join(append(above, name), " → "))
		}
		for _, i := range rows[name] {
			visit(i, append(slices.Clone(above), name))
		}
	}
	for name := range rows {
		visit(name, nil)
	}
}

// TestForbiddenImports refuses what would let a package reach out of what it is given.
func TestForbiddenImports(t *testing.T) {
	t.Parallel()
	all := packages(t)
	for _, rule := range []struct {
		forbidden string
		except    []string // packages, or folders that end in a slash
		why       string
	}{
		{"net/http", []string{"imagetree/registry", "internal/source", "internal/pomsource/remote", "cmd/"}, "only registries, git servers and repository managers are talked to"},
		{"os/exec", []string{"cmd/waybill-init"}, "waybill reads files; it never runs programs"},
		{"math/rand", nil, "outputs must not vary"},
		{"math/rand/v2", nil, "outputs must not vary"},
		{"github.com/spf13/cobra", []string{"cmd/"}, "flags stop in cmd"},
		{"github.com/pkg/errors", nil, "errors and fmt do the same"},
	} {
		for _, p := range all {
			name := strings.TrimPrefix(p.ImportPath, module)
			excepted := slices.ContainsFunc(rule.except, func(e string) bool {
				return name == e || strings.HasSuffix(e, "/") && strings.HasPrefix(name, e)
			})
			if !excepted && slices.Contains(p.Imports, rule.forbidden) {
				t.Errorf("%s imports %s: %s", name, rule.forbidden, rule.why)
			}
		}
	}
}

// TestDetectorsAreListed fails for a folder below detectors that has a detector and is not in detectors.All.
func TestDetectorsAreListed(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../detectors/detectors.go")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir("../../detectors")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() || !declaresDetector(t, "../../detectors/"+e.Name()) {
			continue
		}
		if !strings.Contains(string(data), `"`+module+path.Join("detectors", e.Name())+`"`) || !strings.Contains(string(data), e.Name()+".") {
			t.Errorf("detectors/%s is not listed in detectors.All (detectors/detectors.go)", e.Name())
		}
	}
}

// declaresDetector says whether a folder holds a detector, and not a package that detectors share.
func declaresDetector(t *testing.T, dir string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(files, func(file string) bool {
		data, err := os.ReadFile(file)
		return err == nil && strings.Contains(string(data), "\ntype Detector struct")
	})
}
