// Command refresh brings the embedded image tree and the end-of-life table up to date, for the maintainers of waybill: `make tree-refresh`.
// It asks nobody itself. It reads what ordinary clients (go, npm, mvn, git) were asked before, edits the two files in place, and says
// what only a person can decide: a release line that the tree has no image for.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	releases := flag.String("releases", "", "folder with one file a product (go, node, bun, maven, tomcat): its versions as the client printed them")
	endoflife := flag.String("endoflife", "", "folder products/ of a clone of endoflife.date; without it the table keeps its dates and gets new cycles only")
	today := flag.String("today", "", "the day on which the clients were asked, as YYYY-MM-DD")
	taken := flag.String("taken", "", "the day of the newest commit of the clone")
	tree := flag.String("tree", "imagetree/default/imagetree.yaml", "the embedded tree")
	table := flag.String("table", "imagetree/eol/eol.yaml", "the end-of-life table")
	flag.Parse()
	if err := refresh(*releases, *endoflife, *today, *taken, *tree, *table); err != nil {
		fmt.Fprintln(os.Stderr, "refresh:", err)
		os.Exit(1)
	}
}

func refresh(releases, endoflife, today, taken, tree, table string) error {
	known, err := readReleases(os.DirFS(releases))
	if err != nil {
		return err
	}
	if endoflife != "" {
		text, err := tableOf(os.DirFS(endoflife), taken)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Clean(table), text, 0o644); err != nil {
			return err
		}
	}
	for _, edit := range []struct {
		file string
		with func(string) (string, []string)
	}{
		{table, func(text string) (string, []string) { return editTable(text, known, today) }},
		{tree, func(text string) (string, []string) { return editTree(text, known, today) }},
	} {
		data, err := os.ReadFile(filepath.Clean(edit.file))
		if err != nil {
			return err
		}
		text, said := edit.with(string(data))
		if len(said) > 0 {
			fmt.Println(strings.Join(said, "\n"))
		}
		if err := os.WriteFile(filepath.Clean(edit.file), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
