package plan

// Workload is what Kubernetes needs to know of a unit beyond its ports and probes.
type Workload struct {
	Replicas map[string]int `json:"replicas,omitempty"` // by environment
}

// Cluster is what is set once for all units: entrances, monitoring, release strategy.
type Cluster struct {
	Format string `json:"format"` // kustomize, helm, plain
}

// Place is what an environment's cluster differs in.
type Place struct {
	Level string `json:"podSecurity,omitempty"`
}
