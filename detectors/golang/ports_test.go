package golang

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/value"
)

func TestPorts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"literal":                       {oneFile(`"net/http"`, `http.ListenAndServe(":8081", nil)`), "8081:http"},
		"constant":                      {oneFile(`"net/http"`, `http.ListenAndServe(addr, nil)`) + "-- c.go --\npackage main\nconst port = \"8081\"\nconst addr = \":\" + port\n", "8081:http"},
		"arithmetic":                    {oneFile(`"fmt"; "net/http"`, `http.ListenAndServe(fmt.Sprintf(":%d", base+1), nil)`) + "-- c.go --\npackage main\nconst base = 8080\n", "8081:http"},
		"server literal":                {oneFile(`"net/http"`, `s := &http.Server{Addr: "0.0.0.0:8081"}; s.ListenAndServe()`), "8081:http"},
		"named port":                    {oneFile(`"net/http"`, `http.ListenAndServe(":http", nil)`), "80:http"},
		"flag":                          {oneFile(`"flag"; "net/http"`, `a := flag.String("addr", ":8081", ""); flag.Parse(); http.ListenAndServe(*a, nil)`), "8081:http"},
		"flag of a number":              {oneFile(`"flag"; "net"; "net/http"; "strconv"`, `p := flag.Int("port", 8081, ""); http.ListenAndServe(net.JoinHostPort("", strconv.Itoa(*p)), nil)`), "8081:http"},
		"flag of a field":               {oneFile(`"flag"; "fmt"; "net/http"`, `var c config; flag.IntVar(&c.Port, "port", 8081, ""); http.ListenAndServe(fmt.Sprintf(":%d", c.Port), nil)`) + "-- c.go --\npackage main\ntype config struct { Port int }\n", "8081:http"},
		"pflag with a short":            {oneFile(`flag "github.com/spf13/pflag"; "net/http"`, `a := flag.StringP("addr", "a", ":8081", ""); http.ListenAndServe(*a, nil)`), "8081:http"},
		"kingpin":                       {oneFile(`"gopkg.in/alecthomas/kingpin.v2"; "net/http"`, `a := kingpin.Flag("listen", "").Default(":9115").String(); http.ListenAndServe(*a, nil)`), "9115:http"},
		"urfave by name":                {oneFile(`"github.com/urfave/cli/v2"; "net/http"`, `app := &cli.App{Flags: []cli.Flag{&cli.StringFlag{Name: "addr", Value: ":8081"}}, Action: func(c *cli.Context) error { return http.ListenAndServe(c.String("addr"), nil) }}; app.Run(nil)`), "8081:http"},
		"viper default":                 {oneFile(`"github.com/spf13/viper"; "net/http"`, `viper.SetDefault("http.addr", ":8081"); http.ListenAndServe(viper.GetString("http.addr"), nil)`), "8081:http"},
		"default of variable":           {oneFile(`"net/http"; "os"`, `p := os.Getenv("PORT"); if p == "" { p = "8081" }; http.ListenAndServe(":"+p, nil)`), "8081:http"},
		"helper":                        {oneFile(`"net/http"; "os"`, `http.ListenAndServe(":"+env("PORT", "8081"), nil)`) + "-- e.go --\npackage main\nimport \"os\"\nfunc env(k, d string) string { if v, ok := os.LookupEnv(k); ok { return v }; return d }\n", "8081:http"},
		"foreign helper":                {oneFile(`"example.org/env"; "net/http"`, `http.ListenAndServe(":"+env.Get("PORT", "8081"), nil)`), "8081:http"},
		"cmp.Or":                        {oneFile(`"cmp"; "net/http"; "os"`, `http.ListenAndServe(":"+cmp.Or(os.Getenv("PORT"), "8081"), nil)`), "8081:http"},
		"tag of envconfig":              {oneFile(`"net/http"; "example.org/x"`, `var c config; x.Process(&c); http.ListenAndServe(":"+c.Port, nil)`) + "-- c.go --\npackage main\ntype config struct { Port string `envconfig:\"PORT\" default:\"8081\"` }\n", "8081:http"},
		"tag of caarlos0":               {oneFile(`"net/http"; "github.com/caarlos0/env/v11"`, `var c config; http.ListenAndServe(c.Addr, nil)`) + "-- c.go --\npackage main\ntype config struct { Addr string `env:\"ADDR\" envDefault:\":8081\"` }\n", "8081:http"},
		"tag of sethvargo":              {oneFile(`"net/http"; "github.com/sethvargo/go-envconfig"`, `var c config; http.ListenAndServe(":"+c.Port, nil)`) + "-- c.go --\npackage main\ntype config struct { Port string `env:\"PORT, default=8081\"` }\n", "8081:http"},
		"variable of package":           {oneFile(`"net/http"; "os"`, `if os.Getenv("PORT") != "" { port = os.Getenv("PORT") }; run(port)`) + "-- r.go --\npackage main\nimport \"net/http\"\nvar port = \"8081\"\nfunc run(port string) { http.ListenAndServe(\":\"+port, nil) }\n", "8081:http"},
		"map of options":                {oneFile(`"net/http"`, `http.ListenAndServe(options["LISTEN"].value, nil)`) + "-- o.go --\npackage main\ntype option struct { value string }\nvar options = map[string]option{\"LISTEN\": {value: \":8081\"}}\n", "8081:http"},
		"gin default":                   {oneFile(`"github.com/gin-gonic/gin"`, `r := gin.Default(); r.Run()`), "8080:http"},
		"gin address":                   {oneFile(`"github.com/gin-gonic/gin"`, `gin.New().Run(":8081")`), "8081:http"},
		"variable named as its package": {oneFile(`"github.com/gin-gonic/gin"`, `gin := gin.Default(); gin.Run(":8081")`), "8081:http"},
		"echo":                          {oneFile(`"github.com/labstack/echo/v4"`, `e := echo.New(); e.Logger.Fatal(e.Start(":1323"))`), "1323:http"},
		"fiber":                         {oneFile(`"github.com/gofiber/fiber/v2"`, `app := fiber.New(); app.Listen(":3000")`), "3000:http"},
		"beego default":                 {oneFile(`"github.com/beego/beego/v2/server/web"`, `web.Run()`), "8080:http"},
		"beego configured":              {oneFile(`"github.com/beego/beego/v2/server/web"`, `web.Run()`) + "-- conf/app.conf --\nappname = x\nhttpport = 8181\n", "8181:http"},
		"go-zero":                       {oneFile(`"flag"; "github.com/zeromicro/go-zero/core/conf"; "github.com/zeromicro/go-zero/rest"`, `f := flag.String("f", "etc/shop.yaml", ""); conf.MustLoad(*f, nil); rest.MustNewServer(rest.RestConf{}).Start()`) + "-- etc/shop.yaml --\nName: shop\nPort: 8888\n", "8888:http"},
		"exporter-toolkit":              {oneFile(`"github.com/alecthomas/kingpin/v2"; webflag "github.com/prometheus/exporter-toolkit/web/kingpinflag"`, `webflag.AddFlags(kingpin.CommandLine, ":9115")`), "9115:http"},
		"grpc":                          {oneFile(`"net"; "google.golang.org/grpc"`, `l, _ := net.Listen("tcp", ":50051"); s := grpc.NewServer(); s.Serve(l)`), "50051:grpc"},
		"http before grpc":              {oneFile(`"net"; "net/http"; "google.golang.org/grpc"`, `go http.ListenAndServe(":8081", nil); l, _ := net.Listen("tcp", ":50051"); grpc.NewServer().Serve(l)`), "8081:http 50051:grpc"},
		"unix socket":                   {oneFile(`"net"; "net/http"`, `l, _ := net.Listen("unix", "/run/x"); go http.Serve(l, nil); http.ListenAndServe(":8081", nil)`), "8081:http"},
		"a part that nothing sets": {oneFile(`"net/http"`, `a := newApp(false); if a.gauge != nil { go a.gauge.Start() }; http.ListenAndServe(":8081", nil)`) +
			"-- app.go --\npackage main\nimport \"net/http\"\ntype gauge struct{}\nfunc (g *gauge) Start() { http.ListenAndServe(\":8082\", nil) }\n" +
			"type app struct { gauge *gauge }\nfunc newApp(on bool) *app {\n\ta := &app{}\n\tif on { a.gauge = &gauge{} }\n\treturn a\n}\n", "8081:http"},
		"a function of a package, and no method": {oneFile(`"net"; "net/http"`, `l, _ := net.Listen("tcp", ":8081"); if false { open() }; http.Serve(l, nil)`) +
			"-- side.go --\npackage main\nimport (\"net\"; \"net/http\")\ntype side struct{}\nfunc (s *side) Listen() { l, _ := net.Listen(\"tcp\", \":8082\"); http.Serve(l, nil) }\nfunc open() { s := &side{}; s.Listen() }\n", "8081:http"},
		"off by default": {oneFile(`"flag"; "net/http"`, `d := flag.String("debug", "", ""); if *d != "" { go http.ListenAndServe(*d, nil) }; http.ListenAndServe(":8081", nil)`), "8081:http"},
		"early return":   {oneFile(`"net/http"; "os"`, `metrics(); http.ListenAndServe(":8081", nil)`) + "-- m.go --\npackage main\nimport (\"net/http\";\"os\")\nfunc metrics() { if os.Getenv(\"METRICS\") == \"\" { return }; go http.ListenAndServe(\":7070\", nil) }\n", "8081:http"},
		"random port":    {oneFile(`"net/http"`, `http.ListenAndServe(":0", nil)`), ""},
		"yaml by tags": {oneFile(`"flag"; "net/http"`, `f := flag.String("config", "config/app.yml", ""); c := load(*f); http.ListenAndServe(":"+c.HTTP.Port, nil)`) +
			"-- c.go --\npackage main\ntype config struct { HTTP struct { Port string `yaml:\"listen_port\"` } `yaml:\"web\"` }\nfunc load(string) *config { return nil }\n-- config/app.yml --\nweb:\n  listen_port: 8081\n", "8081:http"},
		"json by names": {oneFile(`"flag"; "net/http"`, `f := flag.String("config", "app.json", ""); c := load(*f); http.ListenAndServe(c.Listen, nil)`) +
			"-- c.go --\npackage main\ntype config struct { Listen string }\nfunc load(string) config { return config{} }\n-- app.json --\n{\"listen\": \"0.0.0.0:8081\"}\n", "8081:http"},
		"example of a dotenv file": {oneFile(`"github.com/gin-gonic/gin"; "github.com/spf13/viper"`, `viper.SetConfigFile(".env"); a := app{}; viper.Unmarshal(&a.Env); gin.Default().Run(a.Env.Address)`) +
			"-- c.go --\npackage main\ntype app struct { Env env }\ntype env struct { Address string `mapstructure:\"SERVER_ADDRESS\"` }\n-- .env.example --\nSERVER_ADDRESS=:8081\n", "8081:http"},
		"viper fills a struct": {oneFile(`"github.com/spf13/pflag"; "github.com/spf13/viper"; "net/http"`, `fs := pflag.NewFlagSet("x", 0); fs.Int("port", 8081, ""); fs.Int("metrics-port", 0, ""); viper.BindPFlags(fs); var c config; viper.Unmarshal(&c); s := server{config: &c}; s.run()`) +
			"-- c.go --\npackage main\nimport \"net/http\"\ntype config struct { Host, Port string; Metrics string `mapstructure:\"metrics-port\"` }\ntype server struct { config *config }\nfunc (s *server) run() { go http.ListenAndServe(\":\"+s.config.Metrics, nil); http.ListenAndServe(\":\"+s.config.Port, nil) }\n", "8081:http"},
		"viper default of a struct": {oneFile(`"fmt"; "github.com/spf13/viper"; "net/http"`, `viper.SetDefault("web.port", 8082); var c config; viper.Unmarshal(&c); http.ListenAndServe(fmt.Sprintf(":%d", c.Web.Port), nil)`) +
			"-- c.go --\npackage main\ntype config struct { Web struct { Port int } }\n", "8082:http"},
		"number made a text": {oneFile(`"net/http"; "strconv"`, `http.ListenAndServe("0.0.0.0:"+strconv.Itoa(port), nil)`) + "-- c.go --\npackage main\nvar port = 8081\n", "8081:http"},
		"default and key":    {oneFile(`"example.org/config"; "net/http"; "strconv"`, `http.ListenAndServe(":"+strconv.Itoa(config.GetIntVar(8081, 1, "Web.port")), nil)`), "8081:http"},
		"defaults of koanf":  {oneFile(`"github.com/knadh/koanf/providers/confmap"; "github.com/knadh/koanf/v2"; "net/http"`, `k := koanf.New("."); k.Load(confmap.Provider(map[string]any{"web.addr": ":8081", "redis.addr": ":6379"}, "."), nil); http.ListenAndServe(k.String("web.addr"), nil)`), "8081:http"},
		"variable that a helper requires": {oneFile(`"net/http"`, `http.ListenAndServe(":"+must[string]("PORT"), nil)`) +
			"-- e.go --\npackage main\nimport (\"log\"; \"os\")\nfunc must[T any](name string) T { v, ok := os.LookupEnv(name); if !ok { log.Fatal(name) }; var t any = parse(v); return t.(T) }\nfunc parse(string) any { return nil }\n", "8080:http"},
		"several commands": {oneFile(`"github.com/spf13/cobra"`, `root := &cobra.Command{Use: "shop"}; root.AddCommand(&cobra.Command{Use: "ledger", Run: func(*cobra.Command, []string) { run(options{":8082"}) }}); root.AddCommand(&cobra.Command{Use: "server", Run: func(*cobra.Command, []string) { run(options{Addr: ":8081"}) }}); root.Execute()`) +
			"-- r.go --\npackage main\nimport \"net/http\"\ntype options struct { Addr string }\nfunc run(o options) { http.ListenAndServe(o.Addr, nil) }\n", "8081:http"},
		"loop of names": {oneFile(`"net/http"`, `x := y; y := x; http.ListenAndServe(x, nil)`), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _ := only(t, c.in)
			got := strings.Split(tell([]facts.Unit{u}), "[")[1]
			if got = strings.Split(got, "]")[0]; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestFrameworkByWhatServes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"validation of a kit": {oneFile(`"github.com/astaxie/beego/validation"; "github.com/gin-gonic/gin"`, `_ = validation.Validation{}; gin.Default().Run(":8081")`), "gin"},
		"logging of a kit":    {oneFile(`"github.com/zeromicro/go-zero/core/logx"; "net/http"`, `logx.Info("x"); http.ListenAndServe(":8081", nil)`), "stdlib"},
		"its server":          {oneFile(`"github.com/beego/beego/v2/server/web"`, `web.Run()`), "beego"},
		"its root":            {oneFile(`"github.com/astaxie/beego"`, `beego.Run()`), "beego"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if u, _ := only(t, c.in); u.Framework.Value != c.want {
				t.Errorf("got %s, want %s", u.Framework.Value, c.want)
			}
		})
	}
}

