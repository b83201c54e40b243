package recipe_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/golang"
	"github.com/waybill-dev/waybill/detectors/golang/golangtest"
)

func TestPackagesThatGitLeavesOut(t *testing.T) {
	t.Parallel()
	module := "-- go.mod --\nmodule example.org/quay\n\ngo 1.25\n\nrequire (\n\tgithub.com/a-h/templ v0.3.1\n\tgithub.com/google/wire v0.6.0\n)\n" + golangtest.Sum
	server := module + "-- main.go --\npackage main\nimport (\"net/http\"; \"example.org/quay/gen/pb\")\n//go:generate buf generate\nfunc main() { pb.Register(); http.ListenAndServe(\":1\", nil) }\n-- .gitignore --\ngen/\n"
	views := module + "-- main.go --\npackage main\nimport (\"net/http\"; \"example.org/quay/views\")\nfunc main() { views.Home(); http.ListenAndServe(\":1\", nil) }\n-- views/home.templ --\npackage views\n"
	for name, c := range map[string]struct{ in, runs, warns string }{
		"by a configuration":        {server + "-- buf.gen.yaml --\nversion: v2\nplugins:\n- local: protoc-gen-go\n  out: gen/pb\n", "", "main.go:2: imports example.org/quay/gen/pb, but the repository holds no Go file in gen/pb (.gitignore leaves them out), and go build ends there; buf.gen.yaml:4 seems to make it (buf generate)"},
		"by one for a folder above": {server + "-- api/buf.gen.yaml --\nplugins:\n- out: ../gen\n", "", "api/buf.gen.yaml:2 seems to make it"},
		"by make":                   {strings.ReplaceAll(server, "//go:generate buf generate\n", "") + "-- Makefile --\nproto:\n\tprotoc --go_out=gen/pb proto/*.proto\n", "", "Makefile:2 seems to make it (protoc --go_out=gen/pb proto/*.proto)"},
		"by the proto file":         {strings.ReplaceAll(server, "//go:generate buf generate\n", "") + "-- proto/a.proto --\nsyntax = \"proto3\";\noption go_package = \"example.org/quay/gen/pb;pb\";\n", "", "proto/a.proto:2 seems to make it"},
		"by nothing that is known":  {strings.ReplaceAll(server, "//go:generate buf generate\n", ""), "", "go build ends there; commit"},
		"by go run":                 {strings.ReplaceAll(server, "buf generate", "go run example.org/x/cmd/gen -o gen/pb"), "go generate ./main.go", "the build runs go generate on main.go before, whose line 3 makes it"},
		"by a tool of go.mod":       {strings.ReplaceAll(server, "buf generate", "go tool gen -o ./gen/pb"), "go generate ./main.go", "go generate on main.go"},
		"by a script of their own":  {strings.ReplaceAll(server, "buf generate", "./gen.sh gen/pb"), "", "main.go:3 seems to make it (./gen.sh gen/pb)"},
		"there":                     {strings.TrimSuffix(server, "gen/\n") + "-- gen/pb/a.go --\npackage pb\n", "", ""},
		"templates":                 {views, "go run github.com/a-h/templ/cmd/templ@v0.3.1 generate", ""},
		"templates that are made":   {views + "-- views/home_templ.go --\npackage views\n", "", ""},
		"templates without library": {strings.ReplaceAll(views, "\tgithub.com/a-h/templ v0.3.1\n", ""), "", "views/home.templ:0: has no home_templ.go beside it"},
		"injectors":                 {views + "-- views/home_templ.go --\npackage views\n-- wire.go --\n//go:build wireinject\n\npackage main\n", "go run github.com/google/wire/cmd/wire@v0.6.0 .", ""},
		"injectors that are made":   {views + "-- views/home_templ.go --\npackage views\n-- wire.go --\n//go:build wireinject\n\npackage main\n-- wire_gen.go --\npackage main\n", "", ""},
		"documentation of swag":     {strings.ReplaceAll(strings.ReplaceAll(server, "//go:generate buf generate\n", ""), "gen/pb\"", "docs\"; \"github.com/swaggo/gin-swagger\""), "", "swag init makes it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, found := golangtest.Only(t, golang.Detector{}, c.in)
			commands := build(u).Build
			got := ""
			if len(commands) > 1 {
				got = strings.Join(commands[0], " ")
			}
			if got != c.runs {
				t.Errorf("runs %q, want %q", got, c.runs)
			}
			if told := warnings(found); !strings.Contains(told, c.warns) || c.warns == "" && told != "" {
				t.Errorf("told %q, want %q", told, c.warns)
			}
		})
	}
}

