package scaffold

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"
)

// bakeTarget is the part of a bake file's target that says what is built (docs.docker.com, "Bake file reference").
type bakeTarget struct {
	inherits                    []string
	context, dockerfile, target string
	tags                        []string
	args, contexts              map[string]string
	unclear                     bool // something of it hangs on what only a run knows, so its arguments and tags are not told
}

// bakeHCL reads a bake file in HCL: targets with their matrix, variables with a default, and functions.
func bakeHCL(dir, text string) []statement { return bakeStatements(dir, bakeTargets(parseHCL(text))) }

// bakeJSON reads a bake file in JSON, whose texts are templates as those of HCL are.
func bakeJSON(dir string, data []byte) []statement {
	var kinds map[string]json.RawMessage
	if json.Unmarshal(data, &kinds) != nil {
		return nil
	}
	file := body{attrs: map[string]expr{}}
	for _, kind := range []string{"variable", "function", "target"} {
		var blocks map[string]map[string]any
		if kinds[kind] == nil || json.Unmarshal(kinds[kind], &blocks) != nil {
			continue
		}
		for _, label := range slices.Sorted(maps.Keys(blocks)) {
			b := block{kind: kind, label: label, body: body{attrs: map[string]expr{}}}
			for key, v := range blocks[label] {
				b.body.attrs[key] = ofJSON(v)
			}
			file.blocks = append(file.blocks, b)
		}
	}
	return bakeStatements(dir, bakeTargets(file))
}

func ofJSON(v any) expr {
	switch v := v.(type) {
	case string:
		e := (&hclParser{text: v}).template("")
		e.word = v // of a parameter
		return e
	case []any:
		items := make([]expr, len(v))
		for n := range v {
			items[n] = ofJSON(v[n])
		}
		return listOf(items)
	case map[string]any:
		var keys, values []expr
		for _, k := range slices.Sorted(maps.Keys(v)) {
			keys, values = append(keys, constant(k)), append(values, ofJSON(v[k]))
		}
		return mapOf(keys, values)
	case nil:
		return constant(nil)
	case float64, bool:
		text, err := json.Marshal(v)
		if err == nil {
			return constant(string(text))
		}
	}
	return unknown
}

func bakeTargets(file body) map[string]bakeTarget {
	steps := maxSteps
	s := &scope{globals: file.attrs, calls: map[string]function{}, steps: &steps}
	for _, b := range file.blocks {
		switch b.kind {
		case "variable":
			if e, ok := b.body.attrs["default"]; ok {
				s.globals[b.label] = e
			}
		case "function":
			f := function{result: b.body.attrs["result"]}
			for _, e := range b.body.attrs["params"].list {
				f.params = append(f.params, e.word)
			}
			s.calls[b.label] = f
		}
	}
	out := map[string]bakeTarget{}
	for _, b := range file.blocks {
		if b.kind != "target" {
			continue
		}
		rows := []map[string]any{{}}
		if e, ok := b.body.attrs["matrix"]; ok {
			v, _ := s.eval(e)
			matrix, _ := v.(map[string]any)
			rows = product(matrix)
		}
		for _, row := range rows {
			inner, name := s.with(row), b.label
			if e, ok := b.body.attrs["name"]; ok {
				if name, ok = inner.word(e); !ok {
					continue
				}
			}
			out[name] = inner.target(b.body.attrs)
		}
	}
	return out
}

// target evaluates the attributes of one target.
func (s *scope) target(attrs map[string]expr) bakeTarget {
	t := bakeTarget{args: map[string]string{}, contexts: map[string]string{}}
	get := func(key string) any {
		e, ok := attrs[key]
		if !ok {
			return nil
		}
		v, ok := s.eval(e)
		known := texts(v) // of several tags, those of a commit are unknown
		t.unclear = t.unclear || !ok && (key != "tags" || len(known) == 0)
		return v
	}
	t.context, _ = get("context").(string)
	t.dockerfile, _ = get("dockerfile").(string)
	t.target, _ = get("target").(string)
	t.inherits = texts(get("inherits"))
	t.tags = texts(get("tags"))
	for key, to := range map[string]map[string]string{"args": t.args, "contexts": t.contexts} {
		values, _ := get(key).(map[string]any)
		for k, v := range values {
			if text, ok := v.(string); ok {
				to[k] = text
			}
		}
	}
	return t
}

func texts(v any) []string {
	var out []string
	list, _ := v.([]any)
	for _, v := range list {
		if text, ok := v.(string); ok && text != "" {
			out = append(out, text)
		}
	}
	return out
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
