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
