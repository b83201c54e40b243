package facts

// Runtime is what the language and its framework ask of the place that a unit runs in and of the pipeline that tests it.
// The detector of the language gives it, so that plan, templates and image tree need no case for a language.
// The zero value is a program that brings all with it and starts at once; what it leaves out gets the defaults of the plan.
type Runtime struct {
	Memory []MemoryVariable `json:"memory,omitempty"` // variables that fit its memory to the limit
	// CPUs is a variable that is set to the CPU limit, for a runtime that counts the processors of the node.
	CPUs string `json:"cpus,omitempty"`
	// StartSeconds is how long a large application of the framework may take to start on a small, cold node; StopSeconds how long
	// one may take to end after SIGTERM.
	StartSeconds int       `json:"startSeconds,omitempty"`
	StopSeconds  int       `json:"stopSeconds,omitempty"` // see StartSeconds
	Resources    Resources `json:"resources,omitzero"`    // of the container, by default
	Test         Test      `json:"-"`                     // printed with the plan, once a test run         // how the pipeline tests it
	// MainIsFolder says that Unit.Main is a folder of the repository, which tells several programs of one Path apart.
	MainIsFolder bool `json:"mainIsFolder,omitempty"`
}

// MemoryVariable fits a runtime's memory to the limit of its container.
type MemoryVariable struct {
	Name    string `json:"name"`              // of the variable
	Value   string `json:"value"`             // {MiB} stands for Percent of the limit in mebibytes
	Percent int64  `json:"percent,omitempty"` // of the container's limit
	// WithInit is the value in an image whose init script sizes the heap; empty means Value.
	WithInit string `json:"withInit,omitempty"`
}

// Resources are what a container gets when nobody measured it, as Kubernetes quantities: enough to start, small enough to be
// scheduled. Memory is request and limit alike; EphemeralStorage is the limit.
type Resources struct {
	CPU              string `json:"cpu,omitempty"`              // request
	CPULimit         string `json:"cpuLimit,omitempty"`         // limit
	Memory           string `json:"memory,omitempty"`           // request and limit
	EphemeralStorage string `json:"ephemeralStorage,omitempty"` // limit
}

// Test says how the pipeline compiles and tests units. All units of one build image with the same script and words share one run.
type Test struct {
	// Script is a POSIX shell text without text of the user. Before it runs, $units holds a line for each unit: the folder that its build
	// starts in, a tab ($tab), its folder in there. `modules FOLDER` prints the second ones of one build, $HOME is kept between builds,
	// SKIP_TESTS=true asks to compile only. Reports in JUnit's form go to .waybill/reports. Empty: the pipeline tests nothing.
	Script string `json:"script,omitempty"`
	// Keep are prefixes of words of the build's first command that the tests take as well (profiles, properties), Drop those of words
	// that they do not. {args} in Script stands for the words that are kept, each followed by a blank.
	Keep []string `json:"keep,omitempty"`
	Drop []string `json:"drop,omitempty"` // see Keep
	// Secrets are shell lines, by the id of a secret of the build, that let the tests use the file {file}. Those of the secrets that the
	// pipeline has stand in the place of the line {secrets} in Script.
	Secrets map[string]string `json:"secrets,omitempty"`
	// Builds says that Script leaves what the unit's build makes, in its place (mvn verify).
	Builds bool `json:"builds,omitempty"`
}

// Folder is the folder that a unit's files are written to and that settings may name it by: that of its main package where
// several programs share Path, else Path.
func (u Unit) Folder() string {
	if u.Runtime.MainIsFolder && u.Main.Value != "" {
		return u.Main.Value
	}
	return u.Path
}
