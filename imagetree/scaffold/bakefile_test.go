package scaffold

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// said prints statements in a form that a row of a table can hold: name file args tags contexts.
func said(list []statement) string {
	var out []string
	for _, s := range list {
		words := []string{s.name, s.file}
		for _, m := range []map[string]string{s.args, s.contexts} {
			for _, k := range slices.Sorted(maps.Keys(m)) {
				words = append(words, k+"="+m[k])
			}
		}
		out = append(out, strings.Join(append(words, s.tags...), " "))
	}
	return strings.Join(out, "\n")
}

// TestBakeHCL holds what of a bake file is understood, and that what only a run knows is left out.
func TestBakeHCL(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"variables":       {"variable \"REG\" { default = \"r.example/b\" }\nTAG = \"13\"\ntarget \"os\" {\n  context = \"os\" # where\n  tags = [\"${REG}/os:${TAG}\", \"${REG}/os:${GITHUB_SHA}\"]\n}\n", "os os/Dockerfile r.example/b/os:13"},
		"a function":      {"function \"ref\" {\n  params = [name, v]\n  result = [\"r.example/${name}:${v}\", \"r.example/${name}:${replace(v, \".\", \"-\")}\"]\n}\ntarget \"os\" {\n  tags = concat(ref(\"os\", \"13.1\"), [\"x/os:1\"])\n}\n", "os Dockerfile r.example/os:13.1 r.example/os:13-1 x/os:1"},
		"a matrix":        {"target \"jre\" {\n  name = \"jre-${replace(v.tag, \".\", \"-\")}\"\n  matrix = {\n    v = [{ tag = \"17.0\", java = 17 }, { tag = \"21.0\", java = 21 }]\n  }\n  context = \"jre\"\n  args = { JAVA = v.java }\n  tags = [\"r/jre:${v.tag}\"]\n}\n", "jre-17-0 jre/Dockerfile JAVA=17 r/jre:17.0\njre-21-0 jre/Dockerfile JAVA=21 r/jre:21.0"},
		"two dimensions":  {"target \"x\" {\n  name = \"${a}-${b}\"\n  matrix = { a = [\"1\", \"2\"], b = [\"3\"] }\n  tags = [\"r/x:${a}-${b}\"]\n}\n", "1-3 Dockerfile r/x:1-3\n2-3 Dockerfile r/x:2-3"},
		"a choice":        {"variable \"DEV\" {\n  default = \"\"\n}\ntarget \"x\" {\n  tags = [DEV == \"\" ? \"r/x:1\" : \"r/x:dev\", equal(DEV, \"\") ? \"r/x:2\" : \"\"]\n}\n", "x Dockerfile r/x:1 r/x:2"},
		"inherited":       {"target \"a\" {\n  inherits = [\"b\"]\n  tags = [\"r/a:1\"]\n}\ntarget \"b\" {\n  inherits = [\"c\"]\n}\ntarget \"c\" {\n  context = \"c\"\n  args = { V = \"1\" }\n}\n", "a c/Dockerfile V=1 r/a:1"},
		"a circle":        {"target \"a\" {\n  inherits = [\"b\"]\n  tags = [\"r/a:1\"]\n}\ntarget \"b\" {\n  inherits = [\"a\"]\n  context = \"b\"\n}\n", "a b/Dockerfile r/a:1\nb b/Dockerfile r/a:1"},
		"contexts":        {"target \"a\" {\n  context = \"a\"\n  contexts = { base = \"target:os\" }\n  args = { V = BUILD_NUMBER }\n  tags = [\"r/a:1\"]\n}\n", "a a/Dockerfile base=target:os"},
		"of a run":        {"target \"a\" {\n  args = { V = timestamp() }\n  tags = [\"r/a:1\"]\n}\n", ""},
		"no matrix known": {"target \"a\" {\n  name = \"a-${v}\"\n  matrix = { v = VERSIONS }\n  tags = [\"r/a:${v}\"]\n}\n", ""},
		"words around":    {"/* old\ntarget \"no\" { tags = [\"r/no:1\"] } */\n// target\ngroup \"default\" { targets = [\"a\"] }\ntarget \"a\" {\n  output = [\"type=registry\"]\n  labels = { x = \"}\" }\n  tags = [\"r/a:$${x}\", \"r/a:1\"]\n}\n", "a Dockerfile r/a:${x} r/a:1"},
		"a loop":          {"VERSIONS = [\"17\", \"21\"]\ntarget \"a\" {\n  tags = [for v in VERSIONS : \"r/a:${v}\"]\n}\n", "a Dockerfile r/a:17 r/a:21"},
		"the library":     {"V = \"v1.2.3\"\ntarget \"a\" {\n  tags = [join(\"/\", [\"r\", \"a:${trimprefix(V, \"v\")}\"]), \"r/a:${split(\".\", V)[0]}\", \"r/a:${substr(sha1(V), 0, 7)}\"]\n}\n", "a Dockerfile r/a:1.2.3 r/a:v1"},
		"half of a file":  {"target \"a\" {\n  tags = [\"r/a:1\", ", "a Dockerfile r/a:1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := said(bake("docker-bake.hcl", []byte(c.text))); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestBakeJSON holds that the JSON form means the same.
func TestBakeJSON(t *testing.T) {
	t.Parallel()
	got := said(bake("docker-bake.json", []byte(`{"variable": {"REG": {"default": "r.example/b"}}, "function": {"ref": {"params": ["n"], "result": "${REG}/${n}:1"}},
		"target": {"os": {"context": "os", "tags": ["${ref(\"os\")}"], "args": {"A": null, "B": 3}}, "j": {"name": "j-${v}", "matrix": {"v": ["17", "21"]}, "tags": ["${REG}/j:${v}"]}}}`)))
	want := "j-17 Dockerfile r.example/b/j:17\nj-21 Dockerfile r.example/b/j:21\nos os/Dockerfile B=3 r.example/b/os:1"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestBakeBounds holds that a file that would grow without end is given up in a moment.
func TestBakeBounds(t *testing.T) {
	t.Parallel()
	var doubled strings.Builder
	doubled.WriteString("V0 = \"x\"\n")
	for n := range 60 {
		fmt.Fprintf(&doubled, "V%d = \"${V%d}${V%d}\"\n", n+1, n, n)
	}
	start := time.Now()
	for name, text := range map[string]string{
		"doubled":  doubled.String() + "target \"a\" {\n  tags = [V60]\n}\n",
		"circle":   "A = B\nB = A\ntarget \"a\" {\n  tags = [A]\n}\n",
		"deep":     "A = " + strings.Repeat("[", 1<<20),
		"function": "function \"f\" {\n  params = [x]\n  result = \"${f(x)}${f(x)}\"\n}\ntarget \"a\" {\n  tags = [f(\"1\")]\n}\n",
		"loops":    "L = [" + strings.Repeat("1,", 3000) + "]\nM = [for a in L : [for b in L : [for c in L : \"${a}${b}${c}\"]]]\ntarget \"a\" {\n  tags = [\"r:${M[0][0][0]}\"]\n}\n",
		"texts":    "A = \"" + strings.Repeat("a", 8000) + "\"\ntarget \"a\" {\n  tags = [" + strings.Repeat("replace(", 20) + "A" + strings.Repeat(", \"a\", A)", 20) + "]\n}\n",
		"chain":    "target \"a\" {\n  tags = [" + strings.Repeat("x ? ", 10000) + "]\n}\n",
		"signs":    "A = " + strings.Repeat("!", 60000) + "true\ntarget \"a\" {\n  tags = [A]\n}\n",
		"matrix":   "target \"a\" {\n  name = \"a\"\n  matrix = {" + strings.Repeat(" a = [\"1\", \"2\"],", 4) + " b = [" + strings.Repeat("\"1\", ", 300) + "] }\n  tags = [\"r:1\"]\n}\n",
	} {
		if got := bake("docker-bake.hcl", []byte(text)); len(got) > 0 {
			t.Errorf("%s: %d statements", name, len(got))
		}
	}
	for name, text := range map[string]string{
		"deep":  `{"target": ` + strings.Repeat("[", 60000),
		"inner": `{"target": {"a": {"tags": ["${` + strings.Repeat("[", 50000) + `}"]}}}`,
		"loops": `{"L": [` + strings.Repeat("1,", 3000) + `1], "target": {"a": {"tags": ["${[for a in L : [for b in L : [for c in L : a]]]}"]}}}`,
	} {
		if got := bake("docker-bake.json", []byte(text)); len(got) > 0 {
			t.Errorf("%s in JSON: %d statements", name, len(got))
		}
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}

// FuzzBuildFiles holds that no file that builds images brings the reader down, and that the tree that is made of it can be read.
func FuzzBuildFiles(f *testing.F) {
	names := []string{"docker-bake.hcl", "docker-bake.json", "Makefile", "compose.yaml", ".github/workflows/x.yml", ".tekton/x.yaml"}
	for n, text := range []string{
		"target \"a\" {\n  name = \"a-${v}\"\n  matrix = { v = [\"1\"] }\n  context = \"a\"\n  contexts = { base = \"target:b\" }\n  tags = concat([x ? \"y\" : z], f(1)[0].k)\n}\n",
		`{"target": {"a": {"context": "a", "tags": ["r/a:1"]}}}`,
		"V = 1\nall:\n\tfor v in 1 2; do docker build -t r/a:$$v --build-arg A=$(V) -f a/Dockerfile .; done\n",
		"services:\n  a: {build: {context: a, args: {A: 1}}, image: 'r/a:1'}\n",
		"jobs:\n  a:\n    strategy: {matrix: {v: [1, 2]}}\n    steps:\n      - {uses: docker/build-push-action@v6, with: {context: a, tags: 'r/a:${{ matrix.v }}'}}\n",
		"kind: PipelineRun\nspec:\n  params:\n  - {name: output-image, value: 'r/a:{{revision}}'}\n  - {name: dockerfile, value: a/Dockerfile}\n  - {name: path-context, value: .}\n",
	} {
		f.Add(uint8(n), text)
	}
	f.Fuzz(func(t *testing.T, kind uint8, text string) {
		fsys := fstest.MapFS{names[int(kind)%len(names)]: {Data: []byte(text)}, "a/Dockerfile": {Data: []byte("FROM debian:13\n")}}
		if _, _, err := Tree(fsys, Options{}); err != nil && !strings.Contains(err.Error(), "no Dockerfile that can be read") {
			t.Error(err)
		}
	})
}
