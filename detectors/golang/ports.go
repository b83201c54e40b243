package golang

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/value"
)

// placement is what the image must say so that the program listens where everybody can reach it.
type placement struct {
	args []string
	env  []facts.EnvVar
}

// portsOf reports the ports of one unit, and collects what its image must say for them.
type portsOf struct {
	*module.Repo
	u     *facts.Unit
	p     *program
	place placement
}

// ports reports what a program listens on. A listener of the loopback interface is moved when a variable or flag can move it, else it is a warning
// with the mend; a port that only a variable says is given one.
func ports(r *module.Repo, u *facts.Unit, p *program, listeners []listener) placement {
	o := portsOf{Repo: r, u: u, p: p}
	words := startWords(listeners)
	serves := slices.ContainsFunc(listeners, func(l listener) bool { return l.protocol != "tcp" && l.protocol != protocolMetrics && reachable(l) })
	for _, l := range listeners {
		switch {
		case !l.openedBy(words):
		case l.protocol == protocolMetrics && len(u.Ports) == 0 && !l.background:
			r.Warn(l.at.File, l.at.Line, "serves measurements only; the port that serves users is not known: set ports:")
		case serves && l.protocol == "tcp" && !l.movable() && l.loopback: // for the program itself, such as the near end of a tunnel
		case l.fixed && l.port != 0:
			o.known(l)
		case u.Kind.Value != facts.Server:
		case l.env != "":
			o.ofVariable(l)
		case len(u.Ports) == 0:
			o.ofFiles(l)
		}
	}
	return o.place
}

// openedBy says whether the words that start the program open a listener at a port that somebody can name: not one of another command, nor
// one that the system chooses.
func (l listener) openedBy(words []string) bool {
	return !l.off && !ephemeral(l) && !l.random && (len(l.words) == 0 || slices.Equal(l.words, words))
}

// known adds a port that the code or a file says.
func (o *portsOf) known(l listener) {
	confidence := facts.Certain
	switch {
	case l.file != "" && o.p.config.Guessed(l.file):
		confidence, l.loopback = facts.Guess, false
	case l.file != "" || l.env != "" || l.flag != "":
		confidence = facts.Likely
	}
	confidence = value.Weaker(confidence, l.confidence())
	if namedAfterWork(o.p) {
		confidence = value.Weaker(confidence, facts.Likely) // the program may never come to this listener
	}
	o.add(l, facts.Port{Value: l.port, Env: l.env, Confidence: confidence, Evidence: []facts.Evidence{l.at}})
	if l.loopback {
		mend(o.Repo, &o.place, l)
	}
}

// ofVariable gives a port to a listener that takes it from a variable alone, and lets the image set the variable.
func (o *portsOf) ofVariable(l listener) {
	port, evidence, ok := choosePort(o.p, l)
	if len(o.u.Ports) > 0 && (!ok || slices.ContainsFunc(o.u.Ports, func(other facts.Port) bool { return other.Value == port })) {
		return
	}
	o.add(l, facts.Port{Value: port, Env: l.env, Confidence: facts.Guess, Evidence: []facts.Evidence{evidence}})
	o.place.set(l.env, l.value(port))
	o.Warn(l.at.File, l.at.Line, "takes its port from "+l.env+" alone: the image sets it to "+strconv.Itoa(port))
}

// ofFiles guesses the port of a server whose code does not lead to it.
func (o *portsOf) ofFiles(l listener) {
	port, evidence, ok := portOfFiles(o.p)
	if !ok {
		return
	}
	o.add(l, facts.Port{Value: port, Confidence: facts.Guess, Evidence: []facts.Evidence{evidence}})
	o.Warn(l.at.File, l.at.Line, "listens where its code does not lead to: "+strconv.Itoa(port)+" is what "+evidence.File+" seems to say: set ports:")
}

// add appends a port under the name of what its listener serves.
func (o *portsOf) add(l listener, port facts.Port) {
	port.Name = portName(l, o.u.Ports)
	o.u.Ports = append(o.u.Ports, port)
}

// reachable says whether something outside of the container comes to a listener, where the image moves it if need be.
func reachable(l listener) bool {
	return !l.off && l.fixed && l.port > 0 && (!l.loopback || l.movable())
}

