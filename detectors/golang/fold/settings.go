package fold

import (
	"regexp"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/value"
)

// Settings are the values of the configuration files that a program opens by default.
type Settings interface {
	None() bool
	Find(key string) (v configfile.Value, file string, ok bool)    // a dotted key, or the end of one
	Exactly(key string) (v configfile.Value, file string, ok bool) // a whole key
}

// noSettings are those of a program that opens no files.
type noSettings struct{}

// None returns true.
func (noSettings) None() bool { return true }

// Find returns nothing.
func (noSettings) Find(string) (configfile.Value, string, bool) { return configfile.Value{}, "", false }

// Exactly returns nothing.
func (noSettings) Exactly(string) (configfile.Value, string, bool) {
	return configfile.Value{}, "", false
}

var placeholder = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_.]*)(?:(?:\|\||:-|:|-)([^}]*))?\}|\$([A-Z_][A-Z0-9_]*)`)

// Placeholders resolves ${PORT:8080}, ${PORT:-8080} and ${PORT||8080} to their defaults.
func Placeholders(text string) []value.Value {
	m := placeholder.FindStringSubmatch(text)
	if m == nil {
		return []value.Value{{Text: text}}
	}
	v := value.Value{Variable: m[1] + m[3]}
	v.Text = placeholder.ReplaceAllStringFunc(text, func(s string) string {
		if m := placeholder.FindStringSubmatch(s); m[2] != "" {
			return m[2]
		}
		return value.Unknown
	})
	return []value.Value{v}
}
