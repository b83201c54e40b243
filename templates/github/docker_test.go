package github_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestDocker runs docker.sh with a docker that prints what it was given, in each shell that is here.
func TestDocker(t *testing.T) {
	t.Parallel()
	files := rendered(t, decided(t, "", onGitHub+"jenkins: {credentials: {build: {maven-settings: nexus, NPM_TOKEN: npm}}}\n", orders()))
	dir := t.TempDir()
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	bin, home := filepath.Join(dir, "bin"), filepath.Join(dir, "home")
	write(t, filepath.Join(home, ".docker/config.json"), "{\n\"auths\": {}\n}\n")
	write(t, filepath.Join(bin, "docker"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\necho \"account: $(cat \"${DOCKER_CONFIG:-$HOME/.docker}/config.json\" 2>/dev/null | wc -l)\"\nexit 7\n")
	for _, shell := range []string{"dash", "bash", "busybox sh"} {
		words := strings.Fields(shell)
		if _, err := exec.LookPath(words[0]); err != nil {
			t.Logf("%s is missing", shell)
			continue
		}
		for name, c := range map[string]struct {
			args, env      []string
			with, without  string
			status, stderr string
		}{
			"a test gets the secrets of builds and no account": {
				args: []string{"maven:3", "test.sh", "maven"}, with: "run --rm --env NPM_TOKEN --env SECRET_MAVEN_SETTINGS --env COMMIT maven:3 deploy/ci/test.sh account: 1", without: "REGISTRY_PASSWORD", status: "exit status 7",
			},
			"the check gets neither": {
				args: []string{"waybill:1", "check.sh"}, with: "--entrypoint sh --env COMMIT waybill:1 deploy/ci/check.sh", without: "NPM_TOKEN REGISTRY_PASSWORD SECRET_MAVEN_SETTINGS", status: "exit status 7",
			},
			"a deployment gets its cluster": {
				args: []string{"k8s:1", "roll-out.sh", "dev"}, with: "--env KUBECONFIG --env REGISTRY_PASSWORD k8s:1 deploy/ci/roll-out.sh dev", without: "NPM_TOKEN", status: "exit status 7",
			},
			"without an account, that of the runner": {
				args: []string{"trivy:1", "scan.sh"}, env: []string{"REGISTRY_USER="}, with: "--env DOCKER_CONFIG={home}/.docker --volume {home}/.docker:{home}/.docker:ro HOME={tmp} account: 3", without: "HOME={home}", status: "exit status 7",
			},
			"no account of the runner for a test": {
				args: []string{"maven:3", "test.sh", "maven"}, env: []string{"REGISTRY_USER="}, with: "account: 3", without: "DOCKER_CONFIG={home}/.docker {home}/.docker:{home}/.docker:ro", status: "exit status 7",
			},
			"an account hides that of the runner": {
				args: []string{"trivy:1", "scan.sh"}, with: "REGISTRY_USER account: 1", without: "DOCKER_CONFIG={home}/.docker", status: "exit status 7",
			},
			"no account of the pipeline as a secret of a build": {
				args: []string{"maven:3", "test.sh", "maven"}, env: []string{"BUILD_SECRETS=NPM_TOKEN GITOPS_PASSWORD"}, status: "exit status 2", stderr: "'GITOPS_PASSWORD' is an account of the pipeline",
			},
			"no such script": {args: []string{"k8s:1", "rollout.sh"}, status: "exit status 2", stderr: "there is no rollout.sh in deploy/ci"},
			"no script":      {args: []string{"k8s:1"}, status: "exit status 2", stderr: "an image and a script are needed"},
		} {
			cmd := exec.CommandContext(t.Context(), words[0], append(append(words[1:len(words):len(words)], "deploy/ci/docker.sh"), c.args...)...)
			cmd.Dir = dir
			cmd.Env = []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "COMMIT=abc", "WORK_TMP=" + filepath.Join(dir, "tmp"), "REGISTRY_USER=robot", "REGISTRY_PASSWORD=word", "NPM_TOKEN=t", "HOME=" + home}
			cmd.Env = append(cmd.Env, c.env...)
			at := strings.NewReplacer("{home}", home, "{tmp}", filepath.Join(dir, "tmp"))
			var out, problems strings.Builder
			cmd.Stdout, cmd.Stderr = &out, &problems
			err := cmd.Run()
			if err == nil || err.Error() != c.status || !strings.Contains(problems.String(), c.stderr) {
				t.Errorf("%s, %s: %v, %s", shell, name, err, problems.String())
			}
			given := strings.ReplaceAll(out.String(), "\n", " ")
			for word := range strings.FieldsSeq(at.Replace(c.with)) {
				if !strings.Contains(given, word) {
					t.Errorf("%s, %s: %s is not in %s", shell, name, word, given)
				}
			}
			for word := range strings.FieldsSeq(at.Replace(c.without)) {
				if strings.Contains(given, word) {
					t.Errorf("%s, %s: %s is in %s", shell, name, word, given)
				}
			}
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "tmp", "docker-*")); len(left) > 0 {
		t.Errorf("the account stays: %v", left)
	}
	if _, err := exec.LookPath("shellcheck"); err == nil {
		if out, err := exec.CommandContext(t.Context(), "shellcheck", filepath.Join(dir, "deploy/ci/docker.sh")).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}
