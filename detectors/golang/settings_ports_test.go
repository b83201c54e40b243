package golang

import (
	"fmt"
	"testing"
)

// TestPortsOfSettings: ports that flags, options of a manager and configuration files say.
func TestPortsOfSettings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"kingpin into a field": {oneFile(`"github.com/alecthomas/kingpin/v2"; "net/http"`, `kingpin.Flag("listen", "").Default(":9115").StringVar(&c.Addr); http.ListenAndServe(c.Addr, nil)`) +
			"-- c.go --\npackage main\nvar c struct{ Addr string }\n", "server [9115 http likely]"},
		"operator": {
			oneFile(`ctrl "sigs.k8s.io/controller-runtime"; "sigs.k8s.io/controller-runtime/pkg/metrics/server"`, `ctrl.NewManager(nil, ctrl.Options{Metrics: server.Options{BindAddress: ":8085"}, HealthProbeBindAddress: ":8086"})`),
			"worker [8085 metrics certain][8086 health certain]",
		},
		"embedded": {oneFile(`"example.org/x"; "embed"; "net/http"`, `var c config; x.Load(files, &c); http.ListenAndServe(c.Web.Addr, nil)`) +
			"-- c.go --\npackage main\nimport \"embed\"\n//go:embed defaults/web.yml\nvar files embed.FS\ntype config struct{ Web struct{ Addr string } }\n-- defaults/web.yml --\nweb:\n  addr: \":8084\"\n", "server [8084 http likely]"},
		"named without its folder": {oneFile(`"example.org/x"; "net/http"; "fmt"`, `var c config; x.Load("shop.yml", &c); http.ListenAndServe(fmt.Sprintf(":%d", c.Api.Port), nil)`) +
			"-- c.go --\npackage main\ntype config struct{ Api struct{ Port int } }\n-- config/shop.yml --\napi:\n  port: 8087\n", "server [8087 http guess]"},
		"mode of a flag": {oneFile(`"flag"; "net/http"`, `m := flag.String("transport", "stdio", ""); flag.Parse(); switch *m { case "http", "sse": http.ListenAndServe(":8088", nil) }`), "server [8088 http certain]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _ := only(t, c.in)
			got := u.Kind.Value + " "
			for _, p := range u.Ports {
				got += fmt.Sprintf("[%d %s %s]", p.Value, p.Name, p.Confidence)
			}
			if got != c.want {
				t.Errorf("got %s (start %q), want %s", got, u.Start, c.want)
			}
		})
	}
}
