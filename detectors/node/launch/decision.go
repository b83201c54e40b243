// Package launch says how a package starts in production, or which site its build makes.
//
// Into it goes one manifest of a code.Base. Out of it come
//
//   - Launch, the command with the file that it starts and the source that this file is made from;
//   - Site, the folder of files that a build writes for a web server;
//   - Unit, one package with everything that was decided about it, which the rooms above read.
//
// For example, with "build": "tsc" and "start": "ts-node src/main.ts", Of gives [node dist/main.js], of the source src/main.ts,
// likely, and the warning that the script compiles at each start.
package launch

import (
	"path"
	"slices"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/listen"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// Unit is one package with what was decided about it.
type Unit struct {
	M         *manifest.Manifest
	Kind      facts.Text
	Framework facts.Text
	Known     Framework
	Launch    Launch
	Site      Site
	Modules   []*javascript.Module
	Find      []listen.Listener
	Off       []listen.Listener // switched off where nothing is configured
	Warnings  []facts.Warning
}

// Warn tells something about the unit; line is 0 for the file as a whole.
func (u *Unit) Warn(file string, line int, text string) {
	u.Warnings = append(u.Warnings, facts.Warning{File: file, Line: line, Unit: u.M.Dir, Text: text})
}

// documentationFrameworks build sites of documentation.
var documentationFrameworks = []string{"docusaurus", "vitepress", "vuepress"}

// Documents says whether the unit is the documentation of the project, where the project is something else.
func (u *Unit) Documents() bool {
	return u.Kind.Value == facts.StaticSite && (isDocumentation(u.M.Dir) || slices.Contains(documentationFrameworks, u.Framework.Value))
}

func isDocumentation(dir string) bool {
	return aside.Folder(path.Base(dir), aside.Documentation|aside.Site) != ""
}
