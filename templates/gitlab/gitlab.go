// Package gitlab renders the file by which GitLab runs a pipeline: jobs, images, rules and environments. The work is in the scripts of
// package pipeline.
package gitlab

import (
	"fmt"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/engine"
	"github.com/waybill-dev/waybill/templates/pipeline"
)

// Root is the file that GitLab reads. It includes the one with the jobs, so that a repository which has a pipeline of its own can do the same.
const Root = ".gitlab-ci.yml"

// File holds the jobs.
const File = "deploy/ci/gitlab.yml"

// Pipeline is what the templates of this folder see.
type Pipeline struct {
	pipeline.Pipeline
}

// File is the path of the file with the jobs.
func (Pipeline) File() string { return File }

// Rule is one rule of a job: when it runs.
type Rule struct {
	If   string // an expression of GitLab
	When string // never, manual; empty for at once
}

// OnBranch is the condition that holds for the branch that is deployed.
func (p Pipeline) OnBranch() string { return fmt.Sprintf(`$CI_COMMIT_BRANCH == "%s"`, p.Branch) }

// Rules says when a deployment runs. The expression of a tag is between slashes, so that a slash in it is escaped.
func (p Pipeline) Rules(d plan.Deployment) []Rule {
	asked := fmt.Sprintf(`$DEPLOY_TO == "%s"`, d.Environment)
	auto := fmt.Sprintf(`$DEPLOY_TO =~ /^(auto|%s)$/`, strings.ReplaceAll(d.Environment, ".", `\.`))
	released := fmt.Sprintf(`$CI_COMMIT_TAG =~ /^(%s)$/`, strings.ReplaceAll(p.Release, "/", `\/`))
	when := ""
	if d.Approval != nil {
		when = "manual"
	}
	if d.FromBranch {
		return []Rule{{p.OnBranch() + " && " + auto, when}, {"$CI_COMMIT_TAG && " + asked, when}}
	}
	return []Rule{{`$SKIP_TESTS == "true"`, "never"}, {released + " && " + auto, when}, {p.OnBranch() + " && " + asked, when}}
}

// Tier is the kind of an environment as GitLab groups them: the last one is production.
func (p Pipeline) Tier(d plan.Deployment) string {
	switch {
	case d.Approval != nil && d.Environment == p.Deployments[len(p.Deployments)-1].Environment:
		return "production"
	case d.FromBranch:
		return "development"
	}
	return "staging"
}

// Makes says whether a run of the tests makes what a Dockerfile of the repository's own copies.
func (p Pipeline) Makes(t plan.TestRun) bool {
	return slices.ContainsFunc(p.Parts, func(u plan.PipelineUnit) bool { return u.Own != nil && u.Test == t.Name })
}

// Jobs lists the files of a repository that GitLab builds. A build that makes its files needs none of them.
func Jobs(p plan.Plan) []engine.Job {
	pipe := Pipeline{pipeline.Pipeline{Pipeline: p.Pipeline, Plan: p}}
	if !pipe.On(plan.GitLab) || !pipe.Committed() || plan.AllMade(p) {
		return nil
	}
	jobs := []engine.Job{{Template: "gitlab/gitlab.yml.tmpl", Path: File, Data: pipe}}
	if !pipe.OwnGitLab {
		jobs = append(jobs, engine.Job{Template: "gitlab/include.yml.tmpl", Path: Root, Data: pipe})
	}
	return jobs
}

// Views lists what the templates of this folder see.
func Views() []engine.View {
	return []engine.View{
		{Template: "gitlab/gitlab.yml.tmpl", Sees: Pipeline{}},
		{Template: "gitlab/include.yml.tmpl", Sees: Pipeline{}},
		{Template: "gitlab/_begin.tmpl", Sees: Pipeline{}, Writes: "the script with which a pipeline begins: check the generated files, or make them"},
	}
}
