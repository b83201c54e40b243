package kubernetes_test

import (
	"path"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/templates"
)

// object is what of a controller's object the tests read.
type object struct {
	Kind     string `json:"kind"`
	Metadata struct {
		Name      string `json:"name"`
		Namespace string `json:"namespace"`
	} `json:"metadata"`
	Spec struct {
		URL       string            `json:"url"`
		Ref       map[string]string `json:"ref"`
		SecretRef map[string]string `json:"secretRef"`
		Path      string            `json:"path"`
		SourceRef map[string]string `json:"sourceRef"`
		Project   string            `json:"project"`
		Source    struct {
			RepoURL        string `json:"repoURL"`
			TargetRevision string `json:"targetRevision"`
			Path           string `json:"path"`
		} `json:"source"`
		Destination map[string]string `json:"destination"`
	} `json:"spec"`
}

// TestGitOpsObjects: where releases are commits, each environment has the object by which the controller finds them, in each form of the
// manifests, and no release applies it.
func TestGitOpsObjects(t *testing.T) {
	t.Parallel()
	const git = "repository: 'https://git.example.com/deployments.git', branch: live, folder: teams/a"
	read := func(t *testing.T, settings, folder, environment string) []object {
		t.Helper()
		p, files := rendered(t, fixture.Units()["spring"], "environments: {dev: {}, prod: {}}\n"+settings, nil)
		name := path.Join(path.Dir(path.Dir(overlay(p, environment))), folder, environment+".yaml")
		var out []object
		for _, f := range files {
			if f.Path != name {
				if strings.Contains(string(f.Data), "kind: Application\n") && !strings.Contains(f.Path, "/argo-cd/") {
					t.Errorf("%s is applied by a release", f.Path)
				}
				continue
			}
			for text := range strings.SplitSeq(string(f.Data), "---\n") {
				var o object
				if err := yaml.Unmarshal([]byte(text), &o); err != nil {
					t.Fatal(err)
				}
				out = append(out, o)
			}
		}
		if len(out) == 0 {
			t.Fatalf("no %s", name)
		}
		return out
	}
	if _, files := rendered(t, fixture.Units()["spring"], "gitops: {controller: flux, "+git+"}\n", nil); !slices.ContainsFunc(files, func(f templates.File) bool {
		return strings.HasSuffix(f.Path, "RELEASE.md") && strings.Contains(string(f.Data), "commits it to `live` of https://git.example.com/deployments.git, and what watches that repository applies it: apply `flux/E.yaml` once.")
	}) {
		t.Error("RELEASE.md does not say where releases are committed to")
	}
	for format, below := range map[string]string{"kustomize": "/overlays/prod", "plain": "", "helm": ""} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			form := "kubernetes: {format: " + format + "}\n"
			a := read(t, form+"gitops: {controller: argo-cd, clusters: {prod: prod-eu}, project: freight, "+git+"}\n", "argo-cd", "prod")[0]
			s, d := a.Spec.Source, a.Spec.Destination
			if a.Kind != "Application" || a.Metadata.Namespace != "argocd" || a.Spec.Project != "freight" || s.RepoURL != "https://git.example.com/deployments.git" || s.TargetRevision != "live" ||
				s.Path != "teams/a/prod/orders"+below || d["name"] != "prod-eu" || d["server"] != "" || d["namespace"] != "orders-prod" {
				t.Errorf("%+v", a)
			}
			f := read(t, form+"gitops: {controller: flux, secret: reads, "+git+"}\n", "flux", "prod")
			if len(f) != 2 || f[0].Kind != "GitRepository" || f[0].Spec.URL != "https://git.example.com/deployments.git" || f[0].Spec.Ref["branch"] != "live" || f[0].Spec.SecretRef["name"] != "reads" ||
				f[1].Kind != "Kustomization" || f[1].Spec.Path != "./teams/a/prod/orders"+below || f[1].Spec.SourceRef["name"] != f[0].Metadata.Name || f[1].Metadata.Namespace != "flux-system" {
				t.Errorf("%+v", f)
			}
		})
	}
	if a := read(t, "gitops: {controller: argo-cd, "+git+"}\n", "argo-cd", "dev")[0]; a.Spec.Destination["server"] != "https://kubernetes.default.svc" || a.Spec.Project != "default" {
		t.Errorf("%+v", a)
	}
}
