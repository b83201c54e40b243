package scaffold

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// bakeTarget is the part of a bake file's target that says what is built (docs.docker.com, "Bake file reference").
type bakeTarget struct {
	inherits                    []string
	context, dockerfile, target string
	tags                        []string
	args, contexts              map[string]string
	unclear                     bool // something of it hangs on what only a run knows, so its arguments and tags are not told
}

// bake reads a bake file, in HCL or in JSON: targets with their matrix, variables with a default, and functions.
func bake(name string, data []byte) []statement {
	return bakeStatements(path.Dir(name), bakeTargets(name, data))
}

func bakeTargets(name string, data []byte) map[string]bakeTarget {
	out := map[string]bakeTarget{}
	s, targets := newScope(name, data)
	for _, block := range targets {
		attrs, _ := block.Body.JustAttributes()
		for _, row := range s.rows(attrs["matrix"]) {
			label := block.Labels[0]
			if given, ok := attrs["name"]; ok {
				if label = text(s.eval(given.Expr, row)); label == "" {
					continue
				}
			}
			out[label] = s.target(attrs, row)
		}
	}
	return out
}

// target evaluates the attributes of one target.
func (s *scope) target(attrs hcl.Attributes, row map[string]cty.Value) bakeTarget {
	var t bakeTarget
	get := func(key string) cty.Value {
		attr, ok := attrs[key]
		if !ok {
			return cty.NullVal(cty.DynamicPseudoType)
		}
		v := s.eval(attr.Expr, row)
		// of several tags, those of a commit are unknown
		t.unclear = t.unclear || !v.IsWhollyKnown() && (key != "tags" || len(texts(v)) == 0)
		return v
	}
	t.context, t.dockerfile, t.target = text(get("context")), text(get("dockerfile")), text(get("target"))
	t.inherits, t.tags = texts(get("inherits")), texts(get("tags"))
	t.args, t.contexts = named(get("args")), named(get("contexts"))
	return t
}

func bakeStatements(dir string, targets map[string]bakeTarget) []statement {
	var out []statement
	linked := map[string]bool{}
	for _, t := range targets {
		for _, c := range t.contexts {
			linked[strings.TrimPrefix(c, "target:")] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(targets)) {
		t := whole(targets, name, 0)
		if len(t.tags) == 0 && !linked[name] && len(t.contexts) == 0 {
			continue
		}
		context := path.Join(dir, t.context)
		file := t.dockerfile
		if file == "" {
			file = "Dockerfile"
		}
		made := statement{name: name, file: path.Join(context, file), context: context, contexts: t.contexts, args: map[string]string{}}
		switch {
		case !t.unclear:
			made.args, made.target, made.tags = t.args, t.target, t.tags
		case len(t.contexts) == 0:
			continue
		} // what a name stands for is known in spite of the rest
		out = append(out, made)
	}
	return out
}

// whole is a target with what it inherits; of several parents the last one counts most.
func whole(targets map[string]bakeTarget, name string, depth int) bakeTarget {
	t := targets[name]
	for n := len(t.inherits) - 1; n >= 0 && depth < maxInherited; n-- {
		t.inherit(whole(targets, t.inherits[n], depth+1))
	}
	return t
}

// maxInherited bounds a chain of targets, which may be a circle.
const maxInherited = 6

// inherit fills in what a target leaves to another one.
func (t *bakeTarget) inherit(o bakeTarget) {
	if t.context == "" {
		t.context = o.context
	}
	if t.dockerfile == "" {
		t.dockerfile = o.dockerfile
	}
	if t.target == "" {
		t.target = o.target
	}
	if len(t.tags) == 0 {
		t.tags = o.tags
	}
	t.unclear = t.unclear || o.unclear
	t.args = merged(o.args, t.args)
	t.contexts = merged(o.contexts, t.contexts)
}
