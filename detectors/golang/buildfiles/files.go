package buildfiles

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// Source is the kind of a build file. A lower one says more about what a team delivers.
type Source int

// The kinds of build files, the one that is nearest to an image first.
const (
	Dockerfile Source = iota // what the team's own image holds
	Release                  // .goreleaser.yaml, .ko.yaml: what the team publishes
	Makefile
	Task // Taskfile.yml, justfile
	Script
	Pipeline // CI
)

// String names the kind for a person.
func (s Source) String() string {
	return [...]string{"Dockerfile", "release configuration", "Makefile", "task file", "script", "pipeline"}[s]
}

// Line is one command line of a build file.
type Line struct {
	Source Source
	At     facts.Evidence // its place
	Dir    string         // the folder that it starts in, as far as the kind of the file says
	Text   string         // with the variables of the file filled in; what only the build knows stays as it is written
}

// Files are the lines of all build files of a repository, read once.
type Files struct {
	r        *module.Repo
	lines    []Line
	compiles map[Source][]compile  // of the lines
	releases map[string][]released // of the release configurations that were asked for, by file
}

// maxFiles bounds the build files that are read, maxLines the lines that are kept of them.
const (
	maxFiles     = 60
	maxFileBytes = 256 << 10
	maxLines     = 5000
)

// Open reads the build files of a repository, those of a lower Source first and nearer to the root first.
func Open(r *module.Repo) *Files {
	b := &Files{r: r, compiles: map[Source][]compile{}, releases: map[string][]released{}}
	found := map[Source][]string{}
	for _, file := range r.Tree.Files() {
		if s, ok := sourceOf(file); ok {
			found[s] = append(found[s], file)
		}
	}
	for s := Dockerfile; s <= Pipeline; s++ {
		files := found[s]
		slices.SortStableFunc(files, func(a, b string) int { return strings.Count(a, "/") - strings.Count(b, "/") })
		for _, file := range files[:min(len(files), maxFiles)] {
			b.add(s, file)
		}
	}
	b.packageScripts()
	b.findCompiles()
	return b
}

func (b *Files) add(s Source, file string) {
	data, ok := b.read(file)
	if !ok || len(b.lines) >= maxLines {
		return
	}
	switch s {
	case Makefile:
		b.lines = append(b.lines, b.makefile(file, data)...)
	case Release: // its keys are read by FlagsOf, its hooks are commands
		b.lines = append(b.lines, b.hooks(file, data)...)
	default:
		b.lines = append(b.lines, b.script(s, file, data)...)
	}
}

// packageScripts are the scripts of the package.json files: they often copy what they built to where a program embeds it.
func (b *Files) packageScripts() {
	for _, file := range b.r.Tree.Named("package.json") {
		data, ok := b.read(file)
		if !ok || module.Aside(path.Dir(file)) != "" || len(b.lines) >= maxLines {
			continue
		}
		for _, s := range PackageScripts(data) {
			b.lines = append(b.lines, Line{Script, facts.Evidence{File: file, Line: s.Line, Rule: "script " + s.Key}, path.Dir(file), s.Value})
		}
	}
}

// PackageScripts reads the scripts of a package.json file, with their names as keys; none of a file that cannot be read.
func PackageScripts(data []byte) []configfile.Value {
	docs, err := configfile.YAML(data)
	if err != nil || len(docs) == 0 {
		return nil
	}
	var scripts []configfile.Value
	for _, v := range docs[0].Values {
		if name, ok := strings.CutPrefix(v.Key, "scripts."); ok {
			v.Key = name
			scripts = append(scripts, v)
		}
	}
	return scripts
}

func (b *Files) read(file string) ([]byte, bool) {
	data, err := b.r.Tree.Head(file, maxFileBytes)
	return data, err == nil
}

// developers are words in the name of a Dockerfile that is not for production.
var developers = []string{"dev", "development", "test", "tests", "debug", "local", "e2e", "ci", "lint", "builder", "devcontainer"}

var scriptFolders = regexp.MustCompile(`^(?:[^/]+/)?(?:scripts?|build|hack|ci|tools?|bin|make|dev|deploy|release|\.ci)/[^/]+$|^[^/]+$`)

// sourceOf says of what kind a file is.
func sourceOf(file string) (Source, bool) {
	base := path.Base(file)
	lower := strings.ToLower(base)
	words := strings.FieldsFunc(lower, func(r rune) bool { return r == '.' || r == '-' || r == '_' })
	switch {
	case strings.HasPrefix(file, ".github/workflows/") && isYAML(lower), file == ".gitlab-ci.yml", file == ".drone.yml", file == ".circleci/config.yml", file == "azure-pipelines.yml", file == ".travis.yml", strings.HasPrefix(file, ".woodpecker"):
		return Pipeline, true
	case module.Aside(path.Dir(file)) != "" && !strings.HasSuffix(lower, ".sh") || strings.Contains(file, "/testdata/"):
		return 0, false
	case slices.Contains(words, "dockerfile") || slices.Contains(words, "containerfile"):
		return Dockerfile, len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(developers, w) })
	case isYAML(lower) && (strings.HasPrefix(strings.TrimPrefix(lower, "."), "goreleaser") || lower == ".ko.yaml"):
		return Release, true
	case lower == "makefile" || lower == "gnumakefile":
		return Makefile, true
	case isYAML(lower) && strings.HasPrefix(lower, "taskfile."), lower == "justfile", lower == ".justfile":
		return Task, true
	case (strings.HasSuffix(lower, ".sh") || lower == "build" || lower == "make.bash") && scriptFolders.MatchString(file):
		return Script, true
	}
	return 0, false
}

func isYAML(lower string) bool {
	return strings.HasSuffix(lower, ".yml") || strings.HasSuffix(lower, ".yaml")
}
