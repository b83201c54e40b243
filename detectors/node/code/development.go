package code

import (
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// NeedsDevelopment names the first package that a file of m itself imports and that only development installs, "" for none:
// without devDependencies the file ends with MODULE_NOT_FOUND (https://docs.npmjs.com/cli/commands/npm-install, --omit).
func (c *Base) NeedsDevelopment(m *manifest.Manifest, source string) string {
	module := c.Load(source)
	if module == nil {
		return ""
	}
	for _, i := range module.Imports {
		name, _ := SplitSpec(i.Spec)
		if _, field := m.Dependency(name); field == "devDependencies" && c.ByName[name] == nil {
			return name
		}
	}
	return ""
}

// ImportsNothing says whether modules use no package at all, and load nothing by a name that is made up at run time: what the package
// depends on is not what this program does.
func (c *Base) ImportsNothing(modules []*javascript.Module) bool {
	for _, m := range modules {
		for _, i := range m.Imports {
			if _, ok := c.resolve(m.File, i.Spec); !ok && !strings.HasPrefix(i.Spec, "node:") && !builtin[i.Spec] {
				return false
			}
		}
		dynamic := false
		javascript.Walk(m.Root, func(n *javascript.Node) bool {
			if n.Kind == javascript.Call && (n.Method() == "require" || n.Method() == "import") && len(n.Args()) > 0 && n.Args()[0].Kind != javascript.String {
				dynamic = true
			}
			return !dynamic
		})
		if dynamic {
			return false
		}
	}
	return len(modules) > 0
}

// builtin are the modules of Node that programs without packages use (https://nodejs.org/api/modules.html#built-in-modules).
var builtin = map[string]bool{"assert": true, "buffer": true, "child_process": true, "crypto": true, "events": true, "fs": true, "fs/promises": true, "os": true, "path": true, "process": true, "readline": true, "stream": true, "timers": true, "url": true, "util": true, "zlib": true}
