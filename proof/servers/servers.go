// Package servers judges the files by which GitLab and GitHub run a pipeline: by the JSON Schema that is published for each server, and by
// actionlint, which reads the expressions and the shell of a workflow as well.
package servers

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"github.com/rhysd/actionlint"
	"github.com/santhosh-tekuri/jsonschema/v6"
	yamlv3 "go.yaml.in/yaml/v3"
	"sigs.k8s.io/yaml"
)

//go:embed testdata/*.json
var schemas embed.FS

// Workflow lists what is wrong with a workflow of GitHub. A file that is no YAML is an error.
func Workflow(name string, data []byte) ([]string, error) {
	var doc any
	if err := yamlv3.Unmarshal(data, &doc); err != nil { // by YAML 1.2, in which the key on is no truth value, as GitHub reads it
		return nil, err
	}
	findings, err := bySchema("testdata/github-workflow.json", doc)
	if err != nil {
		return nil, err
	}
	shellcheck, _ := exec.LookPath("shellcheck") // without it the shell is not read
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{Shellcheck: shellcheck})
	if err != nil {
		return nil, err
	}
	problems, err := linter.Lint(name, data, nil)
	for _, p := range problems {
		findings = append(findings, fmt.Sprintf("line %d: %s [%s]", p.Line, p.Message, p.Kind))
	}
	return findings, err
}

// GitLab lists what is wrong with a pipeline of GitLab: what its schema refuses, and the names that nothing in the file bears. A file
// that is no YAML is an error.
func GitLab(data []byte) ([]string, error) {
	var doc any
	if err := yaml.UnmarshalStrict(data, &doc); err != nil { // by YAML 1.1, as GitLab reads it
		return nil, err
	}
	findings, err := bySchema("testdata/gitlab-ci.json", doc)
	if err != nil {
		return nil, err
	}
	named, err := names(data)
	return append(findings, named...), err
}

// bySchema lists what a schema says of a document.
func bySchema(schema string, read any) ([]string, error) {
	text, err := schemas.ReadFile(schema)
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(schema, doc); err != nil {
		return nil, err
	}
	compiled, err := compiler.Compile(schema)
	if err != nil {
		return nil, err
	}
	asJSON, err := json.Marshal(read)
	if err != nil {
		return nil, err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		return nil, err
	}
	if err := compiled.Validate(value); err != nil {
		return strings.Split(err.Error(), "\n"), nil
	}
	return nil, nil
}
