package scaffold

import (
	"fmt"
	"strings"
	"testing"
)

// TestAdds holds that a fresh tree repeats nothing that an image inherits, says what it changes, and gives what is only copied no use.
func TestAdds(t *testing.T) {
	t.Parallel()
	tree, _ := treeOf(t, "-- os/Dockerfile --\nFROM reg.example.com/b/certs:1 AS certs\nFROM node:22\nCOPY --from=certs /a /a\n-- same/Dockerfile --\nFROM reg.example.com/b/os:1\nENV NODE_VERSION=22\n"+
		"-- other/Dockerfile --\nFROM reg.example.com/b/os:1\nENV NODE_VERSION=24\n-- certs/Dockerfile --\nFROM scratch\n", Options{})
	for name, want := range map[string]string{"os": "map[node:22] []", "same": "map[] []", "other": "map[node:24] [node]"} {
		if i := tree.Image(name); fmt.Sprint(i.Provides, i.Overrides) != want {
			t.Errorf("%s: %v %v, want %s", name, i.Provides, i.Overrides, want)
		}
	}
	if use := tree.Image("certs").Use; len(use) > 0 {
		t.Errorf("certs is for %v", use)
	}
}

// TestNames holds what images are called that are built of one Dockerfile.
func TestNames(t *testing.T) {
	t.Parallel()
	tree, _ := treeOf(t, "-- build.sh --\nfor v in 3.12 3.13; do docker build --build-arg V=$v --build-arg CI=$v -t r.example.com/b/python-$v:$v p; done\n-- p/Dockerfile --\nARG V\nFROM python:$V\n-- q/Dockerfile --\nFROM debian:13\n", Options{})
	if got := fmt.Sprint(tree.Names()); got != "[python-3.12 python-3.13 q]" {
		t.Errorf("got %s", got)
	}
	if args := tree.Image("python-3.12").Args; fmt.Sprint(args) != "map[V:3.12]" {
		t.Errorf("arguments %v", args)
	}
}

// TestContextOutside holds that an image whose build reads files outside of the folder is left out with the reason: the tree could not build it.
func TestContextOutside(t *testing.T) {
	t.Parallel()
	tree, skipped := treeOf(t, "-- Makefile --\nall:\n\tdocker build -t reg.example.com/b/a:13 -f a/Dockerfile ..\n-- a/Dockerfile --\nFROM debian:13\n-- b/Dockerfile --\nFROM debian:13\n", Options{})
	if tree.Image("a") != nil || tree.Image("b") == nil {
		t.Error("a is in the tree, or b is not")
	}
	if len(skipped) != 1 || skipped[0].File != "a/Dockerfile" || !strings.Contains(skipped[0].Why, "outside of the folder") {
		t.Errorf("skipped: %v", skipped)
	}
}
