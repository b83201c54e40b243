package maven

import (
	"fmt"
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// pom is one POM file as it was written.
type pom struct {
	file string // slash path in the repository; for a well-known external parent, the POM that names it
	dir  string
	root *element

	parent     *pom   // inside the repository, or a well-known external one
	parentName string // "group:artifact:version" as written, "" without a parent
	parentLine int
	external   string // "group:artifact:version" when the file is not in the repository
	origin     int    // line of the <parent> that named an external POM

	resolved *model
}

// layer is a POM or one of its active profiles: what it says wins over the layers after it.
type layer struct {
	pom  *pom
	root *element // <project> or <profile>
	own  bool     // of the project itself, not inherited
}

func (l layer) evidence(e *element, rule string) facts.Evidence {
	if l.pom.external != "" {
		return facts.Evidence{File: l.pom.file, Line: l.pom.origin, Rule: rule + " of the parent " + l.pom.external}
	}
	return facts.Evidence{File: l.pom.file, Line: e.line, Rule: rule}
}

// readPOM decodes a POM; a file that is none (another root element) is nil without an error.
func readPOM(file string, data []byte) (*pom, error) {
	root, err := parseXML(data)
	if err != nil {
		return nil, fmt.Errorf("not a readable POM: %w", err)
	}
	if root.name != "project" {
		return nil, nil
	}
	p := &pom{file: file, dir: path.Dir(file), root: root}
	if parent := root.child("parent"); parent != nil {
		p.parentName = parent.value("groupId") + ":" + parent.value("artifactId") + ":" + parent.value("version")
		p.parentLine = parent.line
	}
	return p, nil
}

func (p *pom) artifactID() string { return p.root.value("artifactId") }

// parentFile is where Maven looks for the parent in the repository: <relativePath>, by default ../pom.xml (Maven model reference).
// A path to a folder means its pom.xml. It is "" when the path is empty or leads out of the repository.
func (p *pom) parentFile(has func(string) bool) string {
	parent := p.root.child("parent")
	if parent == nil {
		return ""
	}
	relative := "../pom.xml"
	if r := parent.child("relativePath"); r != nil {
		if r.text == "" {
			return ""
		}
		relative = strings.ReplaceAll(r.text, `\`, "/")
	}
	file := path.Join(p.dir, relative)
	if !has(file) {
		file = path.Join(file, "pom.xml")
	}
	if path.IsAbs(relative) || file == ".." || strings.HasPrefix(file, "../") || !has(file) {
		return ""
	}
	return file
}

// moduleFiles returns the POM files that a <modules> element names, with the element that named each.
func (p *pom) moduleFiles(root *element, has func(string) bool) map[string]*element {
	files := map[string]*element{}
	modules := root.child("modules").each("module")
	modules = append(modules, root.child("subprojects").each("subproject")...) // Maven 4
	for _, m := range modules {
		name := strings.ReplaceAll(m.text, `\`, "/")
		file := path.Join(p.dir, name)
		if !strings.HasSuffix(name, ".xml") {
			file = path.Join(file, "pom.xml")
		}
		if has(file) && file != p.file {
			files[file] = m
		}
	}
	return files
}
