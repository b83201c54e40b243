package settings

import "regexp"

// Jenkins says how pipelines run. Nothing in it is a secret: credentials are named by their ids in Jenkins.
type Jenkins struct {
	// Form is repository (one Jenkinsfile that says all, the default), library (one line that calls the organisation's shared library),
	// central or step: the two files that the organisation keeps once for all repositories.
	Form string `yaml:"form,omitempty"`
	// Library is the shared library with its version, for the form library: waybill@v1.4.0.
	Library string `yaml:"library,omitempty"`
	// Generate is check (the committed files must be up to date, the default) or ephemeral (they are made in each build).
	Generate string `yaml:"generate,omitempty"`
	// Agent is kubernetes (the default), docker or label.
	Agent string `yaml:"agent,omitempty"`
	// Label selects the agents of docker and label: "linux && docker".
	Label string `yaml:"label,omitempty"`
	// Cache is the claim of the volume that keeps dependencies between builds of kubernetes agents.
	Cache string `yaml:"cache,omitempty"`
	// Builder is buildkit (rootless, the default on kubernetes agents) or docker (the default elsewhere).
	Builder string `yaml:"builder,omitempty"`
	// BuildkitHost is the address of a BuildKit that runs already: tcp://buildkitd.ci:1234.
	BuildkitHost string `yaml:"buildkitHost,omitempty"`
	// Branch is deployed to the first environment, "main" when absent.
	Branch string `yaml:"branch,omitempty"`
	// Release is the regular expression of the tags that go to the later environments, v1.2.3 when absent.
	Release string `yaml:"release,omitempty"`
	// Minutes bounds a build without its approvals, 90 when absent.
	Minutes int `yaml:"minutes,omitempty"`
	// Severity is what fails the scan: CRITICAL, or HIGH,CRITICAL.
	Severity string `yaml:"severity,omitempty"`

	Images      JenkinsImages       `yaml:"images,omitempty"`
	Credentials JenkinsCredentials  `yaml:"credentials,omitempty"`
	Approval    map[string]Approval `yaml:"approval,omitempty"` // by environment; the last one always asks
}

// ForAll says whether the settings are those of the organisation's own pipeline: it needs no application beside them.
func (j Jenkins) ForAll() bool { return j.Form == "central" || j.Form == "step" }

// JenkinsImages are the images of the tools, best with a digest.
type JenkinsImages struct {
	Waybill  string `yaml:"waybill,omitempty"`
	Buildkit string `yaml:"buildkit,omitempty"`
	Trivy    string `yaml:"trivy,omitempty"`
	Kubectl  string `yaml:"kubectl,omitempty"`
}

// JenkinsCredentials are ids of credentials in Jenkins.
type JenkinsCredentials struct {
	Push string `yaml:"push,omitempty"` // user and password of the primary registry, registry-push when absent
	Pull string `yaml:"pull,omitempty"` // user and password that may only read it, for the scan; Push when absent
	// Cluster is a kubeconfig file by environment, kubeconfig-ENVIRONMENT when absent.
	Cluster map[string]string `yaml:"cluster,omitempty"`
}

// Approval is the question before a deployment.
type Approval struct {
	Submitters []string `yaml:"submitters,omitempty"` // users and groups of Jenkins, release-managers when absent
	Hours      int      `yaml:"hours,omitempty"`      // the question ends the build after that, 24 when absent
}

const (
	sayImage  = "use registry/name:tag or registry/name:tag@sha256:…"
	sayID     = "use letters, digits, dots, dashes and underscores"
	sayBranch = "use letters, digits, dots, dashes, underscores and slashes"
	sayTags   = "use a regular expression without quotes, spaces and dollar signs that Go and Java both read"
)

// jenkinsRules refuses what could mean something else in Groovy, in a shell or in the YAML of a pod. Templates escape as well.
func jenkinsRules() []rule {
	var (
		id     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)
		image  = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(/[a-z0-9][a-z0-9._-]*)*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?$`)
		branch = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$`)
		agents = regexp.MustCompile(`^[A-Za-z0-9_.&|!() -]{1,200}$`)
		who    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$`)
		pin    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,99}@[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)
		host   = regexp.MustCompile(`^(tcp|unix|kube-pod)://[A-Za-z0-9._:/-]{1,200}$`)
		levels = regexp.MustCompile(`^(LOW|MEDIUM|HIGH|CRITICAL)(,(LOW|MEDIUM|HIGH|CRITICAL))*$`)
	)
	at := func(keys ...string) []string { return append([]string{"jenkins"}, keys...) }
	return []rule{
		{at("form"), oneOf("repository", "library", "central", "step")},
		{at("library"), matches(pin, "use NAME@VERSION: a library without a version changes under a build")},
		{at("generate"), oneOf("check", "ephemeral")},
		{at("agent"), oneOf("kubernetes", "docker", "label")},
		{at("label"), matches(agents, "use a label expression: letters, digits, && || ! and parentheses")},
		{at("cache"), matches(label, sayLabel)},
		{at("builder"), oneOf("buildkit", "docker")},
		{at("buildkitHost"), matches(host, "use tcp://HOST:PORT or unix:///PATH")},
		{at("branch"), matches(branch, sayBranch)},
		{at("release"), tagPattern},
		{at("severity"), matches(levels, "use CRITICAL or HIGH,CRITICAL")},
		{at("images", "*"), matches(image, sayImage)},
		{at("credentials", "push"), matches(id, sayID)},
		{at("credentials", "pull"), matches(id, sayID)},
		{at("credentials", "cluster", "key:"), matches(label, sayLabel)},
		{at("credentials", "cluster", "*"), matches(id, sayID)},
		{at("approval", "key:"), matches(label, sayLabel)},
		{at("approval", "*", "submitters", "item:"), matches(who, sayID)},
	}
}

// tagPattern accepts what compiles and holds nothing that Groovy or Jenkins would read: Jenkins expands $ in some strings.
func tagPattern(v string) string {
	if regexp.MustCompile(`[\x00-\x20'"$\x60\x7f]`).MatchString(v) {
		return sayTags
	}
	if _, err := regexp.Compile(v); err != nil {
		return sayTags
	}
	return ""
}
