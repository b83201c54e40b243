package recipe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang"
	"github.com/waybill-dev/waybill/detectors/golang/golangtest"
)

// build returns the last stage of a unit.
func build(u facts.Unit) facts.Stage { return u.Image.Stages[len(u.Image.Stages)-1] }

func TestImage(t *testing.T) {
	t.Parallel()
	u, _ := golangtest.Only(t, golang.Detector{}, "-- go.mod --\nmodule example.org/shop\n\ngo 1.24.2\n\nrequire example.org/x v1.0.0\n"+golangtest.Sum+"-- cmd/shop/main.go --\npackage main\nimport \"net/http\"\nfunc main() { http.ListenAndServe(\":8081\", nil) }\n")
	s := build(u)
	if got := fmt.Sprintf("%s %s %v %v", s.Requires[0].Capability, s.Requires[0].Range, s.Manifest, s.Resolve); got != "go >=1.24.2 [go.mod go.sum] [[go mod download]]" {
		t.Errorf("the dependency layer: %s", got)
	}
	if got := strings.Join(s.Build[0], " "); got != "go build -trimpath -ldflags=-s -w -o /out/shop ./cmd/shop" {
		t.Errorf("build: %s", got)
	}
	run := u.Image.Run
	if run.Requires[0].Capability != "static" || run.Command[0] != "/app/shop" || run.Copies[0].Stage != "build" || !slices.Contains(run.Wants, "ca-certificates") {
		t.Errorf("run: %+v", run)
	}
}

func TestCgo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ imports, files, enabled, capability, wants string }{
		"pure Go":       {`"net/http"`, "", "0", "static", ""},
		"import C":      {`"C"`, "", "1", "glibc", "gcc libc6-dev"},
		"known module":  {`_ "github.com/mattn/go-sqlite3"`, "", "1", "glibc", "gcc libc6-dev"},
		"with headers":  {`_ "github.com/google/gopacket/pcap"`, "", "1", "glibc", "gcc libc6-dev libpcap-dev"},
		"pure Go twin":  {`_ "modernc.org/sqlite"`, "", "0", "static", ""},
		"other system":  {`"net/http"`, "-- c_windows.go --\npackage main\nimport \"C\"\n", "0", "static", ""},
		"linked":        {`"net/http"`, "-- c.go --\npackage main\n// #cgo LDFLAGS: -lz\nimport \"C\"\n", "1", "glibc", "gcc libc6-dev zlib1g-dev"},
		"excluded file": {`"net/http"`, "-- c.go --\n//go:build !cgo\n\npackage main\nimport _ \"github.com/mattn/go-sqlite3\"\n", "0", "static", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _ := golangtest.Only(t, golang.Detector{}, golangtest.OneFile(c.imports, "")+c.files)
			s := build(u)
			if s.Env[0].Name != "CGO_ENABLED" || s.Env[0].Value != c.enabled || u.Image.Run.Requires[0].Capability != c.capability || strings.Join(s.Wants, " ") != c.wants {
				t.Errorf("%+v on %s with %v", s.Env[0], u.Image.Run.Requires[0].Capability, s.Wants)
			}
		})
	}
}

func TestFrontend(t *testing.T) {
	t.Parallel()
	server := "-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\"m/web\"; \"net/http\")\nfunc main() { http.ListenAndServe(\":1\", http.FileServer(http.FS(web.FS))) }\n-- web/web.go --\npackage web\nimport \"embed\"\n//go:embed all:dist/*\nvar FS embed.FS\n"
	pkg := "-- web/package.json --\n{\"scripts\": {\"build\": \"vite build\"}, \"engines\": {\"node\": \">=20\"}}\n"
	for name, c := range map[string]struct{ in, install, from string }{
		"missing":     {server + pkg + "-- web/package-lock.json --\n{}\n", "npm ci", "web/dist"},
		"yarn":        {server + pkg + "-- web/yarn.lock --\n", "yarn install --frozen-lockfile", "web/dist"},
		"placeholder": {server + pkg + "-- web/dist/.keep --\n", "npm install", "web/dist"},
		"committed":   {server + pkg + "-- web/dist/index.html --\n", "", ""},
		"no scripts":  {server + "-- web/package.json --\n{}\n", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, found := golangtest.Only(t, golang.Detector{}, c.in)
			if found.Owned["web"] != "." {
				t.Errorf("the front end is not owned: %v", found.Owned)
			}
			var install, from string
			if len(u.Image.Stages) == 2 {
				front := u.Image.Stages[0]
				install, from = strings.Join(front.Resolve[len(front.Resolve)-1], " "), build(u).From[0].From
				if front.Requires[0].Capability != "node" || front.Requires[0].Range != ">=20" || front.Workdir != "web" {
					t.Errorf("front end: %+v", front)
				}
			}
			if install != c.install || from != c.from {
				t.Errorf("install %q, copies %q; want %q, %q", install, from, c.install, c.from)
			}
		})
	}
}

