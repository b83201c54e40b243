package golang

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

func TestVariablesWithoutWhichItEnds(t *testing.T) {
	t.Parallel()
	listen := `http.ListenAndServe(":1", nil)`
	imports := `"net/http"; "os"; "log"`
	for name, c := range map[string]struct{ in, want string }{
		"asked and fatal":      {oneFile(imports, `v := os.Getenv("TOKEN"); if v == "" { log.Fatal("no") }; use(v); `+listen), "TOKEN"},
		"asked where read":     {oneFile(imports, `if os.Getenv("TOKEN") == "" || os.Getenv("REGION") == "" { panic("no") }; `+listen), "REGION TOKEN"},
		"in the if itself":     {oneFile(imports, `if v := os.Getenv("TOKEN"); v == "" { os.Exit(2) }; `+listen), "TOKEN"},
		"looked up":            {oneFile(imports, `v, ok := os.LookupEnv("TOKEN"); if !ok { log.Fatalln("no") }; use(v); `+listen), "TOKEN"},
		"by its length":        {oneFile(imports, `v := strings.TrimSpace(os.Getenv("TOKEN")); if len(v) == 0 { log.Fatal("no") }; `+listen), "TOKEN"},
		"of a list":            {oneFile(imports, `for _, k := range []string{"TOKEN", "REGION"} { if os.Getenv(k) == "" { log.Fatalf("no %s", k) } }; `+listen), "REGION TOKEN"},
		"a default":            {oneFile(imports, `v := os.Getenv("LEVEL"); if v == "" { v = "info" }; use(v); `+listen), ""},
		"asked with another":   {oneFile(imports, `use(load()); `+listen) + "-- c.go --\npackage main\nimport (\"os\"; \"errors\")\nfunc load() error { host, token := os.Getenv(\"RELAY\"), os.Getenv(\"TOKEN\"); if host == \"\" { return nil }; if token == \"\" { return errors.New(\"no\") }; return nil }\n", ""},
		"an argument is empty": {oneFile(imports, `use(load(name)); `+listen) + "-- c.go --\npackage main\nimport (\"os\"; \"errors\")\nfunc load(name string) error { if name == \"\" { return nil }; if os.Getenv(\"TOKEN\") == \"\" { return errors.New(\"no\") }; return nil }\n", "TOKEN"},
		"asked sometimes":      {oneFile(imports, `if cloud { if os.Getenv("TOKEN") == "" { log.Fatal("no") } }; `+listen), ""},
		"a function of their":  {oneFile(imports, `use(must("TOKEN"), must(name)); `+listen) + "-- c.go --\npackage main\nimport (\"os\"; \"log\")\nconst name = \"REGION\"\nfunc must(k string) string { v := os.Getenv(k); if v == \"\" { log.Fatalf(\"no %s\", k) }; return v }\n", "REGION TOKEN"},
		"by two functions": {"-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\"m/conf\"; \"net/http\")\nvar token = conf.Must(\"TOKEN\")\nfunc main() { conf.Number(\"LIMIT\"); " + listen + " }\n" +
			"-- conf/conf.go --\npackage conf\nimport \"os\"\nfunc Must(k string) string { v, ok := os.LookupEnv(k); if !ok { panic(k) }; return v }\nfunc Number(k string) int { return atoi(Must(k)) }\nfunc unused() { Must(\"NEVER\") }\n", "LIMIT TOKEN"},
		"an error of a loader":        {oneFile(`"net/http"; "os"; "errors"`, `if _, err := load(); err != nil { os.Exit(1) }; `+listen) + "-- c.go --\npackage main\nimport (\"os\"; \"errors\")\nfunc load() (c config, err error) { c.Token = os.Getenv(\"TOKEN\"); if c.Token == \"\" { return c, errors.New(\"no\") }; return c, nil }\n", "TOKEN"},
		"tags of caarlos0":            {oneFile(imports, listen) + "-- c.go --\npackage main\ntype config struct { A string `env:\"TOKEN,required\"`; B string `env:\"REGION,notEmpty\"`; C string `env:\"LEVEL,required\" envDefault:\"x\"` }\n", "REGION TOKEN"},
		"tags of kong":                {oneFile(imports, listen) + "-- c.go --\npackage main\ntype config struct { A string `env:\"TOKEN\" required:\"\"`; B string `env:\"LEVEL\" required:\"false\"` }\n", "TOKEN"},
		"flags of urfave":             {oneFile(`"net/http"; "github.com/urfave/cli/v2"`, `app := &cli.App{Flags: []cli.Flag{&cli.StringFlag{Name: "token", Required: true, EnvVars: []string{"TOKEN"}}, &cli.StringFlag{Name: "level", EnvVars: []string{"LEVEL"}}}}; app.Run(nil); `+listen), "TOKEN"},
		"flags of urfave, in a chain": {oneFile(`"net/http"; "github.com/urfave/cli/v3"`, `c := &cli.Command{Flags: []cli.Flag{&cli.StringFlag{Name: "token", Required: true, Sources: cli.NewValueSourceChain(cli.EnvVar("TOKEN"), cli.File("/token"))}}}; c.Run(nil, nil); `+listen), "TOKEN"},
		"flags of urfave v3":          {oneFile(`"net/http"; "github.com/urfave/cli/v3"`, `c := &cli.Command{Flags: []cli.Flag{&cli.StringFlag{Name: "token", Required: true, Sources: cli.EnvVars("TOKEN", "OTHER")}}}; c.Run(nil, nil); `+listen), "TOKEN"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _ := only(t, c.in)
			if got := strings.Join(u.NeedsEnv, " "); got != c.want {
				t.Errorf("needs %q, want %q", got, c.want)
			}
		})
	}
}

