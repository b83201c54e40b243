package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/internal/golden"
)

// TestCommandDocs keeps docs/commands.md equal to what the commands say of themselves.
func TestCommandDocs(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("# Commands\n\nWritten by `make docs` from the commands themselves.\n")
	root := newRoot(&app{stdin: strings.NewReader(""), terminal: terminal{stdout: &b, stderr: &b}})
	describe(&b, root)
	fmt.Fprintf(&b, "\n## Flags of all commands\n\n```\n%s```\n", root.PersistentFlags().FlagUsages())
	golden.File(t, "../../docs/commands.md", b.Bytes())
}

func describe(b *bytes.Buffer, c *cobra.Command) {
	for _, sub := range c.Commands() {
		switch {
		case sub.Name() == "help" || sub.Name() == "completion" || sub.Hidden:
		case sub.IsAdditionalHelpTopicCommand():
			fmt.Fprintf(b, "\n## help %s\n\n%s.\n\n```\n%s\n```\n", sub.Name(), sub.Short, sub.Long)
		default:
			page(b, sub)
			describe(b, sub)
		}
	}
}

func page(b *bytes.Buffer, c *cobra.Command) {
	if c.HasSubCommands() {
		fmt.Fprintf(b, "\n## %s\n\n%s.\n", c.CommandPath(), c.Short)
		if text := strings.TrimPrefix(c.Long, c.Short+".\n\n"); text != "" {
			fmt.Fprintf(b, "\n```\n%s\n```\n", text)
		}
		return
	}
	text := c.Long
	if text == "" {
		text = c.Short + "."
	}
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n```\n%s\n", c.CommandPath(), text, c.UseLine())
	if c.HasExample() {
		fmt.Fprintf(b, "\n%s\n", c.Example)
	}
	if flags := c.LocalNonPersistentFlags().FlagUsages(); flags != "" {
		fmt.Fprintf(b, "\n%s", flags)
	}
	b.WriteString("```\n")
}
