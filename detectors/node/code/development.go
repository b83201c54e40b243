package code

import (
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
