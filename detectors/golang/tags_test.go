package golang

import (
	"strings"
	"testing"
)

// TestPrefixesOfTags: a struct that is a field of another one gets the prefix that the field's tag gives.
func TestPrefixesOfTags(t *testing.T) {
	t.Parallel()
	const db = "type db struct {\n\tHost string `env:\"HOST,required\"`\n\tPort int `env:\"PORT\" envDefault:\"5432\"`\n}\n"
	for name, c := range map[string]struct{ fields, types, want string }{
		"caarlos0/env":      {"DB db `envPrefix:\"DB_\"`", db, "DB_HOST"},
		"twice":             {"A db `envPrefix:\"A_\"`; B *db `envPrefix:\"B_\"`", db, "A_HOST B_HOST"},
		"cleanenv":          {"DB db `env-prefix:\"STORE_\"`", "type db struct {\n\tHost string `env:\"HOST\" env-required:\"true\"`\n}\n", "STORE_HOST"},
		"sethvargo":         {"DB *db `env:\", prefix=DB_\"`", "type db struct {\n\tHost string `env:\"HOST, required\"`\n}\n", "DB_HOST"},
		"without a prefix":  {"DB db", db, "HOST"},
		"in the struct":     {"DB struct {\n\tHost string `env:\"HOST,required\"`\n} `envPrefix:\"DB_\"`", "", "DB_HOST"},
		"structs in others": {"S stores `envPrefix:\"APP_\"`", "type stores struct {\n\tDB db `envPrefix:\"DB_\"`\n}\n" + db, "APP_DB_HOST"},
	} {
		in := "-- go.mod --\nmodule m\n-- main.go --\npackage main\nimport (\n\"net/http\"\n\"github.com/caarlos0/env/v11\"\n)\ntype config struct {\n" + c.fields + "\n}\n" + c.types +
			"func main() {\n\tvar c config\n\tenv.Parse(&c)\n\thttp.ListenAndServe(\":1\", nil)\n}\n"
		if got := strings.Join(detect(t, in).Units[0].NeedsEnv, " "); got != c.want {
			t.Errorf("%s: needs %q, want %q", name, got, c.want)
		}
	}
}

// TestFilesByVariable: the image holds the files of all environments that a variable chooses among.
func TestFilesByVariable(t *testing.T) {
	t.Parallel()
	in := oneFile(`"net/http"; "os"`, `read("config/"+os.Getenv("APP_ENV")+".yml"); http.ListenAndServe(":1", nil)`) + "-- config/base.yml --\na: 0\n-- config/stg.yml --\na: 1\n-- config/live.yml --\na: 2\n"
	var copied []string
	for _, c := range detect(t, in).Units[0].Image.Run.Copies {
		copied = append(copied, c.From)
	}
	if got := strings.Join(copied, " "); !strings.Contains(got, "config/stg.yml") || !strings.Contains(got, "config/live.yml") {
		t.Errorf("copies %s", got)
	}
}
