package plan

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
)

// Job is the kind of a unit that runs by the clock; only settings say so.
const Job = "job"

// Workload is what Kubernetes needs to know of a unit beyond its ports and probes.
type Workload struct {
	Object     string   `json:"object"`            // name of the workload and of what belongs to it, label app.kubernetes.io/instance
	Component  string   `json:"component"`         // label app.kubernetes.io/component: backend, frontend, worker, job
	Controller string   `json:"controller"`        // kind of the workload: Deployment, StatefulSet, Rollout, CloneSet, AdvancedStatefulSet, CronJob
	Release    Release  `json:"release"`           // how a new version replaces the old one
	Schedule   Schedule `json:"schedule,omitzero"` // when a job runs
	After      []string `json:"after,omitempty"`   // units that must be ready before this one is deployed
	// ServicePort is the port of the Service for users within the cluster; 0 for the usual one.
	ServicePort int      `json:"servicePort,omitempty"`
	Answers     []Answer `json:"answers,omitempty"`  // further ports of the Service, by which other units call this one
	Headless    bool     `json:"headless,omitempty"` // peers need the addresses of single pods

	User         int    `json:"user"`               // uid and gid; 0 when the platform assigns them
	DrainSeconds int    `json:"drainSeconds"`       // preStop: endpoints are gone before SIGTERM
	GraceSeconds int    `json:"graceSeconds"`       // drain, the program's own stop, and a reserve
	StopHook     string `json:"stopHook,omitempty"` // shell that takes the program off its service registries before it stops
	PullPolicy   string `json:"pullPolicy"`         // Always, IfNotPresent

	Env    []facts.EnvVar `json:"env,omitempty"`    // in every environment, by the ConfigMap
	Direct []facts.EnvVar `json:"direct,omitempty"` // in every environment, in the pod: values that a ConfigMap generator would change
	PodIP  []string       `json:"podIP,omitempty"`  // variables that hold the pod's address, for a service registry

	// Wanted are variables that the program must have and that nothing sets in any environment: the pods take each from a key of its name in
	// an object that somebody else makes.
	Wanted []Reference `json:"wanted,omitempty"`

	Folders []Folder `json:"folders,omitempty"` // writable folders; the root file system is read-only
	Claims  []Claim  `json:"claims,omitempty"`  // PersistentVolumeClaims that waybill writes
	Egress  []Egress `json:"egress,omitempty"`  // what the NetworkPolicy opens
	Metrics Metrics  `json:"metrics,omitzero"`  // where Prometheus asks

	NodeSelector map[string]string `json:"nodeSelector,omitempty"`  // labels of nodes
	Affinity     map[string]any    `json:"affinity,omitempty"`      // of the pod, as Kubernetes has it
	Tolerations  []map[string]any  `json:"tolerations,omitempty"`   // as Kubernetes has them
	Priority     string            `json:"priorityClass,omitempty"` // name of a PriorityClass
	Patches      []Patch           `json:"patches,omitempty"`       // strategic merge patches of the settings

	Base  Spot   `json:"base"`  // what the last environment (production) has: overlays hold what differs from it
	Spots []Spot `json:"spots"` // one for each environment, in their order
}

// AllWanted are the variables that are wanted in at least one environment, each once, sorted by name.
func (w Workload) AllWanted() []Reference {
	out := slices.Clone(w.Wanted)
	for _, s := range w.Spots {
		out = append(out, s.Wanted...)
	}
	slices.SortFunc(out, func(a, b Reference) int { return strings.Compare(a.Name, b.Name) })
	return slices.Compact(out)
}

// WantedObject is an object with variables that the program needs and that waybill has no value for.
type WantedObject struct {
	Kind  string   // Secret, ConfigMap
	Name  string   // of the object
	Keys  []string // names of the variables, sorted
	Comes bool     // with the manifests, by a controller
}

// WantedObjects are the objects of all that is wanted.
func (w Workload) WantedObjects() []WantedObject {
	var out []WantedObject
	for _, r := range w.AllWanted() {
		i := slices.IndexFunc(out, func(o WantedObject) bool { return o.Kind == r.Kind() && o.Name == r.Object })
		if i < 0 {
			out = append(out, WantedObject{Kind: r.Kind(), Name: r.Object, Comes: r.Comes})
			i = len(out) - 1
		}
		out[i].Keys = append(out[i].Keys, r.Name)
	}
	return out
}

// Made are the objects with variables that somebody makes in each namespace.
func (w Workload) Made() []WantedObject {
	return slices.DeleteFunc(w.WantedObjects(), func(o WantedObject) bool { return o.Comes })
}

// Coming are the Secrets with variables that a controller makes of what the manifests hold.
func (w Workload) Coming() []WantedObject {
	return slices.DeleteFunc(w.WantedObjects(), func(o WantedObject) bool { return !o.Comes })
}

