package facts

// Image says how a unit becomes a container image, in words that mean the same for every language,
// so that the Dockerfile template needs to know none.
type Image struct {
	// Stages are the build stages in order; the last one makes what is copied into the run image.
	Stages []Stage `json:"stages,omitempty"`
	Run    Run     `json:"run"` // the final stage
}

// Stage is one build stage. Its working folder holds the repository (or the files it needs) at the same relative paths.
type Stage struct {
	Name     string    `json:"name"`              // "build"; "frontend" for a second one
	Requires []Require `json:"requires"`          // capabilities of the base image: java >=17, jdk, maven; node, pnpm; go
	Wants    []string  `json:"wants,omitempty"`   // OS packages (Debian names) or capabilities that can be added: git, g++, python3
	Workdir  string    `json:"workdir,omitempty"` // folder relative to the repository that the commands run in; "" is its root
	// Platform says how the stage serves other platforms than the one that builds: any, cross; empty for a stage that has to run on the
	// platform that the image is for, and Native says why.
	Platform string   `json:"platform,omitempty"`
	Native   string   `json:"native,omitempty"` // see Platform; one short line
	Cross    Cross    `json:"cross,omitzero"`   // of a stage whose Platform is cross
	Env      []EnvVar `json:"env,omitempty"`    // CGO_ENABLED=0, NEXT_TELEMETRY_DISABLED=1
	EnvIf    []EnvIf  `json:"envIf,omitempty"`  // what depends on the release that the image brings; the plan moves it to Env
	// Args are build arguments with their defaults, which words of Build name as ${NAME}: REVISION, the commit that is built.
	Args     []EnvVar    `json:"args,omitempty"`
	Caches   []Cache     `json:"caches,omitempty"`   // cache mounts of Resolve and Build
	Secrets  []Secret    `json:"secrets,omitempty"`  // optional secret mounts of Resolve and Build: settings.xml, .npmrc
	Takes    []Secret    `json:"-"`                  // further ones that the build tool knows: they become Secrets where the settings name them
	Manifest []string    `json:"manifest,omitempty"` // files that decide the dependencies, copied before the rest
	Resolve  [][]string  `json:"resolve,omitempty"`  // commands that fetch the dependencies: the layer that a source edit re-uses
	Sources  []string    `json:"sources,omitempty"`  // what the build reads, empty: the whole repository
	From     []StageCopy `json:"from,omitempty"`     // files of an earlier stage, copied after the sources
	// Dated: this build treats a file dated 1970 as missing, and sources from a reproducible archive are dated so. Before the build, files
	// that are older than 1980, the earliest year that a jar can name, get a date of that year.
	Dated bool       `json:"dated,omitempty"`
	Build [][]string `json:"build"` // commands in exec form
	// Unpack are commands after Build that take its output apart. They fetch and compile nothing, so they get neither caches nor secrets.
	Unpack [][]string `json:"unpack,omitempty"`
	Shell  []string   `json:"shell,omitempty"` // POSIX shell lines at the end, for what no argv can say (collecting outputs); no user text; without caches and secrets, too
}

// How a stage serves platforms other than the one that builds.
const (
	AnyPlatform   = "any"   // what it makes is the same for all: jars, JavaScript, pages
	CrossPlatform = "cross" // its compiler makes programs of other platforms: Go without cgo
)

// Cross says how a compiler is told the platform that it makes programs for.
type Cross struct {
	Command []string `json:"command"` // the first words of the commands of Build that compile: go build
	Env     []EnvVar `json:"env"`     // set for these alone, in the words of the build: GOARCH=${TARGETARCH}
}

// StageCopy copies from an earlier stage; paths are relative to the repository.
type StageCopy struct {
	Stage string `json:"stage"` // name of the earlier stage
	From  string `json:"from"`  // file or folder
	To    string `json:"to"`    // file or folder
}

// Require is a capability that the base image must have, with a range of versions in semver form ("" = any).
type Require struct {
	Capability string `json:"capability"`      // a word that images of the tree provide: java, maven, node
	Range      string `json:"range,omitempty"` // of versions in semver form, empty for any
	// AsBuilt asks the run image for the major that the last stage was built with: native modules are compiled for one.
	AsBuilt bool `json:"asBuilt,omitempty"`
	// Pin says that the range comes from a developer's version manager (.nvmrc, .tool-versions) and not from the build:
	// when the tree has no such image, the nearest newer one serves, with a warning.
	Pin bool `json:"pin,omitempty"`
	// Optional says that the stage can do without: an image that has the capability is taken where there is one; else Bring installs it.
	Optional bool       `json:"optional,omitempty"`
	Bring    []string   `json:"bring,omitempty"`    // of an optional one: the command that installs it, in exec form; none where the stage's own commands do
	Evidence []Evidence `json:"evidence,omitempty"` // where it was read
}

