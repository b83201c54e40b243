package node

import (
	"path"
	"slices"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
)

// unit is one package with what was decided about it.
type unit struct {
	m         *manifest
	kind      facts.Text
	framework facts.Text
	known     serverFramework
	launch    launch
	site      site
	modules   []*javascript.Module
	listeners []listener
	warnings  []facts.Warning
}

func (u *unit) warn(file string, line int, text string) {
	u.warnings = append(u.warnings, facts.Warning{File: file, Line: line, Unit: u.m.dir, Text: text})
}

// documentationFrameworks build sites of documentation.
var documentationFrameworks = []string{"docusaurus", "vitepress", "vuepress"}

// documents says whether the unit is the documentation of the project, where the project is something else.
func (u *unit) documents() bool {
	return u.kind.Value == facts.StaticSite && (isDocumentation(u.m.dir) || slices.Contains(documentationFrameworks, u.framework.Value))
}

func isDocumentation(dir string) bool {
	return aside.Folder(path.Base(dir), aside.Documentation|aside.Site) != ""
}
