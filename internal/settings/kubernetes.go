package settings

// Environment is one place that the application runs in. What it leaves out is as in the other environments.
type Environment struct {
	// The namespace. One that is named here is expected to exist.
	Namespace string `yaml:"namespace,omitempty" is:"label" absent:"APPLICATION-ENVIRONMENT" example:"shop-prod"`
	// The replica of the registry that this cluster pulls from.
	Registry string `yaml:"registry,omitempty" is:"registry" absent:"images.pull, or images.registry"`
	// The Secret of type kubernetes.io/dockerconfigjson that the cluster pulls with.
	PullSecret string `yaml:"pullSecret,omitempty" is:"name" example:"registry-pull"`
	// The lowest number of pods of each unit; 0 stops the units here.
	Replicas *int `yaml:"replicas,omitempty" is:"0 to 10000" absent:"that of the unit" example:"3"`
	// The highest number of pods; the number of replicas switches the autoscaler off.
	MaxReplicas *int `yaml:"maxReplicas,omitempty" is:"1 to 10000" absent:"that of the unit" example:"12"`
	// What a pod asks for and may use.
	Resources *Resources `yaml:"resources,omitempty"`
	// Gives each unit that serves the host UNIT.DOMAIN.
	Domain string `yaml:"domain,omitempty" is:"host" absent:"no unit is reached from outside" example:"example.com"`
	// Hosts of single units, by the name or path of the unit; they win over the domain.
	Hosts map[string]string `yaml:"hosts,omitempty" keys:"text" is:"host" example:"{shop: shop.example.com}"`
	// Environment variables of every unit; a value that looks like a secret is left out and told.
	Env map[string]string `yaml:"env,omitempty" keys:"env-name" is:"value" example:"{LOG_LEVEL: info}"`
	// Names of Secrets whose keys become environment variables of every unit.
	Secrets []string `yaml:"secrets,omitempty" is:"name" list:"unique" example:"[shop-database]"`
	// Where the configuration files come from.
	Config ConfigSource `yaml:"config,omitempty"`
	// The level that the namespace enforces (Pod Security Standards).
	PodSecurity string `yaml:"podSecurity,omitempty" is:"one of restricted, baseline, privileged" absent:"restricted, or privileged when logs go to the node"`
	// Groups of people that may work in the namespace.
	Access Access `yaml:"access,omitempty"`
}

// ConfigSource says where configuration files come from: baked into the image, or a volume that the init script links to.
type ConfigSource struct {
	// Where they come from.
	From string `yaml:"from,omitempty" is:"one of image, configMap, secret, claim" default:"image"`
	// The name of the ConfigMap, Secret or PersistentVolumeClaim.
	Name string `yaml:"name,omitempty" is:"name" absent:"UNIT-config" only:"from=configMap,secret,claim"`
}

// Access binds groups of people to the cluster roles edit and view in an environment's namespace.
type Access struct {
	// Groups that may change things.
	Edit []string `yaml:"edit,omitempty" is:"text" list:"unique" absent:"the team, in the first environment" example:"[freight-platform]"`
	// Groups that may look.
	View []string `yaml:"view,omitempty" is:"text" list:"unique" absent:"the team, in the other environments" example:"[support]"`
}

// Kubernetes says what manifests look like in every environment.
type Kubernetes struct {
	// The form of the manifests.
	Format string `yaml:"format,omitempty" is:"one of kustomize, helm, plain" default:"kustomize"`
	// What the cluster is.
	Platform string `yaml:"platform,omitempty" is:"one of kubernetes, openshift" default:"kubernetes"`
	// When nodes pull images; Never is for clusters without a registry.
	PullPolicy string `yaml:"pullPolicy,omitempty" is:"one of Always, IfNotPresent, Never" default:"Always"`
	// How a new version replaces the old one.
	Release Release `yaml:"release,omitempty"`
	// How requests from outside reach a unit that has a host.
	Entrance Entrance `yaml:"entrance,omitempty"`
	// Who scrapes the metrics.
	Monitoring Monitoring `yaml:"monitoring,omitempty"`
	// Where log files go.
	Shipping Shipping `yaml:"shipping,omitempty"`
	// Who makes the Secrets with the variables that units need and nothing sets.
	Secrets Secrets `yaml:"secrets,omitempty"`
	// Openings of the NetworkPolicy beyond DNS, the namespace and the ports of the services that a unit needs.
	Egress []Egress `yaml:"egress,omitempty" example:"[{cidr: 10.0.0.0/8, ports: [443]}]"`
	// Strategic merge patches over what waybill renders, for all units.
	Patches []Patch `yaml:"patches,omitempty" example:"[{kind: Service, patch: {metadata: {annotations: {example.com/owner: shop}}}}]"`
}

// Release says how a new version replaces the old one.
type Release struct {
	// The strategy: rolling; batches by cloneset or advanced-statefulset (OpenKruise), statefulset, or canary (Argo Rollouts);
	// blue-green (two Deployments) or blue-green-argo.
	Strategy string `yaml:"strategy,omitempty" is:"strategy" default:"rolling"`
	// The shares of new pods in percent; the last step to 100 is implied.
	Batches []int `yaml:"batches,omitempty" is:"1 to 99" list:"ascending" default:"[20, 50]" only:"strategy=cloneset,advanced-statefulset,statefulset,canary"`
	// The percentage of pods that a release may add.
	Surge int `yaml:"surge,omitempty" is:"1 to 100" default:"25"`
}

