// Package pipeline renders the work of a pipeline: POSIX scripts that every CI server calls, and plain data beside them.
//
// What goes in is the plan's pipeline. What comes out stands in deploy/ci, or below .waybill where files are made in each build. The
// scripts hold nothing of the repository: units, environments and settings are files of KEY=TEXT lines, which the scripts read and never
// run. A server's own file, such as a Jenkinsfile, says when a script runs, on which agent and with which credentials.
//
// The types to know: [Pipeline] is what these templates and those of the servers see; [Run] and [Target] are the views of a test run and
// of an environment.
package pipeline

import (
	"path"
	"strings"

	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/engine"
)

// Pipeline is what the templates of a pipeline see: the plan's pipeline, and the whole plan.
type Pipeline struct {
	plan.Pipeline
	Plan plan.Plan // the whole decision
}

// Folder is the folder of the scripts as a pipeline calls them.
func (p Pipeline) Folder() string {
	if p.Ephemeral {
		return path.Join(plan.EphemeralRoot, "ci")
	}
	return "deploy/ci"
}

// Deploys is the script that a deployment calls: it rolls out, or commits the release where a controller applies commits.
func (p Pipeline) Deploys() string {
	if p.GitOps != nil {
		return "commit.sh"
	}
	return "roll-out.sh"
}

// Verifies says whether a deployment can ask for signatures by itself: Docker gives a stage of Jenkins the image of one tool, and there
// the images are asked for their signatures where they are signed.
func (p Pipeline) Verifies() bool { return p.Sign != nil && p.Agent != plan.AgentDocker }

// SecretIDs are the ids of the secrets that builds and tests may take, with blanks between them.
func (p Pipeline) SecretIDs() string {
	var ids []string
	for _, s := range p.Secrets {
		ids = append(ids, s.ID)
	}
	return strings.Join(ids, " ")
}

// ReleaseTags is the pattern of the tags that are released, as grep -E reads it. What Java's pattern language has beyond that is seldom in
// the names of tags, and a tag that is not matched for that gets no version beside the tag of its commit.
func (p Pipeline) ReleaseTags() string {
	return strings.NewReplacer(`\d`, "[0-9]", `\w`, "[A-Za-z0-9_]", "(?:", "(").Replace(p.Release)
}

// Run is one run of the tests with the cache that its builds share.
type Run struct {
	plan.TestRun
	Folder  string             // of the scripts
	Cache   string             // id of the cache mount that builds share
	Secrets []plan.BuildSecret // that the settings name
}

// Target is what a deployment reads of its environment.
type Target struct {
	Namespace string // that is deployed to
	Registry  string // that the cluster pulls from
	Primary   string // registry that images are pushed to
}

// Jobs lists the scripts and their data. An organisation's own pipeline and one that makes its files in each build get them in the build;
// the repository then holds none.
func Jobs(p plan.Plan) []engine.Job {
	pipe := Pipeline{p.Pipeline, p}
	made := plan.AllMade(p)
	if len(pipe.Parts) == 0 || !made && (pipe.Ephemeral || !pipe.Committed()) {
		return nil
	}
	pipe.Ephemeral = made
	at := pipe.Folder()
	var jobs []engine.Job
	add := func(template, name string, data any) {
		jobs = append(jobs, engine.Job{Template: "pipeline/" + template + ".tmpl", Path: path.Join(at, name), Data: data})
	}
	for _, name := range scripts(pipe, made) {
		job := engine.Job{Template: "pipeline/" + name + ".tmpl", Path: path.Join(at, name), Data: pipe, Mode: 0o755}
		if name == "lib.sh" || name == "cluster.sh" { // that the others read
			job.Mode = 0o644
		}
		jobs = append(jobs, job)
	}
	add("settings", "settings", pipe)
	for _, u := range pipe.Parts {
		add("unit", path.Join("units", u.Folder), u)
	}
	for _, d := range pipe.Deployments {
		add("environment", path.Join("environments", d.Environment), Target{d.Namespace, d.Registry, pipe.Registry})
	}
	for _, t := range pipe.Tests {
		view := Run{t, at, pipe.Application + "-test-" + t.Name, pipe.Secrets}
		add("run.sh", path.Join("tests", t.Name+".sh"), view)
		if made {
			add("test.Dockerfile", path.Join("tests", t.Name+".Dockerfile"), view)
			add("dockerignore", path.Join("tests", t.Name+".Dockerfile.dockerignore"), view)
		}
	}
	if !made { // git does not see the other folder
		add("gitattributes", ".gitattributes", pipe)
	}
	return jobs
}

// scripts lists the scripts, which are the same bytes in every repository. The tests run in builds where no agent has the tools of the
// repository's languages: in an organisation's own pipeline, which knows no repository. Where releases are commits, what changes a cluster
// is left out: the controller would take it back.
func scripts(p Pipeline, made bool) []string {
	all := []string{
		"lib.sh", "check.sh", "select.sh", "find.sh", "test.sh", "build.sh", "comment.sh", "scan.sh", "sign.sh", "release.sh", "verify.sh", "cluster.sh", p.Deploys(), "why.sh",
	}
	if p.GitOps == nil {
		all = append(all, "go-back.sh")
	}
	if made {
		all = append(all, "test-all.sh")
	}
	return all
}
