package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSecretsOfAddresses: no command prints the user information of a URL, or a token of its query, wherever somebody wrote the URL.
func TestSecretsOfAddresses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"app/go.mod": "module example.com/app\n\ngo 1.25\n", "app/main.go": "package main\n\nfunc main() { println() }\n",
		"imagetree.yaml": "version: 1\nregistry: quay.io/base\nimages:\n  os: {from: scratch, tag: 13-r1, provides: {java: \"21\"}}\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	app, tree := filepath.Join(dir, "app"), filepath.Join(dir, "imagetree.yaml")
	list, scan := filepath.Join(dir, "list"), filepath.Join(dir, "scan")
	for _, address := range []string{
		"https://ferry:qzcanary@127.0.0.1:1/x.git", "https://qzcanary@127.0.0.1:1/x.git@main", "https://127.0.0.1:1/x.git?access_token=qzcanary",
		"http://ferry:pass/qzcanary@127.0.0.1:1/x", "ssh://git:qzcanary@127.0.0.1:1/x.git", "https://ferry:qzcanary%zz@h/x", "oci://ferry:qzcanary@127.0.0.1:1/x:1", "ferry:qzcanary@127.0.0.1:1/x:1",
		"https://127.0.0.1:1/https://ferry:qzcanary@h/x.git",
	} {
		for _, line := range []string{address, "app " + address, address + " " + address} {
			if err := os.WriteFile(list, []byte(line+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			_ = os.Remove(scan)
			said := call(t, "fleet", "scan", list, "--out", scan) + call(t, "fleet", "report", scan)
			written, err := os.ReadFile(scan)
			if err != nil || strings.Contains(said+string(written), "qzcanary") {
				t.Errorf("fleet scan of %s: %v\n%s%s", line, err, said, written)
			}
		}
		for _, args := range [][]string{
			{"detect", address},
			{"explain", address},
			{"generate", address},
			{"generate", address, "--out", filepath.Join(dir, "out")},
			{"generate", app, "--diff", "--tree", address},
			{"generate", app, "--diff", "--settings", address},
			{"generate", app, "--diff", "--templates", address},
			{"generate", app, "--unit", address},
			{"generate", app, "--only", address},
			{"generate", app, "--format", address},
			{"generate", "--max-files", address},
			{"generate", "--" + address},
			{"templates", "data", "jenkins/Jenkinsfile.tmpl", address},
			{"templates", "show", address},
			{"tree", "show", "--tree", address},
			{"tree", "show", address, "--tree", tree},
			{"tree", "lint", "--tree", tree, "--eol-file", address},
			{"tree", "lint", "--tree", tree, "--baseline", address},
			{"tree", "verify", "--tree", address},
			{"tree", "pick", "--need", "java", "--platform", address, "--tree", tree},
			{"tree", "diff", "--old", address, "--tree", tree},
			{"tree", "init", address},
			{"rebase", address, "--dry-run"},
			{"rebase", "127.0.0.1:1/x:1", "--from-fleet", address},
			{"rebase", "127.0.0.1:1/x:1", "--dry-run", "--record", address},
			{"fleet", "report", address},
			{address},
			{"help", address},
		} {
			if said := call(t, args...); strings.Contains(said, "qzcanary") || said == "" {
				t.Errorf("waybill %s\n%s", strings.Join(args, " "), said)
			}
		}
	}
}

// call runs a command and returns all that it prints.
func call(t *testing.T, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	a := &app{stdin: strings.NewReader(""), terminal: terminal{stdout: &out, stderr: &out}}
	a.run(t.Context(), args)
	return out.String()
}