func TestFilesBesideTheBinary(t *testing.T) {
	t.Parallel()
	u, _ := golangtest.Only(t, golang.Detector{}, golangtest.OneFile(`"flag"; "html/template"; "net/http"; "os"`, `
	f := flag.String("config", "config/app.yaml", "")
	os.ReadFile(*f)
	template.ParseGlob("templates/*.html")
	http.Handle("/static/", http.FileServer(http.Dir("./static")))
	os.MkdirAll("data/logs", 0o755)
	os.ReadFile("/etc/hosts")
	os.ReadFile("../outside")
	http.ListenAndServe(":1", nil)`)+
		"-- config/app.yaml --\nx: 1\n-- templates/a.html --\n-- static/a.css --\n-- .env --\nSECRET=1\n")
	var got []string
	for _, c := range u.Image.Run.Copies {
		got = append(got, c.Stage+":"+c.From+">"+c.To)
	}
	if want := ":config/app.yaml>config/app.yaml :static>static :templates>templates build:/out/shop>shop"; strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
	if w := u.Image.Run.Writable; len(w) != 1 || w[0] != "data/logs" || u.Image.Run.LogDir != "data/logs" {
		t.Errorf("writable %v, logs %q", w, u.Image.Run.LogDir)
	}
}

// TestDatabaseFolders: the folder of a SQLite database is a volume, unless the program itself lies in it.
func TestDatabaseFolders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ imports, open, want, says string }{
		{`"database/sql"; _ "modernc.org/sqlite"`, `sql.Open("sqlite", "file:var/shop.db?_fk=1")`, "[var]", ""},
		{`"gorm.io/driver/sqlite"`, `sqlite.Open("/data/shop.db")`, "[/data]", ""},
		{`"gorm.io/driver/sqlite"`, `sqlite.Open("../shop.db")`, "[]", "opens the database ../shop.db"},
		{`"database/sql"; _ "modernc.org/sqlite"`, `sql.Open("sqlite", "shop.db")`, "[]", "opens the database shop.db"},
		{`"database/sql"; _ "modernc.org/sqlite"`, `sql.Open("sqlite", ":memory:")`, "[]", ""},
		{`"database/sql"; _ "github.com/lib/pq"; _ "modernc.org/sqlite"`, `sql.Open("postgres", "x/y")`, "[]", ""},
		{`"go.etcd.io/bbolt"`, `bbolt.Open("var/shop.db", 0o600, nil)`, "[var]", ""},
		{`"github.com/dgraph-io/badger/v4"`, `badger.Open(badger.DefaultOptions("state"))`, "[state]", ""},
		{`"github.com/other/badger/v4"`, `badger.Open(badger.DefaultOptions("state"))`, "[]", ""},
		{`"os"; "path"`, `dir := path.Join("store", ".try"); os.MkdirAll(dir, 0o755); os.Remove(dir)`, "[store]", ""},
		{`"os"; "path"`, `dir := path.Join("store", "index"); os.MkdirAll(dir, 0o755); os.Remove("other")`, "[store/index]", ""},
		{`"os"`, `os.WriteFile("out/a.json", nil, 0o644)`, "[out]", ""},
		{`"os"`, `os.WriteFile("state.json", nil, 0o644)`, "[]", "writes state.json"},
		{`"os"`, `os.Create("/dev/null")`, "[]", ""},
		{`"os"; "path"`, `os.MkdirAll("meta", 0o755); key := ""; os.Create(path.Join("meta", key))`, "[meta]", ""},
		{`"go.etcd.io/bbolt"`, `bbolt.Open("shop.db", 0o600, nil)`, "[]", "opens the database shop.db"},
	} {
		u, found := golangtest.Only(t, golang.Detector{}, golangtest.OneFile(c.imports+`; "net/http"`, c.open+`
	http.ListenAndServe(":1", nil)`))
		told := ""
		for _, w := range found.Warnings {
			if strings.Contains(w.Text, "whose folder is a part of the image") {
				told += w.Text
			}
		}
		if got := fmt.Sprint(u.Image.Run.Writable); got != c.want || (c.says == "") != (told == "") || !strings.Contains(told, c.says) {
			t.Errorf("%s: %s, says %q", c.open, got, told)
		}
	}
}

