// Package pipeline decides how a repository is built, tested and released: the order of the units, the runs of their tests, which files
// concern which unit, and a deployment for each environment.
package pipeline

import (
	"cmp"
	"regexp"
	"strings"

	known "github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// waybillImage is the image of waybill when the settings name none.
const waybillImage = "ghcr.io/waybill-dev/waybill"

// released is the version of a release; other builds have no image of their own.
var released = regexp.MustCompile(`^v[0-9]+\.[0-9]+\.[0-9]+$`)

// toolOf is the image of the waybill that writes the pipeline: another one might write other files, and find a drift that is none.
func toolOf(version string) string {
	if released.MatchString(version) {
		return waybillImage + ":" + strings.TrimPrefix(version, "v")
	}
	return waybillImage + ":latest"
}

// Decide decides how the repository is built and released.
func Decide(p *plan.Plan, s settings.Settings, version string) (plan.Pipeline, error) {
	j := settings.Filled(s.Jenkins)
	out := plan.Pipeline{
		Application:  p.Application,
		Registry:     s.Images.Registry,
		Servers:      settings.Filled(settings.Settings{CI: s.CI}).CI,
		Form:         j.Form,
		Format:       p.Cluster.Format,
		Library:      j.Library,
		Ephemeral:    j.Generate == "ephemeral" || j.Form == plan.FormCentral || j.Form == plan.FormStep,
		Agent:        j.Agent,
		Label:        j.Label,
		Cache:        j.Cache,
		BuildkitHost: j.BuildkitHost,
		Branch:       j.Branch,
		Release:      j.Release,
		Minutes:      j.Minutes,
		Severity:     j.Severity,
		BuildCache:   j.BuildCache,
		Outdated:     j.Outdated,
		Push:         j.Credentials.Push,
		Tools: plan.Tools{
			Waybill:  cmp.Or(j.Images.Waybill, toolOf(version)),
			Buildkit: j.Images.Buildkit,
			Trivy:    j.Images.Trivy,
			Kubectl:  j.Images.Kubectl,
			SBOM:     j.Images.SBOM,
			Cosign:   j.Images.Cosign,
		},
	}
	if out.On(plan.GitHubActions) {
		g := settings.Filled(s.GitHub)
		out.GitHub = plan.GitHub{Runner: g.Runner, Secrets: g.Secrets}
	}
	if out.On(plan.GitLab) {
		out.GitLabTags = s.GitLab.Tags
	}
	out.Pull = cmp.Or(j.Credentials.Pull, out.Push)
	out.Builder = cmp.Or(j.Builder, plan.BuilderBuildkit)
	if out.Agent != plan.AgentKubernetes {
		out.Builder = cmp.Or(j.Builder, plan.BuilderDocker)
	}
	out.Tree = pipelineTree(p.Tree.Location, s.Tree)
	if out.Form == plan.FormLibrary && out.Library == "" {
		at := s.Place("jenkins", "form")
		return out, fault.New(fault.Usage, "jenkins.form is library and jenkins.library names none").Where(at).
			WithHint("set jenkins.library to NAME@VERSION")
	}
	if j.Comment {
		out.Comment = j.Credentials.Comment
	}
	if out.Builder == plan.BuilderBuildkit {
		out.Attest = j.Attest
	}
	var err error
	if out.Sign, err = signing(j, s); err != nil {
		return out, err
	}
	out.Secrets = buildSecrets(j.Credentials.Build)
	tellSecrets(p, out.Secrets)
	if out.Deployments, err = deployments(p.Environments, s); err != nil {
		return out, err
	}
	if err := pipelineUnits(p, &out, s); err != nil {
		return out, err
	}
	out.GitOps, err = gitOps(out, s)
	return out, err
}

// deployments makes one stage an environment. The first one follows the main branch; the last one, production, asks first.
func deployments(environments []plan.Environment, s settings.Settings) ([]plan.Deployment, error) {
	j := s.Jenkins
	var out []plan.Deployment
	for i, e := range environments {
		if e.Name == "auto" || e.Name == "none" {
			return nil, fault.New(fault.Usage, "the environment %q cannot be deployed by a pipeline: the parameter DEPLOY_TO gives the word another meaning", e.Name).
				WithHint("give the environment another name, and keep %q as an alias", e.Name).Where(s.Place("environments", e.Name))
		}
		last := i == len(environments)-1
		production := last && (len(environments) > 1 || known.Production(e.Name))
		cluster, _ := plan.Under(e, j.Credentials.Cluster)
		destination, _ := plan.Under(e, s.GitOps.Clusters)
		d := plan.Deployment{
			Environment: e.Name,
			Namespace:   e.Namespace,
			Registry:    e.Registry,
			FromBranch:  i == 0 && !production,
			Cluster:     cmp.Or(cluster, "kubeconfig-"+e.Name),
			Destination: destination,
			Ordinal:     (i + 1) * 10,
		}
		if a, ok := plan.Under(e, j.Approval); ok || production {
			a = settings.Filled(a)
			d.Approval = &plan.Approval{Submitters: strings.Join(a.Submitters, ","), Hours: a.Hours}
		}
		out = append(out, d)
	}
	return out, nil
}

// pipelineTree is the address of the image tree for a Jenkins agent, "" for the embedded tree: a folder of this machine says nothing
// to one. A file URL is read as a folder and known by its base name, but who writes it means a disk that every agent mounts.
func pipelineTree(location, set string) string {
	if strings.HasPrefix(set, "file://") && !strings.Contains(location, "://") {
		location = set
	}
	if !strings.Contains(location, "://") || !plainPath(location) {
		return ""
	}
	return location
}
