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
		"two that differ say nothing":  {map[string]string{"Dockerfile": plain, "Dockerfile.dev": "FROM node\nEXPOSE 9230\n"}, []facts.Unit{server(".", "", guess(3000))}, "3000 guess", ""},
		"ports of debuggers":           {map[string]string{"Dockerfile": "FROM a\nEXPOSE 9229 5005 4000\n"}, []facts.Unit{server(".", "", guess(3000))}, "4000 guess Dockerfile:2", ""},
		"a debugger alone":             {map[string]string{"Dockerfile": "FROM a\nEXPOSE 9229\n"}, []facts.Unit{server(".", "", guess(3000))}, "3000 guess", ""},
		"5005 alone is a port":         {map[string]string{"Dockerfile": "FROM a\nEXPOSE 5005\n"}, []facts.Unit{server(".", "", guess(3000))}, "5005 guess Dockerfile:2", ""},
		"a port beside the first":      {map[string]string{"Dockerfile": "FROM a\nEXPOSE 9000 4000\n"}, []facts.Unit{server(".", "", certain(4000))}, "4000 certain Dockerfile:2", ""},
		"only the last stage":          {map[string]string{"Dockerfile": "FROM a AS b\nEXPOSE 1\nFROM c\nENV PORT=4000\nEXPOSE $PORT\n"}, []facts.Unit{server(".", "")}, "4000 guess Dockerfile:5", ""},
		"a variable with a default":    {map[string]string{"Dockerfile": "FROM a\nEXPOSE ${PORT:-4000}\n"}, []facts.Unit{server(".", "")}, "4000 guess Dockerfile:2", ""},
		"neither UDP nor a range":      {map[string]string{"Dockerfile": "FROM a\nEXPOSE 53/udp 4000-4010 ${NONE}\n"}, []facts.Unit{server(".", "")}, "", ""},
		"no evidence of its own":       {map[string]string{"Dockerfile": "# Image of x, written by waybill. Build it so:\n" + plain}, []facts.Unit{server(".", "", guess(3000))}, "3000 guess", ""},
		"not a worker":                 {map[string]string{"Dockerfile": plain}, []facts.Unit{{Path: ".", Kind: facts.Text{Value: facts.Worker}}}, "", ""},
		"of a development container":   {map[string]string{".devcontainer/Dockerfile": plain}, []facts.Unit{server(".devcontainer", "")}, "", ""},
		"by the main package":          {map[string]string{"build/Dockerfile": "FROM go\nRUN go build -o /api ./cmd/api\nFROM x\nEXPOSE 4000\n"}, []facts.Unit{server(".", "cmd/api"), server(".", "cmd/feed")}, "4000 guess build/Dockerfile:4 | ", ""},
		"of two, the one that starts":  {map[string]string{"Dockerfile": "FROM go\nRUN go build ./cmd/api ./cmd/feed\nFROM x\nEXPOSE 4000\nENTRYPOINT [\"/feed\"]\n"}, []facts.Unit{server(".", "cmd/api"), server(".", "cmd/feed")}, " | 4000 guess Dockerfile:4", ""},
		"of two, nobody knows":         {map[string]string{"Dockerfile": plain}, []facts.Unit{server(".", "cmd/api"), server(".", "cmd/feed")}, " | ", ""},
		"by the folder that it copies": {map[string]string{"docker/Dockerfile": "FROM node\nCOPY apps/web/dist ./\nEXPOSE 4000\n"}, []facts.Unit{server("apps/web", ""), server("apps/api", "")}, "4000 guess docker/Dockerfile:3 | ", ""},
		"compose confirms":             {map[string]string{"compose.yaml": "services:\n  a:\n    build: .\n    ports: [\"127.0.0.1:80:4000\"]\n"}, []facts.Unit{server(".", "", guess(4000))}, "4000 likely compose.yaml:4", ""},
		"compose with a variable":      {map[string]string{"compose.yaml": "services:\n  a:\n    build: {context: .}\n    ports:\n    - ${P:-80}:4000/tcp\n"}, []facts.Unit{server(".", "", guess(3000))}, "4000 guess compose.yaml:5", ""},
		"compose moves the port":       {map[string]string{"compose.yaml": "services:\n  a:\n    build: .\n    environment: {PORT: 4000}\n    ports: [\"80:4000\"]\n"}, []facts.Unit{server(".", "", guess(3000))}, "3000 guess", ""},
		"compose of another image":     {map[string]string{"compose.yaml": "services:\n  a:\n    build: {context: ., dockerfile: mail.Dockerfile}\n    ports: [1080]\n"}, []facts.Unit{server(".", "", guess(3000))}, "3000 guess", ""},
		"compose that differs":         {map[string]string{"Dockerfile": plain, "compose.yaml": "services:\n  a:\n    build: .\n    ports: [\"80:5000\"]\n"}, []facts.Unit{server(".", "", guess(3000))}, "3000 guess", ""},
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
