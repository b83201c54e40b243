package evidence

import (
	"bytes"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
	"github.com/waybill-dev/waybill/internal/strictyaml"
)

// maxYAML bounds a YAML file that is read.
const maxYAML = 256 << 10

// compose is the names of compose files (Compose specification, "The Compose file").
var compose = regexp.MustCompile(`^(docker-)?compose(\.[A-Za-z0-9_-]+)?\.ya?ml$`)

// declared reads the ports and probes that compose files and Kubernetes manifests name, by unit. owners says which unit a Dockerfile is of.
func declared(tree *source.Tree, units []facts.Unit, owners map[string]int) (map[int][]dockerfile, []facts.Warning) {
	out := map[int][]dockerfile{}
	var told []facts.Warning
	for _, file := range tree.Files() {
		if ext := path.Ext(file); ext != ".yml" && ext != ".yaml" || aside.Folder(path.Dir(file), aside.Test|aside.Tool|aside.Example) != "" {
			continue
		}
		isCompose := compose.MatchString(path.Base(file))
		if !isCompose && strings.HasPrefix(file, ".") {
			continue
		}
		data, err := tree.Read(file)
		if err != nil || len(data) > maxYAML || bytes.Contains(data[:min(len(data), 400)], []byte(own)) || !isCompose && !bytes.Contains(data, []byte("containerPort")) {
			continue
		}
		dec := yaml.NewDecoder(bytes.NewReader(data))
		for range 200 {
			var doc yaml.Node
			if err := dec.Decode(&doc); err != nil || len(doc.Content) == 0 {
				if isCompose && err != nil && !errors.Is(err, io.EOF) {
					told = append(told, unreadable(file, data, "compose file", err)...)
				}
				break // a chart's template is no YAML and says nothing
			}
			if isCompose {
				services(file, doc.Content[0], units, owners, out)
			} else {
				containers(file, doc.Content[0], units, out)
			}
		}
	}
	return out, told
}

// services reads the services of a compose file that are built here.
func services(file string, doc *yaml.Node, units []facts.Unit, owners map[string]int, out map[int][]dockerfile) {
	for _, s := range values(strictyaml.Value(doc, "services")) {
		build := strictyaml.Value(s, "build")
		if build == nil {
			continue
		}
		context, name := build.Value, "Dockerfile"
		if build.Kind == yaml.MappingNode {
			context = text(strictyaml.Value(build, "context"))
			if n := text(strictyaml.Value(build, "dockerfile")); n != "" {
				name = n
			}
		}
		context = path.Join(path.Dir(file), context)
		i, ok := owners[path.Join(context, name)]
		if !ok && name != "Dockerfile" {
			continue // a Dockerfile that makes something else of the same folder
		}
		if !ok {
			i = onlyServer(units, func(u facts.Unit) bool { return u.Path == context || u.Folder() == context })
		}
		if i < 0 {
			continue
		}
		d := dockerfile{file: file}
		for _, key := range []string{"ports", "expose"} {
			for _, p := range items(strictyaml.Value(s, key)) {
				if n := containerSide(p); n > 0 && !moved(strictyaml.Value(s, "environment"), n) {
					d.ports = append(d.ports, port{n, facts.Evidence{File: file, Line: p.Line, Rule: "ports of the compose service"}})
				}
			}
		}
		check := strictyaml.Value(strictyaml.Value(s, "healthcheck"), "test")
		if check != nil {
			words := []string{check.Value}
			for _, w := range check.Content {
				words = append(words, w.Value)
			}
			d.alive = asked(strings.Join(words, " "), facts.Evidence{File: file, Line: check.Line, Rule: "healthcheck of the compose service"})
		}
		out[i] = append(out[i], d)
	}
}

// containerSide reads the port inside of the container (Compose specification, "ports"): 8080:80, 127.0.0.1:8080:80, ${PORT:-8080}:80, 80,
// or target of the long form; 0 for UDP, ranges and variables.
func containerSide(p *yaml.Node) int {
	if p.Kind == yaml.MappingNode {
		if proto := text(strictyaml.Value(p, "protocol")); proto != "" && proto != "tcp" {
			return 0
		}
		p = strictyaml.Value(p, "target")
	}
	word, protocol, _ := strings.Cut(text(p), "/")
	n, err := strconv.Atoi(word[strings.LastIndex(word, ":")+1:])
	if err != nil || n < 1 || n > 65535 || protocol != "" && protocol != "tcp" {
		return 0
	}
	return n
}

// moved says whether a variable beside the port sets it: the port is one of this deployment, and not the program's own.
func moved(env *yaml.Node, n int) bool {
	word := strconv.Itoa(n)
	if env == nil {
		return false
	}
	for i, item := range env.Content {
		switch {
		case env.Kind == yaml.MappingNode && i%2 == 1 && strings.HasSuffix(item.Value, word):
			return true
		case env.Kind == yaml.SequenceNode && (strings.HasSuffix(item.Value, word) || strings.HasSuffix(text(strictyaml.Value(item, "value")), word)):
			return true
		}
	}
	return false
}

