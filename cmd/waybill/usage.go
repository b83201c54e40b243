package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// A FlagError is a command line that cannot be run: an unknown flag or command, a value that a flag does not take, too many or too few
// arguments, flags that exclude each other. It exits with fault.Usage and always says what to do instead.
type FlagError struct{ err *fault.Error }

// Error says what is wrong, with the name of the command.
func (e *FlagError) Error() string { return e.err.Error() }

// Unwrap returns the fault with its kind and hint.
func (e *FlagError) Unwrap() error { return e.err }

// flagErrorf returns the error of a command; its hint is the command's help, until another is given.
func flagErrorf(c *cobra.Command, format string, args ...any) *FlagError {
	return &FlagError{fault.New(fault.Usage, format, args...).WithHint("see '%s --help'", c.CommandPath())}
}

func (e *FlagError) withHint(format string, args ...any) *FlagError {
	e.err.Hint = fmt.Sprintf(format, args...)
	return e
}

// unparsed explains what pflag could not parse; a misspelt flag gets the nearest one as a hint.
func unparsed(c *cobra.Command, err error) error {
	if value, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		f := value.GetFlag()
		return flagErrorf(c, "%s: --%s takes a value of the type %s, not %q", c.CommandPath(), f.Name, f.Value.Type(), value.GetValue())
	}
	e := flagErrorf(c, "%s: %v", c.CommandPath(), err)
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return e
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := strictyaml.Nearest(unknown.GetSpecifiedName(), names); near != "" {
		return e.withHint("did you mean --%s?", near)
	}
	return e
}

// exclusive refuses flags of which only one may be given.
func exclusive(c *cobra.Command, names ...string) error {
	given := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !c.Flags().Changed(name) })
	if len(given) < 2 {
		return nil
	}
	return flagErrorf(c, "%s: --%s exclude each other", c.CommandPath(), strings.Join(given, " and --")).withHint("use one of them; see '%s --help'", c.CommandPath())
}

// noArgs refuses every argument.
func noArgs(c *cobra.Command, args []string) error { return between(c, args, 0, 0) }

// atMostOne takes one argument or none.
func atMostOne(c *cobra.Command, args []string) error { return between(c, args, 0, 1) }

// exactly takes n arguments.
func exactly(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error { return between(c, args, n, n) }
}

// atLeast takes n arguments or more.
func atLeast(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error { return between(c, args, n, len(args)) }
}

func between(c *cobra.Command, args []string, least, most int) error {
	var want string
	switch {
	case len(args) < least && least == most:
		want = count(least, "argument", "arguments")
	case len(args) < least:
		want = "at least " + count(least, "argument", "arguments")
	case len(args) > most && most == 0:
		want = "no argument"
	case len(args) > most && least == most:
		want = count(most, "argument", "arguments")
	case len(args) > most:
		want = "at most " + count(most, "argument", "arguments")
	default:
		return nil
	}
	return flagErrorf(c, "%s takes %s, and got %d", c.CommandPath(), want, len(args)).withHint("use %s", c.UseLine())
}

// group makes a command that only holds others: alone it prints its help, and a name that it does not hold is refused.
func group(c *cobra.Command) *cobra.Command {
	c.Args = cobra.ArbitraryArgs
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return c.Help()
		}
		return unknownCommand(c, args[0])
	}
	return c
}

// unknownCommand names the nearest one that there is.
func unknownCommand(c *cobra.Command, word string) error {
	var names []string
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			names = append(names, sub.Name())
		}
	}
	e := flagErrorf(c, "unknown command %q for %q", word, c.CommandPath())
	if near := strictyaml.Nearest(word, names); near != "" {
		return e.withHint("did you mean '%s %s'?", c.CommandPath(), near)
	}
	return e
}

// newHelpCommand is cobra's help, but for a page that is not there.
func newHelpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND | TOPIC]",
		Short: "Print the help of a command, or a page about a topic",
		RunE: func(c *cobra.Command, args []string) error {
			about, rest, err := c.Root().Find(args)
			if err != nil {
				return flagErrorf(c, "%v", err)
			}
			if len(rest) > 0 {
				return unknownCommand(about, rest[0])
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}

// typed makes usage errors of what the argument checks of cobra's own commands say (completion).
func typed(c *cobra.Command) {
	for _, sub := range c.Commands() {
		typed(sub)
		check := sub.Args
		if check == nil {
			continue
		}
		sub.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return flagErrorf(c, "%v", err)
			}
			return nil
		}
	}
}
