package jenkins_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates"
)

// pipelineUnit is a unit as detection reports it, small: what the pipeline looks at.
func pipelineUnit(path, name, language, tool string) facts.Unit {
	return fixture.Built(path, name, language, tool)
}

// jenkinsfile renders the pipeline of a repository with these units and settings.
func jenkinsfile(t *testing.T, waybillYAML string, units ...facts.Unit) string {
	t.Helper()
	files := jenkinsFiles(t, "", waybillYAML, units...)
	for _, f := range files {
		switch f.Path {
		case "Jenkinsfile":
			return string(f.Data)
		case "vars/waybillPipeline.groovy": // the body of the step, which is a pipeline of its own
			_, body, _ := strings.Cut(string(f.Data), "call(Map config = [:]) {\n")
			return "def config = [:]\n" + strings.TrimSuffix(body, "}\n")
		}
	}
	t.Fatalf("no Jenkinsfile among %d files", len(files))
	return ""
}

func jenkinsFiles(t *testing.T, root, waybillYAML string, units ...facts.Unit) []templates.File {
	t.Helper()
	p, err := jenkinsPlan(t, root, waybillYAML, units...)
	if err != nil {
		t.Fatal(err)
	}
	return rendered(t, p)
}

// rendered are the files of a plan's pipeline.
func rendered(t *testing.T, p plan.Plan) []templates.File {
	t.Helper()
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := r.Render(p, templates.Jenkins)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func jenkinsPlan(t *testing.T, root, waybillYAML string, units ...facts.Unit) (plan.Plan, error) {
	t.Helper()
	return fixture.Repository(t, root, waybillYAML, units...)
}

// pipelineCases are repositories and settings that together show every agent, builder, language and number of units.
func pipelineCases(t *testing.T) map[string]string {
	t.Helper()
	orders := pipelineUnit(".", "orders", "java", "maven")
	reactor := []facts.Unit{
		pipelineUnit("services/orders", "orders", "java", "maven"), pipelineUnit("services/billing", "billing", "java", "maven"),
		pipelineUnit("web", "web", "node", "pnpm"), pipelineUnit("cmd/agent", "agent", "go", "go"),
	}
	wanting := pipelineUnit(".", "orders", "java", "maven")
	wanting.NeedsEnv = []string{"DB_HOST", "DB_PASSWORD"}
	static := pipelineUnit("site", "site", "node", "")
	const harbor = "images: {registry: harbor.example.com/freight}\nenvironments: {dev: {}, prod: {registry: replica.example.com/freight}}\n"
	const releases = `units:
  services/orders: {workload: {release: {strategy: cloneset, batches: [10, 50]}}}
  services/billing: {workload: {release: {strategy: statefulset}}}
  web: {workload: {release: {strategy: blue-green}}}
  cmd/agent: {workload: {release: {strategy: canary}, after: [orders]}}
  cmd/quotes: {workload: {release: {strategy: blue-green-argo}}}
  jobs/clean: {kind: job, workload: {schedule: "0 3 * * *"}}
`
	const private = harbor + "defaults: {buildEnv: {GOPROXY: 'https://nexus.example.com/go|direct'}}\n" +
		"jenkins: {credentials: {build: {maven-settings: nexus, netrc: go-git, NPM_TOKEN: npm-read}}"
	return map[string]string{
		"private":         jenkinsfile(t, private+"}\n", orders),
		"private several": jenkinsfile(t, private+"}\n", reactor...),
		"private comment": jenkinsfile(t, private+", comment: true}\n", orders),
		"private docker":  jenkinsfile(t, private+", agent: docker}\n", orders),
		"private central": jenkinsfile(t, private+", form: central}\n"),
		"no registry":     jenkinsfile(t, "team: freight\n", orders),
		"maven":           jenkinsfile(t, harbor, orders),
		"wanting":         jenkinsfile(t, harbor, wanting),
		"node":            jenkinsfile(t, harbor, pipelineUnit("web", "web", "node", "npm")),
		"go":              jenkinsfile(t, harbor, pipelineUnit(".", "agent", "go", "go")),
		"static":          jenkinsfile(t, harbor, static),
		"several":         jenkinsfile(t, "images: {registry: harbor.example.com/freight}\n", reactor...),
		"docker":          jenkinsfile(t, harbor+"jenkins: {agent: docker, label: linux && docker}\n", orders),
		"releases":        jenkinsfile(t, harbor+releases, append(reactor, pipelineUnit("cmd/quotes", "quotes", "go", "go"), pipelineUnit("jobs/clean", "clean", "go", "go"))...),
		"batches":         jenkinsfile(t, harbor+"kubernetes: {release: {strategy: cloneset, batches: [20, 50]}}\n", orders),
		"canary":          jenkinsfile(t, harbor+"kubernetes: {release: {strategy: canary}}\n", orders),
		"helm":            jenkinsfile(t, harbor+"kubernetes: {format: helm}\n", orders),
		"plain":           jenkinsfile(t, harbor+"kubernetes: {format: plain}\n", orders),
		"ephemeral":       jenkinsfile(t, harbor+"jenkins: {generate: ephemeral}\n", orders),
		"signed":          jenkinsfile(t, harbor+"jenkins: {images: {cosign: 'harbor.example.com/cosign:2'}, sign: {by: key}}\n", orders),
		"signed docker":   jenkinsfile(t, harbor+"jenkins: {agent: docker, images: {cosign: 'harbor.example.com/cosign:2'}, sign: {by: keyless, identity: 'https://ci.example.com/.*', issuer: 'https://ci.example.com'}}\n", orders),
		"shared buildkit": jenkinsfile(t, harbor+"jenkins: {buildkitHost: 'tcp://buildkit:1234'}\n", orders),
		"central":         jenkinsfile(t, harbor+"jenkins: {form: central}\n"),
		"step":            jenkinsfile(t, harbor+"jenkins: {form: step}\n"),
		"label":           jenkinsfile(t, harbor+"jenkins: {agent: label, label: big, branch: master, release: 'release-[0-9]+'}\n", reactor...),
	}
}

// tenUnits are built by every tool, with and without what the tests share.
func tenUnits() []facts.Unit {
	var units []facts.Unit
	for i, kind := range [][2]string{
		{"java", "maven"}, {"java", "maven"}, {"java", "maven"}, {"node", "npm"}, {"node", "pnpm"}, {"node", "yarn"}, {"go", "go"}, {"go", "go"}, {"node", "npm"}, {"java", "maven"},
	} {
		name := "unit" + string(rune('a'+i))
		units = append(units, pipelineUnit("apps/"+name, name, kind[0], kind[1]))
	}
	return units
}
