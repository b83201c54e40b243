// Command mutants changes one constant, comparison, word or order of the main module at a time, as mutants.txt lists them, and runs the
// tests that are there to notice: those of the changed package, the repositories and examples with their kept facts and plans, and the scripts of the command line.
// A mutant that no test notices, or whose line is no longer there, ends it with 1. No file is changed: the go command gets an overlay.
//
//	go run ./mutants [WORD]   only the mutants whose line has WORD
package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

//go:embed mutants.txt
var list string

// mutant is one line of the list: in a file of the main module, one text in the place of another.
type mutant struct{ file, old, new string }

func main() {
	word := strings.Join(os.Args[1:], " ")
	root, err := filepath.Abs("..")
	if err != nil {
		fail(err)
	}
	dead, bad := 0, 0
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || !strings.Contains(line, word) {
			continue
		}
		m, ok := parse(line)
		if !ok {
			fail(fmt.Errorf("no mutant: %s", line))
		}
		verdict, err := m.try(root)
		if err != nil {
			fail(err)
		}
		fmt.Printf("%-8s %s\n", verdict, line)
		if verdict == "dies" {
			dead++
		} else {
			bad++
		}
	}
	fmt.Printf("%d die, %d do not\n", dead, bad)
	if bad > 0 || dead == 0 {
		os.Exit(1)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "mutants:", err)
	os.Exit(1)
}

// parse reads "FILE: OLD => NEW".
func parse(line string) (mutant, bool) {
	file, change, ok := strings.Cut(line, ": ")
	before, after, found := strings.Cut(change, " => ")
	return mutant{file, before, after}, ok && found
}

// try returns "dies", "lives", or "stale" for a text that the file does not have once.
func (m mutant) try(root string) (string, error) {
	name := filepath.Join(root, filepath.FromSlash(m.file))
	data, err := os.ReadFile(name)
	if err != nil || bytes.Count(data, []byte(m.old)) != 1 {
		return "stale", nil // a file that is gone is a stale line, and the list goes on
	}
	dir, err := os.MkdirTemp("", "mutant")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	changed := filepath.Join(dir, path.Base(m.file))
	if err := os.WriteFile(changed, bytes.Replace(data, []byte(m.old), []byte(m.new), 1), 0o600); err != nil { //nolint:gosec // the list of mutants is ours
		return "", err
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {name: changed}})
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		return "", err
	}
	if out, err := goCommand(root, "build", "-overlay", file, "./"+path.Dir(m.file)); err != nil {
		return "", fmt.Errorf("%s does not build with %q: %w\n%s", m.file, m.new, err, out)
	}
	for _, tests := range [][]string{{"./" + path.Dir(m.file)}, {"./cmd/waybill", "-run", "TestRepositories|TestExample"}, {"./cmd/waybill", "-run", "TestScripts"}} {
		if _, err := goCommand(root, append([]string{"test", "-overlay", file}, tests...)...); err != nil {
			return "dies", nil // a failed test is what is wanted
		}
	}
	return "lives", nil
}

func goCommand(root string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(context.Background(), "go", args...) //nolint:gosec // the list of mutants is ours
	cmd.Dir = root
	return cmd.CombinedOutput()
}
