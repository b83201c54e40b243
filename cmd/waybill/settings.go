package main

import (
	_ "embed"

	"github.com/spf13/cobra"
)

// The schemas are generated from the Go types and their comments: `make docs`.
var (
	//go:embed schema/settings.json
	settingsSchema []byte
	//go:embed schema/detect.json
	detectSchema []byte
)

func newSettingsCommand(a *app) *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "settings",
		Short: "About waybill.yaml",
	})
	cmd.AddCommand(&cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of waybill.yaml, for editors and for validation",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := a.stdout.Write(settingsSchema)
			return err
		},
	})
	return cmd
}
