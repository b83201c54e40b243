// Package dockerfile reads which images a Dockerfile builds on: FROM, COPY --from and RUN --mount=from, with stages resolved and
// build arguments replaced by their defaults. BuildKit's own parser does the reading, so heredocs, the escape directive and
// continuation lines mean what they mean to a build.
package dockerfile

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// MaxBytes bounds a Dockerfile.
const MaxBytes = 4 << 20

// File is what a Dockerfile says of other images.
type File struct {
	Stages []Stage
	Args   map[string]string // global build arguments with a default
}

// Stage is one FROM.
type Stage struct {
	Name     string // of AS, lower case; "" when it has none
	From     Ref
	Platform string // of --platform, as written
	Uses     []Ref  // COPY --from and RUN --mount=from of other images, not of stages
	Labels   map[string]string
	Vars     map[string]string // ARG defaults and ENV at the end of the stage
}

// Ref is a reference to an image, as far as it can be known without a build.
type Ref struct {
	Raw     string   // as written: ${REGISTRY}/base:${TAG}
	Image   string   // with defaults filled in; the final image of a chain of stages; "" when Unknown is not empty
	Unknown []string // build arguments without a default
	Line    int
	Args    bool // a build argument took part
}

// Parse reads a Dockerfile. An error starts with the line, where the parser knows it.
func Parse(data []byte) (file *File, err error) {
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("larger than %d bytes", MaxBytes)
	}
	defer func() { // the parser is not ours, and what it reads is anybody's
		if r := recover(); r != nil {
			file, err = nil, fmt.Errorf("BuildKit's parser gave up: %v", r)
		}
	}()
	tree, err := parser.Parse(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	stages, globals, err := instructions.Parse(tree.AST, nil)
	if err != nil {
		return nil, err
	}
	e := expander{lex: shell.NewLex(tree.EscapeToken), args: platformArgs()}
	for _, g := range globals {
		for _, a := range g.Args {
			e.define(a.Key, a.Value)
		}
	}
	if len(stages) == 0 {
		return nil, errors.New("no FROM")
	}
	file = &File{Args: e.args}
	for _, s := range stages {
		file.Stages = append(file.Stages, e.stage(s, file.Stages))
	}
	return file, nil
}

// platformArgs are the arguments that BuildKit sets by itself (docs.docker.com, "Automatic platform ARGs in the global scope").
// Their values do not matter for which image is named, so amd64 stands for all.
func platformArgs() map[string]string {
	return map[string]string{
		"BUILDPLATFORM": "linux/amd64", "BUILDOS": "linux", "BUILDARCH": "amd64", "BUILDVARIANT": "",
		"TARGETPLATFORM": "linux/amd64", "TARGETOS": "linux", "TARGETARCH": "amd64", "TARGETVARIANT": "",
	}
}

type expander struct {
	lex  *shell.Lex
	args map[string]string
}

func (e expander) define(key string, value *string) {
	if value == nil {
		return
	}
	if r := e.expand(*value, e.args, 0); len(r.Unknown) == 0 {
		e.args[key] = r.Image
	}
}

// expand fills in arguments.
func (e expander) expand(word string, args map[string]string, line int) Ref {
	r := Ref{Raw: word, Line: line, Args: strings.Contains(word, "$")}
	env := make([]string, 0, len(args))
	for k, v := range args {
		env = append(env, k+"="+v)
	}
	slices.Sort(env)
	out, err := e.lex.ProcessWordWithMatches(word, shell.EnvsFromSlice(env))
	if err != nil {
		r.Unknown = []string{word}
		return r
	}
	for name := range out.Unmatched {
		if !strings.Contains(word, "${"+name+":-") && !strings.Contains(word, "${"+name+"-") { // a default in place
			r.Unknown = append(r.Unknown, name)
		}
	}
	slices.Sort(r.Unknown)
	if len(r.Unknown) == 0 {
		r.Image = out.Result
	}
	return r
}

// stage reads one stage; earlier ones are known by name and number.
func (e expander) stage(s instructions.Stage, earlier []Stage) Stage {
	out := Stage{Name: s.Name, Platform: s.Platform, Labels: map[string]string{}, From: e.expand(s.BaseName, e.args, line(s.Location))}
	if base := named(out.From.Image, earlier); base != nil {
		at := out.From
		out.From = base.From
		out.From.Raw, out.From.Line, out.From.Args = at.Raw, at.Line, at.Args || base.From.Args
	}
	args := map[string]string{} // a global argument counts in a stage only when the stage declares it
	for _, c := range s.Commands {
		switch c := c.(type) {
		case *instructions.ArgCommand:
			for _, a := range c.Args {
				if a.Value != nil {
					args[a.Key] = e.expand(*a.Value, args, 0).Image
				} else if v, ok := e.args[a.Key]; ok {
					args[a.Key] = v
				}
			}
		case *instructions.EnvCommand:
			for _, kv := range c.Env {
				args[kv.Key] = e.expand(kv.Value, args, 0).Image
			}
		case *instructions.LabelCommand:
			for _, kv := range c.Labels {
				key := e.expand(kv.Key, args, 0)
				out.Labels[key.Image] = e.expand(kv.Value, args, 0).Image
			}
		case *instructions.CopyCommand:
			e.use(&out, c.From, args, line(c.Location()), earlier)
		case *instructions.RunCommand:
			for _, from := range mounts(c) {
				e.use(&out, from, args, line(c.Location()), earlier)
			}
		}
	}
	out.Vars = args
	return out
}

// use notes an image that files are taken from, unless it is an earlier stage.
func (e expander) use(s *Stage, from string, args map[string]string, at int, earlier []Stage) {
	if from == "" {
		return
	}
	// BuildKit expands --from with the stage's arguments only in newer frontends; what a default gives is what it would be
	r := e.expand(from, args, at)
	if r.Image == "scratch" || named(r.Image, earlier) != nil {
		return
	}
	if n, err := strconv.Atoi(r.Image); err == nil && n < len(earlier) {
		return
	}
	s.Uses = append(s.Uses, r)
}

// mounts returns the from= of the RUN's mounts.
func mounts(c *instructions.RunCommand) []string {
	var from []string
	keep := func(word string) (string, error) { return word, nil }
	if err := c.Expand(keep); err != nil {
		return nil
	}
	for _, m := range instructions.GetMounts(c) {
		if m.From != "" {
			from = append(from, m.From)
		}
	}
	return from
}

func named(image string, stages []Stage) *Stage {
	for i := range stages {
		if stages[i].Name != "" && strings.EqualFold(stages[i].Name, image) {
			return &stages[i]
		}
	}
	return nil
}

func line(at []parser.Range) int {
	if len(at) == 0 {
		return 0
	}
	return at[0].Start.Line
}

// Final returns the last stage, which is the image.
func (f *File) Final() Stage { return f.Stages[len(f.Stages)-1] }

// External returns every image outside the file that the build reads: the bases of all stages but the final one, and all uses.
// A stage that builds on an earlier one is not listed again.
func (f *File) External() []Ref {
	var refs []Ref
	for i, s := range f.Stages {
		if i < len(f.Stages)-1 && s.From.Image != "scratch" && named(s.From.Raw, f.Stages[:i]) == nil {
			refs = append(refs, s.From)
		}
		refs = append(refs, s.Uses...)
	}
	return refs
}
