// Package aside holds the folder names by which a repository says that nobody deploys what lies in them. The detectors of all languages
// ask it, so that an example is an example in each of them. A name decides only where nothing stronger speaks: settings name such
// a unit all the same, and a repository that has nothing else is one of examples.
package aside

import "strings"

// Class says what a folder is for; classes are joined with |.
type Class uint8

// The classes.
const (
	Example       Class = 1 << iota // shows how something is used, or is copied to begin with
	Sample                          // a whole application to start from, which some teams do run: Maven keeps it beside applications
	Test                            // tests, measures or imitates other programs
	Tool                            // serves the developers of the repository, or is somebody else's
	Documentation                   // text about the project
	Site                            // the project's web site: only of pages, never of a server
)

// Row is one folder name.
type Row struct {
	Word  string
	Class Class
	Part  bool   // says it as the first or last part of a longer name too: demo-app, orders-samples
	Why   string // the convention, or where it is written down
}

const (
	goLayout    = "golang-standards/project-layout"
	maven       = "Maven: modules that the reactor builds and nobody deploys"
	jest        = "Jest: testMatch, roots of manual mocks"
	common      = "common in public repositories of all three languages"
	scaffolding = "create-* packages and generators: text to copy, with names to fill in"
)

// rows are ordered by class and word. What two ecosystems use differently stands in one class only.
var rows = []Row{
	{".storybook", Example, false, "Storybook: its configuration"},
	{"boilerplate", Example, false, scaffolding},
	{"demo", Example, true, common},
	{"demos", Example, true, common},
	{"example", Example, true, common},
	{"examples", Example, true, goLayout},
	{"playground", Example, true, "Vite, Vue and their plug-ins: an application to try a library with"},
	{"playgrounds", Example, true, common},
	{"storybook", Example, false, "Storybook: pages that show components"},
	{"template", Example, false, scaffolding},
	{"templates", Example, false, scaffolding},
	{"tutorial", Example, true, common},
	{"tutorials", Example, true, common},

	{"quickstart", Sample, true, "Quarkus and Spring guides"},
	{"quickstarts", Sample, true, "Quarkus and Spring guides"},
	{"sample", Sample, true, common},
	{"samples", Sample, true, common},

	{"__fixtures__", Test, false, jest},
	{"__mocks__", Test, false, jest},
	{"__tests__", Test, false, jest},
	{"bench", Test, false, common},
	{"benchmark", Test, true, common},
	{"benchmarks", Test, true, common},
	{"cypress", Test, false, "Cypress: its folder"},
	{"e2e", Test, false, "end-to-end tests: Angular, Nx, Playwright, Go"},
	{"fixture", Test, false, common},
	{"fixtures", Test, false, common},
	{"integrationtest", Test, false, common},
	{"integrationtests", Test, false, common},
	{"integration-tests", Test, true, "Quarkus, Spring Boot: applications that tests run"},
	{"it", Test, true, "Maven Failsafe: integration tests"},
	{"itest", Test, true, maven},
	{"itests", Test, true, maven},
	{"mock", Test, false, common},
	{"mocks", Test, false, common},
	{"stub", Test, false, common},
	{"stubs", Test, false, common},
	{"test", Test, true, goLayout},
	{"testdata", Test, false, "go help test: ignored by the go tool"},
	{"testing", Test, false, common},
	{"tests", Test, true, common},
	{"testutil", Test, false, "Go standard library: internal/testutil and its like"},
	{"testutils", Test, false, common},

	{".devcontainer", Tool, false, "Development Containers specification"},
	{".github", Tool, false, "GitHub: workflows and actions"},
	{"ci", Tool, false, "scripts and programs of continuous integration"},
	{"contrib", Tool, false, "kept by others than the project's maintainers"},
	{"hack", Tool, false, "Kubernetes: scripts of its developers"},
	{"misc", Tool, false, common},
	{"script", Tool, false, "GitHub: scripts to rule them all"},
	{"scripts", Tool, false, goLayout},
	{"third_party", Tool, false, goLayout},
	{"tools", Tool, false, goLayout},

	{"doc", Documentation, false, common},
	{"docs", Documentation, false, goLayout},
	{"documentation", Documentation, false, common},

	{"docs-site", Site, false, common},
	{"site", Site, false, common},
	{"website", Site, false, goLayout},
	{"www", Site, false, common},
}

// Rows returns the table.
func Rows() []Row { return append([]Row(nil), rows...) }

// Folder returns the first folder of a path, relative to the repository, that has a name of these classes as it is spelled there;
// "" when none has.
func Folder(dir string, classes Class) string {
	for folder := range strings.SplitSeq(dir, "/") {
		word := strings.ToLower(folder)
		for _, r := range rows {
			if r.Word == word && r.Class&classes != 0 {
				return folder
			}
		}
	}
	return ""
}

// Named says whether a folder of the path has a name of these classes, or one that such a word begins, ends or stands in the middle of.
func Named(dir string, classes Class) bool {
	if Folder(dir, classes) != "" {
		return true
	}
	for folder := range strings.SplitSeq(strings.ToLower(dir), "/") {
		parts := "-" + strings.ReplaceAll(folder, "_", "-") + "-"
		for _, r := range rows {
			if r.Part && r.Class&classes != 0 && strings.Contains(parts, "-"+r.Word+"-") {
				return true
			}
		}
	}
	return false
}
