package templates

import (
	"path"
	"strings"

	"github.com/waybill-dev/waybill/internal/plan"
)

// jenkinsJobs lists the files of the repository: the pipeline of its form and, in an ephemeral run, what the stages of the
// organisation's own pipeline read. That pipeline itself belongs into a repository without units: applications need none of it.
func jenkinsJobs(p plan.Plan) []job {
	pipe := p.Pipeline
	if len(p.Units) > 0 && strings.HasPrefix(p.Units[0].Dir, plan.EphemeralRoot) {
		return handOver(pipe)
	}
	one := func(template string) []job {
		return []job{{template: "jenkins/" + template + ".tmpl", path: "Jenkinsfile", data: pipe}}
	}
	switch {
	case len(p.Units) == 0 && pipe.Form == plan.FormCentral:
		return one("central.Jenkinsfile")
	case len(p.Units) == 0 && pipe.Form == plan.FormStep:
		return []job{
			{template: "jenkins/waybillPipeline.groovy.tmpl", path: "vars/waybillPipeline.groovy", data: pipe},
			{template: "jenkins/waybillPipeline.txt.tmpl", path: "vars/waybillPipeline.txt", data: pipe},
		}
	case len(pipe.Parts) == 0 || pipe.Form == plan.FormCentral || pipe.Form == plan.FormStep && pipe.Library == "":
		return nil
	case pipe.Form == plan.FormRepository:
		return one("Jenkinsfile")
	}
	return one("library.Jenkinsfile")
}

// maxPipeline is the size of a pipeline, in bytes, that Jenkins surely compiles: Groovy makes methods of it, which the JVM limits to 64 KB.
const maxPipeline = 40 << 10

// TooLarge says whether the file is a pipeline that Jenkins might not compile.
func (f File) TooLarge() bool {
	return f.Artefact == Jenkins && f.Path == "Jenkinsfile" && len(f.Data) > maxPipeline
}

// testView is one test run with the cache that its builds share.
type testView struct {
	plan.TestRun
	Cache string
}

// placeView is what a deployment reads of its environment.
type placeView struct{ Namespace, Registry, Primary string }

// handOver lists what a pipeline that knows nothing of the repository reads: the units in the order of their release,
// the environments, and for each kind of test run its script and a Dockerfile to run it in.
func handOver(pipe plan.Pipeline) []job {
	release, tests := path.Join(plan.EphemeralRoot, "release"), path.Join(plan.EphemeralRoot, "tests")
	var jobs []job
	for _, u := range pipe.Parts {
		jobs = append(jobs, job{template: "jenkins/unit.tmpl", path: path.Join(release, u.Folder, "unit"), data: u})
		if u.Test != "" {
			jobs = append(jobs, job{template: "jenkins/tested.tmpl", path: path.Join(tests, u.Test, u.Folder), data: u})
		}
	}
	for _, d := range pipe.Deployments {
		view := placeView{d.Namespace, d.Registry, pipe.Registry}
		jobs = append(jobs, job{template: "jenkins/environment.tmpl", path: path.Join(release, "environments", d.Environment), data: view})
	}
	jobs = append(jobs, job{template: "jenkins/reports.sh.tmpl", path: path.Join(tests, "reports.sh"), data: pipe, mode: 0o755})
	for _, t := range pipe.Tests {
		view := testView{t, pipe.Application + "-test-" + t.Name}
		at := path.Join(tests, t.Name)
		jobs = append(jobs,
			job{template: "jenkins/test.sh.tmpl", path: at + ".sh", data: view, mode: 0o755},
			job{template: "jenkins/test.Dockerfile.tmpl", path: at + ".Dockerfile", data: view},
			job{template: "jenkins/dockerignore.tmpl", path: at + ".Dockerfile.dockerignore", data: view},
		)
	}
	return jobs
}
