package reach

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/golangtest"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// TestRoutes: how main comes to the call show().
func TestRoutes(t *testing.T) {
	t.Parallel()
	head := "-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\"os\"; \"github.com/spf13/cobra\"; \"github.com/urfave/cli/v2\"; \"m/lib\")\n"
	for name, c := range map[string]struct{ in, want string }{
		"in main":                   {head + "func main() { show() }\n", "reached"},
		"by a call":                 {head + "func main() { a() }\nfunc a() { b() }\nfunc b() { show() }\n", "reached"},
		"by nobody":                 {head + "func main() {}\nfunc a() { show() }\n", "not reached"},
		"in init":                   {head + "func main() {}\nfunc init() { show() }\n", "reached"},
		"of a package":              {head + "func main() { lib.Run() }\n-- lib/l.go --\npackage lib\nfunc Run() { show() }\n", "reached"},
		"of another package":        {head + "func main() { Run() }\nfunc Run() {}\n-- lib/l.go --\npackage lib\nfunc Run() { show() }\n", "not reached"},
		"as a value":                {head + "func main() { do(a) }\nfunc a() { show() }\n", "reached"},
		"by a method":               {head + "func main() { t{}.run() }\ntype t struct{}\nfunc (t) run() { show() }\n", "reached"},
		"of a type that none makes": {head + "func main() { var s interface{ run() } = u{}; s.run() }\ntype u struct{}\nfunc (u) run() {}\ntype t struct{}\nfunc newT() t { return t{} }\nfunc (t) run() { show() }\n", "not reached"},
		"when a variable is set":    {head + "func main() { if os.Getenv(\"DEBUG\") != \"\" { show() } }\n", "reached off"},
		"after an early return":     {head + "func main() { a() }\nfunc a() { if os.Getenv(\"DEBUG\") == \"\" { return }; show() }\n", "reached off"},
		"by two ways":               {head + "func main() { if os.Getenv(\"DEBUG\") != \"\" { a() }; a() }\nfunc a() { show() }\n", "reached"},
		"by a word":                 {head + "func main() { switch os.Args[1] { case \"serve\": show() } }\n", "reached serve"},
		"of a command":              {head + "var root = &cobra.Command{Use: \"m\"}\nvar serve = &cobra.Command{Use: \"serve\", Run: func(*cobra.Command, []string) { show() }}\nfunc main() { root.AddCommand(serve); root.Execute() }\n", "reached serve"},
		"of a command of a command": {head + "var root, db = &cobra.Command{Use: \"m\"}, &cobra.Command{Use: \"db\"}\nvar up = &cobra.Command{Use: \"up\", Run: func(*cobra.Command, []string) { show() }}\nfunc main() { root.AddCommand(db); db.AddCommand(up); root.Execute() }\n", "reached db up"},
		"added where it is written": {head + "func main() { root := &cobra.Command{Use: \"m\"}; root.AddCommand(&cobra.Command{Use: \"serve\", Run: func(*cobra.Command, []string) { show() }}) }\n", "reached serve"},
		"made by functions":         {head + "func main() { root().Execute() }\nfunc root() *cobra.Command { cmd := &cobra.Command{Use: \"m\"}; cmd.AddCommand(db()); return cmd }\nfunc db() *cobra.Command { cmd := &cobra.Command{Use: \"db\"}; cmd.AddCommand(up()); return cmd }\nfunc up() *cobra.Command { return &cobra.Command{Use: \"up\", Run: func(*cobra.Command, []string) { show() }} }\n", "reached db up"},
		"of the root command":       {head + "func main() { root := &cobra.Command{Use: \"m\", Run: func(*cobra.Command, []string) { show() }}; root.Execute() }\n", "reached"},
		"of an application":         {head + "func main() { app := &cli.App{Commands: []*cli.Command{{Name: \"web\", Action: func(*cli.Context) error { show(); return nil }}}}; app.Run(os.Args) }\n", "reached web"},
		"the word of a server":      {head + "func main() { switch os.Args[1] { case \"dump\": a(); case \"serve\": a() } }\nfunc a() { show() }\n", "reached serve"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := module.Open(golangtest.Repository(t, c.in+"-- lib/x.go --\npackage lib\n"))
			r.LoadModules()
			p := fold.NewSources(r).Program(r.Package(".", r.ModuleOf(".")))
			w := Of(p)
			got := "not reached"
			for _, f := range p.Files {
				x := p.Index(f)
				if x == nil {
					continue
				}
				for _, call := range x.Calls["show"] {
					route := w.Route(NodeOf(call.Around, f))
					words := slices.Concat(route.Words, w.CommandWords(f, call.Around))
					if route.Reached {
						got = "reached"
					}
					if route.Off || w.Closed(f, call.Around) {
						got += " off"
					}
					got = strings.Join(append([]string{got}, words...), " ")
				}
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestCommandWord(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]bool{"serve": true, "db-up": true, "": false, "-v": false, "a b": false, strings.Repeat("x", 41): false} {
		if IsCommandWord(word) != want {
			t.Errorf("%q: want %t", word, want)
		}
	}
}
