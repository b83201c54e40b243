package helm

import (
	"strings"

	"github.com/waybill-dev/waybill/templates/engine"
)

// asMaps and asLists return the values in one type, when all that are there have it; lists must not be empty.
func asMaps(each []any) ([]map[string]any, bool) {
	out := make([]map[string]any, len(each))
	for i, v := range each {
		m, ok := v.(map[string]any)
		if !ok && v != nil {
			return nil, false
		}
		out[i] = m
	}
	return out, true
}

func asLists(each []any) ([][]any, bool) {
	out := make([][]any, len(each))
	for i, v := range each {
		if absent(v) {
			continue
		}
		l, ok := v.([]any)
		if !ok || len(l) == 0 {
			return nil, false
		}
		out[i] = l
	}
	return out, true
}

// shortest is the length of the shortest list that is there.
func shortest(each [][]any) int {
	least := -1
	for _, l := range each {
		if l != nil && (least < 0 || len(l) < least) {
			least = len(l)
		}
	}
	return least
}

// beyond returns what each list holds after its first items, and whether any holds more.
func beyond(each [][]any, first int) (rest [][]any, some bool) {
	rest = make([][]any, len(each))
	for i, l := range each {
		if len(l) > first {
			rest[i], some = l[first:], true
		}
	}
	return rest, some
}

// lowerFirst turns a kind into the name of a value: HTTPRoute to httpRoute, Deployment to deployment.
func lowerFirst(kind string) string {
	upper := 0
	for upper < len(kind) && kind[upper] >= 'A' && kind[upper] <= 'Z' {
		upper++
	}
	if upper > 1 && upper < len(kind) {
		upper--
	}
	return strings.ToLower(kind[:upper]) + kind[upper:]
}

// literalYAML writes a value that is the same everywhere; braces are text, not actions of Helm.
func literalYAML(v any) string {
	text, err := engine.ToYAML(v)
	if s, ok := v.(string); ok && err == nil && !strings.Contains(text, "\n") {
		text, err = engine.YAML(s)
	}
	if err != nil {
		return "null" // cannot happen: the value was read from YAML
	}
	if m, ok := v.(map[string]any); ok && len(m) > 0 {
		text = "\n" + text
	}
	if l, ok := v.([]any); ok && len(l) > 0 {
		text = "\n" + text
	}
	return strings.NewReplacer("{{", `{{ "{{" }}`, "}}", `{{ "}}" }}`).Replace(text)
}

// entry puts a value behind a key or a dash: on the same line, or indented below it.
func entry(head, value string) string {
	value, block := strings.CutPrefix(value, "\n")
	isBlock := block || strings.Contains(value, "\n") && !strings.HasPrefix(value, "|") && !strings.HasPrefix(value, ">")
	if !isBlock {
		return head + " " + value
	}
	lines := strings.Split(value, "\n")
	for i, l := range lines {
		switch {
		case l == `{{ toYaml .Values.env }}`:
			lines[i] = "  {{- toYaml .Values.env | nindent 2 }}"
		case l != "":
			lines[i] = "  " + l
		}
	}
	if head == "-" {
		return "-" + strings.TrimPrefix(strings.Join(lines, "\n"), " ")
	}
	return head + "\n" + strings.Join(lines, "\n")
}