// Entrance says how requests from outside reach a unit that has a host.
type Entrance struct {
	// The kind of the entrance.
	Kind string `yaml:"kind,omitempty" is:"one of gateway, traefik, traefik-ingress, nginx, openshift, none" absent:"gateway, or openshift on OpenShift"`
	// The Gateway that an HTTPRoute attaches to.
	Gateway string `yaml:"gateway,omitempty" is:"name" absent:"gateway" only:"kind=gateway" example:"public"`
	// The listener of the Gateway.
	Section string `yaml:"section,omitempty" is:"label" absent:"https" only:"kind=gateway" example:"https"`
	// The namespace of the controller's (or the Gateway's) pods: the NetworkPolicy lets them in.
	Namespace string `yaml:"namespace,omitempty" is:"label" absent:"the usual one of the kind" example:"gateway-system"`
	// The ingressClassName.
	Class string `yaml:"class,omitempty" is:"name" absent:"that of the kind" only:"kind=traefik-ingress,nginx" example:"nginx"`
	// The Secret that holds the certificate of a host.
	TLSSecret string `yaml:"tlsSecret,omitempty" is:"name" absent:"UNIT-tls" only:"kind=traefik,traefik-ingress,nginx" example:"wildcard-tls"`
	// The ClusterIssuer of cert-manager.
	Issuer string `yaml:"issuer,omitempty" is:"name" only:"kind=traefik-ingress,nginx" example:"letsencrypt"`
}

// Monitoring says who scrapes the metrics of a unit that exposes some.
type Monitoring struct {
	// How Prometheus finds them.
	Kind string `yaml:"kind,omitempty" is:"one of podMonitor, annotations, none" default:"none"`
	// The namespace of Prometheus.
	Namespace string `yaml:"namespace,omitempty" is:"label" default:"monitoring" only:"kind=podMonitor,annotations"`
	// The labels by which Prometheus selects PodMonitors.
	Labels map[string]string `yaml:"labels,omitempty" keys:"label-key" is:"label-value" only:"kind=podMonitor" example:"{release: prometheus}"`
}

// Shipping says where log files of `logs: {to: sidecar}` and of the DaemonSet go.
type Shipping struct {
	// The image of Filebeat.
	Image string `yaml:"image,omitempty" is:"image" default:"docker.elastic.co/beats/filebeat:8.19.3"`
	// What receives the lines.
	Output string `yaml:"output,omitempty" is:"one of elasticsearch, kafka" default:"elasticsearch"`
	// Its addresses.
	Hosts []string `yaml:"hosts,omitempty" is:"endpoint" list:"unique" absent:"the usual Service in the namespace logging" example:"[\"kafka.logging.svc:9092\"]"`
	// The topic of Kafka, or the index of Elasticsearch.
	Topic string `yaml:"topic,omitempty" is:"topic" absent:"the name of the application"`
	// The Secret with the keys username and password.
	Secret string `yaml:"secret,omitempty" is:"name" example:"log-shipping"`
	// Writes a DaemonSet that collects the folder of the nodes.
	DaemonSet bool `yaml:"daemonSet,omitempty" default:"false"`
}

// Secrets says who makes the Secret UNIT-secrets, which holds the variables that a unit needs and that nothing sets. Secrets that an
// environment names are made by somebody else in any case.
type Secrets struct {
	// How it comes into the namespace: somebody makes it; the External Secrets Operator fetches an entry of a store, whose properties have
	// the names of the variables; or the controller of Sealed Secrets opens a file that lies beside the overlay.
	Kind string `yaml:"kind,omitempty" is:"one of byHand, externalSecret, sealedSecret" default:"byHand"`
	// The name of the store.
	Store string `yaml:"store,omitempty" is:"name" only:"kind=externalSecret" example:"vault"`
	// The kind of the store.
	StoreKind string `yaml:"storeKind,omitempty" is:"one of ClusterSecretStore, SecretStore" default:"ClusterSecretStore" only:"kind=externalSecret"`
	// The entry of the store; {application}, {environment} and {unit} stand for the names.
	Entry string `yaml:"entry,omitempty" is:"text" default:"{application}/{environment}/{unit}" only:"kind=externalSecret" example:"apps/{environment}/{unit}"`
}

// Egress is one opening of the NetworkPolicy: ports of a destination, of any when it names none.
type Egress struct {
	// The addresses.
	CIDR string `yaml:"cidr,omitempty" is:"cidr" absent:"any address"`
	// The namespace of the same cluster.
	Namespace string `yaml:"namespace,omitempty" is:"label" example:"databases"`
	// The TCP ports.
	Ports []int `yaml:"ports,omitempty" is:"1 to 65535" list:"unique" absent:"all ports" example:"[443]"`
}

// Patch is a strategic merge patch: the fields of an object that should be otherwise.
type Patch struct {
	// The environment that the patch is for.
	Environment string `yaml:"environment,omitempty" is:"label" absent:"all" example:"prod"`
	// The kind of the objects.
	Kind string `yaml:"kind" required:"true" is:"object-kind"`
	// The name of the object.
	Name string `yaml:"name,omitempty" is:"text" absent:"every object of the kind" example:"shop"`
	// The fields that should be otherwise; null removes one.
	Patch map[string]any `yaml:"patch" required:"true" example:"{spec: {revisionHistoryLimit: 3}}"`
}