// movable says whether a variable, a flag or a file moves a listener to another address.
func (l listener) movable() bool {
	return l.hostEnv != "" || l.env != "" || l.file != "" || l.hostFlag != "" || l.flag != ""
}

// value is what a variable must hold for a port: the port alone, or a whole address.
func (l listener) value(port int) string {
	if l.whole {
		return ":" + strconv.Itoa(port)
	}
	return strconv.Itoa(port)
}

func (p *placement) set(name, value string) {
	for _, e := range p.env {
		if e.Name == name {
			return
		}
	}
	p.env = append(p.env, facts.EnvVar{Name: name, Value: value})
}

// mend makes a server that binds the loopback interface reachable, or says what to change.
func mend(r *module.Repo, place *placement, l listener) {
	port := strconv.Itoa(l.port)
	text := "listens on " + l.host + ":" + port + ", which nothing outside of the container reaches: "
	switch {
	case l.hostEnv != "":
		place.set(l.hostEnv, "0.0.0.0")
		text += "the image sets " + l.hostEnv + "=0.0.0.0"
	case l.env != "" && l.whole:
		place.set(l.env, "0.0.0.0:"+port)
		text += "the image sets " + l.env + "=0.0.0.0:" + port
	case l.env != "" && !l.piece:
		place.set(l.env, port)
		text += "the image sets " + l.env + "=" + port
	case l.hostFlag != "" && l.file == "":
		arg := flagWord(l.hostFlag) + "=0.0.0.0"
		place.args = append(place.args, arg)
		text += "the image passes " + arg
	case l.flag != "" && l.file == "" && !l.piece:
		arg := flagWord(l.flag) + "=0.0.0.0:" + port
		place.args = append(place.args, arg)
		text += "the image passes " + arg
	case l.file != "":
		text += "set the address in " + l.file + " to 0.0.0.0:" + port
	default:
		text += "listen on \":" + port + "\" instead"
	}
	r.Warn(l.at.File, l.at.Line, text)
}

// flagWord writes a flag as all flag packages read it: Go's own takes two dashes for one, pflag and others want them for more than a letter.
func flagWord(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// choosePort finds the port of a program that takes it from a variable alone: what an example of its environment says, where other parts of
// the repository look for the program, what its README or the files that start it say, else 8080.
func choosePort(p *program, l listener) (int, facts.Evidence, bool) {
	example := func(fits func(base string) bool) (int, facts.Evidence, bool) {
		for _, dir := range []string{p.Main.Dir, p.Main.Mod.Dir, "."} {
			for _, f := range p.Repo.Tree.In(dir) {
				if !fits(strings.ToLower(path.Base(f))) {
					continue
				}
				if port, line := assigned(p.Repo, f, l.env); port > 0 {
					return port, facts.Evidence{File: f, Line: line, Rule: "example value of " + l.env}, true
				}
			}
		}
		return 0, facts.Evidence{}, false
	}
	if port, at, ok := example(func(base string) bool {
		return strings.Contains(base, ".env") || strings.HasSuffix(base, "env.example")
	}); ok {
		return port, at, true
	}
	if port, at, ok := peerPort(p, l.env); ok {
		return port, at, true
	}
	if port, at, ok := example(func(base string) bool {
		return strings.HasPrefix(base, "readme") || base == "makefile" || base == "procfile"
	}); ok {
		return port, at, true
	}
	return 8080, l.at, false
}

// assigned finds NAME=8080 or NAME: 8080 in a text.
func assigned(r *module.Repo, file, name string) (port, line int) {
	data, err := r.Tree.Head(file, 32<<10)
	if err != nil || !strings.Contains(string(data), name) {
		return 0, 0
	}
	n := 0
	for text := range strings.Lines(string(data)) {
		n++
		before, rest, ok := strings.Cut(text, name)
		if !ok || before != "" && (before[len(before)-1] == '_' || before[len(before)-1] >= 'A' && before[len(before)-1] <= 'Z') {
			continue
		}
		rest = strings.TrimLeft(rest, " ")
		if rest == "" || rest[0] != '=' && rest[0] != ':' {
			continue
		}
		if p := leadingPort(strings.TrimLeft(rest[1:], " \"':")); p > 0 {
			return p, n
		}
	}
	return 0, 0
}

func leadingPort(s string) int {
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(s[:end])
	if err != nil || n < 2 || n > 65535 {
		return 0
	}
	return n
}
