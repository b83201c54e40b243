package settings

// Environment is one place that the application runs in.
type Environment struct {
	Namespace string `yaml:"namespace,omitempty"`
	Registry  string `yaml:"registry,omitempty"` // replica that this cluster pulls from
	Replicas  *int   `yaml:"replicas,omitempty"`
}

// Kubernetes says what manifests should look like in every environment.
type Kubernetes struct {
	Format string `yaml:"format,omitempty"` // kustomize, helm, plain
}

// Workload is what is set per unit.
type Workload struct {
	Replicas *int `yaml:"replicas,omitempty"`
}
