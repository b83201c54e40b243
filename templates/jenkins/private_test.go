package jenkins_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

const bindings = "file(credentialsId: 'nexus', variable: 'SECRET_MAVEN_SETTINGS'), file(credentialsId: 'go-git', variable: 'SECRET_NETRC')"

// TestPrivatePackages: the credentials that the settings name are bound around tests and image, and each build is handed its secrets.
func TestPrivatePackages(t *testing.T) {
	t.Parallel()
	cases := pipelineCases(t)
	for _, name := range []string{"private", "private several", "private docker", "private central"} {
		pipeline := cases[name]
		tests, image := "withCredentials(env.CHANGE_FORK ? [] : [string(credentialsId: 'npm-read', variable: 'NPM_TOKEN'), "+bindings+"])", "passwordVariable: 'REGISTRY_PASSWORD'), string(credentialsId: 'npm-read', variable: 'NPM_TOKEN'), "+bindings+"])"
		if !strings.Contains(pipeline, tests) || !strings.Contains(pipeline, image) {
			t.Errorf("%s: the credentials are not bound", name)
		}
		options := `${NPM_TOKEN:+--secret "id=NPM_TOKEN,env=NPM_TOKEN"}`
		script := shellWith(t, pipeline, "the registry gave no digest")
		if !strings.Contains(script, options) || !strings.Contains(script, `${SECRET_MAVEN_SETTINGS:+--secret "id=maven-settings,src=$SECRET_MAVEN_SETTINGS"}`) {
			t.Errorf("%s: the image gets no secrets\n%s", name, script)
		}
		if name != "private central" && !strings.Contains(pipeline, `GOPROXY='https://nexus.example.com/go|direct'; export GOPROXY`) {
			t.Errorf("%s: the tests do not know the variables of the build", name)
		}
	}
	found := map[string]string{}
	for _, f := range jenkinsFiles(t, ".waybill", "images: {registry: harbor.example.com/apps}\njenkins: {form: central, credentials: {build: {maven-settings: nexus, NPM_TOKEN: npm}}}\n", pipelineUnit(".", "orders", "java", "maven")) {
		found[f.Path] = string(f.Data)
	}
	file := found[".waybill/tests/maven.Dockerfile"]
	for _, want := range []string{"--mount=type=secret,id=maven-settings", "then SECRET_MAVEN_SETTINGS=/run/secrets/maven-settings; export", "NPM_TOKEN=$(cat /run/secrets/NPM_TOKEN); export"} {
		if !strings.Contains(file, want) {
			t.Errorf("no %q\n%s", want, file)
		}
	}
}

// TestNoRegistry: without images.registry nothing is pushed, least of all to Docker Hub.
func TestNoRegistry(t *testing.T) {
	t.Parallel()
	cases := pipelineCases(t)
	script := shellWith(t, cases["no registry"], "the registry gave no digest")
	dir := t.TempDir()
	cmd := exec.Command("sh", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "REGISTRY=", "WORKSPACE_TMP="+dir, "BUILD_NUMBER=1", "REGISTRY_USER=u", "REGISTRY_PASSWORD=p")
	out, err := cmd.CombinedOutput()
	if _, logged := os.Stat(filepath.Join(dir, "docker-1")); err == nil || logged == nil || !strings.Contains(string(out), "images.registry in waybill.yaml names no registry") {
		t.Errorf("%v\n%s", err, out)
	}
	if strings.Contains(cases["maven"], "names no registry") {
		t.Error("a pipeline with a registry has words on none")
	}
}

// TestToolsFindTheSecrets: the lines that languages give for their tests hand the file to the tool.
func TestToolsFindTheSecrets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ tool, id, stub, want string }{
		{"maven", "maven-settings", "mvn", "--settings FILE -B -ntp"},
		{"npm", "npmrc", "npm", "config FILE"},
		{"go", "netrc", "go", "netrc machine x"},
	} {
		language := map[string]string{"maven": "java", "npm": "node", "go": "go"}[c.tool]
		unit := pipelineUnit(".", "orders", language, c.tool)
		pipeline := jenkinsfile(t, "images: {registry: harbor.example.com/x}\njenkins: {credentials: {build: {"+c.id+": id}}}\n", []facts.Unit{unit}...)
		script := shellWith(t, pipeline, "# for each unit")
		dir := t.TempDir()
		write := func(name, text string) {
			if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		write(".waybill/tests/x/001-orders", ".\n.\n")
		write("secret", "machine x\n")
		write("bin/"+c.stub, "#!/bin/sh\necho \"$*\" >>\"$CALLS\"\necho \"config ${NPM_CONFIG_USERCONFIG-}\" >>\"$CALLS\"\necho \"netrc $(cat \"$HOME/.netrc\" 2>/dev/null)\" >>\"$CALLS\"\n")
		write("bin/node", "#!/bin/sh\n")
		file := filepath.Join(dir, "secret")
		cmd := exec.Command("sh", "-c", script)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"), "CALLS="+filepath.Join(dir, "calls"), "TEST_NAME=x", "WORKSPACE_TMP="+dir,
			"SECRET_MAVEN_SETTINGS="+file, "SECRET_NPMRC="+file, "SECRET_NETRC="+file)
		out, err := cmd.CombinedOutput()
		calls, _ := os.ReadFile(filepath.Join(dir, "calls"))
		if want := strings.ReplaceAll(c.want, "FILE", file); err != nil || !strings.Contains(string(calls), want) {
			t.Errorf("%s: %v, no %q\n%s\n%s", c.tool, err, want, calls, out)
		}
	}
}
