package plan

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Forms of the pipeline.
const (
	FormRepository = "repository" // one Jenkinsfile that says all
	FormLibrary    = "library"    // a Jenkinsfile of one line that calls the organisation's shared library
	FormCentral    = "central"    // one Jenkinsfile for all repositories that hold none
	FormStep       = "step"       // the shared library's step that FormLibrary calls
)

// Servers that run a pipeline.
const (
	Jenkins       = "jenkins"
	GitLab        = "gitlab"
	GitHubActions = "github"
)

// Agents and builders.
const (
	AgentKubernetes = "kubernetes"
	AgentDocker     = "docker"
	AgentLabel      = "label"

	BuilderBuildkit = "buildkit"
	BuilderDocker   = "docker"
)

// Pipeline is what a CI server's file and the scripts that it calls need to know. All of it is data: the scripts are constant.
type Pipeline struct {
	Application  string         `json:"application"`            // name of the whole
	Registry     string         `json:"registry"`               // primary, that images are pushed to; empty for Docker Hub
	Servers      []string       `json:"servers"`                // that run it: jenkins, gitlab, github
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
	Attest       []string       `json:"attest,omitempty"`       // what BuildKit says beside each image: provenance, sbom
	Outdated     string         `json:"outdated"`               // what a base that is behind does: ignore, show, fail
	Comment      string         `json:"comment,omitempty"`      // id in Jenkins of the token that keeps a comment of a pull request up to date; empty for no comment
	Sign         *Sign          `json:"sign,omitempty"`         // how images are signed
	BuildCache   string         `json:"buildCache"`             // where BuildKit keeps the steps of a build between builds: registry, none
	Tools        Tools          `json:"tools"`                  // images of the stages
	Push         string         `json:"push"`                   // credentials id
	Pull         string         `json:"pull"`                   // credentials id
	Secrets      []BuildSecret  `json:"secrets,omitempty"`      // that builds and tests may take, by id
	Containers   []Container    `json:"containers"`             // build images in the pod
	Parts        []PipelineUnit `json:"units"`                  // units in the order of their release
	Tests        []TestRun      `json:"tests"`                  // test runs
	Deployments  []Deployment   `json:"deployments"`            // in the order of a release
	GitOps       *GitOps        `json:"gitops,omitempty"`       // releases are commits; nil where the pipeline rolls out
	GitLabTags   []string       `json:"gitlabTags,omitempty"`   // of the runners that take the jobs
	OwnGitLab    bool           `json:"ownGitlab,omitempty"`    // the repository has a .gitlab-ci.yml of its own, which has to include the jobs
	GitHub       GitHub         `json:"github,omitzero"`        // what its workflow has beside, where GitHub is one of Servers
}

// Controllers that apply what a release commits.
const (
	ArgoCD = "argo-cd"
	Flux   = "flux"
)

// GitOps says where releases are committed to, for a controller in the cluster that applies them.
type GitOps struct {
	Controller string `json:"controller"`        // argo-cd, flux, other
	Repository string `json:"repository"`        // its address, without a password
	Branch     string `json:"branch"`            // that is committed to
	Folder     string `json:"folder"`            // of the application, in the repository
	Namespace  string `json:"namespace"`         // of the controller's objects
	Project    string `json:"project,omitempty"` // of Argo CD
	Secret     string `json:"secret,omitempty"`  // with which Flux reads the repository
	Credential string `json:"credential"`        // id in Jenkins of the account that pushes
}

// Path is the folder that holds a unit's release to an environment, and that the controller renders. commit.sh lays it out.
func (g GitOps) Path(format, environment, object string) string {
	folder := path.Join(g.Folder, environment, object)
	if format == "kustomize" {
		return path.Join(folder, "overlays", environment)
	}
	return folder
}

// GitHub is what a workflow of GitHub has beside the pipeline of all servers.
type GitHub struct {
	Runner  []string          `json:"runner"`            // its labels
	Secrets map[string]string `json:"secrets,omitempty"` // variables of the scripts whose secret has another name, with that name
}

// BuildSecret is a secret that the pipeline hands to builds and tests.
type BuildSecret struct {
	ID         string `json:"id"`             // in the Dockerfile: maven-settings, NPM_TOKEN
	Credential string `json:"credential"`     // id in Jenkins
	Variable   string `json:"variable"`       // that holds the path of the file, or the text
	Text       bool   `json:"text,omitempty"` // a text and no file
}

// Tools are the images that the stages run in.
type Tools struct {
	Waybill  string `json:"waybill"`          // image reference
	Buildkit string `json:"buildkit"`         // image reference
	Trivy    string `json:"trivy"`            // image reference
	Kubectl  string `json:"kubectl"`          // image reference
	SBOM     string `json:"sbom"`             // image reference
	Cosign   string `json:"cosign,omitempty"` // image reference
}

