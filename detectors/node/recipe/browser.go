package recipe

import (
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
)

// browser is how a program finds the browser of the image. Puppeteer looks for its own download unless a variable names another one
// (pptr.dev, "Configuration"); puppeteer-core and Playwright have to be told in the code (playwright.dev, BrowserType.launch).
// Debian's package chromium is at this path.
func (f final) browser() []facts.EnvVar {
	m := f.u.M
	var env []facts.EnvVar
	name, drives := m.Has("puppeteer", "puppeteer-core", "playwright", "playwright-core")
	if !drives || !m.Production(name) {
		return nil
	}
	_, field := m.Dependency(name)
	line := m.Line(field, name)
	switch {
	case m.Production("puppeteer"):
		env = append(env, facts.EnvVar{Name: "PUPPETEER_EXECUTABLE_PATH", Value: "/usr/bin/chromium"})
	case !f.says("executablePath", "channel", "connectOverCDP", "browserWSEndpoint", "browserURL"):
		f.u.Warn(m.File, line, name+" starts a browser of its own, which the image has not: launch it with executablePath '/usr/bin/chromium'")
	}
	if m.Production("puppeteer") && !f.says("--no-sandbox", "browserWSEndpoint", "browserURL") {
		f.u.Warn(m.File, line, "Chromium's sandbox needs rights that a restricted pod does not give: launch it with args ['--no-sandbox'] where it opens trusted pages only (pptr.dev/troubleshooting)")
	}
	return env
}

// tellOracle warns of releases of oracledb that load Oracle's Instant Client, which no package of Debian brings; from 6.0 on the driver does
// without (node-oracledb.readthedocs.io, "Enabling Thick mode").
func (f final) tellOracle() {
	if major := f.u.M.Major("oracledb"); major > 0 && major < 6 && f.u.M.Production("oracledb") {
		_, field := f.u.M.Dependency("oracledb")
		f.u.Warn(f.u.M.File, f.u.M.Line(field, "oracledb"), "oracledb before 6.0 loads Oracle's Instant Client, which the image has not: take a base image with it, or a newer oracledb")
	}
}

// says whether the program has one of the words: a key of an object, a name, or a text.
func (f final) says(words ...string) bool {
	found := false
	for _, module := range f.u.Modules {
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			found = found || slices.Contains(words, n.Text)
			return !found
		})
	}
	return found
}
