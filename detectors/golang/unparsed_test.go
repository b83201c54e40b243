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
