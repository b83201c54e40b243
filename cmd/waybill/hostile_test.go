package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestHostileNames generates for repositories whose own name for the application, or whose folder, means something in Groovy, a shell,
// YAML or a comment: it is refused, or a name of Kubernetes is made of it before anything is written.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	names := []string{
		`it's`, `a'''b`, `${HOME}`, `$(id)`, "`id`", `back\slash`, `\u0027`, `"quoted"`, `a;id`, `*/ id /*`, "line\nbreak", "tab\there",
		`@Library('x') _`, `-oProxyCommand=id`, `{{ .Plan }}`, "服务", "x: {privileged: true}", "..",
	}
	const service = "package main\n\nimport \"net/http\"\n\nfunc main() { _ = http.ListenAndServe(\":8080\", nil) }\n"
	sources := map[string]func(name string) map[string]string{
		"package.json": func(name string) map[string]string {
			data, _ := json.Marshal(map[string]any{"name": name, "scripts": map[string]string{"start": "node a.js"}, "dependencies": map[string]string{"express": "4"}})
			return map[string]string{"package.json": string(data), "a.js": "require('express')().listen(3000)\n"}
		},
		"pom.xml": func(name string) map[string]string {
			var text bytes.Buffer
			_ = xml.EscapeText(&text, []byte(name))
			return map[string]string{
				"pom.xml": "<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>" + text.String() + "</artifactId><version>1</version>" +
					"<dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId><version>3.5.0</version></dependency></dependencies>" +
					"<build><plugins><plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId>" +
					"<executions><execution><goals><goal>repackage</goal></goals></execution></executions></plugin></plugins></build></project>",
				"src/main/java/a/A.java": "package a;\n@org.springframework.boot.autoconfigure.SpringBootApplication\npublic class A {\n  public static void main(String[] a) { org.springframework.boot.SpringApplication.run(A.class, a); }\n}\n",
			}
		},
		"go.mod": func(name string) map[string]string {
			return map[string]string{"go.mod": "module example.com/" + name + "\n\ngo 1.25\n", "main.go": service}
		},
		"folder": func(name string) map[string]string {
			dir := strings.NewReplacer("/", "_", "..", "dots").Replace(name)
			return map[string]string{"go.mod": "module example.com/plain\n\ngo 1.25\n", "cmd/" + dir + "/main.go": service, "cmd/other/main.go": service}
		},
	}
	made := regexp.MustCompile(`lock\(resource: 'deploy-[a-z0-9]([-a-z0-9]*[a-z0-9])?-dev'\)`)
	unit := regexp.MustCompile(`^[0-9]{3}-[a-z0-9]([-a-z0-9]*[a-z0-9])?$`)
	for kind, files := range sources {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			written := 0
			for _, name := range names {
				dir, out := t.TempDir(), t.TempDir()
				j := job{dir: dir}
				for file, text := range files(name) {
					j.write(t, filepath.Join(dir, file), text)
				}
				var stdout, stderr bytes.Buffer
				a := &app{stdin: strings.NewReader(""), terminal: terminal{stdout: &stdout, stderr: &stderr}}
				code := a.run(context.Background(), []string{"generate", dir, "--out", out})
				if code == 2 || code == 4 {
					continue // refused; the message is another test's
				}
				text, err := os.ReadFile(filepath.Join(out, "Jenkinsfile"))
				units, notRead := filepath.Glob(filepath.Join(out, "deploy", "ci", "units", "*"))
				if code != 0 || err != nil || notRead != nil || len(units) == 0 {
					t.Errorf("%q: exit %d, %v, %v, %d units\n%s", name, code, err, notRead, len(units), &stderr)
					continue
				}
				written++
				if !made.Match(text) {
					t.Errorf("%q: no plain names in\n%s", name, text)
				}
				for _, file := range units {
					data, err := os.ReadFile(file)
					if err != nil || !unit.MatchString(filepath.Base(file)) {
						t.Errorf("%q: %v, or no plain name: %s", name, err, file)
					}
					text = append(text, data...)
				}
				if kind != "folder" && len(name) > 2 && bytes.Contains(text, []byte(name)) {
					t.Errorf("%q stands in the pipeline", name)
				}
			}
			if written < len(names)/3 {
				t.Errorf("only %d of %d were written: this test shows little", written, len(names))
			}
		})
	}
}
