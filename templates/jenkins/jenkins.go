// Package jenkins renders the file by which Jenkins runs a pipeline: stages, agents, credentials and questions. The work is in the scripts
// of package pipeline, whose view the templates of this folder share.
package jenkins

import (
	"path"

	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/engine"
	"github.com/waybill-dev/waybill/templates/pipeline"
)

// Jobs lists the files of a repository: the pipeline of its form, with the pods that it runs in beside the scripts. The organisation's own
// pipeline belongs into a repository without units: applications need none of it. Neither does a build that makes its files.
func Jobs(p plan.Plan) []engine.Job {
	pipe := pipeline.Pipeline{Pipeline: p.Pipeline, Plan: p}
	file := func(template, name string) engine.Job {
		return engine.Job{Template: "jenkins/" + template + ".tmpl", Path: name, Data: pipe}
	}
	switch {
	case plan.AllMade(p), !pipe.On(plan.Jenkins):
		return nil
	case len(p.Units) == 0 && pipe.Form == plan.FormCentral:
		return []engine.Job{file("central.Jenkinsfile", "Jenkinsfile")}
	case len(p.Units) == 0 && pipe.Form == plan.FormStep:
		return []engine.Job{
			file("waybillPipeline.groovy", "vars/waybillPipeline.groovy"),
			file("waybillPipeline.txt", "vars/waybillPipeline.txt"),
		}
	case len(pipe.Parts) == 0 || pipe.Form == plan.FormCentral || pipe.Form == plan.FormStep && pipe.Library == "":
		return nil
	case pipe.Form != plan.FormRepository:
		return []engine.Job{file("library.Jenkinsfile", "Jenkinsfile")}
	case pipe.Agent != plan.AgentKubernetes || pipe.Ephemeral:
		return []engine.Job{file("Jenkinsfile", "Jenkinsfile")}
	}
	return []engine.Job{
		file("Jenkinsfile", "Jenkinsfile"),
		file("pod-build.yaml", path.Join(pipe.Folder(), "pod-build.yaml")),
		file("pod-deploy.yaml", path.Join(pipe.Folder(), "pod-deploy.yaml")),
	}
}
