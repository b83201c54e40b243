package kubernetes

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
)

// Manifest is what the Kubernetes templates of one unit see; the fields of an overlay are empty in the base.
type Manifest struct {
	Plan        plan.Plan        // the whole decision
	Unit        plan.Unit        // the unit that the manifests are of
	Spot        plan.Spot        // the base's, or the environment's
	Environment plan.Environment // of the overlay
	Slot        string           // blue, green; empty unless there are two Deployments
	Resources   []string         // files of the kustomization
	Patches     []PatchFile      // of the overlay's kustomization
	Operations  []Operation      // JSON patch that turns the base's workload into the environment's
}

// Name is the name of the workload and of what belongs to it.
func (m Manifest) Name() string { return m.Unit.Workload.Object }

// Instance tells two Deployments of one unit apart.
func (m Manifest) Instance() string {
	if m.Slot == "" {
		return m.Name()
	}
	return plan.Derived(m.Name(), m.Slot)
}

// Derived is the name of an object that belongs to the unit.
func (m Manifest) Derived(suffix string) string { return plan.Derived(m.Name(), suffix) }

// TwoSlots says whether two Deployments take turns.
func (m Manifest) TwoSlots() bool { return m.Unit.Workload.Runs().Slots }

// Slots returns the manifest once for each Deployment.
func (m Manifest) Slots() []Manifest {
	if !m.TwoSlots() {
		return []Manifest{m}
	}
	blue, green := m, m
	blue.Slot, green.Slot = "blue", "green"
	return []Manifest{blue, green}
}

// Active is the slot that the Service selects, Idle the one that the preview selects.
func (m Manifest) Active() Manifest { return m.Slots()[0] }

// Idle is the slot that waits; with a controller it is chosen by that.
func (m Manifest) Idle() Manifest { s := m.Slots(); return s[len(s)-1] }

// Images are the names that the overlay's image transformer replaces.
func (m Manifest) Images() []string {
	var names []string
	for _, s := range m.Slots() {
		names = append(names, s.imageName())
	}
	return names
}

func (m Manifest) imageName() string {
	if m.Slot != "" {
		return m.Instance() // the two run different versions
	}
	return m.Unit.Image.Repository
}

// Image is what the base names; overlays replace registry and tag.
func (m Manifest) Image() string { return m.imageName() + ":" + m.Unit.Image.Tag }

// Job says whether the unit runs by the clock.
func (m Manifest) Job() bool { return m.Unit.Workload.Controller == plan.KindCronJob }

// Kind is the workload's kind as the API server knows it.
func (m Manifest) Kind() string { return m.Unit.Workload.Runs().Kind }

// APIVersion goes with Kind.
func (m Manifest) APIVersion() string { return m.Unit.Workload.Runs().APIVersion }

// Custom says whether Kustomize has to be told where the kind holds names.
func (m Manifest) Custom() bool { return m.Unit.Workload.Runs().Foreign }

func workloadFile(m Manifest) string { return m.Unit.Workload.Runs().File }

// HashLabel is the label by which the pods of one version know each other; each controller has its own.
func (m Manifest) HashLabel() string { return m.Unit.Workload.Runs().HashLabel }

// Deadline is when a release has failed: longer than the slowest start of a pod by far.
func (m Manifest) Deadline() int { return max(600, 3*m.Unit.Probes.StartupSeconds) }

// Partition is the number of pods that keep the old version in the first batch: all but the batch's share, at least one new.
func (m Manifest) Partition() int {
	pods, share := m.Spot.Min, m.Unit.Workload.Release.Batches[0]
	return max(pods-max((pods*share+99)/100, 1), 0)
}

// ServicePort is a port of the Service.
type ServicePort struct {
	Name      string // unique in the Service
	Number    int    // of the Service
	Target    string // name of the container's port
	Transport string // TCP, UDP
	Protocol  string // of the application, where proxies have to know it
	Why       string // one line on who calls it, for a port that only others' configuration names
}

// protocols are the values of appProtocol for the names of ports: "http", and the one that Kubernetes keeps for HTTP/2 without TLS.
var protocols = map[string]string{"http": "http", "grpc": "kubernetes.io/h2c"}

