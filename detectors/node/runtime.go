package node

import (
	_ "embed" // for the test script
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

//go:embed test.sh
var testScript string

// installs bring what tests need, development dependencies included, as each package manager's documentation asks of CI.
var installs = map[string]string{
	"npm":  "if [ -f package-lock.json ]; then npm ci </dev/null; else npm install </dev/null; fi",
	"pnpm": "pnpm install --frozen-lockfile </dev/null",
	"yarn": "if [ -f .yarnrc.yml ]; then yarn install --immutable </dev/null; else yarn install --frozen-lockfile </dev/null; fi",
	"bun":  "bun install --frozen-lockfile </dev/null",
}

// Runtime is what a Node program asks of cluster and pipeline. V8 sizes its heap by the memory of the machine, not by the container's
// limit, unless it is told (nodejs.org, "Understanding and Tuning Memory").
func Runtime(u facts.Unit) facts.Runtime {
	return facts.Runtime{
		Memory:       []facts.MemoryVariable{{Name: "NODE_OPTIONS", Value: "--max-old-space-size={MiB}", Percent: 75}},
		StartSeconds: 60, StopSeconds: 15,
		Resources: facts.Resources{CPU: "200m", CPULimit: "1", Memory: "512Mi", EphemeralStorage: "2Gi"},
		// npm, pnpm and Yarn 1 read the settings of the user there (docs.npmjs.com, config, "userconfig")
		Test: facts.Test{Script: testOf(u.BuildTool.Value), Secrets: map[string]string{"npmrc": "NPM_CONFIG_USERCONFIG={file}; export NPM_CONFIG_USERCONFIG"}},
	}
}

// testOf installs with the unit's package manager and runs the script test of each package; empty for a manager that is not known.
func testOf(tool string) string {
	install, ok := installs[tool]
	if !ok {
		return ""
	}
	runtime := "node"
	if tool == "bun" {
		runtime = "bun" // its images have no Node
	}
	return strings.NewReplacer("{install}", install, "{runtime}", runtime, "{tool}", tool).Replace(strings.TrimSpace(testScript))
}
