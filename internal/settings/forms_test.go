package settings

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
)

// TestPathsStayInside: a setting that names a file is refused where the path leads out, before anything is decided with it.
func TestPathsStayInside(t *testing.T) {
	t.Parallel()
	for form, texts := range map[string]map[string]bool{
		"path": {
			"a": true, "a/b.jar": true, "./cmd/api": true, ".": true, "a/": true, ".github/x": true, "..a": true, "...": true, "a..b": true, "my app/x": true, "日本/x": true,
			"": false, "/a": false, "..": false, "../a": false, "a/../b": false, "a/..": false, "a//b": false, "a\\b": false, "c:/a": false, "a\nb": false,
		},
		"choice": {"--env={env}": true, "--config=conf/{env}.yaml": true, "{file}": true, "--x": false, "{envs}": false, "{ENV}": false, "": false, "{env}\n": false},
		"program-path": {
			"logs": true, "/var/lib/app": true, "data/uploads": true, "/": false, "/..": false, "/a/../b": false, "../logs": false, "a:b": false,
		},
	} {
		for text, want := range texts {
			if got := Forms()[form].Accepts(text); got != want {
				t.Errorf("%s %q: %t", form, text, got)
			}
		}
	}
	for _, key := range []string{
		"artifact: ../x", "main: /x", "dockerfile: ../Dockerfile", "{context: .., dockerfile: Dockerfile}", "{config: {by: link, links: [{target: ../x}]}}",
		"{config: {by: link, links: [{target: x, sources: {dev: ../../x}}]}}", "{logs: {dir: ../x}}", "{workload: {storage: [{path: a/../..}]}}",
	} {
		text := "units: {shop: {" + strings.TrimSuffix(strings.TrimPrefix(key, "{"), "}") + "}}\n"
		_, err := Load(Layer{Name: File, Data: []byte(text), Own: true})
		if fault.KindOf(err) != fault.Usage || err == nil || !strings.Contains(err.Error(), "waybill.yaml:1:") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
