package settings

// Unit overrides the facts of one unit, and holds what is set per unit.
type Unit struct {
	// The name of the unit, of its image and of its objects.
	Name string `yaml:"name,omitempty" is:"label" absent:"the name that was detected"`
	// Generates nothing for the unit.
	Skip bool `yaml:"skip,omitempty" default:"false"`
	// What the unit is. A cli or a library is not deployed; a job runs by the clock.
	Kind string `yaml:"kind,omitempty" is:"kind" absent:"detected"`
	// The language of a unit that is declared by hand: with build, artifact and start it is deployed although no detector found it.
	Language string `yaml:"language,omitempty" is:"one of java, node, go" absent:"detected"`
	// The version of the language: one, or a range as npm writes it.
	RuntimeVersion string `yaml:"runtimeVersion,omitempty" is:"range" absent:"detected"`
	// The file or folder that is run or served, relative to the unit.
	Artifact string `yaml:"artifact,omitempty" is:"path" absent:"detected" example:"target/shop.jar"`
	// The Go main package, the entry file of Node, or the main class of a plain jar.
	Main string `yaml:"main,omitempty" is:"path" absent:"detected" example:"cmd/api"`
	// The commands that build the unit, each as a list of words.
	Build [][]string `yaml:"build,omitempty" is:"word" absent:"detected" example:"[[npm, ci], [npm, run, build]]"`
	// The command that starts the program, as a list of words.
	Start []string `yaml:"start,omitempty" is:"word" absent:"detected" example:"[java, -jar, app.jar]"`
	// TCP ports, first the one that serves users; [] says that nothing listens.
	Ports []int `yaml:"ports,omitempty" is:"1 to 65535" list:"unique" absent:"detected" example:"[8080]"`
	// Ports of UDP; [] says that the program opens none.
	UDPPorts []int `yaml:"udpPorts,omitempty" is:"1 to 65535" list:"unique" absent:"detected" example:"[5353]"`
	// The route that says whether the program lives.
	Health string `yaml:"health,omitempty" is:"route" absent:"detected"`
	// The route that says whether it can serve.
	Ready string `yaml:"ready,omitempty" is:"route" absent:"health" example:"/ready"`
	// The route of Prometheus metrics.
	Metrics string `yaml:"metrics,omitempty" is:"route" absent:"detected" example:"/metrics"`
	// Capabilities of the image that the program needs, added to those that were found.
	NativePackages []string `yaml:"nativePackages,omitempty" is:"capability" example:"[fontconfig]"`
	// Services that the unit needs, added to those that were found: the NetworkPolicy opens their usual ports.
	Needs []string `yaml:"needs,omitempty" is:"service" list:"unique" example:"[mysql]"`
	// Environment variables in every environment; a value that looks like a secret is left out and told.
	Env map[string]string `yaml:"env,omitempty" keys:"env-name" is:"image-value" example:"{LOG_LEVEL: info}"`
	// Environment variables of the build, such as the address of a mirror or of a proxy; a value that looks like a secret is left out and told.
	BuildEnv map[string]string `yaml:"buildEnv,omitempty" keys:"env-name" is:"image-value" example:"{GOPROXY: https://nexus.example.com/go}"`
	// Pins the image that the program runs on, by its name in the tree.
	Base string `yaml:"base,omitempty" is:"base" absent:"the nearest image of the tree"`
	// Pins the image that the unit is built on.
	BuildBase string `yaml:"buildBase,omitempty" is:"base" absent:"the nearest image of the tree" example:"java-21-jdk"`
	// The repository's own Dockerfile that builds the unit, by its path from the root; "generated" for one that waybill writes.
	Dockerfile string `yaml:"dockerfile,omitempty" is:"path" absent:"generated, unless a Dockerfile that waybill did not write stands in its place" example:"docker/Dockerfile"`
	// The folder that the own Dockerfile is built in.
	Context string `yaml:"context,omitempty" is:"path" absent:"the root, or the folder of the Dockerfile when what it copies lies there" example:"services/orders" only:"dockerfile"`
	// How the configuration of the environment is chosen.
	Config *Config `yaml:"config,omitempty"`
	// Where the program's log files go.
	Logs Logs `yaml:"logs,omitempty"`
	// Whether the image starts with waybill's init script.
	Init string `yaml:"init,omitempty" is:"one of script, none" absent:"chosen by what the image has"`
	// What the image keeps of a first run in its build, so that pods start faster. It is for Java.
	Startup Startup `yaml:"startup,omitempty"`
	// How the unit runs in the cluster.
	Workload Workload `yaml:"workload,omitempty"`
}

