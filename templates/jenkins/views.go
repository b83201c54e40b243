package jenkins

import (
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/engine"
)

// Views lists what the templates of this folder see.
func Views() []engine.View {
	var (
		agent = "kubernetes, docker or label; default for the agent of the stage around it"
		run   = engine.Keys{"Agent": agent, "Container": "name of the container, where the agent is a pod", "Script": "the shell that is run"}
	)
	return []engine.View{
		{Template: "jenkins/Jenkinsfile.tmpl", Sees: Pipeline{}},
		{Template: "jenkins/central.Jenkinsfile.tmpl", Sees: Pipeline{}},
		{Template: "jenkins/library.Jenkinsfile.tmpl", Sees: Pipeline{}},
		{Template: "jenkins/waybillPipeline.groovy.tmpl", Sees: Pipeline{}},
		{Template: "jenkins/waybillPipeline.txt.tmpl", Sees: Pipeline{}},
		{Template: "jenkins/reports.sh.tmpl", Sees: Pipeline{}},
		{Template: "jenkins/unit.tmpl", Sees: plan.PipelineUnit{}},
		{Template: "jenkins/tested.tmpl", Sees: plan.PipelineUnit{}},
		{Template: "jenkins/environment.tmpl", Sees: Target{}},
		{Template: "jenkins/test.sh.tmpl", Sees: Test{}},
		{Template: "jenkins/test.Dockerfile.tmpl", Sees: Test{}},
		{Template: "jenkins/dockerignore.tmpl", Sees: Test{}},

		{Template: "jenkins/_pipeline.groovy.tmpl", Sees: Pipeline{}, Writes: "the declarative pipeline"},
		{Template: "before", Sees: Pipeline{}, Writes: "beforeAgent, where a condition is asked before the agent starts"},
		{Template: "jenkins/_shared.groovy.tmpl", Sees: Pipeline{}, Writes: "the statements that several stages share"},
		{Template: "jenkins/_test.groovy.tmpl", Sees: Pipeline{}, Writes: "the stage that compiles and tests"},
		{Template: "jenkins/_deployment.groovy.tmpl", Sees: engine.Keys{"Pipeline": "the jenkins.Pipeline", "Deployment": "the plan.Deployment of the environment"}, Writes: "the stage that deploys to an environment"},
		{Template: "jenkins/_agent-build.groovy.tmpl", Sees: Pipeline{}, Writes: "the agent of the build"},
		{Template: "jenkins/_agent-deploy.groovy.tmpl", Sees: Pipeline{}, Writes: "the agent of a deployment"},
		{Template: "jenkins/_agent-tool.groovy.tmpl", Sees: engine.Keys{"Agent": agent, "Image": "reference of the tool's image", "Args": "arguments of docker run, may be absent"}, Writes: "the agent of a stage that runs one tool"},
		{Template: "jenkins/_pod-build.yaml.tmpl", Sees: Pipeline{}, Writes: "the pod of the build"},
		{Template: "jenkins/_pod-deploy.yaml.tmpl", Sees: Pipeline{}, Writes: "the pod of a deployment"},
		{Template: "jenkins/_run.groovy.tmpl", Sees: run, Writes: "the step that runs a shell script in a container of the agent"},
		{Template: "jenkins/_select.groovy.tmpl", Sees: plan.PipelineUnit{}, Writes: "the steps that hand a unit to the next stages"},
		{Template: "jenkins/_unit.tmpl", Sees: plan.PipelineUnit{}, Writes: "the lines that the stages read of a unit"},
		{Template: "jenkins/_tested.tmpl", Sees: plan.PipelineUnit{}, Writes: "the lines that a test run reads of a unit"},
		{Template: "jenkins/_make.groovy.tmpl", Sees: plan.PipelineUnit{}, Writes: "the step that hands what is to be made to the tests"},
		{Template: "jenkins/_make.tmpl", Sees: plan.PipelineUnit{}, Writes: "the lines that the tests read of what is to be made: a folder, commands"},
		{Template: "jenkins/_generate.sh.tmpl", Sees: Pipeline{}, Writes: "shell: check or make the generated files"},
		{Template: "jenkins/_handover.sh.tmpl", Sees: Pipeline{}, Writes: "shell: collect what the deployments read"},
		{Template: "jenkins/_image-buildkit.sh.tmpl", Sees: Pipeline{}, Writes: "shell: build and push the images with BuildKit"},
		{Template: "jenkins/_image-docker.sh.tmpl", Sees: Pipeline{}, Writes: "shell: build and push the images with Docker"},
		{Template: "jenkins/_registry.sh.tmpl", Sees: Pipeline{}, Writes: "shell: refuses to push where no registry is named"},
		{Template: "jenkins/_login.sh.tmpl", Sees: Pipeline{}, Writes: "shell: log in to the registry"},
		{Template: "jenkins/_secrets.groovy.tmpl", Sees: Pipeline{}, Writes: "the bindings of the secrets that builds take"},
		{Template: "jenkins/_secrets.sh.tmpl", Sees: Pipeline{}, Writes: "shell: the options of a build that hand over its secrets"},
		{Template: "jenkins/_scan.sh.tmpl", Sees: Pipeline{}, Writes: "shell: scan the images"},
		{Template: "jenkins/_reports.sh.tmpl", Sees: Pipeline{}, Writes: "shell: collect the reports of the tests"},
		{Template: "jenkins/_test-all.sh.tmpl", Sees: Pipeline{}, Writes: "shell: run the tests of all tools, each in its build image"},
		{Template: "jenkins/_test-run.sh.tmpl", Sees: plan.TestRun{}, Writes: "shell: compile and test the units of one tool, by the script of their language"},
		{Template: "jenkins/_test-units.sh.tmpl", Sees: plan.TestRun{}, Writes: "shell: what the scripts of all tools begin with"},
		{Template: "jenkins/_deploy.sh.tmpl", Sees: Pipeline{}, Writes: "shell: deploy the units to one environment"},
		{Template: "jenkins/_deploy-argo.sh.tmpl", Sees: Pipeline{}, Writes: "shell: a release by Argo Rollouts"},
		{Template: "jenkins/_deploy-back.sh.tmpl", Sees: Pipeline{}, Writes: "shell: back to the version before"},
		{Template: "jenkins/_deploy-batches.sh.tmpl", Sees: Pipeline{}, Writes: "shell: a release in shares of the pods"},
		{Template: "jenkins/_deploy-slots.sh.tmpl", Sees: Pipeline{}, Writes: "shell: a release by two Deployments that take turns"},
		{Template: "jenkins/_deploy-wants.sh.tmpl", Sees: Pipeline{}, Writes: "shell: which variables of the pods the namespace does not have"},
	}
}