// TestMovedDatabases: a flag that holds the whole path of a database moves it out of the folder of the program.
func TestMovedDatabases(t *testing.T) {
	t.Parallel()
	const sqlite, bolt = `"database/sql"; "flag"; "path/filepath"; _ "modernc.org/sqlite"`, `"flag"; "path/filepath"; "go.etcd.io/bbolt"`
	const envFunc = "-- e.go --\npackage main\nimport \"os\"\nfunc env(name, def string) string { if v := os.Getenv(name); v != \"\" { return v }; return def }\n"
	for name, c := range map[string]struct{ imports, open, rest, want string }{
		"a flag":                    {sqlite, `db := flag.String("db", "./shop.db", ""); flag.Parse(); sql.Open("sqlite", *db)`, "", "[data] [--db=data/shop.db] passes"},
		"its absolute path":         {bolt, `db := flag.String("db", "shop.db", ""); flag.Parse(); name, _ := filepath.Abs(*db); bbolt.Open(name, 0o600, nil)`, "", "[data] [--db=data/shop.db] passes"},
		"a flag of a field":         {bolt, `flag.StringVar(&c.db, "db", "shop.db", ""); flag.Parse(); bbolt.Open(c.db, 0o600, nil)`, "-- c.go --\npackage main\nvar c struct { db string }\n", "[data] [--db=data/shop.db] passes"},
		"opened twice":              {bolt, `db := flag.String("db", "shop.db", ""); flag.Parse(); bbolt.Open(*db, 0o600, nil); bbolt.Open(*db, 0o600, nil)`, "", "[data] [--db=data/shop.db] passes"},
		"a flag with a folder":      {bolt, `db := flag.String("db", "var/shop.db", ""); flag.Parse(); bbolt.Open(*db, 0o600, nil)`, "", "[var] []"},
		"the folder alone":          {bolt, `dir := flag.String("dir", ".", ""); flag.Parse(); bbolt.Open(filepath.Join(*dir, "shop.db"), 0o600, nil)`, "", "[] [] warns"},
		"a text before":             {bolt, `dir := flag.String("prefix", "", ""); flag.Parse(); bbolt.Open(*dir + "shop.db", 0o600, nil)`, "", "[] [] warns"},
		"a folder above":            {bolt, `db := flag.String("db", "../shop.db", ""); flag.Parse(); bbolt.Open(*db, 0o600, nil)`, "", "[] [] warns"},
		"a name that wants quotes":  {bolt, `db := flag.String("db", "my shop.db", ""); flag.Parse(); bbolt.Open(*db, 0o600, nil)`, "", "[] [] warns"},
		"the repository has a data": {bolt, `db := flag.String("db", "shop.db", ""); flag.Parse(); bbolt.Open(*db, 0o600, nil)`, "-- data/a.json --\n{}\n", "[state] [--db=state/shop.db] passes"},
		"a variable":                {bolt + `; "os"; "cmp"`, `bbolt.Open(cmp.Or(os.Getenv("SHOP_DB"), "shop.db"), 0o600, nil)`, "", "[data] [] SHOP_DB=data/shop.db passes"},
		"a variable by a function":  {bolt, `bbolt.Open(env("SHOP_DB", "./shop.db"), 0o600, nil)`, envFunc, "[data] [] SHOP_DB=data/shop.db passes"},
		"a variable of the folder":  {bolt, `bbolt.Open(filepath.Join(env("SHOP_DIR", "."), "shop.db"), 0o600, nil)`, envFunc, "[] [] warns"},
		"no flag":                   {bolt, `bbolt.Open("shop.db", 0o600, nil)`, "", "[] [] warns"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, found := golangtest.Only(t, golang.Detector{}, golangtest.OneFile(c.imports+`; "net/http"`, c.open+`
	http.ListenAndServe(":1", nil)`)+c.rest)
			got := fmt.Sprint(u.Image.Run.Writable, u.Start[1:])
			moves := "passes " + u.Start[len(u.Start)-1]
			for _, e := range u.Image.Run.Env {
				got += " " + e.Name + "=" + e.Value
				moves = "sets " + e.Name + "=" + e.Value
			}
			for _, w := range found.Warnings {
				switch _, rest, told := strings.Cut(w.Text, "read-only when it runs: "); {
				case !told:
				case strings.HasPrefix(rest, "the image "+moves):
					got += " passes"
				default:
					got += " warns"
				}
			}
			if got != c.want || !slices.Equal(u.Image.Run.Command[1:], u.Start[1:]) {
				t.Errorf("got %s, command %v, want %s", got, u.Image.Run.Command, c.want)
			}
		})
	}
}

