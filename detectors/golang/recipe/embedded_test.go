package recipe_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang"
	"github.com/waybill-dev/waybill/detectors/golang/golangtest"
)

// warnings writes what is told in one line.
func warnings(found facts.Findings) string {
	var list []string
	for _, w := range found.Warnings {
		list = append(list, fmt.Sprintf("%s:%d: %s", w.File, w.Line, w.Text))
	}
	return strings.Join(list, "\n")
}

// embedding is a server that embeds a folder in its package internal/ui.
func embedding(pattern string) string {
	return "-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\"m/internal/ui\"; \"net/http\")\nfunc main() { http.ListenAndServe(\":1\", http.FileServer(http.FS(ui.FS))) }\n" +
		"-- internal/ui/ui.go --\npackage ui\nimport \"embed\"\n//go:embed " + pattern + "\nvar FS embed.FS\n"
}

func TestEmbeddedFoldersThatAreMade(t *testing.T) {
	t.Parallel()
	vite := func(dir string) string {
		return "-- " + dir + "/package.json --\n{\"scripts\": {\"build\": \"vite build\"}}\n-- " + dir + "/package-lock.json --\n{}\n"
	}
	for name, c := range map[string]struct{ in, want, warns string }{
		"copied by make, a folder into one": {embedding("dist") + vite("web") + "-- Makefile --\nui:\n\tcd web && npm run build\n\tcp -r web/dist internal/ui/\n", "web/dist > internal/ui/dist", ""},
		"copied by make, as the folder":     {embedding("all:dist/*") + vite("web") + "-- Makefile --\nui:\n\tcd web && npm run build && cp -R dist ../internal/ui/dist\n", "web/dist > internal/ui/dist", ""},
		"copied by make, what is in it":     {embedding("static") + vite("web") + "-- Makefile --\nOUT=internal/ui/static\nui:\n\trm -rf $(OUT)\n\tmv web/dist/* $(OUT)/\n", "web/dist > internal/ui/static", ""},
		"copied to a folder below":          {embedding("static") + vite("web") + "-- build.sh --\nmkdir -p internal/ui/static/app\nrsync -a web/dist/ internal/ui/static/app\n", "web/dist > internal/ui/static/app", ""},
		"copied by a Dockerfile":            {embedding("dist") + vite("web") + "-- Dockerfile --\nFROM node AS web\nRUN npm run build\nFROM golang\nWORKDIR /src\nCOPY --from=web /src/web/dist ./internal/ui/dist\nRUN go build .\n", "web/dist > internal/ui/dist", ""},
		"copied by a script of the package": {embedding("dist") + "-- web/package.json --\n{\"scripts\": {\"build\": \"vite build\", \"postbuild\": \"shx cp -r dist ../internal/ui/dist\"}}\n", "web/dist > internal/ui/dist", ""},
		"the configuration names it":        {embedding("dist") + vite("web") + "-- web/vite.config.ts --\nexport default { build: { outDir: '../internal/ui/dist' } }\n", "internal/ui/dist > internal/ui/dist", ""},
		"two front ends":                    {embedding("admin shop") + vite("admin") + vite("shop") + "-- Makefile --\nui:\n\tcp -r admin/dist internal/ui/admin\n\tcp -r shop/dist internal/ui/shop\n", "admin/dist > internal/ui/admin, shop/dist > internal/ui/shop", ""},
		"package.json beside go.mod": {"-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\"embed\"; \"net/http\")\n//go:embed all:dist\nvar fs embed.FS\nfunc main() { http.ListenAndServe(\":1\", http.FileServer(http.FS(fs))) }\n" +
			"-- package.json --\n{\"scripts\": {\"build\": \"tsc && vite build\"}}\n-- .gitignore --\ndist\n", "dist > dist", ""},
		"tools beside go.mod": {"-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\"embed\"; \"net/http\")\n//go:embed all:dist\nvar fs embed.FS\nfunc main() { http.ListenAndServe(\":1\", http.FileServer(http.FS(fs))) }\n" +
			"-- package.json --\n{\"scripts\": {\"build\": \"commitlint\"}}\n-- .gitignore --\ndist\n", "", "main.go:3: embeds dist, but the repository holds no files there (.gitignore leaves them out)"},
		"nothing makes it":       {embedding("dist"), "", "internal/ui/ui.go:3: embeds internal/ui/dist, but"},
		"something else does":    {embedding("data.json") + "-- Makefile --\ndata:\n\t./gen > internal/ui/data.json\n", "", "and Makefile:2 seems to make them"},
		"only a placeholder":     {embedding("dist") + "-- internal/ui/dist/.gitkeep --\n", "", "no files there"},
		"a placeholder and all:": {embedding("all:dist") + "-- internal/ui/dist/.gitkeep --\n", "", ""},
		"files by a pattern":     {embedding("*.sql") + "-- internal/ui/a.sql --\n", "", ""},
		"folders by a pattern":   {embedding("x/*") + "-- internal/ui/x/y/a.sql --\n", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, found := golangtest.Only(t, golang.Detector{}, c.in)
			var got []string
			for _, f := range build(u).From {
				got = append(got, f.From+" > "+f.To)
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("copies %v, want %q", got, c.want)
			}
			if told := warnings(found); !strings.Contains(told, c.warns) || c.warns == "" && strings.Contains(told, "embeds") {
				t.Errorf("told %q, want %q", told, c.warns)
			}
		})
	}
}

