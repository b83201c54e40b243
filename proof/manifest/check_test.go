package manifest

import (
	"os"
	"slices"
	"strings"
	"testing"

	psa "k8s.io/pod-security-admission/api"
)

func soundText(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/sound.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func judge(t *testing.T, text string) []Finding {
	t.Helper()
	objects, err := Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return Check(objects, psa.LevelRestricted)
}

func TestSound(t *testing.T) {
	t.Parallel()
	for _, f := range judge(t, soundText(t)) {
		t.Error(f)
	}
}

// TestSpoilt changes one thing at a time; the rule that is there for it has to notice.
func TestSpoilt(t *testing.T) {
	t.Parallel()
	const labels = "labels: {app.kubernetes.io/name: orders, app.kubernetes.io/instance: orders}"
	for _, c := range []struct{ rule, old, new string }{
		{"probes", "          startupProbe:\n            tcpSocket: {port: http}\n            periodSeconds: 5\n            timeoutSeconds: 3\n            failureThreshold: 36\n", ""},
		{"probes", "failureThreshold: 36", "failureThreshold: 2"},
		{"probes", "path: /live", "path: /ready"},
		{"probes", "httpGet: {path: /live, port: http}", "httpGet: {path: /live, port: management}"},
		{"probes", "periodSeconds: 10", "periodSeconds: -10"},
		{"probes", "periodSeconds: 10", "periodSeconds: 10\n            initialDelaySeconds: 30"},
		{"termination", "          lifecycle:\n            preStop:\n              sleep: {seconds: 15}\n", ""},
		{"termination", "sleep: {seconds: 15}", "sleep: {seconds: 2}"},
		{"termination", "sleep: {seconds: 15}", "exec: {command: [sleep, '55']}"},
		{"termination", "      terminationGracePeriodSeconds: 60\n", ""},
		{"rollout", "maxUnavailable: 0}", "maxUnavailable: 1}"},
		{"rollout", "type: RollingUpdate\n    rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}", "type: Recreate"},
		{"rollout", "maxSurge: 25%", "maxSurge: 0"},
		{"rollout", "  revisionHistoryLimit: 5\n", "  revisionHistoryLimit: 0\n"},
		{"rollout", "progressDeadlineSeconds: 600", "progressDeadlineSeconds: 5"},
		{"rollout", "  minReadySeconds: 10\n", ""},
		{"replicas", "  minReadySeconds: 10\n", "  minReadySeconds: 10\n  replicas: 3\n"},
		{"replicas", "kind: Deployment, name: orders", "kind: Rollout, name: orders"},
		{"replicas", "minReplicas: 2", "minReplicas: 4"},
		{"replicas", "container: orders", "container: app"},
		{"replicas", "  behavior:\n    scaleDown: {stabilizationWindowSeconds: 300}\n", ""},
		{"disruption", "maxUnavailable: 25%\n", "maxUnavailable: 0\n"},
		{"disruption", "  unhealthyPodEvictionPolicy: AlwaysAllow\n", ""},
		{"disruption", "AlwaysAllow\n  selector:\n    matchLabels: {app.kubernetes.io/name: orders", "AlwaysAllow\n  selector:\n    matchLabels: {app.kubernetes.io/name: order"},
		{"pod", "      automountServiceAccountToken: false\n", ""},
		{"pod", "      enableServiceLinks: false\n", ""},
		{"pod", "matchLabels: {app.kubernetes.io/name: orders}\n", "matchLabels: {app: orders}\n"},
		{"pod", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false"},
		{"pod", "orders:1.4.2", "orders"},
		{"pod", "orders:1.4.2", "orders:latest"},
		{"pod", "- {name: A, value: a}", "- {name: A, value: a}\n            - {name: A, value: b}"},
		{"resources", "requests: {cpu: 100m, memory: 256Mi, ephemeral-storage: 64Mi}", "requests: {cpu: 100m, memory: 256Mi}"},
		{"resources", "cpu: 100m", "cpu: '2'"},
		{"resources", "limits: {cpu: \"1\", memory: 256Mi", "limits: {cpu: \"1\", memory: 512Mi"},
		{"volumes", "{name: tmp, mountPath: /tmp}", "{name: temp, mountPath: /tmp}"},
		{"volumes", "emptyDir: {sizeLimit: 64Mi}", "emptyDir: {}"},
		{"volumes", "emptyDir: {sizeLimit: 64Mi}", "hostPath: {path: /var/log/apps, type: DirectoryOrCreate}"},
		{"labels", "kind: ServiceAccount\nmetadata: {name: orders, namespace: shop-qa, " + labels, "kind: ServiceAccount\nmetadata: {name: orders, namespace: shop-qa"},
		{"labels", "  selector:\n    matchLabels: {app.kubernetes.io/name: orders, app.kubernetes.io/instance: orders}\n  template", "  selector:\n    matchLabels: {app.kubernetes.io/name: orders}\n  template"},
		{"labels", "pod-security.kubernetes.io/warn: restricted", "pod-security.kubernetes.io/warn: restricted\n    team: -x-"},
		{"namespace", "    pod-security.kubernetes.io/warn: restricted\n", ""},
		{"namespace", "name: orders-env, namespace: shop-qa", "name: orders-env"},
		{"references", "serviceAccountName: orders", "serviceAccountName: order"},
		{"references", "configMapRef: {name: orders-env}", "configMapRef: {name: orders-environment}"},
		{"services", "targetPort: http", "targetPort: web"},
		{"services", "type: ClusterIP\n  selector: {app.kubernetes.io/name: orders", "type: ClusterIP\n  selector: {app.kubernetes.io/name: order"},
		{"services", "type: ClusterIP", "type: LoadBalancer"},
		{"policies", "ports: [{port: http}]", "ports: [{port: web}]"},
		{"policies", "policyTypes: [Ingress, Egress]", "policyTypes: [Ingress]"},
		{"policies", "podSelector:\n    matchLabels: {app.kubernetes.io/name: orders", "podSelector:\n    matchLabels: {app.kubernetes.io/name: order"},
		{"entrances", "  tls:\n    - {hosts: [orders.example.com], secretName: orders-tls}\n", ""},
		{"entrances", "port: {name: http}", "port: {name: web}"},
		{"entrances", "service: {name: orders, port", "service: {name: order, port"},
		{"pod-security", "allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true"},
		{"pod-security", "drop: [ALL]", "drop: [ALL], add: [NET_ADMIN]"},
		{"pod-security", "seccompProfile: {type: RuntimeDefault}", "seccompProfile: {type: Unconfined}"},
	} {
		t.Run(c.rule+"/"+strings.TrimSpace(c.new), func(t *testing.T) {
			t.Parallel()
			text := soundText(t)
			if !strings.Contains(text, c.old) {
				t.Fatalf("testdata/sound.yaml has no %q", c.old)
			}
			found := judge(t, strings.Replace(text, c.old, c.new, 1))
			if !slices.ContainsFunc(found, func(f Finding) bool { return f.Rule == c.rule }) {
				t.Errorf("not noticed, found %v", found)
			}
		})
	}
}

// TestDecodeRefuses: what the API server would drop or refuse is an error here.
func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ old, new string }{
		{"minReadySeconds", "minReadySecond"},
		{"memory: 256Mi, ephemeral-storage: 64Mi", "memory: 256MB, ephemeral-storage: 64Mi"},
		{"APP_ENV: qa", "APP_ENV: yes"},
		{"APP_ENV: qa", "APP_ENV: 012"},
		{"revisionHistoryLimit: 5", "revisionHistoryLimit: 5\n  revisionHistoryLimit: 5"},
		{"kind: Deployment\nmetadata", "kind: Deploymant\nmetadata"},
	} {
		if _, err := Decode([]byte(strings.Replace(soundText(t), c.old, c.new, 1))); err == nil {
			t.Errorf("%q is accepted", c.new)
		}
	}
}
