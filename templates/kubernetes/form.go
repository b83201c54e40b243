package kubernetes

import (
	"path"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/engine"
	"github.com/waybill-dev/waybill/templates/kubernetes/helm"
)

// Form turns base and overlays into what the settings ask for. Every form is made from what Kustomize renders,
// so that a template that an organisation replaces or adds reaches all of them.
func (f Family) Form(p plan.Plan, u plan.Unit, files []engine.File) ([]engine.File, error) {
	// Patches and own templates are other people's text: what Kustomize refuses of them is said now, not by kubectl.
	if p.Cluster.Format == "kustomize" && len(u.Workload.Patches) == 0 && len(f.Engine.Added()) == 0 {
		return files, nil
	}
	dir := path.Join(u.Dir, "deploy", "kubernetes")
	sets := make([]resmap.ResMap, len(p.Environments))
	for i, e := range p.Environments {
		set, err := Kustomize(files, path.Join(dir, "overlays", e.Name))
		if err != nil {
			return nil, err
		}
		sets[i] = set
	}
	var kept []engine.File
	for _, e := range p.Environments {
		for _, o := range onceApplied(Manifest{Plan: p, Unit: u, Environment: e}) {
			for _, file := range files {
				if file.Path == o.path {
					kept = append(kept, file)
				}
			}
		}
	}
	switch p.Cluster.Format {
	case "helm":
		chart, err := f.chart(p, u, sets)
		return append(kept, chart...), err
	case "plain":
		plain, err := plainFiles(dir, p, files, sets)
		return append(kept, plain...), err
	}
	return files, nil
}

// ChartJobs lists the files of a chart that are no objects; they see the base's manifest.
func ChartJobs(p plan.Plan, u plan.Unit) []engine.Job {
	data := Manifest{Plan: p, Unit: u, Spot: u.Workload.Base}
	var jobs []engine.Job
	for _, name := range []string{"Chart.yaml", ".helmignore", "templates/_names.tpl", "templates/NOTES.txt"} {
		jobs = append(jobs, engine.Job{Template: chartFolder + name + ".tmpl", Path: path.Join(helm.Folder(u), name), Data: data})
	}
	return jobs
}

func (f Family) chart(p plan.Plan, u plan.Unit, sets []resmap.ResMap) ([]engine.File, error) {
	files, err := helm.Chart(p, u, sets)
	for _, j := range ChartJobs(p, u) {
		if err != nil {
			return nil, err
		}
		var rendered engine.File
		rendered, err = f.Engine.Render(j)
		files = append(files, rendered)
	}
	return files, err
}

// plainFiles writes all objects of an environment into one file.
func plainFiles(dir string, p plan.Plan, files []engine.File, sets []resmap.ResMap) ([]engine.File, error) {
	var out []engine.File
	for i, e := range p.Environments {
		data, err := sets[i].AsYaml()
		if err != nil {
			return nil, fault.Wrap(fault.Internal, err, "cannot write the objects of %s", e.Name)
		}
		f := files[0]
		f.Path, f.Template, f.Data = path.Join(dir, "plain", e.Name+".yaml"), "", data
		out = append(out, f)
	}
	return out, nil
}

// Kustomize renders the kustomization in folder dir of rendered files, as `kubectl kustomize` does.
func Kustomize(files []engine.File, dir string) (resmap.ResMap, error) {
	if err := within(files); err != nil {
		return nil, err
	}
	fsys := filesys.MakeFsInMemory()
	for _, f := range files {
		if strings.HasSuffix(f.Path, ".md") {
			continue
		}
		if err := fsys.WriteFile("/"+f.Path, f.Data); err != nil {
			return nil, fault.Wrap(fault.Internal, err, "cannot hand %s to Kustomize", f.Path)
		}
	}
	set, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(fsys, "/"+dir)
	if err != nil {
		return nil, fault.New(fault.Usage, "Kustomize refuses %s: %s", dir, engine.Readable(err.Error())).
			WithHint("a patch of the settings or a template of your own is wrong")
	}
	return set, nil
}
