package templates

import (
	"fmt"
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

// parent is a folder of the node within which log folders are made.
type parent struct{ Name, Path string }

// Parents are the folders to mount, without those below another.
func (c cluster) Parents() []parent {
	var paths []string
	for _, f := range c.Folders {
		dir := path.Dir(path.Dir(f))
		if dir == "/" {
			dir = path.Dir(f)
		}
		paths = append(paths, dir)
	}
	slices.Sort(paths)
	var out []parent
	for _, p := range slices.Compact(paths) {
		if len(out) > 0 && strings.HasPrefix(p, out[len(out)-1].Path+"/") {
			continue
		}
		out = append(out, parent{fmt.Sprintf("node-%d", len(out)), p})
	}
	return out
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
