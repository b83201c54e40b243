// Package facts is the vocabulary of detection: what the source of a repository says, each fact with the place it was read from.
package facts

import (
	"encoding/json"
	"strings"
)

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
	Value      string     // the word, empty when nothing says it
	Constraint string     // the whole range in semver form, for versions
	Confidence Confidence // how sure it is
	Evidence   []Evidence // where it was read
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

// Port is a port that the unit listens on: of TCP, unless it is one of a unit's UDP.
type Port struct {
	Value      int        `json:"value"`                // number, 1 to 65535
	Name       string     `json:"name,omitempty"`       // http, management, dubbo, grpc, metrics, …; the first port of a server is the one that serves users
	Env        string     `json:"env,omitempty"`        // the variable that moves it, for example PORT or SERVER_PORT
	Confidence Confidence `json:"confidence,omitempty"` // how sure it is
	Evidence   []Evidence `json:"evidence,omitempty"`   // where it was read
}

// Health is what a probe can ask. Value is the path that means "alive"; Ready the one that means "can serve", when it is another.
type Health struct {
	Value    string     `json:"-"`                  // path that means "alive"
	Ready    string     `json:"ready,omitempty"`    // path that means "can serve", when it is another
	Port     int        `json:"port,omitempty"`     // 0: the first port
	GRPC     bool       `json:"grpc,omitempty"`     // instead of a path: the port of gRPC answers the standard health service without TLS
	Evidence []Evidence `json:"evidence,omitempty"` // where it was read
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
	File string `json:"file,omitempty"` // slash path relative to the repository, may be empty
	Line int    `json:"line,omitempty"` // 1-based, 0 when unknown
	Unit string `json:"unit,omitempty"` // the unit's path; empty for the repository
	Text string `json:"text"`           // what the user should know
	// BuildEnv are the variables that settle it, with commas between, where buildEnv: of the settings can.
	BuildEnv string `json:"-"`
}

// Unsupported is a part of the repository that waybill sees and does not generate for.
type Unsupported struct {
	Path  string `json:"path"`  // folder relative to the repository
	Found string `json:"found"` // what was seen: build.gradle
	Say   string `json:"say"`   // a sentence for the user
}

// Unit is what gets deployed on its own.
type Unit struct {
	Sample         bool          `json:"-"`                     // tests, shows or documents other programs: a unit only where no language has another
	Path           string        `json:"path"`                  // folder relative to the repository, "." for the root
	Name           string        `json:"name"`                  // unique in the repository, a DNS label
	Language       Text          `json:"language"`              // java, node, go
	BuildTool      Text          `json:"buildTool"`             // maven, npm, yarn, pnpm, bun, go
	RuntimeVersion Text          `json:"runtimeVersion"`        // major for Java and Node, major.minor for Go
	Framework      Text          `json:"framework"`             // spring-boot, express, gin, …
	Kind           Text          `json:"kind"`                  // server, static-site, worker, cli, library
	Packaging      Text          `json:"packaging"`             // jar, war, quarkus-app, static, node, binary
	Artifact       Text          `json:"artifact"`              // file or folder to run or serve, relative to the unit
	Main           Text          `json:"main"`                  // Go main package, Node entry file or Java main class
	Version        Text          `json:"version"`               // the application's own version
	Build          [][]string    `json:"build"`                 // commands that build it, in exec form
	Start          []string      `json:"start"`                 // start command, in exec form
	Ports          []Port        `json:"ports"`                 // first the one that serves users
	UDP            []Port        `json:"udpPorts,omitempty"`    // of datagrams, in the order of the code
	Health         Health        `json:"health"`                // what a probe can ask
	Metrics        Text          `json:"metrics"`               // path of Prometheus metrics
	Needs          []Service     `json:"needs"`                 // mysql, redis, kafka, …
	Registries     []Service     `json:"registries,omitempty"`  // where it registers itself: nacos, eureka, zookeeper, dubbo
	Addresses      []Address     `json:"addresses,omitempty"`   // of other programs, that its configuration files name
	NeedsEnv       []string      `json:"needsEnv"`              // variables without a default, names only
	NativePackages []string      `json:"nativePackages"`        // Debian names of OS packages
	Environments   []Environment `json:"environments"`          // that the repository holds configuration for
	Config         Config        `json:"config"`                // how its configuration is chosen
	Confidence     Confidence    `json:"confidence"`            // that of the least sure fact
	Dockerfiles    []string      `json:"dockerfiles,omitempty"` // of the repository, that make an image of it; relative to the repository
	Image          Image         `json:"image"`                 // how the unit becomes a container image
	Runtime        Runtime       `json:"runtime,omitzero"`      // what language and framework ask of cluster and pipeline
}

// Address is where a configuration file says that another program is. User and password of an address are not kept.
type Address struct {
	Host     string  `json:"host,omitempty"`     // in lower case; empty where the client's default is meant
	Port     int     `json:"port"`               // TCP
	Service  Service `json:"service,omitempty"`  // that the scheme or the key names
	Key      string  `json:"key"`                // dotted key of the setting
	Variable string  `json:"variable,omitempty"` // placeholder that says it otherwise
	File     string  `json:"file"`               // relative to the repository
	Line     int     `json:"line,omitempty"`     // 1-based
}

// Local says whether the address is that of the program's own machine, which in a pod is the pod itself.
func (a Address) Local() bool {
	return a.Host == "localhost" || strings.HasPrefix(a.Host, "127.") || a.Host == "[::1]"
}

// Environment is one deployment environment that the repository holds configuration for.
type Environment struct {
	Name     string   `json:"name"`               // canonical: dev, qa, prod, or the repository's own word
	Spelling string   `json:"spelling,omitempty"` // the repository's word when it is another: production, pro
	Files    []string `json:"files"`              // its configuration, relative to the repository
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
	By       string       `json:"by,omitempty"`       // one of the words above
	Variable string       `json:"variable,omitempty"` // SPRING_PROFILES_ACTIVE, QUARKUS_PROFILE, NODE_CONFIG_ENV, EGG_SERVER_ENV, APP_ENV, …
	Links    []ConfigLink `json:"links,omitempty"`    // files by environment, for link
	Argument string       `json:"argument,omitempty"` // one argv word with {env} or {file}: "--config=config/{env}.yml"
	Evidence []Evidence   `json:"evidence,omitempty"` // where it was read
}

// ConfigLink says that Target in the application's folder is one of Sources, by environment.
// Copy: something edits the file in place, which would break a link.
type ConfigLink struct {
	Target  string            `json:"target"`         // relative to the working folder in the image
	Sources map[string]string `json:"sources"`        // environment name → path relative to the repository
	Copy    bool              `json:"copy,omitempty"` // a copy instead of a link
}