// Startup says what the image keeps of a training run: the build starts the program once, without network and secrets, in the image that will
// run it, which takes a builder that knows RUN --network (BuildKit 0.9, Docker 23, Buildah 1.24). A program that does not come up there leaves what it loaded until then; an archive that is absent or of another JVM is passed over.
type Startup struct {
	// The archive: cds holds classes parsed and checked, for Java 13 and later; aot holds them linked as well, for Java 25 and later, and is cds before.
	Archive string `yaml:"archive,omitempty" is:"one of cds, aot, none" default:"none"`
	// Environment variables of the training run alone, for a program that would ask for a database; a value that looks like a secret is left out and told.
	TrainingEnv map[string]string `yaml:"trainingEnv,omitempty" keys:"env-name" is:"image-value" example:"{SPRING_SQL_INIT_MODE: never}" only:"archive"`
}

// Config overrides how the environment's configuration is chosen.
type Config struct {
	// How: a variable names the environment, the init links its files, an argument names it, the build chooses it, or nothing differs.
	By string `yaml:"by,omitempty" is:"config-by" absent:"detected"`
	// The variable that the program reads.
	Variable string `yaml:"variable,omitempty" is:"env-name" absent:"detected" example:"SPRING_PROFILES_ACTIVE" only:"by=variable"`
	// The argument of the start command, with {env} or {file} in it.
	Argument string `yaml:"argument,omitempty" is:"choice" absent:"detected" example:"--config=conf/{env}.yaml" only:"by=argument"`
	// The files that differ by environment.
	Links []ConfigLink `yaml:"links,omitempty" absent:"detected" example:"[{target: config/app.properties, sources: {dev: config/dev/app.properties}}]" only:"by=link"`
}

// ConfigLink is one file of the program that has a source for each environment.
type ConfigLink struct {
	// The file or folder that the program reads, relative to its working folder.
	Target string `yaml:"target" required:"true" is:"program-path" example:"config/app.properties"`
	// The file of the repository for each environment.
	Sources map[string]string `yaml:"sources,omitempty" keys:"text" is:"path" example:"{dev: config/dev/app.properties}"`
	// Copies the file instead of linking to it, for a program that writes to it.
	Copy bool `yaml:"copy,omitempty" default:"false"`
}

