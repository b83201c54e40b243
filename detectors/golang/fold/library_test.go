package fold

import (
	"testing"
)

// row is a body of main that shows one value, with what stands beside it.
type row struct{ imports, body, rest, want string }

func (r row) check(t *testing.T, name string) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		in := "-- go.mod --\nmodule m\n-- main.go --\npackage main\n\nimport (\n" + r.imports + "\n)\n\nfunc main() {\n" + r.body + "\n}\n" + r.rest + "\n"
		if got := tell(shown(t, in)); got != r.want {
			t.Errorf("got %q, want %q", got, r.want)
		}
	})
}

// TestLibrary: what functions of the standard library make of texts and numbers, as their documentation says.
func TestLibrary(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]row{
		"joined texts":                {`"strings"`, `show(strings.Join([]string{"a", "b", "c"}, "-"))`, "", "a-b-c"},
		"joined, with a variable":     {`"os"; "strings"`, `show(strings.Join([]string{os.Getenv("HOST"), "80"}, ":"))`, "", "?:80host$HOST"},
		"one of one":                  {`"strings"`, `show(strings.Join([]string{"a"}, "-"))`, "", "a"},
		"replaced":                    {`"strings"`, `show(strings.ReplaceAll("a.b.c", ".", "-"))`, "", "a-b-c"},
		"replaced once":               {`"strings"`, `show(strings.Replace("a.b.c", ".", "-", 1))`, "", "a-b.c"},
		"replaced, all of them":       {`"strings"`, `show(strings.Replace("a.b.c", ".", "-", -1))`, "", "a-b-c"},
		"by what is not known":        {`"strings"`, `show(strings.TrimPrefix("a.b", f()))`, "", "a.b~likely"},
		"small letters":               {`"strings"`, `show(strings.ToLower("Ab"))`, "", "ab"},
		"capitals":                    {`"strings"`, `show(strings.ToUpper("Ab"))`, "", "AB"},
		"trimmed on both sides":       {`"strings"`, `show(strings.Trim("/a/", "/"))`, "", "a"},
		"trimmed on the left":         {`"strings"`, `show(strings.TrimLeft("//a/", "/"))`, "", "a/"},
		"trimmed on the right":        {`"strings"`, `show(strings.TrimRight("/a//", "/"))`, "", "/a"},
		"without an end":              {`"strings"`, `show(strings.TrimSuffix("a.yaml", ".yaml"))`, "", "a"},
		"fields":                      {`"strings"`, `show(strings.Fields(" a  b "))`, "", "a b"},
		"cut by spaces":               {`"strings"`, `show(strings.Split("a/b", "/"))`, "", "a b"},
		"before a cut":                {`"strings"`, `a, _, _ := strings.Cut("host:80", ":"); show(a)`, "", "host"},
		"behind a cut":                {`"strings"`, `_, b, _ := strings.Cut("host:80", ":"); show(b)`, "", "80"},
		"host of an address":          {`"net"`, `h, _, _ := net.SplitHostPort("h:80"); show(h)`, "", "h"},
		"port of an address":          {`"net"`, `_, p, _ := net.SplitHostPort("h:80"); show(p)`, "", "80"},
		"port of no address":          {`"net"`, `_, p, _ := net.SplitHostPort("80"); show(p)`, "", "?"},
		"a number in base 16":         {`"strconv"`, `n, _ := strconv.ParseInt("1f90", 16, 64); show(n)`, "", "8080"},
		"a number in base 10":         {`"strconv"`, `n, _ := strconv.ParseInt("80", 10, 64); show(n)`, "", "80"},
		"no number of the base":       {`"strconv"`, `n, _ := strconv.ParseInt("zz", 16, 64); show(n)`, "", "?"},
		"a number as a text":          {`"fmt"`, `show(":" + fmt.Sprint(80))`, "", ":80"},
		"numbers are added":           {"", `show(8000 + 80)`, "", "8080"},
		"texts of numbers are joined": {`"strconv"`, `show(strconv.Itoa(80) + strconv.Itoa(80))`, "", "8080"},
		"quoted":                      {`"fmt"`, `show(fmt.Sprintf("%q", "a"))`, "", `"a"`},
		"with zeros":                  {`"fmt"`, `show(fmt.Sprintf("%04d", 80))`, "", "0080"},
		"in hexadecimal":              {`"fmt"`, `show(fmt.Sprintf("%x", 255))`, "", "ff"},
		"by their places":             {`"fmt"`, `show(fmt.Sprintf("%[2]s-%[1]s", "a", "b"))`, "", "b-a"},
		"too few arguments":           {`"fmt"`, `show(fmt.Sprintf("%s-%s", "a"))`, "", "a-?"},
		"a verb of another kind":      {`"fmt"`, `show(fmt.Sprintf("%t", "a"))`, "", "?"},
		"variables in a text":         {`"os"`, `show(os.ExpandEnv("$HOST"))`, "", "?$HOST"},
		"clean":                       {`"path"`, `show(path.Clean("a"))`, "", "a"},
		"a path with nothing":         {`"path"`, `show(path.Join("a", "", "b"))`, "", "a/b"},
		"the letter of a number":      {"", `show(string(rune(80)))`, "", ""},
		"another kind of number":      {"", `show(uint16(80))`, "", "80"},
		"first of three":              {`"cmp"`, `show(cmp.Or("", "a", "b"))`, "", " a"},
		"first that is not zero":      {`"cmp"`, `show(cmp.Or(0, 80, 90))`, "", "0 80"},
		"the program sets it":         {`"os"`, `os.Setenv("PORT", "80"); show(os.Getenv("PORT"))`, "", "?$PORT 80~likely"},
		"no name of a variable":       {`"os"`, `show(os.Getenv("no name"))`, "", "?"},
	} {
		r.check(t, name)
	}
}

