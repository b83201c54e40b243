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
