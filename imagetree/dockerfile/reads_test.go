package dockerfile

import (
	"fmt"
	"strings"
	"testing"
)

func parsed(t *testing.T, text string, given map[string]string) *File {
	t.Helper()
	f, err := ParseWith([]byte(text), given)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestSources: what a build takes from its context, as paths below it; what lies elsewhere is no source, and what hangs on an argument
// that nothing gives can be any.
func TestSources(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"files and folders":      {"COPY a.txt ./b/ /c ../d e/../f /app/", "[a.txt:2 b:2 c:2 d:2 f:2]"},
		"all":                    {"COPY . /app", "[.:2]"},
		"patterns":               {"COPY *.jar target/app-?.jar /app/", "[*.jar:2 target/app-?.jar:2]"},
		"as JSON":                {`COPY ["my file", "/app/"]`, "[my file:2]"},
		"added":                  {"ADD site.tar.gz /", "[site.tar.gz:2]"},
		"addresses":              {"ADD https://example.com/a.tgz git@example.com:a/b.git /", "[]"},
		"of an image":            {"COPY --from=b:1 /x /y", "[]"},
		"of here-documents":      {"COPY <<EOF /x\ntext\nEOF", "[]"},
		"an argument":            {"ARG F=x\nCOPY $F /", "[x:3]"},
		"an argument of nothing": {"ARG F\nCOPY $F /", "[any:3]"},
		"a variable":             {"ENV F=x\nCOPY ${F}.txt /", "[x.txt:3]"},
		"mounted":                {"RUN --mount=type=bind,source=lib,target=/lib true", "[lib:2]"},
		"mounted, all":           {"RUN --mount=target=/src true", "[.:2]"},
		"mounts of no files":     {"RUN --mount=type=cache,target=/c --mount=type=secret,id=a --mount=type=tmpfs,target=/t true", "[]"},
		"mounted of an image":    {"RUN --mount=from=b:1,target=/b true", "[]"},
	} {
		got := []string{}
		for _, s := range parsed(t, "FROM a:1\n"+c.text+"\n", nil).Sources() {
			p := s.Path
			if s.Any {
				p = "any"
			}
			got = append(got, fmt.Sprintf("%s:%d", p, s.Line))
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
	two := parsed(t, "FROM a:1 AS x\nCOPY a /\nFROM b:1\nCOPY b /\n", nil).Sources()
	if len(two) != 2 {
		t.Errorf("of all stages: %v", two)
	}
}

// TestExternal: every image of the outside that is read, once; of the last stage, which is the image itself, only what it copies.
func TestExternal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"one stage":             {"FROM a:1\n", "[]"},
		"a build":               {"FROM a:1 AS build\nFROM b:1\nCOPY --from=build /x /x\n", "[1 a:1]"},
		"what is copied":        {"FROM a:1\nCOPY --from=c:1 /x /x\n", "[2 c:1]"},
		"scratch":               {"FROM scratch AS x\nFROM a:1\nCOPY --from=scratch / /\n", "[]"},
		"stages on stages":      {"FROM a:1 AS one\nFROM one AS two\nFROM ONE AS three\nFROM b:1\n", "[1 a:1]"},
		"stages by an argument": {"ARG ON=one\nFROM a:1 AS one\nFROM $ON AS two\nFROM b:1\n", "[2 a:1]"},
		"a stage by its number": {"FROM a:1\nFROM b:1\nCOPY --from=0 /x /x\n", "[1 a:1]"},
		"no number of a stage":  {"FROM a:1\nFROM b:1\nCOPY --from=1 /x /x\n", "[1 a:1 3 1]"},
		"a name in capitals":    {"FROM a:1 AS Build\nFROM b:1\nCOPY --from=BUILD /x /x\n", "[1 a:1]"},
	} {
		got := []string{}
		for _, r := range parsed(t, c.text, nil).External() {
			got = append(got, fmt.Sprintf("%d %s", r.Line, r.Image))
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}

// TestTarget: a build of one stage sees those up to it.
func TestTarget(t *testing.T) {
	t.Parallel()
	f := parsed(t, "FROM a:1 AS one\nFROM b:1 AS Two\nFROM c:1\n", nil)
	for name, want := range map[string]string{"": "c:1", "one": "a:1", "two": "b:1", "TWO": "b:1", "three": "no stage"} {
		cut, ok := f.Target(name)
		got := cut.Final().From.Image
		if !ok {
			got = "no stage"
		}
		if got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
	if len(f.Stages) != 3 {
		t.Errorf("the file itself lost stages: %d are left", len(f.Stages))
	}
}

// TestArguments: a value that the build is given goes over the default, in the stages too; without either it is not known, and the
// platform's arguments are BuildKit's own.
func TestArguments(t *testing.T) {
	t.Parallel()
	given := map[string]string{"TAG": "2", "OTHER": "x"}
	for name, c := range map[string]struct{ text, image, vars string }{
		"over a default":        {"ARG TAG=1\nFROM a:$TAG\n", "a:2", ""},
		"without one":           {"ARG TAG\nFROM a:$TAG\n", "a:2", ""},
		"that nothing declares": {"FROM a:$TAG\n", "?TAG", ""},
		"not given":             {"ARG NEW=3\nFROM a:$NEW\n", "a:3", ""},
		"a chain":               {"ARG TAG=1\nARG FULL=$TAG-slim\nFROM a:$FULL\n", "a:2-slim", ""},
		"a chain of nothing":    {"ARG X\nARG FULL=$X-slim\nFROM a:$FULL\n", "?FULL", ""},
		"in a stage":            {"FROM a:1\nARG TAG=1\nENV V=$TAG\n", "a:1", "TAG=2 V=2"},
		"global in a stage":     {"ARG OLD=7\nFROM a:1\nARG OLD\nENV V=${OLD}x\n", "a:1", "OLD=7 V=7x"},
		"a stage's default":     {"ARG OLD=7\nFROM a:1\nARG OLD=8\n", "a:1", "OLD=8"},
		"of the platform":       {"FROM a:$TARGETARCH-$BUILDOS\n", "a:amd64-linux", ""},
		"an empty default":      {"ARG SUFFIX=\nFROM a:1$SUFFIX\n", "a:1", ""},
		"a default in place":    {"FROM a:${NONE-9}\n", "a:9", ""},
		"a word that is none":   {"FROM a:${TAG\n", "?a:${TAG", ""},
	} {
		s := parsed(t, c.text, given).Final()
		image := s.From.Image
		if len(s.From.Unknown) > 0 {
			image = "?" + strings.Join(s.From.Unknown, ",")
		}
		var vars []string
		for _, k := range []string{"OLD", "TAG", "V"} {
			if v, ok := s.Vars[k]; ok {
				vars = append(vars, k+"="+v)
			}
		}
		if got := strings.Join(vars, " "); image != c.image || got != c.vars {
			t.Errorf("%s: %s %s, want %s %s", name, image, got, c.image, c.vars)
		}
		_, from, _ := strings.Cut(c.text, "FROM ")
		from, _, _ = strings.Cut(from, "\n")
		if s.From.Raw != from || s.From.Args != strings.Contains(from, "$") {
			t.Errorf("%s: written as %s, an argument took part: %t", name, s.From.Raw, s.From.Args)
		}
	}
}

// TestStages: names, platforms and labels; a stage on another one has that one's image, and its own line.
func TestStages(t *testing.T) {
	t.Parallel()
	f := parsed(t, "ARG BASE=debian:13\nFROM --platform=linux/arm64 $BASE AS Root\nLABEL a=1 b.c=\"x y\"\nFROM root\nENV V=2\nLABEL v=$V\n", nil)
	if got := fmt.Sprint(f.Stages[0].Name, f.Stages[0].Platform, f.Stages[0].Labels); got != "rootlinux/arm64map[a:1 b.c:x y]" {
		t.Errorf("the first stage: %s", got)
	}
	if got := fmt.Sprintf("%+v %v", f.Stages[1].From, f.Stages[1].Labels); got != "{Raw:root Image:debian:13 Unknown:[] Line:4 Args:true} map[v:2]" {
		t.Errorf("the second stage: %s", got)
	}
	if f.Args["BASE"] != "debian:13" {
		t.Errorf("arguments: %v", f.Args)
	}
}

// TestBounds: a Dockerfile of 4 MiB is read, and not one of a byte more.
func TestBounds(t *testing.T) {
	t.Parallel()
	text := "FROM a:1\n" + strings.Repeat(strings.Repeat(" ", 1023)+"\n", 4096)[len("FROM a:1\n"):]
	if _, err := Parse([]byte(text)); err != nil {
		t.Error(err)
	}
	if _, err := Parse([]byte(text + " ")); err == nil || err.Error() != "larger than 4194304 bytes" {
		t.Error(err)
	}
}