// TestVariablesWithAnAnswer: where the value goes, an empty one is asked for and the program goes on.
func TestVariablesWithAnAnswer(t *testing.T) {
	t.Parallel()
	listen := `http.ListenAndServe(":1", nil)`
	given := func(body string) string {
		return oneFile(`"net/http"; "os"; "log"; "strings"`, `if err := set(os.Getenv("USERS")); err != nil { log.Fatal(err) }; `+listen) + "-- s.go --\npackage main\nimport (\"strings\"; \"errors\")\nvar users []string\nfunc set(s string) error { " + body + " }\n"
	}
	field := func(rest string) string {
		return oneFile(`"net/http"; "os"`, `settings.Relay = os.Getenv("RELAY"); use(settings.Relay); `+listen) + "-- s.go --\npackage main\nimport \"errors\"\nvar settings struct { Relay, Host string }\nfunc check() error { " + rest + "; return nil }\n"
	}
	for name, c := range map[string]struct{ in, want string }{
		"a function that goes on":   {given(`if s == "" { return nil }; users = strings.Fields(s); return nil`), ""},
		"by what it makes of it":    {given(`words := strings.Fields(s); if len(words) == 0 { return nil }; users = words; return nil`), ""},
		"only where it is set":      {given(`if s != "" { users = strings.Fields(s) }; return nil`), ""},
		"a function that fails":     {given(`if s == "" { return errors.New("no users") }; return nil`), "USERS"},
		"a function that uses it":   {given(`users = strings.Fields(s); return nil`), "USERS"},
		"a field, asked elsewhere":  {field(`if settings.Relay != "" { use(settings.Relay) }`), ""},
		"a field with a default":    {field(`if settings.Relay == "" { settings.Relay = "none" }`), ""},
		"a field that ends it":      {field(`if settings.Relay == "" { return errors.New("no relay") }`), "RELAY"},
		"asked with another one":    {field(`if settings.Host == "" { return nil }; if settings.Relay == "" { return errors.New("no relay") }`), ""},
		"asked before another one":  {field(`if settings.Relay == "" { return errors.New("no relay") }; if settings.Host == "" { return nil }`), "RELAY"},
		"asked though one is empty": {field(`if settings.Host == "" { use(1) }; if settings.Relay == "" { return errors.New("no relay") }`), "RELAY"},
		"asked where one is set":    {field(`if settings.Host != "" { return nil }; if settings.Relay == "" { return errors.New("no relay") }`), "RELAY"},
		"asked where two are there": {field(`if settings.Host == "" { return errors.New("no host") }; if settings.Relay == "" { return errors.New("no relay") }`), "RELAY"},
		"a field that nobody asks":  {field(`use(settings.Relay)`), "RELAY"},
		"a variable of the package": {oneFile(`"net/http"; "os"`, listen) + "-- s.go --\npackage main\nimport \"os\"\nvar color = os.Getenv(\"COLOR\")\nfunc pick() string { if color != \"\" { return color }; return \"red\" }\n", ""},
		"one that nobody asks":      {oneFile(`"net/http"; "os"`, listen) + "-- s.go --\npackage main\nimport \"os\"\nvar color = os.Getenv(\"COLOR\")\n", "COLOR"},
		"the field of another":      {field(`if other.Relay != "" { use(1) }`), "RELAY"},
		"a field that is asked for": {field(`if settings.Relay != "" { use(1) }; if settings.Relay == "" { return errors.New("no relay") }`), "RELAY"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, found := only(t, c.in)
			if got := strings.Join(u.NeedsEnv, " "); got != c.want {
				t.Errorf("needs %q, want %q", got, c.want)
			}
			if told := slices.ContainsFunc(found.Warnings, func(w facts.Warning) bool { return strings.Contains(w.Text, "ends where settings.Relay is empty") }); told != (name == "asked with another one") {
				t.Errorf("told %v", found.Warnings)
			}
		})
	}
}

