package maven

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// portCalls are the ways that programs without a configuration file name the port they listen on.
// The group is the number or the name of a constant.
var portCalls = []*regexp.Regexp{
	regexp.MustCompile(`(?i)get(?:Integer|Int|OrDefault)\(\s*"[\w.]*port"\s*,\s*"?(\w+)"?\s*\)`),
	regexp.MustCompile(`\.listen\(\s*(\w+)\s*[,)]`),
	regexp.MustCompile(`\bnew\s+(?:Server|ServerSocket|HttpServer|UndertowServer|NettyServer|InetSocketAddress)\(\s*(\w+)\s*[,)]`),
	regexp.MustCompile(`\bInetSocketAddress\(\s*"[^"]*"\s*,\s*(\w+)\s*\)`),
	regexp.MustCompile(`\.addHttpListener\(\s*(\w+)\s*,`),
	regexp.MustCompile(`\b(?:setPort|forPort|withPort|bind|addPort|http)\(\s*(\w+)\s*[,)]`),
	regexp.MustCompile(`\.port\(\s*(\w+)\s*\)`),
	regexp.MustCompile(`\bnew\s+ProtocolConfig\(\s*[^,()]+,\s*(\w+)\s*\)`),
	regexp.MustCompile(`\bstart\(\s*(\d+)\s*\)`),
	regexp.MustCompile(`(?m)^\s*port\(\s*(\w+)\s*\)\s*;`),
	regexp.MustCompile(`getenv\(\)?\.?(?:getOrDefault)?\(?\s*"[A-Z_]*PORT"\s*,\s*"(\d+)"`),
	regexp.MustCompile(`embeddedServer\(\s*\w+\s*,\s*(?:port\s*=\s*)?(\w+)`),
	regexp.MustCompile(`://(?:0\.0\.0\.0|localhost|127\.0\.0\.1):(\d+)/?"`),
}

var envPort = regexp.MustCompile(`getenv\(?\)?(?:\.get(?:OrDefault)?)?\(\s*"([A-Z][A-Z0-9_]*PORT|PORT)"`)

// codePorts looks for the port in the sources: the file of the main class first, then its folder, then the rest.
func (x *module) codePorts(name string, fallback int, rule string) []facts.Port {
	for i, file := range x.byNearness() {
		if i >= maxSources {
			break
		}
		data, err := x.r.tree.Read(file)
		if err != nil || len(data) > maxSourceBytes || !bytes.Contains(bytes.ToLower(data), []byte("port")) && !bytes.Contains(data, []byte("listen(")) && !bytes.Contains(data, []byte("start(")) {
			continue
		}
		if p, ok := portIn(file, stripComments(data)); ok {
			p.Name = name
			return []facts.Port{p}
		}
	}
	if fallback == 0 {
		return nil
	}
	at := facts.Evidence{File: x.p.file, Line: x.p.root.line, Rule: rule}
	x.warn(at, fmt.Sprintf("port %d is a %s", fallback, rule))
	return []facts.Port{{Value: fallback, Name: name, Confidence: facts.Guess, Evidence: []facts.Evidence{at}}}
}

// byNearness orders the sources: main class, its folder, the rest.
func (x *module) byNearness() []string {
	main := ""
	if a := x.art; a != nil && a.main != "" {
		main = x.classFile(a.main)
	}
	if v, ok := x.m.prop("vertx.verticle"); ok && x.classFile(v.text) != "" {
		main = x.classFile(v.text)
	}
	if main == "" && len(x.mains()) > 0 {
		main = x.mains()[0].file
	}
	rank := func(f string) int {
		switch {
		case f == main:
			return 0
		case path.Dir(f) == path.Dir(main):
			return 1
		case containsAny(strings.ToLower(path.Base(f)), "server", "verticle", "config", "bootstrap", "main"):
			return 2
		}
		return 3
	}
	files := x.sources()
	sort.SliceStable(files, func(i, j int) bool { return rank(files[i]) < rank(files[j]) })
	return files
}

