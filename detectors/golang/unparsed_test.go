package golang

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// TestUnparsed: a file that the compiler would refuse is told with its line, and what it may hold makes the kind a guess.
func TestUnparsed(t *testing.T) {
	t.Parallel()
	const good = "-- go.mod --\nmodule example.com/reef\n\ngo 1.25\n-- cmd/api/main.go --\npackage main\n\nimport \"net/http\"\n\nfunc main() { http.ListenAndServe(\":8080\", nil) }\n"
	for name, c := range map[string]struct {
		archive, file string
		line          int
		kind          string
		confidence    facts.Confidence
	}{
		"another word for package": {"-- go.mod --\nmodule example.com/reef\n-- main.go --\npackag main\n\nfunc main() {}\n", "main.go", 1, facts.Library, facts.Guess},
		"no package clause":        {"-- go.mod --\nmodule example.com/reef\n-- main.go --\n\n\nfunc main() {}\n", "main.go", 3, facts.Library, facts.Guess},
		"an open brace":            {"-- go.mod --\nmodule example.com/reef\n-- main.go --\npackage main\n\nfunc main( {\n", "main.go", 3, facts.CLI, facts.Guess},
		"one of two":               {good + "-- cmd/admin/main.go --\npackage main\n\nfunc main( { }\n", "cmd/admin/main.go", 3, facts.CLI, facts.Guess},
		"in another package":       {good + "-- cmd/api/more.go --\npackage main\n\nvar x = (\n", "cmd/api/more.go", 3, facts.Server, facts.Certain},
	} {
		found := detect(t, c.archive)
		if !slices.ContainsFunc(found.Warnings, func(w facts.Warning) bool {
			return w.File == c.file && w.Line >= c.line && w.Line <= c.line+1 && strings.Contains(w.Text, "cannot be parsed")
		}) {
			t.Errorf("%s: no warning in %+v", name, found.Warnings)
		}
		if len(found.Units) == 0 || found.Units[0].Kind.Value != c.kind || found.Units[0].Kind.Confidence != c.confidence {
			t.Errorf("%s: %+v", name, found.Units)
		}
	}
}

// TestUnknownDirectives: what go.mod and go.work say that nobody understands is told with its line, and the rest of the file is read.
func TestUnknownDirectives(t *testing.T) {
	t.Parallel()
	const program = "-- main.go --\npackage main\nimport (\"net/http\"; \"example.com/sail\")\nfunc main() { http.ListenAndServe(sail.Addr, nil) }\n-- sail/go.mod --\nmodule example.com/sail\n-- sail/s.go --\npackage sail\nconst Addr = \":8081\"\n"
	for name, c := range map[string]struct {
		archive, file string
		line, ports   int
		confidence    facts.Confidence
	}{
		"a directive":                {"-- go.mod --\nmodule example.com/reef\n\nhoist sail\n\nreplace example.com/sail => ./sail\n" + program, "go.mod", 3, 1, facts.Certain},
		"a block":                    {"-- go.mod --\nmodule example.com/reef\n\nhoist (\n\tsail\n)\n" + program, "go.mod", 3, 0, facts.Likely},
		"a directive of a workspace": {"-- go.mod --\nmodule example.com/reef\n-- go.work --\ngo 1.24\nuse .\nhoist ./sail\n" + program, "go.work", 3, 0, facts.Likely},
		"an open block":              {"-- go.mod --\nmodule example.com/reef\nreplace (\n" + program, "go.mod", 3, 1, facts.Guess},
	} {
		found := detect(t, c.archive)
		if !slices.ContainsFunc(found.Warnings, func(w facts.Warning) bool { return w.File == c.file && w.Line == c.line }) {
			t.Errorf("%s: no warning in %+v", name, found.Warnings)
		}
		if len(found.Units) == 0 || len(found.Units[0].Ports) != c.ports || found.Units[0].Kind.Confidence != c.confidence {
			t.Errorf("%s: %+v", name, found.Units)
		}
	}
}

