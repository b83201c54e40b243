package pipeline_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/plan"
)

// TestBuild: what BuildKit and Docker are asked for, by the settings and by what the pipeline has bound.
func TestBuild(t *testing.T) {
	t.Parallel()
	const private = harbor + "jenkins: {credentials: {build: {maven-settings: nexus, netrc: go-git, NPM_TOKEN: npm-read}}}\n"
	platforms := strings.Replace(harbor, "images: {", "images: {platforms: [linux/amd64, linux/arm64], ", 1)
	for _, c := range []struct {
		name, settings string
		env            []string
		want, not      []string
	}{
		{
			"BuildKit", harbor, nil,
			[]string{
				"buildctl-daemonless.sh in .: <build>", "<--local> <context=.> <--local> <dockerfile=.> <--opt> <filename=Dockerfile> <--opt> <build-arg:REVISION=abc>",
				"<--import-cache> <type=registry,ref=harbor.example.com/freight/orders:buildcache> <--export-cache> <type=registry,ref=harbor.example.com/freight/orders:buildcache,mode=max,",
				"<--output> <type=image,name=harbor.example.com/freight/orders:git-abc-unscanned,push=true>",
			},
			[]string{"--secret", "platform=", "attest:"},
		},
		{"one that runs already", harbor, []string{"BUILDKIT_HOST=tcp://b:1"}, []string{"buildctl in .: <debug> <workers>\nbuildctl in .: <build>"}, nil},
		{"several platforms", platforms, nil, []string{"<--opt> <platform=linux/amd64,linux/arm64> <--import-cache>"}, nil},
		{"a platform by Docker", strings.Replace(platforms, ", linux/arm64", "", 1), []string{"BUILDER=docker"}, []string{"<--platform> <linux/amd64>"}, nil},
		{"several platforms by Docker", platforms, []string{"BUILDER=docker"}, []string{"docker in .: <build>"}, []string{"platform"}},
		{"attestations", harbor + "jenkins: {attest: [provenance, sbom], images: {sbom: 'harbor.example.com/scanner:1'}}\n", nil, []string{"<--opt> <attest:provenance=mode=max> <--opt> <attest:sbom=generator=harbor.example.com/scanner:1>"}, nil},
		{"no cache", harbor + "jenkins: {buildCache: none}\n", nil, []string{"push=true"}, []string{"cache>", "buildcache"}},
		{
			"secrets", private,
			[]string{"SECRET_MAVEN_SETTINGS=/s/settings.xml", "NPM_TOKEN=hidden"},
			[]string{"<--secret> <id=NPM_TOKEN,env=NPM_TOKEN> <--secret> <id=maven-settings,src=/s/settings.xml>"},
			[]string{"hidden", "id=netrc"},
		},
		{"secrets of a pipeline win", private, []string{"SECRET_MAVEN_SETTINGS=/s/settings.xml", "BUILD_SECRETS=none"}, []string{"push=true"}, []string{"--secret"}},
		{
			"Docker", private + "",
			[]string{"BUILDER=docker", "NPM_TOKEN=hidden"},
			[]string{"docker in .: <build> <--progress=plain> <--file> <Dockerfile> <--tag> <harbor.example.com/freight/orders:git-abc-unscanned>", "<--secret> <id=NPM_TOKEN,env=NPM_TOKEN> <.>", "<push> <harbor.example.com/freight/orders:git-abc-unscanned>"},
			[]string{"hidden", "buildcache"},
		},
		{"untested", harbor, []string{"SKIP_TESTS=true"}, []string{"name=harbor.example.com/freight/orders:git-abc-untested,push=true"}, nil},
		{
			"labels", harbor,
			[]string{"GIT_URL=https://u:p@git.example.com/x.git", "TAG_NAME=v1.2.3"},
			[]string{"<label:org.opencontainers.image.revision=abc>", "<label:org.opencontainers.image.source=https://git.example.com/x.git>", "<label:org.opencontainers.image.version=v1.2.3>", "<label:org.opencontainers.image.created=20"},
			nil,
		},
		{"labels by Docker", harbor, []string{"BUILDER=docker"}, []string{"<--label> <org.opencontainers.image.revision=abc>", "<org.opencontainers.image.version=abc>", "<org.opencontainers.image.created=20"}, nil},
		{"words of GitLab", harbor, []string{"GIT_COMMIT=", "CI_COMMIT_SHA=def", "CI_PROJECT_URL=https://git.example.com/x"}, []string{"orders:git-def-unscanned,", "image.source=https://git.example.com/x>"}, nil},
		{"words of GitHub", harbor, []string{"GIT_COMMIT=", "GITHUB_SHA=def", "GITHUB_REPOSITORY=a/b", "GITHUB_SERVER_URL=https://github.com", "GITHUB_REF_TYPE=tag", "GITHUB_REF_NAME=v2.0.0"}, []string{"orders:git-def-unscanned,", "image.source=https://github.com/a/b>", "image.version=v2.0.0>"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for name, shell := range shells(t) {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					w := newWork(t, shell, "", c.settings, orders())
					w.env = append(w.env, c.env...)
					w.must(t, "select.sh")
					w.must(t, "build.sh")
					calls := w.calls(t)
					has(t, calls, c.want...)
					for _, n := range c.not {
						if strings.Contains(calls, n) {
							t.Errorf("%q in\n%s", n, calls)
						}
					}
					if !strings.HasPrefix(w.read(".waybill/release/001-orders/digest"), "sha256:0") {
						t.Errorf("no digest")
					}
					w.must(t, "build.sh") // a second try
					if again := w.calls(t); again != "" {
						t.Errorf("built twice:\n%s", again)
					}
					if left, _ := filepath.Glob(filepath.Join(w.dir, "tmp", "docker-*")); len(left) > 0 {
						t.Errorf("the account is left: %q", left)
					}
				})
			}
		})
	}
}

