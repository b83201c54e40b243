// Package settings is waybill.yaml: what source code cannot say, and what the user wants otherwise.
//
// In go the files of an organisation and of a repository, each a [Layer]; out comes one [Settings]. Forms, words, bounds and defaults stand
// once, in tags beside the fields: the check, the JSON Schema and docs/settings.md are made from them. To add a setting, write a field:
//
//		// How many old versions of the workload the cluster keeps.
//		History int `yaml:"history,omitempty" is:"0 to 100" default:"10"`
//
//	  - `is` is the form of the value (of each item, of each value of a mapping): "1 to 65535", "one of a, b, c", or a name of forms.go
//	  - `keys` is the form of the keys of a mapping, `list` says unique or ascending, `required:"true"` refuses a mapping without the key
//	  - `default` is the value when the key is absent ([Filled] sets it); `absent` says it in words when it depends on something
//	  - `example` is shown where the form has no good one
//	  - `only:"strategy=canary"` names the neighbour without which the setting has no effect ([Settings.Idle] tells it)
//
// A number for which 0 means something is a pointer: nil is absent.
package settings

import "go.yaml.in/yaml/v3"

// Settings is one waybill.yaml, or several merged. Every key is optional.
type Settings struct {
	// The organisation's image tree: a file, a git URL or oci://REF; relative to the file that names it.
	Tree string `yaml:"tree,omitempty" is:"text" absent:"the tree that is built into waybill" example:"https://git.example.com/platform/imagetree.git"`
	// A folder of templates that replace the embedded ones, file by file.
	Templates string `yaml:"templates,omitempty" is:"text" absent:"the embedded templates" example:"deploy/templates"`
	// Generated files that the user has taken over: generate never writes them again.
	Keep []string `yaml:"keep,omitempty" is:"path" list:"unique" example:"[Jenkinsfile]"`

	// The name of the whole, the label app.kubernetes.io/part-of.
	Application string `yaml:"application,omitempty" is:"label" absent:"the name of the only unit at the root, or of the repository" example:"shop"`
	// The team that owns the application: a label, and the group that may work in its namespaces.
	Team string `yaml:"team,omitempty" is:"label" example:"freight-platform"`

	// Where images go and how they are called.
	Images Images `yaml:"images,omitempty"`
	// The places that the application runs in, by name. The order of a release follows the usual words: dev, qa, prod.
	Environments map[string]Environment `yaml:"environments,omitempty" keys:"label" absent:"those of the repository's files, else dev, qa and prod" example:"{dev: {}, prod: {replicas: 3}}"`
	// Other spellings of an environment, each with its name.
	Aliases map[string]string `yaml:"aliases,omitempty" keys:"alias" is:"label" example:"{production: prod}"`

	// Where POMs of parents and bills of materials lie that repositories name and do not hold.
	Maven Maven `yaml:"maven,omitempty"`

	// What manifests look like in every environment.
	Kubernetes Kubernetes `yaml:"kubernetes,omitempty"`
	// The servers that run pipelines: each gets a file of its own, and all call the same scripts.
	CI []string `yaml:"ci,omitempty" is:"one of jenkins, gitlab, github" list:"unique" default:"[jenkins]"`
	// How pipelines run, on each of the servers as far as it has such a thing.
	Jenkins Jenkins `yaml:"jenkins,omitempty"`
	// A release as a commit that Argo CD or Flux applies.
	GitOps GitOps `yaml:"gitops,omitempty"`
	// How pipelines of GitLab run.
	GitLab GitLab `yaml:"gitlab,omitempty"`
	// How workflows of GitHub run.
	GitHub GitHub `yaml:"github,omitempty"`

	// What holds for every unit.
	Defaults Unit `yaml:"defaults,omitempty"`
	// What holds for one unit, by its path, its name or its Go main package.
	Units map[string]Unit `yaml:"units,omitempty" keys:"text" example:"{\".\": {kind: server}}"`

	root   *yaml.Node       // all layers merged, nil for settings that a test made by hand
	places map[string]place // of each key, see Place
}

// Maven says where POMs outside of a repository are found. Folders in a repository's own file are those of the repository; the organisation's
// file may name others, absolute or relative to the file, and repository managers. Of a manager POM files are fetched and nothing else, with
// the credentials of ~/.m2/settings.xml; they stay in the user's cache, and their digests in waybill.lock.
type Maven struct {
	// Folders in the layout of a local repository (GROUP/ARTIFACT/VERSION/ARTIFACT-VERSION.pom), or addresses of repository managers.
	Repositories []string `yaml:"repositories,omitempty" is:"text" list:"unique" example:"[/srv/maven/repository, \"https://nexus.example.com/repository/releases\"]"`
	// Folders with POM files, found by the coordinates that stand in them.
	Parents []string `yaml:"parents,omitempty" is:"text" list:"unique" example:"[build/parents]"`
}

// Images says where application images go and how they are called.
type Images struct {
	// The host and path that images are pushed to.
	Registry string `yaml:"registry,omitempty" is:"registry"`
	// The replica that clusters pull from; an environment may have its own.
	Pull string `yaml:"pull,omitempty" is:"registry" absent:"the registry" only:"registry"`
	// The platforms that images are for; with several, Dockerfiles build each of them on any builder.
	Platforms []string `yaml:"platforms,omitempty" is:"one of linux/amd64, linux/arm64, linux/ppc64le, linux/s390x, linux/riscv64" list:"unique" absent:"the platforms of the image tree" example:"[linux/amd64]"`
	// What manifests name until a pipeline sets the digest.
	Tag string `yaml:"tag,omitempty" is:"tag" absent:"the version of the unit, or 0.0.0"`
	// Adds a static busybox, for teams that need tools in a slim image.
	Debug string `yaml:"debug,omitempty" is:"one of busybox" absent:"nothing is added"`
	// Writes a HEALTHCHECK into the Dockerfile, for engines outside of Kubernetes.
	Healthcheck bool `yaml:"healthcheck,omitempty" default:"false"`
	// Further labels of every image.
	Labels map[string]string `yaml:"labels,omitempty" keys:"image-label" is:"line" example:"{com.example.cost-centre: \"4711\"}"`
}

// Logs says where the program's log files go.
type Logs struct {
	// Where they go: nowhere (the program writes to stdout), a folder of the node, or a container beside the program.
	To string `yaml:"to,omitempty" is:"one of stdout, hostPath, sidecar" default:"stdout"`
	// The folder that the program writes to, when it was not found; relative to the working folder.
	Dir string `yaml:"dir,omitempty" is:"program-path" absent:"the folder that was found in the source" example:"logs"`
	// The folder on the node.
	Host string `yaml:"host,omitempty" is:"folder" default:"/var/log/apps" only:"to=hostPath"`
}
