package maven

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// plugin is a build plugin with its configuration merged over all layers and pluginManagement.
type plugin struct {
	group, artifact string
	version         string
	extensions      bool
	config          *element
	executions      []*execution
	at              facts.Evidence
}

// execution is one <execution>; its configuration includes that of the plugin.
type execution struct {
	id, phase string
	goals     []string
	config    *element
	line      int
}

const defaultPluginGroup = "org.apache.maven.plugins"

// lifecycle are the plugins that the life cycle binds by itself, so that pluginManagement alone configures them
// (Maven, "Built-in Lifecycle Bindings").
var lifecycle = map[string]bool{"maven-compiler-plugin": true, "maven-jar-plugin": true, "maven-war-plugin": true, "maven-resources-plugin": true}

// mergePlugins merges <plugins> of all layers, then <pluginManagement> below them, nearest first.
func (m *model) mergePlugins() []*plugin {
	var list []*plugin
	index := map[string]*plugin{}
	for _, l := range m.layers {
		for _, e := range l.root.at("build", "plugins").each("plugin") {
			if !l.own && e.value("inherited") == "false" {
				continue
			}
			key := m.pluginKey(e)
			p := index[key]
			if p == nil {
				group, artifact, _ := strings.Cut(key, ":")
				p = &plugin{group: group, artifact: artifact, at: l.evidence(e, artifact)}
				index[key] = p
				list = append(list, p)
			}
			p.inherit(m, e, l.own)
		}
	}
	for _, l := range m.layers {
		for _, e := range l.root.at("build", "pluginManagement", "plugins").each("plugin") {
			key := m.pluginKey(e)
			p := index[key]
			if group, artifact, _ := strings.Cut(key, ":"); p == nil && group == defaultPluginGroup && lifecycle[artifact] {
				p = &plugin{group: group, artifact: artifact, at: l.evidence(e, artifact)}
				index[key] = p
				list = append(list, p)
			}
			if p != nil {
				p.inherit(m, e, l.own)
			}
		}
	}
	for _, p := range list {
		for _, x := range p.executions {
			x.config = merged(x.config, p.config)
		}
	}
	return list
}

func (m *model) pluginKey(e *element) string {
	group := m.interpolate(e.value("groupId"))
	if group == "" {
		group = defaultPluginGroup
	}
	return group + ":" + m.interpolate(e.value("artifactId"))
}

// inherit takes what is not said yet.
func (p *plugin) inherit(m *model, e *element, own bool) {
	if p.version == "" {
		p.version = m.interpolate(e.value("version"))
	}
	p.extensions = p.extensions || e.value("extensions") == "true"
	p.config = merged(p.config, e.child("configuration"))
	for _, x := range e.child("executions").each("execution") {
		if !own && x.value("inherited") == "false" {
			continue
		}
		id := x.value("id")
		if id == "" {
			id = "default"
		}
		var known *execution
		for _, k := range p.executions {
			if k.id == id {
				known = k
			}
		}
		if known == nil {
			known = &execution{id: id, line: x.line}
			p.executions = append(p.executions, known)
		}
		if known.phase == "" {
			known.phase = x.value("phase")
		}
		for _, g := range x.child("goals").each("goal") {
			if !slices.Contains(known.goals, g.text) {
				known.goals = append(known.goals, g.text)
			}
		}
		known.config = merged(known.config, x.child("configuration"))
	}
}

// plugin returns the build plugin with this artifactId; nil when the build does not use it.
func (m *model) plugin(artifact string) *plugin {
	for _, p := range m.plugins {
		if p.artifact == artifact {
			return p
		}
	}
	return nil
}

// runs returns the executions that run a goal in a phase up to package; phase "none" switches an execution off.
func (p *plugin) runs(goals ...string) []*execution {
	if p == nil {
		return nil
	}
	var found []*execution
	for _, x := range p.executions {
		if x.phase == "none" || x.phase == "never" || afterPackage[x.phase] {
			continue
		}
		for _, g := range goals {
			if slices.Contains(x.goals, g) {
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
