package main

import (
	"cmp"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// revision is the commit, stamped by a build that has no .git beside it: -ldflags "-X main.revision=…".
var revision string

// build is what the program knows of its own making.
type build struct {
	Version  string `json:"version"`            // a tag, or a pseudo-version with time and commit; "devel" where the build had neither
	Revision string `json:"revision,omitempty"` // commit, "" when unknown
	Modified bool   `json:"modified"`           // the work tree differed from the commit
	Go       string `json:"go"`                 // release of the toolchain
}

func newVersionCommand(a *app) *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print waybill's version",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			b := buildOf(debug.ReadBuildInfo())
			switch output {
			case "json":
				return printJSON(a.stdout, b)
			case "text":
				_, err := fmt.Fprintln(a.stdout, b)
				return err
			}
			return unknownOutput(output, "text", "json")
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "text", "text or json")
	return cmd
}

// String is the line of `waybill version`. A released version names its commit well enough; a build without one says what it knows.
func (b build) String() string {
	if b.Version != devel {
		return "waybill " + b.Version
	}
	return "waybill " + devel + ", commit " + cmp.Or(b.Revision, "unknown")
}

// devel is the version of a build that knows neither tag nor commit time, a test for example.
const devel = "devel"

// buildOf reads what the Go toolchain recorded: with a checkout at hand the version that go get would give it, and the commit
// (go help buildvcs, since Go 1.24).
func buildOf(info *debug.BuildInfo, ok bool) build {
	b := build{Version: devel, Revision: revision}
	if b.Revision == "unknown" { // a build argument that nobody gave
		b.Revision = ""
	}
	if !ok {
		return b
	}
	b.Go = info.GoVersion
	if v := info.Main.Version; v != "" && v != "(devel)" {
		b.Version = v
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

// version is what waybill.lock and reports call this waybill.
func version() string { return buildOf(debug.ReadBuildInfo()).Version }
