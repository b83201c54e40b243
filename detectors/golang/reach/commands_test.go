package reach_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang"
	"github.com/waybill-dev/waybill/detectors/golang/golangtest"
)

func TestCommands(t *testing.T) {
	t.Parallel()
	cobra := func(add string) string {
		return "-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport \"m/cmd\"\nfunc main() { cmd.Execute() }\n-- cmd/root.go --\npackage cmd\nimport (\"github.com/spf13/cobra\"; \"net/http\")\nvar root = &cobra.Command{Use: \"m\"}\nvar serve = &cobra.Command{Use: \"serve [flags]\", Run: func(*cobra.Command, []string) { run() }}\nfunc run() { http.ListenAndServe(\":8081\", nil) }\nfunc Execute() { " + add + "; root.Execute() }\n"
	}
	for name, c := range map[string]struct{ in, want string }{
		"cobra":           {cobra("root.AddCommand(serve)"), "./m serve"},
		"cobra in a loop": {cobra("for _, c := range []*cobra.Command{serve} { root.AddCommand(c) }"), "./m serve"},
		"cobra root":      {golangtest.OneFile(`"github.com/spf13/cobra"; "net/http"`, `c := &cobra.Command{Use: "shop", Run: func(*cobra.Command, []string) { http.ListenAndServe(":1", nil) }}; c.Execute()`), "./shop"},
		"made before": {"-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport \"m/run\"\nfunc main() {\n\troot := &cobra.Command{Use: \"shop\"}\n\trunCmd := run.NewRunCommand()\n\troot.AddCommand(runCmd)\n\troot.Execute()\n}\n" +
			"-- run/run.go --\npackage run\nimport \"net/http\"\nfunc NewRunCommand() *cobra.Command {\n\tcmd := &cobra.Command{Use: \"run\", Run: serve}\n\treturn cmd\n}\nfunc serve(*cobra.Command, []string) { http.ListenAndServe(\":8081\", nil) }\n", "./m run"},
		"method of a name": {"-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\"os\"; \"github.com/urfave/cli/v3\"; \"m/web\")\nvar webCommand = cli.Command{Name: \"web\", Action: func() error { return web.Run(1) }}\nfunc main() {\n\tcmd := &cli.Command{Name: \"Shop\", Commands: []*cli.Command{&webCommand}}\n\tcmd.Run(nil, os.Args)\n}\n" +
			"-- web/web.go --\npackage web\nimport \"net/http\"\nfunc Run(n int) error { return http.ListenAndServe(\":3000\", nil) }\n", "./m web"},
		"urfave": {golangtest.OneFile(`"github.com/urfave/cli/v2"; "net/http"`, `(&cli.App{Name: "shop", Commands: []*cli.Command{{Name: "server", Action: func(*cli.Context) error { return http.ListenAndServe(":8081", nil) }}}}).Run(nil)`), "./shop server"},
		"urfave in a list": {golangtest.OneFile(`"github.com/urfave/cli"; "net/http"`, `app := cli.NewApp(); app.Commands = commands; app.Run(nil)`) +
			"-- c.go --\npackage main\nimport (\"github.com/urfave/cli\"; \"net/http\")\nvar commands = []cli.Command{start}\nvar start = cli.Command{Name: \"start\", Action: serve}\nfunc serve(*cli.Context) error { return http.ListenAndServe(\":8081\", nil) }\n", "./shop start"},
		"words of os.Args": {golangtest.OneFile(`"net/http"; "os"`, `switch os.Args[1] { case "serve": http.ListenAndServe(":8081", nil) }`), "./shop serve"},
		"urfave, added to a list": {golangtest.OneFile(`"github.com/urfave/cli/v2"; "os"`, `app := New(); app.Run(os.Args)`) +
			"-- c.go --\npackage main\nimport (\"github.com/urfave/cli/v2\"; \"net/http\")\nvar commands = make([]*cli.Command, 0)\nfunc New() *cli.App { return &cli.App{Name: \"shop\", Commands: commands} }\nfunc init() { commands = append(commands, cmdServe) }\nvar cmdServe = &cli.Command{Name: \"serve\", Action: execServe}\nfunc execServe(*cli.Context) error { return (&server{}).Run() }\ntype server struct{}\nfunc (s *server) Run() error { return http.ListenAndServe(\":8081\", nil) }\n", "./shop serve"},
		"kong": {golangtest.OneFile(`"github.com/alecthomas/kong"; "net/http"`, `ctx := kong.Parse(&cli); ctx.Run()`) +
			"-- c.go --\npackage main\nimport \"net/http\"\nvar cli struct { Serve ServeAPI `cmd:\"\" help:\"x\"`; Check Check `cmd:\"\"` }\ntype ServeAPI struct{}\ntype Check struct{}\nfunc (c *ServeAPI) Run() error { return http.ListenAndServe(\":8081\", nil) }\nfunc (c *Check) Run() error { return nil }\n", "./shop serve"},
		"kong with types": {golangtest.OneFile(`"github.com/alecthomas/kong"`, `var cli CLI; ctx := kong.Parse(&cli); ctx.Run()`) +
			"-- c.go --\npackage main\nimport \"net/http\"\ntype CLI struct { API Group `cmd:\"\"` }\ntype Group struct { ServeHTTP Serve `cmd:\"\"` }\ntype Serve struct{}\nfunc (c *Serve) Run() error { return http.ListenAndServe(\":8081\", nil) }\n", "./shop api serve-http"},
		"kong with a default": {golangtest.OneFile(`"github.com/alecthomas/kong"`, `var cli CLI; ctx := kong.Parse(&cli); ctx.Run()`) +
			"-- c.go --\npackage main\nimport \"net/http\"\ntype CLI struct { Serve Serve `cmd:\"\" default:\"1\"`}\ntype Serve struct{}\nfunc (c *Serve) Run() error { return http.ListenAndServe(\":8081\", nil) }\n", "./shop"},
		"factories": {golangtest.OneFile(`"github.com/hashicorp/cli"; "os"; "net/http"`, `c := cli.NewCLI("shop", "1"); c.Args = os.Args[1:]; c.Commands = map[string]cli.CommandFactory{"agent": func() (cli.Command, error) { return &Agent{}, nil }}; c.Run()`) +
			"-- c.go --\npackage main\nimport \"net/http\"\ntype Agent struct{}\nfunc (a *Agent) Run(args []string) int { http.ListenAndServe(\":8081\", nil); return 0 }\n", "./shop agent"},
		"a framework below a command": {golangtest.OneFile(`"github.com/spf13/cobra"; "gofr.dev/pkg/gofr"`, `root := &cobra.Command{Use: "shop"}; root.AddCommand(&cobra.Command{Use: "hoist", Run: func(*cobra.Command, []string) { app := gofr.New(); app.Run() }}); root.Execute()`), "./shop hoist"},
		"a framework with commands":   {golangtest.OneFile(`"github.com/pocketbase/pocketbase"`, `app := pocketbase.New(); app.Start()`), "./shop serve --http=0.0.0.0:8090"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _ := golangtest.Only(t, golang.Detector{}, c.in)
			if got := strings.Join(u.Start, " "); got != c.want || u.Kind.Value != facts.Server {
				t.Errorf("got %q %s, want %q server", got, u.Kind.Value, c.want)
			}
		})
	}
}

