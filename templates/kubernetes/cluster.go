package kubernetes

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/engine"
)

// Cluster is what the templates of the whole cluster see.
type Cluster struct {
	plan.Shipping
	Folders   []string // folders of the node that applications log to
	Resources []string // files of the kustomization
}

// Elsewhere are the folders that Filebeat does not see as part of /var/log.
func (c Cluster) Elsewhere() []string {
	return slices.DeleteFunc(slices.Clone(c.Folders), func(f string) bool { return strings.HasPrefix(f, "/var/log/") })
}

// Ports are the ports of the outputs.
func (c Cluster) Ports() []int {
	return slices.DeleteFunc(shippingPorts(c.Shipping), func(p int) bool { return p == 443 || p == 6443 })
}

// ClusterJobs lists what is applied once a cluster: the preparation of nodes, and Filebeat on each of them.
func ClusterJobs(p plan.Plan) []engine.Job {
	c := Cluster{Shipping: p.Cluster.Shipping}
	dir := path.Join("deploy", "kubernetes", "cluster")
	for _, u := range p.Units {
		if u.Logs.To == plan.LogsHostPath {
			c.Folders = append(c.Folders, u.Logs.Host)
		}
		if plan.Made(u.Dir) {
			dir = path.Join(plan.EphemeralRoot, "deploy", "kubernetes", "cluster")
		}
	}
	if len(p.Units) == 0 && p.Cluster.LogFolder != "" {
		c.Folders = append(c.Folders, p.Cluster.LogFolder) // the organisation's own repository: what its applications do by default
	}
	slices.Sort(c.Folders)
	c.Folders = slices.Compact(c.Folders)
	if len(c.Folders) == 0 && !c.DaemonSet {
		return nil
	}
	names := []string{"namespace.yaml"}
	if len(c.Folders) > 0 {
		names = append(names, "log-folder.yaml")
	}
	if c.DaemonSet {
		names = append(names, "filebeat.yaml", "filebeat.yml")
	}
	c.Resources = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == "filebeat.yml" })
	var jobs []engine.Job
	for _, n := range append(names, "kustomization.yaml") {
		jobs = append(jobs, engine.Job{Template: clusterFolder + n + ".tmpl", Path: path.Join(dir, n), Data: c})
	}
	return jobs
}
