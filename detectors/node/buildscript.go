package node

import (
	"slices"
	"strings"
)

// buildScripts in the order in which a production build is looked for.
var buildScripts = []string{"build:prod", "build:production", "build-prod", "build", "compile", "build:server", "build:ts", "build:all", "build:app", "tsc"}

// buildScript returns the script that builds the package, "" when there is none.
// build:prod wins only when build is a development build or absent, since build is what the ecosystem runs.
func buildScript(p *project, m *manifest) string {
	if m.hasScript("build") && !strings.Contains(m.script("build"), "development") {
		if prod := productionTwin(p, m); prod != "" {
			return prod
		}
		return "build"
	}
	for _, name := range buildScripts {
		if m.hasScript(name) {
			return name
		}
	}
	return ""
}

// productionTwin is build:prod, when it differs from build by asking for production.
func productionTwin(p *project, m *manifest) string {
	for _, name := range []string{"build:prod", "build:production"} {
		text := m.script(name)
		if strings.Contains(text, "production") && !strings.Contains(m.script("build"), "production") && !strings.Contains(m.script("build"), "build:") {
			return name
		}
	}
	return ""
}

// flagValue reads --flag value and --flag=value.
func flagValue(argv []string, names ...string) string {
	for i, a := range argv {
		name, value, joined := strings.Cut(a, "=")
		if !slices.Contains(names, name) {
			continue
		}
		if joined {
			return value
		}
		if i+1 < len(argv) {
			return argv[i+1]
		}
	}
	return ""
}