func TestProgramsThatWantACommand(t *testing.T) {
	t.Parallel()
	serve := "-- s.go --\npackage main\nimport \"net/http\"\nfunc serve() error { return http.ListenAndServe(\":8081\", nil) }\n"
	for name, c := range map[string]struct{ in, warns string }{
		"cobra, by a table that is not read": {golangtest.OneFile(`"github.com/spf13/cobra"`, `root := &cobra.Command{Use: "shop"}; add(root, table...); root.Execute(); serve()`) + serve +
			"-- t.go --\npackage main\nimport \"github.com/spf13/cobra\"\nvar up = &cobra.Command{Use: \"up\", Run: func(*cobra.Command, []string) {}}\nfunc init() { other.AddCommand(up) }\n", "one of up may be meant: set start: for the unit"},
		"cobra, the root serves":      {golangtest.OneFile(`"github.com/spf13/cobra"`, `root := &cobra.Command{Use: "shop", RunE: func(*cobra.Command, []string) error { return serve() }}; root.AddCommand(&cobra.Command{Use: "version", Run: nil}); root.Execute()`) + serve, ""},
		"cobra, its command is known": {golangtest.OneFile(`"github.com/spf13/cobra"`, `root := &cobra.Command{Use: "shop"}; root.AddCommand(&cobra.Command{Use: "up", RunE: func(*cobra.Command, []string) error { return serve() }}); root.Execute()`) + serve, ""},
		"urfave without an action":    {golangtest.OneFile(`"github.com/urfave/cli/v2"`, `app := &cli.App{Name: "shop", Commands: []*cli.Command{{Name: "web", Action: web}, {Name: "check", Action: check}}}; app.Run(nil); serve()`) + serve, "one of check, web may be meant"},
		"urfave with an action":       {golangtest.OneFile(`"github.com/urfave/cli/v2"`, `app := &cli.App{Name: "shop", Action: func(*cli.Context) error { return serve() }, Commands: []*cli.Command{{Name: "check", Action: check}}}; app.Run(nil)`) + serve, ""},
		"kong":                        {golangtest.OneFile(`"github.com/alecthomas/kong"`, `var cli struct { Up Up `+"`cmd:\"\"`"+` }; kong.Parse(&cli); serve()`) + serve + "-- k.go --\npackage main\ntype CLI struct { Up struct{} `cmd:\"\"`\n Down struct{} `cmd:\"\"` }\n", "one of down, up may be meant"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, found := golangtest.Only(t, golang.Detector{}, c.in)
			told := ""
			for _, w := range found.Warnings {
				told += w.Text
			}
			if !strings.Contains(told, c.warns) || c.warns == "" && strings.Contains(told, "command") {
				t.Errorf("told %q, want %q", told, c.warns)
			}
		})
	}
}
