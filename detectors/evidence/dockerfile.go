// Package evidence lays what people wrote beside the facts of the source: Dockerfiles (EXPOSE, FROM, HEALTHCHECK), compose files, Kubernetes
// manifests (ports, probes) and the set-up steps of CI files (versions of Java and Node).
//
// In go a tree and the units that the detectors found; [Apply] changes the units and returns warnings. What a person wrote is evidence
// and no truth: images expose ports that the program left long ago. So it confirms a fact (the place is added, and a guess becomes
// likely), settles a guess (the value is taken; a port stays a guess), or contradicts (a warning with both places). A certain fact is never
// replaced. A file that waybill wrote repeats the facts and is no evidence.
package evidence

import (
	"bytes"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/instructions"
	"github.com/waybill-dev/waybill/internal/source"
)

// own is what the head of a Dockerfile says that waybill wrote: no evidence, since it repeats the facts.
const own = "written by waybill"

// dockerfile is what is asked of one.
type dockerfile struct {
	file  string
	words []string // of all instructions that copy, build or start, of all stages
	start string   // base name of the program that the last stage starts
	ports []port   // of the last stage, in their order
	from  []image  // of all stages, the last one first
	alive probe    // of the last stage
}

// image is a base image as FROM names it, build arguments filled in.
type image struct {
	name string
	at   facts.Evidence
}

// probe is what a person asks to see whether the program is alive; its path is empty for none.
type probe struct {
	path string
	port int
	at   facts.Evidence
}

type port struct {
	number int
	at     facts.Evidence
}

// dockerfiles reads all of the tree; what cannot be parsed says nothing.
func dockerfiles(tree *source.Tree) []dockerfile {
	var out []dockerfile
	for _, file := range tree.Files() {
		base := path.Base(file)
		if base != "Dockerfile" && !strings.HasPrefix(base, "Dockerfile.") && path.Ext(base) != ".Dockerfile" || path.Ext(base) == ".dockerignore" {
			continue
		}
		data, err := tree.Read(file)
		if err != nil {
			continue
		}
		if d, ok := read(file, data); ok {
			out = append(out, d)
		}
	}
	return out
}

// read reads one Dockerfile; false for one that cannot be parsed, or that waybill wrote.
func read(file string, data []byte) (dockerfile, bool) {
	d := dockerfile{file: file}
	head := data[:min(len(data), 400)]
	if bytes.Contains(head, []byte(own)) {
		return d, false
	}
	list, err := instructions.Parse(data)
	if err != nil {
		return d, false
	}
	vars, global := map[string]string{}, map[string]string{}
	for _, n := range list {
		words := n.Words
		switch n.Name {
		case "FROM":
			if len(d.from) == 0 {
				maps.Copy(global, vars) // arguments before the first FROM are those of FROM lines alone
			}
			d.ports, d.start, d.alive = nil, "", probe{} // another stage: only the last one is the image
			clear(vars)
			if len(words) > 0 {
				d.from = slices.Insert(d.from, 0, image{filled(words[0], global), facts.Evidence{File: file, Line: n.Line, Rule: "FROM"}})
			}
		case "HEALTHCHECK":
			d.alive = asked(strings.Join(words, " "), facts.Evidence{File: file, Line: n.Line, Rule: "HEALTHCHECK"})
		case "ENV":
			for i := 0; i+1 < len(words); i += 3 { // the parser gives key, value, separator
				vars[words[i]] = words[i+1]
			}
		case "ARG":
			for _, w := range words {
				if name, value, ok := strings.Cut(w, "="); ok {
					vars[name] = value
				}
			}
		case "EXPOSE":
			for _, w := range words {
				if number, ok := instructions.Port(filled(w, vars)); ok {
					d.ports = append(d.ports, port{number, facts.Evidence{File: file, Line: n.Line, Rule: "EXPOSE"}})
				}
			}
		case "CMD", "ENTRYPOINT":
			d.words = append(d.words, strings.Fields(strings.Join(words, " "))...)
			if first := strings.Fields(strings.Join(words, " ")); len(first) > 0 && d.start == "" {
				d.start = path.Base(first[0])
			}
		case "COPY", "ADD", "RUN", "WORKDIR":
			d.words = append(d.words, strings.Fields(strings.Join(words, " "))...)
		}
	}
	return d, true
}

// filled puts in what variables and build arguments hold.
func filled(text string, vars map[string]string) string {
	return instructions.Fill(text, func(name string) string { return strings.Trim(vars[name], `"'`) })
}

// local finds the address of the program itself in a command: http://localhost:8080/health.
var local = regexp.MustCompile(`https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d{1,5}))?(/[A-Za-z0-9._~/-]*)?`)

// asked reads the path that a command of a health check asks of the program; none when it has a variable.
func asked(command string, at facts.Evidence) probe {
	m := local.FindStringSubmatchIndex(command)
	if m == nil || m[5] < 0 && m[4] < 0 || m[5] < len(command) && strings.ContainsRune("$?{", rune(command[m[5]])) {
		return probe{}
	}
	p := probe{path: command[m[4]:m[5]], at: at}
	if m[2] >= 0 {
		p.port, _ = strconv.Atoi(command[m[2]:m[3]]) // digits only
	}
	return p
}
