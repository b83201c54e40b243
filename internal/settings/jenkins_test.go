package settings

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
)

// hostile values would mean something in Groovy, in a shell, in the YAML of a pod, or to Jenkins itself.
func hostile() []string {
	return []string{
		`it's`, `a'''b`, `${HOME}`, `$(id)`, "`id`", `back\slash`, `"quoted"`, `a;id`, `a|id;`, `*/ id /*`, "line\nbreak", "nul\x01",
		`@Library('x') _`, `#!/bin/sh`, "{{ .Plan }}", `-oProxyCommand=id`, `../up`, " lead",
	}
}

func TestJenkinsRefusesWhatCouldMeanSomethingElse(t *testing.T) {
	t.Parallel()
	keys := []string{
		"form: %s", "library: %s", "generate: %s", "agent: %s", "cache: %s", "builder: %s", "buildkitHost: %s", "branch: %s", "severity: %s",
		"images: {waybill: %s}", "images: {buildkit: %s}", "images: {trivy: %s}", "images: {kubectl: %s}",
		"credentials: {push: %s}", "credentials: {pull: %s}", "credentials: {cluster: {dev: %s}}", "credentials: {cluster: {%s: x}}",
		"approval: {%s: {hours: 1}}", "approval: {prod: {submitters: [%s]}}",
	}
	for _, key := range keys {
		for _, value := range hostile() {
			text := "jenkins:\n  " + fmt.Sprintf(key, fmt.Sprintf("%q", value)) + "\n"
			_, err := Load(Layer{Name: File, Data: []byte(text)})
			if err == nil {
				t.Errorf("accepted: %s", text)
				continue
			}
			if fault.KindOf(err) != fault.Usage || !strings.Contains(err.Error(), "waybill.yaml:2:") {
				t.Errorf("%s: %v, want a position in line 2", text, err)
			}
		}
	}
}

func TestJenkinsTagPattern(t *testing.T) {
	t.Parallel()
	for value, ok := range map[string]bool{
		`v[0-9]+\.[0-9]+\.[0-9]+`: true, `release/.*`: true, `(v|r)[0-9]+`: true,
		`v[0-9`: false, `v1$`: false, `it's`: false, "a b": false, `"x"`: false, "`id`": false,
	} {
		_, err := Load(Layer{Name: File, Data: []byte(fmt.Sprintf("jenkins:\n  release: %q\n", value))})
		if (err == nil) != ok {
			t.Errorf("release: %q: %v", value, err)
		}
	}
}

func TestJenkinsAcceptsWhatOrganisationsWrite(t *testing.T) {
	t.Parallel()
	s, err := Load(Layer{Name: File, Data: []byte(`
jenkins:
  agent: docker
  label: (linux && docker) || big
  branch: release/2.x
  buildkitHost: tcp://buildkitd.ci:1234
  severity: HIGH,CRITICAL
  images:
    waybill: harbor.example.com:8443/tools/waybill:1.2.3@sha256:0123456789012345678901234567890123456789012345678901234567890123
  credentials: {push: harbor-robot, cluster: {prod: kube_prod.v2}}
  approval: {prod: {submitters: [release-managers, anna@example.com], hours: 8}}
`)})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Jenkins.Approval["prod"].Hours; got != 8 {
		t.Errorf("hours = %d", got)
	}
}
