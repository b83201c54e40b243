package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/fleet"
	"github.com/waybill-dev/waybill/internal/source"
	"github.com/waybill-dev/waybill/internal/waybill"
)

type scanOptions struct {
	waybill.Options
	list    string
	out     string
	shard   string
	jobs    int
	timeout time.Duration
}

func newFleetScanCommand(a *app) *cobra.Command {
	o := scanOptions{}
	cmd := &cobra.Command{
		Use:   "scan LIST --out FILE",
		Short: "Decide for every repository of a list, one line of JSON each",
		Long: `Decide for every repository of a list (a folder or git URL a line, # for comments, - for stdin), one line of JSON each.

Nothing is written but FILE. A scan that ended early is continued by the same command: repositories that FILE knows are
not read again. A repository that fails is a line with its error.`,
		Example: `  waybill fleet scan repositories.txt --out fleet.ndjson
  waybill fleet scan repositories.txt --out 2.ndjson --shard 2/8
  waybill fleet merge ?.ndjson > fleet.ndjson`,
		Args: exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			o.list = args[0]
			return a.fleetScan(c.Context(), o)
		},
	}
	f := cmd.Flags()
	decideFlags(f, &o.Options)
	f.StringVar(&o.out, "out", "", "`file` to write to, or to continue")
	f.StringVar(&o.shard, "shard", "1/1", "the `I/N`th part of the list only")
	f.IntVar(&o.jobs, "jobs", 4, "repositories that are read at the same time")
	f.DurationVar(&o.timeout, "timeout", 5*time.Minute, "longest `time` for one repository")
	return cmd
}

func (a *app) fleetScan(ctx context.Context, o scanOptions) error {
	if o.out == "" {
		return fault.New(fault.Usage, "a scan needs a file to write to").WithHint("name it with --out")
	}
	locations, err := a.locations(o)
	if err != nil {
		return err
	}
	out, known, err := continueScan(o.out)
	if err != nil {
		return err
	}
	defer out.Close()
	var todo []string
	for _, l := range locations {
		if name := source.Plain(l); !known[name] {
			known[name] = true
			todo = append(todo, l)
		}
	}
	failed := 0
	for i, result := range a.scanAll(ctx, todo, o) {
		var line fleet.Line
		select {
		case line = <-result:
		case <-ctx.Done():
			return ctx.Err() // what is on disk is whole; the same command continues
		}
		if line.Error != "" {
			failed++
		}
		a.note("%d/%d %s %s", i+1, len(todo), line.Location, flat(line.Error))
		if err := fleet.Write(out, []fleet.Line{line}); err != nil {
			return fault.Wrap(fault.Internal, err, "cannot write %s", o.out)
		}
	}
	a.note("%s, %d of them with an error; 'waybill fleet report %s' counts", count(len(todo), "repository", "repositories"), failed, o.out)
	return out.Sync()
}

// scanAll starts the jobs; the results come in the order of the list, so that the file does not depend on timing.
func (a *app) scanAll(ctx context.Context, todo []string, o scanOptions) []chan fleet.Line {
	results := make([]chan fleet.Line, len(todo))
	for i := range results {
		results[i] = make(chan fleet.Line, 1)
	}
	next := make(chan int)
	go func() {
		defer close(next)
		for i := range todo {
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	for range max(o.jobs, 1) {
		go func() {
			for i := range next {
				results[i] <- a.scan(ctx, todo[i], o)
			}
		}()
	}
	return results
}

// grace is how long a repository whose time is over may take to say so itself.
const grace = time.Second

// scan decides for one repository within its time. One that does not end is left behind: a read that hangs must not hold up thousands.
func (a *app) scan(ctx context.Context, location string, o scanOptions) fleet.Line {
	ctx, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	late := fleet.Line{Location: source.Plain(location), Exit: int(fault.Unreachable), Error: fmt.Sprintf("not read within %s (--timeout)", o.timeout)}
	done := make(chan fleet.Line, 1)
	go func() { done <- scanOne(ctx, a, location, o) }()
	select {
	case line := <-done:
		return line
	case <-ctx.Done():
	}
	select {
	case line := <-done:
		if line.Exit == late.Exit && errors.Is(ctx.Err(), context.DeadlineExceeded) { // the reader knows of its own limit only
			return late
		}
		return line
	case <-time.After(grace):
		return late
	}
}

// scanOne reads one repository; whatever goes wrong there is its line's error.
func scanOne(ctx context.Context, a *app, location string, o scanOptions) (line fleet.Line) {
	defer func() {
		if r := recover(); r != nil { // a bug that one repository meets must not end the scan of thousands
			line = fleet.Line{Location: source.Plain(location), Exit: int(fault.Internal), Error: fmt.Sprintf("panic: %v", r)}
		}
	}()
	options := o.Options
	options.Location = location
	d, err := a.decide(ctx, options)
	if err != nil {
		return fleet.Line{Location: source.Plain(location), Exit: int(fault.KindOf(err)), Error: err.Error()}
	}
	line = fleet.Of(d.Plan)
	line.Location = source.Plain(location)
	return line
}

// locations reads the list and takes the shard's part of it.
func (a *app) locations(o scanOptions) ([]string, error) {
	var shard, shards int
	if _, err := fmt.Sscanf(o.shard, "%d/%d", &shard, &shards); err != nil || shard < 1 || shard > shards {
		return nil, fault.New(fault.Usage, "%q is not a part of a list", o.shard).WithHint("write --shard 2/8 for the second of eight")
	}
	in := a.stdin
	if o.list != "-" {
		f, err := os.Open(o.list)
		if err != nil {
			return nil, fault.Wrap(fault.Usage, err, "cannot read the list")
		}
		defer f.Close()
		in = f
	}
	var all []string
	for lines := bufio.NewScanner(in); ; {
		if !lines.Scan() {
			if err := lines.Err(); err != nil {
				return nil, fault.Wrap(fault.Usage, err, "cannot read the list %s", o.list)
			}
			break
		}
		text, _, _ := strings.Cut(lines.Text(), " #")
		if text = strings.TrimSpace(text); text != "" && !strings.HasPrefix(text, "#") {
			all = append(all, text)
		}
	}
	var mine []string
	for i := shard - 1; i < len(all); i += shards {
		mine = append(mine, all[i])
	}
	return mine, nil
}

// continueScan opens the file, cuts off a line that a killed run left half, and returns what it knows already.
func continueScan(name string) (*os.File, map[string]bool, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, nil, fault.Wrap(fault.Internal, err, "cannot write the scan")
	}
	lines, size, err := fleet.Read(name, f)
	if err == nil {
		_, seek := f.Seek(size, io.SeekStart)
		err = errors.Join(f.Truncate(size), seek)
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	known := map[string]bool{}
	for _, l := range lines {
		known[l.Location] = true
	}
	return f, known, nil
}

// printNeeds prints the fleet file of 'tree simulate' and 'tree suggest'.
func printNeeds(w io.Writer, lines []fleet.Line) error {
	var needs []imagetree.FleetItem
	for _, l := range fleet.Merge(lines) {
		needs = append(needs, l.Needs...)
	}
	return fleet.Write(w, needs)
}
