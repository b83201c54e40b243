package maven

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
	"github.com/waybill-dev/waybill/detectors/maven/recipe"
	"github.com/waybill-dev/waybill/detectors/value"
)

// codePorts asks the sources where the program listens: the file of the main class first, then its folder, then the rest. A port that only
// a variable gives is a guess, and the image sets the variable to it.
func codePorts(x *module.Module, a *recipe.Artifact, name string, fallback int, rule string) []facts.Port {
	sources := byNearness(x, a)
	if listeners := x.Repo.Code.Listeners(sources); len(listeners) > 0 {
		l := listeners[0] // the nearest to the main class
		v := l.Ports[0]
		if i := slices.IndexFunc(l.Ports, value.Value.Known); i >= 0 {
			v = l.Ports[i]
		}
		at := model.Ruled(v.At, "port in the code")
		p := facts.Port{Name: name, Env: v.Variable, Evidence: []facts.Evidence{at}}
		if v.At != l.Call {
			p.Evidence = append(p.Evidence, model.Ruled(l.Call, "call that listens"))
		}
		if l.Loopback && l.Host != "" {
			x.Warn(l.Call, fmt.Sprintf("listens on the loopback address, which nothing outside of the container reaches: the image sets %s to 0.0.0.0", l.Host))
			x.PortEnv = append(x.PortEnv, facts.EnvVar{Name: l.Host, Value: "0.0.0.0"})
		} else if l.Loopback {
			x.Warn(l.Call, "listens on the loopback address, which nothing outside of the container reaches: listen on 0.0.0.0")
		}
		p.Value, p.Confidence = portNumber(v.Text), value.Weaker(v.Confidence, facts.Likely)
		if p.Value == 0 {
			p.Value, p.Confidence = cmp.Or(fallback, 8080), facts.Guess
			x.Warn(at, fmt.Sprintf("the port has no value without the variable %s: %d is a guess, and the image sets the variable to it", p.Env, p.Value))
			x.PortEnv = append(x.PortEnv, facts.EnvVar{Name: p.Env, Value: strconv.Itoa(p.Value)})
		}
		return append([]facts.Port{p}, rawPorts(p, listeners)...)
	}
	if v, ok := x.Repo.Code.Default(sources, portKeys...); ok && portNumber(v.Text) > 0 {
		at := model.Ruled(v.At, "default of a setting that is named port")
		x.Warn(at, "port "+v.Text+" is a guess: no call that listens was found, only the default of a setting with that name")
		return []facts.Port{{Value: portNumber(v.Text), Name: name, Env: v.Variable, Confidence: facts.Guess, Evidence: []facts.Evidence{at}}}
	}
	if fallback == 0 {
		return nil
	}
	at := facts.Evidence{File: x.POM.File, Line: x.POM.Root.Line, Rule: rule}
	x.Warn(at, fmt.Sprintf("port %d is a %s", fallback, rule))
	return []facts.Port{{Value: fallback, Name: name, Confidence: facts.Guess, Evidence: []facts.Evidence{at}}}
}

// rawPorts are those of servers of TCP beside one that speaks HTTP.
func rawPorts(main facts.Port, listeners []code.Listener) []facts.Port {
	var ports []facts.Port
	for _, l := range listeners[1:] {
		n := portNumber(l.Ports[0].Text)
		if !l.Raw || listeners[0].Raw || n == 0 || n == main.Value || slices.ContainsFunc(ports, func(p facts.Port) bool { return p.Value == n }) {
			continue
		}
		name := "tcp"
		if len(ports) > 0 {
			name = fmt.Sprintf("tcp-%d", len(ports)+1)
		}
		ports = append(ports, facts.Port{Value: n, Name: name, Env: l.Ports[0].Variable, Confidence: facts.Likely, Evidence: []facts.Evidence{model.Ruled(l.Call, "port in the code")}})
	}
	return ports
}

// portKeys are the names of settings and variables that mean the program's own port, where nothing says who listens.
var portKeys = []string{"port", "http.port", "server.port", "PORT", "HTTP_PORT", "SERVER_PORT", "http-port", "server-port"}

// portNumber reads a port; 0 when the text is none.
func portNumber(text string) int {
	n, err := wholeNumber(text)
	if err != nil || n < 1 || n > 65535 {
		return 0
	}
	return n
}

// wholeNumber reads a number as Spring and MicroProfile Config convert it from text: in digits, or in hexadecimal (java.lang.Integer.decode).
func wholeNumber(text string) (int, error) {
	if hex, ok := strings.CutPrefix(strings.ToLower(text), "0x"); ok {
		n, err := strconv.ParseInt(hex, 16, 32)
		return int(n), err
	}
	return strconv.Atoi(text)
}

