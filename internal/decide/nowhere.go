package decide

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// nowhere lists the settings of one unit that are taken and change nothing, given what the unit turned out to be. Settings that wait for
// another setting are told by settings.Idle. Only what the repository's own file says of this unit is told: defaults are for many.
func nowhere(p plan.Plan, s settings.Settings, set settings.Unit, names []string, u plan.Unit) []facts.Warning {
	var out []facts.Warning
	told := func(why string, keys ...[]string) {
		for _, key := range keys {
			at := s.UnitPlace(names, key...)
			if slices.ContainsFunc(names, func(name string) bool { return s.Own(slices.Concat([]string{"units", name}, key)...) }) {
				out = append(out, facts.Warning{Unit: u.Path, File: at.File, Line: at.Line, Text: key[len(key)-1] + " of " + u.Name + " has no effect: " + why})
			}
		}
	}
	inWorkload := func(words ...string) (keys [][]string) {
		for _, word := range words {
			keys = append(keys, []string{"workload", word})
			for _, e := range p.Environments {
				keys = append(keys, []string{"workload", "environments", e.Name, word})
			}
		}
		return keys
	}
	switch u.Workload.Controller {
	case plan.KindCronJob:
		told("a job has no number of pods and is not replaced step by step", inWorkload("replicas", "maxReplicas", "release")...)
		told("nothing asks a job: it ends by itself", []string{"health"}, []string{"ready"}, []string{"workload", "startSeconds"})
		told("nobody reaches a job", inWorkload("servicePort", "host")...)
	case plan.KindStatefulSet, plan.KindAdvancedStatefulSet:
		told("the release counts the pods of a StatefulSet, so an autoscaler must not change their number", inWorkload("maxReplicas")...)
		told("the pods of a StatefulSet are replaced one by one", []string{"workload", "release", "surge"})
	}
	for _, e := range p.Environments {
		for _, name := range names {
			if at := s.Place("environments", e.Name, "hosts", name); s.Own("environments", e.Name, "hosts", name) && (len(u.Ports) == 0 || u.Workload.Controller == plan.KindCronJob) {
				out = append(out, facts.Warning{Unit: u.Path, File: at.File, Line: at.Line, Text: "hosts." + name + " has no effect: nobody reaches " + u.Name + " by a port"})
			}
		}
	}
	if u.Workload.Controller != plan.KindCronJob && len(u.Ports) == 0 {
		told("the unit has no port that could be asked", []string{"health"}, []string{"ready"}, []string{"workload", "startSeconds"})
		told("the unit has no port, and so no Service", inWorkload("servicePort", "host")...)
	}
	if len(u.Ports) == 0 {
		told("the unit has no port that could be asked", []string{"metrics"})
	}
	if len(u.Facts.Image.Stages) == 0 {
		told("nothing is built for the unit", []string{"build"}, []string{"buildBase"})
	}
	if set.Language != "" && set.Language != u.Facts.Language.Value {
		told("a unit that is "+u.Facts.Language.Value+" was found there, and only a unit that is declared by hand has a language", []string{"language"})
	}
	if set.Artifact != "" && u.Own == nil && !slices.ContainsFunc(u.Facts.Image.Run.Copies, func(c facts.Copy) bool { return c.From == path.Join(u.Path, set.Artifact) }) {
		told("the image copies other files, so what is run has to be said by main or start", []string{"artifact"})
	}
	if set.Main != "" && u.Own == nil && !namedBy(u.Facts.Image, set.Main) {
		told("no command that builds or starts the unit names what was found, so start has to be set", []string{"main"})
	}
	if p.Cluster.Monitoring.Kind == "none" {
		told("kubernetes.monitoring.kind is none, so nothing scrapes them", []string{"metrics"})
	}
	if set.Start != nil && len(set.Start) == 0 {
		told("an empty command starts nothing, so the one that was found stays", []string{"start"})
	}
	if set.Build != nil && len(set.Build) == 0 {
		told("an empty list builds nothing, so the commands that were found stay", []string{"build"})
	}
	return out
}

// besideSkip lists what the repository's own file says of a unit that it leaves out.
func besideSkip(s settings.Settings, names []string, f facts.Unit) []facts.Warning {
	var out []facts.Warning
	for _, name := range names {
		for _, key := range s.OwnKeys("units", name) {
			if at := s.Place("units", name, key); key != "skip" {
				out = append(out, facts.Warning{Unit: f.Path, File: at.File, Line: at.Line, Text: key + " of " + f.Name + " has no effect: skip leaves the unit out"})
			}
		}
	}
	return out
}

// twoEntries tells of a unit that the repository's own file has twice, by two of its names: both count, the later over the earlier.
func twoEntries(s settings.Settings, names []string, f facts.Unit) []facts.Warning {
	own := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !s.Own("units", name) })
	if len(own) < 2 {
		return nil
	}
	at := s.Place("units", own[len(own)-1])
	return []facts.Warning{{Unit: f.Path, File: at.File, Line: at.Line, Text: fmt.Sprintf("%s stands in units by %d names, %s: they are one unit, and what both say is taken from %s", f.Name, len(own), strings.Join(own, " and "), own[len(own)-1])}}
}

// namedBy says whether a command of the recipe holds a text.
func namedBy(im facts.Image, text string) bool {
	commands := [][]string{im.Run.Command}
	for _, stage := range im.Stages {
		commands = append(commands, stage.Build...)
	}
	return slices.ContainsFunc(slices.Concat(commands...), func(word string) bool { return strings.Contains(word, text) })
}

// nowhereOfAll is nowhere for the settings of all units: hosts without an entrance, a replica of a registry that is not named, and the
// shipping of log files that no unit has.
func nowhereOfAll(s settings.Settings, p plan.Plan) []facts.Warning {
	var out []facts.Warning
	told := func(why string, keys ...string) {
		if at := s.Place(keys...); s.Own(keys...) {
			out = append(out, facts.Warning{File: at.File, Line: at.Line, Text: keys[len(keys)-1] + " has no effect: " + why})
		}
	}
	for _, e := range p.Environments {
		if p.Cluster.Entrance.Kind == "none" {
			told("kubernetes.entrance.kind is none", "environments", e.Name, "domain")
			told("kubernetes.entrance.kind is none", "environments", e.Name, "hosts")
		}
		if s.Images.Registry == "" {
			told("images.registry names no registry that it could be a replica of", "environments", e.Name, "registry")
		}
	}
	if s.Images.Registry == "" && len(p.Units) > 0 {
		u := p.Units[0]
		out = append(out, facts.Warning{Text: "images.registry names no registry: " + u.Image.Repository + " means docker.io/library/" + u.Image.Repository + ", a name that a stranger may own; set it before an image is pushed or deployed"})
	}
	ships := slices.ContainsFunc(p.Units, func(u plan.Unit) bool { return u.Logs.To == "sidecar" })
	if !ships && !s.Kubernetes.Shipping.DaemonSet {
		told("no unit says logs.to: sidecar, and daemonSet is off", "kubernetes", "shipping")
	}
	return out
}

// otherBranch warns of a pipeline that deploys a branch which the repository does not have. The name of the branch is no part of what is
// generated: a build server's clone does not know it, and would write another file.
func otherBranch(s settings.Settings, branch string) []facts.Warning {
	deployed := settings.Filled(s.Jenkins).Branch
	if s.Jenkins.Branch != "" || branch == "" || branch == deployed {
		return nil
	}
	return []facts.Warning{{Text: fmt.Sprintf("the pipeline deploys the branch %s, and this repository's is %s: set jenkins.branch", deployed, branch)}}
}
