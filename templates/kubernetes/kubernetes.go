// Package kubernetes renders the manifests of a unit: a Kustomize base and an overlay for each environment, which become a Helm chart
// or plain files where the settings ask for that. [Manifest] is what the templates of a unit see, [PatchFile] what those of a patch see,
// and [Cluster] what those see that are applied once a cluster.
package kubernetes

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/engine"
)

// The folders of templates.
const (
	baseFolder    = "kubernetes/base/"
	overlayFolder = "kubernetes/overlay/"
	clusterFolder = "kubernetes/cluster/"
	chartFolder   = "kubernetes/chart/"

	settingsPatch  = overlayFolder + "settings-patch.yaml.tmpl"
	imageTemplate  = overlayFolder + "image.yaml.tmpl"
	sealedTemplate = overlayFolder + "sealed.yaml.tmpl"
)

// OpenFolders are those in which an organisation may add templates for kinds that waybill does not render.
func OpenFolders() []string { return []string{baseFolder, overlayFolder} }

// Family renders the manifests of units.
type Family struct {
	Engine *engine.Engine // with the organisation's own templates
}

// Jobs lists the files of one unit: a Kustomize base, and an overlay for each environment.
func (f Family) Jobs(p plan.Plan, u plan.Unit) []engine.Job {
	dir := path.Join(u.Dir, "deploy", "kubernetes")
	base := Manifest{Plan: p, Unit: u, Spot: u.Workload.Base}
	names := append(baseFiles(base), f.extra(baseFolder)...)
	base.Resources = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !isResource(n) })
	var jobs []engine.Job
	for _, n := range append(names, "kustomization.yaml") {
		jobs = append(jobs, engine.Job{Template: baseFolder + n + ".tmpl", Path: path.Join(dir, "base", n), Data: base})
	}
	for i, e := range p.Environments {
		jobs = append(jobs, f.overlayJobs(path.Join(dir, "overlays", e.Name), base, e, u.Workload.Spots[i])...)
	}
	return append(jobs, engine.Job{Template: "kubernetes/RELEASE.md.tmpl", Path: path.Join(dir, "RELEASE.md"), Data: base})
}

// baseFiles names what every environment has.
func baseFiles(m Manifest) []string {
	files := []string{"serviceaccount.yaml", workloadFile(m)}
	add := func(when bool, name string) {
		if when {
			files = append(files, name)
		}
	}
	w := m.Unit.Workload
	add(len(w.Claims) > 0, "claims.yaml")
	add(len(m.ServicePorts()) > 0, "service.yaml")
	add(w.Headless && !m.Job(), "service-headless.yaml")
	add(previews(m), "service-preview.yaml")
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
func (f Family) overlayJobs(dir string, base Manifest, e plan.Environment, spot plan.Spot) []engine.Job {
	m := base
	m.Environment, m.Spot, m.Resources = e, spot, nil
	var jobs []engine.Job
	add := func(name string, data Manifest) {
		jobs = append(jobs, engine.Job{Template: overlayFolder + name + ".tmpl", Path: path.Join(dir, name), Data: data})
	}
	resource := func(when bool, name string) {
		if when {
			m.Resources = append(m.Resources, name)
			add(name, m)
		}
	}
	for _, o := range onceApplied(m) {
		jobs = append(jobs, engine.Job{Template: overlayFolder + o.template, Path: o.path, Data: m})
	}
	resource(spot.Host != "", entranceFile(m.Plan.Cluster.Entrance.Kind))
	resource(spot.Scales() && !base.Spot.Scales() && !m.Job(), "hpa.yaml")
	comes := len(m.Unit.Workload.ComesIn(spot)) > 0
	resource(comes && m.Plan.Cluster.Secrets.Kind == plan.SecretExternal, "externalsecret.yaml")
	for _, name := range f.extra(overlayFolder) {
		resource(true, name)
	}
	if !m.Job() && base.Spot.Scales() && (spot.Min != base.Spot.Min || spot.Max != base.Spot.Max) {
		m.Patches = append(m.Patches, PatchFile{Path: "hpa-patch.yaml"})
		add("hpa-patch.yaml", m)
	}
	if m.Operations = operations(m, base.Spot); len(m.Operations) > 0 {
		m.Patches = append(m.Patches, PatchFile{Path: "workload-patch.yaml", Kind: m.Kind()})
		add("workload-patch.yaml", m)
	}
	for _, p := range settingsPatches(m.Unit.Workload.Patches, e.Name) {
		m.Patches = append(m.Patches, p)
		jobs = append(jobs, engine.Job{Template: settingsPatch, Path: path.Join(dir, p.Path), Data: p})
	}
	if comes && m.Plan.Cluster.Secrets.Kind == plan.SecretSealed {
		jobs = append(jobs, engine.Job{Template: sealedTemplate, Path: path.Join(dir, "secrets", "kustomization.yaml"), Data: m, Once: true})
	}
	add("kustomization.yaml", m)
	return append(jobs, engine.Job{Template: imageTemplate, Path: path.Join(dir, "image", "kustomization.yaml"), Data: m, Once: true})
}

// once is a file that somebody applies once, and no release.
type once struct{ template, path string }

// onceApplied lists what is applied once an environment: its Namespace with who may work in it, and the object by which a controller finds
// the commits of releases. No overlay names the files: a release applies what lies in the namespace, and needs no right outside of it.
func onceApplied(m Manifest) []once {
	in := func(folder string) string {
		return path.Join(m.Unit.Dir, "deploy", "kubernetes", folder, m.Environment.Name+".yaml")
	}
	out := []once{{"namespace.yaml.tmpl", in("namespaces")}}
	if g := m.Plan.Pipeline.GitOps; g != nil {
		switch g.Controller {
		case plan.ArgoCD:
			out = append(out, once{"application.yaml.tmpl", in("argo-cd")})
		case plan.Flux:
			out = append(out, once{"flux.yaml.tmpl", in("flux")})
		}
	}
	return out
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
func (f Family) extra(folder string) []string {
	var names []string
	for _, name := range f.Engine.Added() {
		rest, ok := strings.CutPrefix(name, folder)
		if ok && strings.HasSuffix(rest, ".yaml.tmpl") && !strings.Contains(rest, "/") {
			names = append(names, strings.TrimSuffix(rest, ".tmpl"))
		}
	}
	return names
}
