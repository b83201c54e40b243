package helm

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/internal/plan"
)

// chart collects the values while it writes the templates.
type chart struct {
	unit       plan.Unit
	namespaces []string          // by environment
	values     []map[string]any  // by environment
	places     map[string]string // SECTION.NAME → the place of the value in its object, for people
}

// object writes the template of one object, given as each environment has it (nil where it has none).
func (c *chart) object(each []map[string]any) string {
	first := each[slices.IndexFunc(each, func(o map[string]any) bool { return o != nil })]
	kind, _ := first["kind"].(string) // Kustomize refuses objects without
	section := lowerFirst(kind)
	if suffix := c.suffix(first); suffix != "" {
		section += strings.ToUpper(suffix[:1]) + suffix[1:]
	}
	nodes := make([]any, len(each))
	partly := false
	for i, o := range each {
		nodes[i] = any(o)
		partly = partly || o == nil
	}
	c.places[section] = kind + " " + objectName(first)
	if !partly {
		return strings.TrimPrefix(c.node(nodes, section, nil), "\n") + "\n"
	}
	for i, o := range each {
		c.section(i, section)["enabled"] = o != nil
	}
	c.places[section+".enabled"] = "whether there is such an object"
	return fmt.Sprintf("{{- if .Values.%s.enabled }}\n%s\n{{- end }}\n", section, strings.TrimPrefix(c.node(nodes, section, nil), "\n"))
}

// objectName is the name of an object, without a generated hash.
func objectName(o map[string]any) string {
	meta, _ := o["metadata"].(map[string]any)
	name, _ := meta["name"].(string)
	if o["kind"] == "ConfigMap" && hashed.MatchString(name) {
		name = name[:len(name)-hashLength]
	}
	return name
}

// suffix tells several objects of one kind apart: "green" of orders-green. It is letters and digits, as in a value's name.
func (c *chart) suffix(o map[string]any) string {
	name := objectName(o)
	for _, suffix := range []string{"env", "filebeat", "headless", "preview", "blue", "green"} {
		if name == plan.Derived(c.unit.Workload.Object, suffix) {
			return suffix
		}
	}
	if name == c.unit.Workload.Object || slices.Contains(c.namespaces, name) {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.TrimPrefix(name, c.unit.Workload.Object))
}

// node writes a value that may differ by environment; environments without it (nil maps) do not count.
func (c *chart) node(each []any, section string, at []string) string {
	present := slices.DeleteFunc(slices.Clone(each), absent)
	if text, ok := c.special(each, section, at); ok {
		return text
	}
	if len(at) > 1 && allEqual(present) && !c.runsImage(present[0], section) { // the namespace lies within the first two
		return literalYAML(present[0])
	}
	if m, ok := asMaps(each); ok {
		return c.mapping(m, section, at)
	}
	if l, ok := asLists(each); ok {
		return c.list(l, section, at)
	}
	if allEqual(present) {
		return literalYAML(present[0])
	}
	return c.value(each, section, at)
}

// special are the places that Helm knows better: the release's namespace, the image, and the variables with the hash that
// makes a changed value roll the pods.
func (c *chart) special(each []any, section string, at []string) (string, bool) {
	path := strings.Join(at, ".")
	isNamespace := path == "metadata.namespace" || section == "namespace" && path == "metadata.name"
	switch {
	case isNamespace && slices.EqualFunc(each, c.namespaces, func(a any, b string) bool { return absent(a) || a == b }):
		return "{{ .Release.Namespace }}", true
	case section == "configMapEnv" && path == "data":
		for i, v := range each {
			if !absent(v) {
				c.values[i]["env"] = v
			}
		}
		return "\n{{ toYaml .Values.env }}", true
	case at != nil && at[len(at)-1] == "image" && c.isImage(each, section):
		return fmt.Sprintf("{{ .Values.%s.image | toJson }}", section), true // an init container that runs the program's own image
	case c.isEnvName(each):
		return `{{ include "env.name" . }}`, true
	case strings.HasSuffix(path, "spec.containers.0.image"), strings.HasSuffix(path, "spec.containers.0.resources"),
		path == "spec.minReplicas", path == "spec.maxReplicas", path == "spec.hostnames", section == "route" && path == "spec.host":
		return c.value(each, section, at), true // what people look for in a chart, also where no environment differs
	}
	return "", false
}

// runsImage says whether a container, or one of a list of containers, runs the image of the first container of all.
func (c *chart) runsImage(v any, section string) bool {
	switch v := v.(type) {
	case []any:
		return slices.ContainsFunc(v, func(one any) bool { return c.runsImage(one, section) })
	case map[string]any:
		return v["image"] != nil && v["image"] == c.image(0, section)
	}
	return false
}

// isImage says whether the value is the image of the first container, which is written before those of init containers.
func (c *chart) isImage(each []any, section string) bool {
	for i, v := range each {
		if !absent(v) && c.image(i, section) != v {
			return false
		}
	}
	return true
}