// TestImageOfTheRepositorysOwn: the Dockerfile that the repository brings is built in its folder, and others as before.
func TestImageOfTheRepositorysOwn(t *testing.T) {
	t.Parallel()
	p, err := fixture.Repository(t, "", harbor, fixture.Built("svc", "orders", "java", "maven"), fixture.Built("web", "web", "node", "npm"))
	if err != nil {
		t.Fatal(err)
	}
	p.Pipeline.Parts[0].Own = &plan.Own{File: "svc/My Dockerfile", Context: "svc"}
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := workOf(t, shell, p)
			w.must(t, "select.sh", "orders", "web")
			w.must(t, "build.sh")
			has(t, w.calls(t), "<--local> <context=svc> <--local> <dockerfile=.> <--opt> <filename=svc/My Dockerfile>", "<context=.> <--local> <dockerfile=.> <--opt> <filename=web/Dockerfile>")
		})
	}
}

// TestNoRegistry: without images.registry nothing is pushed, least of all to Docker Hub, and no account is written down.
func TestNoRegistry(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t, shell, "", "team: freight\n", orders())
			w.must(t, "select.sh")
			w.must(t, "find.sh")
			for _, env := range []string{"A=b", "REGISTRY=registry.invalid"} {
				out, status := w.run(t, env, "build.sh")
				if status != 2 || !strings.Contains(out, "images.registry in waybill.yaml names no registry") || w.calls(t) != "" {
					t.Errorf("%d\n%s", status, out)
				}
			}
			if _, err := os.Stat(filepath.Join(w.dir, "tmp")); err == nil {
				t.Error("an account is written down")
			}
		})
	}
}

// TestAccountsAreNoSecretsOfABuild: a repository that names the account of its pipeline a secret of its build does not get it.
func TestAccountsAreNoSecretsOfABuild(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t, shell, "", harbor, orders())
			w.must(t, "select.sh")
			for _, id := range []string{"REGISTRY_PASSWORD", "KUBECONFIG", "KUBECONFIG_TEXT", "GITOPS_PASSWORD", "COSIGN_PASSWORD", "SIGSTORE_ID_TOKEN", "COMMENT_TOKEN", "A$(id)"} {
				out, status := w.run(t, "BUILD_SECRETS="+id, "build.sh")
				if status != 2 || !strings.Contains(out, "BUILD_SECRETS: '"+id+"' is") || w.calls(t) != "" {
					t.Errorf("%s: %d\n%s", id, status, out)
				}
			}
		})
	}
}

// TestAccount: the tools find it in a file of their own, and the words of no program hold the password.
func TestAccount(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t, shell, "", harbor, orders())
			w.write(t, "bin/trivy", "#!/bin/sh\n{ echo \"$*\"; cat \"$DOCKER_CONFIG/config.json\"; stat -c %a \"$DOCKER_CONFIG\"; } >>\"$STUB_ROOT/../calls\"\nexit \"${STUB_STATUS:-0}\"\n", 0o755)
			w.must(t, "select.sh")
			w.write(t, "ws/.waybill/release/001-orders/digest", testDigest+"\n", 0o644)
			w.must(t, "REGISTRY_PASSWORD=p%s\\n w", "scan.sh")
			has(t, w.calls(t), "--severity CRITICAL", "orders@"+testDigest, `{"auths":{"harbor.example.com":{"auth":"dTpwJXNcbiB3"}}}`, "\n700\n")
			if _, status := w.run(t, "STUB_STATUS=1", "scan.sh"); status != 1 {
				t.Errorf("a finding ends with %d", status)
			}
		})
	}
}

// TestWaitingForBuildKit: one that is starting is waited for; of one that does not come, its log is shown.
func TestWaitingForBuildKit(t *testing.T) {
	t.Parallel()
	for name, shell := range shells(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWork(t, shell, "", harbor, orders())
			w.write(t, "bin/sleep", "#!/bin/sh\necho z >>\"$STUB_ROOT/../slept\"\n[ \"$(wc -l <\"$STUB_ROOT/../slept\")\" -lt \"$STUB_SLEEPS\" ] || echo >\"$STUB_ROOT/../up\"\n", 0o755)
			w.write(t, "bin/buildctl", "#!/bin/sh\ncase $* in 'debug workers') [ -f \"$STUB_ROOT/../up\" ] || { echo 'no such socket'; exit 1; } ;; esac\n"+strings.TrimPrefix(stubTool, "#!/bin/sh\n"), 0o755)
			w.env = append(w.env, "BUILDKIT_HOST=docker-container://builder", "STUB_SLEEPS=99")
			w.must(t, "select.sh")
			out, status := w.run(t, "build.sh")
			if calls := w.calls(t); status != 1 || !strings.Contains(out, "BuildKit at docker-container://builder does not answer: no such socket") || calls != "docker in .: <logs> <--tail> <50> <builder>\n" {
				t.Errorf("%d\n%s%s", status, out, calls)
			}
			w.write(t, "slept", "", 0o644)
			w.must(t, "STUB_SLEEPS=3", "build.sh")
			has(t, w.calls(t), "buildctl in .: <debug> <workers>\nbuildctl in .: <build>")
		})
	}
}
