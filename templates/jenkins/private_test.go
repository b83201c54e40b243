package jenkins_test

import (
	"strings"
	"testing"
)

const bindings = "file(credentialsId: 'nexus', variable: 'SECRET_MAVEN_SETTINGS'), file(credentialsId: 'go-git', variable: 'SECRET_NETRC')"

// TestPrivatePackages: the credentials that the settings name are bound around tests and image; the scripts hand them over.
func TestPrivatePackages(t *testing.T) {
	t.Parallel()
	cases := pipelineCases(t)
	for _, name := range []string{"private", "private several", "private docker", "private central"} {
		pipeline := cases[name]
		tests, image := "withCredentials(env.CHANGE_FORK ? [] : [string(credentialsId: 'npm-read', variable: 'NPM_TOKEN'), "+bindings+"])", "passwordVariable: 'REGISTRY_PASSWORD'), string(credentialsId: 'npm-read', variable: 'NPM_TOKEN'), "+bindings+"])"
		if !strings.Contains(pipeline, tests) || !strings.Contains(pipeline, image) {
			t.Errorf("%s: the credentials are not bound", name)
		}
	}
}

// TestAccountsOfTheOrganisation: its own pipeline passes what a repository must not choose, and nothing of it empty: Jenkins drops what is.
func TestAccountsOfTheOrganisation(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"central": jenkinsfile(t, "jenkins: {form: central}\n"), "step": jenkinsfile(t, "jenkins: {form: step}\n")} {
		for _, want := range []string{"REGISTRY = 'registry.invalid'", "BUILD_SECRETS = 'none'", "BUILDER = 'buildkit'", "BUILD_CACHE = 'registry'"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %s", name, want)
			}
		}
	}
}