// Workload is how a unit runs in the cluster.
type Workload struct {
	// The lowest number of pods; 0 stops the unit.
	Replicas *int `yaml:"replicas,omitempty" is:"0 to 10000" absent:"2, and 3 in the last environment" example:"3"`
	// The highest number of pods; the number of replicas switches the autoscaler off.
	MaxReplicas *int `yaml:"maxReplicas,omitempty" is:"1 to 10000" absent:"one more than replicas, four times replicas in the last environment" example:"12"`
	// What a pod asks for and may use.
	Resources *Resources `yaml:"resources,omitempty"`
	// Folders of the program that outlive its pods: each is a PersistentVolumeClaim. One pod runs then, and it ends before the next version starts.
	Storage []Storage `yaml:"storage,omitempty" example:"[{path: data, size: 10Gi}]"`
	// The port of the Service that serves users within the cluster.
	ServicePort int `yaml:"servicePort,omitempty" is:"1 to 65535" absent:"80 for HTTP; other ports keep their number" example:"8080"`
	// Five fields of cron, or @daily and the like: the unit is a CronJob.
	Schedule string `yaml:"schedule,omitempty" is:"cron"`
	// The time zone of the schedule.
	TimeZone string `yaml:"timeZone,omitempty" is:"time-zone" default:"Etc/UTC" only:"schedule"`
	// Units that must be ready before this one is deployed.
	After []string `yaml:"after,omitempty" is:"text" list:"unique" example:"[database-migration]"`
	// Labels of the nodes that the pods may run on.
	NodeSelector map[string]string `yaml:"nodeSelector,omitempty" keys:"label-key" is:"label-value" example:"{example.com/pool: batch}"`
	// nodeAffinity and podAffinity as Kubernetes takes them; the spread over hosts is kept.
	Affinity map[string]any `yaml:"affinity,omitempty" example:"{nodeAffinity: {}}"`
	// Tolerations as Kubernetes takes them.
	Tolerations []map[string]any `yaml:"tolerations,omitempty" example:"[{key: batch, operator: Exists}]"`
	// The PriorityClass of the pods.
	Priority string `yaml:"priorityClass,omitempty" is:"name" example:"business-critical"`
	// How a new version replaces the old one, over kubernetes.release.
	Release *Release `yaml:"release,omitempty"`
	// Strategic merge patches over the objects of this unit.
	Patches []Patch `yaml:"patches,omitempty" example:"[{kind: Deployment, patch: {spec: {revisionHistoryLimit: 3}}}]"`
	// Seconds that the startup probe waits for the slowest start.
	StartSeconds int `yaml:"startSeconds,omitempty" is:"1 to 3600" absent:"30 to 180, by the framework" example:"240"`
	// Seconds that the program needs after SIGTERM.
	StopSeconds *int `yaml:"stopSeconds,omitempty" is:"0 to 3600" absent:"10 to 30, by the framework" example:"20"`
	// Seconds to wait before SIGTERM, so that no request is sent to a pod that ends.
	DrainSeconds *int `yaml:"drainSeconds,omitempty" is:"0 to 3600" default:"15"`

	// What the unit has otherwise in one environment.
	Environments map[string]Place `yaml:"environments,omitempty" keys:"label" example:"{prod: {replicas: 6}}"`
}

// Storage is a folder that is kept on a volume of the cluster.
type Storage struct {
	// The folder: absolute, or relative to the folder that the program works in.
	Path string `yaml:"path" required:"true" is:"program-path" example:"data"`
	// The size of the claim.
	Size string `yaml:"size,omitempty" is:"memory" default:"1Gi" example:"10Gi"`
	// The StorageClass of the claim.
	Class string `yaml:"class,omitempty" is:"name" absent:"the default of the cluster" example:"fast"`
	// A claim that somebody else makes in each namespace; waybill writes none then.
	Claim string `yaml:"claim,omitempty" is:"name" absent:"UNIT-FOLDER, which waybill writes" example:"shop-data"`
}

// Place is what one unit has otherwise in one environment.
type Place struct {
	// The lowest number of pods; 0 stops the unit here.
	Replicas *int `yaml:"replicas,omitempty" is:"0 to 10000" absent:"that of the environment" example:"3"`
	// The highest number of pods; the number of replicas switches the autoscaler off.
	MaxReplicas *int `yaml:"maxReplicas,omitempty" is:"1 to 10000" absent:"that of the environment" example:"12"`
	// What a pod asks for and may use.
	Resources *Resources `yaml:"resources,omitempty"`
	// The host that the entrance serves the unit at.
	Host string `yaml:"host,omitempty" is:"host" absent:"that of the environment"`
	// Environment variables here; a value that looks like a secret is left out and told.
	Env map[string]string `yaml:"env,omitempty" keys:"env-name" is:"value" example:"{LOG_LEVEL: debug}"`
}

// Resources of one container. Memory is both request and limit.
type Resources struct {
	// The request of CPU.
	CPU string `yaml:"cpu,omitempty" is:"cpu" absent:"50m to 500m, by the language"`
	// The limit of CPU; none switches it off.
	CPULimit string `yaml:"cpuLimit,omitempty" is:"cpu-limit" absent:"500m to 2, by the language"`
	// The request and the limit of memory.
	Memory string `yaml:"memory,omitempty" is:"memory" absent:"128Mi to 1Gi, by the language"`
	// The limit of temporary files; the request is a quarter of it.
	EphemeralStorage string `yaml:"ephemeralStorage,omitempty" is:"memory" absent:"1Gi or 2Gi, by the language" example:"2Gi"`
}