// TestTwoPackages: a folder that holds files of two packages is told at the clause that does not fit.
func TestTwoPackages(t *testing.T) {
	t.Parallel()
	const module = "-- go.mod --\nmodule example.com/reef\n\ngo 1.25\n"
	const program = "package main\n\nimport \"net/http\"\n\nfunc main() { http.ListenAndServe(\":8080\", nil) }\n"
	for name, c := range map[string]struct {
		archive, file string
		line          int
	}{
		"a library's file sorts first": {module + "-- boat.go --\n// Boats.\npackage reef\n-- main.go --\n" + program, "main.go", 1},
		"a program's file sorts first": {module + "-- cmd/api/main.go --\n" + program + "-- cmd/api/sail.go --\n\n// Sails.\npackage sail\n", "cmd/api/sail.go", 3},
		"a file that is not built":     {module + "-- main.go --\n" + program + "-- make.go --\n//go:build ignore\n\npackage tools\n", "", 0},
		"a file of documentation":      {module + "-- doc.go --\npackage documentation\n-- main.go --\n" + program, "", 0},
		"tests of another package":     {module + "-- main.go --\n" + program + "-- main_test.go --\npackage main_test\n", "", 0},
		"an example":                   {module + "-- main.go --\n" + program + "-- examples/a.go --\npackage a\n-- examples/main.go --\n" + program, "", 0},
	} {
		found := detect(t, c.archive)
		told := slices.IndexFunc(found.Warnings, func(w facts.Warning) bool { return strings.Contains(w.Text, "two packages") })
		switch {
		case told < 0 && c.file != "", told >= 0 && (found.Warnings[told].File != c.file || found.Warnings[told].Line != c.line):
			t.Errorf("%s: %+v", name, found.Warnings)
		case c.file == "" && (len(found.Units) != 1 || found.Units[0].Kind.Value != facts.Server):
			t.Errorf("%s: %+v", name, found.Units)
		}
	}
}

// TestGeneric: what a generic function of another module fills has the type between its brackets.
func TestGeneric(t *testing.T) {
	t.Parallel()
	u, _ := only(t, "-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\"net/http\"; \"strconv\"; \"github.com/caarlos0/env/v11\")\n"+
		"type config struct {\n\tPort int `env:\"LISTEN_PORT\" envDefault:\"8421\"`\n\tDSN string `env:\"PG_DSN,required\"`\n}\n"+
		"func main() {\n\tc, _ := env.ParseAs[config]()\n\thttp.ListenAndServe(\":\"+strconv.Itoa(c.Port), nil)\n}\n")
	if len(u.Ports) != 1 || u.Ports[0].Value != 8421 || u.Ports[0].Env != "LISTEN_PORT" || !slices.Contains(u.NeedsEnv, "PG_DSN") {
		t.Errorf("%+v %v", u.Ports, u.NeedsEnv)
	}
}

// TestGoZero: the services that a program of go-zero talks to stand in its imports, in the functions that it calls and in its configuration.
func TestGoZero(t *testing.T) {
	t.Parallel()
	u, _ := only(t, "-- go.mod --\nmodule m\n-- etc/stock.yaml --\nName: stock.rpc\nListenOn: 0.0.0.0:8085\nEtcd: {Hosts: [\"etcd:2379\"], Key: stock.rpc}\n"+
		"-- main.go --\npackage main\nimport (\"flag\"; \"github.com/zeromicro/go-zero/core/conf\"; \"github.com/zeromicro/go-zero/core/stores/cache\"; \"github.com/zeromicro/go-zero/core/stores/sqlx\"; \"github.com/zeromicro/go-zero/zrpc\")\n"+
		"type Config struct {\n\tzrpc.RpcServerConf\n\tCache cache.CacheConf\n}\nvar file = flag.String(\"f\", \"etc/stock.yaml\", \"\")\n"+
		"func main() {\n\tvar c Config\n\tconf.MustLoad(*file, &c)\n\t_ = sqlx.NewMysql(\"x\")\n\ts := zrpc.MustNewServer(c.RpcServerConf, nil)\n\ts.Start()\n}\n")
	if got := strings.Join(func() (names []string) {
		for _, s := range u.Needs {
			names = append(names, string(s))
		}
		return names
	}(), " "); got != "etcd mysql redis" {
		t.Error(got)
	}
}

