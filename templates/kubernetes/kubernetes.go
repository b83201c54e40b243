package templates

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/plan"
)

const kubernetesBase, kubernetesOverlay, kubernetesCluster = "kubernetes/base/", "kubernetes/overlay/", "kubernetes/cluster/"

// kubernetesJobs lists the files of one unit: a Kustomize base, and an overlay for each environment.
func (r *Renderer) kubernetesJobs(p plan.Plan, u plan.Unit) []job {
	dir := path.Join(u.Dir, "deploy", "kubernetes")
	base := manifest{Plan: p, Unit: u, Spot: u.Workload.Base}
	names := append(baseFiles(base), r.extra(kubernetesBase)...)
	base.Resources = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !isResource(n) })
	var jobs []job
	for _, n := range append(names, "kustomization.yaml") {
		jobs = append(jobs, job{template: kubernetesBase + n + ".tmpl", path: path.Join(dir, "base", n), data: base})
	}
	for i, e := range p.Environments {
		jobs = append(jobs, r.overlayJobs(path.Join(dir, "overlays", e.Name), base, e, u.Workload.Spots[i])...)
	}
	return append(jobs, job{template: "kubernetes/RELEASE.md.tmpl", path: path.Join(dir, "RELEASE.md"), data: base})
}

// baseFiles names what every environment has.
func baseFiles(m manifest) []string {
	files := []string{"serviceaccount.yaml", m.workloadFile()}
	add := func(when bool, name string) {
		if when {
			files = append(files, name)
		}
	}
	w := m.Unit.Workload
	add(len(m.ServicePorts()) > 0, "service.yaml")
	add(w.Headless && !m.Job(), "service-headless.yaml")
	add(m.previews(), "service-preview.yaml")
	add(w.Base.Scales() && !m.Job(), "hpa.yaml")
	add(!m.Job(), "pdb.yaml")
	files = append(files, "networkpolicy.yaml")
	add(m.Scraped() && m.Plan.Cluster.Monitoring.Kind == "podMonitor", "podmonitor.yaml")
	add(m.Sidecar(), "filebeat.yml")
	add(m.Custom(), "kustomizeconfig.yaml")
	return files
}

func isResource(name string) bool {
	return strings.HasSuffix(name, ".yaml") && name != "kustomizeconfig.yaml"
}

// overlayJobs lists what one environment has otherwise, or alone.
func (r *Renderer) overlayJobs(dir string, base manifest, e plan.Environment, spot plan.Spot) []job {
	m := base
	m.Environment, m.Spot, m.Resources = e, spot, nil
	var jobs []job
	add := func(name string, data manifest) {
		jobs = append(jobs, job{template: kubernetesOverlay + name + ".tmpl", path: path.Join(dir, name), data: data})
	}
	resource := func(when bool, name string) {
		if when {
			m.Resources = append(m.Resources, name)
			add(name, m)
		}
	}
	add("namespace.yaml", m)
	resource(len(e.Access.Edit)+len(e.Access.View) > 0, "access.yaml")
	resource(spot.Host != "", entranceFile(m.Plan.Cluster.Entrance.Kind))
	resource(spot.Scales() && !base.Spot.Scales() && !m.Job(), "hpa.yaml")
	for _, name := range r.extra(kubernetesOverlay) {
		resource(true, name)
	}
	if !m.Job() && base.Spot.Scales() && (spot.Min != base.Spot.Min || spot.Max != base.Spot.Max) {
		m.Patches = append(m.Patches, patchFile{Path: "hpa-patch.yaml"})
		add("hpa-patch.yaml", m)
	}
	if m.Operations = operations(m, base.Spot); len(m.Operations) > 0 {
		m.Patches = append(m.Patches, patchFile{Path: "workload-patch.yaml", Kind: m.Kind()})
		add("workload-patch.yaml", m)
	}
	for _, p := range settingsPatches(m.Unit.Workload.Patches, e.Name) {
		m.Patches = append(m.Patches, p)
		jobs = append(jobs, job{template: kubernetesOverlay + "settings-patch.yaml.tmpl", path: path.Join(dir, p.Path), data: p})
	}
	add("kustomization.yaml", m)
	return jobs
}

func entranceFile(kind string) string {
	switch kind {
	case "traefik":
		return "ingressroute.yaml"
	case "traefik-ingress", "nginx":
		return "ingress.yaml"
	case "openshift":
		return "route.yaml"
	}
	return "httproute.yaml"
}

// extra names the organisation's own templates of a folder: kinds that waybill does not render.
func (r *Renderer) extra(folder string) []string {
	var names []string
	for _, name := range r.own {
		rest, ok := strings.CutPrefix(name, folder)
		if ok && strings.HasSuffix(rest, ".yaml.tmpl") && !strings.Contains(rest, "/") {
			names = append(names, strings.TrimSuffix(rest, ".tmpl"))
		}
	}
	return names
}
