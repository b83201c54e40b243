package declared

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

func TestUnit(t *testing.T) {
	t.Parallel()
	version := facts.Text{Value: "21"}
	for name, c := range map[string]struct {
		d               Declaration
		kind, copy, run string
		needs           string // of build and run image
	}{
		"a jar": {
			Declaration{Path: "svc", Language: "java", Version: version, Build: [][]string{{"mvn", "package"}}, Artifact: "target/svc.jar", Ports: []facts.Port{{Value: 80}}},
			facts.Server, "svc/target/svc.jar → app.jar", "java -jar app.jar", "java 21, jdk, maven; java 21",
		},
		"a jar that is started in another way": {
			Declaration{Path: ".", Language: "java", Build: [][]string{{"mvn", "package"}}, Artifact: "target/a.jar", Start: []string{"java", "-cp", "a.jar", "Main"}},
			facts.Worker, "target/a.jar → a.jar", "java -cp a.jar Main", "java, jdk, maven; java",
		},
		"a folder of Node": {
			Declaration{Path: "apps/web", Language: "node", Build: [][]string{{"pnpm", "install"}, {"pnpm", "build"}}, Start: []string{"node", "dist/main.js"}},
			facts.Worker, "apps/web/ → ./", "node dist/main.js", "node, pnpm; node",
		},
		"a package of Node at the root": {
			Declaration{Path: ".", Language: "node", Kind: facts.Server, Start: []string{"node", "main.js"}},
			facts.Server, "./ → ./", "node main.js", "node; node",
		},
		"a binary of Go": {
			Declaration{Path: ".", Language: "go", Version: version, Build: [][]string{{"go", "build", "-o", "bin/api", "./cmd"}}, Artifact: "bin/api"},
			facts.Worker, "bin/api → api", "/app/api", "go 21; static",
		},
	} {
		if lacks := c.d.Lacks(); len(lacks) > 0 {
			t.Errorf("%s lacks %v", name, lacks)
			continue
		}
		u := Unit(c.d)
		first := u.Image.Run.Copies[0]
		if got := first.From + " → " + first.To; got != c.copy || u.Kind.Value != c.kind || strings.Join(u.Start, " ") != c.run {
			t.Errorf("%s: %s, %s, %s", name, u.Kind.Value, got, strings.Join(u.Start, " "))
		}
		if got := asked(u.Image.Stages[0].Requires) + "; " + asked(u.Image.Run.Requires); got != c.needs {
			t.Errorf("%s asks for %s, want %s", name, got, c.needs)
		}
		if words := u.Unknown(); words != nil {
			t.Errorf("%s: %v", name, words)
		}
	}
}

func asked(list []facts.Require) string {
	var out []string
	for _, r := range list {
		out = append(out, strings.TrimSpace(r.Capability+" "+r.Range))
	}
	return strings.Join(out, ", ")
}

func TestLacks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		d    Declaration
		want string
	}{
		"nothing is said":         {Declaration{}, "language, artifact, build"},
		"only the language":       {Declaration{Language: "java"}, "artifact, build"},
		"a file that is no jar":   {Declaration{Language: "java", Build: [][]string{{"mvn"}}, Artifact: "target/app"}, "start"},
		"Node needs its start":    {Declaration{Language: "node"}, "start"},
		"Go starts what it makes": {Declaration{Language: "go", Build: [][]string{{"go", "build"}}, Artifact: "api"}, ""},
	} {
		if got := strings.Join(c.d.Lacks(), ", "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for _, l := range Languages() {
		if _, ok := languages[l]; !ok {
			t.Errorf("no row of %s", l)
		}
	}
	if len(Languages()) != len(languages) {
		t.Error("a language is not listed")
	}
}
