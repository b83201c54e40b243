package recipe

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// jibSettings takes over how jib-maven-plugin would start the program: variables and flags of the JVM, beside the arguments (Jib's reference, the element
// <container>). Flags that size the memory are left out: they belong to another limit.
func jibSettings(x *module.Module, run *facts.Run) {
	p := x.Model.Plugin("jib-maven-plugin")
	if p == nil || len(run.Command) == 0 || run.Command[0] != "java" {
		return
	}
	container := p.Config.Child("container")
	for _, e := range container.Child("environment").All() {
		if v := x.Known(e.Text); v != "" && !slices.ContainsFunc(run.Env, func(o facts.EnvVar) bool { return o.Name == e.Name }) {
			run.Env = append(run.Env, facts.EnvVar{Name: e.Name, Value: v})
		}
	}
	var flags, sizes []string
	for _, e := range container.Child("jvmFlags").Each("jvmFlag") {
		switch v := x.Known(e.Text); {
		case v == "":
		case module.ContainsAny(v, "-Xmx", "-Xms", "RAMPercentage", "MaxRAM"):
			sizes = append(sizes, v)
		default:
			flags = append(flags, v)
		}
	}
	if len(sizes) > 0 {
		x.Warn(p.At, fmt.Sprintf("jvmFlags %s of jib-maven-plugin are left out: the heap follows the limit of the container", strings.Join(sizes, " ")))
	}
	run.Command = slices.Insert(run.Command, 1, flags...)
}

// jibArguments are the arguments of the program in the container that jib-maven-plugin would make.
func jibArguments(x *module.Module) []string {
	p := x.Model.Plugin("jib-maven-plugin")
	if p == nil {
		return nil
	}
	container := p.Config.Child("container")
	var args []string
	for _, e := range container.Child("args").Each("arg") {
		if v := x.Known(e.Text); v != "" {
			args = append(args, v)
		}
	}
	return args
}

// agents brings along the agents of the JVM that maven-dependency-plugin copies beside the jar. They are not switched on: what they report to
// is known to the cluster alone.
func agents(x *module.Module, run *facts.Run) {
	p := x.Model.Plugin("maven-dependency-plugin")
	for _, e := range p.Runs("copy") {
		for _, item := range e.Config.Child("artifactItems").Each("artifactItem") {
			name := x.Known(item.Value("artifactId"))
			if !strings.Contains(name, "agent") {
				continue
			}
			dir := item.Value("outputDirectory")
			if dir == "" {
				dir = e.Config.Value("outputDirectory")
			}
			if dir = model.RelativeTo(x.Model.Interpolate(dir)); dir == "" {
				dir = path.Join(x.Model.BuildDirectory(), "dependency") // the plug-in's default
			}
			file := x.Known(item.Value("destFileName"))
			if version := x.Known(item.Value("version")); file == "" && version != "" {
				file = name + "-" + version + ".jar"
			}
			if file == "" || strings.Contains(dir, "$") {
				continue
			}
			to := path.Join("agent", file)
			run.Copies = append([]facts.Copy{{Stage: "build", From: inRepo(x, path.Join(dir, file)), To: to, Why: "an agent of the JVM"}}, run.Copies...)
			x.Warn(p.At, fmt.Sprintf("the agent %s is in the image but not switched on: JAVA_TOOL_OPTIONS=-javaagent:%s does so", name, path.Join("/app", to)))
		}
	}
}
