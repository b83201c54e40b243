package reference

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
)

const preamble = `# Settings: waybill.yaml

Written by ` + "`make docs`" + ` from the settings themselves. Every key is optional unless it says required; ` + "`waybill settings schema`" + ` prints the same as a
JSON Schema, for editors.

## Which value wins

From the weakest to the strongest: the default · the organisation's file · the repository's file · a flag; and within the merged file
` + "`defaults`" + ` · ` + "`units.UNIT`" + `.

- Mappings are merged key by key, at every depth. A list or a value is replaced whole.
- What stands in the nearer place wins, also ` + "`false`, `0`, `\"\"` and `[]`" + `.
- ` + "`null`" + ` takes back what a farther place says: the default holds again, and an entry of a mapping of texts is removed.
- What is wrong is refused with file, line and column, all problems at once; what has no effect is told.
`

// Page returns docs/settings.md: every key with its meaning, what it may be, its default and an example.
func Page(sections []Section) []byte {
	var b bytes.Buffer
	b.WriteString(preamble)
	for _, s := range sections {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", s.title(), s.Text)
		if len(s.At) > 2 {
			fmt.Fprintf(&b, "Also at `%s`.\n", strings.Join(s.At[1:], "`, `"))
		}
		b.WriteString("\n| key | meaning | may be | when absent | example |\n| --- | --- | --- | --- | --- |\n")
		for _, k := range s.Keys {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", k.Name, cell(k.Text), cell(k.mayBe()), cell(k.whenAbsent()), k.example())
		}
	}
	return b.Bytes()
}

// title names one or two places; further ones are told below it.
func (s Section) title() string {
	switch {
	case s.At[0] == "":
		return "The keys at the top"
	case len(s.At) == 2:
		return "`" + s.At[0] + "`, `" + s.At[1] + "`"
	}
	return "`" + s.At[0] + "`"
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

func (k Key) mayBe() string {
	if below, _ := structOf(k.Field.Type); below != nil {
		kind := "mapping"
		switch k.Field.Type.Kind() {
		case reflect.Slice:
			kind = "list of mappings"
		case reflect.Map:
			kind = "mapping of mappings"
		}
		return kind + ", see below"
	}
	out := k.formText()
	switch t := k.Field.Type; {
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Slice:
		out = "list of lists: " + out
	case t.Kind() == reflect.Slice:
		out = "list: " + out
	case t.Kind() == reflect.Map:
		out = "mapping: " + out
	}
	if only := k.Field.Tag.Get("only"); only != "" {
		key, words, _ := strings.Cut(only, "=")
		out += "; only with `" + key + "`"
		if words != "" {
			out += " " + strings.ReplaceAll(words, ",", ", ")
		}
	}
	return out
}

func (k Key) formText() string {
	switch {
	case k.Field.Type.Kind() == reflect.Bool:
		return "true, false"
	case k.Field.Tag.Get("is") == "":
		return "what Kubernetes takes"
	}
	return strings.TrimPrefix(k.Form.Say, "use ")
}

func (k Key) whenAbsent() string {
	switch {
	case k.Field.Tag.Get("required") == "true":
		return "required"
	case k.Default != "":
		return "`" + k.Default + "`"
	}
	return k.Absent
}

func (k Key) example() string {
	if k.Example == "" {
		return ""
	}
	return "`" + cell(k.Name+": "+k.Example) + "`"
}
