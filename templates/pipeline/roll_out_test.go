package pipeline_test

import (
	"path/filepath"
	"strings"
	"testing"
)

const testDigest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// stubKubectl writes down how it was called and answers what the cluster of the test would.
const stubKubectl = `#!/bin/sh
echo "$*" >>"$STUB_LOG"
case "$*" in
*" get replicasets "*) printf '6 4d1f\n7 5f7c\n' ;;
*pod-template-hash=5f7c*) printf '%b' "$STUB_STATES" ;;
*pod-template-hash=4d1f*) printf 'CrashLoopBackOff 9\n' ;;
*" rollout status "*) case $STUB_FAIL in *hangs*) grep -q " rollout undo " "$STUB_LOG" || exec /bin/sleep 60 ;; *slow*) exec /bin/sleep 1 ;; esac; case $STUB_FAIL in *status*) grep -q " rollout undo " "$STUB_LOG" || exit 1 ;; esac ;;
*" rollout undo "*) case $STUB_FAIL in *undo*) exit 1 ;; esac ;;
"kustomize "*) cat "$2/kustomization.yaml"; echo "image: $STUB_IMAGE"; cat "$STUB_MANIFESTS" ;;
*"get secret/"*) [ "$STUB_FAIL" != keys ] || exit 1; printf 'DB_PASSWORD OTHER ' ;;
*" apply "*) [ "$STUB_FAIL" != apply ] || exit 1 ;;
*ready==false*) printf 'orders-7d4f orders-9c2a' ;;
*deployment*revision*) printf %s "$STUB_REVISION" ;;
*jsonpath={.spec.template}) printf %s "$STUB_TEMPLATE" ;;
*jsonpath={.spec.replicas}) printf 10 ;;
*Generation}*|*generation}*) printf 3 ;;
*jsonpath={.status.replicas}) [ "$STUB_FAIL" != surplus ] && printf 10 || printf 11 ;;
*eplicas}*) [ "$STUB_FAIL" != batch ] && printf 10 || printf 0 ;;
*activeService*) printf 'orders orders-preview' ;;
*jsonpath={.spec.selector.rollouts-pod-template-hash}) printf %s "$STUB_HASH" ;;
*jsonpath={.spec.selector*) printf %s "$STUB_SERVING" ;;
*jsonpath={.status.phase}) if [ "$STUB_FAIL" = phase ]; then printf Degraded; elif grep -q pauseConditions "$STUB_LOG"; then printf Healthy; else printf Paused; fi ;;
*setWeight}) printf '20 50' ;;
*currentStepIndex}) printf 3 ;;
esac
`

// deploy rolls one unit out with a stub of kubectl and returns its calls and what it printed; failed tells how it ended.
func deploy(t *testing.T, shell []string, strategy, kind, slots string, env ...string) (calls string, failed bool) {
	t.Helper()
	w := newWork(t, shell, "", harbor, orders())
	w.write(t, "bin/kubectl", stubKubectl, 0o755)
	w.write(t, "bin/sleep", "#!/bin/sh\n", 0o755)
	unit := "image=harbor.example.com/freight/orders\nobject=orders\nkind=" + kind + "\nstrategy=" + strategy + "\nbatches=10 50\nslots=" + slots + "\n"
	w.write(t, "ws/.waybill/release/001-orders/unit", unit, 0o644)
	w.write(t, "ws/.waybill/release/001-orders/digest", testDigest+"\n", 0o644)
	w.write(t, "ws/.waybill/release/002-unchanged/unit", "image=x\n", 0o644)
	w.env = append(w.env, "STUB_LOG="+filepath.Join(w.dir, "calls"), "DEPLOY_NAMESPACE=orders-prod",
		"STUB_IMAGE=replica.example.com/freight/orders@"+testDigest, "STUB_REVISION=", "STUB_TEMPLATE=", "STUB_SERVING=", "STUB_HASH=", "STUB_MANIFESTS=/dev/null", "STUB_STATES=")
	w.env = append(w.env, env...)
	out, status := w.run(t, "roll-out.sh", "prod")
	kustomization := w.read(".waybill/deploy/prod/001-orders/kustomization.yaml")
	data := w.calls(t)
	t.Logf("%d\n%s%s%s", status, out, data, kustomization)
	return data + kustomization + out, status != 0
}

