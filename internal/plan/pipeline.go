package plan

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/settings"
)

// Forms of the pipeline.
const (
	FormRepository = "repository" // one Jenkinsfile that says all
	FormLibrary    = "library"    // a Jenkinsfile of one line that calls the organisation's shared library
	FormCentral    = "central"    // one Jenkinsfile for all repositories that hold none
	FormStep       = "step"       // the shared library's step that FormLibrary calls
)

// Agents and builders.
const (
	AgentKubernetes = "kubernetes"
	AgentDocker     = "docker"
	AgentLabel      = "label"

	BuilderBuildkit = "buildkit"
	BuilderDocker   = "docker"
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

// Pipeline is what the Jenkinsfile needs to know. All of it is data: the shell of the stages is constant.
type Pipeline struct {
	Application  string         `json:"application"`            // name of the whole
	Registry     string         `json:"registry"`               // primary, that images are pushed to; empty for Docker Hub
	Form         string         `json:"form"`                   // repository, library, central, step
	Format       string         `json:"format"`                 // of the manifests
	Library      string         `json:"library,omitempty"`      // NAME@VERSION of the shared library
	Ephemeral    bool           `json:"ephemeral,omitempty"`    // files are made in each build instead of being checked
	Tree         string         `json:"tree,omitempty"`         // where the build finds the image tree, empty for the embedded one
	Agent        string         `json:"agent"`                  // kubernetes, docker, label
	Label        string         `json:"label,omitempty"`        // of Jenkins agents
	Cache        string         `json:"cache,omitempty"`        // PersistentVolumeClaim
	Builder      string         `json:"builder"`                // buildkit, docker
	BuildkitHost string         `json:"buildkitHost,omitempty"` // address of a BuildKit that is shared
	Branch       string         `json:"branch"`                 // that is deployed without a tag
	Release      string         `json:"release"`                // Java regular expression that matches a whole tag
	Minutes      int            `json:"minutes"`                // that a build may take
	Severity     string         `json:"severity"`               // of findings that fail the scan: CRITICAL, HIGH,CRITICAL
	Tools        Tools          `json:"tools"`                  // images of the stages
	Push         string         `json:"push"`                   // credentials id
	Pull         string         `json:"pull"`                   // credentials id
	Containers   []Container    `json:"containers"`             // build images in the pod
	Parts        []PipelineUnit `json:"units"`                  // units in the order of their release
	Shared       string         `json:"shared,omitempty"`       // Java regular expression of the files that concern every unit
	Tests        []TestRun      `json:"tests"`                  // test runs
	Deployments  []Deployment   `json:"deployments"`            // in the order of a release
}

// Tools are the images that the stages run in.
type Tools struct {
	Waybill  string `json:"waybill"`  // image reference
	Buildkit string `json:"buildkit"` // image reference
	Trivy    string `json:"trivy"`    // image reference
	Kubectl  string `json:"kubectl"`  // image reference
}

// Deployment is one environment's stage.
type Deployment struct {
	Environment string    `json:"environment"`          // name
	Namespace   string    `json:"namespace"`            // that is deployed to
	Registry    string    `json:"registry"`             // replica that the environment's cluster pulls from
	FromBranch  bool      `json:"fromBranch,omitempty"` // the main branch goes here
	Cluster     string    `json:"cluster"`              // credentials id of the kubeconfig
	Ordinal     int       `json:"ordinal"`              // of the milestone: an older build never overtakes a newer one
	Approval    *Approval `json:"approval,omitempty"`   // empty where nobody is asked
}

// Approval is the question before a deployment.
type Approval struct {
	Submitters string `json:"submitters"` // separated by commas, as Jenkins takes them
	Hours      int    `json:"hours"`      // time that the question waits
}

// pipeline decides how the repository is built and released.
func pipeline(p *Plan, s settings.Settings, version string) (Pipeline, error) {
	j := settings.Filled(s.Jenkins)
	out := Pipeline{
		Application:  p.Application,
		Registry:     s.Images.Registry,
		Form:         j.Form,
		Format:       p.Cluster.Format,
		Library:      j.Library,
		Ephemeral:    j.Generate == "ephemeral" || j.Form == FormCentral || j.Form == FormStep,
		Agent:        j.Agent,
		Label:        j.Label,
		Cache:        j.Cache,
		BuildkitHost: j.BuildkitHost,
		Branch:       j.Branch,
		Release:      j.Release,
		Minutes:      j.Minutes,
		Severity:     j.Severity,
		Push:         j.Credentials.Push,
		Tools: Tools{
			Waybill:  cmp.Or(j.Images.Waybill, toolOf(version)),
			Buildkit: j.Images.Buildkit,
			Trivy:    j.Images.Trivy,
			Kubectl:  j.Images.Kubectl,
		},
	}
	out.Pull = cmp.Or(j.Credentials.Pull, out.Push)
	out.Builder = cmp.Or(j.Builder, BuilderBuildkit)
	if out.Agent != AgentKubernetes {
		out.Builder = cmp.Or(j.Builder, BuilderDocker)
	}
	out.Tree = pipelineTree(p.Tree.Location, s.Tree)
	if out.Form == FormLibrary && out.Library == "" {
		at := s.Place("jenkins", "form")
		return out, fault.New(fault.Usage, "jenkins.form is library and jenkins.library names none").In(at.File, at.Line, at.Column).
			WithHint("set jenkins.library to NAME@VERSION")
	}
	var err error
	if out.Deployments, err = deployments(p.Environments, s); err != nil {
		return out, err
	}
	if err := pipelineUnits(p, &out); err != nil {
		return out, err
	}
	return out, nil
}

// Several says whether the repository holds more than one unit: then only those that changed are built.
func (p Pipeline) Several() bool { return len(p.Parts) > 1 }

// TestSteps is the first test run of each kind of steps.
func (p Pipeline) TestSteps() []TestRun {
	var out []TestRun
	for _, t := range p.Tests {
		if !slices.ContainsFunc(out, func(o TestRun) bool { return o.Steps == t.Steps }) {
			out = append(out, t)
		}
	}
	return out
}

// Uses says whether a unit is released by the strategy. The organisation's own pipelines know all of them.
func (p Pipeline) Uses(strategy string) bool {
	return p.ForAll() || slices.ContainsFunc(p.Parts, func(u PipelineUnit) bool { return u.Strategy == strategy })
}

// Batched lists the strategies by which a share of the pods gets a new version first, by the partition of its controller; none when no
// unit is released so.
func (p Pipeline) Batched() []string {
	return p.among(func(c Controller) bool { return c.Batched })
}

// Argo lists the strategies by which Argo Rollouts has to be told to go on; none when no unit is released so.
func (p Pipeline) Argo() []string {
	return p.among(func(c Controller) bool { return c.Argo })
}

// among lists all strategies whose controller has a quality, when the pipeline has to know one of them.
func (p Pipeline) among(is func(Controller) bool) []string {
	all := strategies(is)
	if !slices.ContainsFunc(all, p.Uses) {
		return nil
	}
	return all
}

// ForAll says whether the pipeline is the organisation's own, for repositories that it does not know yet.
func (p Pipeline) ForAll() bool { return p.Form == FormCentral || p.Form == FormStep }

// Manifests is the folder below a unit's files that a deployment needs.
func (p Pipeline) Manifests() string {
	if p.Format == "helm" {
		return "deploy/chart"
	}
	return "deploy/kubernetes"
}

// Overlay is an environment's manifests as the shell names them, seen from the folder that a deployment works in.
func (p Pipeline) Overlay() string {
	const release = "../../../release/$folder/kubernetes/"
	switch p.Format {
	case "plain":
		return release + "plain/$DEPLOY_ENV.yaml"
	case "helm":
		return "chart.yaml" // rendered before
	}
	return release + "overlays/$DEPLOY_ENV"
}

// CacheFolder is the application's own: two builds that write one Maven repository at a time spoil it.
func (p Pipeline) CacheFolder() string {
	if p.ForAll() {
		return "/cache"
	}
	return "/cache/" + p.Application
}

// Hours bounds the whole run: the build, each deployment, and the time that its question may wait.
func (p Pipeline) Hours() int {
	hours := p.Minutes/60 + 1
	for _, d := range p.Deployments {
		hours++
		if d.Approval != nil {
			hours += d.Approval.Hours
		}
	}
	return hours
}

// Flow tells in one line what goes where without being asked for.
func (p Pipeline) Flow() string {
	var first, later []string
	for _, d := range p.Deployments {
		if d.FromBranch {
			first = append(first, d.Environment)
		} else {
			later = append(later, d.Environment)
		}
	}
	var parts []string
	if len(first) > 0 {
		parts = append(parts, fmt.Sprintf("%s goes to %s", p.Branch, strings.Join(first, ", ")))
	}
	if len(later) > 0 {
		parts = append(parts, "a release tag to "+strings.Join(later, ", "))
	}
	return strings.Join(parts, ", ")
}

// deployments makes one stage an environment. The first one follows the main branch; the last one, production, asks first.
func deployments(environments []Environment, s settings.Settings) ([]Deployment, error) {
	j := s.Jenkins
	if err := unknownEnvironments(environments, s); err != nil {
		return nil, err
	}
	var out []Deployment
	for i, e := range environments {
		if e.Name == "auto" || e.Name == "none" {
			return nil, fault.New(fault.Usage, "the environment %q cannot be deployed by a pipeline: the parameter DEPLOY_TO gives the word another meaning", e.Name).
				WithHint("give the environment another name, and keep %q as an alias", e.Name)
		}
		last := i == len(environments)-1
		production := last && (len(environments) > 1 || e.Name == "prod")
		d := Deployment{
			Environment: e.Name,
			Namespace:   e.Namespace,
			Registry:    e.Registry,
			FromBranch:  i == 0 && !production,
			Cluster:     cmp.Or(j.Credentials.Cluster[e.Name], "kubeconfig-"+e.Name),
			Ordinal:     (i + 1) * 10,
		}
		if a, ok := j.Approval[e.Name]; ok || production {
			a = settings.Filled(a)
			d.Approval = &Approval{Submitters: strings.Join(a.Submitters, ","), Hours: a.Hours}
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

// unknownEnvironments refuses settings for an environment that does not exist: an approval must not be lost to a misspelling.
func unknownEnvironments(environments []Environment, s settings.Settings) error {
	var unknown []*fault.Error
	known := names{kind: "environment", s: s, unknown: &unknown}
	for _, e := range environments {
		known.known = append(known.known, e.Name)
	}
	for _, section := range []struct {
		path []string
		keys []string
	}{
		{[]string{"jenkins", "approval"}, sortedKeys(s.Jenkins.Approval)},
		{[]string{"jenkins", "credentials", "cluster"}, sortedKeys(s.Jenkins.Credentials.Cluster)},
	} {
		known.section = strings.Join(section.path, ".")
		for _, key := range section.keys {
			known.need(key, append(section.path, key)...)
		}
	}
	return fault.Join(unknown...)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
