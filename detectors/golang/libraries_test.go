package golang

import (
	"fmt"
	"strings"
	"testing"
)

// TestPortsThroughLibraries: flags that constants name, structs that a library fills, and options and frameworks that take the address.
func TestPortsThroughLibraries(t *testing.T) {
	t.Parallel()
	const flags = "-- names/names.go --\npackage names\nimport \"github.com/spf13/pflag\"\nconst Listen = \"listen\"\nfunc Define(f *pflag.FlagSet) { f.String(Listen, \":8081\", \"\") }\n"
	for name, c := range map[string]struct{ in, want string }{
		"a flag that a constant names":      {oneFile(`"github.com/spf13/viper"; "net/http"; "example.org/shop/names"`, `names.Define(nil); http.ListenAndServe(viper.GetString(names.Listen), nil)`) + flags, "8081 likely"},
		"a constant of another package":     {oneFile(`"github.com/spf13/viper"; "net/http"; "example.org/shop/names"`, `names.Define(nil); http.ListenAndServe(viper.GetString(Listen), nil)`) + flags + "-- c.go --\npackage main\nconst Listen = \"other\"\n", ""},
		"a struct that a library fills":     {oneFile(`"example.com/conf"; "net/http"; flag "github.com/spf13/pflag"`, `flag.String("listen-address", ":8081", ""); var c config; conf.Load(&c); http.ListenAndServe(c.Addr, nil)`) + "-- c.go --\npackage main\ntype config struct { Addr string `json:\"listen-address\"` }\n", "8081 likely"},
		"a field of one word":               {oneFile(`"example.com/conf"; "net/http"; flag "github.com/spf13/pflag"`, `flag.String("address", ":8081", ""); var c config; conf.Load(&c); http.ListenAndServe(c.Addr, nil)`) + "-- c.go --\npackage main\ntype config struct { Addr string `json:\"address\"` }\n", ""},
		"an option of a server":             {oneFile(`"example.com/httpserver"`, `httpserver.NewHook(nil, httpserver.WithAddress(":8081"))`), "8081 likely"},
		"an option of a client":             {oneFile(`"example.com/store"`, `store.New(nil, store.WithAddress("store:8081"))`), ""},
		"an option without a port":          {oneFile(`"example.com/httpserver"`, `httpserver.NewHook(nil, httpserver.WithAddress("0.0.0.0"))`), ""},
		"a host and a port":                 {oneFile(`"gopkg.in/macaron.v1"`, `m := macaron.Classic(); m.Run("0.0.0.0", 8081)`), "8081 certain"},
		"a host and a port of flamego":      {oneFile(`"github.com/flamego/flamego"`, `f := flamego.Classic(); f.Run("0.0.0.0", 8081)`), "8081 certain"},
		"an address of kitex":               {oneFile(`"github.com/cloudwego/kitex/server"; "net"`, `addr, _ := net.ResolveTCPAddr("tcp", ":8081"); s := server.NewServer(server.WithServiceAddr(addr)); s.Run()`), "8081 certain"},
		"a literal address of kitex":        {oneFile(`"github.com/cloudwego/kitex/server"; "net"`, `server.NewServer(server.WithServiceAddr(&net.TCPAddr{Port: 8081})).Run()`), "8081 certain"},
		"the default of kitex":              {oneFile(`"github.com/cloudwego/kitex/server"`, `server.NewServer().Run()`), "8888 certain"},
		"an address of go-micro":            {oneFile(`"go-micro.dev/v5"`, `micro.NewService(micro.Address(":8081")).Run()`), "8081 certain"},
		"any port of go-micro":              {oneFile(`"go-micro.dev/v5"`, `s := micro.New("shop"); s.Run()`), ""},
		"goframe's own folders":             {oneFile(`"github.com/gogf/gf/v2/frame/g"`, `s := g.Server(); s.Run()`) + "-- manifest/config/config.yaml --\nserver: {address: ':8081'}\n", "8081 likely"},
		"a text of a number in viper":       {oneFile(`"github.com/spf13/viper"; "net/http"`, `viper.SetDefault("port", 8081); http.ListenAndServe(":" + viper.GetString("port"), nil)`), "8081 certain"},
		"a sum of a number in viper":        {oneFile(`"github.com/spf13/viper"; "net/http"; "fmt"`, `viper.SetDefault("port", 8080); http.ListenAndServe(fmt.Sprintf(":%d", viper.GetInt("port")+1), nil)`), "8081 certain"},
		"the default of macaron":            {oneFile(`"gopkg.in/macaron.v1"`, `m := macaron.Classic(); m.Run()`), "4000 likely"},
		"a flag of urfave/cli with a short": {oneFile(`"github.com/urfave/cli"; "net/http"`, `app := cli.NewApp(); app.Flags = []cli.Flag{cli.StringFlag{Name: "addr, a", Value: ":8081"}}; app.Action = func(c *cli.Context) { http.ListenAndServe(c.String("addr"), nil) }; app.Run(nil)`), "8081 likely"},
	} {
		var got []string
		for _, u := range detect(t, c.in).Units {
			for _, p := range u.Ports {
				got = append(got, fmt.Sprint(p.Value, " ", p.Confidence))
			}
		}
		if told := strings.Join(got, ", "); told != c.want {
			t.Errorf("%s: got %q, want %q", name, told, c.want)
		}
	}
}

func TestPluginOfKubectlIsACommandLine(t *testing.T) {
	t.Parallel()
	for dir, want := range map[string]string{"kubectl-shop": "cli", "shop": "worker"} {
		in := "-- go.mod --\nmodule m\n-- cmd/" + dir + "/main.go --\npackage main\nfunc main() { for { work() } }\nfunc work() {}\n"
		if got := detect(t, in).Units[0].Kind.Value; got != want {
			t.Errorf("%s: got %s, want %s", dir, got, want)
		}
	}
}
