package templates

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/plan"
)

// cluster is what the templates of the whole cluster see.
type cluster struct {
	plan.Shipping
	Folders   []string // folders of the node that applications log to
	Resources []string
}

// Elsewhere are the folders that Filebeat does not see as part of /var/log.
func (c cluster) Elsewhere() []string {
	return slices.DeleteFunc(slices.Clone(c.Folders), func(f string) bool { return strings.HasPrefix(f, "/var/log/") })
}

// Ports are the ports of the outputs.
func (c cluster) Ports() []int {
	return slices.DeleteFunc(shippingPorts(c.Shipping), func(p int) bool { return p == 443 || p == 6443 })
}

// clusterJobs lists what is applied once a cluster: the preparation of nodes, and Filebeat on each of them.
func clusterJobs(p plan.Plan) []job {
	c := cluster{Shipping: p.Cluster.Shipping}
	dir := path.Join("deploy", "kubernetes", "cluster")
	for _, u := range p.Units {
		if u.Logs.To == plan.LogsHostPath {
			c.Folders = append(c.Folders, u.Logs.Host)
		}
		if strings.HasPrefix(u.Dir, plan.EphemeralRoot) {
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
	var jobs []job
	for _, n := range append(names, "kustomization.yaml") {
		jobs = append(jobs, job{template: kubernetesCluster + n + ".tmpl", path: path.Join(dir, n), data: c})
	}
	return jobs
}
