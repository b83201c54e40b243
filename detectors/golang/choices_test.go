package golang

import (
	"strings"
	"testing"
)

// TestChoicesWithoutWhichItEnds: a switch over a setting that is empty when nothing is configured, whose default branch ends the program.
func TestChoicesWithoutWhichItEnds(t *testing.T) {
	t.Parallel()
	serve := `; http.ListenAndServe(":1", nil)`
	flagged := func(def, rest string) string {
		return oneFile(`"flag"; "log"; "net/http"; "os"`, `store := flag.String("store", "`+def+`", ""); flag.Parse(); `+rest+serve)
	}
	const cases = `{ case "s3": use(1); case "local": use(2); `
	urfave := func(field string) string {
		return oneFile(`"net/http"; "os"; "errors"; "github.com/urfave/cli/v2"`, `app := &cli.App{Flags: []cli.Flag{&cli.StringFlag{Name: "store", `+field+`}}, Action: func(c *cli.Context) error { switch s := c.String("store"); s `+cases+`default: return errors.New("no store") }; return http.ListenAndServe(":1", nil) }}; app.Run(os.Args)`)
	}
	for name, c := range map[string]struct{ in, told, needs string }{
		"a flag":                     {flagged("", `switch *store `+cases+`default: log.Fatal("no store") }`), "chooses by --store and ends without: it takes s3, local; set start:", ""},
		"a flag with a default":      {flagged("local", `switch *store `+cases+`default: log.Fatal("no store") }`), "", ""},
		"a variable":                 {flagged("", `switch os.Getenv("STORE") `+cases+`default: log.Fatal("no store") }`), "chooses by STORE and ends without: it takes s3, local", "STORE"},
		"a variable that is held":    {flagged("", `kind := os.Getenv("STORE"); switch kind `+cases+`default: log.Fatal("no store") }`), "chooses by STORE", "STORE"},
		"a flag of urfave":           {urfave(`Value: ""`), "chooses by --store", ""},
		"a variable of urfave":       {urfave(`Value: "", EnvVars: []string{"STORE"}`), "chooses by STORE", "STORE"},
		"a default of urfave":        {urfave(`Value: "local", EnvVars: []string{"STORE"}`), "", ""},
		"a case for none":            {flagged("", `switch *store { case "s3": use(1); case "": use(2); default: log.Fatal("no store") }`), "", ""},
		"a default that goes on":     {flagged("", `switch *store `+cases+`default: log.Println("in memory") }`), "", ""},
		"no default":                 {flagged("", `switch *store `+cases+`}`), "", ""},
		"chosen sometimes":           {flagged("", `if len(os.Args) > 7 { switch *store `+cases+`default: log.Fatal("no store") } }`), "", ""},
		"something else than a flag": {flagged("", `switch os.Args[0] `+cases+`default: log.Fatal("no store") }`), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, found := only(t, c.in)
			told := ""
			for _, w := range found.Warnings {
				told += w.Text + "\n"
			}
			if strings.Contains(told, "chooses by") != (c.told != "") || !strings.Contains(told, c.told) || strings.Join(u.NeedsEnv, " ") != c.needs {
				t.Errorf("told %q, needs %v, want %q, %q", told, u.NeedsEnv, c.told, c.needs)
			}
		})
	}
}
