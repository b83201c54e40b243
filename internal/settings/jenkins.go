package settings

// Jenkins says how pipelines run. Nothing in it is a secret: credentials are named by their ids in Jenkins.
type Jenkins struct {
	// Where the pipeline stands: one Jenkinsfile that says all (repository), one line that calls the organisation's shared library
	// (library), or the two files that the organisation keeps once for all repositories (central, step).
	Form string `yaml:"form,omitempty" is:"one of repository, library, central, step" default:"repository"`
	// The shared library with its version.
	Library string `yaml:"library,omitempty" is:"library" only:"form=library"`
	// Whether the generated files are committed and checked (check), or made in each build (ephemeral).
	Generate string `yaml:"generate,omitempty" is:"one of check, ephemeral" default:"check"`
	// What runs the builds.
	Agent string `yaml:"agent,omitempty" is:"one of kubernetes, docker, label" default:"kubernetes"`
	// Selects the agents of docker and label.
	Label string `yaml:"label,omitempty" is:"agents" default:"linux" only:"agent=docker,label"`
	// The claim of the volume that keeps dependencies between builds of kubernetes agents.
	Cache string `yaml:"cache,omitempty" is:"label" only:"agent=kubernetes" example:"build-cache"`
	// What builds images: rootless BuildKit, or a Docker daemon.
	Builder string `yaml:"builder,omitempty" is:"one of buildkit, docker" absent:"buildkit on kubernetes agents, docker elsewhere"`
	// The address of a BuildKit that runs already.
	BuildkitHost string `yaml:"buildkitHost,omitempty" is:"buildkit" absent:"one beside each build" only:"builder=buildkit"`
	// Where BuildKit keeps the steps of a build for the next one: beside the image in the registry (the tag buildcache), or nowhere.
	BuildCache string `yaml:"buildCache,omitempty" is:"one of registry, none" default:"registry"`
	// The branch that is deployed to the first environment.
	Branch string `yaml:"branch,omitempty" is:"branch" default:"main"`
	// The regular expression of the tags that go to the later environments.
	Release string `yaml:"release,omitempty" is:"tag-pattern" default:"v[0-9]+\\.[0-9]+\\.[0-9]+"`
	// The minutes that bound a build without its approvals.
	Minutes int `yaml:"minutes,omitempty" is:"1 to 1440" default:"90"`
	// What fails the scan of the image.
	Severity string `yaml:"severity,omitempty" is:"severities" default:"CRITICAL"`
	// What BuildKit says beside each image: how it was built (provenance), and what is in it (sbom, for which it pulls images.sbom).
	Attest []string `yaml:"attest,omitempty" is:"one of provenance, sbom" list:"unique" absent:"nothing" only:"builder=buildkit" example:"[provenance, sbom]"`
	// What a base that is behind does to a build of the branch or of a tag: 'waybill tree outdated' is not asked, its findings are shown, or they end the build.
	Outdated string `yaml:"outdated,omitempty" is:"one of ignore, show, fail" default:"ignore"`
	// Whether one comment of a pull request is kept up to date with what the change does to the generated files. It needs a token.
	Comment bool `yaml:"comment,omitempty" default:"false"`
	// How images are signed, and what is asked of a signature before a deployment.
	Sign Sign `yaml:"sign,omitempty"`

	// The images of the tools.
	Images JenkinsImages `yaml:"images,omitempty"`
	// The ids of credentials.
	Credentials JenkinsCredentials `yaml:"credentials,omitempty"`
	// The question before a deployment, by environment; the last one always asks.
	Approval map[string]Approval `yaml:"approval,omitempty" keys:"label" example:"{prod: {hours: 8}}"`
}

// ForAll says whether the settings are those of the organisation's own pipeline: it needs no application beside them.
func (j Jenkins) ForAll() bool { return j.Form == "central" || j.Form == "step" }