// Sign is how images are signed, and what is asked of a signature before a deployment.
type Sign struct {
	Keyless    bool   `json:"keyless,omitempty"`   // by the identity of the pipeline, else by a key
	PublicKey  string `json:"publicKey,omitempty"` // file of the repository
	Identity   string `json:"identity,omitempty"`  // regular expression
	Issuer     string `json:"issuer,omitempty"`    // address
	Credential string `json:"credential"`          // id in Jenkins of the key, or of the identity token
}

// Deployment is one environment's stage.
type Deployment struct {
	Environment string    `json:"environment"`           // name
	Namespace   string    `json:"namespace"`             // that is deployed to
	Registry    string    `json:"registry"`              // replica that the environment's cluster pulls from
	FromBranch  bool      `json:"fromBranch,omitempty"`  // the main branch goes here
	Cluster     string    `json:"cluster"`               // credentials id of the kubeconfig
	Destination string    `json:"destination,omitempty"` // name of the cluster in Argo CD, empty for the one that it runs in
	Ordinal     int       `json:"ordinal"`               // of the milestone: an older build never overtakes a newer one
	Approval    *Approval `json:"approval,omitempty"`    // empty where nobody is asked
}

// Approval is the question before a deployment.
type Approval struct {
	Submitters string `json:"submitters"` // separated by commas, as Jenkins takes them
	Hours      int    `json:"hours"`      // time that the question waits
}

// On says whether a server runs the pipeline.
func (p Pipeline) On(server string) bool { return slices.Contains(p.Servers, server) }

// Committed says whether the repository holds a server's own file of the pipeline with all of the pipeline in it: not where a library or
// the organisation's own pipeline has it, which Jenkins alone knows.
func (p Pipeline) Committed() bool {
	others := slices.ContainsFunc(p.Servers, func(s string) bool { return s != Jenkins })
	return len(p.Parts) > 0 && (others || p.Form == FormRepository)
}

// Several says whether the repository holds more than one unit: then only those that changed are built.
func (p Pipeline) Several() bool { return len(p.Parts) > 1 }

// ForAll says whether the pipeline is the organisation's own, for repositories that it does not know yet.
func (p Pipeline) ForAll() bool { return p.Form == FormCentral || p.Form == FormStep }

// CacheFolder is the application's own: two builds that write one Maven repository at a time spoil it.
func (p Pipeline) CacheFolder() string {
	if p.ForAll() {
		return "/cache"
	}
	return "/cache/" + p.Application
}

// Destination is the name of an environment's cluster in Argo CD, empty for the one that Argo CD runs in.
func (p Pipeline) Destination(environment string) string {
	for _, d := range p.Deployments {
		if d.Environment == environment {
			return d.Destination
		}
	}
	return ""
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

// PipelineUnit is what the stages need to know of one unit. They hand it on as the file .waybill/release/FOLDER/unit.
type PipelineUnit struct {
	Name     string `json:"name"`              // of the unit
	Folder   string `json:"folder"`            // NNN-name: sorted, the folders stand in the order of the release
	Files    string `json:"files,omitempty"`   // folder of its Dockerfile and manifests, empty for the repository's root
	Image    string `json:"image"`             // in the primary registry, without tag
	Own      *Own   `json:"own,omitempty"`     // the repository's own Dockerfile that builds it
	Object   string `json:"object"`            // name of the workload
	Kind     string `json:"kind"`              // as kubectl names it: deployments.apps
	Strategy string `json:"strategy"`          // settings.Release, none for a job
	Batches  string `json:"batches,omitempty"` // shares in percent, separated by spaces, for what goes by partition
	Slots    string `json:"slots,omitempty"`   // blue, green and preview, for blue-green
	Test     string `json:"test,omitempty"`    // name of its TestRun
	Dir      string `json:"dir,omitempty"`     // folder of its build: a Maven reactor, a workspace, a Go module
	Module   string `json:"module,omitempty"`  // folder relative to Dir
	// Platforms are those that its image is built for; empty for that of the agent.
	Platforms []string `json:"platforms,omitempty"`
	// Make are the commands, in the folder Dir, that make what its own Dockerfile copies and its tests leave unmade.
	Make [][]string `json:"make,omitempty"`
	// Watch is a folder whose files concern the unit, without those below Except; empty for the unit of the repository's root. A file that
	// stands below no unit's folder concerns all of them.
	Watch  string   `json:"watch,omitempty"`
	Except []string `json:"except,omitempty"` // see Watch
}

// TestRun compiles and tests the units that are built with the same tool, words and image.
type TestRun struct {
	Name      string `json:"name"`      // unique in the pipeline: maven, maven-2
	Tool      string `json:"tool"`      // maven, npm, go: the build tool, in letters and digits
	Script    string `json:"-"`         // shell text of the language (facts.Test), with the words that it keeps of the build; its file in tests/ shows it
	Image     string `json:"image"`     // build image of the tree
	Container string `json:"container"` // of the pod
}

// Container is one build image in the pod of a kubernetes agent.
type Container struct {
	Name  string `json:"name"`  // of the container: build, build-2
	Image string `json:"image"` // reference of the build image
}