// ComesIn names the variables that an environment's pods take from such a Secret, sorted.
func (w Workload) ComesIn(s Spot) []string {
	var out []string
	for _, r := range w.WantedIn(s) {
		if r.Comes {
			out = append(out, r.Name)
		}
	}
	slices.Sort(out)
	return out
}

// WantedIn are the variables that are wanted in an environment.
func (w Workload) WantedIn(s Spot) []Reference {
	return slices.Concat(w.Wanted, s.Wanted)
}

// Release says how a new version replaces the old one.
type Release struct {
	Strategy string `json:"strategy"`          // rolling, canary, blue-green, blue-green-argo, statefulset, cloneset, advanced-statefulset
	Batches  []int  `json:"batches,omitempty"` // shares of new pods in percent, ascending, the last one below 100
	Surge    int    `json:"surge"`             // percent
}

// Schedule makes the unit a CronJob.
type Schedule struct {
	Cron     string `json:"cron"`     // five fields
	TimeZone string `json:"timeZone"` // IANA name
}

// Answer is a port of the Service that a unit of the repository calls, beside those that it has anyway.
type Answer struct {
	Port   int    `json:"port"`   // of the Service
	Target string `json:"target"` // name of the container's port
	Why    string `json:"why"`    // who calls it, and where that stands
}

// Reference is a variable whose value is a key of an object.
type Reference struct {
	Name   string `json:"name"`             // of the variable and of the key
	Object string `json:"object"`           // name of the ConfigMap or Secret
	Secret bool   `json:"secret,omitempty"` // the object is a Secret
	Comes  bool   `json:"comes,omitempty"`  // with the manifests, by a controller: pods wait for it
}

// Kind is the kind of the object.
func (r Reference) Kind() string {
	if r.Secret {
		return "Secret"
	}
	return "ConfigMap"
}

// Folder is a writable folder of the container.
type Folder struct {
	Path   string `json:"path"`             // absolute
	Volume string `json:"volume"`           // tmp, work, logs, run
	Sub    string `json:"sub,omitempty"`    // folder within the volume
	Memory bool   `json:"memory,omitempty"` // the volume is in memory
	Claim  string `json:"claim,omitempty"`  // name of the PersistentVolumeClaim that the volume is; empty for one that ends with the pod
	Seeded bool   `json:"seeded,omitempty"` // an empty volume first gets what the image holds in the folder, and what it would hide
}

// Seeded lists the folders whose volumes begin with what the image holds there.
func (w Workload) Seeded() []Folder {
	var out []Folder
	for _, f := range w.Folders {
		if f.Seeded {
			out = append(out, f)
		}
	}
	return out
}

// Claim is a PersistentVolumeClaim of one node at a time (ReadWriteOnce).
type Claim struct {
	Name  string `json:"name"`            // of the object
	Size  string `json:"size"`            // a Kubernetes quantity
	Class string `json:"class,omitempty"` // StorageClass; empty for the default of the cluster
}

// Single says whether one pod owns the data of the unit: a second one could not mount its claim, or would write beside it.
func (w Workload) Single() bool {
	return slices.ContainsFunc(w.Folders, func(f Folder) bool { return f.Claim != "" })
}

// Egress is one opening of the NetworkPolicy: ports of a destination, of any when it names none.
type Egress struct {
	Why       string `json:"why,omitempty"`       // what needs it, for a comment
	CIDR      string `json:"cidr,omitempty"`      // addresses, empty for any
	Namespace string `json:"namespace,omitempty"` // of the cluster, empty for any
	Ports     []int  `json:"ports,omitempty"`     // TCP, empty for all
}

// Metrics is where Prometheus finds metrics.
type Metrics struct {
	Path string `json:"path"` // of the HTTP request, empty for none
	Port string `json:"port"` // name
}

// Patch is a strategic merge patch of the settings.
type Patch struct {
	At          fault.Position `json:"-"`                     // where it stands
	MustFit     bool           `json:"-"`                     // it stands in the settings of the repository, so it has to fit an object; one of an organisation may be meant for others
	All         bool           `json:"-"`                     // meant for all units
	Environment string         `json:"environment,omitempty"` // empty for all
	Kind        string         `json:"kind"`                  // of the objects that it changes
	Name        string         `json:"name,omitempty"`        // of the object, empty for all of the kind
	Patch       map[string]any `json:"patch"`                 // the patch as it was written
}