// ServicePorts are the unit's ports within the cluster; a job has none, and a worker those of UDP.
func (m Manifest) ServicePorts() []ServicePort {
	if m.Job() {
		return nil
	}
	var out []ServicePort
	if m.Unit.Kind != facts.Worker {
		for _, p := range m.Unit.Ports {
			out = append(out, ServicePort{Name: p.Name, Number: m.Unit.ServicePort(p), Target: p.Name, Transport: "TCP", Protocol: protocols[p.Name]})
		}
		for _, a := range m.Unit.Workload.Answers {
			out = append(out, ServicePort{Name: fmt.Sprintf("also-%d", a.Port), Number: a.Port, Target: a.Target, Transport: "TCP", Protocol: protocols[a.Target], Why: a.Why})
		}
	}
	for _, p := range m.Unit.UDP {
		out = append(out, ServicePort{Name: p.Name, Number: p.Number, Target: p.Name, Transport: "UDP"})
	}
	return out
}

// EntrancePort is the port of the Service that serves users.
func (m Manifest) EntrancePort() ServicePort {
	ports := m.ServicePorts()
	return ports[slices.IndexFunc(ports, func(p ServicePort) bool { return p.Name == m.Unit.EntrancePort() })]
}

// PortNumber finds a port by its name.
func (m Manifest) PortNumber(name string) int {
	for _, p := range m.Unit.Ports {
		if p.Name == name {
			return p.Number
		}
	}
	return 0
}

func previews(m Manifest) bool {
	return m.Unit.Workload.Runs().Switched
}

// Scraped says whether somebody fetches the unit's metrics.
func (m Manifest) Scraped() bool {
	return m.Plan.Cluster.Monitoring.Kind != "none" && m.Unit.Workload.Metrics.Path != "" && !m.Job()
}

// Annotated says whether the scrape is announced by annotations.
func (m Manifest) Annotated() bool {
	return m.Scraped() && m.Plan.Cluster.Monitoring.Kind == "annotations"
}

// Sidecar says whether Filebeat runs beside the program.
func (m Manifest) Sidecar() bool { return m.Unit.Logs.To == plan.LogsSidecar && !m.Job() }

// Entered says whether requests from outside the namespace are let in.
func (m Manifest) Entered() bool {
	return slices.ContainsFunc(m.Unit.Workload.Spots, func(s plan.Spot) bool { return s.Host != "" })
}

// Egress is what the NetworkPolicy opens beyond DNS and the namespace.
func (m Manifest) Egress() []plan.Egress {
	out := m.Unit.Workload.Egress
	if m.Sidecar() {
		out = append(slices.Clone(out), plan.Egress{Why: "log shipping", Ports: shippingPorts(m.Plan.Cluster.Shipping)})
	}
	return out
}

// DNS is where the cluster's DNS pods run and the ports on which they answer.
type DNS struct {
	Namespace string // kube-system, or openshift-dns
	Ports     []int  // 53; OpenShift's listens on 5353 behind its Service
}

// DNS is what every pod may reach in order to resolve names.
func (m Manifest) DNS() DNS {
	if m.Plan.Cluster.Platform == "openshift" {
		return DNS{Namespace: "openshift-dns", Ports: []int{5353}}
	}
	return DNS{Namespace: "kube-system", Ports: []int{53}}
}

// TLSSecret holds the certificate of an Ingress or IngressRoute.
func (m Manifest) TLSSecret() string {
	return cmp.Or(m.Plan.Cluster.Entrance.TLSSecret, m.Derived("tls"))
}

// IngressAnnotations are what controllers read from an Ingress.
func (m Manifest) IngressAnnotations() map[string]string {
	e, out := m.Plan.Cluster.Entrance, map[string]string{}
	if e.Issuer != "" {
		out["cert-manager.io/cluster-issuer"] = e.Issuer
	}
	if e.Kind == "traefik-ingress" {
		maps.Copy(out, map[string]string{"traefik.ingress.kubernetes.io/router.entrypoints": "websecure", "traefik.ingress.kubernetes.io/router.tls": "true"})
	}
	if e.Kind == "nginx" && m.Unit.EntrancePort() == "grpc" {
		out["nginx.ingress.kubernetes.io/backend-protocol"] = "GRPC"
	}
	return out
}

// Binding is one role of an environment's namespace.
type Binding struct {
	Name   string   // of the RoleBinding
	Role   string   // ClusterRole: edit, view
	Groups []string // of people, as the cluster knows them
}

// Bindings are the roles that groups of people have in the namespace.
func (m Manifest) Bindings() []Binding {
	var out []Binding
	for role, groups := range map[string][]string{"edit": m.Environment.Access.Edit, "view": m.Environment.Access.View} {
		if len(groups) > 0 {
			out = append(out, Binding{plan.Derived(m.Plan.Application, role), role, groups})
		}
	}
	slices.SortFunc(out, func(a, b Binding) int { return cmp.Compare(a.Role, b.Role) })
	return out
}