func TestLoopback(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, env, arg, warns string }{
		"nothing moves it": {oneFile(`"net/http"`, `http.ListenAndServe("127.0.0.1:8081", nil)`), "", "", `listen on ":8081" instead`},
		"flag":             {oneFile(`"flag"; "net/http"`, `a := flag.String("addr", "localhost:8081", ""); http.ListenAndServe(*a, nil)`), "", "--addr=0.0.0.0:8081", "passes"},
		"host flag":        {"-- go.mod --\nmodule shop\n-- main.go --\npackage main\nimport (\"net/http\"; \"github.com/spf13/cobra\")\nvar root = &cobra.Command{Use: \"shop\", Run: func(cmd *cobra.Command, _ []string) {\n\taddr := host + \":\" + port\n\thttp.ListenAndServe(addr, nil)\n}}\nvar host, port string\nfunc main() {\n\troot.Flags().StringVar(&host, \"host\", \"127.0.0.1\", \"\")\n\troot.Flags().StringVarP(&port, \"port\", \"p\", \"8081\", \"\")\n\troot.Execute()\n}\n", "", "--host=0.0.0.0", "passes --host=0.0.0.0"},
		"flag of a field":  {oneFile(`"fmt"; "net/http"; "github.com/jessevdk/go-flags"`, `flags.Parse(&c); http.ListenAndServe(fmt.Sprintf("%v:%v", c.Host, c.Port), nil)`) + "-- c.go --\npackage main\nvar c struct {\n\tHost string `long:\"bind\" default:\"localhost\"`\n\tPort uint `long:\"listen\" default:\"8081\"`\n}\n", "", "--bind=0.0.0.0", "passes --bind=0.0.0.0"},
		"field of a group": {oneFile(`"fmt"; "net/http"; "github.com/jessevdk/go-flags"`, `flags.Parse(&c); http.ListenAndServe(fmt.Sprintf("%v:%v", c.Web.Host, c.Web.Port), nil)`) + "-- c.go --\npackage main\ntype web struct {\n\tHost string `long:\"bind\" default:\"localhost\"`\n\tPort uint `long:\"listen\" default:\"8081\"`\n}\nvar c struct { Web web `group:\"web\" namespace:\"web\"` }\n", "", "", `listen on ":8081" instead`},
		"unnamed struct":   {oneFile(`"flag"; "net/http"`, `flag.StringVar(&c.bind, "bind", "127.0.0.1:8081", ""); flag.Parse(); http.ListenAndServe(c.bind, nil)`) + "-- c.go --\npackage main\nvar c struct { bind string; title string }\n", "", "--bind=0.0.0.0:8081", "passes --bind=0.0.0.0:8081"},
		"a tunnel beside":  {oneFile(`"net/http"; "os"`, `go tunnel(); a := os.Getenv("ADDR"); if a == "" { a = "localhost:8081" }; http.ListenAndServe(a, nil)`) + "-- t.go --\npackage main\nimport \"net\"\nfunc tunnel() { l, _ := net.Listen(\"tcp\", \"127.0.0.1:5544\"); l.Accept() }\n", "ADDR=0.0.0.0:8081", "", "sets ADDR"},
		"whole address":    {oneFile(`"net/http"; "os"`, `a := os.Getenv("ADDR"); if a == "" { a = "localhost:8081" }; http.ListenAndServe(a, nil)`), "ADDR=0.0.0.0:8081", "", "sets ADDR"},
		"port":             {oneFile(`"net/http"; "os"`, `a := "localhost:8081"; if p := os.Getenv("PORT"); p != "" { a = ":" + p }; http.ListenAndServe(a, nil)`), "PORT=8081", "", "sets PORT"},
		"host":             {oneFile(`"net/http"; "github.com/caarlos0/env/v11"`, `http.ListenAndServe(c.Host+":8081", nil)`) + "-- c.go --\npackage main\nvar c struct { Host string `env:\"HOST\" envDefault:\"127.0.0.1\"` }\n", "HOST=0.0.0.0", "", "sets HOST"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, found := only(t, c.in)
			var env []string
			for _, e := range u.Image.Run.Env {
				env = append(env, e.Name+"="+e.Value)
			}
			if got := strings.Join(env, " "); got != c.env {
				t.Errorf("environment %q, want %q", got, c.env)
			}
			if got := strings.Join(u.Start[1:], " "); got != c.arg {
				t.Errorf("arguments %q, want %q", got, c.arg)
			}
			if len(found.Warnings) != 1 || !strings.Contains(found.Warnings[0].Text, c.warns) || found.Warnings[0].Line == 0 {
				t.Errorf("warnings %+v, want one with %q", found.Warnings, c.warns)
			}
		})
	}
}

