package settings

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/golangtest"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// opened opens the files of the main package of a folder.
func opened(tb testing.TB, dir, archive string) *Files {
	tb.Helper()
	r := module.Open(golangtest.Repository(tb, archive))
	r.LoadModules()
	return Open(fold.NewSources(r).Program(r.Package(dir, r.ModuleOf(dir))))
}

func TestWhichFilesAreOpened(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ dir, in, want, addr string }{
		"named in the code": {".", golangtest.OneFile("", `read("conf/app.yaml")`) + "-- conf/app.yaml --\nweb:\n  addr: a\n", "conf/app.yaml", "a"},
		"named from the folder of main": {
			"cmd/shop", "-- go.mod --\nmodule m\n-- cmd/shop/main.go --\npackage main\nfunc main() { read(\"app.toml\") }\n-- cmd/shop/app.toml --\n[web]\naddr = \"a\"\n", "cmd/shop/app.toml", "a",
		},
		"named from a folder between": {
			"svc/cmd/shop", "-- go.mod --\nmodule m\n-- svc/cmd/shop/main.go --\npackage main\nfunc main() { read(\"app.ini\") }\n-- svc/app.ini --\n[web]\naddr = a\n", "svc/app.ini", "a",
		},
		"an example of it":   {".", golangtest.OneFile("", `read("app.json")`) + "-- app.json.example --\n{\"web\": {\"addr\": \"a\"}}\n", "app.json.example (guess)", "a"},
		"a sample of it":     {".", golangtest.OneFile("", `read("app.json")`) + "-- app.sample.json --\n{\"web\": {\"addr\": \"a\"}}\n", "app.sample.json (guess)", "a"},
		"a sample elsewhere": {".", golangtest.OneFile("", `read("app.json")`) + "-- config/app.example.json --\n{\"web\": {\"addr\": \"a\"}}\n", "config/app.example.json (guess)", "a"},
		"beside go.mod":      {".", golangtest.OneFile("", `read("config/config.yaml")`) + "-- config.yaml --\nweb:\n  addr: a\n", "config.yaml (guess)", "a"},
		"a pattern":          {".", golangtest.OneFile("", `read("conf/*.yaml")`) + "-- data/x.yaml --\nweb:\n  addr: a\n", "", ""},
		"properties":         {".", golangtest.OneFile("", `read("app.properties")`) + "-- app.properties --\nweb.addr=a\n", "app.properties", "a"},
		"viper":              {".", golangtest.OneFile(`"github.com/spf13/viper"`, `viper.SetConfigName("shop"); viper.AddConfigPath("./conf"); viper.ReadInConfig()`) + "-- conf/shop.yml --\nweb:\n  addr: a\n", "conf/shop.yml", "a"},
		"beego":              {".", golangtest.OneFile(`"github.com/beego/beego/v2/server/web"`, `web.Run()`) + "-- conf/app.conf --\n[web]\naddr = a\n", "conf/app.conf", "a"},
		"a folder":           {".", golangtest.OneFile(`"flag"`, `flag.String("conf", "etc", "")`) + "-- etc/b.yaml --\nweb:\n  addr: a\n-- etc/readme.md --\n", "etc/b.yaml", "a"},
		"a conventional one": {".", golangtest.OneFile("", "") + "-- config/config.yaml --\nweb:\n  addr: a\n", "config/config.yaml (guess)", "a"},
		"of environments":    {".", golangtest.OneFile("", "") + "-- config/dev.yaml --\nweb:\n  addr: a\n-- config/prod.yaml --\nweb:\n  addr: b\n", "config/dev.yaml (guess) config/prod.yaml (guess)", "a"},
		"broken":             {".", golangtest.OneFile("", `read("conf/app.yaml")`) + "-- conf/app.yaml --\na: [\n", "", ""},
		"none":               {".", golangtest.OneFile("", ""), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := opened(t, c.dir, c.in)
			var got []string
			for _, f := range s.Opened() {
				word := f.Path
				if s.Guessed(f.Path) {
					word += " (guess)"
				}
				got = append(got, word)
			}
			if strings.Join(got, " ") != c.want || s.None() != (c.want == "") {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if v, _, _ := s.Find("web.addr"); v.Value != c.addr {
				t.Errorf("web.addr is %q, want %q", v.Value, c.addr)
			}
		})
	}
}