// containers reads the containers of a workload whose image or name is that of one unit.
func containers(file string, doc *yaml.Node, units []facts.Unit, out map[int][]dockerfile) {
	if !slices.Contains([]string{"Deployment", "StatefulSet", "DaemonSet", "Rollout"}, text(strictyaml.Value(doc, "kind"))) {
		return
	}
	labels := strictyaml.Value(strictyaml.Value(doc, "metadata"), "labels")
	if text(strictyaml.Value(labels, "app.kubernetes.io/managed-by")) == "waybill" {
		return // it says what waybill was told, and proves nothing
	}
	pod := strictyaml.Value(strictyaml.Value(strictyaml.Value(doc, "spec"), "template"), "spec")
	for _, c := range items(strictyaml.Value(pod, "containers")) {
		name, _, _ := strings.Cut(path.Base(text(strictyaml.Value(c, "image"))), ":")
		i := onlyServer(units, func(u facts.Unit) bool {
			return u.Name != "" && (u.Name == name || u.Name == text(strictyaml.Value(c, "name")))
		})
		if i < 0 {
			continue
		}
		d := dockerfile{file: file}
		for _, p := range items(strictyaml.Value(c, "ports")) {
			at := strictyaml.Value(p, "containerPort")
			if n, err := strconv.Atoi(text(at)); err == nil && n > 0 && n < 65536 && text(strictyaml.Value(p, "protocol")) != "UDP" && !moved(strictyaml.Value(c, "env"), n) {
				d.ports = append(d.ports, port{n, facts.Evidence{File: file, Line: at.Line, Rule: "containerPort"}})
			}
		}
		if get := strictyaml.Value(strictyaml.Value(c, "livenessProbe"), "httpGet"); get != nil {
			n, _ := strconv.Atoi(text(strictyaml.Value(get, "port"))) // a name is 0: the port that serves users, unless another is told
			if at := strictyaml.Value(get, "path"); at != nil && (n > 0 || text(strictyaml.Value(get, "port")) == "http") {
				d.alive = probe{path: at.Value, port: n, at: facts.Evidence{File: file, Line: at.Line, Rule: "livenessProbe"}}
			}
		}
		out[i] = append(out[i], d)
	}
}

// onlyServer finds the only server that is meant, -1 when none or several are.
func onlyServer(units []facts.Unit, meant func(facts.Unit) bool) int {
	found := -1
	for i, u := range units {
		if u.Kind.Value != facts.Server || !meant(u) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

// setup are the actions that install a language, and their key for the version (the README of each).
var setup = map[string]struct{ language, key string }{
	"actions/setup-java": {"java", "java-version"},
	"actions/setup-node": {"node", "node-version"},
}

// setups reads the versions of Java and Node that the workflows of the repository install, by language. A matrix of versions tests several and
// says nothing.
func setups(tree *source.Tree) map[string][]written {
	out := map[string][]written{}
	for _, file := range tree.Files() {
		if path.Dir(file) != ".github/workflows" {
			continue
		}
		data, err := tree.Read(file)
		if err != nil || len(data) > maxYAML || bytes.Contains(data[:min(len(data), 400)], []byte(own)) {
			continue
		}
		var doc yaml.Node
		if yaml.Unmarshal(data, &doc) != nil || len(doc.Content) == 0 {
			continue
		}
		for _, job := range values(strictyaml.Value(doc.Content[0], "jobs")) {
			for _, step := range items(strictyaml.Value(job, "steps")) {
				action, _, _ := strings.Cut(text(strictyaml.Value(step, "uses")), "@")
				s, known := setup[action]
				at := strictyaml.Value(strictyaml.Value(step, "with"), s.key)
				if !known || at == nil {
					continue
				}
				m := leading.FindStringSubmatch(strings.TrimPrefix(strings.TrimPrefix(at.Value, "v"), "1."))
				n := 0 // of a variable or of several versions, which differs from any other
				if m != nil && !strings.ContainsAny(at.Value, "\n|") {
					n, _ = strconv.Atoi(m[1])
				}
				out[s.language] = append(out[s.language], written{n, facts.Evidence{File: file, Line: at.Line, Rule: action}})
			}
		}
	}
	for language, list := range out {
		if slices.ContainsFunc(list, func(w written) bool { return w.major == 0 }) {
			delete(out, language)
		}
	}
	return out
}

func text(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

func items(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

func values(n *yaml.Node) []*yaml.Node {
	var out []*yaml.Node
	if n != nil && n.Kind == yaml.MappingNode {
		for i := 1; i < len(n.Content); i += 2 {
			out = append(out, n.Content[i])
		}
	}
	return out
}
