package module_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/golang/golangtest"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// TestRelative: a path as seen from a folder, also from one beside it.
func TestRelative(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, dir, want string }{
		{"a/b.go", ".", "a/b.go"}, {"a/b.go", "", "a/b.go"}, {"a", "a", "."}, {"a/b.go", "a", "b.go"}, {"ab/c.go", "a", "../ab/c.go"}, {"c.go", "a/b", "../../c.go"}, {"a/c.go", "a/b", "../c.go"}, {"a/c/d.go", "a/b/e", "../../c/d.go"},
	} {
		if got := module.Relative(c.file, c.dir); got != c.want {
			t.Errorf("%s from %q: %s, want %s", c.file, c.dir, got, c.want)
		}
	}
}

// TestInside: a path of a build file stays in the repository.
func TestInside(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ dir, rel, want string }{
		{"a/b", "../c", "a/c true"},
		{"a", "./b/", "a/b true"},
		{"a", `b\c`, "a/b/c true"},
		{".", ".", ". true"},
		{"a", "../..", ".. false"},
		{"a", "../../x", "../x false"},
		{"a", "..x", "a/..x true"},
		{"a", "/etc", " false"},
		{"a", `C:\x`, " false"},
		{"a", "", " false"},
		{"a", "b\x00", " false"},
	} {
		p, ok := module.Inside(c.dir, c.rel)
		if got := fmt.Sprint(p, " ", ok); got != c.want {
			t.Errorf("%s in %s: %s, want %s", c.rel, c.dir, got, c.want)
		}
	}
}

// TestIgnoredByGo: go help packages.
func TestIgnoredByGo(t *testing.T) {
	t.Parallel()
	for dir, want := range map[string]bool{".": false, "a/b": false, "a/testdata": true, "testdata/a": true, "_a": true, "a/.b": true, "vendor/x": true, "a/vendored": false, "mytestdata": false} {
		if got := module.IgnoredByGo(dir); got != want {
			t.Errorf("%s: %t", dir, got)
		}
	}
}

// TestImportName: the package name that people expect of an import path.
func TestImportName(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"net/http": "http", "github.com/labstack/echo/v4": "echo", "gopkg.in/yaml.v3": "yaml", "github.com/mattn/go-sqlite3": "sqlite3", "github.com/nats-io/nats-go": "nats", "github.com/acme/my-lib": "lib", "v2": "v2", "example.org/x.y": "y", "github.com/nats-io/nats.go": "nats", "github.com/eclipse/paho.mqtt.golang": "golang",
		"gofr.dev": "gofr", "go-micro.dev/v5": "micro", "go.uber.org/fx": "fx",
	} {
		if got := module.ImportName(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	f := module.File{Imports: map[string]string{"lib": "github.com/acme/my-lib", "http": "net/http"}}
	f.Rename("github.com/acme/my-lib", "mylib")
	f.Rename("net/http", "")
	f.Rename("net/http", "http")
	f.Rename("other/http", "web")
	if got := fmt.Sprint(f.Imports); got != "map[http:net/http mylib:github.com/acme/my-lib]" {
		t.Errorf("renamed: %s", got)
	}
}

// TestTags: files that a build tag brings in, and those of other systems, which no tag does.
func TestTags(t *testing.T) {
	t.Parallel()
	r := module.Open(golangtest.Repository(t, `-- go.mod --
module m
-- ui/plain.go --
package ui
-- ui/embed.go --
// Copyright

//go:build embed

package ui

//go:embed dist
var files embed.FS
-- ui/both.go --
//go:build embed && !dev

package ui

//go:embed dist
-- ui/windows.go --
//go:build windows

package ui

//go:embed dist
-- ui/bare.go --
//go:build bare

package ui
`))
	r.LoadModules()
	if got := fmt.Sprint(r.Excluded("ui")); got != "[{ui/embed.go 3 embed}]" {
		t.Errorf("left out: %s", got)
	}
	for tag, want := range map[string]string{"embed": "ui/both.go", "dev": "ui/both.go", "bare": "ui/bare.go", "other": ""} {
		if got := r.AskedFor("ui", tag); got != want {
			t.Errorf("%s is asked for by %q, want %q", tag, got, want)
		}
	}
	r.Build([]string{"embed", "embed"})
	if got := r.Excluded("ui"); len(got) != 0 {
		t.Errorf("with the tag nothing is left out: %v", got)
	}
	r.Build(nil)
	if got := r.Excluded("ui"); len(got) != 1 {
		t.Errorf("without it again: %v", got)
	}
}

// TestEmbedded: which files a pattern takes (package embed): those that begin with a dot or an underscore only by name, or by all:.
func TestEmbedded(t *testing.T) {
	t.Parallel()
	r := module.Open(golangtest.Repository(t, "-- ui/dist/index.html --\n-- hidden/.keep --\n-- hidden/_a/b --\n-- web/a.css --\n"))
	for pattern, want := range map[string]string{
		"ui/dist": "ui/dist true", "ui/dist/index.html": "ui/dist/index.html true", "ui/dist/*.html": "ui/dist true", "ui/dist/*.js": "ui/dist false", "ui/*": "ui true", "ui/none": "ui/none false",
		"hidden": "hidden false", "all:hidden": "hidden true", "hidden/.keep": "hidden/.keep true", "hidden/*": "hidden true",
		"web/[ab].css": "web true", "web/?.js": "web false",
	} {
		pattern, all := strings.CutPrefix(pattern, "all:")
		e := module.Embed{Pattern: pattern, All: all}
		if got := fmt.Sprint(e.Folder(), " ", e.Matches(r)); got != want {
			t.Errorf("%s, all %t: %s, want %s", pattern, all, got, want)
		}
	}
}

// TestWhatNoCompilerTakes: a file that cannot be parsed and a folder of two packages are told with their line; what is not deployed is not.
func TestWhatNoCompilerTakes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ archive, want string }{
		"two packages":      {"-- go.mod --\nmodule m\n-- a.go --\npackage m\n-- b.go --\n\npackage other\n-- main.go --\npackage main\n", "main.go:1: is of package main, and a.go beside it of package m: Go builds no folder of two packages"},
		"one for documents": {"-- go.mod --\nmodule m\n-- a.go --\npackage documentation\n-- main.go --\npackage main\n", ""},
		"one of tests":      {"-- go.mod --\nmodule m\n-- main.go --\npackage main\n-- a_test.go --\npackage main_test\n", ""},
		"of another system": {"-- go.mod --\nmodule m\n-- a_windows.go --\npackage other\n-- main.go --\npackage main\n", ""},
		"an example":        {"-- go.mod --\nmodule m\n-- examples/x/a.go --\npackage m\n-- examples/x/main.go --\npackage main\n", ""},
		"no package":        {"-- go.mod --\nmodule m\n-- main.go --\n\nfunc main() {}\n", "main.go:2: the file cannot be parsed, and what it says is not known: expected 'package', found 'func'"},
	} {
		r := module.Open(golangtest.Repository(t, c.archive))
		r.LoadModules()
		r.MainFolders()
		var got []string
		for _, w := range r.Warnings {
			got = append(got, fmt.Sprintf("%s:%d: %s", w.File, w.Line, w.Text))
		}
		if text := strings.Join(got, "; "); text != c.want || r.Unparsed != (c.want != "") {
			t.Errorf("%s: %q, want %q (unparsed: %t)", name, text, c.want, r.Unparsed)
		}
	}
}