// JenkinsImages are the images of the tools. The defaults carry tags: an organisation pins digests.
type JenkinsImages struct {
	// The image of waybill.
	Waybill string `yaml:"waybill,omitempty" is:"image" absent:"that of the release of waybill" example:"harbor.example.com/tools/waybill:1.0.0"`
	// The image of BuildKit.
	Buildkit string `yaml:"buildkit,omitempty" is:"image" default:"docker.io/moby/buildkit:v0.25.2-rootless"`
	// The image of Trivy.
	Trivy string `yaml:"trivy,omitempty" is:"image" default:"docker.io/aquasec/trivy:0.67.2"`
	// The image that lists what an image holds, for BuildKit.
	SBOM string `yaml:"sbom,omitempty" is:"image" default:"docker.io/docker/buildkit-syft-scanner:1"`
	// An image with cosign and a shell; that of the project has no shell.
	Cosign string `yaml:"cosign,omitempty" is:"image" absent:"none: images are not signed" example:"harbor.example.com/tools/cosign:2.6.1"`
	// The image of kubectl.
	Kubectl string `yaml:"kubectl,omitempty" is:"image" default:"docker.io/alpine/k8s:1.34.2"`
}

// JenkinsCredentials are ids of credentials in Jenkins.
type JenkinsCredentials struct {
	// User and password of the primary registry.
	Push string `yaml:"push,omitempty" is:"id" default:"registry-push"`
	// User and password that may only read the registry, for the scan.
	Pull string `yaml:"pull,omitempty" is:"id" absent:"push" example:"registry-pull"`
	// The key that signs: a secret file, with its password as the secret text of the same id and -password. Without a key, the identity token as a secret text.
	Sign string `yaml:"sign,omitempty" is:"id" default:"cosign-key"`
	// The secret text with the token that may write comments of pull requests.
	Comment string `yaml:"comment,omitempty" is:"id" default:"pull-request-comment"`
	// What builds and tests need for private packages, by the id of the secret in the Dockerfile: a secret file (maven-settings, npmrc, netrc),
	// or a secret text where the id is a variable in capitals (NPM_TOKEN). Pull requests get these, too, unless they come from a fork: they should be able to read only.
	Build map[string]string `yaml:"build,omitempty" keys:"id" is:"id" example:"{maven-settings: nexus-settings, NPM_TOKEN: npm-read}"`
	// User and password (or token) that may push to the repository of the releases.
	GitOps string `yaml:"gitops,omitempty" is:"id" default:"deployments-push"`
	// The kubeconfig file of each environment.
	Cluster map[string]string `yaml:"cluster,omitempty" keys:"label" is:"id" absent:"kubeconfig-ENVIRONMENT" example:"{prod: kubeconfig-production}"`
}

// Approval is the question before a deployment.
type Approval struct {
	// Users and groups of Jenkins that may answer.
	Submitters []string `yaml:"submitters,omitempty" is:"user" list:"unique" default:"[release-managers]"`
	// The hours after which the question ends the build.
	Hours int `yaml:"hours,omitempty" is:"1 to 720" default:"24"`
}

// Sign says how images are signed. Signatures stand beside the images in the registry.
type Sign struct {
	// What signs: nothing, a key, or the identity of the pipeline (keyless), which the certificate authority of Sigstore knows and its public log shows.
	By string `yaml:"by,omitempty" is:"one of none, key, keyless" default:"none"`
	// The file with the public key.
	PublicKey string `yaml:"publicKey,omitempty" is:"path" default:"deploy/cosign.pub" only:"by=key"`
	// The identity that a signature has to be of, as a regular expression: the address of the pipeline's file, or of an account.
	Identity string `yaml:"identity,omitempty" is:"tag-pattern" only:"by=keyless" example:"https://github.com/freight/.*"`
	// Who has to have vouched for the identity.
	Issuer string `yaml:"issuer,omitempty" is:"issuer" only:"by=keyless" example:"https://token.actions.githubusercontent.com"`
}
