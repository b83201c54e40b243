package settings

import "regexp"

// Environment is one place that the application runs in. What it leaves out is as in the other environments.
type Environment struct {
	Namespace   string     `yaml:"namespace,omitempty"`   // APPLICATION-ENVIRONMENT when absent
	Registry    string     `yaml:"registry,omitempty"`    // replica that this cluster pulls from
	PullSecret  string     `yaml:"pullSecret,omitempty"`  // Secret of type kubernetes.io/dockerconfigjson in the namespace
	Replicas    *int       `yaml:"replicas,omitempty"`    // lowest number of pods; 0 stops the unit here
	MaxReplicas *int       `yaml:"maxReplicas,omitempty"` // the number of replicas switches the autoscaler off
	Resources   *Resources `yaml:"resources,omitempty"`
	// Domain gives each unit that serves the host UNIT.DOMAIN; Hosts names them one by one (unit name → host) and wins.
	Domain string            `yaml:"domain,omitempty"`
	Hosts  map[string]string `yaml:"hosts,omitempty"`
	Env    map[string]string `yaml:"env,omitempty"` // for every unit; no secrets
	// Secrets are names of Secrets whose keys become environment variables of every unit.
	Secrets []string `yaml:"secrets,omitempty"`
	// Config says where the environment's configuration files come from.
	Config ConfigSource `yaml:"config,omitempty"`
	// PodSecurity is the level that the namespace enforces: restricted (the default), baseline or privileged.
	PodSecurity string `yaml:"podSecurity,omitempty"`
	Access      Access `yaml:"access,omitempty"`
}

// ConfigSource says where configuration files come from: baked into the image, or a volume that the init script links to.
type ConfigSource struct {
	From string `yaml:"from,omitempty"` // image, configMap, secret, claim
	Name string `yaml:"name,omitempty"` // of the ConfigMap, Secret or PersistentVolumeClaim; UNIT-config when absent
}

// Access binds groups of people to the cluster roles edit and view in an environment's namespace.
type Access struct {
	Edit []string `yaml:"edit,omitempty"`
	View []string `yaml:"view,omitempty"`
}

// Resources of one container in Kubernetes quantities. Memory is both request and limit; the CPU limit can be switched off.
type Resources struct {
	CPU              string `yaml:"cpu,omitempty"`              // request
	CPULimit         string `yaml:"cpuLimit,omitempty"`         // "none" for no limit
	Memory           string `yaml:"memory,omitempty"`           // request and limit
	EphemeralStorage string `yaml:"ephemeralStorage,omitempty"` // limit; the request is a quarter of it
}

// Kubernetes says what manifests should look like in every environment.
type Kubernetes struct {
	Format     string     `yaml:"format,omitempty"`     // kustomize, helm, plain
	Platform   string     `yaml:"platform,omitempty"`   // kubernetes, openshift
	PullPolicy string     `yaml:"pullPolicy,omitempty"` // Always, IfNotPresent, Never (for clusters without a registry)
	Release    Release    `yaml:"release,omitempty"`
	Entrance   Entrance   `yaml:"entrance,omitempty"`
	Monitoring Monitoring `yaml:"monitoring,omitempty"`
	Shipping   Shipping   `yaml:"shipping,omitempty"`
	// Egress opens the NetworkPolicy beyond DNS, the namespace and the ports of the services that a unit needs.
	Egress []Egress `yaml:"egress,omitempty"`
	// Patches are strategic merge patches over what waybill renders, for all units.
	Patches []Patch `yaml:"patches,omitempty"`
}

// Release says how a new version replaces the old one.
type Release struct {
	// Strategy is rolling; batches by cloneset or advanced-statefulset (OpenKruise), statefulset, or canary (Argo Rollouts);
	// blue-green (two Deployments) or blue-green-argo.
	Strategy string `yaml:"strategy,omitempty"`
	// Batches are the shares of new pods in percent, ascending: [10, 50]; the last step to 100 is implied.
	Batches []int `yaml:"batches,omitempty"`
	// Surge is the share of pods that a release may add, 25 when absent.
	Surge int `yaml:"surge,omitempty"`
}

