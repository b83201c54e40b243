package scaffold

import (
	"cmp"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// workflow is the part of a GitHub workflow that says which images are built (docs.github.com, "Workflow syntax"; github.com/docker/build-push-action
// and github.com/docker/metadata-action, "inputs").
type workflow struct {
	Env  map[string]string `yaml:"env"`
	Jobs map[string]struct {
		Env      map[string]string `yaml:"env"`
		Strategy struct {
			Matrix map[string]yaml.Node `yaml:"matrix"`
		} `yaml:"strategy"`
		Steps []step `yaml:"steps"`
	} `yaml:"jobs"`
}

type step struct {
	ID   string               `yaml:"id"`
	Uses string               `yaml:"uses"`
	With map[string]yaml.Node `yaml:"with"`
}

// maxBuilds bounds what the matrix of one job makes.
const maxBuilds = 256

// workflowBuilds reads the steps that build with the action of Docker. What only a run knows, such as the commit, leaves a tag unclear, and
// then the repository alone is known.
func workflowBuilds(data []byte) []statement {
	var w workflow
	if yaml.Unmarshal(data, &w) != nil {
		return nil
	}
	var out []statement
	for _, name := range slices.Sorted(maps.Keys(w.Jobs)) {
		job := w.Jobs[name]
		if len(out) > maxDockerfiles || !slices.ContainsFunc(job.Steps, step.builds) {
			continue
		}
		for _, values := range rows(job.Strategy.Matrix) {
			for k, v := range merged(w.Env, job.Env) {
				values["env."+k] = v
			}
			for _, s := range job.Steps {
				if strings.HasPrefix(s.Uses, "docker/metadata-action@") {
					values["steps."+s.ID+".outputs.tags"] = fillExpressions(s.with("images"), values)
				}
				if built, ok := s.build(values); ok && s.builds() {
					out = append(out, built)
				}
			}
		}
	}
	return out
}

// rows are the combinations of a matrix: one without values when there is none. Further rows of include count, exclude does not.
func rows(matrix map[string]yaml.Node) []map[string]string {
	out := []map[string]string{{}}
	for _, key := range slices.Sorted(maps.Keys(matrix)) {
		list := matrix[key]
		if key == "include" || key == "exclude" || list.Kind != yaml.SequenceNode || len(list.Content)*len(out) > maxBuilds {
			continue
		}
		var next []map[string]string
		for _, row := range out {
			for _, value := range list.Content {
				next = append(next, with(row, "matrix."+key, *value))
			}
		}
		out = next
	}
	include := matrix["include"]
	if len(matrix) == 1 && len(include.Content) > 0 {
		out = nil
	}
	for _, value := range include.Content {
		if len(out) < maxBuilds {
			out = append(out, with(nil, "matrix", *value))
		}
	}
	return out
}

// with adds a value to a row: a word, or the words of a mapping under its keys.
func with(row map[string]string, key string, value yaml.Node) map[string]string {
	out := map[string]string{}
	maps.Copy(out, row)
	switch value.Kind {
	case yaml.ScalarNode:
		out[key] = value.Value
	case yaml.MappingNode:
		for i := 0; i+1 < len(value.Content); i += 2 {
			out[key+"."+value.Content[i].Value] = value.Content[i+1].Value
		}
	}
	return out
}

func (s step) builds() bool { return strings.HasPrefix(s.Uses, "docker/build-push-action@") }

func (s step) with(key string) string { n := s.With[key]; return n.Value }

func (s step) build(values map[string]string) (statement, bool) {
	out := statement{args: map[string]string{}}
	out.context = path.Clean(cmp.Or(fillExpressions(s.with("context"), values), "."))
	out.file = path.Clean(cmp.Or(fillExpressions(s.with("file"), values), path.Join(out.context, "Dockerfile")))
	out.target = fillExpressions(s.with("target"), values)
	for line := range strings.Lines(s.with("build-args")) {
		if k, v, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			if v = fillExpressions(v, values); !strings.Contains(v, "${{") {
				out.args[k] = v
			}
		}
	}
	for _, tag := range strings.FieldsFunc(fillExpressions(s.with("tags"), values), func(r rune) bool { return r == '\n' || r == ',' }) {
		tag = strings.TrimSpace(tag)
		if repo, rest := split(tag); strings.Contains(rest, "${{") {
			tag = repo // the tag is the run's
		}
		if tag != "" && !strings.Contains(tag, "${{") {
			out.tags = append(out.tags, tag)
		}
	}
	return out, len(out.tags) > 0 && !strings.Contains(out.file+out.context+out.target, "${{")
}

var expression = regexp.MustCompile(`\$\{\{\s*([A-Za-z_][\w.-]*)\s*\}\}`)

// fillExpressions replaces the expressions whose values are known, and leaves others.
func fillExpressions(text string, values map[string]string) string {
	for range 4 { // a value may hold an expression
		next := expression.ReplaceAllStringFunc(text, func(word string) string {
			if v, ok := values[expression.FindStringSubmatch(word)[1]]; ok && len(v) <= maxFilled {
				return v
			}
			return word
		})
		if next == text || len(next) > maxFilled {
			break
		}
		text = next
	}
	return text
}
