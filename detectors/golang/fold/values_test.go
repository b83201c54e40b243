package fold

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/value"
)

// tell writes values as text, variable, flag and confidence, as far as there are any; ? is a piece that is not known.
func tell(list []value.Value) string {
	var words []string
	for _, v := range list {
		w := strings.ReplaceAll(v.Text, value.Unknown, "?")
		for _, part := range []struct{ mark, text string }{{"$", v.Variable}, {"-", v.Flag}, {"host$", v.HostVariable}, {"host-", v.HostFlag}, {"~", string(v.Confidence)}} {
			if part.text != "" {
				w += part.mark + part.text
			}
		}
		if v.Argument {
			w += "@"
		}
		if v.Required {
			w += "!"
		}
		words = append(words, w)
	}
	return strings.Join(words, " ")
}

func TestValues(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ imports, body, rest, want string }{
		"text":                     {"", `show("a")`, "", "a"},
		"number":                   {"", `show(8080)`, "", "8080"},
		"sum of texts":             {"", `show("a" + "b")`, "", "ab"},
		"arithmetic":               {"", `show((base + 2) * 3 - 1)`, "const base = 4", "17"},
		"iota":                     {"", `show(third)`, "const (\nfirst = 10 * (iota + 1)\nsecond\nthird\n)", "30"},
		"list":                     {"", `show([]string{"a", "b"})`, "", "a b"},
		"pointer":                  {"", `x := "a"; y := &x; show(*y)`, "", "a~likely"},
		"assertion":                {"", `var x any = "a"; show(x.(string))`, "", "a"},
		"slice":                    {"", `show("abc"[1:])`, "", "bc"},
		"true":                     {"", `show(true)`, "", "true"},
		"format":                   {`"fmt"`, `show(fmt.Sprintf("%s:%d%%", "a", 80))`, "", "a:80%"},
		"host and port":            {`"net"`, `show(net.JoinHostPort("h", "80"))`, "", "h:80"},
		"path":                     {`"path/filepath"`, `show(filepath.Join("", "a", "../b"))`, "", "b"},
		"trimmed":                  {`"strings"`, `show(strings.TrimPrefix(strings.TrimSpace("http://h"), "http://"))`, "", "h"},
		"split":                    {`"strings"`, `show(strings.Split("a, b", ","))`, "", "a b"},
		"number of a text":         {`"strconv"`, `show(strconv.Itoa(80))`, "", "80"},
		"first that is set":        {`"cmp"; "os"`, `show(cmp.Or(os.Getenv("A"), "b"))`, "", "?$A b"},
		"variable":                 {`"os"`, `show(":" + os.Getenv("PORT"))`, "", ":?$PORT"},
		"variables of an address":  {`"os"`, `show(os.Getenv("HOST") + ":" + os.Getenv("PORT"))`, "", "?:?$PORThost$HOST"},
		"argument":                 {`"os"`, `show(os.Args[1])`, "", "?@"},
		"argument in a variable":   {`"flag"`, `words := flag.Args(); show(words[0])`, "", "?@"},
		"helper of the package":    {`"os"`, `show(env("PORT", "80"))`, "func env(k, d string) string { if v := os.Getenv(k); v != \"\" { return v }; return d }", "?$PORT~likely 80~likely"},
		"helper from outside":      {`"example.org/env"`, `show(env.Get(name, "80"))`, "const name = \"PORT\"", "80$PORT"},
		"second result":            {"", `_, x := two(); show(x)`, "func two() (string, string) { return \"a\", \"b\" }", "b"},
		"named result":             {"", `show(get())`, "func get() (x string) { x = \"a\"; return }", "a"},
		"result of a result":       {"", `_, x := outer(); show(x)`, "func outer() (string, string) { return two() }\nfunc two() (string, string) { return \"a\", \"b\" }", "b"},
		"variadic":                 {"", `show(last("a", "b"))`, "func last(list ...string) string { return list[0] }", "a"},
		"appended":                 {"", `show(append([]string{"a"}, "b"))`, "", "a b"},
		"flag":                     {`"flag"`, `x := flag.String("addr", ":80", ""); show(*x)`, "", ":80-addr"},
		"flag of a variable":       {`"flag"`, `var x string; flag.StringVar(&x, "addr", ":80", ""); show(x)`, "", ":80-addr"},
		"flag of the package":      {`"flag"`, `flag.StringVar(&x, "addr", ":80", ""); show(x)`, "var x string", ":80-addr"},
		"flag of a field":          {`"flag"`, `var c config; flag.StringVar(&c.Addr, "addr", ":80", ""); show(c.Addr)`, "type config struct{ Addr string }", ":80-addr"},
		"flag with a short name":   {`"github.com/spf13/pflag"`, `x := pflag.StringP("addr", "a", ":80", ""); show(*x)`, "", ":80-addr"},
		"flag by its name":         {`"github.com/urfave/cli/v2"`, `app(&cli.StringFlag{Name: "addr", Value: ":80", EnvVars: []string{"ADDR"}}); show(c.String("addr"))`, "var c *cli.Context", ":80$ADDR-addr"},
		"flag of a destination":    {`"github.com/urfave/cli/v2"`, `var x string; app(&cli.StringFlag{Name: "addr", Value: ":80", Destination: &x}); show(x)`, "", ":80-addr"},
		"chain of kingpin":         {`"github.com/alecthomas/kingpin/v2"`, `x := kingpin.Flag("addr", "").Envar("ADDR").Default(":80").String(); show(*x)`, "", ":80$ADDR-addr"},
		"default of viper":         {`"github.com/spf13/viper"`, `viper.SetDefault("addr", ":80"); viper.BindEnv("addr", "ADDR"); show(viper.GetString("addr"))`, "", ":80 ?$ADDR"},
		"variable of a key":        {`"github.com/spf13/viper"`, `viper.SetDefault("web.addr", ":80"); viper.SetEnvPrefix("shop"); viper.SetEnvKeyReplacer(strings.NewReplacer(".", "_")); viper.AutomaticEnv(); show(viper.GetString("web.addr"))`, "", ":80$SHOP_WEB_ADDR"},
		"variable of an instance":  {`"github.com/spf13/viper"`, `v := viper.New(); v.AutomaticEnv(); show(v.GetString("addr"))`, "", "?$ADDR"},
		"key that no variable has": {`"github.com/spf13/viper"`, `viper.SetDefault("web.addr", ":80"); viper.AutomaticEnv(); show(viper.GetString("web.addr"))`, "", ":80"},
		"prefix that is not known": {`"github.com/spf13/viper"`, `viper.SetDefault("addr", ":80"); viper.SetEnvPrefix(f()); viper.AutomaticEnv(); show(viper.GetString("addr"))`, "", ":80"},
		"key bound by its name":    {`"github.com/spf13/viper"`, `viper.SetEnvPrefix("shop"); viper.BindEnv("addr"); show(viper.GetString("addr"))`, "", "?$SHOP_ADDR"},
		"struct and variables":     {`"github.com/spf13/viper"`, `viper.SetDefault("web.addr", ":80"); viper.SetEnvKeyReplacer(strings.NewReplacer(".", "__")); viper.AutomaticEnv(); var c config; viper.Unmarshal(&c); show(c.Web.Addr)`, "type config struct{ Web struct{ Addr string } }", ":80$WEB__ADDR"},
		"struct without defaults":  {`"github.com/spf13/viper"`, `viper.AutomaticEnv(); var c config; viper.Unmarshal(&c); show(c.Addr)`, "type config struct{ Addr string }", ""},
		"filled by viper":          {`"github.com/spf13/viper"`, `viper.SetDefault("web.addr", ":80"); var c config; viper.Unmarshal(&c); show(c.Web.Addr)`, "type config struct{ Web struct{ Addr string } }", ":80"},
		"tag with a default":       {`"github.com/caarlos0/env/v11"`, `var c config; show(c.Addr)`, "type config struct{ Addr string `env:\"ADDR\" envDefault:\":80\"` }", ":80$ADDR"},
		"tag that is required":     {`"github.com/caarlos0/env/v11"`, `var c config; show(c.Addr)`, "type config struct{ Addr string `env:\"ADDR,required\"` }", "?$ADDR!"},
		"tag of envconfig":         {`"github.com/kelseyhightower/envconfig"`, `var c config; show(c.Addr)`, "type config struct{ Addr string `envconfig:\"ADDR\" default:\":80\"` }", ":80$ADDR"},
		"tag of go-arg":            {`"github.com/alexflint/go-arg"`, `var c config; show(c.Addr)`, "type config struct{ Addr string `arg:\"--addr,env:ADDR\" default:\":80\"` }", ":80$ADDR"},
		"tag of go-zero":           {`"github.com/zeromicro/go-zero/core/conf"`, `var c config; show(c.Port)`, "type config struct{ Port int `json:\",default=80\"` }", "80"},
		"field of a literal":       {"", `c := config{Addr: "a"}; show(c.Addr)`, "type config struct{ Addr string }", "a"},
		"field that is set":        {"", `var c config; c.Addr = "a"; show(c.Addr)`, "type config struct{ Addr string }", "a"},
		"field of a field":         {"", `s := server{c: config{Addr: "a"}}; show(s.c.Addr)`, "type config struct{ Addr string }\ntype server struct{ c config }", "a"},
		"field that two set":       {"", `c := get(); show(c.Addr)`, "type config struct{ Addr string }\nfunc get() *config { c := &config{Addr: \"a\"}; if debug() { c.Addr = \"b\" }; return c }", "a~likely b~likely"},
		"entry of a map":           {"", `show(options["addr"])`, "var options = map[string]string{\"addr\": \":80\"}", ":80"},
		"field of an entry":        {"", `show(options["ADDR"].value)`, "type option struct{ value string }\nvar options = map[string]option{\"ADDR\": {value: \":80\"}}", ":80$ADDR"},
		"sets itself":              {"", `show(dir)`, "var dir = \"b\"\nfunc init() { dir = \"a/\" + dir }", "a/b"},
		"names in a circle":        {"", `x := y; y := x; show(x)`, "", ""},
		"not known":                {"", `show(f())`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := "-- go.mod --\nmodule m\n-- main.go --\npackage main\n\nimport (\n" + c.imports + "\n)\n\nfunc main() {\n" + c.body + "\n}\n" + c.rest + "\n"
			if got := tell(shown(t, in)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestHolds(t *testing.T) {
	t.Parallel()
	for condition, want := range map[string]int{
		`os.Getenv("DEBUG") == ""`: 1, `os.Getenv("DEBUG") != ""`: -1, `!(os.Getenv("DEBUG") == "")`: -1, `os.Getenv("A") == "x"`: 0,
		`mode == "x"`: -1, `mode == "y"`: 0, `len(mode) == 0`: -1, `len(mode) > 0`: 1, `off`: -1, `on`: 0, `off && f()`: -1, `off || f()`: 0, `f()`: 0,
	} {
		p := program(t, "-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport \"os\"\nconst mode = \"y\"\nconst off, on = false, true\nfunc main() { show("+condition+") }\n")
		c := p.Index(p.Files[0]).Calls["show"][0]
		if got, _ := p.Holds(c.Node.Args[0], Scope{File: p.Files[0], Fn: c.Around.Fn}); got != want {
			t.Errorf("%s: got %d, want %d", condition, got, want)
		}
	}
}

func TestTypeOf(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`s := &http.Server{}; show(s)`:                       "net/http.Server",
		`var s *http.Server; show(s)`:                        "net/http.Server",
		`s := gin.Default(); show(s)`:                        "github.com/gin-gonic/gin.Default()",
		`s := gin.New().Group("/"); show(s)`:                 "github.com/gin-gonic/gin.New().Group()",
		`s := make(map[string]*http.Server); show(s["a"])`:   "net/http.Server",
		`for _, s := range []http.Server{{}} { show(s) }`:    "net/http.Server",
		`show(own{}.server)`:                                 "net/http.Server",
		`show(own{}.made())`:                                 "net/http.Server",
		`l, err := net.Listen("tcp", ""); use(err); show(l)`: "net.Listen()",
		`show(other.(*http.Server))`:                         "net/http.Server",
		`show(alias{})`:                                      "net/http.Server",
		`show(own{})`:                                        "..own",
		`show(&own{})`:                                       "..own",
		`show(new(own))`:                                     "..own",
		`show(own{}.next.next)`:                              "..own",
		`show(engine)`:                                       "github.com/gin-gonic/gin.Default()",
		`show(unknown)`:                                      "",
	} {
		p := program(t, "-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\"net\"; \"net/http\"; \"github.com/gin-gonic/gin\")\ntype alias http.Server\ntype own struct { server *http.Server; next *own }\nfunc (own) made() *http.Server { return nil }\nvar other any\nvar engine = gin.Default()\nfunc main() { "+body+" }\n")
		c := p.Index(p.Files[0]).Calls["show"][0]
		if got := p.TypeOf(c.Node.Args[0], Scope{File: p.Files[0], Fn: c.Around.Fn}).Key(); got != want {
			t.Errorf("%s: got %q, want %q", body, got, want)
		}
	}
}