// image is that of the first container in an environment, nil before it is written.
func (c *chart) image(environment int, section string) any {
	values, _ := c.values[environment][section].(map[string]any)
	return values["image"]
}

// isEnvName says whether the value is the generated name of the variables' ConfigMap.
func (c *chart) isEnvName(each []any) bool {
	prefix := plan.Derived(c.unit.Workload.Object, "env") + "-"
	for _, v := range each {
		s, ok := v.(string)
		if absent(v) {
			continue
		}
		if hash, found := strings.CutPrefix(s, prefix); !ok || !found || !hashed.MatchString("-"+hash) {
			return false
		}
	}
	return true
}

func (c *chart) mapping(each []map[string]any, section string, at []string) string {
	keys := map[string]bool{}
	for _, m := range each {
		for k := range m {
			keys[k] = true
		}
	}
	var lines, optional []string
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		values := make([]any, len(each))
		missing := false
		for i, m := range each {
			v, ok := m[key]
			values[i] = v
			if !ok {
				values[i] = nil
				missing = missing || m != nil
			}
		}
		path := append(slices.Clone(at), key)
		if missing {
			optional = append(optional, c.optional(values, section, path))
			continue
		}
		lines = append(lines, entry(literalYAML(key)+":", c.node(values, section, path)))
	}
	return "\n" + strings.Join(append(lines, optional...), "\n") // an action cannot stand right behind the dash of a list
}

// optional writes a key that some environments do not have.
func (c *chart) optional(each []any, section string, at []string) string {
	name := c.name(section, at)
	c.places[section+"."+name] = strings.Join(at, ".")
	for i, v := range each {
		c.section(i, section) // hasKey needs a map
		if v != nil {
			c.section(i, section)[name] = v
		}
	}
	return fmt.Sprintf("{{- if hasKey .Values.%[1]s %[2]q }}\n%[3]s: {{ .Values.%[1]s.%[2]s | toJson }}\n{{- end }}", section, name, literalYAML(at[len(at)-1]))
}

func (c *chart) list(each [][]any, section string, at []string) string {
	var lines []string
	shortest := shortest(each)
	for i := range shortest {
		values := make([]any, len(each))
		for e, l := range each {
			if l != nil {
				values[e] = l[i]
			}
		}
		lines = append(lines, entry("-", c.node(values, section, append(slices.Clone(at), strconv.Itoa(i)))))
	}
	if rest, some := beyond(each, shortest); some {
		name := c.name(section, append(slices.Clone(at), at[len(at)-1]+"More"))
		c.places[section+"."+name] = strings.Join(at, ".") + ", further items"
		for i, l := range rest {
			if len(l) > 0 {
				c.section(i, section)[name] = l
			}
		}
		lines = append(lines, fmt.Sprintf("{{- range .Values.%s.%s }}\n- {{ . | toJson }}\n{{- end }}", section, name))
	}
	return "\n" + strings.Join(lines, "\n")
}

// value writes a reference to a value of its own. JSON is YAML, and keeps the type.
func (c *chart) value(each []any, section string, at []string) string {
	name := c.name(section, at)
	c.places[section+"."+name] = strings.Join(at, ".")
	for i, v := range each {
		if !absent(v) {
			c.section(i, section)[name] = v
		}
	}
	return fmt.Sprintf("{{ .Values.%s.%s | toJson }}", section, name)
}

var identifier = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)

// name is the last word of a path that is an identifier; a second value of the same name gets the word before it too.
func (c *chart) name(section string, at []string) string {
	name := ""
	for _, w := range slices.Backward(at) {
		if w == "spec" || w == "template" || !identifier.MatchString(w) {
			continue
		}
		if name != "" {
			w += strings.ToUpper(name[:1]) + name[1:]
		}
		if name = w; !c.taken(section, name) {
			return name
		}
	}
	name = cmp.Or(name, "value")
	for n := 2; c.taken(section, name); n++ {
		name = fmt.Sprintf("%s%d", name, n)
	}
	return name
}

func (c *chart) taken(section, name string) bool {
	for _, v := range c.values {
		if s, ok := v[section].(map[string]any); ok && s[name] != nil {
			return true
		}
	}
	return false
}

// section is the part of an environment's values that one object has.
func (c *chart) section(environment int, name string) map[string]any {
	m, ok := c.values[environment][name].(map[string]any)
	if !ok {
		m = map[string]any{}
		c.values[environment][name] = m
	}
	return m
}

func absent(v any) bool {
	if v == nil {
		return true
	}
	m, ok := v.(map[string]any)
	return ok && m == nil
}

func allEqual(values []any) bool {
	return !slices.ContainsFunc(values, func(v any) bool { return !reflect.DeepEqual(v, values[0]) })
}
