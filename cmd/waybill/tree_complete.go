package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree"
)

// completion is what the shell asks for while a command line is typed.
type completion = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// completeWords completes names of a tree: those of the file that --tree names, else of the one that commands would take.
func (a *app) completeWords(o *treeOptions, words func(*imagetree.Tree) []string) completion {
	return func(c *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		t, err := a.loadTree(c.Context(), o)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		found := slices.DeleteFunc(slices.Clone(words(t.Tree)), func(word string) bool { return !strings.HasPrefix(word, typed) })
		return found, cobra.ShellCompDirectiveNoFileComp
	}
}

// imageNames and capabilityWords are what completeWords takes from a tree.
func imageNames(t *imagetree.Tree) []string      { return t.Names() }
func capabilityWords(t *imagetree.Tree) []string { return t.Words() }

// complete registers a completion; a flag that there is not is a mistake of ours and shows in the test of every command.
func complete(c *cobra.Command, flag string, with completion) {
	if err := c.RegisterFlagCompletionFunc(flag, with); err != nil {
		panic(err)
	}
}