// TestFilesThatGitLeavesOut: a package that is there lacks the file in which a name stands, and a //go:generate line of its folder makes it.
func TestFilesThatGitLeavesOut(t *testing.T) {
	t.Parallel()
	main := "-- main.go --\npackage main\nimport (\"net/http\"; \"example.org/quay/assets\")\nfunc main() { http.Handle(\"/\", http.FileServer(assets.Files)); http.ListenAndServe(\":1\", nil) }\n"
	module := "-- go.mod --\nmodule example.org/quay\n\ngo 1.25\n\nrequire example.org/pack v0.3.1\n" + golangtest.Sum
	folder := "-- assets/dev.go --\n//go:build dev\n\npackage assets\nimport \"net/http\"\nvar Files = http.Dir(\"static\")\n-- assets/doc.go --\npackage assets\n\n//go:generate go run -tags=dev make.go\n"
	maker := "-- assets/make.go --\n//go:build ignore\n\npackage main\nimport (\"log\"; \"example.org/pack\"; \"example.org/quay/assets\")\nfunc main() { log.Fatal(pack.Write(assets.Files)) }\n"
	for name, c := range map[string]struct{ in, runs, warns string }{
		"by a file of the folder":      {module + main + folder + maker, "go generate ./assets/doc.go", "main.go:3: takes assets.Files, which no Go file that is built declares in assets: the build runs go generate on assets/doc.go before, whose line 3 makes it"},
		"by one that is not there":     {module + main + folder, "", "and go build ends there; assets/doc.go:3 (go run -tags=dev make.go) may make it; commit the file"},
		"by one with another module":   {module + main + folder + strings.ReplaceAll(maker, "example.org/pack", "example.org/other"), "", "may make it"},
		"by a tool of the machine":     {module + main + strings.ReplaceAll(folder, "go run -tags=dev make.go", "pack static"), "", "assets/doc.go:3 (pack static) may make it"},
		"by one of two lines":          {module + main + folder + maker + "-- assets/more.go --\npackage assets\n\n//go:generate go run make.go\n", "", "assets/doc.go:3 (go run -tags=dev make.go), assets/more.go:3 (go run make.go) may make it"},
		"there":                        {module + main + folder + maker + "-- assets/made.go --\n//go:build !dev\n\npackage assets\nimport \"net/http\"\nvar Files http.FileSystem\n", "", ""},
		"a variable of the same name":  {module + strings.ReplaceAll(strings.ReplaceAll(main, "assets.Files", "http.Dir(assets.Name)"), "func main() {", "func main() { assets.Open(); assets := struct{ Name string }{\"x\"};") + "-- assets/a.go --\npackage assets\n\n//go:generate pack static\nfunc Open() {}\n", "", ""},
		"a folder without a generator": {module + main + "-- assets/a.go --\npackage assets\n", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, found := golangtest.Only(t, golang.Detector{}, c.in)
			commands := build(u).Build
			got := ""
			if len(commands) > 1 {
				got = strings.Join(commands[0], " ")
			}
			if got != c.runs {
				t.Errorf("runs %q, want %q", got, c.runs)
			}
			if told := warnings(found); !strings.Contains(told, c.warns) || c.warns == "" && told != "" {
				t.Errorf("told %q, want %q", told, c.warns)
			}
		})
	}
}
