package plan

// Pipeline is what the Jenkinsfile needs to know.
type Pipeline struct {
	Agent string `json:"agent"` // kubernetes, docker, label
}
