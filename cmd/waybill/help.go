package main

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

//go:embed topics/*.md
var topicFiles embed.FS

// addTopics adds the pages of `waybill help TOPIC`. The first line of a page is its summary. A page that has the name of
// a command becomes that command's own text; any other is, to cobra, a command that cannot be run.
func addTopics(root *cobra.Command) {
	entries, err := fs.ReadDir(topicFiles, "topics")
	if err != nil {
		return // the folder is embedded, so this cannot be
	}
	for _, e := range entries {
		data, err := fs.ReadFile(topicFiles, "topics/"+e.Name())
		if err != nil {
			return
		}
		short, long, _ := strings.Cut(string(data), "\n")
		short, long = strings.TrimPrefix(short, "# "), strings.TrimSpace(long)
		name := strings.TrimSuffix(path.Base(e.Name()), ".md")
		if at := slices.IndexFunc(root.Commands(), func(c *cobra.Command) bool { return c.Name() == name }); at >= 0 {
			c := root.Commands()[at]
			c.Long = c.Short + ".\n\n" + long
			continue
		}
		root.AddCommand(&cobra.Command{Use: name, Short: short, Long: long})
	}
}
