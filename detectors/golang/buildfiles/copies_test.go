package buildfiles_test

import (
	"fmt"
	"testing"

	"github.com/waybill-dev/waybill/detectors/golang/buildfiles"
	"github.com/waybill-dev/waybill/detectors/golang/golangtest"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

func open(tb testing.TB, archive string) *buildfiles.Files {
	tb.Helper()
	r := module.Open(golangtest.Repository(tb, "-- go.mod --\nmodule m\n-- main.go --\npackage main\nfunc main() {}\n-- web/src/a.ts --\n-- internal/ui/ui.go --\npackage ui\n"+archive))
	r.LoadModules()
	r.Mains = r.MainFolders()
	return buildfiles.Open(r)
}

// TestCopies: commands that bring what was built to the folder that a program embeds, seen from the folder that they run in.
func TestCopies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ archive, want string }{
		"to the folder":        {"-- Makefile --\nui:\n\tcp -r web/dist internal/ui/dist\n", "[{web/dist internal/ui/dist Makefile:2}]"},
		"into one above":       {"-- Makefile --\nui:\n\tcp -r web/dist internal/ui\n", "[{web/dist internal/ui/dist Makefile:2}]"},
		"what is in it":        {"-- Makefile --\nui:\n\tcp -r web/dist/* internal/ui/dist\n", "[{web/dist internal/ui/dist Makefile:2}]"},
		"what is in it, above": {"-- Makefile --\nui:\n\tcp -r web/dist/* internal/ui\n", "[]"},
		"moved, from within":   {"-- Makefile --\nui:\n\tcd web && mv dist ../internal/ui/\n", "[{web/dist internal/ui/dist Makefile:2}]"},
		"by rsync":             {"-- build.sh --\nrsync -a --delete web/dist/. internal/ui/dist\n", "[{web/dist internal/ui/dist build.sh:1}]"},
		"by a script of npm":   {"-- web/package.json --\n{\"scripts\": {\"build\": \"vite build && npx shx cp -r dist ../internal/ui/\"}}\n", "[{web/dist internal/ui/dist web/package.json:1}]"},
		"in a Dockerfile":      {"-- Dockerfile --\nFROM golang\nCOPY --from=web /src/web/dist internal/ui/dist\nRUN go build -o /x .\n", "[{web/dist internal/ui/dist Dockerfile:2}]"},
		"to another folder":    {"-- Makefile --\nui:\n\tcp -r web/dist internal/other/dist\n", "[]"},
		"by a variable":        {"-- Makefile --\nui:\n\tcp -r $$OUT internal/ui/dist\n", "[]"},
		"out of it":            {"-- Makefile --\nui:\n\tcp -r internal/ui/dist /tmp/x\n", "[]"},
		"no copy":              {"-- Makefile --\nui:\n\tls web/dist internal/ui/dist\n", "[]"},
	} {
		got := []string{}
		for _, x := range open(t, c.archive).CopiesTo("internal/ui/dist") {
			got = append(got, fmt.Sprintf("{%s %s %s:%d}", x.From, x.To, x.At.File, x.At.Line))
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}

// TestMakers: the command that names a folder as something else than a package to compile or a folder to clean.
func TestMakers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ archive, want string }{
		"a generator":         {"-- Makefile --\ngen:\n\tswag init -o internal/docs\n", "Makefile:2"},
		"from within":         {"-- web/package.json --\n{\"scripts\": {\"build\": \"vite build --outDir ../internal/docs\"}}\n", "web/package.json:1"},
		"a build of Go":       {"-- Makefile --\nbuild:\n\tgo build ./internal/docs\n", ""},
		"cleaned":             {"-- Makefile --\nclean:\n\t@rm -rf internal/docs\n", ""},
		"the end of a name":   {"-- Makefile --\ngen:\n\tmake-it my-internal/docs\n", ""},
		"the start of a name": {"-- Makefile --\ngen:\n\tmake-it internal/docs2\n", ""},
		"later in the line":   {"-- Makefile --\ngen:\n\tmake-it internal/docs2 internal/docs\n", "Makefile:2"},
		"where it works":      {"-- Dockerfile --\nFROM golang\nWORKDIR /internal/docs\nRUN go build -o /x .\n", ""},
	} {
		l, ok := open(t, c.archive).MakerOf("internal/docs")
		got := ""
		if ok {
			got = fmt.Sprintf("%s:%d", l.At.File, l.At.Line)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if l, ok := open(t, "-- Makefile --\ngen:\n\tmake-it docs\n").MakerOf("docs"); ok {
		t.Errorf("a word alone says too little: %+v", l)
	}
}

// TestPackageScripts: names, commands and lines; nothing of a file that cannot be read.
func TestPackageScripts(t *testing.T) {
	t.Parallel()
	var got []string
	for _, s := range buildfiles.PackageScripts([]byte("{\n\"name\": \"x\",\n\"scripts\": {\n\"build\": \"a\",\n\"test:unit\": \"b\"\n}\n}")) {
		got = append(got, fmt.Sprintf("%d %s=%s", s.Line, s.Key, s.Value))
	}
	if fmt.Sprint(got) != "[4 build=a 5 test:unit=b]" {
		t.Error(got)
	}
	if got := buildfiles.PackageScripts([]byte("{")); got != nil {
		t.Errorf("of half a file: %v", got)
	}
}
