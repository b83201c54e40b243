package templates

import "github.com/waybill-dev/waybill/internal/plan"

// jenkinsJobs lists the files of the repository.
func jenkinsJobs(p plan.Plan) []job {
	if len(p.Pipeline.Parts) == 0 {
		return nil
	}
	return []job{{template: "jenkins/Jenkinsfile.tmpl", path: "Jenkinsfile", data: p.Pipeline}}
}