// TestTablesAreNotParsed: a large file that a program wrote is left out of every question, and none of them needs what it declares.
func TestTablesAreNotParsed(t *testing.T) {
	t.Parallel()
	table := "// Code generated by x. DO NOT EDIT.\n\npackage main\n\nvar names = []string{" + strings.Repeat("\"sqlite http.Listen Getenv( required env signal.Notify promhttp\",\n", 4000) + "}\n"
	u, _ := only(t, "-- go.mod --\nmodule m\n-- table.go --\n"+table+"-- main.go --\npackage main\nimport \"net/http\"\nfunc main() { http.ListenAndServe(\":8080\", nil) }\n")
	if len(u.Ports) != 1 || u.Ports[0].Value != 8080 {
		t.Errorf("%+v", u)
	}
}

// TestBlocks: a main function that waits for ever, or for a signal that it asked for, is of a program that stays.
func TestBlocks(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"go work(); select {}": facts.Worker,
		"c := make(chan os.Signal, 1); signal.Notify(c, os.Interrupt); go work(); <-c": facts.Worker,
		"c := make(chan int); go work(); <-c":                                          facts.CLI,
		"work()":                                                                       facts.CLI,
	} {
		u, _ := only(t, "-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\"os\"; \"os/signal\")\nfunc work() {}\nvar _ = os.Interrupt\nvar _ = signal.Stop\nfunc main() { "+body+" }\n")
		if u.Kind.Value != want {
			t.Errorf("%s: %s", body, u.Kind.Value)
		}
	}
}

// TestChangedOutOfSight: a variable whose address is taken, or that is counted up elsewhere, is not what its assignments say for certain.
func TestChangedOutOfSight(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]facts.Confidence{
		"port := 8080; http.ListenAndServe(\":\"+strconv.Itoa(port), nil)":                        facts.Certain,
		"port := 8080; port++; http.ListenAndServe(\":\"+strconv.Itoa(port), nil)":                facts.Certain,
		"port := 8080; p := &port; *p = 9000; http.ListenAndServe(\":\"+strconv.Itoa(port), nil)": facts.Likely,
		"set(&addr); http.ListenAndServe(addr, nil)":                                              facts.Likely,
		"count++; http.ListenAndServe(\":\"+strconv.Itoa(count), nil)":                            facts.Likely,
		"s := &http.Server{Addr: \":5000\"}; s.Addr = addr; s.ListenAndServe()":                   facts.Certain,
		"s := &http.Server{Addr: \":5000\"}; s.ListenAndServe()":                                  facts.Certain,
		"http.ListenAndServe(fixed, nil)":                                                         facts.Certain,
	} {
		u, _ := only(t, "-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\"net/http\"; \"strconv\")\nvar addr = \":3000\"\nvar fixed = \":3000\"\nvar count = 8080\nvar _ = strconv.Itoa\nfunc set(p *string) { *p = \":4000\" }\nfunc main() { "+body+" }\n")
		if len(u.Ports) != 1 || u.Ports[0].Confidence != want {
			t.Errorf("%s: %+v, want %s", body, u.Ports, want)
		}
	}
}

// TestImportOfATable: what a file that is not parsed does with an import is not known, so the import counts.
func TestImportOfATable(t *testing.T) {
	t.Parallel()
	table := "// Code generated by x. DO NOT EDIT.\n\npackage main\n\nimport \"github.com/robfig/cron/v3\"\n\nvar _ = cron.New\nvar names = []string{" + strings.Repeat("\"a text that fills the table\",\n", 8000) + "}\n"
	u, _ := only(t, "-- go.mod --\nmodule m\n-- table.go --\n"+table+"-- main.go --\npackage main\nfunc main() { work() }\nfunc work() {}\n")
	if u.Kind.Value != facts.Worker {
		t.Errorf("%+v", u.Kind)
	}
}
