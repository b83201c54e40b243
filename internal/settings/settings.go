// Package settings is waybill.yaml: what source code cannot say, and what the user wants otherwise.
// The repository's file goes over the organisation's; a key that is not known is refused where it stands.
package settings

// Settings is one waybill.yaml, or several merged. Every field is optional.
type Settings struct {
	// Tree is the organisation's image tree: a file, a git URL or oci://REF; relative to the file that names it.
	Tree string `yaml:"tree,omitempty"`
	// Templates is a folder of templates that replace the embedded ones, file by file.
	Templates string `yaml:"templates,omitempty"`
	// Keep lists generated files that the user has taken over: generate never writes them again.
	Keep []string `yaml:"keep,omitempty"`

	// Application is the name of the whole (label app.kubernetes.io/part-of); the repository's name when absent.
	Application string `yaml:"application,omitempty"`
	// Team owns the application: a label, and the RBAC subject of its namespaces.
	Team string `yaml:"team,omitempty"`

	Images       Images                 `yaml:"images,omitempty"`
	Environments map[string]Environment `yaml:"environments,omitempty"`
	// Aliases maps other spellings of an environment to its name: production → prod.
	Aliases map[string]string `yaml:"aliases,omitempty"`

	Kubernetes Kubernetes `yaml:"kubernetes,omitempty"`
	Jenkins    Jenkins    `yaml:"jenkins,omitempty"`

	// Defaults apply to every unit, Units to the unit of that path or name.
	Defaults Unit            `yaml:"defaults,omitempty"`
	Units    map[string]Unit `yaml:"units,omitempty"`

	places map[string]place // of each key, see Place
}

// Images says where application images go and how they are called.
type Images struct {
	// Registry is the host and path that images are pushed to: harbor.example.com/freight.
	Registry string `yaml:"registry,omitempty"`
	// Pull is the replica that clusters pull from; the Registry when absent. An environment may have its own.
	Pull string `yaml:"pull,omitempty"`
	// Tag is what manifests name until a pipeline sets the digest; "0.0.0" when absent and the unit states no version.
	Tag string `yaml:"tag,omitempty"`
	// Debug is "busybox" to add a static busybox for teams that need tools in a slim image.
	Debug string `yaml:"debug,omitempty"`
	// Healthcheck writes a HEALTHCHECK into the Dockerfile, for engines outside Kubernetes.
	Healthcheck bool `yaml:"healthcheck,omitempty"`
	// Labels are further labels of every image.
	Labels map[string]string `yaml:"labels,omitempty"`
}

// Unit overrides the facts of one unit, and holds what is set per unit.
type Unit struct {
	Name           string            `yaml:"name,omitempty"`
	Skip           bool              `yaml:"skip,omitempty"` // generate nothing for this unit
	Kind           string            `yaml:"kind,omitempty"` // server, static-site, worker, cli, library, job
	RuntimeVersion string            `yaml:"runtimeVersion,omitempty"`
	Artifact       string            `yaml:"artifact,omitempty"`
	Main           string            `yaml:"main,omitempty"`
	Build          [][]string        `yaml:"build,omitempty"`
	Start          []string          `yaml:"start,omitempty"`
	Ports          []int             `yaml:"ports,omitempty"`
	Health         string            `yaml:"health,omitempty"`
	Ready          string            `yaml:"ready,omitempty"`
	Metrics        string            `yaml:"metrics,omitempty"`
	NativePackages []string          `yaml:"nativePackages,omitempty"` // added to what was found
	Env            map[string]string `yaml:"env,omitempty"`            // in every environment; no secrets
	Base           string            `yaml:"base,omitempty"`           // pin of the run image: a name of the tree
	BuildBase      string            `yaml:"buildBase,omitempty"`      // pin of the build image
	Config         *Config           `yaml:"config,omitempty"`
	Logs           Logs              `yaml:"logs,omitempty"`
	Init           string            `yaml:"init,omitempty"` // script, none; chosen by what the image has when absent
	Workload       Workload          `yaml:"workload,omitempty"`
}

// Config overrides how the environment's configuration is chosen (facts.Config).
type Config struct {
	By       string       `yaml:"by,omitempty"`
	Variable string       `yaml:"variable,omitempty"`
	Argument string       `yaml:"argument,omitempty"`
	Links    []ConfigLink `yaml:"links,omitempty"`
}

// ConfigLink is one link, see facts.ConfigLink.
type ConfigLink struct {
	Target  string            `yaml:"target"`
	Sources map[string]string `yaml:"sources,omitempty"`
	Copy    bool              `yaml:"copy,omitempty"`
}

// Logs says where the program's log files go.
type Logs struct {
	To   string `yaml:"to,omitempty"`   // stdout, hostPath, sidecar
	Dir  string `yaml:"dir,omitempty"`  // folder that the program writes to, when it was not found
	Host string `yaml:"host,omitempty"` // folder on the node, /var/log/apps when absent
}
