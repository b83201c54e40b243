package fault

import (
	"fmt"
	"strconv"
)

// maxValue is how many characters of a value a message shows. A file that was taken for something else may hold a secret, and nobody
// reads a page of text in a message.
const maxValue = 40

// Quote writes a value for a message: quoted, and cut after 40 characters.
func Quote(value string) string { return strconv.Quote(Short(value)) }

// Short cuts a value after 40 characters.
func Short(value string) string {
	n := 0
	for i := range value {
		if n++; n > maxValue {
			return value[:i] + "…"
		}
	}
	return value
}

// sprintf is fmt.Sprintf for messages: what is written by %q is a value, and is cut.
func sprintf(format string, args ...any) string {
	shown := make([]any, len(args))
	for i, a := range args {
		shown[i] = a
		if s, ok := a.(string); ok {
			shown[i] = text(s)
		}
	}
	return fmt.Sprintf(format, shown...)
}

// text is an argument of a message.
type text string

// Format cuts the text for %q and leaves it whole for every other verb.
func (t text) Format(f fmt.State, verb rune) {
	s := string(t)
	if verb == 'q' {
		s = Short(s)
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), s)
}
