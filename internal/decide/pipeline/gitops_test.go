package pipeline

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/plan"
)

const toGit = "gitops: {controller: %s, repository: 'https://git.example.com/platform/deployments.git'}\n"

// TestGitOps: where releases are committed to, and what of it has a default.
func TestGitOps(t *testing.T) {
	t.Parallel()
	const at = "https://git.example.com/platform/deployments.git"
	for name, c := range map[string]struct{ settings, want string }{
		"nothing set": {"", "none"},
		"none":        {"gitops: {controller: none}", "none"},
		"Argo CD":     {fmt.Sprintf(toGit, "argo-cd"), "argo-cd " + at + " main shop, argocd default - deployments-push"},
		"Flux":        {fmt.Sprintf(toGit, "flux"), "flux " + at + " main shop, flux-system - - deployments-push"},
		"something else": {
			"gitops: {controller: other, repository: 'ssh://git@git.example.com/releases', branch: live, folder: teams/a}\njenkins: {credentials: {gitops: robot}}",
			"other ssh://git@git.example.com/releases live teams/a, - - - robot",
		},
		"all of Flux": {"gitops: {controller: flux, repository: 'https://h/r', namespace: delivery, secret: reads}", "flux https://h/r main shop, delivery - reads deployments-push"},
	} {
		got, err := Decide(&plan.Plan{Application: "shop"}, loaded(t, c.settings), "v1.2.3")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text := "none"
		if g := got.GitOps; g != nil {
			words := []string{g.Namespace, g.Project, g.Secret, g.Credential}
			for i, w := range words {
				if w == "" {
					words[i] = "-"
				}
			}
			text = fmt.Sprintf("%s %s %s %s, %s", g.Controller, g.Repository, g.Branch, g.Folder, strings.Join(words, " "))
		}
		if text != c.want {
			t.Errorf("%s: %s, want %s", name, text, c.want)
		}
	}
}

// TestGitOpsWithoutAPlace: a controller alone says not where to.
func TestGitOpsWithoutAPlace(t *testing.T) {
	t.Parallel()
	_, err := Decide(&plan.Plan{}, loaded(t, "gitops: {controller: flux}"), "v1.2.3")
	refused(t, err, "gitops.controller is flux and gitops.repository names none (waybill.yaml:1:10)", "set gitops.repository to the address of the repository that releases are committed to")
}

// TestGitOpsAndStrategies: what a pipeline has to move on in the cluster does not go together with commits.
func TestGitOpsAndStrategies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		controller, strategy string
		works                bool
	}{
		{plan.ArgoCD, "rolling", true},
		{plan.ArgoCD, "canary", true},
		{plan.ArgoCD, "blue-green-argo", true},
		{plan.ArgoCD, "blue-green", false},
		{plan.ArgoCD, "cloneset", false},
		{"other", "statefulset", false},
		{plan.Flux, "advanced-statefulset", false},
		{plan.Flux, "blue-green-argo", false},
		{plan.Flux, "rolling", true},
	} {
		_, err := gitOps(plan.Pipeline{Parts: []plan.PipelineUnit{{Name: "orders", Strategy: c.strategy}}}, loaded(t, fmt.Sprintf(toGit, c.controller)))
		if (err == nil) != c.works {
			t.Errorf("%s by %s: %v", c.strategy, c.controller, err)
		}
	}
}
