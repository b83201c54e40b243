package settings

// GitOps makes of a release a commit that a controller in the cluster applies, in place of a roll-out by the pipeline.
type GitOps struct {
	// What applies the commits: Argo CD, Flux, or something else that somebody has set up (other). With none the pipeline rolls out itself.
	Controller string `yaml:"controller,omitempty" is:"one of none, argo-cd, flux, other" default:"none"`
	// The repository that releases are committed to, an address without a password. That of the application itself needs a branch that no pipeline builds.
	Repository string `yaml:"repository,omitempty" is:"git-address" only:"controller=argo-cd,flux,other"`
	// The branch that releases are committed to.
	Branch string `yaml:"branch,omitempty" is:"branch" default:"main" only:"controller=argo-cd,flux,other"`
	// The folder of the application in that repository; below it each environment has a folder, and in that each unit.
	Folder string `yaml:"folder,omitempty" is:"git-folder" absent:"the application" example:"teams/freight/shop" only:"controller=argo-cd,flux,other"`
	// The namespace that the controller's objects belong to.
	Namespace string `yaml:"namespace,omitempty" is:"label" absent:"argocd, or flux-system" only:"controller=argo-cd,flux"`
	// The project of Argo CD.
	Project string `yaml:"project,omitempty" is:"name" default:"default" only:"controller=argo-cd" example:"freight"`
	// The names by which Argo CD knows the clusters of environments.
	Clusters map[string]string `yaml:"clusters,omitempty" keys:"label" is:"name" absent:"the cluster that Argo CD runs in" only:"controller=argo-cd" example:"{prod: prod-eu}"`
	// The Secret with which Flux reads the repository.
	Secret string `yaml:"secret,omitempty" is:"name" absent:"none, as for a repository that anybody may read" only:"controller=flux" example:"deployments-read"`
}

// On says whether releases are commits.
func (g GitOps) On() bool { return g.Controller != "" && g.Controller != "none" }
