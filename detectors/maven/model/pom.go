package model

import (
	"fmt"
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// POM is one POM file as it was written.
type POM struct {
	File string // slash path in the repository; for a well-known external parent, the POM that names it
	Dir  string
	Root *Element

	Parent     *POM   // inside the repository, or a well-known external one
	parentName string // "group:artifact:version" as written, "" without a parent
	parentLine int
	external   string // "group:artifact:version" when the file is not in the repository
	origin     int    // line of the <parent> that named an external POM
	given      bool   // an external POM that was given as a file, not known by heart

	Resolved *Model
}

// layer is a POM or one of its active profiles: what it says wins over the layers after it.
type layer struct {
	pom  *POM
	Root *Element // <project> or <profile>
	own  bool     // of the project itself, not inherited
}

// Evidence is the place of an element of the layer. An external parent has no file here: its place is where it is named.
func (l layer) Evidence(e *Element, rule string) facts.Evidence {
	if l.pom.given {
		return facts.Evidence{File: l.pom.File, Line: l.pom.origin, Rule: rule + " in " + l.pom.external}
	}
	if l.pom.external != "" {
		return facts.Evidence{File: l.pom.File, Line: l.pom.origin, Rule: rule + " of the parent " + l.pom.external}
	}
	return facts.Evidence{File: l.pom.File, Line: e.Line, Rule: rule}
}

// readPOM decodes a POM; a file that is none (another root element) is nil without an error.
func readPOM(file string, data []byte) (*POM, error) {
	root, err := ParseXML(data)
	if err != nil {
		return nil, fmt.Errorf("not a readable POM: %w", err)
	}
	if root.Name != "project" {
		return nil, nil
	}
	p := &POM{File: file, Dir: path.Dir(file), Root: root}
	if parent := root.Child("parent"); parent != nil {
		p.parentName = parent.Value("groupId") + ":" + parent.Value("artifactId") + ":" + parent.Value("version")
		p.parentLine = parent.Line
	}
	return p, nil
}

// ArtifactID is <artifactId> as written; it is never inherited.
func (p *POM) ArtifactID() string { return p.Root.Value("artifactId") }

// parentFile is where Maven looks for the parent in the repository: <relativePath>, by default ../pom.xml (Maven model reference).
// A path to a folder means its pom.xml. It is "" when the path is empty or leads out of the repository.
func (p *POM) parentFile(has func(string) bool) string {
	parent := p.Root.Child("parent")
	if parent == nil {
		return ""
	}
	relative := "../pom.xml"
	if r := parent.Child("relativePath"); r != nil {
		if r.Text == "" {
			return ""
		}
		relative = strings.ReplaceAll(r.Text, `\`, "/")
	}
	file := path.Join(p.Dir, relative)
	if !has(file) {
		file = path.Join(file, "pom.xml")
	}
	if path.IsAbs(relative) || file == ".." || strings.HasPrefix(file, "../") || !has(file) {
		return ""
	}
	return file
}

// ModuleFiles returns the POM files that a <modules> element names and that exist, with the element that named each.
func (p *POM) ModuleFiles(root *Element, has func(string) bool) map[string]*Element {
	files := map[string]*Element{}
	for _, m := range listed(root) {
		if file := p.moduleFile(m); has(file) && file != p.File {
			files[file] = m
		}
	}
	return files
}

// MissingModules returns the elements of <modules> that name no POM of the repository, and what each names. A name that a property makes is not judged.
func (p *POM) MissingModules(has func(string) bool) map[string]*Element {
	missing := map[string]*Element{}
	for _, m := range listed(p.Root) {
		if file := p.moduleFile(m); m.Text != "" && !strings.Contains(m.Text, "${") && !strings.HasPrefix(file, "../") && !has(file) {
			missing[file] = m
		}
	}
	return missing
}

func listed(root *Element) []*Element {
	modules := root.Child("modules").Each("module")
	return append(modules, root.Child("subprojects").Each("subproject")...) // Maven 4
}

func (p *POM) moduleFile(m *Element) string {
	name := strings.ReplaceAll(m.Text, `\`, "/")
	file := path.Join(p.Dir, name)
	if !strings.HasSuffix(name, ".xml") {
		file = path.Join(file, "pom.xml")
	}
	return file
}

// Mentions says whether the POM names an artifact anywhere.
func (p *POM) Mentions(artifact string) bool {
	found := false
	p.Root.Walk(func(e *Element) { found = found || e.Name == "artifactId" && e.Text == artifact })
	return found
}

// Ruled returns evidence of the same place under another rule.
func Ruled(at facts.Evidence, rule string) facts.Evidence {
	at.Rule = rule
	return at
}
