package detectors

import (
	"path"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// buildFiles name what waybill sees and does not build, by the file that declares it.
var buildFiles = []struct{ file, say string }{
	{"build.gradle", "Gradle is not supported"},
	{"build.gradle.kts", "Gradle is not supported"},
	{"build.sbt", "sbt is not supported"},
	{"build.xml", "Ant is not supported"},
	{"Cargo.toml", "Rust is not supported"},
	{"requirements.txt", "Python is not supported"},
	{"pyproject.toml", "Python is not supported"},
	{"Pipfile", "Python is not supported"},
	{"setup.py", "Python is not supported"},
	{"Gemfile", "Ruby is not supported"},
	{"composer.json", "PHP is not supported"},
	{"mix.exs", "Elixir is not supported"},
	{"deno.json", "Deno is not supported"},
	{"deno.jsonc", "Deno is not supported"},
	{"Package.swift", "Swift is not supported"},
	{"CMakeLists.txt", "C and C++ are not supported"},
	{"pubspec.yaml", "Dart is not supported"},
}

// unsupported names the parts of other languages. A folder that holds a unit is not named again:
// its build file is the business of the detector that found the unit.
func unsupported(tree *source.Tree, report facts.Report) []facts.Unsupported {
	known := map[string]bool{}
	for _, u := range report.Units {
		known[u.Path] = true
	}
	for _, u := range report.Unsupported {
		known[u.Path] = true
	}
	var out []facts.Unsupported
	for _, b := range buildFiles {
		for _, file := range tree.Named(b.file) {
			if dir := path.Dir(file); !known[dir] {
				out = append(out, facts.Unsupported{Path: dir, Found: b.file, Say: b.say})
			}
		}
	}
	for _, ext := range []string{".csproj", ".fsproj"} {
		for _, file := range tree.Files() {
			if dir := path.Dir(file); path.Ext(file) == ext && !known[dir] {
				out = append(out, facts.Unsupported{Path: dir, Found: path.Base(file), Say: ".NET is not supported"})
			}
		}
	}
	return out
}
