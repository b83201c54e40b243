package dockerfile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/proof/buildcheck"
	"github.com/waybill-dev/waybill/templates"
)

// render returns the files of the image, by path.
func render(t *testing.T, u plan.Unit) map[string]string {
	t.Helper()
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := plan.Plan{Units: []plan.Unit{u}, Environments: []plan.Environment{{Name: "dev"}, {Name: "qa"}, {Name: "prod", Aliases: []string{"production"}}}}
	files, err := r.Render(p, templates.Dockerfile, templates.Init)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		out[f.Path] = string(f.Data)
	}
	return out
}

// TestBuildChecks: BuildKit's linter finds nothing in any form of Dockerfile that the templates have.
func TestBuildChecks(t *testing.T) {
	t.Parallel()
	dated := fixture.Java()
	dated.Stages[0].Dated = true
	many := fixture.Java()
	for i := range 40 {
		many.Stages[0].Manifest = append(many.Stages[0].Manifest, fmt.Sprintf("module-%d/pom.xml", i))
	}
	provided := fixture.Static()
	provided.Init = plan.Init{Form: plan.InitBinary, Provided: true, Path: "/waybill-init", Links: []plan.Link{{Target: "/app/config.yml"}}, Select: plan.Select{Variable: "APP_PROFILE", Values: map[string]string{"prod": "pro"}}}
	for name, u := range map[string]plan.Unit{
		"java": fixture.Java(), "static": fixture.Static(), "site": fixture.Site(), "node": fixture.Node(),
		"dated sources": dated, "many manifests": many, "init of the image": provided,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checked(t, render(t, u))
		})
	}
}

// TestNameLikeADirective: a name that BuildKit would take for a directive at the head of a Dockerfile comes into none.
func TestNameLikeADirective(t *testing.T) {
	t.Parallel()
	u := fixture.Static()
	u.Name = "syntax=evil/frontend"
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Render(plan.Plan{Units: []plan.Unit{u}}, templates.Dockerfile); err == nil || !strings.Contains(err.Error(), "is no name") {
		t.Errorf("got %v", err)
	}
}

// checked asks BuildKit about the one Dockerfile among files.
func checked(t *testing.T, files map[string]string) []instructions.Stage {
	t.Helper()
	for name, text := range files {
		if !strings.HasSuffix(name, "Dockerfile") {
			continue
		}
		stages, findings, err := buildcheck.Dockerfile([]byte(text))
		if err != nil || len(findings) > 0 {
			t.Fatalf("%v %s\n%s", err, findings, text)
		}
		return stages
	}
	t.Fatal("no Dockerfile")
	return nil
}

// TestHostileNames: file names that would be instructions, options, variables or wildcards pass BuildKit's checks as data.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a b.jar", "$(id).jar", "${HOME}.jar", "`id`.jar", "a'b.jar", "*.jar", "[x].jar", "?.jar", "#x.jar", "--from=evil", "x;id", "x && id #", "héé.jar"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := fixture.Java()
			u.Run.Copies = []facts.Copy{{Stage: "build", From: "target/" + name, To: name}}
			u.Run.Command = []string{"java", "-jar", name}
			stages := checked(t, render(t, u))
			last := stages[len(stages)-1].Commands
			cmd, ok := last[len(last)-1].(*instructions.CmdCommand)
			if !ok || cmd.CmdLine[len(cmd.CmdLine)-1] != name {
				t.Errorf("the command became %v", last[len(last)-1])
			}
		})
	}
}
