package kubernetes

import (
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/waybill-dev/waybill/internal/plan"
)

// Field is a variable that the pod's own object fills.
type Field struct {
	Name  string // of the variable
	Value string // path of the pod's field: metadata.name
}

// Fields are the variables that the init, log lines and service registries use.
func (m Manifest) Fields() []Field {
	out := []Field{{"POD_NAME", "metadata.name"}, {"POD_NAMESPACE", "metadata.namespace"}, {"POD_IP", "status.podIP"}, {"NODE_NAME", "spec.nodeName"}}
	for _, name := range m.Unit.Workload.PodIP {
		out = append(out, Field{name, "status.podIP"})
	}
	return out
}

// Volume is a volume of the pod; Source has one key, its type.
type Volume struct {
	Name   string         // tmp, work, logs, run, filebeat-config, filebeat-data, or that of a folder on a claim
	Source map[string]any // type and its settings, as Kubernetes has them
}

// Volumes are what the folders and the sidecar need, each mounted at least once.
func (m Manifest) Volumes() []Volume {
	var out []Volume
	for _, f := range m.Unit.Workload.Folders {
		if slices.ContainsFunc(out, func(v Volume) bool { return v.Name == f.Volume }) {
			continue
		}
		out = append(out, Volume{f.Volume, source(m, f)})
	}
	if m.Sidecar() {
		out = append(out,
			Volume{"filebeat-config", map[string]any{"configMap": map[string]any{"name": m.Derived("filebeat"), "defaultMode": 0o440}}},
			Volume{"filebeat-data", map[string]any{"emptyDir": map[string]any{"sizeLimit": "128Mi"}}})
	}
	return out
}

func source(m Manifest, f plan.Folder) map[string]any {
	if f.Volume == "logs" && m.Unit.Logs.To == plan.LogsHostPath {
		// Directory: the kubelet would make it root's, unwritable for the program; the node is prepared beforehand
		return map[string]any{"hostPath": map[string]any{"path": m.Unit.Logs.Host, "type": "Directory"}}
	}
	if f.Claim != "" {
		return map[string]any{"persistentVolumeClaim": map[string]any{"claimName": f.Claim}}
	}
	size := map[string]string{"tmp": "256Mi", "work": "256Mi", "logs": "512Mi", "run": "64Mi"}[f.Volume]
	dir := map[string]any{"sizeLimit": size}
	if f.Memory {
		dir["medium"] = "Memory"
	}
	return map[string]any{"emptyDir": dir}
}

// LocalVolumes names the volumes whose loss the cluster autoscaler may accept.
func (m Manifest) LocalVolumes() []string {
	var out []string
	for _, v := range m.Volumes() {
		if _, ok := v.Source["emptyDir"]; ok {
			out = append(out, v.Name)
		}
	}
	return out
}

// Affinity keeps the spread over hosts beside what the settings ask for.
func (m Manifest) Affinity() map[string]any {
	labels := map[string]any{"app.kubernetes.io/name": m.Unit.Name, "app.kubernetes.io/instance": m.Instance()}
	spread := map[string]any{"weight": 100, "podAffinityTerm": map[string]any{
		"topologyKey": "kubernetes.io/hostname", "labelSelector": map[string]any{"matchLabels": labels},
	}}
	anti := map[string]any{}
	if set, ok := m.Unit.Workload.Affinity["podAntiAffinity"].(map[string]any); ok {
		anti = maps.Clone(set)
	}
	const preferred = "preferredDuringSchedulingIgnoredDuringExecution"
	wanted, _ := anti[preferred].([]any) // absent, or refused by the server
	anti[preferred] = append([]any{spread}, wanted...)
	out := map[string]any{}
	maps.Copy(out, m.Unit.Workload.Affinity)
	out["podAntiAffinity"] = anti
	return out
}

// LowPort says whether the program opens a port that only root may open by default. The sysctl that allows it is a safe one, which
// the profile restricted takes (Kubernetes documentation, Pod Security Standards and sysctls).
func (m Manifest) LowPort() bool {
	return slices.ContainsFunc(slices.Concat(m.Unit.Ports, m.Unit.UDP), func(p plan.Port) bool { return p.Number < 1024 })
}

// Ask is one question of the kubelet: a path, a command, or whether the port answers.
type Ask struct {
	Path    string   // of an HTTP request
	Port    any      // name or number
	Command []string // in exec form
	GRPC    bool     // of gRPC's health service, on the number of the port
}

// Probes says whether there is anything to ask.
func (m Manifest) Probes() bool {
	return len(m.Unit.Ports) > 0 || m.Unit.Init.Form != plan.InitNone
}

func ask(m Manifest, path, verb string) Ask {
	if path != "" {
		return Ask{Path: path, Port: m.Unit.Probes.Port}
	}
	if verb != "" && m.Unit.Init.Form != plan.InitNone {
		return Ask{Command: []string{m.Unit.Init.Path, verb}}
	}
	return Ask{Port: m.Unit.Probes.Port}
}

// Startup asks what liveness asks, or the port.
func (m Manifest) Startup() Ask {
	if m.Unit.Probes.Port == "" {
		return ask(m, "", "probe-start")
	}
	return serving(m, m.Unit.Probes.Startup)
}

// Ready asks whether the program can serve.
func (m Manifest) Ready() Ask {
	if m.Unit.Probes.Port == "" {
		return ask(m, "", "probe-ready")
	}
	return serving(m, m.Unit.Probes.Ready)
}

// serving asks the path, gRPC's health service, or whether the port is open. The kubelet takes gRPC's port by number alone.
func serving(m Manifest, path string) Ask {
	if p := m.Unit.Probes; p.GRPC {
		return Ask{Port: m.PortNumber(p.Port), GRPC: true}
	}
	return ask(m, path, "")
}

// Live asks whether a restart would help, and never what readiness asks: a slow dependency must not restart the pod.
// Where no route can be asked it is the port again, by its number and half as often; without a port the init says whether the program lives.
func (m Manifest) Live() Ask {
	p := m.Unit.Probes
	switch {
	case p.Live != "":
		return ask(m, p.Live, "")
	case p.Port == "":
		return ask(m, "", "probe-start")
	case p.Ready == "":
		return Ask{Port: m.PortNumber(p.Port)}
	}
	return Ask{Port: p.Port}
}

// shippingPorts are the ports of Filebeat's outputs; a host without a readable port is opened by settings.
func shippingPorts(s plan.Shipping) []int {
	var out []int
	for _, h := range s.Hosts {
		u, err := url.Parse(h)
		if err != nil || u.Host == "" {
			u, err = url.Parse("tcp://" + h)
		}
		if err != nil {
			continue
		}
		if port, err := strconv.Atoi(u.Port()); err == nil {
			out = append(out, port)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
