package settings

// Jenkins says how pipelines run.
type Jenkins struct {
	Agent string `yaml:"agent,omitempty"` // kubernetes, docker, label
}
