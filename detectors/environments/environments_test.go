package environments

import (
	"fmt"
	"strings"
	"testing"
)

func TestCanonical(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"development": "dev", "DEV": "dev", "prd": "prod", "pro": "prod", "production": "prod", "stg": "staging", "pre": "preprod",
		"qa": "qa", "uat": "uat", "test": "test", "acc": "acceptance", "int": "int", "sandbox": "sandbox", "live": "live", "mysql": "", "example": "", "quartz": "", "": "",
	} {
		if got, ok := Canonical(word); got != want || ok != (want != "") {
			t.Errorf("Canonical(%q) = %q, %v; want %q", word, got, ok, want)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, root string
		files      string
		want       string // pattern>target[+base] name=spelling …
	}{
		{
			"spring suffix with a base and features", ".", "src/main/resources/application.yml src/main/resources/application-dev.yml src/main/resources/application-prod.yml src/main/resources/application-mysql.yml",
			"src/main/resources/application-{env}.yml>src/main/resources/application.yml+base dev=dev prod=prod",
		},
		{"suffix with mixed extensions", ".", "application-dev.properties application-production.yml", "application-{env}.properties>application.properties dev=dev prod=production"},
		{
			"whole name", "svc", "svc/config/local.yml svc/config/qa.yml svc/config/prod.yml svc/config/template.yml other/config/dev.yml",
			"svc/config/{env}.yml> local=local qa=qa prod=prod",
		},
		{"two words of one name", ".", "application-stg.yml application-staging.yml application-prod.yml application-Production.yml", "application-{env}.yml>application.yml staging=staging stg=stg production=Production prod=prod"},
		{"production by its own word", ".", "config/live.yml config/uat.yml", "config/{env}.yml> uat=uat live=live"},
		{"whole name needs a settings folder", ".", "src/words/dev.json src/words/prod.json", ""},
		{"dot suffix", ".", "configs/config.dev.yaml configs/config.uat.yaml configs/config.yaml", "configs/config.{env}.yaml>configs/config.yaml+base dev=dev uat=uat"},
		{"prefix", ".", "configs/dev_configs.toml configs/fat_configs.toml configs/pro_configs.toml", "configs/{env}_configs.toml>configs/configs.toml dev=dev fat=fat prod=pro"},
		{"folder", ".", "config/dev/server.yaml config/prod/server.yaml config/prod/only.yaml", "config/{env}/server.yaml>config/server.yaml dev=dev prod=prod"},
		{"folder of resources with test", ".", "src/main/resources/dev/application.yml src/main/resources/test/application.yml", "src/main/resources/{env}/application.yml>src/main/resources/application.yml dev=dev test=test"},
		{
			"dotenv", ".", ".env .env.development .env.production .env.production.local .env.staging.local .env.example",
			".env.{env}>.env+base dev=development prod=production; .env.{env}.local>.env.local staging=staging prod=production",
		},
		{
			"egg and angular sources", ".", "config/config.default.ts config/config.unittest.ts config/config.local.ts config/config.prod.ts src/environments/environment.ts src/environments/environment.prod.ts src/environments/environment.qa.ts",
			"config/config.{env}.ts>config/config.ts local=local prod=prod; src/environments/environment.{env}.ts>src/environments/environment.ts+base qa=qa prod=prod",
		},
		{"weak words alone", ".", "config/local.yml config/docker.yml config/test.yml", ""},
		{"one environment alone", ".", "application-prod.yml application.yml", ""},
		{"build tools, tests and deployment", ".", "webpack.dev.js webpack.prod.js docker-compose.dev.yml docker-compose.prod.yml src/test/resources/application-dev.yml src/test/resources/application-prod.yml chart/values-dev.yaml chart/values-prod.yaml helm/dev.json helm/prod.json tsconfig.dev.json tsconfig.prod.json", ""},
		{"source files that are no settings", ".", "src/server.dev.ts src/server.prod.ts", ""},
		{"word in folder and name", ".", "config/dev/app.dev.yml config/prod/app.prod.yml", "config/{env}/app.{env}.yml> dev=dev prod=prod"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range Find(strings.Fields(c.files), c.root) {
				text := s.Pattern + ">" + s.Target
				if s.HasBase {
					text += "+base"
				}
				for _, m := range s.Members {
					text += fmt.Sprintf(" %s=%s", m.Name, m.Spelling)
				}
				got = append(got, text)
			}
			if text := strings.Join(got, "; "); text != c.want {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
		})
	}
}

func TestMerge(t *testing.T) {
	t.Parallel()
	got := Merge(Find(strings.Fields("a/config/prod.yml a/config/dev.yml .env.production .env.development"), "."))
	if text := fmt.Sprint(got); text != "[{dev development [.env.development a/config/dev.yml]} {prod production [.env.production a/config/prod.yml]}]" {
		t.Error(text)
	}
}

// TestMergeOfTwoWords: where one set tells two words apart, another set's file of either belongs to that one.
func TestMergeOfTwoWords(t *testing.T) {
	t.Parallel()
	got := Merge(Find(strings.Fields("config/prod.yml config/production.yml .env.production .env.development"), "."))
	if text := fmt.Sprint(got); text != "[{dev development [.env.development]} {production  [.env.production config/production.yml]} {prod  [config/prod.yml]}]" {
		t.Error(text)
	}
}

func TestProduction(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]bool{"prod": true, "production": true, "PRD": true, "live": true, "preprod": false, "staging": false, "x": false} {
		if Production(word) != want {
			t.Errorf("%s: %v", word, !want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("config/dev.yml config/prod.yml .env.prod .env. a.env/x prod_.toml")
	f.Fuzz(func(t *testing.T, files string) {
		for _, s := range Find(strings.Fields(files), ".") {
			if len(s.Members) < 2 {
				t.Errorf("a set of %d environments: %+v", len(s.Members), s)
			}
		}
	})
}
