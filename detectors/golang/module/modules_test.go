package module_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang"
	"github.com/waybill-dev/waybill/detectors/golang/golangtest"
)

// build returns the last stage of a unit.
func build(u facts.Unit) facts.Stage { return u.Image.Stages[len(u.Image.Stages)-1] }

func TestModulesThatABuildNeeds(t *testing.T) {
	t.Parallel()
	main := "package main\nfunc main() {}\n"
	for name, c := range map[string]struct{ in, manifest, resolve string }{
		"replacement": {
			"-- svc/go.mod --\nmodule a/svc\nrequire a/lib v0.0.0\nreplace a/lib => ../lib\n-- svc/go.sum --\n-- svc/main.go --\n" + main + "-- lib/go.mod --\nmodule a/lib\nrequire a/deep v0.0.0\nreplace a/deep => ../deep\n-- lib/lib.go --\npackage lib\n-- deep/go.mod --\nmodule a/deep\n",
			"deep/go.mod lib/go.mod svc/go.mod svc/go.sum", "go mod download",
		},
		"workspace": {
			"-- go.work --\ngo 1.24\nuse (\n\t./svc\n\tlib\n)\n-- svc/go.mod --\nmodule a/svc\nrequire b/x v1.0.0\n-- svc/go.sum --\n-- svc/main.go --\n" + main + "-- lib/go.mod --\nmodule a/lib\n-- lib/lib.go --\npackage lib\n",
			"go.work lib/go.mod svc/go.mod svc/go.sum", "go mod download",
		},
		"vendored":         {"-- svc/go.mod --\nmodule a/svc\nrequire b/x v1.0.0\n-- svc/go.sum --\n-- svc/vendor/modules.txt --\n-- svc/main.go --\n" + main, "", ""},
		"standard library": {"-- svc/go.mod --\nmodule a/svc\n-- svc/main.go --\n" + main, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _ := golangtest.Only(t, golang.Detector{}, c.in)
			s := build(u)
			var resolve string
			if len(s.Resolve) > 0 {
				resolve = strings.Join(s.Resolve[0], " ")
			}
			if got := strings.Join(s.Manifest, " "); got != c.manifest || resolve != c.resolve || s.Workdir != "svc" {
				t.Errorf("manifest %q, resolve %q in %q; want %q, %q", got, resolve, s.Workdir, c.manifest, c.resolve)
			}
		})
	}
}

func TestLegacy(t *testing.T) {
	t.Parallel()
	u, found := golangtest.Only(t, golang.Detector{}, "-- Gopkg.toml --\n-- cmd/shop/main.go --\npackage main\nimport (\"example.org/us/shop/web\"; \"github.com/gorilla/mux\")\nfunc main() { web.Serve(mux.NewRouter()) }\n-- web/web.go --\npackage web\nimport \"net/http\"\nfunc Serve(h http.Handler) { http.ListenAndServe(\":8081\", h) }\n")
	var commands []string
	for _, c := range build(u).Build {
		commands = append(commands, strings.Join(c, " "))
	}
	if got := strings.Join(commands[:2], "; "); got != "go mod init example.org/us/shop; go mod tidy" || len(found.Warnings) == 0 {
		t.Errorf("%s, warnings %v", got, found.Warnings)
	}
	if u.Path != "." || u.Main.Value != "cmd/shop" || len(u.Ports) != 1 {
		t.Errorf("%s", golangtest.Tell([]facts.Unit{u}))
	}
}

func TestPrivateModules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ mod, files, pattern string }{
		"no name of public DNS": {"require git.corp.internal/us/lib v1.0.0", "", "git.corp.internal"},
		"GOPRIVATE":             {"require github.com/us/lib v1.0.0", "-- Makefile --\nexport GOPRIVATE=github.com/us/*\n", "github.com/us/*"},
		"public":                {"require github.com/them/lib v1.0.0", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _ := golangtest.Only(t, golang.Detector{}, "-- go.mod --\nmodule example.org/shop\n"+c.mod+"\n-- go.sum --\n-- main.go --\npackage main\nfunc main() {}\n"+c.files)
			got := ""
			for _, e := range build(u).Env {
				if e.Name == "GOPRIVATE" {
					got = e.Value
				}
			}
			if got != c.pattern || (len(build(u).Secrets) > 0) != (c.pattern != "") {
				t.Errorf("GOPRIVATE %q, secrets %v; want %q", got, build(u).Secrets, c.pattern)
			}
		})
	}
}

