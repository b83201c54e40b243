package jenkins

import (
	"github.com/waybill-dev/waybill/templates/engine"
	"github.com/waybill-dev/waybill/templates/pipeline"
)

// Views lists what the templates of this folder see.
func Views() []engine.View {
	const agent = "kubernetes, docker or label"
	sees := pipeline.Pipeline{}
	return []engine.View{
		{Template: "jenkins/Jenkinsfile.tmpl", Sees: sees},
		{Template: "jenkins/central.Jenkinsfile.tmpl", Sees: sees},
		{Template: "jenkins/library.Jenkinsfile.tmpl", Sees: sees},
		{Template: "jenkins/waybillPipeline.groovy.tmpl", Sees: sees},
		{Template: "jenkins/waybillPipeline.txt.tmpl", Sees: sees},
		{Template: "jenkins/pod-build.yaml.tmpl", Sees: sees},
		{Template: "jenkins/pod-deploy.yaml.tmpl", Sees: sees},

		{Template: "jenkins/_pipeline.groovy.tmpl", Sees: sees, Writes: "the declarative pipeline"},
		{Template: "before", Sees: sees, Writes: "beforeAgent, where a condition is asked before the agent starts"},
		{Template: "test", Sees: engine.Keys{"Pipeline": "the pipeline.Pipeline", "Test": "the plan.TestRun"}, Writes: "the step of one run of the tests"},
		{Template: "account", Sees: engine.Keys{"ID": "of the credential in Jenkins"}, Writes: "the binding of an account of the registry"},
		{Template: "jenkins/_deployment.groovy.tmpl", Sees: engine.Keys{"Pipeline": "the pipeline.Pipeline", "Deployment": "the plan.Deployment of the environment"}, Writes: "the stage that deploys to an environment"},
		{Template: "jenkins/_agent-pod.groovy.tmpl", Sees: engine.Keys{"Pipeline": "the pipeline.Pipeline", "Container": "name of the container that steps run in", "Pod": "build or deploy"}, Writes: "the agent of a pod: its YAML in a file beside the scripts, or in the pipeline where no repository holds that file"},
		{Template: "jenkins/_agent-tool.groovy.tmpl", Sees: engine.Keys{"Agent": agent, "Image": "reference of the tool's image", "Args": "arguments of docker run, may be absent"}, Writes: "the agent of a stage that runs one tool"},
		{Template: "jenkins/_pod-build.yaml.tmpl", Sees: sees, Writes: "the pod of the build"},
		{Template: "jenkins/_pod-deploy.yaml.tmpl", Sees: sees, Writes: "the pod of a deployment"},
		{Template: "jenkins/_run.groovy.tmpl", Sees: engine.Keys{"Agent": agent, "Container": "name of the container, where the agent is a pod", "Call": "the script and its arguments", "Folder": "of the scripts"}, Writes: "the step that runs a script in a container of the agent"},
		{Template: "jenkins/_secrets.groovy.tmpl", Sees: sees, Writes: "the bindings of the secrets that builds take"},
	}
}
