package decide

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// generated is the word of the setting dockerfile for a Dockerfile that waybill writes, whatever stands there.
const generated = "generated"

// takeOwn finds the Dockerfile of the repository's own that the unit is built by: the one that the settings name, or one that stands where
// waybill would write the unit's. Nothing is written then that its build would see, and the manifests use only what its image has.
func takeOwn(m making) error {
	if m.in.Dockerfile == nil || m.set.Dockerfile == generated {
		return nil
	}
	u, file := m.unit, path.Clean(m.set.Dockerfile)
	own, ok := plan.Own{}, false
	switch {
	case m.set.Dockerfile != "":
		own, ok = m.in.Dockerfile(file, m.set.Context)
	case m.in.InPlace:
		for _, name := range []string{"Dockerfile", "Containerfile"} { // the second is Podman's (podman-build(1))
			if own, ok = m.in.Dockerfile(path.Join(u.Dir, name), m.set.Context); ok {
				break
			}
		}
	}
	if !ok {
		if m.set.Dockerfile == "" {
			elsewhere(m)
			return nil
		}
		at := m.in.Settings.UnitPlace(settings.UnitKeys(u.Facts), "dockerfile")
		return fault.New(fault.Usage, "dockerfile of %s names %s, which is no Dockerfile of the repository's own", u.Name, fault.Short(file)).Where(at).
			WithHint("name a file by its path from the repository's root, or say dockerfile: generated")
	}
	u.Own = &own
	ownPorts(u, len(m.set.Ports) > 0)
	own.Set = unstated(*u, m.set)
	m.plan.Warnings = append(m.plan.Warnings, slices.Concat(ownTold(*u), makeFirst(u))...)
	return nil
}

// elsewhere tells of Dockerfiles that make an image of the unit and do not stand where waybill writes its own: people who deploy with one
// should learn that it is not used. Of those that waybill wrote itself nothing is known here, since they are no evidence.
func elsewhere(m making) {
	list := m.unit.Facts.Dockerfiles
	if len(list) == 0 {
		return
	}
	text, pronoun := "makes an image of "+m.unit.Name, "it"
	if n := len(list) - 1; n > 0 {
		const most = 3
		more := strings.Join(list[1:min(len(list), most)], ", ")
		if len(list) > most {
			more += fmt.Sprintf(" and %d more", len(list)-most)
		}
		text, pronoun = fmt.Sprintf("makes an image of %s, as does %s", m.unit.Name, more), "one"
	}
	text += fmt.Sprintf(", and is not used: units.%s.dockerfile: %s in waybill.yaml builds with %s as it is, dockerfile: generated says that waybill's is meant", m.unit.Name, list[0], pronoun)
	m.plan.Warnings = append(m.plan.Warnings, facts.Warning{Unit: m.unit.Path, File: list[0], Text: text})
}

// ownPorts takes the ports that the image names, where the facts know others and no setting does: a variable of the image that the program
// reads its port from, else EXPOSE.
func ownPorts(u *plan.Unit, set bool) {
	f := &u.Facts
	if set || f.Kind.Value == facts.Worker && len(f.Ports) == 0 {
		return
	}
	at := func(rule string) []facts.Evidence { return []facts.Evidence{{File: u.Own.File, Rule: rule}} }
	f.Ports = slices.Clone(f.Ports)
	known := false
	for i, p := range f.Ports {
		if n, err := strconv.Atoi(u.Own.Env[p.Env]); p.Env != "" && err == nil && n > 0 && n < 65536 {
			f.Ports[i].Value, f.Ports[i].Confidence, f.Ports[i].Evidence = n, facts.Likely, at("ENV "+p.Env)
			known = true
		}
		known = known || p.Confidence == facts.Certain || slices.Contains(u.Own.Ports, f.Ports[i].Value)
	}
	if known || len(u.Own.Ports) == 0 {
		return
	}
	f.Ports = nil
	for _, n := range u.Own.Ports {
		f.Ports = append(f.Ports, facts.Port{Value: n, Confidence: facts.Likely, Evidence: at("EXPOSE")})
	}
}

// unstated are variables that an image of waybill's would state and this one does not: those of the settings, and those that the program
// reads its ports from.
func unstated(u plan.Unit, set settings.Unit) []facts.EnvVar {
	var out []facts.EnvVar
	for _, e := range u.Facts.Image.Run.Env {
		_, stated := u.Own.Env[e.Name]
		_, wanted := set.Env[e.Name]
		ofPort := slices.ContainsFunc(u.Facts.Ports, func(p facts.Port) bool { return p.Env == e.Name })
		if wanted || ofPort && !stated {
			out = append(out, e)
		}
	}
	return out
}

// ownTold says that the Dockerfile is used as it is, what it would gain, and what may not work with it.
func ownTold(u plan.Unit) []facts.Warning {
	own := *u.Own
	text := "the repository's own Dockerfile is used as it is: nothing is written beside it"
	if own.Context != "." {
		text += ", and it is built in " + own.Context
	}
	if len(own.Gains) > 0 {
		text += "; one that waybill writes (dockerfile: generated, and --force) has " + strings.Join(own.Gains, ", ")
	}
	out := []facts.Warning{{Unit: u.Path, File: own.File, Text: text}}
	if own.UID == 0 {
		out = append(out, facts.Warning{Unit: u.Path, File: own.File, Text: "names no user by its number, and the pods run as 10001: what the program reads and writes has to be open to it, or set USER to a number"})
	}
	switch c := u.Facts.Config; c.By {
	case facts.ByArgument:
		out = append(out, facts.Warning{Unit: u.Path, File: own.File, Text: fmt.Sprintf("the program is told its environment by the argument %s, and this image has no init that adds it", c.Argument)})
	case facts.ByLink:
		out = append(out, facts.Warning{Unit: u.Path, File: own.File, Text: "the configuration files differ by environment, and this image has no init that links them"})
	}
	return out
}
