package pipeline_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBuiltOnce: a release of a commit that is built finds its images by their digest, builds and tests nothing, and adds the version.
func TestBuiltOnce(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t, shell, "", harbor, several()...)
			for _, unit := range []string{"services/orders", "services/billing", "web", "cmd/agent"} {
				w.write(t, "ws/"+unit+"/deploy/kubernetes/x.yaml", "", 0o644)
				w.write(t, "registry", "", 0o644)
			}
			known := ""
			for _, unit := range []string{"orders", "billing", "web", "agent"} {
				known += "harbor.example.com/freight/shop/" + unit + ":git-abc sha256:0" + unit + "\n"
			}
			w.write(t, "registry", known, 0o644)
			w.env = append(w.env, "TAG_NAME=v1.2.3")
			for _, words := range [][]string{{"select.sh"}, {"find.sh"}, {"test.sh", "maven"}, {"test.sh", "pnpm-2"}, {"test.sh", "go-3"}, {"build.sh"}, {"scan.sh"}, {"release.sh"}} {
				w.must(t, words...)
			}
			calls := w.calls(t)
			has(t, calls, "<image> <tag> <harbor.example.com/freight/shop/orders@sha256:0orders> <1.2.3>", "<image> <tag> <harbor.example.com/freight/shop/agent@sha256:0agent> <1.2.3>",
				"web@sha256:0web>\n")
			for line := range strings.Lines(calls) {
				if tool, _, _ := strings.Cut(line, " "); tool != "waybill" && tool != "trivy" {
					t.Errorf("built or tested again: %s", line)
				}
			}
			if found, _ := filepath.Glob(filepath.Join(w.dir, "ws/.waybill/release/*/kubernetes/x.yaml")); len(found) != 4 {
				t.Errorf("handed over: %q", found)
			}
			// a tag that is taken stops the release
			if _, status := w.run(t, "STUB_FAIL=image tag", "STUB_STATUS=3", "release.sh"); status != 3 {
				t.Errorf("ends with %d", status)
			}
		})
	}
}

// TestVersions: which tags of git become tags of images.
func TestVersions(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t, shell, "", harbor+"jenkins: {release: '(?:v|release-)\\d+[.]\\d+([+].*)?'}\n", orders())
			w.write(t, "ws/deploy/kubernetes/x.yaml", "", 0o644)
			w.must(t, "select.sh")
			w.write(t, "ws/.waybill/release/001-orders/digest", "sha256:0a\n", 0o644)
			for tag, want := range map[string]string{"v1.2": "1.2", "release-1.2": "release-1.2", "v1.2+build/7": "1.2-build-7", "nightly": "", "xv1.2": "", "": ""} {
				w.must(t, "TAG_NAME="+tag, "release.sh")
				calls := w.calls(t)
				given := "waybill in .: <image> <tag> <harbor.example.com/freight/orders@sha256:0a> <git-abc>\n"
				if want != "" {
					given += "waybill in .: <image> <tag> <harbor.example.com/freight/orders@sha256:0a> <" + want + ">\n"
				}
				if calls != given {
					t.Errorf("%q: %s", tag, calls)
				}
			}
			if w.must(t, "TAG_NAME=v1.2", "SKIP_TESTS=true", "release.sh"); w.calls(t) != "" {
				t.Error("what is not tested gets a version")
			}
		})
	}
}

// TestUnchanged: a unit that has not changed keeps its image under the tag of the new commit, and is handed over; where it has none, its last
// build failed and it is built now.
func TestUnchanged(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t, shell, "", harbor, several()...)
			for _, unit := range []string{"services/orders", "services/billing", "web", "cmd/agent"} {
				w.write(t, "ws/"+unit+"/deploy/kubernetes/x.yaml", "", 0o644)
			}
			w.env = append(w.env, "SINCE=old")
			w.write(t, "registry", "harbor.example.com/freight/shop/billing:git-old sha256:0billing\nharbor.example.com/freight/shop/web:git-old sha256:0web\nharbor.example.com/freight/shop/web:git-abc sha256:0other\n", 0o644)
			w.must(t, "select.sh", "orders")
			out := w.must(t, "find.sh")
			has(t, out, "to build: agent, which has no image since its last change\n")
			w.must(t, "build.sh")
			calls := w.calls(t)
			has(t, calls, "freight/shop/orders:git-abc-unscanned,push", "freight/shop/agent:git-abc-unscanned,push")
			if strings.Contains(calls, "billing:git-abc-unscanned,push") {
				t.Errorf("built although it has not changed:\n%s", calls)
			}
			w.must(t, "release.sh")
			has(t, w.calls(t), "<image> <tag> <harbor.example.com/freight/shop/billing@sha256:0billing> <git-abc>\n")
			for _, file := range []string{"unit", "digest", "kubernetes/x.yaml"} {
				if _, err := os.Stat(filepath.Join(w.dir, "ws/.waybill/release/002-billing", file)); err != nil {
					t.Errorf("a unit that has not changed is not handed over: %v", err)
				}
			}
		})
	}
}

// TestRegistryThatDoesNotAnswer: a release is not built a second time because nobody could ask.
func TestRegistryThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t, shell, "", harbor, orders())
			w.must(t, "select.sh")
			if out := w.must(t, "find.sh"); out != "" {
				t.Errorf("an image that is not built yet is told like an error:\n%s", out)
			}
			w.env = append(w.env, "STUB_ABSENT=5")
			has(t, w.must(t, "find.sh"), "no answer for harbor.example.com/freight/orders:git-abc\n")
			if _, status := w.run(t, "TAG_NAME=v1.2.3", "find.sh"); status != 5 {
				t.Errorf("ends with %d", status)
			}
			w.must(t, "check.sh")
			has(t, w.calls(t), "<generate> <--check>\n")
			if w.must(t, "WAYBILL_TREE=https://git.example.com/tree.git", "check.sh"); !strings.Contains(w.calls(t), "<generate> <--check> <--tree> <https://git.example.com/tree.git>\n") {
				t.Error("the tree is not named")
			}
		})
	}
}
