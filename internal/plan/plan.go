// Package plan is the decision as plain data: what is built on which image, how it runs in each environment, and how a pipeline brings it
// there. [internal/decide] fills it, templates read it, `waybill explain -o json` prints it; nothing in it decides or renders.
//
// The types to know: [Plan] is one repository, [Unit] one program of it with the facts that were found, its build stages, its image and its
// [Workload]; [Base] is the image of the tree that was chosen, with the reason why each other one lost. An example, as JSON, stands
// beside each repository of testdata as plan.json.
package plan

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// DefaultUser runs the program: a number, because the kubelet cannot check a name against runAsNonRoot; not below 10000,
// so that it meets no account of a node. Its group is 0: OpenShift runs any user with that group.
const DefaultUser = 10001

// Places in the image. ConfigRoot holds a folder for each environment; the init links from it (WB_CONFIG_SRC of its contract).
const (
	Workdir    = "/app"
	ConfigRoot = "/app/config.d"
	InitPath   = "/usr/local/bin/waybill-init"
	// ArchiveFolder is nobody's else, so that no volume and no file of the program hides what is there.
	ArchiveFolder = "/usr/local/lib/waybill"
)

// EphemeralRoot is the folder that `generate --ephemeral` writes to.
const EphemeralRoot = ".waybill"

// Made says whether the files of a folder are made in each build, below EphemeralRoot, and not committed.
func Made(dir string) bool { return strings.HasPrefix(dir, EphemeralRoot) }

// AllMade says the same of all that the plan writes.
func AllMade(p Plan) bool { return len(p.Units) > 0 && Made(p.Units[0].Dir) }

// Schema names the form of a printed plan.
const Schema = "waybill/plan/v1"

// Plan is the whole decision for one repository. Nothing in it depends on the clock, the machine or map order.
type Plan struct {
	Schema       string        `json:"schema"`         // waybill/plan/v1
	Source       facts.Source  `json:"source"`         // where the repository was read
	Tree         Tree          `json:"tree"`           // where the base images were picked from
	Application  string        `json:"application"`    // label app.kubernetes.io/part-of
	Team         string        `json:"team,omitempty"` // that the settings name
	Environments []Environment `json:"environments"`   // in the order of a release: dev, qa, prod
	// Platforms are those that each image is for, as linux/amd64: the settings', or the tree's. More than one make Dockerfiles that cross-build.
	Platforms   []string            `json:"platforms,omitempty"`
	Units       []Unit              `json:"units"`                 // the deployables
	Skipped     []Skipped           `json:"skipped,omitempty"`     // units that nothing is generated for
	Pipeline    Pipeline            `json:"pipeline"`              // how the repository is built and released
	Cluster     Cluster             `json:"cluster"`               // what is set once for all units
	Unsupported []facts.Unsupported `json:"unsupported,omitempty"` // parts that waybill sees and does not generate for
	Warnings    []facts.Warning     `json:"warnings,omitempty"`    // guesses and what the user should know, sorted
	Secrets     []string            `json:"secrets,omitempty"`     // files of the repository that hold private keys, tokens or passwords
	Part        bool                `json:"-"`                     // units are left out: what only the whole can tell is not asked
}

// EmbeddedTree is the location of waybill's own image tree.
const EmbeddedTree = "embedded"

// Tree says which image tree the bases were picked from.
type Tree struct {
	Location string `json:"location"` // "embedded" for waybill's own
	Digest   string `json:"digest"`   // sha256 of its files
}

// Environment is one place that the application runs in.
type Environment struct {
	Name      string   `json:"name"`              // dev, qa, prod, or a word of the organisation
	Aliases   []string `json:"aliases,omitempty"` // other spellings that the init script accepts
	Namespace string   `json:"namespace"`         // that the application runs in
	Shared    bool     `json:"shared,omitempty"`  // the settings name the namespace: other applications may live there, too
	Registry  string   `json:"registry"`          // where this cluster pulls from
	Place     `json:"place"`
}

// Under is what settings say of an environment: under its name, else under another word for it. An organisation that says what holds for prod
// says so for an application whose production is called live.
func Under[V any](e Environment, of map[string]V) (V, bool) {
	for _, name := range append([]string{e.Name}, e.Aliases...) {
		if v, ok := of[name]; ok {
			return v, true
		}
	}
	var none V
	return none, false
}

// Skipped is a unit that nothing is generated for.
type Skipped struct {
	Path string `json:"path"` // of the unit
	Name string `json:"name"` // of the unit
	Kind string `json:"kind"` // cli, library, or that of the unit
	Why  string `json:"why"`  // one line
	// Undecided says that the unit is deployed and nothing could be decided for it; the others are generated all the same.
	Undecided bool `json:"undecided,omitempty"`
}

// Undecided says whether a unit that is deployed got nothing, because something could not be decided for it.
func (p Plan) Undecided() bool {
	return slices.ContainsFunc(p.Skipped, func(s Skipped) bool { return s.Undecided })
}

