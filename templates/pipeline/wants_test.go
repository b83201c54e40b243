package pipeline_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// wanting is a part of manifests as Kustomize prints them.
const wanting = `          env:
          - name: DB_HOST
            valueFrom:
              configMapKeyRef:
                key: DB_HOST
                name: orders-settings
                optional: true
          - name: DB_PASSWORD
            valueFrom:
              secretKeyRef:
                key: DB_PASSWORD
                name: orders-secrets
          - name: TOKEN
            valueFrom:
              secretKeyRef:
                key: TOKEN
                name: "orders-secrets"
          - name: LICENCE
            valueFrom:
              secretKeyRef:
                key: LICENCE
                name: licence
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  labels:
    app.kubernetes.io/name: orders
  name: licence
spec:
  target:
    name: licence
---
apiVersion: v1
kind: Service
metadata:
  name: orders-secrets
`

// TestDeploymentNamesWhatIsMissing: before pods are made the log names the variables that no object has, and again when they do not come up.
func TestDeploymentNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	manifests := filepath.Join(t.TempDir(), "manifests")
	if err := os.WriteFile(manifests, []byte(wanting), 0o644); err != nil {
		t.Fatal(err)
	}
	const lines = "\n  DB_HOST of configmap/orders-settings\n  TOKEN of secret/orders-secrets\n"
	for _, c := range []struct {
		name, fail string
		failed     bool
		want       []string
		not        string
	}{
		{name: "told", want: []string{"orders may not start: variables that it needs are not in orders-prod" + lines}, not: "DB_PASSWORD of"},
		{name: "told again", fail: "status", failed: true, want: []string{"orders lacked variables:" + lines}},
		{name: "an account that may not read Secrets", fail: "keys", want: []string{"  DB_HOST of configmap/orders-settings\n"}, not: "of secret/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for name, shell := range shells(t) {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					calls, failed := deploy(t, shell, "rolling", "deployments.apps", "", "STUB_MANIFESTS="+manifests, "STUB_FAIL="+c.fail)
					if failed != c.failed {
						t.Errorf("failed = %v", failed)
					}
					has(t, calls, c.want...)
					if c.not != "" && strings.Contains(calls, c.not) {
						t.Errorf("%q", c.not)
					}
					if n := strings.Count(calls, "get secret/orders-secrets"); n != 1 {
						t.Errorf("the Secret is asked for %d times", n)
					}
				})
			}
		})
	}
}
