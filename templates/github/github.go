// Package github renders the workflow by which GitHub runs a pipeline: jobs, steps, secrets and environments. The work is in the scripts of
// package pipeline, most of which run in the containers of their tools, as docker.sh starts them.
package github

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/engine"
	"github.com/waybill-dev/waybill/templates/pipeline"
)

// File is the workflow. Its name is waybill's own, so that it stands beside those of the repository.
const File = ".github/workflows/waybill.yml"

// Actions that the workflow uses, by the commit that the tag of the version names in the action's repository.
var actions = map[string]string{
	"checkout":          "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
	"cache":             "actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5",
	"upload-artifact":   "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0",
	"download-artifact": "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1",
}

// Pipeline is what the templates of this folder see.
type Pipeline struct {
	pipeline.Pipeline
}

// Binding is a variable of a step with the expression that gives its value.
type Binding struct {
	Variable   string // of the scripts
	Expression string // within ${{ }}
	File       string // that the text of a secret is written to, below the runner's folder for temporary files; empty for a text
}

// Value is the expression as a workflow writes it. It stands in env and with alone, never in a shell.
func (b Binding) Value() string { return expression(b.Expression) }

// Value is an expression as a workflow writes it.
func (Pipeline) Value(of string) string { return expression(of) }

func expression(text string) string { return "${{ " + text + " }}" }

// Use is an action with its version.
func (Pipeline) Use(action string) (string, error) {
	if a, ok := actions[action]; ok {
		return a, nil
	}
	return "", fmt.Errorf("no version of the action %s is known: %s are", action, strings.Join(slices.Sorted(maps.Keys(actions)), ", "))
}

// Packages says whether images go to GitHub's own registry, to which the token of the workflow is the key.
func (p Pipeline) Packages() bool { return strings.HasPrefix(p.Registry+"/", "ghcr.io/") }

// Account are the user and the password of the registry.
func (p Pipeline) Account() []Binding {
	if p.Packages() {
		return []Binding{{"REGISTRY_USER", "github.actor", ""}, {"REGISTRY_PASSWORD", "secrets.GITHUB_TOKEN", ""}}
	}
	return []Binding{{"REGISTRY_USER", p.secret("REGISTRY_USER"), ""}, {"REGISTRY_PASSWORD", p.secret("REGISTRY_PASSWORD"), ""}}
}

// Hosts says whether an image lies on the host that the account of the registry is for, so that pulling the image may need it.
func (p Pipeline) Hosts(image string) bool {
	host, _, _ := strings.Cut(p.Registry, "/")
	return host != "" && strings.HasPrefix(image, host+"/")
}

// Keyless says whether images are signed by the identity of the workflow.
func (p Pipeline) Keyless() bool { return p.Sign != nil && p.Sign.Keyless }

// SigningKey are the secrets that sign.sh signs with; without a key, the token of the workflow says who it is.
func (p Pipeline) SigningKey() []Binding {
	if p.Keyless() {
		return nil
	}
	return []Binding{{"COSIGN_PRIVATE_KEY", p.secret("COSIGN_PRIVATE_KEY"), ""}, {"COSIGN_PASSWORD", p.secret("COSIGN_PASSWORD"), ""}}
}

// Kubeconfig is the secret of an environment that says how its cluster is reached.
func (p Pipeline) Kubeconfig() Binding { return Binding{"KUBECONFIG_TEXT", p.secret("KUBECONFIG"), ""} }

// Releases is the account that may push to the repository of the releases.
func (p Pipeline) Releases() []Binding {
	return []Binding{{"GITOPS_USER", p.secret("GITOPS_USER"), ""}, {"GITOPS_PASSWORD", p.secret("GITOPS_PASSWORD"), ""}}
}

// SecretFiles are the secrets of builds that are files.
func (p Pipeline) SecretFiles() []Binding {
	var out []Binding
	for _, s := range p.Secrets {
		if !s.Text {
			out = append(out, Binding{s.Variable, p.secret(s.Variable), path.Base(s.ID)})
		}
	}
	return out
}