// Unit is the decision for one deployable.
type Unit struct {
	Name      string     `json:"name"`                // DNS label, unique
	Path      string     `json:"path"`                // the unit's folder, "." for the root
	Dir       string     `json:"dir"`                 // folder that its generated files go to, "." for the root
	Version   string     `json:"version"`             // of the application, 0.0.0 when nothing says it
	Kind      string     `json:"kind"`                // server, static-site, worker, job
	Facts     facts.Unit `json:"facts"`               // as detected, with the settings' overrides applied
	Overrides []Override `json:"overrides,omitempty"` // facts that settings replaced
	Doubts    []Doubt    `json:"doubts,omitempty"`    // facts that may be wrong
	Unset     []string   `json:"unset,omitempty"`     // variables that the program must have and neither image nor manifests set
	Own       *Own       `json:"own,omitempty"`       // the repository's own Dockerfile, which is used as it is
	Image     Image      `json:"image"`               // name and tag
	Stages    []Stage    `json:"stages"`              // build stages, in order
	Run       Run        `json:"run"`                 // the final stage
	Init      Init       `json:"init"`                // what runs before the program
	Ports     []Port     `json:"ports"`               // one port fact feeds image, Service, probes, Ingress and policies
	UDP       []Port     `json:"udpPorts,omitempty"`  // of datagrams: image, Service and policies; nothing can ask them
	Probes    Probes     `json:"probes"`              // what the kubelet asks
	Logs      Logs       `json:"logs"`                // where log files go
	Workload  Workload   `json:"workload"`            // what Kubernetes needs to know
}

// Own is a Dockerfile that the repository brings, and what is known of its image. waybill writes nothing that its build sees.
type Own struct {
	File    string            `json:"file"`              // path in the repository
	Context string            `json:"context"`           // folder that it is built in
	Ports   []int             `json:"ports,omitempty"`   // of EXPOSE, TCP
	User    string            `json:"user,omitempty"`    // of USER, empty for root
	UID     int               `json:"uid,omitempty"`     // of the user, 0 for root and for a name whose number is not known
	Workdir string            `json:"workdir,omitempty"` // absolute folder that the program starts in
	Env     map[string]string `json:"-"`                 // of ENV; a value may be a secret
	Set     []facts.EnvVar    `json:"set,omitempty"`     // variables that an image of waybill's would state and this one does not
	Secrets []string          `json:"secrets,omitempty"` // ids of the secrets that its build mounts
	Gains   []string          `json:"gains,omitempty"`   // what the image would gain if waybill wrote it
	// Made is what it copies and the repository does not hold (target/*.jar, dist); Make are the commands that make it, in the folder MakeIn.
	Made   []string   `json:"made,omitempty"`
	Make   [][]string `json:"make,omitempty"`   // see Made; none where nothing says how it is made
	MakeIn string     `json:"makeIn,omitempty"` // see Made
}

// Override says that a setting replaced a fact.
type Override struct {
	Fact    string `json:"fact"`          // name of the fact
	Was     string `json:"was,omitempty"` // value that was detected
	Is      string `json:"is"`            // value of the setting
	Setting string `json:"setting"`       // units.".".ports
}

// Doubt is a fact that the plan rests on and that nothing proves.
type Doubt struct {
	Fact       string           `json:"fact"`           // port, kind, artifact, …
	Value      string           `json:"value"`          // that was taken
	Confidence facts.Confidence `json:"confidence"`     // likely, guess
	Why        string           `json:"why,omitempty"`  // the rule that it rests on
	File       string           `json:"file,omitempty"` // where it was read
	Line       int              `json:"line,omitempty"` // 1-based, 0 for the whole file
	Setting    string           `json:"setting"`        // key below units.PATH that says it otherwise
}

// Image names the unit's image.
type Image struct {
	Repository string            `json:"repository"`            // registry/application/name that is pushed to, without a tag
	Tag        string            `json:"tag"`                   // version of the application, in the characters of a tag
	Labels     map[string]string `json:"labels,omitempty"`      // of the settings
	Debug      string            `json:"debug,omitempty"`       // capability that a debug stage adds, empty for no such stage
	DebugFrom  string            `json:"debugFrom,omitempty"`   // reference of the image that the tools for debugging come from
	Health     bool              `json:"healthcheck,omitempty"` // the Dockerfile has a HEALTHCHECK
}

// Base is an image of the tree that was picked, and why.
type Base struct {
	Name     string            `json:"name"`             // of the image in the tree
	Ref      string            `json:"ref"`              // registry/name:tag, with @digest when the tree's lock knows it
	BaseName string            `json:"baseName"`         // registry/name:tag without digest (org.opencontainers.image.base.name)
	Digest   string            `json:"digest,omitempty"` // sha256:… when known
	Provides map[string]string `json:"provides"`         // capability → version
	Install  Install           `json:"install"`          // what the Dockerfile adds
	Why      string            `json:"why"`              // one line
	Others   []Other           `json:"others,omitempty"` // images that were not picked, and why
	Pinned   bool              `json:"pinned,omitempty"` // named by a setting
}

// Install is OS packages added by the package manager of the base image's distribution.
type Install struct {
	Manager  string   `json:"manager,omitempty"`  // apt, apk, microdnf; "" when nothing is to be added
	Packages []string `json:"packages,omitempty"` // names that the manager knows
}