// Entrance says how requests from outside reach a unit that has a host.
type Entrance struct {
	Kind string `yaml:"kind,omitempty"` // gateway, traefik, traefik-ingress, nginx, openshift, none
	// Gateway and GatewayNamespace name the Gateway that an HTTPRoute attaches to, Section its listener.
	Gateway string `yaml:"gateway,omitempty"`
	Section string `yaml:"section,omitempty"`
	// Namespace is where the controller's (or the Gateway's) pods run: the NetworkPolicy lets them in.
	Namespace string `yaml:"namespace,omitempty"`
	Class     string `yaml:"class,omitempty"`     // ingressClassName
	TLSSecret string `yaml:"tlsSecret,omitempty"` // UNIT-tls when absent
	Issuer    string `yaml:"issuer,omitempty"`    // cert-manager ClusterIssuer, for Ingress
}

// Monitoring says who scrapes the metrics of a unit that exposes some.
type Monitoring struct {
	Kind      string            `yaml:"kind,omitempty"`      // podMonitor, annotations, none
	Namespace string            `yaml:"namespace,omitempty"` // of Prometheus, "monitoring" when absent
	Labels    map[string]string `yaml:"labels,omitempty"`    // what the Prometheus selects PodMonitors by
}

// Shipping says where log files of `logs: sidecar` and of the DaemonSet go.
type Shipping struct {
	Image     string   `yaml:"image,omitempty"`  // Filebeat image with tag
	Output    string   `yaml:"output,omitempty"` // elasticsearch, kafka
	Hosts     []string `yaml:"hosts,omitempty"`  // host:port, or https://host:port
	Topic     string   `yaml:"topic,omitempty"`  // of Kafka, or the index of Elasticsearch; the application's name when absent
	Secret    string   `yaml:"secret,omitempty"` // Secret with the keys username and password
	DaemonSet bool     `yaml:"daemonSet,omitempty"`
}

// Egress is one opening of the NetworkPolicy.
type Egress struct {
	CIDR      string `yaml:"cidr,omitempty"`
	Namespace string `yaml:"namespace,omitempty"`
	Ports     []int  `yaml:"ports,omitempty"`
}

// Patch is a strategic merge patch: the fields of an object that should be otherwise.
type Patch struct {
	Environment string         `yaml:"environment,omitempty"` // all when absent
	Kind        string         `yaml:"kind"`
	Name        string         `yaml:"name,omitempty"` // every object of the kind when absent
	Patch       map[string]any `yaml:"patch"`
}

// Workload is what is set per unit.
type Workload struct {
	Replicas     *int              `yaml:"replicas,omitempty"`
	MaxReplicas  *int              `yaml:"maxReplicas,omitempty"`
	Resources    *Resources        `yaml:"resources,omitempty"`
	Schedule     string            `yaml:"schedule,omitempty"` // five fields of cron: the unit is a CronJob
	TimeZone     string            `yaml:"timeZone,omitempty"` // of the schedule, Etc/UTC when absent
	After        []string          `yaml:"after,omitempty"`    // units that must be ready before this one is deployed
	NodeSelector map[string]string `yaml:"nodeSelector,omitempty"`
	Affinity     map[string]any    `yaml:"affinity,omitempty"` // nodeAffinity, podAffinity; the spread over hosts is kept
	Tolerations  []map[string]any  `yaml:"tolerations,omitempty"`
	Priority     string            `yaml:"priorityClass,omitempty"`
	Release      *Release          `yaml:"release,omitempty"` // replaces kubernetes.release for this unit
	Patches      []Patch           `yaml:"patches,omitempty"`
	StartSeconds int               `yaml:"startSeconds,omitempty"` // slowest start that the startup probe waits for
	StopSeconds  int               `yaml:"stopSeconds,omitempty"`  // time that the program needs after SIGTERM
	DrainSeconds int               `yaml:"drainSeconds,omitempty"` // wait before SIGTERM, 15 when absent

	Environments map[string]Place `yaml:"environments,omitempty"`
}

