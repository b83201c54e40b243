package servers

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// words are the keys of a pipeline of GitLab that are no jobs (docs.gitlab.com, CI/CD YAML syntax reference, "Global keywords").
var words = []string{"default", "include", "stages", "variables", "workflow", "spec", "image", "services", "before_script", "after_script", "cache", "pages"}

// usual are the stages where a file names none.
var usual = []string{"build", "test", "deploy"}

// job is what the check of names reads of a job.
type job struct {
	Script  any    `json:"script"`
	Trigger any    `json:"trigger"`
	Stage   string `json:"stage"`
	Extends any    `json:"extends"`
	Needs   []any  `json:"needs"`
}

// names lists the jobs without work, and the stages, jobs and templates that a pipeline of GitLab names and does not have: no schema can tell, and the server refuses
// the whole file.
func names(data []byte) ([]string, error) {
	var all map[string]any
	if err := yaml.Unmarshal(data, &all); err != nil {
		return nil, err
	}
	var stages []string
	for _, s := range list(all["stages"]) {
		stages = append(stages, fmt.Sprint(s))
	}
	if len(stages) == 0 {
		stages = usual
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if slices.Contains(words, name) {
			continue
		}
		text, err := yaml.Marshal(all[name])
		if err != nil {
			return nil, err
		}
		var j job
		if err := yaml.Unmarshal(text, &j); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if j.Script == nil && j.Trigger == nil && j.Extends == nil && !strings.HasPrefix(name, ".") {
			out = append(out, name+": has no script")
		}
		if j.Stage != "" && !slices.Contains(stages, j.Stage) {
			out = append(out, fmt.Sprintf("%s: no stage is called %s", name, j.Stage))
		}
		for _, n := range append(list(j.Needs), list(j.Extends)...) {
			if m, ok := n.(map[string]any); ok {
				n = m["job"]
			}
			if _, ok := all[fmt.Sprint(n)]; !ok {
				out = append(out, fmt.Sprintf("%s: nothing is called %v", name, n))
			}
		}
	}
	return out, nil
}

// list is a value that may be one or several.
func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}