// Other is an image of the tree that was not picked.
type Other struct {
	Name    string   `json:"name"`              // of the image in the tree
	Refused []string `json:"refused,omitempty"` // why it cannot serve at all
	LostOn  string   `json:"lostOn,omitempty"`  // the first rule that another image was better by
}

// Has says whether the base provides a capability.
func (b Base) Has(capability string) bool {
	_, ok := b.Provides[capability]
	return ok
}

// Stage is a build stage on its base image.
type Stage struct {
	facts.Stage
	Base Base `json:"base"` // of the stage
	// Builder: the stage runs on the platform that builds, whichever the image is for.
	Builder bool `json:"builder,omitempty"`
}

// Run is the final stage on its base image.
type Run struct {
	facts.Run
	Base Base `json:"base"` // of the final stage
	User int  `json:"user"` // numeric, group 0 (OpenShift runs any user with that group)
	// Archive is what a training run leaves for later starts; nil for none.
	Archive *Archive `json:"archive,omitempty"`
}

// Archive is a file that a training run of the program leaves in the build, and from which later runs start faster. The command of the image
// names it; a runtime that does not find it, or finds one of another release, starts without.
type Archive struct {
	Form    string         `json:"form"`           // as the settings name it: cds, aot
	What    string         `json:"what"`           // as people call it: CDS archive
	Folder  string         `json:"folder"`         // absolute folder in the image that holds it
	Scratch string         `json:"scratch"`        // absolute folder that the training run leaves it in
	Command []string       `json:"command"`        // of the training run, with the init where there is one
	Env     []facts.EnvVar `json:"env,omitempty"`  // of the training run
	Port    int            `json:"port,omitempty"` // once the program listens here, the run is ended; 0 for one that ends by itself, or when its time is over
	Seconds int            `json:"seconds"`        // that the run may take
	Why     string         `json:"why"`            // one line
}

// Port is a port of the container with the name that Service, probes and policies use.
type Port struct {
	Name   string `json:"name"`          // at most 15 characters, unique in the unit
	Number int    `json:"number"`        // 1 to 65535
	Env    string `json:"env,omitempty"` // variable that the program reads it from
}

// How the container starts.
const (
	InitScript = "script" // deploy/init.sh
	InitBinary = "binary" // waybill-init of the base image
	InitNone   = "none"   // the program itself, with native probes
)

// Init says what the init does at start.
type Init struct {
	Form     string   `json:"form"`               // script, binary, none
	Why      string   `json:"why"`                // one line on the form
	Path     string   `json:"path"`               // absolute path in the image
	Provided bool     `json:"provided,omitempty"` // the base image brings it: the Dockerfile adds nothing
	Reaper   []string `json:"reaper,omitempty"`   // argv before the program: ["/usr/bin/tini", "--"]
	Links    []Link   `json:"links,omitempty"`    // configuration by environment
	LogLink  string   `json:"logLink,omitempty"`  // absolute folder in the image that becomes the link to the log volume
	// Select is the variable that hands the environment's name to the program, with the spelling for each environment.
	Select Select `json:"select"`
}

// Select tells the program which environment it is in.
type Select struct {
	Variable string            `json:"variable,omitempty"` // name, empty when the program needs none
	Argument string            `json:"argument,omitempty"` // one more word of argv; {env} and {file} are replaced
	Values   map[string]string `json:"values,omitempty"`   // environment → the repository's spelling or file
}

// Link is one configuration link: Target becomes the environment's Source.
type Link struct {
	Target  string            `json:"target"`         // absolute in the image
	Sources map[string]string `json:"sources"`        // environment → absolute path in the image
	Copy    bool              `json:"copy,omitempty"` // a copy instead of a link
}

// Probes is what the kubelet can ask. Empty paths mean TCP on the first port; no port means no probe.
type Probes struct {
	Startup        string `json:"startup,omitempty"` // path of the startup probe
	Ready          string `json:"ready,omitempty"`   // path of the readiness probe
	Live           string `json:"live,omitempty"`    // path of the liveness probe
	GRPC           bool   `json:"grpc,omitempty"`    // instead of paths: the port answers gRPC's health service
	Port           string `json:"port,omitempty"`    // name of the port that is asked
	StartupSeconds int    `json:"startupSeconds"`    // slowest start that is waited for
	StopSeconds    int    `json:"stopSeconds"`       // time that the program needs after SIGTERM
	Why            string `json:"why,omitempty"`     // one line on where the paths come from
}

// Where log files go.
const (
	LogsStdout   = "stdout"
	LogsHostPath = "hostPath"
	LogsSidecar  = "sidecar"
)

// Logs says where log files go.
type Logs struct {
	To   string `json:"to"`             // stdout, hostPath, sidecar
	Dir  string `json:"dir,omitempty"`  // absolute folder in the image
	Host string `json:"host,omitempty"` // folder on the node
	// Evidence says where the folder was read, when the repository names it.
	Evidence []facts.Evidence `json:"evidence,omitempty"`
}
