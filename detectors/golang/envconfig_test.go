package golang

import (
	"fmt"
	"testing"
)

// TestRequiredByEnvconfig: names of variables that the library makes of a prefix and of fields.
func TestRequiredByEnvconfig(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ prefix, fields, want string }{
		"the field's name":      {`"shop"`, "DatabaseURL string `required:\"true\"`", "[SHOP_DATABASEURL]"},
		"no prefix":             {`""`, "DatabaseURL string `required:\"true\"`", "[DATABASEURL]"},
		"words":                 {`"shop"`, "APIKey string `split_words:\"true\" required:\"true\"`; ManyWordsID int `split_words:\"true\" required:\"true\"`", "[SHOP_API_KEY SHOP_MANY_WORDS_ID]"},
		"a name":                {`"shop"`, "Region string `envconfig:\"AWS_REGION\" required:\"true\"`", "[AWS_REGION]"},
		"a default":             {`"shop"`, "Listen string `required:\"true\" default:\":80\"`", "[]"},
		"optional":              {`"shop"`, "Listen string; Other string `required:\"false\"`", "[]"},
		"left out":              {`"shop"`, "Listen string `ignored:\"true\" required:\"true\"`; hidden string `required:\"true\"`", "[]"},
		"a struct in it":        {`"shop"`, "Mail struct { Host string `required:\"true\"` }", "[SHOP_MAIL_HOST]"},
		"an embedded one":       {`"shop"`, "Mail", "[SHOP_HOST]"},
		"a prefix from a name":  {`prefix`, "Host string `required:\"true\"`", "[APP_HOST]"},
		"a prefix nobody knows": {`os.Args[1]`, "Host string `required:\"true\"`", "[]"},
	} {
		u, _ := only(t, oneFile(`"net/http"; "os"; "github.com/kelseyhightower/envconfig"`, `var c Config; if err := envconfig.Process(`+c.prefix+`, &c); err != nil { os.Exit(1) }; http.ListenAndServe(":1", nil)`)+
			"-- config.go --\npackage main\nconst prefix = \"app\"\ntype Mail struct { Host string `required:\"true\"` }\ntype Config struct { "+c.fields+" }\n")
		if got := fmt.Sprint(u.NeedsEnv); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
