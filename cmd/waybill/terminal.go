package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"github.com/waybill-dev/waybill/internal/fault"
)

// All talk with the person goes through this file: results to stdout, everything else to stderr, each line with the
// program's name. No capital at the start and no full stop at the end.

// terminal is where a command talks to the person who called it.
type terminal struct {
	stdout, stderr io.Writer
	quiet          bool // results and errors only
	noColor        bool // never colour
}

// report prints an error and its hints. An error without text says only the exit code: the output has told the rest.
func (t *terminal) report(err error) {
	if err.Error() == "" {
		return
	}
	for _, e := range fault.Each(err) {
		t.say("error", e.Error())
		for _, h := range fault.HintOf(e) {
			t.say("hint", h)
		}
	}
}

func (t *terminal) warn(text string) {
	if !t.quiet {
		t.say("warning", text)
	}
}

// colour says whether w is a terminal that wants colour (https://no-color.org).
func (t *terminal) colour(w io.Writer) bool {
	switch v := w.(type) {
	case visible:
		w = v.Writer
	case discreet:
		w = v.Writer
	}
	f, ok := w.(*os.File)
	if !ok || t.noColor || os.Getenv("NO_COLOR") != "" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (t *terminal) note(format string, args ...any) {
	if !t.quiet {
		fmt.Fprintln(t.stderr, printable(fmt.Sprintf(format, args...)))
	}
}

func (t *terminal) say(level, text string) {
	for i, line := range strings.Split(text, "\n") {
		if i == 0 {
			fmt.Fprintf(t.stderr, "waybill: %s: %s\n", level, printable(line))
			continue
		}
		fmt.Fprintf(t.stderr, "  %s\n", printable(line))
	}
}

// printable shows what a repository's author wrote as a part of one line, without letting it steer the terminal or make a line of its
// own: control characters, escape sequences, marks of direction and others that show nothing appear as \u escapes. Tabs stay.
func printable(s string) string {
	if !strings.ContainsFunc(s, hidden) {
		return s
	}
	return escaped(s, hidden)
}

func hidden(r rune) bool {
	return r != '\t' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar)
}

func escaped(s string, which func(rune) bool) string {
	var b strings.Builder
	for _, r := range s {
		if which(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// visible is a stdout on which nothing steers a terminal that encoders leave as it is: JSON allows DEL, C1 controls and direction marks
// within a string (RFC 8259, 7). As \u escapes they mean the same there. Each Write holds whole characters.
type visible struct{ io.Writer }

func (v visible) Write(p []byte) (int, error) {
	if !bytes.ContainsFunc(p, steering) {
		return v.Writer.Write(p)
	}
	_, err := io.WriteString(v.Writer, escaped(string(p), steering))
	return len(p), err
}

func steering(r rune) bool { return r >= 0x7f && r <= 0x9f || unicode.Is(unicode.Bidi_Control, r) }

// discreet is a stderr that no secret of a URL goes through, whoever wrote the message: a library, or the person who called the command. Each
// Write holds whole lines.
type discreet struct{ io.Writer }

func (d discreet) Write(p []byte) (int, error) {
	_, err := io.WriteString(d.Writer, fault.Redact(string(p)))
	return len(p), err
}
