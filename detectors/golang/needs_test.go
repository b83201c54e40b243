package golang

import (
	"fmt"
	"strings"
	"testing"
)

func TestNeeds(t *testing.T) {
	t.Parallel()
	u, _ := only(t, oneFile(`"net/http"; "os"; _ "github.com/lib/pq"; _ "github.com/redis/go-redis/v9"`, `
	secret := os.Getenv("TOKEN_SECRET")
	level := os.Getenv("LOG_LEVEL")
	if level == "" { level = "info" }
	use(secret, level)
	http.ListenAndServe(":1", nil)`))
	if got := fmt.Sprint(u.Needs, u.NeedsEnv); got != "[postgres redis] [TOKEN_SECRET]" {
		t.Error(got)
	}
}

// TestClients: each row names a service that the table of services has, and a registry is a need as well.
func TestClients(t *testing.T) {
	t.Parallel()
	for _, c := range clients {
		if !c.service.Known() {
			t.Errorf("%s: %q is no service", c.path, c.service)
		}
	}
	for path, want := range map[string]string{
		"github.com/hashicorp/consul/api":                    "[consul]",
		"github.com/nacos-group/nacos-sdk-go/v2/clients":     "[nacos]",
		"github.com/meilisearch/meilisearch-go":              "[meilisearch]",
		"github.com/go-ldap/ldap/v3":                         "[ldap]",
		"github.com/aws/aws-sdk-go-v2/service/s3/types":      "[s3]",
		"github.com/aws/aws-sdk-go-v2/service/sqs":           "[]",
		"github.com/valkey-io/valkey-go":                     "[redis]",
		"github.com/typesense/typesense-go/v3/typesense/api": "[typesense]",
	} {
		u, _ := only(t, oneFile(`"net/http"; _ "`+path+`"`, `http.ListenAndServe(":1", nil)`))
		if got := fmt.Sprint(u.Needs); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

// TestDefaultOfFlag: the default of a flag may be empty, unless the program ends over it.
func TestDefaultOfFlag(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want string }{
		"default":        {`n := flag.String("name", os.Getenv("SHOP_NAME"), ""); flag.Parse(); use(*n)`, "[]"},
		"into a name":    {`var n string; flag.StringVar(&n, "name", os.Getenv("SHOP_NAME"), ""); flag.Parse(); use(n)`, "[]"},
		"in braces":      {`use(&cli.StringFlag{Name: "name", Value: os.Getenv("SHOP_NAME")})`, "[]"},
		"part of a text": {`n := flag.String("url", base(os.Getenv("SHOP_NAME")), ""); flag.Parse(); use(*n)`, "[SHOP_NAME]"},
		"asked for":      {`n := flag.String("name", os.Getenv("SHOP_NAME"), ""); flag.Parse(); if *n == "" { log.Fatal("name") }; use(*n)`, "[SHOP_NAME]"},
		"asked by name":  {`var n string; flag.StringVar(&n, "name", os.Getenv("SHOP_NAME"), ""); flag.Parse(); if n == "" { log.Fatal("name") }; use(n)`, "[SHOP_NAME]"},
		"no flag":        {`use(Config{Name: os.Getenv("SHOP_NAME")})`, "[SHOP_NAME]"},
	} {
		u, _ := only(t, oneFile(`"flag"; "log"; "net/http"; "os"; "github.com/urfave/cli/v2"`, c.body+`; log.Println(http.ListenAndServe(":1", nil))`))
		if got := fmt.Sprint(u.NeedsEnv); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// TestReadings: a number, a yes or a duration that the program can go without makes no variable needed; one whose error ends it does.
func TestReadings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ code, want string }{
		"the error is dropped":    {`n, _ := strconv.Atoi(os.Getenv("SHOP_DELAY")); use(n)`, "[]"},
		"used without an error":   {`if n, err := strconv.ParseInt(os.Getenv("SHOP_DELAY"), 10, 64); err == nil && n > 0 { use(n) }`, "[]"},
		"of a name":               {`v := os.Getenv("SHOP_DELAY"); n := 5; if d, err := strconv.Atoi(v); err == nil { n = d } else { n = 7 }; use(n)`, "[]"},
		"a default after":         {`n, err := time.ParseDuration(os.Getenv("SHOP_DELAY")); if err != nil { n = 5 }; use(n)`, "[]"},
		"the error ends it":       {`n, err := strconv.Atoi(os.Getenv("SHOP_DELAY")); if err != nil { log.Fatal(err) }; use(n)`, "[SHOP_DELAY]"},
		"so after one without":    {`n, err := strconv.Atoi(os.Getenv("SHOP_DELAY")); if err == nil { use(n) } else { panic(err) }`, "[SHOP_DELAY]"},
		"nobody asks":             {`n, err := strconv.Atoi(os.Getenv("SHOP_DELAY")); use(n, err)`, "[SHOP_DELAY]"},
		"asked by its length":     {`n := "x"; if len(os.Getenv("SHOP_DELAY")) > 0 { n = os.Getenv("SHOP_DELAY") }; use(n)`, "[]"},
		"asked, and it ends":      {`if len(os.Getenv("SHOP_DELAY")) == 0 { log.Fatal("delay") }; use(os.Getenv("SHOP_DELAY"))`, "[SHOP_DELAY]"},
		"a flag sets it too":      {`c.Delay = os.Getenv("SHOP_DELAY"); flag.StringVar(&c.Delay, "delay", c.Delay, ""); use(c.Delay)`, "[]"},
		"a flag sets another":     {`c.Delay = os.Getenv("SHOP_DELAY"); flag.StringVar(&c.Name, "delay", c.Name, ""); use(c.Delay)`, "[SHOP_DELAY]"},
		"a switch":                {`v := os.Getenv("SHOP_DELAY"); switch v { case "1", "true": use(1) }`, "[]"},
		"a switch that ends else": {`v := os.Getenv("SHOP_DELAY"); switch v { case "1": use(1); default: log.Fatal("delay") }`, "[SHOP_DELAY]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _ := only(t, oneFile(`"flag"; "log"; "net/http"; "os"; "strconv"; "time"`, c.code+"; http.ListenAndServe(\":8081\", nil)"))
			if got := fmt.Sprint(u.NeedsEnv); got != c.want {
				t.Errorf("needs %s, want %s", got, c.want)
			}
		})
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"stdlib": {oneFile(`"net/http"`, `http.HandleFunc("/healthz", h); http.HandleFunc("/readyz", h); http.ListenAndServe(":1", nil)`), "/healthz /readyz"},
		"method": {oneFile(`"net/http"`, `http.HandleFunc("GET /health", h); http.ListenAndServe(":1", nil)`), "/health "},
		"group":  {oneFile(`"github.com/gin-gonic/gin"`, `r := gin.New(); api := r.Group("/api"); api.GET("/health", h); r.Run()`), "/api/health "},
		"chi":    {oneFile(`"net/http"; "github.com/go-chi/chi/v5"`, `r := chi.NewRouter(); r.Route("/v1", func(r chi.Router) { r.Get("/ping", h) }); http.ListenAndServe(":1", r)`), "/v1/ping "},
		"client": {oneFile(`"net/http"`, `http.Get("/health"); http.ListenAndServe(":1", nil)`), " "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _ := only(t, c.in)
			if got := u.Health.Value + " " + u.Health.Ready; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestHealthOfGRPC: the standard health service is what the kubelet asks, where it is registered and needs no TLS.
func TestHealthOfGRPC(t *testing.T) {
	t.Parallel()
	const imports = `"net"; "net/http"; "google.golang.org/grpc"; "google.golang.org/grpc/health"; healthpb "google.golang.org/grpc/health/grpc_health_v1"; "example.com/other"`
	const serve = `; lis, _ := net.Listen("tcp", ":50051"); s.Serve(lis)`
	for name, c := range map[string]struct {
		body string
		want bool
	}{
		"registered":        {`s := grpc.NewServer(); healthpb.RegisterHealthServer(s, health.NewServer())` + serve, true},
		"not registered":    {`s := grpc.NewServer(); use(healthpb.NewHealthClient(c))` + serve, false},
		"of something else": {`s := grpc.NewServer(); other.RegisterHealthServer(s)` + serve, false},
		"behind TLS":        {`s := grpc.NewServer(grpc.Creds(creds)); healthpb.RegisterHealthServer(s, health.NewServer())` + serve, false},
		"a route, too":      {`http.HandleFunc("/healthz", h); go http.ListenAndServe(":1", nil); s := grpc.NewServer(); healthpb.RegisterHealthServer(s, health.NewServer())` + serve, false},
	} {
		u, _ := only(t, oneFile(imports, c.body))
		if u.Health.GRPC != c.want || c.want && len(u.Health.Evidence) != 1 {
			t.Errorf("%s: %+v", name, u.Health)
		}
	}
}

func TestEnvironments(t *testing.T) {
	t.Parallel()
	listen := `http.ListenAndServe(":1", nil)`
	files := "-- config/dev.yml --\na: 1\n-- config/prod.yml --\na: 2\n"
	for name, c := range map[string]struct{ in, envs, how string }{
		"flag with a path":      {oneFile(`"flag"; "net/http"`, `f := flag.String("config", "./config/dev.yml", ""); read(*f);`+listen) + files, "dev prod", "argument -config=config/{env}.yml"},
		"flag with the base":    {oneFile(`"flag"; "net/http"`, `f := flag.String("c", "conf/app.yml", ""); read(*f);`+listen) + "-- conf/app.yml --\n-- conf/app-dev.yml --\n-- conf/app-prod.yml --\n", "dev prod", "argument -c=conf/app-{env}.yml"},
		"flag with a name":      {oneFile(`"flag"; "net/http"`, `f := flag.String("env", "dev", ""); read("config/"+*f+".yml");`+listen) + files, "dev prod", "argument -env={env}"},
		"variable":              {oneFile(`"net/http"; "os"`, `read("config/"+os.Getenv("APP_ENV")+".yml");`+listen) + files, "dev prod", "variable APP_ENV"},
		"written into the code": {oneFile(`"net/http"`, `read("config/dev.yml");`+listen) + files, "dev prod", "link config/dev.yml"},
		"another program's":     {"-- go.mod --\nmodule m\n-- a/cmd/main.go --\npackage main\nimport \"net/http\"\nfunc main() { " + listen + " }\n-- b/cmd/main.go --\npackage main\nfunc main() {}\n-- b/config/dev.yml --\n-- b/config/prod.yml --\n", "", ""},
		"a front end's":         {oneFile(`"net/http"`, listen) + "-- web/package.json --\n{}\n-- web/.env.development --\n-- web/.env.production --\n", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := detect(t, c.in).Units[0]
			var envs []string
			for _, e := range u.Environments {
				envs = append(envs, e.Name)
			}
			how := strings.TrimSpace(u.Config.By + " " + u.Config.Variable + u.Config.Argument)
			if len(u.Config.Links) > 0 {
				how += " " + u.Config.Links[0].Target
			}
			if strings.Join(envs, " ") != c.envs || how != c.how {
				t.Errorf("got %q by %q, want %q by %q", envs, how, c.envs, c.how)
			}
		})
	}
}