func TestRecipe(t *testing.T) {
	t.Parallel()
	server := golangtest.OneFile(`"net/http"`, `http.ListenAndServe(":1", nil)`)
	for name, c := range map[string]struct{ in, want, warns string }{
		"Makefile":         {server + "-- Makefile --\nVERSION := 1.2.3\nTAGS ?= netgo\nLDFLAGS = -X main.version=$(VERSION)\nLDFLAGS += -X main.commit=$(shell git rev-parse HEAD)\nbuild:\n\tgo build -tags '$(TAGS)' \\\n\t  -ldflags \"$(LDFLAGS)\" -o bin/shop .\n", "-tags=netgo -ldflags=-s -w -X main.version=1.2.3 -X main.commit=${REVISION}", ""},
		"GO in a variable": {server + "-- Makefile --\nGO ?= go\nGOBUILD = $(GO) build -tags netgo\nother:\n\techo build\nbuild:\n\t$(GOBUILD) -ldflags '-X main.gitSHA=$(shell git rev-parse HEAD) -X main.date=$(shell date)' .\n", "-tags=netgo -ldflags=-s -w -X main.gitSHA=${REVISION}", "main.date"},
		"goreleaser":       {server + "-- .goreleaser.yml --\nbuilds:\n- ldflags:\n  - -X main.name=shop -X main.version={{.Version}}\n  tags: [osusergo]\n", "-tags=osusergo -ldflags=-s -w -X main.name=shop", "main.version"},
		"nothing":          {server, "-ldflags=-s -w", ""},
		"shell in tag":     {server + "-- Makefile --\nbuild:\n\tgo build -ldflags \"-X main.x=$$(id);rm\" .\n", "-ldflags=-s -w", "main.x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, found := golangtest.Only(t, golang.Detector{}, c.in)
			command := strings.Join(build(u).Build[0], " ")
			if !strings.Contains(command, "-trimpath "+c.want+" -o") {
				t.Errorf("got %s, want %s", command, c.want)
			}
			if warned := fmt.Sprint(found.Warnings); !strings.Contains(warned, c.warns) || c.warns == "" && len(found.Warnings) > 0 {
				t.Errorf("warnings %s, want %q", warned, c.warns)
			}
		})
	}
}

func TestServedFrontEnd(t *testing.T) {
	t.Parallel()
	files := "-- web/package.json --\n{\"scripts\": {\"build\": \"react-scripts build\"}}\n-- web/package-lock.json --\n{}\n"
	u, found := golangtest.Only(t, golang.Detector{}, golangtest.OneFile(`"net/http"`, `http.Handle("/", http.FileServer(http.Dir("web/build"))); http.Handle("/old", http.FileServer(http.Dir("web"))); http.ListenAndServe(":1", nil)`)+files)
	if len(u.Image.Stages) != 2 || u.Image.Stages[0].Workdir != "web" || len(u.Image.Stages[1].From) != 0 {
		t.Fatalf("stages %+v", u.Image.Stages)
	}
	if c := u.Image.Run.Copies[0]; len(u.Image.Run.Copies) != 2 || c.Stage != "frontend" || c.From != "web/build/" || c.To != "web/build/" {
		t.Errorf("copies %+v", u.Image.Run.Copies)
	}
	if found.Owned["web"] != "." {
		t.Errorf("owned %v", found.Owned)
	}
	for name, archive := range map[string]string{
		"another folder": golangtest.OneFile(`"net/http"`, `http.Handle("/", http.FileServer(http.Dir("web/builder"))); http.ListenAndServe(":1", nil)`) + files,
		"committed":      golangtest.OneFile(`"net/http"`, `http.Handle("/", http.FileServer(http.Dir("web/build"))); http.ListenAndServe(":1", nil)`) + files + "-- web/build/index.html --\n",
		"a command":      golangtest.OneFile(`"fmt"`, `fmt.Println("web/build")`) + files,
	} {
		if u, found := golangtest.Only(t, golang.Detector{}, archive); len(u.Image.Stages) != 1 || len(found.Owned) != 0 {
			t.Errorf("%s: stages %+v, owned %v", name, u.Image.Stages, found.Owned)
		}
	}
}

