package plan

import (
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
)

// Workload is what Kubernetes needs to know of a unit beyond its ports and probes.
type Workload struct {
	Object     string   `json:"object"`     // name of the workload and of what belongs to it, label app.kubernetes.io/instance
	Component  string   `json:"component"`  // label app.kubernetes.io/component: backend, frontend, worker, job
	Controller string   `json:"controller"` // kind of the workload: Deployment, StatefulSet, Rollout, CloneSet, AdvancedStatefulSet, CronJob
	Release    Release  `json:"release"`
	Schedule   Schedule `json:"schedule,omitzero"`
	After      []string `json:"after,omitempty"`    // units that must be ready before this one is deployed
	Headless   bool     `json:"headless,omitempty"` // peers need the addresses of single pods

	User         int    `json:"user"`         // uid and gid; 0 when the platform assigns them
	DrainSeconds int    `json:"drainSeconds"` // preStop: endpoints are gone before SIGTERM
	GraceSeconds int    `json:"graceSeconds"` // drain, the program's own stop, and a reserve
	StopHook     string `json:"stopHook,omitempty"`
	PullPolicy   string `json:"pullPolicy"`

	Env    []facts.EnvVar `json:"env,omitempty"`    // in every environment, by the ConfigMap
	Direct []facts.EnvVar `json:"direct,omitempty"` // in every environment, in the pod: values that a ConfigMap generator would change
	PodIP  []string       `json:"podIP,omitempty"`  // variables that hold the pod's address, for a service registry

	Folders []Folder `json:"folders,omitempty"` // writable folders; the root file system is read-only
	Egress  []Egress `json:"egress,omitempty"`
	Metrics Metrics  `json:"metrics,omitzero"`

	NodeSelector map[string]string `json:"nodeSelector,omitempty"`
	Affinity     map[string]any    `json:"affinity,omitempty"`
	Tolerations  []map[string]any  `json:"tolerations,omitempty"`
	Priority     string            `json:"priorityClass,omitempty"`
	Patches      []Patch           `json:"patches,omitempty"`

	Base  Spot   `json:"base"`  // what the last environment (production) has: overlays hold what differs from it
	Spots []Spot `json:"spots"` // one for each environment, in their order
}

// Release says how a new version replaces the old one.
type Release struct {
	Strategy string `json:"strategy"`
	Batches  []int  `json:"batches,omitempty"` // shares of new pods in percent, ascending, the last one below 100
	Surge    int    `json:"surge"`             // percent
}

// Schedule makes the unit a CronJob.
type Schedule struct {
	Cron     string `json:"cron"`
	TimeZone string `json:"timeZone"`
}

// Folder is a writable folder of the container.
type Folder struct {
	Path   string `json:"path"`             // absolute
	Volume string `json:"volume"`           // tmp, work, logs, run
	Sub    string `json:"sub,omitempty"`    // folder within the volume
	Memory bool   `json:"memory,omitempty"` // the volume is in memory
}

// Egress is one opening of the NetworkPolicy: ports of a destination, of any when it names none.
type Egress struct {
	Why       string `json:"why,omitempty"`
	CIDR      string `json:"cidr,omitempty"`
	Namespace string `json:"namespace,omitempty"`
	Ports     []int  `json:"ports,omitempty"`
}

// Metrics is where Prometheus finds metrics.
type Metrics struct {
	Path string `json:"path"`
	Port string `json:"port"` // name
}

// Patch is a strategic merge patch of the settings.
type Patch struct {
	At          fault.Position `json:"-"` // where it stands
	Own         bool           `json:"-"` // the repository's own settings have it: it has to fit an object
	All         bool           `json:"-"` // meant for all units
	Environment string         `json:"environment,omitempty"`
	Kind        string         `json:"kind"`
	Name        string         `json:"name,omitempty"`
	Patch       map[string]any `json:"patch"`
}

// Spot is what a unit has in one environment.
type Spot struct {
	Environment string         `json:"environment"`
	Min         int            `json:"min"` // pods
	Max         int            `json:"max"` // pods; equal to Min when nothing scales by itself
	Resources   Resources      `json:"resources"`
	Host        string         `json:"host,omitempty"` // empty: not reachable from outside
	Image       string         `json:"image"`          // that this environment's cluster pulls, without tag
	Env         []facts.EnvVar `json:"env,omitempty"`
	Direct      []facts.EnvVar `json:"direct,omitempty"`
	Secrets     []string       `json:"secrets,omitempty"`
	PullSecret  string         `json:"pullSecret,omitempty"`
	Config      ConfigSource   `json:"config"`
	Level       string         `json:"podSecurity"`
}

// Scales says whether a HorizontalPodAutoscaler owns the number of pods.
func (s Spot) Scales() bool { return s.Min > 0 && s.Max > s.Min }

// Resources of a container; each value is a Kubernetes quantity.
type Resources struct {
	Requests map[string]string `json:"requests"`
	Limits   map[string]string `json:"limits"`
}

// ConfigSource says where an environment's configuration files come from.
type ConfigSource struct {
	From string `json:"from"` // image, configMap, secret, claim
	Name string `json:"name,omitempty"`
}

// Cluster is what is set once for all units: entrances, monitoring, release strategy.
type Cluster struct {
	Format     string     `json:"format"`   // kustomize, helm, plain
	Platform   string     `json:"platform"` // kubernetes, openshift
	Entrance   Entrance   `json:"entrance"`
	Monitoring Monitoring `json:"monitoring"`
	Shipping   Shipping   `json:"shipping"`
	LogFolder  string     `json:"logFolder,omitempty"` // folder of the nodes for log files by default, for a repository without units
}

// Entrance says how requests from outside reach a unit that has a host.
type Entrance struct {
	Kind      string `json:"kind"`
	Gateway   string `json:"gateway,omitempty"`
	Section   string `json:"section,omitempty"`
	Namespace string `json:"namespace,omitempty"`
	Class     string `json:"class,omitempty"`
	TLSSecret string `json:"tlsSecret,omitempty"`
	Issuer    string `json:"issuer,omitempty"`
}

// Monitoring says who scrapes metrics.
type Monitoring struct {
	Kind      string            `json:"kind"`
	Namespace string            `json:"namespace"`
	Labels    map[string]string `json:"labels,omitempty"`
}

// Shipping says where Filebeat sends log files.
type Shipping struct {
	Image     string   `json:"image,omitempty"`
	Output    string   `json:"output,omitempty"`
	Hosts     []string `json:"hosts,omitempty"`
	Topic     string   `json:"topic,omitempty"`
	Secret    string   `json:"secret,omitempty"`
	DaemonSet bool     `json:"daemonSet,omitempty"`
}

// Place is what an environment's cluster differs in.
type Place struct {
	Level  string `json:"podSecurity"`
	Access Access `json:"access,omitzero"`
}

// Access names the groups of people that may work in an environment's namespace.
type Access struct {
	Edit []string `json:"edit,omitempty"`
	View []string `json:"view,omitempty"`
}