// EnvIf is a variable that is set only where the picked image provides a capability in a range of versions.
type EnvIf struct {
	Env EnvVar  `json:"env"` // the variable
	If  Require `json:"if"`  // what the image has to provide
}

// EnvVar is a variable with a value that is no secret.
type EnvVar struct {
	Name  string `json:"name"`  // of the variable
	Value string `json:"value"` // plain text, never a secret
}

// Cache is a cache mount of the commands that download or compile.
type Cache struct {
	ID     string `json:"id"`     // "maven", "npm", "go-build"
	Target string `json:"target"` // absolute path in the build image that hides no settings of the user
	// Compiled says that it holds what Build compiles, so that Resolve, which only downloads, does not mount it.
	Compiled bool `json:"compiled,omitempty"`
}

// Secret is an optional secret mount: the build works without it.
type Secret struct {
	ID     string `json:"id"`               // "maven-settings", "npmrc"
	Target string `json:"target,omitempty"` // absolute path of the mounted file
	Env    string `json:"env,omitempty"`    // or the variable that carries it
}

// Run is the final stage.
type Run struct {
	Requires   []Require  `json:"requires"`             // java >=17; tomcat >=10 <11; node; nginx; static
	Wants      []string   `json:"wants,omitempty"`      // OS packages (Debian names) or capabilities: fontconfig, ca-certificates, tzdata
	Copies     []Copy     `json:"copies"`               // least often changing first: each is a layer
	Setup      []Setup    `json:"setup,omitempty"`      // commands that change what the image has, after the copies
	Workdir    string     `json:"workdir,omitempty"`    // "" is /app
	Writable   []string   `json:"writable,omitempty"`   // folders that the program writes to, relative to Workdir or absolute
	Seeded     []string   `json:"seeded,omitempty"`     // those of Writable that hold files of the image, which a volume begins with
	Scatters   bool       `json:"scatters,omitempty"`   // the program writes among files of its image, where no volume can lie: the root file system stays writable
	Kept       []Kept     `json:"kept,omitempty"`       // what it expects to find again when it starts anew
	Env        []EnvVar   `json:"env,omitempty"`        // NODE_ENV=production
	Command    []string   `json:"command"`              // argv in the image
	StopSignal string     `json:"stopSignal,omitempty"` // "" is SIGTERM
	Reaper     bool       `json:"reaper,omitempty"`     // the runtime ignores SIGTERM as process 1: start it below tini
	Heap       *Heap      `json:"heap,omitempty"`       // the init script sizes the heap; nil for a runtime that takes no flags for it
	Archivable Archivable `json:"-"`                    // what a training run can leave for later starts, where the settings ask for it
	Site       *Site      `json:"site,omitempty"`       // a static site: the web server's settings
	LogDir     string     `json:"logDir,omitempty"`     // folder that the program logs to, "" when it logs to stdout only
	// LogEvidence says where LogDir was read, or whose default it is.
	LogEvidence []Evidence `json:"logEvidence,omitempty"`
}

// Setup is a command that root runs in the run image while it is built.
type Setup struct {
	Command []string `json:"command"`       // in exec form
	Why     string   `json:"why,omitempty"` // one short comment above the line
}

// Kept is data that has to outlive the container, or is lost with it.
type Kept struct {
	Folder   string     `json:"folder"`             // that holds it, as Writable names it; "~" and below for the user's home
	What     string     `json:"what"`               // "SQLite database", "uploads"
	Evidence []Evidence `json:"evidence,omitempty"` // where it was read
}

// Heap says how the init script hands the flags that size a heap to the program.
type Heap struct {
	Percent  string `json:"percent"`            // of the container's limit: "70.0"
	Command  string `json:"command"`            // a start command of this program takes the flags as its first words
	Variable string `json:"variable,omitempty"` // any other start command reads them from this variable: JAVA_OPTS, CATALINA_OPTS
}

// Copy brings a file or folder into the run image.
type Copy struct {
	Stage string `json:"stage"`         // "" is the build context
	From  string `json:"from"`          // relative to the repository (in a stage too), or absolute in the stage
	To    string `json:"to"`            // relative to the run image's Workdir, or absolute
	Why   string `json:"why,omitempty"` // one short comment above the line: "dependencies", "templates opened at run time"
}

// Site is how a static site is served.
type Site struct {
	History bool   `json:"history,omitempty"` // the application routes in the browser: unknown paths get index.html
	Base    string `json:"base,omitempty"`    // path prefix, "" is /
	// Fallback is the page for unknown paths, "" for index.html.
	Fallback string `json:"fallback,omitempty"`
}
