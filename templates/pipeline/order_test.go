package pipeline_test

import (
	"os/exec"
	"strings"
	"testing"
)

// The tools of a server that runs one pipeline after the other, with a registry and a cluster that remember: a build pushes a digest of its
// own, the registry knows its tags, and a workload runs the image that was applied last and got ready.
const (
	orderBuild = `#!/bin/sh
echo "built $*" >>"$STUB_ROOT/../calls"
digest=sha256:$(date +%s%N | sha256sum | cut -c 1-64)
for word; do
  case $word in type=image,name=*) image=${word#type=image,name=}; echo "${image%,push=true} $digest" >>"$STUB_ROOT/../registry" ;; esac
  if [ "$before" = --metadata-file ]; then printf '{"containerimage.digest": "%s"}' "$digest" >"$word"; fi
  before=$word
done
`
	orderRegistry = `#!/bin/sh
case "$1 $2" in
"image digest") grep -F "$3 " "$STUB_ROOT/../registry" | cut -d ' ' -f 2 | tail -n 1 | grep . || exit 4 ;;
"image tag") echo "${3%@*}:$4 ${3#*@}" >>"$STUB_ROOT/../registry" ;;
esac
`
	orderCluster = `#!/bin/sh
case "$*" in
"kustomize "*) sed -n "s/^- {name: '.*', newName: '\\(.*\\)', digest: '\\(.*\\)'}/image: \\1@\\2/p" "$2/kustomization.yaml" ;;
*" apply "*) for word; do case $word in */manifests.yaml) cat "$word" >"$STUB_ROOT/../wanted" ;; esac; done ;;
*" rollout status "*)
  case $* in *"/$STUB_SICK "*) exit 1 ;; esac
  name=${*#*deployments.apps/}
  sed 's/^image: //' "$STUB_ROOT/../wanted" >"$STUB_ROOT/../runs-${name%% *}" ;;
esac
`
)

// TestInOrder executes the scripts of one pipeline after the other, each for the commit after the push before, deployed or not. Once a
// pipeline has come to its end, each unit of its commit is what runs, and no image runs whose scan has failed.
func TestInOrder(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is missing: nothing can be compared")
	}
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t, shell, "", harbor, several()[:3]...)
			w.write(t, "bin/buildctl-daemonless.sh", orderBuild, 0o755)
			w.write(t, "bin/waybill", orderRegistry, 0o755)
			w.write(t, "bin/kubectl", orderCluster, 0o755)
			w.write(t, "bin/sleep", "#!/bin/sh\n", 0o755)
			for _, unit := range []string{"services/orders", "services/billing", "web"} {
				w.write(t, "ws/"+unit+"/deploy/kubernetes/x.yaml", "", 0o644)
			}
			git := func(words ...string) string { return w.git(t, words...) }
			git("init", "-q", ".")
			w.write(t, "ws/.gitignore", ".waybill\n", 0o644)
			before := strings.Repeat("0", 40)
			var built, runs map[string]string // by unit, since the last push
			// push changes a unit and runs the pipeline, with more variables; it returns the script that failed.
			push := func(unit string, env ...string) string {
				w.write(t, "ws/"+unit+"/changed", before, 0o644)
				git("add", ".")
				git("commit", "-q", "-m", unit)
				commit := git("rev-parse", "HEAD")
				failed := ""
				for _, words := range [][]string{{"check.sh"}, {"select.sh"}, {"find.sh"}, {"build.sh"}, {"scan.sh"}, {"release.sh"}, {"roll-out.sh", "dev"}} {
					words = append(append([]string{"GIT_COMMIT=", "CI_COMMIT_SHA=" + commit, "CI_COMMIT_BEFORE_SHA=" + before, "STUB_SICK=none"}, env...), words...)
					if out, status := w.run(t, words...); status != 0 {
						failed = words[len(words)-1]
						t.Logf("%s: %d\n%s", words, status, out)
						break
					}
				}
				before = commit
				built, runs = map[string]string{}, map[string]string{}
				calls := w.calls(t)
				for _, unit := range []string{"orders", "billing", "web"} {
					if strings.Contains(calls, "/"+unit+":git-"+commit+"-unscanned,") {
						built[unit] = commit
					}
					runs[unit] = w.read("../runs-" + unit)
				}
				return failed
			}
			state := func(step, wantBuilt, wantRuns string) {
				t.Helper()
				var got, at []string
				for _, unit := range []string{"orders", "billing", "web"} {
					if built[unit] != "" {
						got = append(got, unit)
					}
					// what runs is what the registry has for the commit
					if strings.Contains(w.read("../registry"), "/"+unit+":git-"+before+" "+strings.TrimSpace(strings.TrimPrefix(runs[unit], "harbor.example.com/freight/shop/"+unit+"@"))+"\n") {
						at = append(at, unit)
					}
				}
				if strings.Join(got, " ") != wantBuilt || strings.Join(at, " ") != wantRuns {
					t.Errorf("%s: built %q, want %q; of this commit run %q, want %q\n%s", step, got, wantBuilt, at, wantRuns, w.read("../registry"))
				}
			}
			const all = "orders billing web"
			if failed := push("web"); failed != "" {
				t.Fatal(failed)
			}
			state("the first push", all, all)
			if failed := push("services/orders", "STUB_SICK=orders"); failed != "dev" {
				t.Fatalf("%q failed", failed)
			}
			state("orders does not get ready", "orders", "billing web")
			if failed := push("web"); failed != "" {
				t.Fatal(failed)
			}
			state("a push that changes another unit", "web", all)
			if failed := push("services/billing", "STUB_FAIL=trivy-says-no"); failed != "" {
				t.Fatal(failed)
			}
			state("a push without trouble", "billing", all)
			w.write(t, "bin/trivy", "#!/bin/sh\nexit 1\n", 0o755)
			if failed := push("services/orders"); failed != "scan.sh" {
				t.Fatalf("%q failed", failed)
			}
			state("a finding in orders", "orders", "")
			w.write(t, "bin/trivy", stubTool, 0o755)
			if failed := push("web"); failed != "" {
				t.Fatal(failed)
			}
			state("the push after it", "orders web", all)
		})
	}
}
