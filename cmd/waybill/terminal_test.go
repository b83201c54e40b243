package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
)

// TestNamesOnTheTerminal: a folder's name can hold any byte but two; what a terminal would take as a command is shown escaped everywhere.
func TestNamesOnTheTerminal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := job{dir: dir}
	folder := filepath.Join(dir, "a\x1b]0;title\x07\x1b[31m\u202e\u009b\x7f\nwaybill: error: X")
	j.write(t, filepath.Join(folder, "go.mod"), "module example.com/a\n\ngo 1.25\n")
	j.write(t, filepath.Join(folder, "main.go"), "package main\n\nimport \"net/http\"\n\nfunc main() { _ = http.ListenAndServe(\"127.0.0.1:8080\", nil) }\n")
	for _, args := range [][]string{{"detect"}, {"detect", "-o", "json"}, {"detect", "-o", "yaml"}, {"explain"}, {"explain", "-o", "json"}, {"generate", "--diff"}, {"generate", "--check"}, {"generate"}, {"generate"}} {
		var stdout, stderr bytes.Buffer
		a := &app{stdin: strings.NewReader(""), terminal: terminal{stdout: &stdout, stderr: &stderr}}
		if code := a.run(context.Background(), append(args, dir)); code == 1 {
			t.Errorf("%s: exit 1: %s", args, stderr.String())
		}
		for name, text := range map[string]string{"stdout": stdout.String(), "stderr": stderr.String()} {
			if i := strings.IndexAny(text, "\x1b\x07\u202e\u009b\x7f"); i >= 0 {
				t.Errorf("%s: %s has %q", args, name, text[max(0, i-40):min(len(text), i+20)])
			}
			if strings.Contains(text, "\nwaybill: error: X") {
				t.Errorf("%s: in %s a name makes a line of its own:\n%s", args, name, text)
			}
		}
		if stdout.Len()+stderr.Len() == 0 {
			t.Errorf("%s prints nothing: this test shows nothing", args)
		}
	}
}
