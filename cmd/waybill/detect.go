package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"sigs.k8s.io/yaml"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/waybill"
)

type detectOptions struct {
	waybill.Options
	output string
	schema bool
}

func newDetectCommand(a *app) *cobra.Command {
	o := detectOptions{}
	cmd := &cobra.Command{
		Use:   "detect [DIR | DIR@REV | URL[@REV]]",
		Short: "Print the facts of a repository, each with the file and line it was read from",
		Args:  atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			if o.schema {
				_, err := a.stdout.Write(detectSchema)
				return err
			}
			o.Location = argument(args)
			return a.detect(c.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.Tree, "tree", "", "the organisation's image tree: `file`, folder, git URL or oci://REF; settings beside it count")
	cmd.Flags().StringVar(&o.Settings, "settings", "", "the organisation's settings `file`, for maven: and the folders of units:")
	cmd.Flags().StringVarP(&o.output, "output", "o", "table", "table, json or yaml")
	cmd.Flags().BoolVar(&o.schema, "schema", false, "print the JSON Schema of the JSON output and end")
	return cmd
}

// argument returns the location that was named, the current folder when none was.
func argument(args []string) string {
	if len(args) == 0 {
		return "."
	}
	return args[0]
}

func (a *app) detect(ctx context.Context, o detectOptions) error {
	report, err := a.facts(ctx, o.Options)
	if err != nil {
		return err
	}
	switch o.output {
	case "json":
		err = printJSON(a.stdout, report)
	case "yaml":
		err = printYAML(a.stdout, report)
	case "table":
		err = printTable(a.stdout, report)
	default:
		return unknownOutput(o.output, "table", "json", "yaml")
	}
	if err != nil {
		return err
	}
	if len(report.Units) == 0 {
		return waybill.NothingFound(report)
	}
	return nil
}

// facts opens a repository and asks all detectors, with the limits of the global flags.
func (a *app) facts(ctx context.Context, o waybill.Options) (facts.Report, error) {
	o.Limits = a.limits
	return waybill.Facts(ctx, o)
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}

func printYAML(w io.Writer, v any) error {
	var b bytes.Buffer
	if err := printJSON(&b, v); err != nil {
		return err
	}
	// the parser of YAML refuses some characters that JSON allows raw
	data, err := yaml.JSONToYAML([]byte(escaped(b.String(), steering)))
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

func printTable(w io.Writer, r facts.Report) error {
	for _, u := range r.Units {
		fmt.Fprintf(w, "%s  (%s)\n", printable(u.Name), printable(u.Path))
		tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, f := range []struct {
			name string
			fact facts.Text
		}{
			{"language", u.Language},
			{"build tool", u.BuildTool},
			{"runtime version", u.RuntimeVersion},
			{"framework", u.Framework},
			{"kind", u.Kind},
			{"packaging", u.Packaging},
			{"artifact", u.Artifact},
			{"main", u.Main},
		} {
			if f.fact.Value != "" {
				fmt.Fprintf(tw, "  %s\t%s\t%s\n", f.name, printable(f.fact.Value), because(f.fact.Confidence, f.fact.Evidence))
			}
		}
		if len(u.Start) > 0 {
			fmt.Fprintf(tw, "  start\t%s\t\n", printable(strings.Join(u.Start, " ")))
		}
		for _, p := range u.Ports {
			fmt.Fprintf(tw, "  port\t%d %s\t%s\n", p.Value, printable(p.Name), because(p.Confidence, p.Evidence))
		}
		for _, p := range u.UDP {
			fmt.Fprintf(tw, "  port\t%d of UDP\t%s\n", p.Value, because(p.Confidence, p.Evidence))
		}
		if u.Health.Value != "" {
			fmt.Fprintf(tw, "  health\t%s\t%s\n", printable(u.Health.Value), because("", u.Health.Evidence))
		}
		for _, list := range []struct{ name, words string }{{"needs", words(u.Needs)}, {"needs variables", words(u.NeedsEnv)}} {
			if list.words != "" {
				fmt.Fprintf(tw, "  %s\t%s\t\n", list.name, printable(list.words))
			}
		}
		for _, e := range u.Environments {
			fmt.Fprintf(tw, "  environment\t%s\t%s\n", printable(e.Name), printable(strings.Join(e.Files, ", ")))
		}
		if err := tw.Flush(); err != nil {
			return err
		}
	}
	for _, u := range r.Unsupported {
		fmt.Fprintf(w, "%s: %s (%s)\n", printable(u.Path), u.Say, printable(u.Found))
	}
	for _, x := range r.Warnings {
		fmt.Fprintf(w, "warning: %s: %s\n", fault.Position{File: printable(x.File), Line: x.Line}, printable(x.Text))
	}
	return nil
}

// because tells where a fact was read, and says of a default or a guess that it is one.
func because(c facts.Confidence, evidence []facts.Evidence) string {
	var parts []string
	for _, e := range evidence {
		at := fault.Position{File: e.File, Line: e.Line}.String()
		if e.Rule != "" {
			at = strings.TrimSpace(at + " " + e.Rule)
		}
		parts = append(parts, printable(at))
	}
	text := strings.Join(parts, ", ")
	if c == facts.Guess {
		text = strings.TrimSpace("guess " + text)
	}
	return text
}
