package settings

// GitLab says what pipelines of GitLab have beside what jenkins sets for all servers: the branch, the tags of releases, the images of the tools,
// the time, and the ids of build secrets.
type GitLab struct {
	// The tags of the runners that take the jobs.
	Tags []string `yaml:"tags,omitempty" is:"id" list:"unique" absent:"any runner" example:"[linux]"`
}

// GitHub says what workflows of GitHub have beside what jenkins sets for all servers: the branch, the tags of releases, the images of the tools,
// the time, and the ids of build secrets.
type GitHub struct {
	// The labels of the runner. It needs Docker.
	Runner []string `yaml:"runner,omitempty" is:"id" list:"unique" default:"[ubuntu-24.04]"`
	// The names of secrets in GitHub that are called otherwise than the variables of the scripts: REGISTRY_USER, REGISTRY_PASSWORD, KUBECONFIG,
	// a build secret in capitals, SECRET_ID for one that is a file.
	Secrets map[string]string `yaml:"secrets,omitempty" keys:"secret-variable" is:"secret-variable" absent:"the names of the variables" example:"{REGISTRY_USER: HARBOR_USER}"`
}
