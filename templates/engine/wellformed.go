package engine

import (
	"bytes"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"go.yaml.in/yaml/v3"

	"github.com/waybill-dev/waybill/internal/fault"
)

var yamlLine = regexp.MustCompile(`line (\d+): `)

// wellFormed refuses a rendered file that is no YAML although its name says so: whoever applies the file would find that out in the cluster.
// The error has the place in the template that wrote the line. An empty file is one that a template leaves out.
func (e *Engine) wellFormed(j Job, out []byte) error {
	if !slices.Contains([]string{".yaml", ".yml"}, path.Ext(j.Path)) {
		return nil
	}
	docs := yaml.NewDecoder(bytes.NewReader(out))
	for {
		var doc yaml.Node
		err := docs.Decode(&doc)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			text, line := strings.TrimPrefix(err.Error(), "yaml: "), 1
			if m := yamlLine.FindStringSubmatch(text); m != nil {
				line, _ = strconv.Atoi(m[1]) // the pattern matched digits
				text = strings.TrimPrefix(text, m[0])
			}
			return e.malformed(j, out, line, "is not valid YAML: "+Readable(text))
		case len(doc.Content) > 0 && !applied(doc.Content[0], j.Path):
			return e.malformed(j, out, doc.Content[0].Line, "is no mapping, and what is applied to a cluster is one")
		}
	}
}

// applied says whether a document is what a cluster or Kustomize takes: a mapping, nothing, or in a file of patches a list (JSON Patch).
func applied(root *yaml.Node, file string) bool {
	return root.Kind == yaml.MappingNode || root.Tag == "!!null" || root.Kind == yaml.SequenceNode && strings.Contains(path.Base(file), "patch")
}

func (e *Engine) malformed(j Job, out []byte, line int, what string) error {
	at := fault.Position{File: j.Template}
	if t, err := e.template(j.Template); err == nil {
		at = wrote(t, j, offsetOf(out, line))
	}
	f := fault.New(fault.Usage, "what the template renders %s, in line %d of %s", what, line, j.Path).Where(at)
	if text := strings.TrimSpace(lineOf(out, line)); text != "" {
		return f.WithHint("the line is: %s", fault.Short(text))
	}
	return f
}

// offsetOf is where the text of a line ends, in bytes.
func offsetOf(out []byte, line int) int {
	at := 0
	for i := range line {
		n := bytes.IndexByte(out[at:], '\n')
		switch {
		case n < 0:
			return len(out)
		case i == line-1:
			return at + n
		}
		at += n + 1
	}
	return at
}

func lineOf(out []byte, line int) string {
	lines := bytes.Split(out, []byte("\n"))
	if line < 1 || line > len(lines) {
		return ""
	}
	return string(lines[line-1])
}

// wrote renders a template once more and says which part wrote the byte before an offset. A text of many lines is told by the line in it.
func wrote(t *template.Template, j Job, offset int) fault.Position {
	again, places, err := noted(t)
	if err != nil {
		return fault.Position{File: j.Template}
	}
	out := &bounded{limit: max(offset-1, 0)}
	began, part := 0, int64(-1)
	places.before = func(n int64) {
		if n != part {
			began, part = out.Len(), n
		}
	}
	stopped := within(again, out, maxRender/5, j.Data) // at the limit, unless the time is over and it still runs
	at := places.place()
	if errors.Is(stopped, errEndless) || at.File == "" {
		return fault.Position{File: j.Template}
	}
	if n := places.last.Load(); places.text[n] != "" {
		written := max(offset-1-began, 0)
		text := places.text[n]
		at.Line += strings.Count(text[:min(written, len(text))], "\n")
		at.Column = 0
	}
	return at
}
