package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/waybill-dev/waybill/internal/golden"
	"github.com/waybill-dev/waybill/internal/source"
	"github.com/waybill-dev/waybill/internal/waybill"
)

const repositories = "../../testdata"

// TestRepositories compares the facts and the plan of each small repository in testdata with what is kept beside it, so that a wrong fact
// is seen although no generated file shows it. `make testdata-update` writes them anew; each change is to be read.
func TestRepositories(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(repositories, "*", "repo.txtar"))
	if err != nil || len(files) < 80 {
		t.Fatalf("%d repositories, %v", len(files), err)
	}
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file))
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if wrong, err := os.ReadFile(filepath.Join(filepath.Dir(file), "wrong.txt")); err == nil {
				t.Skipf("known as wrong, so that nothing is kept: %s", wrong)
			}
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if len(bytes.TrimSpace(archive.Comment)) == 0 {
				t.Error("the repository does not say what it is there for")
			}
			dir := filepath.Join(t.TempDir(), name) // its last element is the name of the application
			if err := txtar.Write(archive, dir); err != nil {
				t.Fatal(err)
			}
			compareDecision(t, dir, filepath.Dir(file))
		})
	}
}

// TestExampleDecisions is the same for the examples, whose generated files are compared by TestExamples.
func TestExampleDecisions(t *testing.T) {
	t.Parallel()
	for _, name := range applications(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), name)
			copyExample(t, filepath.Join(examples, name), dir)
			compareDecision(t, dir, filepath.Join(examples, name))
		})
	}
}

// compareDecision runs detect and explain in dir. What they print is kept in facts.json and plan.json; a refusal in says.txt.
func compareDecision(t *testing.T, dir, kept string) {
	t.Helper()
	for _, c := range []struct {
		command, file string
		drop          map[string]bool // keys that stand elsewhere or differ from run to run
	}{
		{"detect", "facts.json", map[string]bool{"schema": true, "source": true}},
		{"explain", "plan.json", map[string]bool{"schema": true, "source": true, "tree": true, "facts": true, "others": true}},
	} {
		var stdout, stderr bytes.Buffer
		a := &app{stdin: strings.NewReader(""), terminal: terminal{stdout: &stdout, stderr: &stderr}}
		if code := a.run(context.Background(), []string{c.command, "-o", "json", dir}); code != 0 {
			text := strings.ReplaceAll(stderr.String(), dir, filepath.Base(dir))
			golden.File(t, filepath.Join(kept, "says.txt"), fmt.Appendf(nil, "%s ends with %d\n%s", c.command, code, text))
			return
		}
		golden.File(t, filepath.Join(kept, c.file), []byte(narrow(t, stdout.Bytes(), "", c.drop)+"\n"))
	}
	knownWords(t, dir)
}

// knownWords refuses a word of a unit that no table of the vocabulary has.
func knownWords(t *testing.T, dir string) {
	t.Helper()
	report, err := (&app{limits: source.DefaultLimits}).facts(t.Context(), waybill.Options{Location: dir})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range report.Units {
		if unknown := u.Unknown(); len(unknown) > 0 {
			t.Errorf("%s says what no table has: %v", u.Name, unknown)
		}
	}
}

// narrow indents JSON, but leaves on one line what fits there, so that a fact is a line.
func narrow(t *testing.T, raw json.RawMessage, indent string, drop map[string]bool) string {
	t.Helper()
	var short bytes.Buffer
	if err := json.Compact(&short, raw); err != nil {
		t.Fatal(err)
	}
	if text := strings.TrimSpace(short.String()); indent != "" && len(indent)+len(text) <= 140 {
		return text
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	open, err := dec.Token()
	if err != nil {
		t.Fatal(err)
	}
	delim, nested := open.(json.Delim)
	if !nested {
		return short.String()
	}
	var lines []string
	for dec.More() {
		key := ""
		if delim == '{' {
			token, err := dec.Token()
			if err != nil {
				t.Fatal(err)
			}
			key = fmt.Sprintf("%q: ", token)
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			t.Fatal(err)
		}
		if drop[strings.Trim(key, `": `)] {
			continue
		}
		lines = append(lines, indent+" "+key+narrow(t, value, indent+" ", drop))
	}
	return string(delim) + "\n" + strings.Join(lines, ",\n") + "\n" + indent + string(delim+2)
}
