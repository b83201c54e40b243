package model

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// Plugin is a build plugin with its configuration merged over all layers and pluginManagement.
type Plugin struct {
	Group, Artifact string
	Version         string
	extensions      bool
	Config          *Element
	Executions      []*Execution
	At              facts.Evidence
}

// Execution is one <execution>; its configuration includes that of the plugin.
type Execution struct {
	ID, Phase string
	Goals     []string
	Config    *Element
	line      int
}

const defaultPluginGroup = "org.apache.maven.plugins"

// lifecycle are the plugins that the life cycle binds by itself, so that pluginManagement alone configures them
// (Maven, "Built-in Lifecycle Bindings").
var lifecycle = map[string]bool{"maven-compiler-plugin": true, "maven-jar-plugin": true, "maven-war-plugin": true, "maven-resources-plugin": true}

// mergePlugins merges <plugins> of all layers, then <pluginManagement> below them, nearest first.
func (m *Model) mergePlugins() []*Plugin {
	var list []*Plugin
	index := map[string]*Plugin{}
	for _, l := range m.Layers {
		for _, e := range l.Root.At("build", "plugins").Each("plugin") {
			if !l.own && e.Value("inherited") == "false" {
				continue
			}
			key := m.pluginKey(e)
			p := index[key]
			if p == nil {
				group, artifact, _ := strings.Cut(key, ":")
				p = &Plugin{Group: group, Artifact: artifact, At: l.Evidence(e, artifact)}
				index[key] = p
				list = append(list, p)
			}
			p.inherit(m, e, l.own)
		}
	}
	for _, l := range m.Layers {
		for _, e := range l.Root.At("build", "pluginManagement", "plugins").Each("plugin") {
			key := m.pluginKey(e)
			p := index[key]
			if group, artifact, _ := strings.Cut(key, ":"); p == nil && group == defaultPluginGroup && lifecycle[artifact] {
				p = &Plugin{Group: group, Artifact: artifact, At: l.Evidence(e, artifact)}
				index[key] = p
				list = append(list, p)
			}
			if p != nil {
				p.inherit(m, e, l.own)
			}
		}
	}
	for _, p := range list {
		for _, x := range p.Executions {
			x.Config = merged(x.Config, p.Config)
		}
	}
	return list
}

func (m *Model) pluginKey(e *Element) string {
	group := m.Interpolate(e.Value("groupId"))
	if group == "" {
		group = defaultPluginGroup
	}
	return group + ":" + m.Interpolate(e.Value("artifactId"))
}

// inherit takes what is not said yet.
func (p *Plugin) inherit(m *Model, e *Element, own bool) {
	if p.Version == "" {
		p.Version = m.Interpolate(e.Value("version"))
	}
	p.extensions = p.extensions || e.Value("extensions") == "true"
	p.Config = merged(p.Config, e.Child("configuration"))
	for _, x := range e.Child("executions").Each("execution") {
		if !own && x.Value("inherited") == "false" {
			continue
		}
		id := x.Value("id")
		if id == "" {
			id = "default"
		}
		var known *Execution
		for _, k := range p.Executions {
			if k.ID == id {
				known = k
			}
		}
		if known == nil {
			known = &Execution{ID: id, line: x.Line}
			p.Executions = append(p.Executions, known)
		}
		if known.Phase == "" {
			known.Phase = x.Value("phase")
		}
		for _, g := range x.Child("goals").Each("goal") {
			if !slices.Contains(known.Goals, g.Text) {
				known.Goals = append(known.Goals, g.Text)
			}
		}
		known.Config = merged(known.Config, x.Child("configuration"))
	}
}

// Plugin returns the build plugin with this artifactId; nil when the build does not use it.
func (m *Model) Plugin(artifact string) *Plugin {
	for _, p := range m.plugins {
		if p.Artifact == artifact {
			return p
		}
	}
	return nil
}

// Runs returns the executions that run a goal in a phase up to package; phase "none" switches an execution off.
func (p *Plugin) Runs(goals ...string) []*Execution {
	if p == nil {
		return nil
	}
	var found []*Execution
	for _, x := range p.Executions {
		if x.Phase == "none" || x.Phase == "never" || afterPackage[x.Phase] {
			continue
		}
		for _, g := range goals {
			if slices.Contains(x.Goals, g) {
				found = append(found, x)
				break
			}
		}
	}
	return found
}

// afterPackage are the phases of the default life cycle that `mvn package` does not reach, and those of other life cycles.
var afterPackage = map[string]bool{
	"pre-integration-test": true, "integration-test": true, "post-integration-test": true, "verify": true, "install": true, "deploy": true,
	"pre-site": true, "site": true, "post-site": true, "site-deploy": true, "clean": true, "pre-clean": true, "post-clean": true,
}