// TestNestedReplacements: the module with the longest path that fits an import holds the package.
func TestNestedReplacements(t *testing.T) {
	t.Parallel()
	for range 8 { // a map decided once
		u, _ := golangtest.Only(t, golang.Detector{}, "-- go.mod --\nmodule example.org/shop\n\nrequire (\n\texample.org/lib v1.0.0\n\texample.org/lib/web v1.0.0\n)\n\nreplace (\n\texample.org/lib => ./lib\n\texample.org/lib/web => ./other\n)\n"+
			"-- main.go --\npackage main\nimport \"example.org/lib/web/server\"\nfunc main() { server.Serve() }\n"+
			"-- lib/go.mod --\nmodule example.org/lib\n-- lib/web/server/s.go --\npackage server\nimport \"net/http\"\nfunc Serve() { http.ListenAndServe(\":1\", nil) }\n"+
			"-- other/go.mod --\nmodule example.org/lib/web\n-- other/server/s.go --\npackage server\nimport \"net/http\"\nfunc Serve() { http.ListenAndServe(\":8085\", nil) }\n")
		if len(u.Ports) != 1 || u.Ports[0].Value != 8085 {
			t.Fatalf("%s", golangtest.Tell([]facts.Unit{u}))
		}
	}
}

func TestPathsOutside(t *testing.T) {
	t.Parallel()
	u, found := golangtest.Only(t, golang.Detector{}, "-- go.mod --\nmodule m\nreplace a/b => ../../etc\nreplace c/d => /etc\n-- go.work --\ngo 1.22\nuse .\nuse ../..\n-- main.go --\npackage main\nimport _ \"embed\"\n//go:embed ../../x\nvar x string\nfunc main() {}\n")
	if len(found.Warnings) != 4 {
		t.Errorf("%d warnings, want one for each path: %+v", len(found.Warnings), found.Warnings)
	}
	for _, s := range u.Image.Stages {
		for _, m := range s.Manifest {
			if strings.Contains(m, "..") || strings.HasPrefix(m, "/") {
				t.Errorf("the build copies %s", m)
			}
		}
	}
}

func TestBrokenModule(t *testing.T) {
	t.Parallel()
	found := golangtest.Detect(t, golang.Detector{}, "-- go.mod --\nmodule m\nrequire (\n-- main.go --\npackage main\nfunc main() {}\n")
	if len(found.Warnings) == 0 || found.Warnings[0].File != "go.mod" {
		t.Errorf("no warning that names go.mod: %+v", found.Warnings)
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	for directive, want := range map[string]string{"go 1.23.4": "1.23 >=1.23.4", "go 1.21rc2": "1.21 >=1.21", "go 1.16 // old": "1.16 >=1.16", "": " "} {
		u, _ := golangtest.Only(t, golang.Detector{}, "-- go.mod --\nmodule m\n"+directive+"\n-- main.go --\npackage main\nfunc main() {}\n")
		if got := u.RuntimeVersion.Value + " " + u.RuntimeVersion.Constraint; got != want {
			t.Errorf("%q: got %q, want %q", directive, got, want)
		}
	}
}

// TestNoModule: a go.mod that names no module is told, also where nothing else is found.
func TestNoModule(t *testing.T) {
	t.Parallel()
	found := golangtest.Detect(t, golang.Detector{}, "-- go.mod --\nmodul example.org/us\n")
	if len(found.Units) != 0 || len(found.Warnings) != 1 || found.Warnings[0].File != "go.mod" {
		t.Errorf("%+v", found)
	}
}
