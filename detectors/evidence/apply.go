package evidence

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// Apply lays what people wrote beside the facts of the units. Units change in place; what contradicts is returned.
func Apply(tree *source.Tree, units []facts.Unit) []facts.Warning {
	given, owners := map[int][]dockerfile{}, map[string]int{}
	files, out := dockerfiles(tree)
	for _, d := range files {
		if i := ownerOf(d, units); i >= 0 {
			given[i], owners[d.file] = append(given[i], d), i
		}
	}
	makers(units, files)
	ci := setups(tree)
	more, told := declared(tree, units, owners)
	out = append(out, told...)
	for i := range more {
		given[i] = append(given[i], more[i]...)
	}
	for i := range units {
		out = append(out, ports(&units[i], given[i])...)
		out = append(out, runtime(&units[i], given[i], ci)...)
		out = append(out, artifact(&units[i], given[i])...)
		health(&units[i], given[i])
	}
	return out
}

// ownerOf finds the server whose image the Dockerfile makes, -1 when none or more than one may be it: the only one that it names by its
// main package, its artifact or its folder, or the only one of the folder that it lies in.
func ownerOf(d dockerfile, units []facts.Unit) int {
	if aside.Folder(path.Dir(d.file), aside.Test|aside.Tool|aside.Example) != "" {
		return -1
	}
	var named, beside, started []int
	for i, u := range units {
		if u.Kind.Value != facts.Server {
			continue
		}
		if names(d, u) {
			named = append(named, i)
			if bin := path.Base(u.Artifact.Value); u.Artifact.Value != "" && bin == d.start {
				started = append(started, i)
			}
		}
		if dir := path.Dir(d.file); (dir == u.Path || dir == u.Folder()) && leads(d.file) { // mail.Dockerfile is of another program
			beside = append(beside, i)
		}
	}
	for _, list := range [][]int{named, started, beside} {
		if len(list) == 1 {
			return list[0]
		}
	}
	return -1
}

// names says whether a word of the Dockerfile is the unit's main package, its artifact, or its folder.
func names(d dockerfile, u facts.Unit) bool {
	return slices.ContainsFunc(d.words, func(w string) bool {
		w = path.Clean(strings.Trim(w, `"'`))
		switch {
		case u.Runtime.MainIsFolder:
			return u.Main.Value != "." && (w == u.Main.Value || strings.HasPrefix(w, u.Main.Value+"/"))
		case u.Path != ".":
			return w == u.Path || strings.HasPrefix(w, u.Path+"/")
		}
		return false
	})
}

// withoutDebuggers leaves out the ports that debuggers of a developer listen on: 9229 is Node's inspector (https://nodejs.org/api/cli.html,
// --inspect), and beside another port 5005 is the JVM's (JDWP, as IDEs propose it), 2345 and 40000 are Delve's (its own examples).
func withoutDebuggers(ports []port) []port {
	alone := len(ports) == 1
	return slices.DeleteFunc(slices.Clone(ports), func(p port) bool {
		return p.number == 9229 || !alone && (p.number == 5005 || p.number == 2345 || p.number == 40000)
	})
}

// ports confirms, settles or contradicts the first port of a server, the one that serves users.
func ports(u *facts.Unit, given []dockerfile) []facts.Warning {
	var all []port
	given = slices.Clone(given)
	for i := range given {
		given[i].ports = withoutDebuggers(given[i].ports)
	}
	given = slices.DeleteFunc(given, func(d dockerfile) bool { return len(d.ports) == 0 })
	for _, d := range given {
		all = append(all, d.ports...)
	}
	if u.Kind.Value != facts.Server || len(all) == 0 {
		return nil
	}
	confirmed := false
	for i := range u.Ports {
		p := &u.Ports[i]
		at := slices.IndexFunc(all, func(w port) bool { return w.number == p.Value })
		if at < 0 {
			continue
		}
		confirmed = true
		p.Evidence = append(slices.Clone(p.Evidence), all[at].at)
		if p.Confidence == facts.Guess {
			p.Confidence = facts.Likely
		}
	}
	first := all[0]
	one := !slices.ContainsFunc(given, func(d dockerfile) bool { return d.ports[0].number != first.number })
	switch {
	case confirmed:
		return nil
	case !one && len(u.Ports) > 0:
		return disagree(u, given)
	case !one:
		return nil
	case len(u.Ports) == 0:
		u.Confidence = facts.Guess
		u.Ports = []facts.Port{{Value: first.number, Name: facts.PortHTTP, Confidence: facts.Guess, Evidence: []facts.Evidence{first.at}}}
		return nil
	case u.Ports[0].Confidence == facts.Guess && len(u.Ports) == 1:
		was := u.Ports[0]
		u.Ports[0].Value, u.Ports[0].Evidence = first.number, append([]facts.Evidence{first.at}, was.Evidence...)
		return nil
	}
	return []facts.Warning{{
		File: first.at.File, Line: first.at.Line, Unit: u.Path,
		Text: fmt.Sprintf("%s names %d, and %s %d (%s): %d is used; ports: in waybill.yaml says it", first.at.Rule, first.number, says(u.Ports[0].Evidence), u.Ports[0].Value, u.Ports[0].Confidence, u.Ports[0].Value),
	}}
}

// says names the place of a fact.
func says(evidence []facts.Evidence) string {
	if len(evidence) == 0 {
		return "the source says"
	}
	return fmt.Sprintf("%s:%d says", evidence[0].File, evidence[0].Line)
}

// disagree tells of files of people that name different ports, none of which is one of the unit's.
func disagree(u *facts.Unit, given []dockerfile) []facts.Warning {
	first, was := given[0].ports[0], u.Ports[0]
	words := []string{fmt.Sprintf("%s names %d", first.at.Rule, first.number)}
	for _, d := range given[1:] {
		p := d.ports[0]
		words = append(words, fmt.Sprintf("%s:%d names %d (%s)", p.at.File, p.at.Line, p.number, p.at.Rule))
	}
	return []facts.Warning{{
		File: first.at.File, Line: first.at.Line, Unit: u.Path,
		Text: fmt.Sprintf("%s, and %s %d (%s): %d is used; ports: in waybill.yaml says it", strings.Join(words, ", "), says(was.Evidence), was.Value, was.Confidence, was.Value),
	}}
}

func fits(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}

// artifact confirms or contradicts the archive that Maven makes by what Dockerfiles copy out of its output.
func artifact(u *facts.Unit, given []dockerfile) []facts.Warning {
	name := path.Base(u.Artifact.Value)
	if u.Language.Value != "java" || path.Ext(name) != ".jar" && path.Ext(name) != ".war" {
		return nil
	}
	var other *made
	for _, d := range given {
		for i, m := range d.made {
			if fits(path.Base(m.word), name) || fits(m.name, anyOf(name)) || strings.Contains(name, "$") && fits(anyOf(name), m.name) {
				u.Artifact.Evidence = append(slices.Clone(u.Artifact.Evidence), m.at)
				if u.Artifact.Confidence == facts.Guess {
					u.Artifact.Confidence = facts.Likely
				}
				return nil
			}
			if other == nil {
				other = &d.made[i]
			}
		}
	}
	if other == nil {
		return nil
	}
	return []facts.Warning{{
		File: other.at.File, Line: other.at.Line, Unit: u.Path,
		Text: fmt.Sprintf("%s takes %s, and %s %s (%s): %s is used; artifact: and start: in waybill.yaml say it", other.at.Rule, other.word, says(u.Artifact.Evidence), u.Artifact.Value, u.Artifact.Confidence, u.Artifact.Value),
	}}
}
