package golang

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// repository makes a tree of a txtar archive.
func repository(tb testing.TB, archive string) *source.Tree {
	tb.Helper()
	fsys := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	tree, err := source.New(fsys, source.DefaultLimits)
	if err != nil {
		tb.Fatal(err)
	}
	return tree
}

func detect(tb testing.TB, archive string) facts.Findings {
	tb.Helper()
	found, err := Detector{}.Detect(tb.Context(), repository(tb, archive))
	if err != nil {
		tb.Fatal(err)
	}
	return found
}

// only returns the one unit of a repository.
func only(tb testing.TB, archive string) (facts.Unit, facts.Findings) {
	tb.Helper()
	found := detect(tb, archive)
	if len(found.Units) != 1 {
		tb.Fatalf("%d units, want one: %s", len(found.Units), tell(found.Units))
	}
	return found.Units[0], found
}

// tell writes units in one line each: main kind ports start.
func tell(units []facts.Unit) string {
	var lines []string
	for _, u := range units {
		var ports []string
		for _, p := range u.Ports {
			ports = append(ports, fmt.Sprint(p.Value, ":", p.Name))
		}
		lines = append(lines, strings.Join([]string{u.Main.Value, u.Kind.Value, "[" + strings.Join(ports, " ") + "]", strings.Join(u.Start, " ")}, " "))
	}
	return strings.Join(lines, "\n")
}

// oneFile wraps the body of a main function in a module of its own.
func oneFile(imports, body string) string {
	return "-- go.mod --\nmodule example.org/shop\n\ngo 1.24\n-- main.go --\npackage main\n\nimport (\n" + imports + "\n)\n\nfunc main() {\n" + body + "\n}\n"
}