// Spot is what a unit has in one environment.
type Spot struct {
	Environment string         `json:"environment"`          // name
	Min         int            `json:"min"`                  // pods
	Max         int            `json:"max"`                  // pods; equal to Min when nothing scales by itself
	Resources   Resources      `json:"resources"`            // of the program's container
	Host        string         `json:"host,omitempty"`       // empty: not reachable from outside
	Image       string         `json:"image"`                // that this environment's cluster pulls, without tag
	Env         []facts.EnvVar `json:"env,omitempty"`        // variables of this environment, by its ConfigMap
	Direct      []facts.EnvVar `json:"direct,omitempty"`     // variables in the pod, as in Workload.Direct
	Wanted      []Reference    `json:"wanted,omitempty"`     // variables that are wanted here and not in every environment, as in Workload.Wanted
	Secrets     []string       `json:"secrets,omitempty"`    // names of Secrets whose keys become variables
	PullSecret  string         `json:"pullSecret,omitempty"` // name of the Secret with the registry's credentials
	Config      ConfigSource   `json:"config"`               // where its configuration files come from
	Level       string         `json:"podSecurity"`          // of Pod Security: restricted, baseline, privileged
}

// Scales says whether a HorizontalPodAutoscaler owns the number of pods.
func (s Spot) Scales() bool { return s.Min > 0 && s.Max > s.Min }

// Resources of a container; each value is a Kubernetes quantity.
type Resources struct {
	Requests map[string]string `json:"requests"` // cpu, memory, ephemeral-storage
	Limits   map[string]string `json:"limits"`   // cpu, memory, ephemeral-storage
}

// ConfigSource says where an environment's configuration files come from.
type ConfigSource struct {
	From string `json:"from"`           // image, configMap, secret, claim
	Name string `json:"name,omitempty"` // of the object, empty for image
}

// Cluster is what is set once for all units: entrances, monitoring, release strategy.
type Cluster struct {
	Format     string     `json:"format"`              // kustomize, helm, plain
	Platform   string     `json:"platform"`            // kubernetes, openshift
	Entrance   Entrance   `json:"entrance"`            // how requests come in
	Monitoring Monitoring `json:"monitoring"`          // who scrapes metrics
	Secrets    Secrets    `json:"secrets,omitzero"`    // who makes the Secrets with what units need
	Shipping   Shipping   `json:"shipping"`            // where log files are sent
	LogFolder  string     `json:"logFolder,omitempty"` // folder of the nodes for log files by default, for a repository without units
}

// Entrance says how requests from outside reach a unit that has a host.
type Entrance struct {
	Kind      string `json:"kind"`                // gateway, traefik, traefik-ingress, nginx, openshift
	Gateway   string `json:"gateway,omitempty"`   // name of the Gateway
	Section   string `json:"section,omitempty"`   // listener of the Gateway
	Namespace string `json:"namespace,omitempty"` // of Gateway or controller
	Class     string `json:"class,omitempty"`     // of the Ingress
	TLSSecret string `json:"tlsSecret,omitempty"` // name of the Secret with the certificate
	Issuer    string `json:"issuer,omitempty"`    // of cert-manager, empty when a Secret is given
}

// Monitoring says who scrapes metrics.
type Monitoring struct {
	Kind      string            `json:"kind"`             // annotations, podMonitor, none
	Namespace string            `json:"namespace"`        // that Prometheus asks from
	Labels    map[string]string `json:"labels,omitempty"` // that the PodMonitor needs to be seen
}

// The ways in which a Secret with variables that a unit needs comes into a namespace, beside somebody who makes it.
const (
	SecretExternal = "externalSecret"
	SecretSealed   = "sealedSecret"
)

// Secrets says who makes the Secrets with the variables that units need. The zero value: somebody does, by hand.
type Secrets struct {
	Kind      string `json:"kind,omitempty"`      // externalSecret, sealedSecret
	Store     string `json:"store,omitempty"`     // name of the store of an ExternalSecret
	StoreKind string `json:"storeKind,omitempty"` // ClusterSecretStore, SecretStore
	Entry     string `json:"entry,omitempty"`     // of the store, with {application}, {environment} and {unit} in it
}

// Of is the entry that a unit has in an environment.
func (s Secrets) Of(application, environment, unit string) string {
	return strings.NewReplacer("{application}", application, "{environment}", environment, "{unit}", unit).Replace(s.Entry)
}

// Shipping says where Filebeat sends log files.
type Shipping struct {
	Image     string   `json:"image,omitempty"`     // reference of Filebeat's image
	Output    string   `json:"output,omitempty"`    // kafka, elasticsearch
	Hosts     []string `json:"hosts,omitempty"`     // HOST:PORT or URL
	Topic     string   `json:"topic,omitempty"`     // of Kafka, or name of the index
	Secret    string   `json:"secret,omitempty"`    // name of the Secret with username and password
	DaemonSet bool     `json:"daemonSet,omitempty"` // one Filebeat on each node reads what applications print
}

// Place is what an environment's cluster differs in.
type Place struct {
	Level  string `json:"podSecurity"`     // of Pod Security: restricted, baseline, privileged
	Access Access `json:"access,omitzero"` // who may work in the namespace
}

// Access names the groups of people that may work in an environment's namespace.
type Access struct {
	Edit []string `json:"edit,omitempty"` // groups that may change objects
	View []string `json:"view,omitempty"` // groups that may read objects
}