func TestFlagsWithoutWhichItEnds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, flag string }{
		"cobra":  {oneFile(`"net/http"; "github.com/spf13/cobra"`, `c := &cobra.Command{Use: "shop", Run: func(*cobra.Command, []string) { http.ListenAndServe(":1", nil) }}; c.Flags().String("store", "", ""); c.MarkFlagRequired("store"); c.Execute()`), "--store"},
		"urfave": {oneFile(`"net/http"; "github.com/urfave/cli/v2"`, `app := &cli.App{Flags: []cli.Flag{&cli.StringFlag{Name: "store", Required: true}}}; app.Run(nil); http.ListenAndServe(":1", nil)`), "--store"},
		"go-arg": {oneFile(`"net/http"; "github.com/alexflint/go-arg"`, `arg.MustParse(&options); http.ListenAndServe(":1", nil)`) + "-- o.go --\npackage main\nvar options struct { Store string `arg:\"required,--store\"`; Level string `arg:\"--level\"` }\n", "--store"},
		"flags":  {oneFile(`"net/http"; "github.com/jessevdk/go-flags"`, `flags.Parse(&options); http.ListenAndServe(":1", nil)`) + "-- o.go --\npackage main\nvar options struct { Store string `long:\"store\" required:\"true\"`; Level string `long:\"level\"` }\n", "--store"},
		"none":   {oneFile(`"net/http"; "github.com/urfave/cli/v2"`, `app := &cli.App{Flags: []cli.Flag{&cli.StringFlag{Name: "store", Required: false}}}; app.Run(nil); http.ListenAndServe(":1", nil)`), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, found := only(t, c.in)
			told := ""
			for _, w := range found.Warnings {
				told += w.Text
			}
			if strings.Contains(told, "requires the flag") != (c.flag != "") || !strings.Contains(told, c.flag) {
				t.Errorf("told %q, want %q", told, c.flag)
			}
		})
	}
}

