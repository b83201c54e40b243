package fold

import (
	"testing"
)

// TestElements: what a list, a map or a channel holds, and what an index or a slice takes of it.
func TestElements(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]row{
		"by an index":             {"", `list := []string{"a", "b"}; show(list[1])`, "", "b"},
		"the last":                {"", `list := []string{"a", "b", "c"}; show(list[len(list)-1])`, "", "c"},
		"by keys of a list":       {"", `list := []string{3: "d", "e"}; show(list[4])`, "", "e"},
		"by what is not known":    {"", `list := []string{"a", "b"}; show(list[f()])`, "", "a~likely b~likely"},
		"of one element":          {"", `list := []string{"a"}; show(list[f()])`, "", "a"},
		"of a map":                {"", `m := map[string]string{"x": "a", "y": "b"}; show(m["y"])`, "", "b"},
		"put in":                  {"", `m := map[string]string{"x": "a"}; m["y"] = "b"; show(m["y"])`, "", "b"},
		"put in its place":        {"", `m := map[string]string{"x": "a"}; m["x"] = "b"; show(m["x"])`, "", "b"},
		"put in afterwards":       {"", `m := map[string]string{"x": "a"}; show(m["x"]); m["x"] = "b"`, "", "b~likely a~likely"},
		"made":                    {"", `m := make(map[string]string); m["x"] = "a"; show(m["x"])`, "", "a"},
		"declared":                {"", `var m map[string]string; m = map[string]string{"x": "a"}; show(m["x"])`, "", "a"},
		"of the package":          {"", `show(ports["x"])`, "var ports = map[string]string{\"x\": \"a\"}\nfunc init() { ports[\"x\"] = \"b\" }", "b~likely a~likely"},
		"of the package, made":    {"", `show(ports["x"])`, "var ports map[string]string\nfunc init() { ports = read() }", ""},
		"of a parameter":          {"", `serve([]string{"a", "b"})`, "func serve(list []string) { show(list[1]) }", "b"},
		"of rest parameters":      {"", `serve("a", "b")`, "func serve(list ...string) { show(list[1]) }", "b"},
		"of two callers":          {"", `serve([]string{"a"}); serve([]string{"b"})`, "func serve(list []string) { show(list[0]) }", "a~likely b~likely"},
		"of a field":              {"", `c := config{Ports: []string{"a", "b"}}; show(c.Ports[1])`, "type config struct{ Ports []string }", "b"},
		"of a result":             {"", `show(all()[1])`, "func all() []string { return []string{\"a\", \"b\"} }", "b"},
		"appended":                {"", `list := append([]string{"a"}, "b"); show(list[1])`, "", "b"},
		"appended as a whole":     {"", `list := append([]string{"a"}, []string{"b", "c"}...); show(list[2])`, "", "c"},
		"cloned":                  {`"slices"`, `list := slices.Clone([]string{"a", "b"}); show(list[1])`, "", "b"},
		"split":                   {`"strings"`, `show(strings.Split("a,b", ",")[1])`, "", "b"},
		"sliced":                  {"", `list := []string{"a", "b", "c"}; show(list[1:][0])`, "", "b"},
		"sliced on both sides":    {"", `list := []string{"a", "b", "c"}; show(list[1:2])`, "", "b"},
		"sliced beyond the end":   {"", `list := []string{"a"}; show(list[5:])`, "", "a~likely"},
		"a text on both sides":    {"", `show("abcd"[1:3])`, "", "bc"},
		"a text beyond the end":   {"", `s := "ab"; show(s[3:])`, "", "?"},
		"received":                {"", `c := make(chan string, 1); c <- "a"; show(<-c)`, "", "a"},
		"received, one of two":    {"", `c := make(chan string, 2); c <- "a"; c <- "b"; show(<-c)`, "", "a~likely b~likely"},
		"received of nobody":      {"", `c := make(chan string); show(<-c)`, "", ""},
		"a struct in a map":       {"", `m := map[string]server{"x": {Addr: "a"}}; show(m["x"].Addr)`, "type server struct{ Addr string }", "a"},
		"a struct that is made":   {"", `show(get("a").Addr)`, "type server struct{ Addr string }\nfunc get(addr string) *server { return &server{Addr: addr} }", "a"},
		"of a map nobody follows": {"", `show(read()["addr"])`, "var x = map[string]string{\"addr\": \":80\"}", ":80~likely"},
	} {
		r.check(t, name)
	}
}