// byNearness orders the sources: main class, its folder, the rest.
func byNearness(x *module.Module, a *recipe.Artifact) []string {
	main := ""
	if a.Main != "" {
		main = x.ClassFile(a.Main)
	}
	if v, ok := x.Model.Prop("vertx.verticle"); ok && x.ClassFile(v.Text) != "" {
		main = x.ClassFile(v.Text)
	}
	if main == "" && len(x.Mains()) > 0 {
		main = x.Mains()[0].File
	}
	rank := func(f string) int {
		switch {
		case f == main:
			return 0
		case path.Dir(f) == path.Dir(main):
			return 1
		case module.ContainsAny(strings.ToLower(path.Base(f)), "server", "verticle", "config", "bootstrap", "main"):
			return 2
		}
		return 3
	}
	files := x.Sources()
	slices.SortStableFunc(files, func(a, b string) int { return rank(a) - rank(b) })
	return files
}

var dubboPort = regexp.MustCompile(`<dubbo:protocol[^>]*\bport="(?:\$\{[^:}]*:)?(\d+)\}?"`)

// dubboPorts: dubbo.properties or XML configuration, the code, else 20880 (Dubbo reference, "protocol").
func dubboPorts(x *module.Module, a *recipe.Artifact) []facts.Port {
	for _, dir := range x.ResourceDirs() {
		for _, f := range x.Repo.Tree.Under(dir) {
			base := path.Base(f)
			if path.Ext(base) != ".xml" && base != "dubbo.properties" {
				continue
			}
			if base == "dubbo.properties" {
				for _, doc := range x.Repo.Documents(f) {
					if v, ok := doc.Get("dubbo.protocol.port"); ok {
						if n, err := strconv.Atoi(v.Value); err == nil && n > 0 {
							return []facts.Port{{Value: n, Name: "dubbo", Confidence: facts.Certain, Evidence: []facts.Evidence{{File: f, Line: v.Line, Rule: v.Key}}}}
						}
					}
				}
				continue
			}
			data, err := x.Repo.Tree.Read(f)
			if err != nil {
				continue
			}
			if m := dubboPort.FindSubmatchIndex(data); m != nil {
				if n, err := strconv.Atoi(string(data[m[2]:m[3]])); err == nil && n > 0 {
					return []facts.Port{{Value: n, Name: "dubbo", Confidence: facts.Certain, Evidence: []facts.Evidence{{File: f, Line: 1 + bytes.Count(data[:m[2]], []byte("\n")), Rule: "dubbo:protocol"}}}}
				}
			}
		}
	}
	return codePorts(x, a, "dubbo", 20880, "guess: Dubbo's default, no protocol port was found")
}

// documentedPorts reads what the README tells people to run: a port after the jar's name, or a published port of docker run.
func documentedPorts(x *module.Module, a *recipe.Artifact) []facts.Port {
	file, text := readmeOf(x)
	if file == "" {
		return nil
	}
	name := strings.TrimSuffix(path.Base(a.File), ".jar")
	if i := strings.IndexAny(name, "0123456789"); i > 3 {
		name = strings.TrimRight(name[:i], "-._")
	}
	for i, line := range strings.Split(text, "\n") {
		var m []string
		if strings.Contains(line, "java ") && strings.Contains(line, "-jar") && strings.Contains(line, name) {
			m = jarPort.FindStringSubmatch(line)
		} else if strings.Contains(line, "docker run") {
			m = publishedPort.FindStringSubmatch(line)
		}
		if m == nil {
			continue
		}
		if n, err := strconv.Atoi(m[1]); err == nil && n > 79 && n < 65536 {
			x.DocArgs = jarArguments(line)
			at := facts.Evidence{File: file, Line: i + 1, Rule: "documented command"}
			x.Warn(at, fmt.Sprintf("port %d is a guess: only the documentation names it", n))
			return []facts.Port{{Value: n, Name: "http", Confidence: facts.Guess, Evidence: []facts.Evidence{at}}}
		}
	}
	return nil
}

// jarArguments are the plain words after the jar in a documented command.
func jarArguments(line string) []string {
	_, rest, ok := strings.Cut(line, ".jar")
	if !ok {
		return nil
	}
	var args []string
	rest, _, _ = strings.Cut(rest, "`") // the end of code within a sentence
	for w := range strings.FieldsSeq(rest) {
		if !plainWord.MatchString(w) {
			break
		}
		args = append(args, w)
	}
	return args
}

var (
	plainWord     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/:=-]*$`)
	jarPort       = regexp.MustCompile(`\.jar\s+(?:.*\s)?(\d{3,5})(?:\s|$)`)
	publishedPort = regexp.MustCompile(`(?:-p|--publish)[ =](?:[\d.]+:)?\d+:(\d+)`)
)

// readmeOf returns the documentation beside the module, or at the root.
func readmeOf(x *module.Module) (string, string) {
	for _, dir := range module.Distinct(x.POM.Dir, ".") {
		for _, name := range []string{"README.md", "README", "README.adoc", "readme.md", "README.rst", "README.txt", "Readme.md"} {
			file := path.Join(dir, name)
			if !x.Repo.Tree.Has(file) {
				continue
			}
			if data, err := x.Repo.Tree.Read(file); err == nil {
				return file, string(data)
			}
		}
	}
	return "", ""
}