func TestScriptThatNamesTheFolder(t *testing.T) {
	t.Parallel()
	u, _ := golangtest.Only(t, golang.Detector{}, embedding("dist")+"-- web/package.json --\n{\"scripts\": {\"build\": \"vite build\", \"release\": \"vite build --outDir=../internal/ui/dist\"}}\n")
	if len(u.Image.Stages) != 2 || strings.Join(u.Image.Stages[0].Build[0], " ") != "npm run release" {
		t.Errorf("stages %+v", u.Image.Stages)
	}
}

func TestFilesBehindATag(t *testing.T) {
	t.Parallel()
	in := "-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\"m/ui\"; \"net/http\")\nvar mode = \"dev\"\nfunc main() { ui.Serve(); if mode == \"dev\" { return }; http.ListenAndServe(\":1\", nil) }\n" +
		"-- ui/embed.go --\n//go:build assets\n\npackage ui\nimport \"embed\"\n//go:embed dist/*\nvar files embed.FS\nfunc Serve() {}\n-- ui/dev.go --\n//go:build !assets\n\npackage ui\nfunc Serve() {}\n" +
		"-- ui/package.json --\n{\"scripts\": {\"build\": \"vite build\"}}\n"
	for name, c := range map[string]struct{ files, build, warns string }{
		"the release has it":               {"-- .goreleaser.yml --\nbuilds:\n- flags: [-tags=assets]\n", "npm run build; go build -trimpath -tags=assets -ldflags=-s -w -o /out/m .", ""},
		"only make has it":                 {"-- Makefile --\nprod:\n\tgo build -tags assets .\n-- Dockerfile --\nFROM golang\nRUN go build -o /m .\n", "go build -trimpath -ldflags=-s -w -o /out/m .", "Makefile:2: builds with -tags assets, which ui/dev.go asks for"},
		"make has one for developers":      {"-- Makefile --\nbuild:\n\tgo build .\ndebug:\n\tgo build -tags debug .\n", "go build -trimpath -ldflags=-s -w -o /out/m .", "ui/embed.go:1"},
		"a stamp of another build":         {"-- Makefile --\nprod:\n\tgo build -ldflags '-X main.mode=prod -X main.none=1 -X main.version=1.0' .\n-- Dockerfile --\nFROM golang\nRUN go build -tags assets -o /m .\n", "npm run build; go build -trimpath -tags=assets -ldflags=-s -w -X main.version=1.0 -o /out/m .", "Makefile:2: sets main.mode=prod with -ldflags -X"},
		"nothing gives the tag, it embeds": {"", "go build -trimpath -ldflags=-s -w -o /out/m .", "ui/embed.go:1: is compiled with the tag assets only"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := golangtest.Detect(t, golang.Detector{}, in+c.files)
			var commands []string
			for _, b := range found.Units[0].Build {
				if strings.HasPrefix(b[0], "go") || b[1] == "run" {
					commands = append(commands, strings.Join(b, " "))
				}
			}
			if got := strings.Join(commands, "; "); got != c.build {
				t.Errorf("got  %s\nwant %s", got, c.build)
			}
			if told := warnings(found); !strings.Contains(told, c.warns) || c.warns == "" && told != "" {
				t.Errorf("told %q, want %q", told, c.warns)
			}
		})
	}
}
