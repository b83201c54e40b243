// Package evidence lays what people wrote beside the facts of the source: the ports that a Dockerfile exposes.
//
// In go a tree and the units that the detectors found; [Apply] changes the units and returns warnings. What a person wrote is evidence
// and no truth: images expose ports that the program left long ago. So it confirms a fact (the place is added, and a guess becomes
// likely), settles a guess (the value is taken and stays a guess), or contradicts (a warning with both places). Only Dockerfiles are read
// as yet, and of them only ports.
package evidence

import (
	"bytes"
	"path"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// maxBytes bounds a Dockerfile that is read.
const maxBytes = 1 << 20

// own is what the head of a Dockerfile says that waybill wrote: no evidence, since it repeats the facts.
const own = "written by waybill"

// dockerfile is what is asked of one.
type dockerfile struct {
	file  string
	words []string // of all instructions that copy, build or start, of all stages
	start string   // base name of the program that the last stage starts
	ports []port   // of the last stage, in their order
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
		if err != nil || len(data) > maxBytes {
			continue
		}
		if d, ok := read(file, data); ok {
			out = append(out, d)
		}
	}
	return out
}

// read reads one Dockerfile; false for one without ports, or that waybill wrote.
func read(file string, data []byte) (dockerfile, bool) {
	d := dockerfile{file: file}
	head := data[:min(len(data), 400)]
	if bytes.Contains(head, []byte(own)) {
		return d, false
	}
	result, err := parser.Parse(bytes.NewReader(data))
	if err != nil {
		return d, false
	}
	vars := map[string]string{}
	for _, n := range result.AST.Children {
		var words []string
		for w := n.Next; w != nil; w = w.Next {
			words = append(words, w.Value)
		}
		switch strings.ToUpper(n.Value) {
		case "FROM":
			d.ports, d.start = nil, "" // another stage: only the last one is the image
			clear(vars)
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
				if number, ok := exposed(w, vars); ok {
					d.ports = append(d.ports, port{number, facts.Evidence{File: file, Line: n.StartLine, Rule: "EXPOSE"}})
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
	return d, len(d.ports) > 0
}

// exposed reads a port of EXPOSE (Dockerfile reference: EXPOSE <port>[/<protocol>], TCP when it names none); false for UDP, for ranges,
// and for a variable that the stage does not set.
func exposed(word string, vars map[string]string) (int, bool) {
	number, protocol, _ := strings.Cut(word, "/")
	if name, ok := strings.CutPrefix(number, "$"); ok {
		number = strings.Trim(vars[strings.Trim(name, "{}")], `"'`)
	}
	n, err := strconv.Atoi(number)
	return n, err == nil && n > 0 && n < 65536 && (protocol == "" || strings.EqualFold(protocol, "tcp"))
}
