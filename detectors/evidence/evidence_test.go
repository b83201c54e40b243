package evidence

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

func server(at, main string, ports ...facts.Port) facts.Unit {
	u := facts.Unit{Path: at, Kind: facts.Text{Value: facts.Server}, Ports: ports}
	if main != "" {
		u.Main.Value, u.Runtime.MainIsFolder = main, true
		u.Artifact.Value = main[strings.LastIndex(main, "/")+1:]
	}
	return u
}

func shop(ports ...facts.Port) facts.Unit {
	u := server(".", "", ports...)
	u.Name = "shop"
	return u
}

func guess(n int) facts.Port   { return facts.Port{Value: n, Confidence: facts.Guess} }
func certain(n int) facts.Port { return facts.Port{Value: n, Confidence: facts.Certain} }

func TestApply(t *testing.T) {
	t.Parallel()
	const plain = "FROM node\nEXPOSE 4000\nCMD [\"node\", \"main.js\"]\n"
	for name, c := range map[string]struct {
		files map[string]string
		units []facts.Unit
		want  string // ports of the units with their confidence
		warns string
	}{
		"confirms a guess":           {map[string]string{"Dockerfile": plain}, []facts.Unit{server(".", "", guess(4000))}, "4000 likely Dockerfile:2", ""},
		"settles a guess, still one": {map[string]string{"Dockerfile": plain}, []facts.Unit{server(".", "", guess(3000))}, "4000 guess Dockerfile:2", ""},
		"gives the port of a server": {map[string]string{"Dockerfile": plain}, []facts.Unit{server(".", "")}, "4000 guess Dockerfile:2", ""},
		"contradicts, and the fact stays": {
			map[string]string{"Dockerfile": plain},
			[]facts.Unit{server(".", "", certain(3000))},
			"3000 certain",
			"Dockerfile:2 EXPOSE names 4000, and the source says 3000 (certain): 3000 is used; ports: in waybill.yaml says it",
		},
		"two that differ settle nothing": {
			map[string]string{"Dockerfile": plain, "Dockerfile.dev": "FROM node\nEXPOSE 9230\n"},
			[]facts.Unit{server(".", "", guess(3000))},
			"3000 guess",
			"Dockerfile:2 EXPOSE names 4000, Dockerfile.dev:2 names 9230 (EXPOSE), and the source says 3000 (guess): 3000 is used; ports: in waybill.yaml says it",
		},
		"of two that differ, one confirms": {map[string]string{"Dockerfile": plain, "Dockerfile.dev": "FROM node\nEXPOSE 9230\n"}, []facts.Unit{server(".", "", guess(4000))}, "4000 likely Dockerfile:2", ""},
		"ports of debuggers":               {map[string]string{"Dockerfile": "FROM a\nEXPOSE 9229 5005 4000\n"}, []facts.Unit{server(".", "", guess(3000))}, "4000 guess Dockerfile:2", ""},
		"a debugger alone":                 {map[string]string{"Dockerfile": "FROM a\nEXPOSE 9229\n"}, []facts.Unit{server(".", "", guess(3000))}, "3000 guess", ""},
		"5005 alone is a port":             {map[string]string{"Dockerfile": "FROM a\nEXPOSE 5005\n"}, []facts.Unit{server(".", "", guess(3000))}, "5005 guess Dockerfile:2", ""},
		"a port beside the first":          {map[string]string{"Dockerfile": "FROM a\nEXPOSE 9000 4000\n"}, []facts.Unit{server(".", "", certain(4000))}, "4000 certain Dockerfile:2", ""},
		"only the last stage":              {map[string]string{"Dockerfile": "FROM a AS b\nEXPOSE 1\nFROM c\nENV PORT=4000\nEXPOSE $PORT\n"}, []facts.Unit{server(".", "")}, "4000 guess Dockerfile:5", ""},
		"a variable with a default":        {map[string]string{"Dockerfile": "FROM a\nEXPOSE ${PORT:-4000}\n"}, []facts.Unit{server(".", "")}, "4000 guess Dockerfile:2", ""},
		"neither UDP nor a range":          {map[string]string{"Dockerfile": "FROM a\nEXPOSE 53/udp 4000-4010 ${NONE}\n"}, []facts.Unit{server(".", "")}, "", ""},
		"no evidence of its own":           {map[string]string{"Dockerfile": "# Image of x, written by waybill. Build it so:\n" + plain}, []facts.Unit{server(".", "", guess(3000))}, "3000 guess", ""},
		"not a worker":                     {map[string]string{"Dockerfile": plain}, []facts.Unit{{Path: ".", Kind: facts.Text{Value: facts.Worker}}}, "", ""},
		"of a development container":       {map[string]string{".devcontainer/Dockerfile": plain}, []facts.Unit{server(".devcontainer", "")}, "", ""},
		"by the main package":              {map[string]string{"build/Dockerfile": "FROM go\nRUN go build -o /api ./cmd/api\nFROM x\nEXPOSE 4000\n"}, []facts.Unit{server(".", "cmd/api"), server(".", "cmd/feed")}, "4000 guess build/Dockerfile:4 | ", ""},
		"of two, the one that starts":      {map[string]string{"Dockerfile": "FROM go\nRUN go build ./cmd/api ./cmd/feed\nFROM x\nEXPOSE 4000\nENTRYPOINT [\"/feed\"]\n"}, []facts.Unit{server(".", "cmd/api"), server(".", "cmd/feed")}, " | 4000 guess Dockerfile:4", ""},
		"of two, nobody knows":             {map[string]string{"Dockerfile": plain}, []facts.Unit{server(".", "cmd/api"), server(".", "cmd/feed")}, " | ", ""},
		"by the folder that it copies":     {map[string]string{"docker/Dockerfile": "FROM node\nCOPY apps/web/dist ./\nEXPOSE 4000\n"}, []facts.Unit{server("apps/web", ""), server("apps/api", "")}, "4000 guess docker/Dockerfile:3 | ", ""},
		"compose confirms":                 {map[string]string{"compose.yaml": "services:\n  a:\n    build: .\n    ports: [\"127.0.0.1:80:4000\"]\n"}, []facts.Unit{server(".", "", guess(4000))}, "4000 likely compose.yaml:4", ""},
		"compose with a variable":          {map[string]string{"compose.yaml": "services:\n  a:\n    build: {context: .}\n    ports:\n    - ${P:-80}:4000/tcp\n"}, []facts.Unit{server(".", "", guess(3000))}, "4000 guess compose.yaml:5", ""},
		"compose moves the port":           {map[string]string{"compose.yaml": "services:\n  a:\n    build: .\n    environment: {PORT: 4000}\n    ports: [\"80:4000\"]\n"}, []facts.Unit{server(".", "", guess(3000))}, "3000 guess", ""},
		"compose of another image":         {map[string]string{"compose.yaml": "services:\n  a:\n    build: {context: ., dockerfile: mail.Dockerfile}\n    ports: [1080]\n"}, []facts.Unit{server(".", "", guess(3000))}, "3000 guess", ""},
		"compose that differs": {
			map[string]string{"Dockerfile": plain, "compose.yaml": "services:\n  a:\n    build: .\n    ports: [\"80:5000\"]\n"},
			[]facts.Unit{server(".", "", guess(3000))},
			"3000 guess",
			"Dockerfile:2 EXPOSE names 4000, compose.yaml:4 names 5000 (ports of the compose service), and the source says 3000 (guess): 3000 is used; ports: in waybill.yaml says it",
		},
		"a Dockerfile that is none": {
			map[string]string{"Dockerfile": "FROM a\nENV A\n", "docs/Dockerfile": "FROM a\nENV A\n", "Dockerfile.x": "# nothing yet\n"},
			[]facts.Unit{server(".", "", guess(3000))},
			"3000 guess",
			"Dockerfile:2 cannot be read as a Dockerfile, so that it confirms nothing: ENV must have two arguments",
		},
		"compose that is no YAML": {
			map[string]string{"compose.yaml": "services:\n  a: b: c\n", "examples/compose.yaml": "a: [\n", "deploy/compose.yaml": "a: {{ .x }}: [\n"},
			[]facts.Unit{server(".", "", guess(3000))},
			"3000 guess",
			"compose.yaml:2 cannot be read as a compose file, so that it confirms nothing: mapping values are not allowed in this context",
		},
		"a manifest contradicts": {
			map[string]string{"k8s/app.yaml": "kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - image: r/shop:1\n        ports:\n        - containerPort: 5000\n"},
			[]facts.Unit{shop(certain(3000))},
			"3000 certain",
			"k8s/app.yaml:8 containerPort names 5000, and the source says 3000 (certain): 3000 is used; ports: in waybill.yaml says it",
		},
		"a manifest of waybill's own": {map[string]string{"k8s/app.yaml": "kind: Deployment\nmetadata: {labels: {app.kubernetes.io/managed-by: waybill}}\nspec:\n  template:\n    spec:\n      containers:\n      - image: r/shop:1\n        ports:\n        - containerPort: 5000\n"}, []facts.Unit{shop(guess(3000))}, "3000 guess", ""},
		"a manifest of another image": {map[string]string{"k8s/app.yaml": "kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - image: r/redis:1\n        ports:\n        - containerPort: 6379\n"}, []facts.Unit{shop(guess(3000))}, "3000 guess", ""},
		"a chart is no YAML":          {map[string]string{"chart/a.yaml": "kind: Deployment\n{{- if .x }}\ncontainerPort: 1\n{{ end }}"}, []facts.Unit{shop(guess(3000))}, "3000 guess", ""},
		"no Dockerfile at all":        {map[string]string{"Dockerfile": "EXPOSE <<\x00"}, []facts.Unit{server(".", "", guess(1))}, "1 guess", ""},
	} {
		files := fstest.MapFS{}
		for file, text := range c.files {
			files[file] = &fstest.MapFile{Data: []byte(text)}
		}
		tree, err := source.New(files, source.DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		var warns, got []string
		for _, w := range Apply(tree, c.units) {
			warns = append(warns, fmt.Sprintf("%s:%d %s", w.File, w.Line, w.Text))
		}
		for _, u := range c.units {
			var ports []string
			for _, p := range u.Ports {
				text := fmt.Sprintf("%d %s", p.Value, p.Confidence)
				for _, e := range p.Evidence {
					text += fmt.Sprintf(" %s:%d", e.File, e.Line)
				}
				ports = append(ports, text)
			}
			got = append(got, strings.Join(ports, ", "))
		}
		if strings.Join(got, " | ") != c.want || strings.Join(warns, "; ") != c.warns {
			t.Errorf("%s: %q, warnings %q", name, strings.Join(got, " | "), warns)
		}
	}
}

// TestArtifacts: what a Dockerfile copies out of the output of Maven confirms the archive, or contradicts it. Versions and variables differ by release.
func TestArtifacts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		copies, artifact string
		confirmed        bool
		warns            string
	}{
		"the same":            {"COPY target/shop-1.0.jar app.jar", "target/shop-1.0.jar", true, ""},
		"a pattern":           {"COPY --from=build /src/target/*.jar app.jar", "target/shop-1.0.jar", true, ""},
		"another version":     {"COPY target/shop-0.9.3-SNAPSHOT.jar app.jar", "target/shop-1.0.jar", true, ""},
		"a snapshot":          {"COPY target/shop-*-SNAPSHOT.jar app.jar", "target/shop-1.0-SNAPSHOT.jar", true, ""},
		"by arguments":        {"COPY target/${NAME}-${VERSION}-fat.jar app.jar", "target/shop-1.0-fat.jar", true, ""},
		"of a name not known": {"COPY target/shop-12ab.jar app.jar", "target/shop-${git.commit.id}.jar", true, ""},
		"another":             {"COPY target/shop-1.0-exec.jar app.jar", "target/shop-1.0.jar", false, "Dockerfile:2 COPY takes target/shop-1.0-exec.jar, and pom.xml:4 says target/shop-1.0.jar (certain): target/shop-1.0.jar is used; artifact: and start: in waybill.yaml say it"},
		"another name":        {"COPY target/other.jar app.jar", "target/shop-1.0.jar", false, "Dockerfile:2 COPY takes target/other.jar, and pom.xml:4 says target/shop-1.0.jar (certain): target/shop-1.0.jar is used; artifact: and start: in waybill.yaml say it"},
		"one of two":          {"COPY target/agent.jar target/shop-1.0.jar /app/", "target/shop-1.0.jar", true, ""},
		"of no build":         {"COPY lib/other.jar app.jar", "target/shop-1.0.jar", false, ""},
		"an earlier stage":    {"COPY target/other.jar x.jar\nFROM b", "target/shop-1.0.jar", false, ""},
		"a folder":            {"COPY target/site/ /site/", "target/shop-1.0.jar", false, ""},
	} {
		u := shop(certain(8080))
		u.Language.Value = "java"
		u.Artifact = facts.Text{Value: c.artifact, Confidence: facts.Certain, Evidence: []facts.Evidence{{File: "pom.xml", Line: 4}}}
		tree, err := source.New(fstest.MapFS{"Dockerfile": {Data: []byte("FROM a\n" + c.copies + "\n")}}, source.DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		units := []facts.Unit{u}
		var warns []string
		for _, w := range Apply(tree, units) {
			warns = append(warns, fmt.Sprintf("%s:%d %s", w.File, w.Line, w.Text))
		}
		if confirmed := len(units[0].Artifact.Evidence) > 1; confirmed != c.confirmed || strings.Join(warns, "; ") != c.warns {
			t.Errorf("%s: confirmed %t, %q", name, confirmed, warns)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("FROM a\nENV A=1 B=2\nEXPOSE $A ${B}/tcp 3\nCMD x\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, _ := read("Dockerfile", data)
		for _, p := range d.ports {
			if p.number < 1 || p.number > 65535 || p.at.Line < 1 {
				t.Errorf("%+v", p)
			}
		}
	})
}
