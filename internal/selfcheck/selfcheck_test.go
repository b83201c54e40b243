package selfcheck

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	unit := plan.Unit{
		Path: "app", Dir: "app",
		Facts: facts.Unit{Artifact: facts.Text{Value: "target/app.jar"}},
		Stages: []plan.Stage{
			{Stage: facts.Stage{Name: "pages", Build: [][]string{{"npm", "run", "build"}}}},
			{Stage: facts.Stage{
				Name: "build", Workdir: "app", From: []facts.StageCopy{{Stage: "pages", From: "web/dist", To: "app/static"}},
				Build: [][]string{{"go", "build", "-o", "out/server", "."}}, Shell: []string{"cp -r assets made"},
			}},
		},
		Run: plan.Run{Run: facts.Run{Copies: []facts.Copy{{Stage: "build", From: "app/out/server", Why: "the program"}}}},
	}
	const head = "FROM node AS pages\nFROM go AS build\nFROM scratch\n"
	const program = "COPY --from=build /src/app/out/server /app/\n"
	for name, c := range map[string]struct{ dockerfile, want string }{
		"what a command makes":          {head + program, ""},
		"the artifact":                  {head + program + "COPY --from=build /src/app/target/app.jar /app/", ""},
		"beside the artifact":           {head + program + "COPY --from=build /src/app/target/lib /app/lib", ""},
		"what a later stage embeds":     {head + program + "COPY --from=pages /src/web/dist /app/web", ""},
		"an installation":               {head + program + "COPY --from=pages /src/web/node_modules /app/node_modules", ""},
		"a line of the shell":           {head + program + "COPY --from=build /src/app/made /app/made", ""},
		"of the repository":             {head + program + "COPY --from=build /src/app/conf /app/conf", ""},
		"of the base image":             {head + program + "COPY --from=build /etc/ssl /etc/ssl", ""},
		"of another image":              {head + program + "COPY --from=busybox /src/x /x", ""},
		"the context":                   {head + program + "COPY . /app/\nCOPY app/conf app/deploy/init.sh /app/\nCOPY $X *.txt /", ""},
		"what nothing makes":            {head + program + "COPY --from=build /src/app/dist /app/dist", "app/Dockerfile:5 COPY takes app/dist from the stage build"},
		"not in the repository":         {head + program + "COPY app/config.yml /app/", "app/Dockerfile:5 COPY names app/config.yml, which the repository does not hold"},
		"a program that nothing copies": {head, "app/Dockerfile:0 nothing copies app/out/server into the image"},
		"a broken template":             {"FROM a\nCOPY <<X /a\n", "cannot be parsed"},
	} {
		var got []string
		files := []templates.File{{Path: "app/Dockerfile", Data: []byte(c.dockerfile)}, {Path: "app/deploy/init.sh"}}
		for _, w := range Check(plan.Plan{Units: []plan.Unit{unit}}, files, func(name string) bool { return name == "app/conf" }) {
			got = append(got, fmt.Sprintf("%s:%d %s", w.File, w.Line, w.Text))
		}
		if text := strings.Join(got, "; "); (text == "") != (c.want == "") || !strings.Contains(text, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := Check(plan.Plan{Units: []plan.Unit{unit}}, nil, nil); got != nil {
		t.Errorf("no Dockerfile was rendered: %v", got)
	}
}
