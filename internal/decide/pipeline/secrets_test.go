package pipeline

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// TestBuildSecrets: capitals are a text in the variable that package managers name, anything else is a file.
func TestBuildSecrets(t *testing.T) {
	t.Parallel()
	got := fmt.Sprint(buildSecrets(map[string]string{"maven-settings": "nexus", "NPM_TOKEN": "npm-read", "my.file": "f", "Mixed": "m"}))
	want := "[{Mixed m SECRET_MIXED false} {NPM_TOKEN npm-read NPM_TOKEN true} {maven-settings nexus SECRET_MAVEN_SETTINGS false} {my.file f SECRET_MY_FILE false}]"
	if got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// TestTestsWithSecrets: a test run knows the secrets that its language can use and the pipeline has, and the variables of the build.
func TestTestsWithSecrets(t *testing.T) {
	t.Parallel()
	test := facts.Test{Script: "begin\n{secrets}\ntool {args}test", Secrets: map[string]string{"conf": "use {file} and {file}", "other": "never {file}", "TOKEN": "never"}}
	given := buildSecrets(map[string]string{"conf": "c", "TOKEN": "t", "unknown": "u"})
	if got := testScript(test, nil, given); got != "begin\nif [ -n \"${SECRET_CONF-}\" ]; then use \"$SECRET_CONF\" and \"$SECRET_CONF\"; fi\ntool test" {
		t.Errorf("%q", got)
	}
	if got := testScript(test, nil, nil); got != "begin\ntool test" {
		t.Errorf("%q", got)
	}
	stage := facts.Stage{Env: []facts.EnvVar{{Name: "A", Value: "1"}, {Name: "GOPROXY", Value: "https://x/go|direct"}}}
	if got := exports([]string{"GOPROXY", "LEFT_OUT"}, stage); got != "GOPROXY='https://x/go|direct'; export GOPROXY\n" {
		t.Errorf("%q", got)
	}
}

// TestTellSecrets: what a build takes and no credential stands for is told once, with the setting.
func TestTellSecrets(t *testing.T) {
	t.Parallel()
	of := func(ids ...string) plan.Unit {
		u := plan.Unit{Stages: []plan.Stage{{}}}
		for _, id := range ids {
			u.Stages[0].Secrets = append(u.Stages[0].Secrets, facts.Secret{ID: id})
		}
		return u
	}
	own := of("not-used")
	own.Own = &plan.Own{Secrets: []string{"pip"}}
	for want, units := range map[string][]plan.Unit{
		"":                 {of("maven-settings", "npmrc"), of()},
		"NPM_TOKEN, netrc": {of("netrc", "npmrc"), of("NPM_TOKEN")},
		"A_TOKEN":          {of("A_TOKEN", "netrc")},
		"pip":              {own},
	} {
		p := plan.Plan{Units: units}
		tellSecrets(&p, buildSecrets(map[string]string{"npmrc": "x"}))
		if got := fmt.Sprint(p.Warnings); want == "" && len(p.Warnings) > 0 || want != "" && !strings.Contains(got, "builds take "+want+", which the pipeline does not have") {
			t.Errorf("%q: %s", want, got)
		}
	}
}