func TestDeployment(t *testing.T) {
	t.Parallel()
	const deployments, clonesets, sets, rollouts = "deployments.apps", "clonesets.apps.kruise.io", "statefulsets.apps", "rollouts.argoproj.io"
	slots := "orders-blue orders-green orders-preview"
	for _, c := range []struct {
		name, strategy, kind, slots string
		env                         []string
		failed                      bool
		want, not                   []string
	}{
		{name: "first", strategy: "rolling", kind: deployments, want: []string{"--namespace orders-prod apply --server-side", "rollout status deployments.apps/orders", "digest: '" + testDigest}, not: []string{"undo"}},
		{name: "rolled back", strategy: "rolling", kind: deployments, env: []string{"STUB_FAIL=status", "STUB_REVISION=7"}, failed: true, want: []string{"--namespace orders-prod logs orders-7d4f --prefix --tail=30\n--namespace orders-prod logs orders-9c2a", "rollout undo deployments.apps/orders --to-revision=7"}, not: []string{"did not go back to what ran before\nthe rollout"}},
		{name: "the way back fails", strategy: "rolling", kind: deployments, env: []string{"STUB_FAIL=status undo", "STUB_REVISION=7"}, failed: true, want: []string{"get events --field-selector=type=Warning --sort-by=.metadata.creationTimestamp", "rollout undo deployments.apps/orders --to-revision=7", "deployments.apps/orders did not go back to what ran before", "the rollout of orders to prod failed"}},
		{name: "nothing to go back to", strategy: "rolling", kind: deployments, env: []string{"STUB_FAIL=status"}, failed: true, not: []string{"undo"}},
		{name: "crashes again and again", strategy: "rolling", kind: deployments, env: []string{"STUB_FAIL=hangs", "STUB_REVISION=7", `STUB_STATES= 0\nCrashLoopBackOff 3\n`}, failed: true, want: []string{"the new pods of deployments.apps/orders do not start (reason, restarts):\n 0\nCrashLoopBackOff 3\n"}},
		{name: "an image that nobody can pull", strategy: "rolling", kind: deployments, env: []string{"STUB_FAIL=hangs", "STUB_REVISION=7", `STUB_STATES=ImagePullBackOff 0\n`}, failed: true, want: []string{"ImagePullBackOff 0\n"}},
		{name: "crashes once", strategy: "rolling", kind: deployments, env: []string{"STUB_FAIL=slow", "STUB_REVISION=7", `STUB_STATES=CrashLoopBackOff 1\nContainerCreating 0\n`}, not: []string{"do not start"}},
		{name: "only the version before crashes", strategy: "rolling", kind: deployments, env: []string{"STUB_FAIL=slow", "STUB_REVISION=7", `STUB_STATES= 0\n`}, not: []string{"do not start"}},
		{name: "blue-green that crashes", strategy: "blue-green", kind: deployments, slots: slots, env: []string{"STUB_SERVING=orders-green", "STUB_FAIL=hangs", "STUB_REVISION=7", `STUB_STATES=CrashLoopBackOff 12\n`}, failed: true, want: []string{"the new pods of deployment/orders-blue do not start"}, not: []string{"patch service/orders"}},
		{name: "refused by the server", strategy: "rolling", kind: deployments, env: []string{"STUB_FAIL=apply", "STUB_REVISION=7"}, failed: true, want: []string{"--namespace orders-prod logs orders-7d4f --prefix --tail=30\n--namespace orders-prod logs orders-9c2a", "rollout undo deployments.apps/orders --to-revision=7"}},
		{name: "first, refused by the server", strategy: "rolling", kind: deployments, env: []string{"STUB_FAIL=apply"}, failed: true, not: []string{"undo", "rollout status"}},
		{name: "other image", strategy: "rolling", kind: deployments, env: []string{"STUB_IMAGE=x"}, failed: true, not: []string{"apply"}},
		{name: "batches", strategy: "cloneset", kind: clonesets, want: []string{`{"spec":{"updateStrategy":{"partition":9}}}`, `{"spec":{"updateStrategy":{"partition":5}}}`, `{"spec":{"updateStrategy":{"partition":0}}}`}},
		{name: "batches of a StatefulSet", strategy: "statefulset", kind: sets, want: []string{`{"spec":{"updateStrategy":{"rollingUpdate":{"partition":9}}}}`}},
		{name: "a pod of the old version stays", strategy: "cloneset", kind: clonesets, env: []string{"STUB_FAIL=surplus", `STUB_TEMPLATE={"a":1}`}, failed: true, want: []string{`"path":"/spec/template","value":{"a":1}`, `"partition":0`}, not: []string{`"partition":5`}},
		{name: "batch that does not get ready", strategy: "cloneset", kind: clonesets, env: []string{"STUB_FAIL=batch", `STUB_TEMPLATE={"a":1}`}, failed: true, want: []string{`"path":"/spec/template","value":{"a":1}`}, not: []string{`"partition":5}`}},
		{name: "canary", strategy: "canary", kind: rollouts, want: []string{`{"status":{"pauseConditions":null}}`}},
		{name: "canary that degrades", strategy: "canary", kind: rollouts, env: []string{"STUB_FAIL=phase", `STUB_TEMPLATE={"a":1}`}, failed: true, want: []string{`"path":"/spec/template"`}},
		{name: "Argo's blue-green, first", strategy: "blue-green-argo", kind: rollouts, want: []string{`{"status":{"pauseConditions":null}}`}, not: []string{"patches:"}},
		{name: "Argo's blue-green", strategy: "blue-green-argo", kind: rollouts, env: []string{"STUB_HASH=5f7c"}, want: []string{"patches:\n- target: {kind: Service, name: '^orders$'}\n  patch: '[{\"op\": \"add\", \"path\": \"/spec/selector/rollouts-pod-template-hash\", \"value\": \"5f7c\"}]'\n- target: {kind: Service, name: '^orders-preview$'}", `{"status":{"pauseConditions":null}}`}},
		{name: "blue-green, first", strategy: "blue-green", kind: deployments, slots: slots, want: []string{"rollout status deployment/orders-blue", `service/orders --type=merge --patch {"spec":{"selector":{"app.kubernetes.io/instance":"orders-blue"}}}`}, not: []string{"$patch: delete"}},
		{name: "blue-green", strategy: "blue-green", kind: deployments, slots: slots, env: []string{"STUB_SERVING=orders-blue"}, want: []string{"rollout status deployment/orders-green", "$patch: delete", "name: orders-blue", `"value": "orders-blue"`, `service/orders --type=merge --patch {"spec":{"selector":{"app.kubernetes.io/instance":"orders-green"}}}`}},
		{name: "blue-green that fails", strategy: "blue-green", kind: deployments, slots: slots, env: []string{"STUB_SERVING=orders-green", "STUB_FAIL=status"}, failed: true, not: []string{"patch service/orders"}},
		{name: "of another version", strategy: "recreate", kind: deployments, failed: true, want: []string{"do not know the strategy 'recreate' of orders"}},
		{name: "job", strategy: "none", kind: "cronjobs.batch", want: []string{"apply"}, not: []string{"rollout"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for name, shell := range shells(t) {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					calls, failed := deploy(t, shell, c.strategy, c.kind, c.slots, c.env...)
					if failed != c.failed {
						t.Errorf("failed = %v", failed)
					}
					has(t, calls, c.want...)
					for _, n := range c.not {
						if strings.Contains(calls, n) {
							t.Errorf("%q", n)
						}
					}
				})
			}
		})
	}
}