// TestMoved: only the main configuration file is looked for beside go.mod, and only for a configuration folder.
func TestMoved(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"config/config.yaml": true, "conf/config.yaml": true, "charts/config.yaml": false, "/config/config.yaml": false, "config.yaml": false} {
		list := opened(t, ".", golangtest.OneFile("", `read("`+name+`")`)+"-- config.yaml --\na: 1\n").Opened()
		if len(list) != 1 || list[0].Moved != want || want && list[0].Name != name {
			t.Errorf("%s: got %+v", name, list)
		}
	}
}

// TestAbsent: the main configuration file that the code names is told where nothing in the repository shows it.
func TestAbsent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"in a folder":       {golangtest.OneFile("", `read("config/config.yaml")`), "main.go config/config.yaml"},
		"beside the binary": {golangtest.OneFile("", `read("settings.toml")`), "main.go settings.toml"},
		"of the machine":    {golangtest.OneFile("", `read("/etc/shop/config.yaml")`), ""},
		"not the main one":  {golangtest.OneFile("", `read("config/words.yaml")`), ""},
		"another is there":  {golangtest.OneFile("", `read("config/config.yaml"); read("shop.toml")`) + "-- shop.toml --\na = 1\n", ""},
		"there":             {golangtest.OneFile("", `read("config/config.yaml")`) + "-- config/config.yaml --\na: 1\n", ""},
	} {
		at, ok := opened(t, ".", c.in).Absent()
		got := ""
		if ok {
			got = at.File + " " + at.Name
		}
		if got != c.want || ok && at.Line == 0 {
			t.Errorf("%s: got %q at line %d, want %q", name, got, at.Line, c.want)
		}
	}
}

// TestSampled: what the repository holds as a sample only is told once, a file of variables is not.
func TestSampled(t *testing.T) {
	t.Parallel()
	program := golangtest.OneFile("", `read("rules.json"); read("rules.json"); load(".env"); read("there.json")`)
	got := opened(t, ".", program+"-- rules.json.example --\n[]\n-- .env.example --\nA=1\n-- there.json --\n[]\n-- there.json.sample --\n[]\n").Sampled()
	if len(got) != 1 || got[0].Name != "rules.json" || got[0].Sample != "rules.json.example" || got[0].File != "main.go" || got[0].Line == 0 {
		t.Errorf("got %+v", got)
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	s := opened(t, ".", golangtest.OneFile("", `read("app.yaml")`)+"-- app.yaml --\nlisten_addr: a\nweb:\n  port: 1\nadmin:\n  port: 2\nlog:\n  level: x\n")
	for key, want := range map[string]string{"listenAddr": "a", "web.port": "1", "level": "x", "port": "", "none": ""} {
		if v, _, _ := s.Find(key); v.Value != want {
			t.Errorf("Find(%q) = %q, want %q", key, v.Value, want)
		}
	}
	for key, want := range map[string]string{"LISTEN-ADDR": "a", "level": ""} {
		if v, _, _ := s.Exactly(key); v.Value != want {
			t.Errorf("Exactly(%q) = %q, want %q", key, v.Value, want)
		}
	}
}

func TestFolderArgument(t *testing.T) {
	t.Parallel()
	s := opened(t, "cmd/shop", "-- go.mod --\nmodule m\n-- cmd/shop/main.go --\npackage main\nimport \"flag\"\nvar dir string\nfunc init() { flag.StringVar(&dir, \"conf\", \"../../configs\", \"\") }\nfunc main() {}\n-- configs/a.yaml --\nx: 1\n")
	if got := s.FolderArgument(); got != "-conf=configs" || s.Folder != "configs" {
		t.Errorf("argument %q, folder %q", got, s.Folder)
	}
}

func TestFolderBelowTheModule(t *testing.T) {
	t.Parallel()
	code := "-- go.mod --\nmodule m\n-- svc/cmd/shop/main.go --\npackage main\nimport \"flag\"\nvar dir string\nfunc init() { flag.StringVar(&dir, \"conf\", \"./configs\", \"\") }\nfunc main() {}\n"
	for name, c := range map[string]struct{ in, folder, as string }{
		"beside the service": {code + "-- svc/configs/a.yaml --\nx: 1\n", "svc/configs", "configs"},
		"at the module":      {code + "-- configs/a.yaml --\nx: 1\n", "", ""}, // each file is found by its own name
		"nowhere":            {code, "", ""},
	} {
		s := opened(t, "svc/cmd/shop", c.in)
		if s.FolderArgument() != "" || s.Folder != c.folder || s.FolderName != c.as {
			t.Errorf("%s: folder %q as %q, argument %q", name, s.Folder, s.FolderName, s.FolderArgument())
		}
	}
}
