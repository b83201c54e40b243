package fault

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// maxValue is how many characters of a value a message shows. A file that was taken for something else may hold a secret, and nobody
// reads a page of text in a message.
const maxValue = 40

// Quote writes a value for a message: quoted, without secrets of URLs, and cut after 40 characters.
func Quote(value string) string { return strconv.Quote(Short(value)) }

// Short cuts a value after 40 characters, and leaves secrets of URLs out before.
func Short(value string) string {
	value = Redact(value) // of a URL that is cut nobody could say any more what is its password
	n := 0
	for i := range value {
		if n++; n > maxValue {
			return value[:i] + "…"
		}
	}
	return value
}

// unbroken is a word that no name is as long as: more than 40 letters and digits, or more than 64 characters with the marks that names have.
var unbroken = regexp.MustCompile(`(?:sha(?:256|512):)?(?:[\pL\pN_+=-]{65,}|[\pL\pN]{41,})`)

// Discreet is a text that tells of a repository: without secrets of URLs, and without more than 40 characters of a word that is no name.
// Digests stay whole.
func Discreet(text string) string {
	text = Redact(text)
	if len(text) <= maxValue {
		return text
	}
	return unbroken.ReplaceAllStringFunc(text, func(word string) string {
		if strings.HasPrefix(word, "sha256:") || strings.HasPrefix(word, "sha512:") {
			return word
		}
		return Short(word)
	})
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
