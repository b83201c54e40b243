package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/fleet"
)

func newFleetCommand(a *app) *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "fleet",
		Short: "Look at many repositories at once",
	})
	cmd.AddCommand(newFleetScanCommand(a), newFleetReportCommand(a), newFleetDiffCommand(a), newFleetMergeCommand(a), newFleetNeedsCommand(a))
	return cmd
}

func newFleetReportCommand(a *app) *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "report FILE",
		Short: "Count languages, versions, frameworks, base images and failures of a scan",
		Args:  exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			lines, err := readScan(args[0])
			if err != nil {
				return err
			}
			s := fleet.Summarise(lines)
			switch output {
			case "json":
				return printJSON(a.stdout, s)
			case "text":
				return printSummary(a.stdout, s)
			}
			return unknownOutput(output, "text", "json")
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "text", "text or json")
	return cmd
}

func newFleetDiffCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Print what changed between two scans: repositories, units, base images",
		Args:  exactly(2),
		RunE: func(_ *cobra.Command, args []string) error {
			before, err := readScan(args[0])
			if err != nil {
				return err
			}
			after, err := readScan(args[1])
			if err != nil {
				return err
			}
			var b strings.Builder
			for _, change := range fleet.Diff(before, after) {
				b.WriteString(printable(change) + "\n")
			}
			_, err = io.WriteString(a.stdout, b.String())
			return err
		},
	}
}

func newFleetMergeCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "merge FILE…",
		Short: "Join the scans of several shards, sorted; of a repository that stands twice the later line counts",
		Args:  atLeast(1),
		RunE: func(_ *cobra.Command, args []string) error {
			var files [][]fleet.Line
			for _, name := range args {
				lines, err := readScan(name)
				if err != nil {
					return err
				}
				files = append(files, lines)
			}
			return fleet.Write(a.stdout, fleet.Merge(files...))
		},
	}
}

func newFleetNeedsCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "needs FILE",
		Short: "Print what the units of a scan ask of base images, one a line, for 'tree simulate' and 'tree suggest'",
		Args:  exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			lines, err := readScan(args[0])
			if err != nil {
				return err
			}
			return printNeeds(a.stdout, lines)
		},
	}
}

// readScan reads the whole of a scan: one that ended early would give half a result.
func readScan(name string) ([]fleet.Line, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fault.Wrap(fault.Usage, err, "cannot read the scan")
	}
	lines, size, err := fleet.Read(name, bytes.NewReader(data))
	if err == nil && size < int64(len(data)) {
		return nil, fault.New(fault.Usage, "the last line is cut off").In(name, len(lines)+1, 0).WithHint("run 'waybill fleet scan' again with the same --out: it goes on with the file")
	}
	return lines, err
}

func printSummary(w io.Writer, s fleet.Summary) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s\n", count(s.Repositories, "repository", "repositories"), count(s.Units, "unit", "units"))
	for _, part := range []struct {
		title  string
		counts []fleet.Count
	}{
		{"languages", s.Languages},
		{"runtime versions", s.Versions},
		{"frameworks", s.Frameworks},
		{"kinds", s.Kinds},
		{"base images", s.Bases},
		{"confidence: units whose least sure fact is", s.Confidences},
		{"doubts: facts that nothing proves", s.Doubts},
		{"nothing deployed", s.Nothing},
		{"failures", s.Failures},
	} {
		if len(part.counts) > 0 {
			fmt.Fprintf(&b, "\n%s\n", part.title)
		}
		for _, c := range part.counts {
			fmt.Fprintf(&b, "%6d  %s\n", c.Times, printable(flat(c.Value)))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
