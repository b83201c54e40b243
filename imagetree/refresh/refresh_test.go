package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

const tree = `# versions say what the line had on the day noted: 2026-01-01; what is pulled is newer.
images:
  go-1-26: {ref: docker.io/library/golang:1.26, provides: {go: "1.26.7", git: ""}}   # a comment stays
  node-24: {ref: docker.io/library/node:24, provides: {node: "24.19.0", npm: "11.6.2"}}
  maven: {ref: docker.io/library/maven:3, provides: {java: "21", maven: "3.9.16"}}
`

func releases(t *testing.T) map[string][]line {
	t.Helper()
	known, err := readReleases(fstest.MapFS{
		"go":    {Data: []byte("golang.org/toolchain v0.0.1-go1.26.7.linux-amd64 v0.0.1-go1.26.11.linux-amd64 v0.0.1-go1.27.4.linux-amd64 v0.0.1-go1.28rc1.linux-amd64")},
		"node":  {Data: []byte("[\n \"24.9.0\",\n \"24.21.0\",\n \"27.0.0\"\n]")},
		"maven": {Data: []byte("<version>3.10.0</version><version>4.0.0-rc-5</version>")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return known
}

// TestEditTree holds that only numbers and the day change, that nothing is promised whose image may come later, and that a new line is said.
func TestEditTree(t *testing.T) {
	t.Parallel()
	got, said := editTree(tree, releases(t), "2026-11-28")
	want := strings.NewReplacer("2026-01-01", "2026-11-28", "1.26.7", "1.26.11", "24.19.0", "24.21.0").Replace(tree)
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if text := strings.Join(said, "\n"); text != "go 1.27 (1.27.4) is newer than every image of the tree: add one\nnode 27 (27.0.0) is newer than every image of the tree: add one" {
		t.Errorf("said %s", text)
	}
}

// TestEditTable holds that new cycles come first and without a date that nobody announced.
func TestEditTable(t *testing.T) {
	t.Parallel()
	const table = "taken: 2026-08-01\nchecked: 2026-08-01\nproducts:\n  go:\n    - {cycle: \"1.26\"}\n    - {cycle: \"1.25\", eol: 2026-08-19}\n"
	got, said := editTable(table, releases(t), "2026-11-28")
	if got != strings.NewReplacer("checked: 2026-08-01", "checked: 2026-11-28", "  go:\n", "  go:\n    - {cycle: \"1.27\"}\n").Replace(table) || len(said) != 1 {
		t.Errorf("%s\n%s", got, said)
	}
}

// TestReleases holds that a client which prints something else is an error, not an empty list.
func TestReleases(t *testing.T) {
	t.Parallel()
	if _, err := readReleases(fstest.MapFS{"go": {Data: []byte("not found")}}); err == nil {
		t.Error("nothing was listed, and it was taken")
	}
}

// TestTableOf holds how the dates of endoflife.date are read.
func TestTableOf(t *testing.T) {
	t.Parallel()
	pages := fstest.MapFS{}
	for _, id := range listed {
		pages[id+".md"] = &fstest.MapFile{Data: []byte("---\ntitle: x\nreleases:\n  - releaseCycle: \"2\"\n    eol: false\n  - releaseCycle: \"1\"\n    eol: 2025-01-31\n  - releaseCycle: \"0.9\"\n    eol: true\n    latestReleaseDate: 2020-02-03\n  - releaseCycle: sid\n    eol: false\n---\ntext\n")}
	}
	got, err := tableOf(pages, "2026-11-01")
	if err != nil {
		t.Fatal(err)
	}
	if want := "  ubuntu:\n    - {cycle: \"2\"}\n    - {cycle: \"1\", eol: 2025-01-31}\n    - {cycle: \"0.9\", eol: 2020-02-03}\n"; !strings.HasSuffix(string(got), want) {
		t.Errorf("%s", got)
	}
}

// TestRefresh edits both files in place, from a folder with what the clients printed; what they did not print is an error, and nothing changes.
func TestRefresh(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	read := func(file string) string {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	treeFile := write("imagetree.yaml", tree)
	table, err := os.ReadFile("../eol/eol.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tableFile := write("eol.yaml", string(table))
	write("bad/go", "nothing of use")
	if err := refresh(filepath.Join(dir, "bad"), "", "2026-11-28", "", treeFile, tableFile); err == nil || read(treeFile) != tree {
		t.Errorf("what a client did not print was taken: %v", err)
	}
	write("releases/node", `["24.9.0", "24.21.0"]`)
	if err := refresh(filepath.Join(dir, "releases"), "", "2026-11-28", "", treeFile, tableFile); err != nil {
		t.Fatal(err)
	}
	if got := read(treeFile); !strings.Contains(got, `node: "24.21.0"`) || !strings.Contains(got, `go: "1.26.7"`) {
		t.Errorf("the tree is\n%s", got)
	}
	if err := refresh(filepath.Join(dir, "releases"), "", "2026-11-28", "", filepath.Join(dir, "none.yaml"), tableFile); err == nil {
		t.Error("a tree that is not there was edited")
	}
}
