package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/shell"
)

func newTreeTestsCommand(a *app, t *treeOptions) *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "tests [IMAGE…]",
		Short: "Print the test: commands of images, their parents' included, as a script that runs them in the images",
		Long: `Print the test: commands of images, their parents' included, as a POSIX script that runs them in the images.

waybill runs nothing itself. The script starts one container for each command, without a network, by docker or by what DOCKER names (podman,
nerdctl), tells each result and ends with 1 when one failed. Without IMAGE: all images of the tree that are not withdrawn.`,
		Example: `  waybill tree tests | sh
  waybill tree affected --since origin/main -o names | xargs waybill tree tests | DOCKER=podman sh`,
		ValidArgsFunction: a.completeWords(t, imageNames),
		RunE:              func(c *cobra.Command, args []string) error { return treeTests(c.Context(), a, t, args, output) },
	}
	cmd.Flags().StringVarP(&output, "output", "o", "sh", "sh or json")
	return cmd
}

func treeTests(ctx context.Context, a *app, o *treeOptions, names []string, output string) error {
	if output != "sh" && output != "json" {
		return unknownOutput(output, "sh", "json")
	}
	t, err := a.soundTree(ctx, o)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		names = t.Names()
	}
	tests := []imagetree.Test{}
	for _, n := range names {
		i := t.Image(n)
		if i == nil {
			return fault.New(fault.Usage, "the tree has no image %s", n)
		}
		if i.Status != imagetree.Withdrawn {
			tests = append(tests, i.Tests()...)
		}
	}
	if output == "json" {
		return printJSON(a.stdout, tests)
	}
	return testScript(a.stdout, tests)
}

// testScript is a shell script of constants: what a tree says is quoted.
func testScript(w io.Writer, tests []imagetree.Test) error {
	var b strings.Builder
	b.WriteString(`#!/bin/sh
# What must succeed in the images of the tree: one container for each line. DOCKER names another client.
set -u
failed=0
check() {
  if "${DOCKER:-docker}" run --rm --network none --entrypoint /bin/sh "$1" -c "$2"; then
    printf 'ok      %s  %s\n' "$1" "$2"
  else
    printf 'FAILED  %s  %s\n' "$1" "$2"
    failed=$((failed + 1))
  fi
}
`)
	for _, t := range tests {
		fmt.Fprintf(&b, "check %s %s\n", shell.Quote(t.Ref), shell.Quote(t.Command))
	}
	fmt.Fprintf(&b, "printf '%%s of %d failed\\n' \"$failed\"\n[ \"$failed\" -eq 0 ]\n", len(tests))
	_, err := io.WriteString(w, b.String())
	return err
}
