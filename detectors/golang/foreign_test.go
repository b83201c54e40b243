package golang

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// TestServersOfOtherModules: programs whose listener another module opens, and those that only look as if.
func TestServersOfOtherModules(t *testing.T) {
	t.Parallel()
	const manager = `ctrl "sigs.k8s.io/controller-runtime"; "sigs.k8s.io/controller-runtime/pkg/webhook"`
	for name, c := range map[string]struct{ in, want string }{
		"a function that listens and serves":    {oneFile(`"context"; "example.org/httpext"`, `httpext.ListenAndServeContext(context.Background(), ":8081", nil)`), "server likely [8081 likely]"},
		"its address from the environment":      {oneFile(`"context"; "example.org/httpext"; "example.org/osext"`, `addr := osext.GetenvOrDefault("SHOP_LISTEN", ":8081"); httpext.ListenAndServeContext(context.Background(), addr, nil)`), "server likely [8081 likely]"},
		"a handler that is given away":          {oneFile(`"example.org/serving"; "net/http"`, `s, _ := serving.New(":8081"); s.StartHandler(routes())`) + "-- r.go --\npackage main\nimport \"net/http\"\nfunc routes() http.Handler { return http.NewServeMux() }\n", "server likely [8081 likely]"},
		"a router that is given away":           {oneFile(`"example.org/serving"; "github.com/go-chi/chi/v5"`, `r := chi.NewRouter(); serving.Run(r, port())`) + "-- p.go --\npackage main\nfunc port() int { return parse() }\n", "server likely []"},
		"a server and its address in an option": {oneFile(`"example.org/mux"; "net/http"`, `mux.Serve(mux.WithHTTPTarget(":8081", &http.Server{Handler: http.NewServeMux()}))`), "server likely [8081 likely]"},
		"a handler in an option":                {oneFile(`"example.org/client"; "net/http"`, `client.New(client.WithMux(http.NewServeMux()))`), "cli likely []"},
		"an address in parts":                   {oneFile(`"flag"; "net"; "net/url"`, `f := flag.String("endpoint", "tcp://0.0.0.0:8081", ""); u, err := url.Parse(*f); if err != nil { panic(err) }; l, _ := net.Listen(u.Scheme, u.Host); serve(l)`) + "-- s.go --\npackage main\nimport \"net\"\nfunc serve(net.Listener) {}\n", "server certain [8081 likely]"},
		"a socket in parts":                     {oneFile(`"flag"; "net"; "net/url"; "os"; "os/signal"; "syscall"`, `f := flag.String("endpoint", "unix:///run/shop.sock", ""); u, _ := url.Parse(*f); l, _ := net.Listen(u.Scheme, u.Path); serve(l); c := make(chan os.Signal, 1); signal.Notify(c, syscall.SIGTERM); <-c`) + "-- s.go --\npackage main\nimport \"net\"\nfunc serve(net.Listener) {}\n", "worker likely []"},
		"the address that a server holds":       {oneFile(`"net"; "net/http"`, `s := &shop{srv: &http.Server{Addr: ":8081"}}; l, _ := net.Listen("tcp", s.address()); s.srv.Serve(l)`) + "-- s.go --\npackage main\nimport \"net/http\"\ntype shop struct{ srv *http.Server }\nfunc (s *shop) address() string { return s.srv.Addr }\n", "server certain [8081 certain]"},
		"the file that GoFrame looks for":       {oneFile(`"github.com/gogf/gf/v2/frame/g"`, `s := g.Server(); s.Run()`) + "-- manifest/config/config.yaml.bak --\nserver:\n  address: \":8081\"\n", "server certain [8081 guess]"},
		"a function of a cloud":                 {oneFile(`"github.com/aws/aws-lambda-go/lambda"; "net/http"`, `lambda.Start(http.NewServeMux())`), "worker likely []"},
		"a handler that stays here":             {oneFile(`"example.org/serving"; "net/http"`, `serve(http.NewServeMux()); serving.Setup()`) + "-- s.go --\npackage main\nimport \"net/http\"\nfunc serve(http.Handler) {}\n", "cli likely []"},
		"a server of DNS":                       {oneFile(`"github.com/coredns/coredns/coremain"`, `coremain.Run()`), "server certain [53 certain]"},
		"a server with its own folder of configuration": {oneFile(`"github.com/tx7do/kratos-bootstrap/bootstrap"`, `bootstrap.RunApp(nil, nil)`) +
			"-- configs/server.yaml --\nserver:\n  rest:\n    addr: \":8081\"\n", "server certain [8081 guess]"},
		"webhooks without controllers":   {oneFile(manager, `ctrl.NewManager(nil, ctrl.Options{WebhookServer: webhook.NewServer(webhook.Options{Port: 8443})})`), "server likely [8443 likely, 8080 likely]"},
		"webhooks at the default port":   {oneFile(manager, `ctrl.NewManager(nil, ctrl.Options{WebhookServer: webhook.NewServer(webhook.Options{})})`), "server likely [9443 likely, 8080 likely]"},
		"webhooks beside a controller":   {oneFile(manager, `m, _ := ctrl.NewManager(nil, ctrl.Options{WebhookServer: webhook.NewServer(webhook.Options{Port: 8443})}); r.SetupWithManager(m)`), "worker likely [8080 likely]"},
		"measurements of a worker":       {oneFile(`"net/http"; "github.com/prometheus/client_golang/prometheus/promhttp"`, `http.Handle("/metrics", promhttp.Handler()); http.ListenAndServe(":9100", nil)`), "worker likely [9100 certain]"},
		"measurements with a time limit": {oneFile(`"net/http"; "time"; "github.com/prometheus/client_golang/prometheus/promhttp"`, `mux := http.NewServeMux(); mux.Handle("/metrics", promhttp.Handler()); s := &http.Server{Addr: ":9100", Handler: http.TimeoutHandler(mux, time.Second, "")}; s.ListenAndServe()`), "worker likely [9100 certain]"},
		"measurements of something else": {oneFile(`"net/http"; "github.com/prometheus/client_golang/prometheus"; "github.com/prometheus/client_golang/prometheus/promhttp"`, `http.Handle("/metrics", promhttp.Handler()); http.ListenAndServe(":9100", nil)`) +
			"-- c.go --\npackage main\nimport \"github.com/prometheus/client_golang/prometheus\"\ntype collector struct{}\nfunc (collector) Collect(ch chan<- prometheus.Metric) {}\n", "server certain [9100 certain]"},
		"profiles of a program that ends":  {oneFile(`"net/http"; _ "net/http/pprof"`, `go http.ListenAndServe(":6060", nil); println("done")`), "cli likely []"},
		"profiles beside routes":           {oneFile(`"net/http"; _ "net/http/pprof"`, `http.HandleFunc("/shop", nil); http.ListenAndServe(":8081", nil)`), "server certain [8081 certain]"},
		"a client of Kubernetes":           {oneFile(`"sigs.k8s.io/controller-runtime/pkg/client"`, `client.New(nil, client.Options{})`), "cli likely []"},
		"a cloud controller":               {oneFile(`"k8s.io/cloud-provider/app"`, `app.NewCloudControllerManagerCommand(nil).Execute()`), "worker likely []"},
		"a signal of the terminal":         {oneFile(`"os"; "os/signal"; "syscall"`, `c := make(chan os.Signal, 1); signal.Notify(c, syscall.SIGWINCH); select { case <-c: }`), "cli likely []"},
		"a signal beside the work":         {oneFile(`"os"; "os/signal"; "syscall"`, `go func() { c := make(chan os.Signal, 1); signal.Notify(c, syscall.SIGTERM); <-c; os.Exit(1) }(); work()`) + "-- w.go --\npackage main\nfunc work() {}\n", "worker likely []"},
		"a signal beside a command's work": {oneFile(`"github.com/spf13/cobra"`, `root := &cobra.Command{Use: "x"}; root.AddCommand(&cobra.Command{Use: "build", Run: func(*cobra.Command, []string) { work() }}); root.Execute()`) + "-- w.go --\npackage main\nimport (\"os\"; \"os/signal\"; \"syscall\")\nfunc work() { go func() { c := make(chan os.Signal, 1); signal.Notify(c, syscall.SIGTERM); <-c; os.Exit(1) }() }\n", "cli likely []"},
		"a setting that has to be there":   {oneFile(`"log/slog"; "net/http"; "os"`, `if os.Getenv("TOKEN") == "" { slog.Error("no token"); return }; http.ListenAndServe(":8081", nil)`), "server certain [8081 certain]"},
		"a feature that is off":            {oneFile(`"log/slog"; "net/http"; "os"`, `if os.Getenv("TOKEN") == "" { slog.Info("no token"); return }; http.ListenAndServe(":8081", nil)`), "cli likely []"},
		"the default of a getter":          {oneFile(`"example.org/config"; "fmt"; "net/http"`, `http.ListenAndServe(fmt.Sprintf(":%d", config.IntF(keyPort, 8081)), nil)`) + "-- k.go --\npackage main\ntype key string\nconst keyPort key = \"serve.port\"\n", "server certain [8081 likely]"},
		"a method behind an interface":     {oneFile(`"net/http"`, `var c config = file{}; http.ListenAndServe(c.Address(), nil)`) + "-- c.go --\npackage main\ntype config interface{ Address() string }\ntype file struct{}\nfunc (file) Address() string { return \":8081\" }\n", "server certain [8081 certain]"},
		"one of two behind an interface":   {oneFile(`"net/http"`, `http.ListenAndServe(load().Address(), nil)`) + "-- c.go --\npackage main\ntype config interface{ Address() string }\nfunc load() config { return nil }\ntype file struct{}\nfunc (file) Address() string { return \":8081\" }\ntype other struct{}\nfunc (other) Address() string { return \":8082\" }\n", "server likely []"},
		"a loader for any struct": {oneFile(`"example.org/httpserver"`, `c := load[serve](nil); httpserver.NewHook(nil, httpserver.WithAddress(c.Bind))`) +
			"-- c.go --\npackage main\nimport (\"github.com/spf13/pflag\"; \"github.com/spf13/viper\")\ntype serve struct { Bind string `mapstructure:\"bind\"` }\nfunc load[T any](fs *pflag.FlagSet) *T { fs.String(\"bind\", \"0.0.0.0:8081\", \"\"); v := viper.New(); v.BindPFlags(fs); var c T; v.Unmarshal(&c); return &c }\n", "server likely [8081 likely]"},
		"a file of one environment": {oneFile(`"flag"; "net/http"`, `f := flag.String("config", "config.yaml", ""); c := load(*f); http.ListenAndServe(c.Listen, nil)`) +
			"-- c.go --\npackage main\ntype config struct { Listen string `yaml:\"listen\"` }\nfunc load(string) *config { return nil }\n-- config-local.yaml --\nlisten: \":8081\"\n", "server certain [8081 guess]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _ := only(t, c.in)
			var ports []string
			for _, p := range u.Ports {
				ports = append(ports, fmt.Sprint(p.Value, " ", p.Confidence))
			}
			if got := fmt.Sprintf("%s %s [%s]", u.Kind.Value, u.Kind.Confidence, strings.Join(ports, ", ")); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestWhatStartsCommands: the commands of cobra count where main runs them.
func TestWhatStartsCommands(t *testing.T) {
	t.Parallel()
	const tree = "-- cmd/root.go --\npackage cmd\nimport (\"net/http\"; \"github.com/spf13/cobra\")\nvar Root = &cobra.Command{Use: \"shop\"}\nfunc init() { Root.AddCommand(&cobra.Command{Use: \"serve\", Run: func(*cobra.Command, []string) { http.ListenAndServe(\":8081\", nil) }}) }\n"
	const head = "-- api/api.go --\npackage api\nimport (\"net/http\"; \"github.com/spf13/cobra\")\nfunc AddTo(parent *cobra.Command) { cmd := &cobra.Command{Use: \"api\", Run: func(*cobra.Command, []string) { http.ListenAndServe(\":8081\", nil) }}; parent.AddCommand(cmd) }\n"
	for name, c := range map[string]struct{ in, want string }{
		"a method":                      {oneFile(`"example.org/shop/cmd"`, `cmd.Root.Execute()`) + tree, ". server [8081:http] ./shop serve"},
		"a function of another module":  {oneFile(`"context"; "example.org/fang"; "github.com/spf13/cobra"; "example.org/shop/cmd"`, `fang.Execute(context.Background(), cmd.Root)`) + tree, ". server [8081:http] ./shop serve"},
		"nobody, they are written down": {oneFile(`"github.com/spf13/cobra/doc"; "example.org/shop/cmd"`, `doc.GenMarkdownTree(cmd.Root, "docs")`) + tree, ". cli [] ./shop"},
		"types of one name": {
			oneFile(`"github.com/alecthomas/kong"; "example.org/shop/check"; "example.org/shop/serve"`, `var cli struct { Check check.Cmd `+"`cmd:\"\"`"+`; Serve serve.Cmd `+"`cmd:\"\"`"+` }; ctx := kong.Parse(&cli); ctx.Run()`) +
				"-- check/c.go --\npackage check\ntype Cmd struct{}\nfunc (*Cmd) Run() error { return nil }\n-- serve/s.go --\npackage serve\nimport \"net/http\"\ntype Cmd struct{}\nfunc (*Cmd) Run() error { return http.ListenAndServe(\":8081\", nil) }\n",
			". server [8081:http] ./shop serve",
		},
		"given the command above": {
			oneFile(`"github.com/spf13/cobra"; "example.org/shop/api"`, `root := &cobra.Command{Use: "shop"}; server := &cobra.Command{Use: "server"}; api.AddTo(server); root.AddCommand(server); root.Execute()`) + head,
			". server [8081:http] ./shop server api",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tell(detect(t, c.in).Units); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestFlagsOfLoopback: a server on the loopback interface is moved by a flag that holds its address, and not by one that holds the port alone.
func TestFlagsOfLoopback(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"an address": {oneFile(`"flag"; "net/http"`, `a := flag.String("listen", "localhost:8081", ""); flag.Parse(); http.ListenAndServe(*a, nil)`), ". server [8081:http] ./shop --listen=0.0.0.0:8081"},
		"a port":     {oneFile(`"flag"; "fmt"; "net/http"`, `p := flag.Int("port", 8081, ""); flag.Parse(); http.ListenAndServe(fmt.Sprintf("localhost:%d", *p), nil)`), ". server [8081:http] ./shop"},
		"a host":     {oneFile(`"flag"; "net/http"`, `h := flag.String("host", "localhost", ""); flag.Parse(); http.ListenAndServe(*h+":8081", nil)`), ". server [8081:http] ./shop --host=0.0.0.0"},
		"both":       {oneFile(`"flag"; "fmt"; "net/http"`, `h := flag.String("host", "localhost", ""); p := flag.Int("port", 8081, ""); flag.Parse(); http.ListenAndServe(fmt.Sprintf("%s:%d", *h, *p), nil)`), ". server [8081:http] ./shop --host=0.0.0.0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, found := only(t, c.in)
			if got := tell(found.Units); got != c.want || !slices.ContainsFunc(found.Warnings, func(w facts.Warning) bool { return strings.Contains(w.Text, "nothing outside of the container") }) {
				t.Errorf("got %s (%v), want %s", got, u.Image.Run.Env, c.want)
			}
		})
	}
}

// TestPortOfLoopback: a variable that holds the port alone does not move a server from the loopback interface.
func TestPortOfLoopback(t *testing.T) {
	t.Parallel()
	u, _ := only(t, oneFile(`"cmp"; "net/http"; "os"`, `http.ListenAndServe("127.0.0.1:"+cmp.Or(os.Getenv("PORT"), "8081"), nil)`))
	if slices.ContainsFunc(u.Image.Run.Env, func(e facts.EnvVar) bool { return e.Name == "PORT" }) || len(u.Ports) != 1 || u.Ports[0].Value != 8081 {
		t.Errorf("%+v %+v", u.Ports, u.Image.Run.Env)
	}
}
