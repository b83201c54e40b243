// Package facts is the vocabulary of detection: what the source of a repository says, each fact with the place it was read from.
package facts

import "encoding/json"

// Confidence says how a fact came to be.
type Confidence string

// The confidences: read from the build model, concluded by a rule of the ecosystem, or a default that nothing confirms.
const (
	Certain Confidence = "certain"
	Likely  Confidence = "likely"
	Guess   Confidence = "guess"
)

// Evidence is the place that a fact was read from, and the rule that read it.
type Evidence struct {
	File string `json:"file"`           // slash path relative to the repository
	Line int    `json:"line,omitempty"` // 1-based, 0 for the whole file
	Rule string `json:"rule,omitempty"` // for example "maven.compiler.release" or "Spring Boot default"
}

// Text is a fact whose value is a word; the empty value is printed as null.
type Text struct {
	Value      string
	Constraint string // the whole range in semver form, for versions
	Confidence Confidence
	Evidence   []Evidence
}

// MarshalJSON prints an absent value as null, as the contract of `detect -o json` asks.
func (t Text) MarshalJSON() ([]byte, error) {
	var value *string
	if t.Value != "" {
		value = &t.Value
	}
	return json.Marshal(struct {
		Value      *string    `json:"value"`
		Constraint string     `json:"constraint,omitempty"`
		Confidence Confidence `json:"confidence,omitempty"`
		Evidence   []Evidence `json:"evidence,omitempty"`
	}{value, t.Constraint, t.Confidence, t.Evidence})
}

// Port is a TCP port that the unit listens on.
type Port struct {
	Value      int        `json:"value"`
	Name       string     `json:"name,omitempty"` // http, management, dubbo, grpc, metrics, …; the first port of a server is the one that serves users
	Env        string     `json:"env,omitempty"`  // the variable that moves it, for example PORT or SERVER_PORT
	Confidence Confidence `json:"confidence,omitempty"`
	Evidence   []Evidence `json:"evidence,omitempty"`
}

// Health is what a probe can ask. Value is the path that means "alive"; Ready the one that means "can serve", when it is another.
type Health struct {
	Value    string     `json:"-"`
	Ready    string     `json:"ready,omitempty"`
	Port     int        `json:"port,omitempty"` // 0: the first port
	Evidence []Evidence `json:"evidence,omitempty"`
}

// MarshalJSON prints an absent path as null.
func (h Health) MarshalJSON() ([]byte, error) {
	type plain Health
	var value *string
	if h.Value != "" {
		value = &h.Value
	}
	return json.Marshal(struct {
		Value *string `json:"value"`
		plain
	}{value, plain(h)})
}

// Warning is something that the user should know, with the place.
type Warning struct {
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	Unit string `json:"unit,omitempty"` // the unit's path; empty for the repository
	Text string `json:"text"`
}

// Unsupported is a part of the repository that waybill sees and does not generate for.
type Unsupported struct {
	Path  string `json:"path"`
	Found string `json:"found"`
	Say   string `json:"say"`
}

// Unit is what gets deployed on its own.
type Unit struct {
	Sample         bool          `json:"-"`    // tests, shows or documents other programs: a unit only where no language has another
	Path           string        `json:"path"` // folder relative to the repository, "." for the root
	Name           string        `json:"name"` // unique in the repository, a DNS label
	Language       Text          `json:"language"`
	BuildTool      Text          `json:"buildTool"`
	RuntimeVersion Text          `json:"runtimeVersion"`
	Framework      Text          `json:"framework"`
	Kind           Text          `json:"kind"`
	Packaging      Text          `json:"packaging"`
	Artifact       Text          `json:"artifact"`
	Main           Text          `json:"main"`
	Version        Text          `json:"version"` // the application's own version
	Build          [][]string    `json:"build"`
	Start          []string      `json:"start"`
	Ports          []Port        `json:"ports"`
	Health         Health        `json:"health"`
	Metrics        Text          `json:"metrics"`              // path of Prometheus metrics
	Needs          []Service     `json:"needs"`                // mysql, redis, kafka, …
	Registries     []Service     `json:"registries,omitempty"` // where it registers itself: nacos, eureka, zookeeper, dubbo
	NeedsEnv       []string      `json:"needsEnv"`             // variables without a default, names only
	NativePackages []string      `json:"nativePackages"`       // Debian names of OS packages
	Environments   []Environment `json:"environments"`
	Config         Config        `json:"config"`
	Confidence     Confidence    `json:"confidence"`
	Image          Image         `json:"image"`            // how the unit becomes a container image
	Runtime        Runtime       `json:"runtime,omitzero"` // what language and framework ask of cluster and pipeline
}

// Environment is one deployment environment that the repository holds configuration for.
type Environment struct {
	Name     string   `json:"name"`               // canonical: dev, qa, prod, or the repository's own word
	Spelling string   `json:"spelling,omitempty"` // the repository's word when it is another: production, pro
	Files    []string `json:"files"`
}

// How an environment's configuration reaches the program.
const (
	ByNothing  = ""         // nothing in the repository differs by environment
	ByVariable = "variable" // the program chooses by itself: set Config.Variable to the spelling
	ByLink     = "link"     // link (or copy) the environment's files to where the program looks
	ByArgument = "argument" // an argument of the start command names the file or the environment
	ByBuild    = "build"    // chosen when the artefact is built: one image an environment, or a warning
)

// Config says how the unit's configuration is chosen.
type Config struct {
	By       string       `json:"by,omitempty"`
	Variable string       `json:"variable,omitempty"` // SPRING_PROFILES_ACTIVE, QUARKUS_PROFILE, NODE_CONFIG_ENV, EGG_SERVER_ENV, APP_ENV, …
	Links    []ConfigLink `json:"links,omitempty"`
	Argument string       `json:"argument,omitempty"` // one argv word with {env} or {file}: "--config=config/{env}.yml"
	Evidence []Evidence   `json:"evidence,omitempty"`
}

// ConfigLink says that Target in the application's folder is one of Sources, by environment.
// Copy: something edits the file in place, which would break a link.
type ConfigLink struct {
	Target  string            `json:"target"`  // relative to the working folder in the image
	Sources map[string]string `json:"sources"` // environment name → path relative to the repository
	Copy    bool              `json:"copy,omitempty"`
}
