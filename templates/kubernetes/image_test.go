package kubernetes_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/templates/kubernetes"
)

// TestImageHasAFileOfItsOwn: nothing but that file says which image an environment runs, and it is the user's after the first change.
func TestImageHasAFileOfItsOwn(t *testing.T) {
	t.Parallel()
	for name, strategy := range map[string]string{"one": "rolling", "two colours": "blue-green", "rollout": "canary"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, files := rendered(t, fixture.Units()["go"], "images: {registry: harbor.example.com/apps}\nenvironments: {dev: {}, prod: {registry: replica.example.com/apps}}\nkubernetes: {release: {strategy: "+strategy+"}}", nil)
			for i, f := range files {
				own := strings.HasSuffix(f.Path, "/image/kustomization.yaml")
				if f.Once != own {
					t.Errorf("%s: once %v", f.Path, f.Once)
				}
				if strings.HasSuffix(f.Path, ".yaml") && !own && strings.Contains(f.Path, "/overlays/") && strings.Contains(string(f.Data), "newTag") {
					t.Errorf("%s says which image runs:\n%s", f.Path, f.Data)
				}
				if strings.HasSuffix(f.Path, "overlays/prod/image/kustomization.yaml") { // as 'kustomize edit set image' leaves it
					text := string(f.Data)
					before, _, _ := strings.Cut(text, "newTag")
					text = before + "digest: sha256:" + strings.Repeat("1", 64) + "\n"
					if strategy != "blue-green" {
						files[i].Data = []byte(text)
					}
				}
			}
			set, err := kubernetes.Kustomize(files, overlay(p, "prod"))
			if err != nil {
				t.Fatal(err)
			}
			text, _ := set.AsYaml()
			want := "image: replica.example.com/apps/"
			if strategy == "blue-green" {
				if got := strings.Count(string(text), want); got != 2 {
					t.Errorf("%d pods of the replica's image, want 2", got)
				}
				return
			}
			if !strings.Contains(string(text), "@sha256:1111") || !strings.Contains(string(text), want) {
				t.Errorf("the digest does not reach the pod:\n%s", text)
			}
		})
	}
}

func TestUnnamed(t *testing.T) {
	t.Parallel()
	const now = "images:\n  - name: new/app\n    newName: x\n"
	for _, c := range []struct {
		standing string
		want     []string
	}{
		{"images:\n- name: new/app\n  digest: sha256:1\n- name: other\n", nil},
		{"images:\n- name: app\n", []string{"new/app"}},
		{"", []string{"new/app"}},
		{"images: [", []string{"new/app"}},
	} {
		if got := kubernetes.Unnamed([]byte(c.standing), []byte(now)); !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v", c.standing, got, c.want)
		}
	}
}