func portIn(file string, data []byte) (facts.Port, bool) {
	for _, call := range portCalls {
		for _, m := range call.FindAllSubmatchIndex(data, 8) {
			value, ok := constant(string(data[m[2]:m[3]]), data)
			if !ok {
				continue
			}
			p := facts.Port{Value: value, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: file, Line: 1 + bytes.Count(data[:m[0]], []byte("\n")), Rule: "port in the code"}}}
			if env := envPort.FindSubmatch(data); env != nil {
				p.Env = string(env[1])
			}
			return p, true
		}
	}
	return facts.Port{}, false
}

// constant reads a number, or the initial value of a name that the same file gives it.
func constant(text string, data []byte) (int, bool) {
	if n, err := strconv.Atoi(strings.ReplaceAll(text, "_", "")); err == nil {
		return n, n > 79 && n < 65536
	}
	if text == "" || text[0] >= '0' && text[0] <= '9' {
		return 0, false
	}
	init, err := regexp.Compile(`\b` + regexp.QuoteMeta(text) + `\s*(?::\s*\w+\s*)?=[^;=\n]*?\b(\d{2,5})\b`)
	if err != nil {
		return 0, false
	}
	m := init.FindSubmatch(data)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(string(m[1]))
	return n, err == nil && n > 79 && n < 65536
}

// stripComments blanks comments out and keeps the lines.
func stripComments(data []byte) []byte {
	out := bytes.Clone(data)
	for i := 0; i < len(out); i++ {
		switch {
		case out[i] == '"':
			for i++; i < len(out) && out[i] != '"' && out[i] != '\n'; i++ {
				if out[i] == '\\' {
					i++
				}
			}
		case out[i] == '/' && i+1 < len(out) && out[i+1] == '/':
			for ; i < len(out) && out[i] != '\n'; i++ {
				out[i] = ' '
			}
		case out[i] == '/' && i+1 < len(out) && out[i+1] == '*':
			for ; i < len(out) && !bytes.HasPrefix(out[i:], []byte("*/")); i++ {
				if out[i] != '\n' {
					out[i] = ' '
				}
			}
		}
	}
	return out
}

var dubboPort = regexp.MustCompile(`<dubbo:protocol[^>]*\bport="(?:\$\{[^:}]*:)?(\d+)\}?"`)

// dubboPorts: dubbo.properties or XML configuration, the code, else 20880 (Dubbo reference, "protocol").
func (x *module) dubboPorts() []facts.Port {
	for _, dir := range x.resourceDirs() {
		for _, f := range x.r.tree.Under(dir) {
			base := path.Base(f)
			if path.Ext(base) != ".xml" && base != "dubbo.properties" {
				continue
			}
			if base == "dubbo.properties" {
				for _, doc := range x.r.documents(f) {
					if v, ok := doc.Get("dubbo.protocol.port"); ok {
						if n, err := strconv.Atoi(v.Value); err == nil && n > 0 {
							return []facts.Port{{Value: n, Name: "dubbo", Confidence: facts.Certain, Evidence: []facts.Evidence{{File: f, Line: v.Line, Rule: v.Key}}}}
						}
					}
				}
				continue
			}
			data, err := x.r.tree.Read(f)
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
	return x.codePorts("dubbo", 20880, "guess: Dubbo's default, no protocol port was found")
}

// documentedPorts reads what the README tells people to run: a port after the jar's name, or a published port of docker run.
func (x *module) documentedPorts(a *artifact) []facts.Port {
	file, text := x.readme()
	if file == "" {
		return nil
	}
	name := strings.TrimSuffix(path.Base(a.file), ".jar")
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
			x.docArgs = jarArguments(line)
			at := facts.Evidence{File: file, Line: i + 1, Rule: "documented command"}
			x.warn(at, fmt.Sprintf("port %d is a guess: only the documentation names it", n))
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

// readme returns the documentation beside the module, or at the root.
func (x *module) readme() (string, string) {
	for _, dir := range uniqueDirs(x.p.dir, ".") {
		for _, name := range []string{"README.md", "README", "README.adoc", "readme.md", "README.rst", "README.txt", "Readme.md"} {
			file := path.Join(dir, name)
			if !x.r.tree.Has(file) {
				continue
			}
			if data, err := x.r.tree.Read(file); err == nil {
				return file, string(data)
			}
		}
	}
	return "", ""
}