// TestArithmetic: numbers as Go computes them; what Go would refuse is no value.
func TestArithmetic(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`show(7 / 2)`: "3", `show(7 % 4)`: "3", `show(7 - 9)`: "-2", `show(3 * 4)`: "12", `x := 0; show(7 / x)`: "", `x := 0; show(7 % x)`: "",
		`show(0x1F90)`: "8080", `show(8_080)`: "8080", `n := 80; n += 8; show(n)`: "88", `n := 80; n -= 8; show(n)`: "72", `n := 8; n *= 2; show(n)`: "16", `n := 8; n /= 2; show(n)`: "4", `n := 9; n %= 4; show(n)`: "1",
		`n := 9; n <<= 1; show(n)`: "", `s := "a"; s += "b"; show(s)`: "ab", `n := 8; n++; show(n)`: "9", `n := 8; n--; show(n)`: "7",
	} {
		row{"", body, "", want}.check(t, body)
	}
}

// TestConstantConditions: a condition of constants alone holds in every run or in none; containers run on Linux.
func TestConstantConditions(t *testing.T) {
	t.Parallel()
	for condition, want := range map[string]string{
		`2 > 1`: "true", `2 >= 2`: "true", `2 < 2`: "false", `2 <= 1`: "false", `10 > 9`: "true", `"10" > "9"`: "true", `"b" > "a"`: "true", `"a" == "a"`: "true", `"a" != "a"`: "false",
		`on && 2 > 1`: "true", `on && f()`: "", `!on && f()`: "false", `on || f()`: "true", `(low) < 2`: "true", `low == f()`: "",
		`runtime.GOOS == "linux"`: "true", `runtime.GOOS == "windows"`: "false", `runtime.GOARCH == "amd64"`: "",
	} {
		row{`"runtime"`, `show(` + condition + `)`, "const on, low = true, 1\n", want}.check(t, condition)
	}
}

// TestDeferredResults: a function literal may set a named result after the return statement (Go specification, "Defer statements").
func TestDeferredResults(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]row{
		"always":          {"", `show(get())`, "func get() (x string) { defer func() { x = \"b\" }(); return \"a\" }", "b"},
		"on a condition":  {"", `show(get())`, "func get() (x string) { defer func() { if failed() { x = \"b\" } }(); return \"a\" }", "a~likely b~likely"},
		"perhaps before":  {"", `show(get())`, "func get() (x string) { if failed() { return \"c\" }; defer func() { x = \"b\" }(); return \"a\" }", "c~likely a~likely b~likely"},
		"a literal aside": {"", `show(get())`, "func get() (x string) { x = \"a\"; f := func() string { y := \"b\"; return y }; f(); return }", "a"},
	} {
		r.check(t, name)
	}
}

// TestForeignHelpers: a helper of another module that is given the name of a variable reads the environment; one that is given a key and
// a number most likely has the number as its default.
func TestForeignHelpers(t *testing.T) {
	t.Parallel()
	const env, conf = `"example.org/env"`, `"example.org/conf"`
	for name, r := range map[string]row{
		"no default":         {env, `show(env.Must("PORT"))`, "", "?$PORT"},
		"a default":          {env, `show(env.Get("PORT", "80"))`, "", "80$PORT"},
		"a key and a number": {conf, `show(conf.GetIntVar(8080, "Gateway.webPort"))`, "", "8080~likely"},
		"no getter":          {conf, `show(conf.Read(8080, "Gateway.webPort"))`, "", ""},
		"no key":             {conf, `show(conf.GetIntVar(8080, "port number"))`, "", ""},
	} {
		r.check(t, name)
	}
}