// Place is what one unit has otherwise in one environment.
type Place struct {
	Replicas    *int              `yaml:"replicas,omitempty"`
	MaxReplicas *int              `yaml:"maxReplicas,omitempty"`
	Resources   *Resources        `yaml:"resources,omitempty"`
	Host        string            `yaml:"host,omitempty"`
	Env         map[string]string `yaml:"env,omitempty"`
}

// Forms of names and numbers that Kubernetes takes.
var (
	dnsName    = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)
	quantity   = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$`)
	labelKey   = regexp.MustCompile(`^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`)
	labelValue = regexp.MustCompile(`^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`)
	cron       = regexp.MustCompile(`^(@(hourly|daily|weekly|monthly|yearly|annually|midnight)|[0-9A-Za-z*/,?-]+( [0-9A-Za-z*/,?-]+){4})$`)
	cidr       = regexp.MustCompile(`^[0-9a-fA-F.:]+/[0-9]{1,3}$`)
	endpoint   = regexp.MustCompile(`^(https?://)?[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?:[0-9]{1,5}$`)
	absolute   = regexp.MustCompile(`^/[A-Za-z0-9._/-]*$`)
	route      = regexp.MustCompile(`^/[A-Za-z0-9._~/%?=&-]*$`)
	imageTag   = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$`)
	registry   = regexp.MustCompile(`^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$`)
	word       = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)
	someone    = regexp.MustCompile(`\S`)
	timeZone   = regexp.MustCompile(`^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$`)
)

// Strategies are the words of kubernetes.release.strategy.
func Strategies() []string {
	return []string{"rolling", "cloneset", "advanced-statefulset", "statefulset", "canary", "blue-green", "blue-green-argo"}
}

const (
	sayName     = "use lower case letters, digits, dashes and dots"
	sayRegistry = "use host[:port][/path] in lower case, for example harbor.example.com/freight"
	sayQuantity = "use a Kubernetes quantity: 500m, 2, 512Mi, 1Gi"
)

func kubernetesRules() []rule {
	rs := []rule{
		{[]string{"kubernetes", "format"}, oneOf("kustomize", "helm", "plain")},
		{[]string{"kubernetes", "platform"}, oneOf("kubernetes", "openshift")},
		{[]string{"kubernetes", "pullPolicy"}, oneOf("Always", "IfNotPresent", "Never")},
		{[]string{"kubernetes", "release", "strategy"}, oneOf(Strategies()...)},
		{[]string{"kubernetes", "entrance", "kind"}, oneOf("gateway", "traefik", "traefik-ingress", "nginx", "openshift", "none")},
		{[]string{"kubernetes", "monitoring", "kind"}, oneOf("podMonitor", "annotations", "none")},
		{[]string{"kubernetes", "monitoring", "labels", "key:"}, matches(labelKey, "use a Kubernetes label key")},
		{[]string{"kubernetes", "monitoring", "labels", "*"}, matches(labelValue, "use letters, digits, dashes, dots and underscores, at most 63")},
		{[]string{"kubernetes", "shipping", "output"}, oneOf("elasticsearch", "kafka")},
		{[]string{"environments", "*", "podSecurity"}, oneOf("restricted", "baseline", "privileged")},
		{[]string{"environments", "*", "config", "from"}, oneOf("image", "configMap", "secret", "claim")},
		{[]string{"environments", "*", "env", "key:"}, matches(envName, "use letters, digits and underscores")},
		{[]string{"kubernetes", "shipping", "hosts", "[]"}, matches(endpoint, "use host:port, or https://host:port")},
		{[]string{"kubernetes", "egress", "[]", "cidr"}, matches(cidr, "use a CIDR, for example 10.0.0.0/8")},
		{[]string{"kubernetes", "egress", "[]", "namespace"}, matches(label, sayLabel)},
		{[]string{"environments", "*", "secrets", "[]"}, matches(dnsName, sayName)},
		{[]string{"kubernetes", "patches", "[]", "environment"}, matches(label, sayLabel)},
		{[]string{"kubernetes", "patches", "[]", "kind"}, must(word, "use a kind, for example Deployment")},
		{[]string{"environments", "*", "access", "edit", "[]"}, must(someone, "name a group")},
		{[]string{"environments", "*", "access", "view", "[]"}, must(someone, "name a group")},
		{[]string{"environments", "*", "registry"}, matches(registry, sayRegistry)},
		{[]string{"images", "registry"}, matches(registry, sayRegistry)},
		{[]string{"images", "pull"}, matches(registry, sayRegistry)},
		{[]string{"images", "tag"}, matches(imageTag, "use letters, digits, dots, dashes and underscores, at most 128")},
	}
	for _, keys := range [][]string{
		{"environments", "*", "namespace"},
		{"kubernetes", "entrance", "namespace"},
		{"kubernetes", "monitoring", "namespace"},
		{"kubernetes", "entrance", "section"},
	} {
		rs = append(rs, rule{keys, matches(label, sayLabel)})
	}
	for _, keys := range [][]string{
		{"environments", "*", "pullSecret"},
		{"environments", "*", "domain"},
		{"environments", "*", "hosts", "*"},
		{"environments", "*", "config", "name"},
		{"kubernetes", "entrance", "gateway"},
		{"kubernetes", "entrance", "class"},
		{"kubernetes", "entrance", "tlsSecret"},
		{"kubernetes", "entrance", "issuer"},
		{"kubernetes", "shipping", "secret"},
	} {
		rs = append(rs, rule{keys, matches(dnsName, sayName)})
	}
	rs = append(rs, resourceRules("environments", "*", "resources")...)
	for _, unit := range [][]string{{"defaults"}, {"units", "*"}} {
		at := func(keys ...string) []string { return append(append([]string{}, unit...), keys...) }
		for _, key := range []string{"health", "ready", "metrics"} {
			rs = append(rs, rule{at(key), matches(route, "use a path, for example /health")})
		}
		rs = append(rs, rule{at("logs", "host"), matches(absolute, "use an absolute folder, for example /var/log/apps")})
		rs = append(rs, workloadRules(at("workload"))...)
	}
	return rs
}

// must is matches for values that may not be empty.
func must(re *regexp.Regexp, say string) func(string) string {
	return func(v string) string {
		if re.MatchString(v) {
			return ""
		}
		return say
	}
}

func workloadRules(unit []string) []rule {
	at := func(keys ...string) []string { return append(append([]string{}, unit...), keys...) }
	rs := []rule{
		{at("schedule"), matches(cron, `use five fields of cron, for example "15 3 * * *"`)},
		{at("timeZone"), matches(timeZone, "use a name of the time zone database: Europe/Berlin")},
		{at("priorityClass"), matches(dnsName, sayName)},
		{at("nodeSelector", "key:"), matches(labelKey, "use a Kubernetes label key")},
		{at("nodeSelector", "*"), matches(labelValue, "use letters, digits, dashes, dots and underscores, at most 63")},
		{at("release", "strategy"), oneOf(Strategies()...)},
		{at("patches", "[]", "kind"), must(word, "use a kind, for example Deployment")},
		{at("environments", "*", "host"), matches(dnsName, sayName)},
		{at("environments", "*", "env", "key:"), matches(envName, "use letters, digits and underscores")},
	}
	rs = append(rs, resourceRules(at("resources")...)...)
	return append(rs, resourceRules(at("environments", "*", "resources")...)...)
}

func resourceRules(at ...string) []rule {
	var rs []rule
	for _, key := range []string{"cpu", "memory", "ephemeralStorage"} {
		rs = append(rs, rule{append(append([]string{}, at...), key), matches(quantity, sayQuantity)})
	}
	limit := regexp.MustCompile(`^none$|` + quantity.String())
	return append(rs, rule{append(append([]string{}, at...), "cpuLimit"), matches(limit, sayQuantity+`, or "none"`)})
}
