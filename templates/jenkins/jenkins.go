// Package jenkins renders the pipeline of a repository, and what an organisation's own pipeline reads in a build.
// Most templates of this folder see the pipeline of the plan itself, [plan.Pipeline]; [Test] and [Target] are the other views.
package jenkins

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/engine"
)

// Pipeline is what the templates of a pipeline see: the plan's pipeline, and the whole plan.
type Pipeline struct {
	plan.Pipeline
	Plan plan.Plan // the whole decision
}

// Wants says whether pods of the repository take variables from objects that others make. The organisation's own pipelines look in any case.
func (p Pipeline) Wants() bool {
	return p.ForAll() || slices.ContainsFunc(p.Plan.Units, func(u plan.Unit) bool {
		return len(u.Workload.AllWanted()) > 0 || u.Logs.To == plan.LogsSidecar && p.Plan.Cluster.Shipping.Secret != ""
	})
}

// Jobs lists the files of the repository: the pipeline of its form and, in an ephemeral run, what the stages of the
// organisation's own pipeline read. That pipeline itself belongs into a repository without units: applications need none of it.
func Jobs(p plan.Plan) []engine.Job {
	pipe := Pipeline{p.Pipeline, p}
	if len(p.Units) > 0 && strings.HasPrefix(p.Units[0].Dir, plan.EphemeralRoot) {
		return handOver(pipe)
	}
	one := func(template string) []engine.Job {
		return []engine.Job{{Template: "jenkins/" + template + ".tmpl", Path: "Jenkinsfile", Data: pipe}}
	}
	switch {
	case len(p.Units) == 0 && pipe.Form == plan.FormCentral:
		return one("central.Jenkinsfile")
	case len(p.Units) == 0 && pipe.Form == plan.FormStep:
		return []engine.Job{
			{Template: "jenkins/waybillPipeline.groovy.tmpl", Path: "vars/waybillPipeline.groovy", Data: pipe},
			{Template: "jenkins/waybillPipeline.txt.tmpl", Path: "vars/waybillPipeline.txt", Data: pipe},
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

// TooLarge says whether a file is a pipeline that Jenkins might not compile.
func TooLarge(f engine.File) bool {
	return f.Path == "Jenkinsfile" && len(f.Data) > maxPipeline
}

// Test is one test run with the cache that its builds share.
type Test struct {
	plan.TestRun
	Cache   string             // id of the cache mount that builds share
	Secrets []plan.BuildSecret // that the settings name
}

// Target is what a deployment reads of its environment.
type Target struct {
	Namespace string // that is deployed to
	Registry  string // that the cluster pulls from
	Primary   string // registry that images are pushed to
}

// handOver lists what a pipeline that knows nothing of the repository reads: the units in the order of their release,
// the environments, and for each kind of test run its script and a Dockerfile to run it in.
func handOver(pipe Pipeline) []engine.Job {
	release, tests := path.Join(plan.EphemeralRoot, "release"), path.Join(plan.EphemeralRoot, "tests")
	var jobs []engine.Job
	for _, u := range pipe.Parts {
		jobs = append(jobs, engine.Job{Template: "jenkins/unit.tmpl", Path: path.Join(release, u.Folder, "unit"), Data: u})
		if u.Test != "" {
			jobs = append(jobs, engine.Job{Template: "jenkins/tested.tmpl", Path: path.Join(tests, u.Test, u.Folder), Data: u})
		}
	}
	for _, d := range pipe.Deployments {
		view := Target{d.Namespace, d.Registry, pipe.Registry}
		jobs = append(jobs, engine.Job{Template: "jenkins/environment.tmpl", Path: path.Join(release, "environments", d.Environment), Data: view})
	}
	jobs = append(jobs, engine.Job{Template: "jenkins/reports.sh.tmpl", Path: path.Join(tests, "reports.sh"), Data: pipe, Mode: 0o755})
	for _, t := range pipe.Tests {
		view := Test{t, pipe.Application + "-test-" + t.Name, pipe.Secrets}
		at := path.Join(tests, t.Name)
		jobs = append(jobs,
			engine.Job{Template: "jenkins/test.sh.tmpl", Path: at + ".sh", Data: view, Mode: 0o755},
			engine.Job{Template: "jenkins/test.Dockerfile.tmpl", Path: at + ".Dockerfile", Data: view},
			engine.Job{Template: "jenkins/dockerignore.tmpl", Path: at + ".Dockerfile.dockerignore", Data: view},
		)
	}
	return jobs
}