// TestConfigurationElsewhere: a configuration file that lies beside go.mod is put where the program names it, and the guess is told; one that
// is nowhere is told too.
func TestConfigurationElsewhere(t *testing.T) {
	t.Parallel()
	program := "-- go.mod --\nmodule example.org/quay\n\ngo 1.25\n-- main.go --\npackage main\nimport (\"net/http\"; \"os\")\nfunc main() {\n\tos.ReadFile(\"config/config.yaml\")\n\thttp.ListenAndServe(\":8081\", nil)\n}\n"
	for archive, want := range map[string]struct{ copied, told string }{
		program + "-- config.yaml --\na: 1\n": {"config.yaml config/config.yaml", "main.go:4: names config/config.yaml, which the repository does not have: the image holds config.yaml there, as a guess"},
		program:                               {"", "main.go:4: names config/config.yaml, which the repository does not have: where the program does not start without it, mount one"},
		program + "-- config/config.yaml.example --\na: 1\n": {"", "main.go:4: names config/config.yaml, of which the repository holds a sample only (config/config.yaml.example): where the program does not start without it, mount one"},
		strings.NewReplacer("os.ReadFile", "read", "config/config.yaml", "table.yml").Replace(program) + "-- table.yml --\n" + strings.Repeat("- a row of a long table\n", 30_000): {"table.yml table.yml", ""},
		strings.ReplaceAll(program, "config/config.yaml", "rules.json") + "-- rules.sample.json --\n[]\n":                                                                          {"", "main.go:4: names rules.json, of which the repository holds a sample only (rules.sample.json)"},
	} {
		u, found := golangtest.Only(t, golang.Detector{}, archive)
		got := ""
		for _, c := range u.Image.Run.Copies {
			if c.Stage == "" {
				got += c.From + " " + c.To
			}
		}
		if got != want.copied {
			t.Errorf("copies %q, want %q", got, want.copied)
		}
		if told := warnings(found); !strings.Contains(told, want.told) {
			t.Errorf("told %q, want %q", told, want.told)
		}
	}
}

func TestExperimentOfTheToolchain(t *testing.T) {
	t.Parallel()
	u, found := golangtest.Only(t, golang.Detector{}, "-- go.mod --\nmodule example.org/quay\n\ngo 1.25\n-- main.go --\npackage main\nimport \"net/http\"\nfunc main() { http.ListenAndServe(address, nil) }\n"+
		"-- new.go --\n//go:build goexperiment.jsonv2\n\npackage main\nconst address = \":8082\"\n-- old.go --\n//go:build !goexperiment.jsonv2\n\npackage main\nconst address = \":8083\"\n"+
		"-- Dockerfile --\nFROM golang:1.25\nENV GOEXPERIMENT=jsonv2\nRUN go build -o /quay .\n")
	if env := build(u).Env; !slices.Contains(env, facts.EnvVar{Name: "GOEXPERIMENT", Value: "jsonv2"}) {
		t.Errorf("environment of the build: %v", env)
	}
	if len(u.Ports) != 1 || u.Ports[0].Value != 8082 {
		t.Errorf("the files of the experiment are not read: %v", u.Ports)
	}
	if !slices.ContainsFunc(found.Warnings, func(w facts.Warning) bool {
		return w.File == "Dockerfile" && w.Line == 3 && strings.Contains(w.Text, "is built with GOEXPERIMENT=jsonv2")
	}) {
		t.Errorf("it is not told: %v", found.Warnings)
	}
}