// TestEndsAsStarted: a condition that holds when nothing is configured and ends the program is told where main surely comes to it.
func TestEndsAsStarted(t *testing.T) {
	t.Parallel()
	const ended = `ends with "no target" when nothing is configured: it asks for --target`
	flagged := func(main, rest string) string {
		return oneFile(`"flag"; "log"; "net/http"; "errors"`, main+`; log.Fatal(http.ListenAndServe(":1", nil))`) + "-- r.go --\npackage main\nimport (\"flag\"; \"log\"; \"errors\"; \"os\")\nvar target = flag.String(\"target\", \"\", \"\")\nvar file = flag.String(\"file\", \"\", \"\")\n" + rest
	}
	check := `if *target == "" { log.Fatal("no target") }`
	run := "func run() error { if *target == \"\" { return errors.New(\"no target\") }; return nil }\n"
	grouped := func(body string) string { // the names of go-flags: only those of groups have something before them
		return oneFile(`"log"; "net/http"`, `c := load(); c.check(); log.Fatal(http.ListenAndServe(":1", nil))`) + "-- c.go --\npackage main\nimport (\"log\"; \"github.com/jessevdk/go-flags\")\n" +
			"type config struct { Key []byte\nKeyText string `long:\"key\" env:\"KEY\"`\nOld string `long:\"old\" env:\"OLD_KEY\"`\nStore store `group:\"store\" namespace:\"store\" env-namespace:\"STORE\"` }\ntype store struct { Path string `long:\"path\" env:\"PLACE\"` }\n" +
			"func load() *config { c := &config{}; flags.Parse(c); " + body + "; return c }\nfunc (c *config) check() { if len(c.Key) == 0 { log.Fatal(\"no key\") } }\n"
	}
	for name, c := range map[string]struct{ in, told, needs string }{
		"in main":                 {flagged(check, ""), ended, ""},
		"in a function":           {flagged(`check()`, "func check() { "+check+" }\n"), ended, ""},
		"as an error":             {flagged(`if err := run(); err != nil { log.Fatal(err) }`, run), ended, ""},
		"as an error of two":      {flagged(`v, err := load(); if err != nil { log.Fatal(err) }; use(v)`, "func load() (int, error) { if err := run(); err != nil { return 0, err }; return 1, nil }\n"+run), ended, ""},
		"straight to the end":     {oneFile(`"flag"; "log"; "net/http"; "errors"`, `log.Fatal(run())`) + "-- r.go --\npackage main\nimport (\"flag\"; \"errors\"; \"net/http\")\nvar target = flag.String(\"target\", \"\", \"\")\nfunc run() error { if *target == \"\" { return errors.New(\"no target\") }; return http.ListenAndServe(\":1\", nil) }\n", ended, ""},
		"one of two":              {flagged(`if *target == "" && *file == "" { log.Fatal("no target") }`, ""), "it asks for --target, --file", ""},
		"a list that stays empty": {flagged(`list, err := make1(); if err != nil { log.Fatal(err) }; use(list)`, "func make1() ([]string, error) { var list []string; if *file != \"\" { list = append(list, *file) }; if len(list) == 0 { return nil, errors.New(\"no file\") }; return list, nil }\n"), `ends with "no file"`, ""},
		"a list with something":   {flagged(`list, err := make1(); if err != nil { log.Fatal(err) }; use(list)`, "func make1() ([]string, error) { var list []string; list = append(list, os.Args[0]); if len(list) == 0 { return nil, errors.New(\"no file\") }; return list, nil }\n"), "", ""},
		"a list that others fill": {flagged(`list, err := make1(); if err != nil { log.Fatal(err) }; use(list)`, "func make1() ([]string, error) { var list []string; fill(&list); if len(list) == 0 { return nil, errors.New(\"no file\") }; return list, nil }\n"), "", ""},
		"a variable":              {flagged(`token := os.Getenv("TOKEN"); if err := ask(token); err != nil { log.Fatal(err) }`, "func ask(s string) error { if s == \"\" { return errors.New(\"no token\") }; return nil }\n"), "", "TOKEN"},
		"keys of viper":           {oneFile(`"log"; "net/http"; "strings"; "github.com/spf13/viper"`, `v := viper.New(); v.SetEnvPrefix("shop"); v.SetEnvKeyReplacer(strings.NewReplacer(".", "_", "-", "_")); v.AutomaticEnv(); v.SetDefault("db.dsn", ""); dsn := v.GetString("db.dsn"); if dsn == "" { log.Fatal("no dsn") }; if v.GetString("sign-key") == "" { log.Fatal("no key") }; log.Fatal(http.ListenAndServe(":1", nil))`), "", "SHOP_DB_DSN SHOP_SIGN_KEY"},
		"viper fills a struct": {oneFile(`"log"; "net/http"; "errors"; "github.com/spf13/viper"`, `c, err := load(); if err != nil { log.Fatal(err) }; use(c); log.Fatal(http.ListenAndServe(":1", nil))`) +
			"-- c.go --\npackage main\nimport (\"errors\"; \"github.com/spf13/viper\")\ntype config struct { Token string `mapstructure:\"api_token\"`; Level string }\nfunc load() (*config, error) { viper.SetDefault(\"api_token\", \"\"); viper.SetDefault(\"level\", \"info\"); viper.AutomaticEnv(); var c config; if err := viper.Unmarshal(&c); err != nil { return nil, err }; if c.Token == \"\" { return nil, errors.New(\"no token\") }; if c.Level == \"\" { return nil, errors.New(\"no level\") }; return &c, nil }\n", "", "API_TOKEN"},
		"a variable, then a flag":  {oneFile(`"flag"; "log"; "net/http"; "os"`, `target := flag.String("target", "", ""); if token := os.Getenv("TOKEN"); token == "" { log.Fatal("no token") }; if *target == "" { log.Fatal("no target") }; log.Fatal(http.ListenAndServe(":1", nil))`), ended, "TOKEN"},
		"converted to bytes":       {flagged(`b := []byte(*target); if len(b) == 0 { log.Fatal("no target") }`, ""), ended, ""},
		"converted to a text":      {flagged(`b := string([]byte(*target)); if b == "" { log.Fatal("no target") }`, ""), ended, ""},
		"without the blanks":       {oneFile(`"flag"; "log"; "net/http"; "strings"`, `target := flag.String("target", "", ""); b := strings.TrimSpace(*target); if b == "" { log.Fatal("no target") }; log.Fatal(http.ListenAndServe(":1", nil))`), ended, ""},
		"bytes of a default":       {flagged(`name := flag.String("name", "shop", ""); b := []byte(*name); if len(b) == 0 { log.Fatal("no target") }`, ""), "", ""},
		"a field made of another":  {grouped("c.Key = []byte(c.KeyText)"), "", "KEY"},
		"by its older name too":    {grouped("if c.Old != \"\" && c.KeyText == \"\" { c.KeyText = c.Old }; c.Key = []byte(c.KeyText)"), "", "KEY"},
		"a field that is filled":   {grouped("c.Key = []byte(c.KeyText); c.Key = []byte(\"fixed\")"), "", ""},
		"a default":                {flagged(`port := flag.String("port", "1", ""); if *port == "" { log.Fatal("no target") }`, ""), "", ""},
		"an error that is dropped": {flagged(`_ = run()`, run), "", ""},
		"an error that is logged":  {flagged(`if err := run(); err != nil { log.Println(err) }`, run), "", ""},
		"for a request":            {flagged(`http.HandleFunc("/", func(http.ResponseWriter, *http.Request) { `+check+` })`, ""), "", ""},
		"aside":                    {flagged(`go check()`, "func check() { run() }\n"+run), "", ""},
		"behind a question":        {flagged(`if len(os.Args) > 7 { `+check+` }`, ""), "", ""},
		"behind a way out":         {flagged(`check(os.Args)`, "func check(a []string) { if len(a) > 7 { return }; "+check+" }\n"), "", ""},
		"once it serves":           {flagged(`for { serve() }; `+check, ""), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, found := only(t, c.in)
			told := ""
			for _, w := range found.Warnings {
				told += w.Text + "\n"
			}
			if strings.Contains(told, "when nothing is configured") != (c.told != "") || !strings.Contains(told, c.told) || strings.Join(u.NeedsEnv, " ") != c.needs {
				t.Errorf("told %q, needs %v, want %q, %q", told, u.NeedsEnv, c.told, c.needs)
			}
		})
	}
}
