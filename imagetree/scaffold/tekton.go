package scaffold

import (
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/imagetree"
)

// pipelineRun is the part of a Tekton PipelineRun that Pipelines as Code starts from the folder .tekton, with the parameters that the
// pipelines of Konflux have for a build (konflux-ci.dev, "Customizing the build"; pipelinesascode.com, "Matching a PipelineRun").
type pipelineRun struct {
	Kind     string `yaml:"kind"`
	Metadata struct {
		Annotations map[string]string `yaml:"annotations"`
	} `yaml:"metadata"`
	Spec struct {
		Params []struct {
			Name  string    `yaml:"name"`
			Value yaml.Node `yaml:"value"`
		} `yaml:"params"`
	} `yaml:"spec"`
}

// tektonRun reads what one PipelineRun builds. Runs of pull requests publish images that are thrown away; they say nothing.
func tektonRun(fsys fs.FS, data []byte) []statement {
	var run pipelineRun
	if yaml.Unmarshal(data, &run) != nil || run.Kind != "PipelineRun" || run.ofPullRequest() {
		return nil
	}
	s := statement{args: map[string]string{}}
	repo, file, more := "", "Dockerfile", []string(nil)
	for _, p := range run.Spec.Params {
		switch p.Name {
		case "output-image":
			repo, _ = split(withoutPlaceholder(p.Value.Value))
			if clear(p.Value.Value) {
				s.tags = append(s.tags, p.Value.Value)
			}
		case "dockerfile":
			file = p.Value.Value
		case "path-context":
			s.context = path.Clean(p.Value.Value)
		case "additional-tags":
			for _, tag := range p.Value.Content {
				more = append(more, tag.Value)
			}
		case "build-args":
			for _, pair := range p.Value.Content {
				if k, v, ok := strings.Cut(pair.Value, "="); ok {
					s.args[k] = v
				}
			}
		case "build-args-file":
			if text, err := imagetree.ReadFile(fsys, path.Clean(p.Value.Value)); err == nil {
				s.argsFile = string(text)
			}
		}
	}
	if repo == "" || !clear(repo) {
		return nil
	}
	for _, tag := range more {
		if clear(tag) {
			s.tags = append(s.tags, repo+":"+tag)
		}
	}
	if len(s.tags) == 0 {
		s.tags = []string{repo} // the tag is the commit's
	}
	s.file = path.Join(s.context, file)
	if _, err := fs.Stat(fsys, s.file); err != nil { // the build looks there too
		s.file = path.Clean(file)
	}
	return []statement{s}
}

func (r pipelineRun) ofPullRequest() bool {
	for _, key := range []string{"on-event", "on-cel-expression"} {
		text := r.Metadata.Annotations["pipelinesascode.tekton.dev/"+key]
		if strings.Contains(text, "pull_request") && !strings.Contains(text, "push") {
			return true
		}
	}
	return false
}

// clear says whether a text has no {{placeholder}} that only a run fills in.
func clear(text string) bool { return !strings.Contains(text, "{{") && !strings.Contains(text, "$(") }

func withoutPlaceholder(text string) string {
	if before, _, ok := strings.Cut(text, "{{"); ok {
		return strings.TrimRight(before, "-_.")
	}
	return text
}
