package node

import (
	"strings"
	"unicode"

	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/launch"
)

// tellRuntimeConfig names the variables that Nuxt takes its runtimeConfig from when it runs, for the keys without a value: an empty text, or a
// variable that only the build reads. public.apiBase is NUXT_PUBLIC_API_BASE (https://nuxt.com/docs/4.x/guide/going-further/runtime-config,
// "Environment variables"). Which of them the program can do without is not known.
func tellRuntimeConfig(p *code.Base, u *launch.Unit) {
	if u.Known.Name != "nuxt" {
		return
	}
	file, ok := p.ConfigOf(u.M, "nuxt.config")
	if !ok {
		return
	}
	module := p.Load(file)
	if module == nil {
		return
	}
	javascript.Walk(module.Root, func(n *javascript.Node) bool {
		if n.Kind != javascript.Property || n.Text != "runtimeConfig" {
			return true
		}
		if names := unsetKeys(n.Kid(0), "NUXT_"); len(names) > 0 {
			u.Warn(file, n.Line(), "runtimeConfig has no value for what it takes from "+strings.Join(names, ", ")+" when the program runs: set those that it needs by env: or secrets: of the environments in waybill.yaml")
		}
		return false
	})
}

// unsetKeys lists the variables of the keys without a value below one object.
func unsetKeys(object *javascript.Node, prefix string) []string {
	if object == nil || object.Kind != javascript.Object {
		return nil
	}
	var out []string
	for _, k := range object.Kids {
		if k == nil || k.Kind != javascript.Property || k.Kid(0) == nil || k.Text == "" {
			continue
		}
		name, value := prefix+snake(k.Text), k.Kid(0)
		switch {
		case value.Kind == javascript.Object:
			out = append(out, unsetKeys(value, name+"_")...)
		case value.Kind == javascript.String && value.Text == "", value.Kind == javascript.Member && value.Kid(0).Kind == javascript.Member && value.Kid(0).Text == "env":
			out = append(out, name)
		}
	}
	return out
}

// snake writes a key as Nuxt does the variable's name: apiBase is API_BASE.
func snake(key string) string {
	var b strings.Builder
	lower := false
	for _, r := range key {
		if unicode.IsUpper(r) && lower {
			b.WriteByte('_')
		}
		lower = unicode.IsLower(r) || unicode.IsDigit(r)
		b.WriteRune(unicode.ToUpper(r))
	}
	return strings.ReplaceAll(b.String(), "-", "_")
}