func TestPortThatOnlyAVariableSays(t *testing.T) {
	t.Parallel()
	server := "package main\nimport (\"net/http\"; \"os\")\nfunc main() { http.ListenAndServe(\":\"+os.Getenv(\"CART_PORT\"), nil) }\n"
	for name, c := range map[string]struct {
		in   string
		want int
	}{
		"where another part looks": {"-- cart/go.mod --\nmodule cart\n-- cart/main.go --\n" + server + "-- web/config.js --\nmodule.exports = process.env.CART_ADDRESS || 'http://127.0.0.1:8181'\n-- cart/README.md --\nCART_PORT=9999 ./cart\n", 8181},
		"of another name":          {"-- basket/go.mod --\nmodule basket\n-- basket/main.go --\n" + server + "-- web/config.js --\nmodule.exports = process.env.CART_ADDRESS || 'http://127.0.0.1:8181'\n", 8080},
		"a line that starts it":    {"-- cart/go.mod --\nmodule cart\n-- cart/main.go --\n" + server + "-- cart/README.md --\nRun it: CART_PORT=8383 ./cart\n", 8383},
		"an example":               {"-- cart/go.mod --\nmodule cart\n-- cart/main.go --\n" + server + "-- cart/.env.example --\nCART_PORT=8282\n", 8282},
		"nothing":                  {"-- cart/go.mod --\nmodule cart\n-- cart/main.go --\n" + server, 8080},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _ := only(t, c.in)
			if len(u.Ports) != 1 || u.Ports[0].Value != c.want || u.Ports[0].Confidence != facts.Guess {
				t.Errorf("got %+v, want a guess of %d", u.Ports, c.want)
			}
			if len(u.Image.Run.Env) != 1 || u.Image.Run.Env[0].Name != "CART_PORT" {
				t.Errorf("the image does not set the variable: %+v", u.Image.Run.Env)
			}
		})
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		":8080": "|8080", "0.0.0.0:8080": "0.0.0.0|8080", "[::]:8025": "::|8025", "8080": "|8080", "tcp://:9": "|9", "localhost:http": "localhost|80",
		"a b:1": "", "": "", "x": "", ":99999": "", value.Unknown: "", ":" + value.Unknown: "|", "host:" + value.Unknown: "host|",
	} {
		host, port, ok := address(text)
		got := ""
		if ok {
			got = host + "|" + port
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// A variable that is cut from itself asked for its own origin without end: go 1.26's stack is a gigabyte.
func TestCommandLineCutFromItself(t *testing.T) {
	t.Parallel()
	detect(t, `
-- go.mod --
module example.com/app

go 1.25
-- main.go --
package main

import (
	"net/http"
	"os"
)

func main() {
	words := rest(os.Args)
	for len(words) > 1 {
		words = words[1:]
	}
	_ = http.ListenAndServe(words[0], nil)
}

func rest(words []string) []string { return words }
`)
}

// TestServerThatNobodyStarts: a program that makes a server with the rest of its parts, and never starts it, is none.
func TestServerThatNobodyStarts(t *testing.T) {
	t.Parallel()
	const parts = "-- go.mod --\nmodule m\n-- parts/server.go --\npackage parts\nimport \"net/http\"\ntype Server struct { Impl *http.Server }\n" +
		"func NewServer() *Server { return &Server{Impl: &http.Server{Addr: \":8080\"}} }\nfunc (s *Server) Listen() error { return s.Impl.ListenAndServe() }\n" +
		"type Parts struct { Server func() *Server }\nfunc New() Parts { return Parts{Server: func() *Server { return NewServer() }} }\n" +
		"-- main.go --\npackage main\nimport (\"os\"; \"os/signal\"; \"m/parts\")\nfunc main() {\n\tp := parts.New()\n\t"
	const end = "\n\tc := make(chan os.Signal, 1)\n\tsignal.Notify(c, os.Interrupt)\n\t<-c\n}\n"
	for body, want := range map[string]string{"go p.Server().Listen()": "server [8080]", "_ = p.Server": "worker []"} {
		u, _ := only(t, parts+body+end)
		ports := []int{}
		for _, p := range u.Ports {
			ports = append(ports, p.Value)
		}
		if got := fmt.Sprint(u.Kind.Value, " ", ports); got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
}

// TestLonelyEnvironment: where only one environment's file is in the repository, its keys give a port that is told as a guess.
func TestLonelyEnvironment(t *testing.T) {
	t.Parallel()
	const code = "-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\"encoding/json\"; \"net/http\"; \"os\")\n" +
		"type Config struct {\n\tServer struct {\n\t\tPort string `json:\"port\"`\n\t} `json:\"server\"`\n}\n" +
		"func load(env string) Config { var c Config; data, _ := os.ReadFile(\"configs/config-\" + env + \".json\"); json.Unmarshal(data, &c); return c }\n" +
		"func main() { c := load(os.Args[1]); http.ListenAndServe(\":\"+c.Server.Port, nil) }\n"
	for file, want := range map[string]string{
		"configs/config-local.json": "[8085 guess]", "config/app.dev.json": "[8085 guess]", "configs/config-eu.json": "[]", "config-local.json": "[]",
	} {
		u, _ := only(t, code+"-- "+file+" --\n{\"server\": {\"port\": \"8085\"}}\n")
		got := []string{}
		for _, p := range u.Ports {
			got = append(got, fmt.Sprint(p.Value, " ", p.Confidence))
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%s: %v, want %s", file, got, want)
		}
	}
}
