package kubernetes_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fixture"
)

// TestSeed: a volume over files of the image begins with them, and keeps what it has when the pod starts again.
func TestSeed(t *testing.T) {
	t.Parallel()
	u := fixture.Units()["node"]
	u.Image.Run.Writable, u.Image.Run.Seeded = []string{"cache", "public/up"}, []string{"public/up"}
	_, files := rendered(t, u, "", nil)
	text := ""
	for _, f := range files {
		if strings.HasSuffix(f.Path, "base/deployment.yaml") {
			text = string(f.Data)
		}
	}
	_, container, _ := strings.Cut(text, "- name: seed")
	container, _, _ = strings.Cut(container, "      containers:")
	for _, want := range []string{"image: ", "- /app/public/up", "mountPath: /seed/app/public/up", "subPath: app-public-up", "readOnlyRootFilesystem: true"} {
		if !strings.Contains(container, want) {
			t.Errorf("no %q in\n%s", want, container)
		}
	}
	if strings.Contains(container, "cache") {
		t.Errorf("nothing of the image lies in the folder cache:\n%s", container)
	}
	dir := t.TempDir()
	for _, name := range []string{"up", "seed/up"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	image, volume := filepath.Join(dir, "up", "a"), filepath.Join(dir, "seed", "up", "a")
	script := regexp.MustCompile(`for d in .* done`).FindString(container)
	seed := func(content string) string {
		t.Helper()
		if err := os.WriteFile(image, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "sh", "-c", strings.ReplaceAll(script, `/seed$d`, `seed/$d`), "seed", "up")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		data, err := os.ReadFile(volume)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if first, again := seed("one"), seed("two"); first != "one" || again != "one" {
		t.Errorf("%q, then %q", first, again)
	}
}
