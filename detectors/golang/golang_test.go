package golang

import (
	"context"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/golangtest"
	"github.com/waybill-dev/waybill/internal/source"
)

// The words of these tests.
var (
	oneFile = golangtest.OneFile
	tell    = golangtest.Tell
)

func detect(tb testing.TB, archive string) facts.Findings {
	tb.Helper()
	return golangtest.Detect(tb, Detector{}, archive)
}

func only(tb testing.TB, archive string) (facts.Unit, facts.Findings) {
	tb.Helper()
	return golangtest.Only(tb, Detector{}, archive)
}

func repository(tb testing.TB, archive string) *source.Tree {
	tb.Helper()
	return golangtest.Repository(tb, archive)
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

func TestCancelled(t *testing.T) {
	t.Parallel()
	tree := repository(t, oneFile("", ""))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (Detector{}).Detect(ctx, tree); err == nil {
		t.Error("no error of the context")
	}
}

// A switch that is off by default is named as an argument where nothing serves without it, and stays off where something does.
func TestServerSwitch(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"only":             {golangtest.OneFile(`"flag"; "net/http"`, `serve := flag.Bool("server", false, ""); flag.Parse(); if *serve { http.ListenAndServe(":8081", nil) }`), ". server [8081:http] ./shop --server"},
		"more":             {golangtest.OneFile(`"flag"; "net/http"`, `api := flag.Bool("api", false, ""); flag.Parse(); if *api { go http.ListenAndServe(":8082", nil) }; http.ListenAndServe(":8081", nil)`), ". server [8081:http] ./shop"},
		"other":            {golangtest.OneFile(`"flag"; "net/http"`, `debug := flag.Bool("debug", false, ""); flag.Parse(); if *debug { http.ListenAndServe(":8081", nil) }`), ". cli [] ./shop"},
		"loop without end": {golangtest.OneFile(`"example.org/queue"`, `for { queue.Receive() }`), ". worker [] ./shop"},
		"loop that ends":   {golangtest.OneFile(`"example.org/queue"`, `for { if queue.Receive() == nil { break } }`), ". cli [] ./shop"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _ := golangtest.Only(t, Detector{}, c.in)
			if got := golangtest.Tell([]facts.Unit{u}); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestServerInAFolderOfBackgroundWorkIsDoubtful(t *testing.T) {
	t.Parallel()
	server := "package main\nimport \"net/http\"\nfunc main() { http.ListenAndServe(\":9000\", nil) }\n"
	for dir, want := range map[string]struct {
		confidence facts.Confidence
		told       bool
	}{
		"cmd/shop":         {facts.Certain, false},
		"cmd/workershop":   {facts.Certain, false},
		"cmd/mail-worker":  {facts.Likely, true},
		"cmd/cleaner_task": {facts.Likely, true},
		"cmd/worker":       {facts.Likely, true},
	} {
		u, found := only(t, "-- go.mod --\nmodule m\n-- "+dir+"/main.go --\n"+server)
		if u.Kind.Value != facts.Server || u.Kind.Confidence != want.confidence {
			t.Errorf("%s: %s, %v; want a server, %v", dir, u.Kind.Value, u.Kind.Confidence, want.confidence)
		}
		if len(u.Ports) != 1 || u.Ports[0].Confidence != want.confidence {
			t.Errorf("%s: ports %+v, want one that is %v", dir, u.Ports, want.confidence)
		}
		told := false
		for _, w := range found.Warnings {
			told = told || strings.Contains(w.Text, "set kind: worker")
		}
		if told != want.told {
			t.Errorf("%s: the doubt is told: %v, want %v", dir, told, want.told)
		}
	}
}