func TestWhichProgramServes(t *testing.T) {
	t.Parallel()
	server := `package main
import "net/http"
func main() { http.ListenAndServe(":9000", nil) }
`
	for name, c := range map[string]struct{ in, want string }{
		"server and tool": {
			"-- go.mod --\nmodule m\n-- cmd/shop/main.go --\n" + server + "-- cmd/gen/main.go --\npackage main\nfunc main() { println() }\n",
			"cmd/gen cli [] ./gen\ncmd/shop server [9000:http] ./shop",
		},
		"examples and tools are left out": {
			"-- go.mod --\nmodule m\n-- main.go --\n" + server + "-- examples/x/main.go --\n" + server + "-- _examples/y/main.go --\n" + server + "-- tools/z/main.go --\n" + server,
			". server [9000:http] ./m",
		},
		"library":      {"-- go.mod --\nmodule example.org/lib\n-- lib.go --\npackage lib\n-- _examples/x/main.go --\n" + server, " library [] "},
		"ignored file": {"-- go.mod --\nmodule m\n-- gen.go --\n//go:build ignore\n\n" + server + "-- lib.go --\npackage lib\n", " library [] "},
		"other system": {"-- go.mod --\nmodule m\n-- main_windows.go --\n" + server + "-- main_linux.go --\n" + strings.Replace(server, "9000", "9001", 1), ". server [9001:http] ./m"},
		"no module":    {"-- main.go --\n" + server, ". server [9000:http] ./"},
		"code that main never calls": {
			"-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport \"m/web\"\nfunc main() { web.Version() }\n-- web/web.go --\npackage web\nimport \"net/http\"\nfunc Serve() { http.ListenAndServe(\":80\", nil) }\nfunc Version() {}\n",
			". cli [] ./m",
		},
		"a type that nothing makes": {
			"-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport \"m/app\"\nfunc main() { app.Run(app.NewJob()) }\n-- app/app.go --\npackage app\nimport \"net/http\"\ntype starter interface{ Start() }\nfunc Run(s starter) { s.Start() }\ntype Job struct{}\nfunc NewJob() *Job { return &Job{} }\nfunc (*Job) Start() {}\ntype Web struct{}\nfunc NewWeb() *Web { return &Web{} }\nfunc (*Web) Start() { http.ListenAndServe(\":80\", nil) }\n",
			". cli [] ./m",
		},
		"worker":    {"-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\"os\";\"os/signal\")\nfunc main() { c := make(chan os.Signal, 1); signal.Notify(c); select { case <-c: } }\n", ". worker [] ./m"},
		"migration": {"-- go.mod --\nmodule m\n-- cmd/migrate/main.go --\npackage main\nimport (\"os\";\"os/signal\")\nfunc main() { c := make(chan os.Signal, 1); signal.Notify(c); select {} }\n", "cmd/migrate cli [] ./migrate"},
		"bot of the server": {
			"-- go.mod --\nmodule m\n-- cmd/shop/main.go --\npackage main\nimport \"m/notify\"\nfunc main() { notify.Start() }\n-- cmd/showtool/main.go --\npackage main\nimport \"m/notify\"\nfunc main() { println(notify.Name) }\n" +
				"-- notify/n.go --\npackage notify\nimport \"gopkg.in/telebot.v3\"\nconst Name = \"bot\"\nfunc Start() { telebot.NewBot(telebot.Settings{}) }\n",
			"cmd/shop worker [] ./shop\ncmd/showtool cli [] ./showtool",
		},
		"callback of login": {oneFile(`"fmt"; "net/http"; "math/rand"`, `p := rand.Intn(1000) + 8000; http.ListenAndServe(fmt.Sprintf("127.0.0.1:%d", p), nil)`), ". cli [] ./shop"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tell(detect(t, c.in).Units); strings.TrimSpace(got) != strings.TrimSpace(c.want) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	for directive, want := range map[string]string{"go 1.23.4": "1.23 >=1.23.4", "go 1.21rc2": "1.21 >=1.21", "go 1.16 // old": "1.16 >=1.16", "": " "} {
		u, _ := only(t, "-- go.mod --\nmodule m\n"+directive+"\n-- main.go --\npackage main\nfunc main() {}\n")
		if got := u.RuntimeVersion.Value + " " + u.RuntimeVersion.Constraint; got != want {
			t.Errorf("%q: got %q, want %q", directive, got, want)
		}
	}
}

func TestBrokenModule(t *testing.T) {
	t.Parallel()
	found := detect(t, "-- go.mod --\nmodule m\nrequire (\n-- main.go --\npackage main\nfunc main() {}\n")
	if len(found.Warnings) == 0 || found.Warnings[0].File != "go.mod" {
		t.Errorf("no warning that names go.mod: %+v", found.Warnings)
	}
}

func TestPathsOutside(t *testing.T) {
	t.Parallel()
	u, found := only(t, "-- go.mod --\nmodule m\nreplace a/b => ../../etc\nreplace c/d => /etc\n-- go.work --\ngo 1.22\nuse .\nuse ../..\n-- main.go --\npackage main\nimport _ \"embed\"\n//go:embed ../../x\nvar x string\nfunc main() {}\n")
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

func TestCancelled(t *testing.T) {
	t.Parallel()
	tree := repository(t, oneFile("", ""))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (Detector{}).Detect(ctx, tree); err == nil {
		t.Error("no error of the context")
	}
}

// TestNestedReplacements: the module with the longest path that fits an import holds the package.
func TestNestedReplacements(t *testing.T) {
	t.Parallel()
	for range 8 { // a map decided once
		u, _ := only(t, "-- go.mod --\nmodule example.org/shop\n\nrequire (\n\texample.org/lib v1.0.0\n\texample.org/lib/web v1.0.0\n)\n\nreplace (\n\texample.org/lib => ./lib\n\texample.org/lib/web => ./other\n)\n"+
			"-- main.go --\npackage main\nimport \"example.org/lib/web/server\"\nfunc main() { server.Serve() }\n"+
			"-- lib/go.mod --\nmodule example.org/lib\n-- lib/web/server/s.go --\npackage server\nimport \"net/http\"\nfunc Serve() { http.ListenAndServe(\":1\", nil) }\n"+
			"-- other/go.mod --\nmodule example.org/lib/web\n-- other/server/s.go --\npackage server\nimport \"net/http\"\nfunc Serve() { http.ListenAndServe(\":8085\", nil) }\n")
		if len(u.Ports) != 1 || u.Ports[0].Value != 8085 {
			t.Fatalf("%s", tell([]facts.Unit{u}))
		}
	}
}
