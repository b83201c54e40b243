package recipe

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// quiet are the variables that keep an installation and a build from what an image must not do: git hooks, telemetry, questions,
// browsers from the internet.
var quiet = []struct {
	name, value string
	packages    []string // of package.json
	locked      bool     // also where the lock file alone has one of them: its install script runs for whoever brings it
	below       int      // the first release of the package that no longer reads it; 0 where every one does
	source      string
}{
	{"ASTRO_TELEMETRY_DISABLED", "1", []string{"astro"}, false, 0, "astro.build/telemetry"},
	{"CHROMEDRIVER_SKIP_DOWNLOAD", "true", []string{"chromedriver"}, true, 0, "github.com/giggio/node-chromedriver, Skipping chromedriver Download"},
	{"CYPRESS_INSTALL_BINARY", "0", []string{"cypress"}, true, 0, "docs.cypress.io, Advanced installation"},
	{"ELECTRON_SKIP_BINARY_DOWNLOAD", "1", []string{"electron"}, true, 0, "electronjs.org, Advanced installation instructions"},
	{"GATSBY_TELEMETRY_DISABLED", "1", []string{"gatsby"}, false, 0, "gatsbyjs.com/docs/telemetry"},
	{"HUSKY", "0", []string{"husky"}, false, 0, "typicode.github.io/husky, CI server and Docker"},
	{"NEXT_TELEMETRY_DISABLED", "1", []string{"next"}, false, 0, "nextjs.org/telemetry"},
	{"NG_CLI_ANALYTICS", "false", []string{"@angular/cli"}, false, 0, "angular.dev/cli/analytics"},
	{"NUXT_TELEMETRY_DISABLED", "1", []string{"nuxt"}, false, 0, "github.com/nuxt/telemetry"},
	{"PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1", []string{"playwright", "@playwright/test", "playwright-core"}, true, 0, "playwright.dev/docs/browsers"},
	{"PUPPETEER_SKIP_CHROMIUM_DOWNLOAD", "true", []string{"puppeteer"}, false, 8, "pptr.dev, releases before 8.0"},
	{"PUPPETEER_SKIP_DOWNLOAD", "true", []string{"puppeteer"}, true, 0, "pptr.dev/guides/configuration"},
	{"RAZZLE_NONINTERACTIVE", "true", []string{"razzle"}, false, 0, "razzle's build asks whether it is meant"},
	{"TURBO_TELEMETRY_DISABLED", "1", []string{"turbo"}, false, 0, "turborepo.com/docs/telemetry"},
}

// environment lists the variables of the build stage, sorted by name, and those that depend on the release of Node in the image.
func (b build) environment() (env []facts.EnvVar, ifs []facts.EnvIf) {
	env = []facts.EnvVar{}
	add := func(name, value string, when bool) {
		if when {
			env = append(env, facts.EnvVar{Name: name, Value: value})
		}
	}
	all := b.p.Together(b.root)
	for _, q := range quiet {
		named := all.Uses(q.packages...) || b.u.M.Uses(q.packages...)
		if major := b.u.M.Major(q.packages[0]); q.below > 0 && (major == 0 || major >= q.below) {
			continue
		}
		add(q.name, q.value, named || q.locked && slices.ContainsFunc(q.packages, func(name string) bool { return b.p.Locks(b.mg.Lock, name) }))
	}
	add("COREPACK_ENABLE_DOWNLOAD_PROMPT", "0", b.mg.Name == manifest.PNPM || b.mg.Berry)
	add("YARN_ENABLE_GLOBAL_CACHE", "false", b.flat)
	if name := b.skipsValidation(); name != "" {
		add(name, "1", true)
	}
	slices.SortFunc(env, func(x, y facts.EnvVar) int { return strings.Compare(x.Name, y.Name) })
	if b.legacyOpenSSL() {
		ifs = []facts.EnvIf{{
			Env: facts.EnvVar{Name: "NODE_OPTIONS", Value: "--openssl-legacy-provider"},
			If:  facts.Require{Capability: "node", Range: ">=17"},
		}}
	}
	return env, ifs
}

// legacyOpenSSL: webpack 4 hashes with MD4, which the OpenSSL 3 of Node 17 and later refuses without the flag; earlier releases refuse the
// flag (nodejs.org, "Command-line API"). Which of them builds is known when the image is picked.
func (b build) legacyOpenSSL() bool {
	m := b.u.M
	old := func(name string, below int) bool { n := m.Major(name); return n > 0 && n < below }
	return old("react-scripts", 5) || old("@vue/cli-service", 5) || old("webpack", 5) || old("nuxt", 3) || old("@angular-devkit/build-angular", 12)
}
