package strictyaml

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Form says what a word or a number may be. A field names its form in a tag, so that the form stands beside the field:
//
//	Ports []int             `yaml:"ports" is:"1 to 65535" list:"unique"`
//	Kind  string            `yaml:"kind" is:"one of server, worker"`
//	Env   map[string]string `yaml:"env" is:"value" keys:"env-name"`
//
// The tag `is` holds for the value, for each item of a list and for each value of a mapping; `keys` for the keys of a mapping. `list`
// is unique or ascending. `required:"true"` refuses a mapping without the key.
type Form struct {
	Pattern *regexp.Regexp    // of the whole text, in the syntax that Go and JavaScript share; nil for any text
	Words   []string          // the only words, when there are some
	Number  bool              // a whole number from Min to Max
	Min     int               // lowest number
	Max     int               // highest number
	Written bool              // a number or a boolean without quotes is taken as the text that it is written as
	Say     string            // what to do when the text is not of the form: "use …"
	Example string            // a text of the form
	Further func(string) bool // what Pattern cannot say, for a text that it matches
}

// Forms are the forms that tags may name.
type Forms map[string]Form

// Of reads a tag: "1 to 65535", "one of a, b, c", or the name of a form. The empty tag is any text.
func (f Forms) Of(tag string) (Form, error) {
	if words, ok := strings.CutPrefix(tag, "one of "); ok {
		return OneOf(strings.Split(words, ", ")...), nil
	}
	if low, high, ok := strings.Cut(tag, " to "); ok {
		least, err1 := strconv.Atoi(low)
		most, err2 := strconv.Atoi(high)
		if err1 == nil && err2 == nil {
			return Form{Number: true, Min: least, Max: most, Say: "use " + tag}, nil
		}
	}
	form, ok := f[tag]
	if !ok && tag != "" {
		return Form{}, fmt.Errorf("no form is called %q", tag)
	}
	return form, nil
}

// OneOf is the form of a fixed list of words.
func OneOf(words ...string) Form {
	return Form{Words: words, Say: "use " + strings.Join(words, ", "), Example: words[0]}
}

// Accepts says whether a text has the form; numbers are judged by their value.
func (f Form) Accepts(text string) bool {
	switch {
	case f.Words != nil:
		return slices.Contains(f.Words, text)
	case f.Number:
		n, err := strconv.Atoi(text)
		return err == nil && f.Min <= n && n <= f.Max
	case f.Pattern == nil:
		return true
	}
	return f.Pattern.MatchString(text) && (f.Further == nil || f.Further(text))
}

// hint says what to write instead of a text that the form refuses.
func (f Form) hint(text string) string {
	say := f.Say
	if f.Example != "" && f.Words == nil && !f.Number {
		say += ", for example " + f.Example
	}
	if near := Nearest(text, f.Words); near != "" {
		say = "did you mean " + near + "? " + say
	}
	return say
}

// rules are the tags of one field.
type rules struct {
	is, keys, list string
	required       bool
}

func rulesOf(f reflect.StructField) rules {
	return rules{f.Tag.Get("is"), f.Tag.Get("keys"), f.Tag.Get("list"), f.Tag.Get("required") == "true"}
}