// BuildSecrets are the secrets of builds as the scripts take them: a text, or the path of a file where the secret is there. A pull request
// from a fork has none.
func (p Pipeline) BuildSecrets() []Binding {
	var out []Binding
	for _, s := range p.Secrets {
		expression := p.secret(s.Variable)
		if !s.Text {
			expression += fmt.Sprintf(" && format('{0}/secrets/%s', runner.temp)", path.Base(s.ID))
		}
		out = append(out, Binding{s.Variable, expression, ""})
	}
	return out
}

// secret is the expression of the secret behind a variable.
func (p Pipeline) secret(variable string) string {
	if name := p.GitHub.Secrets[variable]; name != "" {
		variable = name
	}
	return "secrets." + variable
}

// tagged is the condition that holds for a tag.
const tagged = "github.ref_type == 'tag'"

// onBranch is the condition that holds for the branch that is deployed. The ref of a pull request is that of no branch.
func (p Pipeline) onBranch() string { return fmt.Sprintf("github.ref == 'refs/heads/%s'", p.Branch) }

// Pushes is the condition of what pushes images and uses the account of the registry: whoever may start the workflow may do so on any branch.
func (p Pipeline) Pushes() string { return p.onBranch() + " || " + tagged }

// When says when the job of a deployment runs: after the build, and after the deployment before, unless that one failed.
func (p Pipeline) When(d plan.Deployment) string {
	const auto, released = "(inputs.deploy_to || 'auto') == 'auto'", "needs.build.outputs.released == 'true'"
	asked := fmt.Sprintf("inputs.deploy_to == '%s'", d.Environment)
	branch := p.onBranch()
	out := "!cancelled() && needs.build.result == 'success'"
	if before := p.Before(d); before != "" {
		out += fmt.Sprintf(" && (needs.deploy-%s.result == 'success' || needs.deploy-%[1]s.result == 'skipped')", before)
	}
	if d.FromBranch {
		return fmt.Sprintf("%s && (%s && (%s || %s) || %s && %[4]s)", out, branch, auto, asked, tagged)
	}
	return fmt.Sprintf("%s && !inputs.skip_tests && (%s && %s || %s && (%[2]s || %[5]s))", out, released, auto, asked, branch)
}

// Before is the environment that a release comes to before, empty for the first.
func (p Pipeline) Before(d plan.Deployment) string {
	i := slices.IndexFunc(p.Deployments, func(o plan.Deployment) bool { return o.Environment == d.Environment })
	if i < 1 {
		return ""
	}
	return p.Deployments[i-1].Environment
}

// Jobs lists the files of a repository that GitHub builds. A build that makes its files needs none of them but the script.
func Jobs(p plan.Plan) []engine.Job {
	pipe := Pipeline{pipeline.Pipeline{Pipeline: p.Pipeline, Plan: p}}
	if !pipe.On(plan.GitHubActions) || !pipe.Committed() {
		return nil
	}
	script := engine.Job{Template: "github/docker.sh.tmpl", Path: path.Join(pipe.Folder(), "docker.sh"), Data: pipe, Mode: 0o755}
	workflow := engine.Job{Template: "github/workflow.yml.tmpl", Path: File, Data: pipe}
	switch {
	case plan.AllMade(p):
		script.Path = path.Join(plan.EphemeralRoot, "ci", "docker.sh")
		return []engine.Job{script}
	case pipe.Ephemeral:
		return []engine.Job{workflow}
	}
	return []engine.Job{workflow, script}
}

// Views lists what the templates of this folder see.
func Views() []engine.View {
	return []engine.View{
		{Template: "github/workflow.yml.tmpl", Sees: Pipeline{}},
		{Template: "github/docker.sh.tmpl", Sees: Pipeline{}},
		{Template: "env", Sees: []Binding{}, Writes: "variables of a step, a line each"},
	}
}
