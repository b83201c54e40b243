package recipe_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/golang"
	"github.com/waybill-dev/waybill/detectors/golang/golangtest"
)

const listens = `http.ListenAndServe(":1", nil)`

func TestWhereAFrontEndWrites(t *testing.T) {
	t.Parallel()
	server := func(dir string) string {
		return "-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\"m/web\"; \"net/http\")\nfunc main() { http.ListenAndServe(\":1\", http.FileServer(http.FS(web.FS))) }\n-- web/web.go --\npackage web\nimport \"embed\"\n//go:embed " + dir + "\nvar FS embed.FS\n"
	}
	for name, c := range map[string]struct{ in, from string }{
		"an ignored folder below":     {server("ui") + "-- web/ui/package.json --\n{\"scripts\": {\"build\": \"vite build\"}}\n-- .gitignore --\nweb/ui/dist/\n", "web/ui/dist"},
		"a folder that a file names":  {server("static/*") + "-- web/app/package.json --\n{\"scripts\": {\"build\": \"vite build\"}}\n-- web/app/vite.config.js --\nexport default {build: {outDir: \"../static\"}}\n", "web/static"},
		"a folder that nothing names": {server("static/*") + "-- web/app/package.json --\n{\"scripts\": {\"build\": \"vite build\"}}\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _ := golangtest.Only(t, golang.Detector{}, c.in)
			from := ""
			if len(u.Image.Stages) == 2 {
				from = build(u).From[0].From
			}
			if from != c.from {
				t.Errorf("copies %q, want %q", from, c.from)
			}
		})
	}
}

func TestProgramsThatItRuns(t *testing.T) {
	t.Parallel()
	u, _ := golangtest.Only(t, golang.Detector{}, golangtest.OneFile(`"net/http"; "os/exec"; "context"`, `exec.Command("git", "log").Run(); exec.CommandContext(context.Background(), "ffmpeg").Run(); exec.Command("shop").Run(); `+listens)+
		"-- other.go --\npackage main\nimport \"os/exec\"\nfunc never() { exec.Command(\"ssh\").Run() }\n")
	if got := strings.Join(u.NativePackages, " "); got != "ffmpeg git" || u.Image.Run.Requires[0].Capability != "sh" {
		t.Errorf("packages %q on %v", got, u.Image.Run.Requires)
	}
}

func TestDependencies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, command, warns string }{
		"no go.sum":          {"-- go.mod --\nmodule m\nrequire example.org/x v1.0.0\n-- main.go --\npackage main\nfunc main() {}\n", "go build -mod=mod -trimpath -ldflags=-s -w -o /out/m .", "has no go.sum"},
		"no module":          {"-- main.go --\npackage main\nimport _ \"github.com/a/b\"\nfunc main() {}\n", "go mod init app; go mod tidy; go build -mod=mod -trimpath -ldflags=-s -w -o /out/ .", "belongs to no module"},
		"vendored workspace": {"-- go.work --\ngo 1.24\nuse .\n-- go.work.sum --\n-- vendor/modules.txt --\n-- go.mod --\nmodule m\nrequire example.org/x v1.0.0\n-- main.go --\npackage main\nfunc main() {}\n", "go build -trimpath -ldflags=-s -w -o /out/m .", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, found := golangtest.Only(t, golang.Detector{}, c.in)
			var commands []string
			for _, b := range build(u).Build {
				commands = append(commands, strings.Join(b, " "))
			}
			if got := strings.Join(commands, "; "); got != c.command {
				t.Errorf("got  %s\nwant %s", got, c.command)
			}
			warned := ""
			for _, w := range found.Warnings {
				warned += w.Text
			}
			if !strings.Contains(warned, c.warns) || c.warns == "" && warned != "" {
				t.Errorf("warnings %q, want %q", warned, c.warns)
			}
		})
	}
}

func TestFilesThatConfigurationNames(t *testing.T) {
	t.Parallel()
	u, found := golangtest.Only(t, golang.Detector{}, golangtest.OneFile(`"net/http"; "os"; _ "embed"`, `os.ReadFile("conf/app.yaml"); `+listens)+
		"-- conf/app.yaml --\ncert: certs/server.pem\nkey: \"certs/server-key.pem\"\nnone: certs/none.pem\n-- certs/server.pem --\n-- certs/server-key.pem --\n")
	var from []string
	for _, c := range u.Image.Run.Copies {
		from = append(from, c.From)
	}
	if !slices.Contains(from, "certs/server.pem") || !slices.Contains(from, "certs/server-key.pem") || slices.Contains(from, "certs/none.pem") {
		t.Errorf("copies %v", from)
	}
	if len(found.Warnings) != 1 || found.Warnings[0].Line != 2 || !strings.Contains(found.Warnings[0].Text, "private key") {
		t.Errorf("warnings %+v", found.Warnings)
	}
}

func TestEmbeddedFilesAreNotCopied(t *testing.T) {
	t.Parallel()
	u, _ := golangtest.Only(t, golang.Detector{}, golangtest.OneFile(`"net/http"; "os"; "embed"`, `os.ReadFile("conf/app.yaml"); `+listens)+
		"-- e.go --\npackage main\nimport \"embed\"\n//go:embed conf/*.yaml\nvar files embed.FS\n-- conf/app.yaml --\na: 1\n")
	for _, c := range u.Image.Run.Copies {
		if strings.HasPrefix(c.From, "conf/app") && c.Why == "configuration" {
			t.Errorf("copies %+v", c)
		}
	}
}
