package pipeline

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

func loaded(t *testing.T, text string) settings.Settings {
	t.Helper()
	s, err := settings.Load(settings.Layer{Name: "waybill.yaml", Data: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// refused fails unless an error is one of usage with this text and this hint.
func refused(t *testing.T, err error, text, hint string) {
	t.Helper()
	if err == nil || err.Error() != text || fault.KindOf(err) != fault.Usage || strings.Join(fault.HintOf(err), "; ") != hint {
		t.Errorf("%v with the hints %q, want %s with %q", err, fault.HintOf(err), text, hint)
	}
}

// TestChoices: what a setting leaves open is decided by another one.
func TestChoices(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ settings, want string }{
		"nothing set":            {"", "kubernetes buildkit, pull by registry-push, ephemeral false"},
		"an agent with Docker":   {"jenkins: {agent: docker}", "docker docker, pull by registry-push, ephemeral false"},
		"an agent by its label":  {"jenkins: {agent: label}", "label docker, pull by registry-push, ephemeral false"},
		"a builder that is set":  {"jenkins: {agent: label, builder: buildkit}", "label buildkit, pull by registry-push, ephemeral false"},
		"Docker on Kubernetes":   {"jenkins: {builder: docker}", "kubernetes docker, pull by registry-push, ephemeral false"},
		"one account for both":   {"jenkins: {credentials: {push: robot}}", "kubernetes buildkit, pull by robot, ephemeral false"},
		"an account for reading": {"jenkins: {credentials: {push: robot, pull: reader}}", "kubernetes buildkit, pull by reader, ephemeral false"},
		"made in each build":     {"jenkins: {generate: ephemeral}", "kubernetes buildkit, pull by registry-push, ephemeral true"},
		"central":                {"jenkins: {form: central}", "kubernetes buildkit, pull by registry-push, ephemeral true"},
		"the library's step":     {"jenkins: {form: step}", "kubernetes buildkit, pull by registry-push, ephemeral true"},
		"a call of the library":  {"jenkins: {form: library, library: tools@v1}", "kubernetes buildkit, pull by registry-push, ephemeral false"},
	} {
		got, err := Decide(&plan.Plan{}, loaded(t, c.settings), "v1.2.3")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if text := fmt.Sprintf("%s %s, pull by %s, ephemeral %t", got.Agent, got.Builder, got.Pull, got.Ephemeral); text != c.want {
			t.Errorf("%s: %s, want %s", name, text, c.want)
		}
	}
}

// TestImagesOfTools: waybill's own image is that of the waybill that writes the pipeline, unless the settings name one.
func TestImagesOfTools(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"": "ghcr.io/waybill-dev/waybill:1.2.3", "jenkins: {images: {waybill: 'harbor.example.com/waybill:1.0.0'}}": "harbor.example.com/waybill:1.0.0"} {
		got, err := Decide(&plan.Plan{}, loaded(t, text), "v1.2.3")
		if err != nil || got.Tools.Waybill != want {
			t.Errorf("%q: %s, want %s (%v)", text, got.Tools.Waybill, want, err)
		}
	}
}

func TestLibraryWithoutName(t *testing.T) {
	t.Parallel()
	_, err := Decide(&plan.Plan{}, loaded(t, "team: freight\njenkins:\n  form: library\n"), "")
	refused(t, err, "jenkins.form is library and jenkins.library names none (waybill.yaml:3:3)", "set jenkins.library to NAME@VERSION")
}

// TestDeployments: the main branch goes to the first environment, and nothing goes to production without a question.
func TestDeployments(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ environments, settings, want string }{
		"none":                      {"", "", ""},
		"three":                     {"dev qa prod", "", "10 dev by kubeconfig-dev from the branch; 20 qa by kubeconfig-qa; 30 prod by kubeconfig-prod asks release-managers for 24 h"},
		"the last one is asked for": {"dev eu", "", "10 dev by kubeconfig-dev from the branch; 20 eu by kubeconfig-eu asks release-managers for 24 h"},
		"live alone":                {"live", "", "10 live by kubeconfig-live asks release-managers for 24 h"},
		"production alone":          {"prod", "", "10 prod by kubeconfig-prod asks release-managers for 24 h"},
		"another one alone":         {"dev", "", "10 dev by kubeconfig-dev from the branch"},
		"production comes first":    {"prod dev", "", "10 prod by kubeconfig-prod from the branch; 20 dev by kubeconfig-dev asks release-managers for 24 h"},
		"a question of the settings": {
			"dev qa prod", "jenkins: {approval: {qa: {submitters: [ann, testers]}, prod: {hours: 8}}}",
			"10 dev by kubeconfig-dev from the branch; 20 qa by kubeconfig-qa asks ann,testers for 24 h; 30 prod by kubeconfig-prod asks release-managers for 8 h",
		},
		"a cluster's credentials": {"dev prod", "jenkins: {credentials: {cluster: {prod: live}}}", "10 dev by kubeconfig-dev from the branch; 20 prod by live asks release-managers for 24 h"},
	} {
		var environments []plan.Environment
		for e := range strings.FieldsSeq(c.environments) {
			environments = append(environments, plan.Environment{Name: e, Namespace: "freight-" + e, Registry: e + ".example.com"})
		}
		made, err := deployments(environments, loaded(t, c.settings))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []string
		for _, d := range made {
			text := fmt.Sprintf("%d %s by %s", d.Ordinal, d.Environment, d.Cluster)
			if d.FromBranch {
				text += " from the branch"
			}
			if d.Approval != nil {
				text += fmt.Sprintf(" asks %s for %d h", d.Approval.Submitters, d.Approval.Hours)
			}
			if d.Namespace != "freight-"+d.Environment || d.Registry != d.Environment+".example.com" {
				t.Errorf("%s: %s is deployed to %s from %s", name, d.Environment, d.Namespace, d.Registry)
			}
			got = append(got, text)
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("%s:\n%s, want\n%s", name, text, c.want)
		}
	}
}

// TestWordsOfDeployTo: auto and none are answers to DEPLOY_TO, so no environment can have one of these names.
func TestWordsOfDeployTo(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"auto", "none"} {
		_, err := Decide(&plan.Plan{Environments: []plan.Environment{{Name: "dev"}, {Name: word}}}, settings.Settings{}, "")
		refused(t, err, `the environment "`+word+`" cannot be deployed by a pipeline: the parameter DEPLOY_TO gives the word another meaning`,
			`give the environment another name, and keep "`+word+`" as an alias`)
	}
}
