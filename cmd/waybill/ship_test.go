package main

import (
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What the script of the freight company calls, without a registry and without a cluster: each writes down how it was called.
const (
	shipDocker = `#!/bin/sh
echo "docker $*" >>"$STUB/calls"
for word; do
  case $word in type=local,dest=*) mkdir -p "${word#*dest=}" && echo "$TESTS" >"${word#*dest=}/status" ;; esac
done
case "$*" in 'push -q '*) ;; 'push '*) echo "git-1: digest: $DIGEST size: 1" ;; esac
`
	shipKubectl = `#!/bin/sh
echo "kubectl $*" >>"$STUB/calls"
case "$*" in
'kustomize '*) sed -n "s/.*newName: '\([^']*\)', digest: '\([^']*\)'.*/image: \1@\2/p" "$2/kustomization.yaml" ;;
*custom-columns=*) echo "pod-1 10.0.0.1 registry/app@$RUNS <none>"; echo "pod-0 10.0.0.2 registry/app@sha256:old 2026-01-02T03:04:05Z" ;;
*generation}* | *Generation}*) echo 1 ;;
*eplicas}*) echo 4 ;;
*'get --raw '*) echo "an answer" ;;
esac
`
	// The registry holds no image before, and takes every tag.
	shipWaybill = `#!/bin/sh
case "$1 $2" in
'image digest') exit 4 ;;
'image tag') echo "waybill $*" >>"$STUB/calls" ;;
*) exec "$WAYBILL" "$@" ;;
esac
`
	shipTrivy = `#!/bin/sh
echo "trivy $*" >>"$STUB/calls"
`
)

// TestShip runs the whole script of the freight company with stand-ins for docker, kubectl and trivy: every stage of the generated
// pipeline in its order for each application, from git repositories on a git server, and what makes it fail.
func TestShip(t *testing.T) {
	t.Parallel()
	ship, err := filepath.Abs(filepath.Join(examples, "freight-company", "ship"))
	if err != nil {
		t.Fatal(err)
	}
	program(t, "shellcheck", "--shell=bash", ship)
	waybill, err := exec.LookPath("waybill")
	if err != nil {
		t.Fatal(err)
	}
	digest := "sha256:" + strings.Repeat("a", 64)
	for _, c := range []struct {
		name, args string
		env        []string
		exit       int
		want, not  []string // in what was printed, in this order
		calls      []string // in what was called, in this order
	}{
		{name: "all", args: "--registry registry.example.com/freight", want: []string{
			"== tracking: generate\n", "tracking runs on java-17-jre", "== tracking: test-all\n", "== tracking: build\n", "== tracking: scan\n", "== tracking: release\n", "== tracking: namespace\n", "== tracking: roll-out\n",
			"tracking: 25 % of the pods run the new version", "tracking: 100 % of the pods run the new version", "== tracking: its pods\npod-1 10.0.0.1", "== booking: roll-out", "an answer",
			"== customs: its pods", "== portal: its pods", "== done",
		}, calls: []string{
			"kubectl --namespace logging apply", "docker push -q registry.example.com/freight/base/debian-13:13-r1\n", "docker push -q registry.example.com/freight/base/java-17-jre:17-r1\n",
			"/apps/tracking:git-", " --exit-code 1 --severity CRITICAL", "registry.example.com/freight/apps/tracking@" + digest, "waybill image tag registry.example.com/freight/apps/tracking@" + digest + " git-",
			"kubectl --namespace freight-dev apply --server-side --filename .waybill/release/001-tracking/kubernetes/namespaces/dev.yaml\n",
			`{"spec":{"updateStrategy":{"partition":3}}}`, `{"spec":{"updateStrategy":{"partition":2}}}`, `{"spec":{"updateStrategy":{"partition":0}}}`,
			"docker build --progress=plain --file .waybill/ci/tests/maven.Dockerfile", "get --raw /api/v1/namespaces/freight-dev/services/booking:http/proxy/bookings/02012345675\n",
		}},
		{name: "again", args: "--again portal", want: []string{"== portal: generate", "== portal: its pods", "== portal: generate", "== portal: its pods"}, not: []string{"tracking"}},
		{name: "rehearsal", args: "--rehearse --environment qa booking", want: []string{"rehearsed: kubectl --namespace freight-qa patch clonesets.apps.kruise.io/booking"}, not: []string{"its pods"}},
		{name: "failing tests", args: "portal", env: []string{"TESTS=1"}, exit: 1, want: []string{"the tests of npm failed"}, not: []string{"portal: build"}},
		{name: "other pods", args: "portal", env: []string{"RUNS=sha256:other"}, exit: 1, want: []string{"not all pods of portal run " + digest}, not: []string{"an answer"}},
		{name: "no such option", args: "--help", exit: 2, want: []string{"ship --rehearse"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			j := newJob(t)
			for name, text := range map[string]string{"docker": shipDocker, "kubectl": shipKubectl, "trivy": shipTrivy, "waybill": shipWaybill, "sleep": "#!/bin/sh\n"} {
				j.write(t, filepath.Join(j.bin, name), text)
			}
			env := append([]string{"SHIP_WORK=" + filepath.Join(j.tmp, "work"), "SHIP_GIT_PORT=" + freePort(t), "TESTS=0", "DIGEST=" + digest, "WAYBILL=" + waybill, "RUNS=" + digest}, c.env...)
			out, status := j.run(t, "bash", "bash "+ship+" "+c.args, env...)
			if status != c.exit {
				t.Fatalf("exit %d, want %d:\n%s", status, c.exit, out)
			}
			inOrder(t, out, c.want)
			if len(c.calls) > 0 {
				inOrder(t, j.read(t, filepath.Join(j.tmp, "calls")), c.calls)
			}
			for _, not := range c.not {
				if strings.Contains(out, not) {
					t.Errorf("%q is there:\n%s", not, out)
				}
			}
		})
	}
}

// inOrder fails unless the words stand in the text, one after the other.
func inOrder(t *testing.T, text string, words []string) {
	t.Helper()
	rest := text
	for _, word := range words {
		var found bool
		if _, rest, found = strings.Cut(rest, word); !found {
			t.Fatalf("%q is not there, or not in this order:\n%s", word, text)
		}
	}
}

// freePort is a port that nothing listened to a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