// TestByHand: what the scripts for people do with the units of an environment that they name.
func TestByHand(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t, shell, "", harbor+"units: {services/billing: {workload: {release: {strategy: blue-green}}}, web: {workload: {release: {strategy: cloneset}}}}\n", several()...)
			w.write(t, "bin/kubectl", stubKubectl, 0o755)
			w.env = append(w.env, "STUB_LOG="+filepath.Join(w.dir, "calls"), "STUB_SERVING=billing-green", "STUB_REVISION=7", "STUB_TEMPLATE=", "STUB_HASH=")
			w.must(t, "go-back.sh", "prod", "orders", "billing")
			has(t, w.calls(t), "--namespace shop-prod rollout undo deployments.apps/orders\n", "--namespace shop-prod rollout status deployments.apps/orders",
				`patch service/billing --type=merge --patch {"spec":{"selector":{"app.kubernetes.io/instance":"billing-blue"}}}`)
			if out, status := w.run(t, "go-back.sh", "prod", "web"); status != 1 || !strings.Contains(out, "deploy the version before instead") {
				t.Errorf("%d\n%s", status, out)
			}
			w.write(t, "ws/.waybill/deploy/prod/003-web/template", `{"a":1}`, 0o644)
			w.must(t, "go-back.sh", "prod", "web")
			has(t, w.calls(t), `"path":"/spec/template","value":{"a":1}`, `"partition":0`)
			w.must(t, "why.sh", "prod", "orders")
			calls := w.calls(t)
			has(t, calls, "get deployments.apps/orders", "get events", "logs orders-7d4f --prefix --tail=30")
			if strings.Contains(calls, "billing") {
				t.Errorf("billing was not asked for:\n%s", calls)
			}
			if out, status := w.run(t, "roll-out.sh", "staging"); status != 2 || !strings.Contains(out, "name no environment 'staging'") {
				t.Errorf("%d\n%s", status, out)
			}
		})
	}
}

// TestNothingHandedOver: a deployment that finds no digest is no success: a folder was lost on its way between two jobs.
func TestNothingHandedOver(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for script, settings := range map[string]string{"roll-out.sh": harbor, "commit.sh": harbor + commits} {
				w := newWork(t, shell, "", settings, orders())
				for _, lost := range []string{"units/x", "release/001-orders/unit"} {
					w.write(t, "ws/.waybill/"+lost, "", 0o644)
					if out, status := w.run(t, script, "dev"); status != 1 || !strings.Contains(out, script+": no digest is in .waybill/release: hand over what release.sh has made") {
						t.Errorf("%s: %d\n%s", script, status, out)
					}
				}
			}
		})
	}
}
