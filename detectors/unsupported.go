package detectors

import (
	"path"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// buildFiles name what waybill sees and does not build, by the file that declares it. A row counts only as long as no detector has the name
// of its language.
var buildFiles = []struct{ file, language, say string }{
	{"build.gradle", "gradle", "Gradle is not supported"},
	{"build.gradle.kts", "gradle", "Gradle is not supported"},
	{"build.sbt", "sbt", "sbt is not supported"},
	{"build.xml", "ant", "Ant is not supported"},
	{"Cargo.toml", "rust", "Rust is not supported"},
	{"requirements.txt", "python", "Python is not supported"},
	{"pyproject.toml", "python", "Python is not supported"},
	{"Pipfile", "python", "Python is not supported"},
	{"setup.py", "python", "Python is not supported"},
	{"Gemfile", "ruby", "Ruby is not supported"},
	{"composer.json", "php", "PHP is not supported"},
	{"mix.exs", "elixir", "Elixir is not supported"},
	{"deno.json", "deno", "Deno is not supported"},
	{"deno.jsonc", "deno", "Deno is not supported"},
	{"Package.swift", "swift", "Swift is not supported"},
	{"serverless.yml", "functions", "functions of the Serverless Framework run at their provider, and no image is made of them"},
	{"serverless.yaml", "functions", "functions of the Serverless Framework run at their provider, and no image is made of them"},
	{"serverless.ts", "functions", "functions of the Serverless Framework run at their provider, and no image is made of them"},
	{"wrangler.toml", "functions", "a worker of Cloudflare runs there, and no image is made of it"},
	{"wrangler.json", "functions", "a worker of Cloudflare runs there, and no image is made of it"},
	{"wrangler.jsonc", "functions", "a worker of Cloudflare runs there, and no image is made of it"},
	{"CMakeLists.txt", "c", "C and C++ are not supported"},
	{"pubspec.yaml", "dart", "Dart is not supported"},
}

// unsupported names the parts of other languages. A folder that holds a unit is not named again:
// its build file is the business of the detector that found the unit.
func unsupported(tree *source.Tree, report facts.Report, ds []Detector) []facts.Unsupported {
	known := map[string]bool{}
	for _, u := range report.Units {
		known[u.Path] = true
	}
	for _, u := range report.Unsupported {
		known[u.Path] = true
	}
	var out []facts.Unsupported
	for _, b := range buildFiles {
		if slices.ContainsFunc(ds, func(d Detector) bool { return d.Name() == b.language }) {
			continue
		}
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