// TestLoops: a loop takes each element in turn; one that may end early takes any of them, so that none is certain.
func TestLoops(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]row{
		"elements":                  {"", `for _, x := range []string{"a", "b"} { show(x) }`, "", "a b"},
		"elements until one fits":   {"", `for _, x := range []string{"a", "b"} { if ok(x) { show(x); break } }`, "", "a~likely b~likely"},
		"left by an inner switch":   {"", `for _, x := range []string{"a", "b"} { switch x { case "z": break }; show(x) }`, "", "a b"},
		"indexes":                   {"", `for i := range []string{"a", "b"} { show(i) }`, "", "0 1"},
		"keys of a map":             {"", `for k := range map[string]int{"a": 1} { show(k) }`, "", "a"},
		"values of a map":           {"", `for _, v := range map[string]string{"a": "x"} { show(v) }`, "", "x"},
		"values of an iterator":     {`"slices"`, `for v := range slices.Values([]string{"a", "b"}) { show(v) }`, "", "a b"},
		"of a channel":              {"", `c := make(chan string, 1); c <- "a"; for v := range c { show(v) }`, "", "a"},
		"a number of times":         {"", `for i := range 3 { show(8080 + i) }`, "", "8080 8081 8082"},
		"counted":                   {"", `for i := 0; i < 2; i++ { show(8080 + i) }`, "", "8080 8081"},
		"counted to the last":       {"", `for i := 1; i <= 2; i++ { show(8080 + i) }`, "", "8081 8082"},
		"counted, and left":         {"", `for i := 0; i < 2; i++ { if ok(i) { show(i); break } }`, "", "0~likely 1~likely"},
		"the first that is free":    {"", `show(free())`, "func free() int { for i := 8080; i <= 8090; i++ { if ok(i) { return i } }; return -1 }", "8080~likely"},
		"counted to nobody knows":   {"", `for i := 0; i < f(); i++ { show(i) }`, "", "0~likely 1~likely"},
		"counted until one fits":    {"", `for port := 8080; ; port++ { if serve(port) { show(port) } }`, "", "8080~likely 8081~likely"},
		"set before, and within":    {"", `for x := "a"; f(); { show(x); x = "b" }`, "", "a~likely b~likely"},
		"counted below a constant":  {"", `if on { for port := 8080; ; port++ { show(port) } }`, "const on = true", "8080~likely 8081~likely"},
		"counted, and then":         {"", `i := 1; for i = 2; f(); i++ { g() }; show(i)`, "", "2~likely 3~likely"},
		"fields of elements":        {"", `for _, s := range []server{{Addr: "a"}, {Addr: "b"}} { show(s.Addr) }`, "type server struct{ Addr string }", "a b"},
		"set in the loop before":    {"", `x := "a"; for range 2 { show(x); x = "b" }`, "", "a~likely b~likely"},
		"set by a function literal": {"", `x := "a"; f := func() { x = "b" }; f(); show(x)`, "", "a~likely b~likely"},
	} {
		r.check(t, name)
	}
}

// TestStructsThatAreFilled: a file that the program decodes may replace a default; what somebody sends later does not.
func TestStructsThatAreFilled(t *testing.T) {
	t.Parallel()
	const config = "type config struct{ Addr string }"
	for name, r := range map[string]row{
		"by JSON":        {`"encoding/json"`, `c := config{Addr: ":80"}; json.Unmarshal(data, &c); show(c.Addr)`, config, ":80~likely"},
		"by TOML":        {`"github.com/BurntSushi/toml"`, `c := config{Addr: ":80"}; toml.DecodeFile("c.toml", &c); show(c.Addr)`, config, ":80~likely"},
		"another struct": {`"encoding/json"`, `c := config{Addr: ":80"}; var o other; json.Unmarshal(data, &o); show(c.Addr)`, config + "\ntype other struct{ Addr string }", ":80"},
		"within another": {`"encoding/json"`, `c := config{Addr: ":80"}; var o other; json.Unmarshal(data, &o); show(c.Addr)`, config + "\ntype other struct{ C config }", ":80~likely"},
		"by a request":   {`"encoding/json"; "net/http"`, `c := config{Addr: ":80"}; json.NewDecoder(r.Body).Decode(&c); show(c.Addr)`, config + "\nvar r *http.Request", ":80"},
		"by nothing":     {"", `c := config{Addr: ":80"}; show(c.Addr)`, config, ":80"},
	} {
		r.check(t, name)
	}
}
