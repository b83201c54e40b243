package decide

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// settled says whether what the settings say of a unit can be done: the images that they pin are in the tree, and a library that they
// deploy has a program. names are the words for the unit (unitKeys), f is what was detected.
func settled(s settings.Settings, names []string, f facts.Unit, set settings.Unit, tree *imagetree.Tree) error {
	var problems []*fault.Error
	say := func(hint string, key string, format string, args ...any) {
		at := s.UnitPlace(names, key)
		problems = append(problems, fault.New(fault.Usage, format, args...).Where(at).WithHint("%s", hint))
	}
	for key, image := range map[string]string{"base": set.Base, "buildBase": set.BuildBase} {
		if image == "" || tree.Image(image) != nil {
			continue
		}
		hint := "see 'waybill tree show'"
		if near := strictyaml.Nearest(image, tree.Names()); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		say(hint, key, "%s of %s is the image %s, which the tree does not declare", key, f.Name, image)
	}
	kind, by := set.Kind, []string{"kind"}
	if kind == "" && set.Workload.Schedule != "" {
		kind, by = plan.Job, []string{"workload", "schedule"}
	}
	deployed := kind != "" && kind != facts.Library && kind != facts.CLI && kind != facts.StaticSite
	if deployed && f.Kind.Value == facts.Library && len(f.Image.Run.Command) == 0 && len(set.Start) == 0 {
		at := s.UnitPlace(names, by...)
		problems = append(problems, fault.New(fault.Usage, "%s makes a %s of the library %s, in which no program was found", by[len(by)-1], kind, f.Name).Where(at).
			WithHint("set start as well, or name the unit that holds the program"))
	}
	if set.Workload.Schedule != "" && set.Kind != "" && set.Kind != plan.Job {
		say("write kind: job, or take workload.schedule away", "kind", "kind makes a %s of %s, and a schedule a job: what runs by the clock ends by itself", set.Kind, f.Name)
	}
	return fault.Join(problems...)
}

// moveDatagrams lays the ports of UDP of the settings over those that were found, as movePorts does.
func moveDatagrams(f *facts.Unit, set []int) []facts.Port {
	var out []facts.Port
	for i, n := range set {
		p := facts.Port{Value: n, Name: "udp", Confidence: facts.Certain, Evidence: []facts.Evidence{{File: settings.File, Rule: "setting"}}}
		same := slices.IndexFunc(f.UDP, func(k facts.Port) bool { return k.Value == n })
		switch {
		case same >= 0:
			p.Env = f.UDP[same].Env
		case i < len(f.UDP) && f.UDP[i].Env != "" && !slices.Contains(set, f.UDP[i].Value):
			p.Env = f.UDP[i].Env
			f.Image.Run.Env = setEnv(f.Image.Run.Env, p.Env, strconv.Itoa(n))
		}
		out = append(out, p)
	}
	return out
}

// movePorts lays the ports of the settings over those that were found. A port takes the place of the one that was found there, with its
// name, and the program is told by the variable that moves it. It returns the warning for ports that no variable moves.
func movePorts(f *facts.Unit, set settings.Unit) string {
	known := f.Ports
	f.Ports = nil
	var untold []string
	for i, n := range set.Ports {
		p := facts.Port{Value: n, Confidence: facts.Certain, Evidence: []facts.Evidence{{File: settings.File, Rule: "setting"}}}
		same := slices.IndexFunc(known, func(k facts.Port) bool { return k.Value == n })
		switch {
		case same >= 0:
			p.Name, p.Env = known[same].Name, known[same].Env
		case i < len(known) && !slices.Contains(set.Ports, known[i].Value):
			p.Name, p.Env = known[i].Name, known[i].Env
			if p.Env != "" {
				f.Image.Run.Env = setEnv(f.Image.Run.Env, p.Env, strconv.Itoa(n))
			} else if known[i].Confidence != facts.Guess && len(set.Start) == 0 && f.Kind.Value != facts.StaticSite { // the web server of a site reads the plan
				untold = append(untold, fmt.Sprintf("%d instead of %d", n, known[i].Value))
			}
		}
		f.Ports = append(f.Ports, p)
	}
	if len(untold) == 0 {
		return ""
	}
	return fmt.Sprintf("ports says %s, and no variable is known that moves the program of %s: it has to be told by start, env or its configuration", strings.Join(untold, ", "), f.Name)
}

// settledInBuild takes the variables that buildEnv sets out of the warnings of a unit's pages, and warnings with none left away.
func settledInBuild(list []facts.Warning, path string, set map[string]string) []facts.Warning {
	var out []facts.Warning
	for _, w := range list {
		if w.BuildEnv != "" && w.Unit == path {
			left := slices.DeleteFunc(strings.Split(w.BuildEnv, ","), func(name string) bool { _, ok := set[name]; return ok })
			if len(left) == 0 {
				continue
			}
			w.Text, w.BuildEnv = facts.PagesRead(left), strings.Join(left, ",")
		}
		out = append(out, w)
	}
	return out
}
