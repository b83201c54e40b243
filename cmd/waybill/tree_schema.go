package main

import (
	_ "embed"

	"github.com/spf13/cobra"
)

//go:embed schema/tree.json
var treeSchema []byte

func newTreeSchemaCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of imagetree.yaml, for editors and for validation",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := a.stdout.Write(treeSchema)
			return err
		},
	}
}
