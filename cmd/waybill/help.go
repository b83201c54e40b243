package main

import (
	"embed"
	"io/fs"
	"path"
	"strings"

	"github.com/spf13/cobra"
)

//go:embed topics/*.md
var topicFiles embed.FS

// newTopics returns the pages of `waybill help TOPIC`: to cobra, a command that cannot be run is one.
// The first line of a page is its summary.
func newTopics() []*cobra.Command {
	entries, err := fs.ReadDir(topicFiles, "topics")
	if err != nil {
		return nil // the folder is embedded, so this cannot be
	}
	var topics []*cobra.Command
	for _, e := range entries {
		data, err := fs.ReadFile(topicFiles, "topics/"+e.Name())
		if err != nil {
			return nil
		}
		short, long, _ := strings.Cut(string(data), "\n")
		topics = append(topics, &cobra.Command{
			Use:   strings.TrimSuffix(path.Base(e.Name()), ".md"),
			Short: strings.TrimPrefix(short, "# "),
			Long:  strings.TrimSpace(long),
		})
	}
	return topics
}
