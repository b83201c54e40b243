package jenkins_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
)

// hostileNames mean something in Groovy, in a shell, in the YAML of a pod, or to Jenkins itself.
func hostileNames() []string {
	return []string{
		`it's`, `a'''b`, `${HOME}`, `$HOME`, `$(id)`, "`id`", `back\slash`, `\u0027`, `"quoted"`, `a;id`, `*/ id /*`, "line\nbreak", "line\r\nbreak", "tab\there",
		"bell\x07", `@Library('x') _`, `#!/bin/sh`, "{{ .Plan }}", `-oProxyCommand=id`, `../up`, " lead", "服务", "a\u202eb", "x: {privileged: true}",
	}
}

// TestHostileSettings: each name of the settings that reaches a pipeline is refused where it stands.
func TestHostileSettings(t *testing.T) {
	t.Parallel()
	orders := pipelineUnit("orders", "orders", "java", "maven")
	for _, key := range []string{
		"application: %s", "images: {registry: %s}", "environments: {%s: {}}", "environments: {dev: {namespace: %s}}", "environments: {dev: {registry: %s}}",
		"units: {orders: {name: %s}}", "units: {orders: {image: {repository: %s}}}", "units: {orders: {workload: {after: [%s]}}}",
		"kubernetes: {format: %s}", "kubernetes: {release: {strategy: %s}}", "jenkins: {form: library, library: %s}", "jenkins: {branch: %s}",
		"jenkins: {images: {waybill: %s}}", "jenkins: {credentials: {push: %s}}", "jenkins: {approval: {prod: {submitters: [%s]}}}",
	} {
		for _, name := range hostileNames() {
			text := "team: x\n" + fmt.Sprintf(key, fmt.Sprintf("%q", name)) + "\n"
			_, err := jenkinsPlan(t, "", text, orders)
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

// TestHostileTree: an image of the tree stands in the YAML of a pod.
func TestHostileTree(t *testing.T) {
	t.Parallel()
	for _, name := range hostileNames() {
		text := "version: 1\nimages:\n  go: {use: [build, run], provides: {go: \"1.26\"}, ref: " + fmt.Sprintf("%q", name) + "}\n"
		_, err := imagetree.Load(fstest.MapFS{"imagetree.yaml": {Data: []byte(text)}}, "imagetree.yaml")
		if err == nil || !strings.Contains(err.Error(), "imagetree.yaml:3:") {
			t.Errorf("%q: %v, want a position in line 3", name, err)
		}
	}
}
