// Package dockerfile reads which images a Dockerfile builds on: FROM, COPY --from and RUN --mount=from, with stages resolved and
// build arguments replaced by their defaults. BuildKit's own parser does the reading, so heredocs, the escape directive and
// continuation lines mean what they mean to a build.
package dockerfile

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
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
	Sources  []Source
	Labels   map[string]string
	Vars     map[string]string // ARG defaults and ENV at the end of the stage, with the ENV of a stage that it builds on
	Runs     []string          // RUN commands with arguments filled in where they are known, those of a stage that it builds on first

	env     map[string]string // ENV alone
	onStage bool              // From names an earlier stage of the file, whose image it has
}

// Ref is a reference to an image, as far as it can be known without a build.
type Ref struct {
	Raw     string   // as written: ${REGISTRY}/base:${TAG}
	Image   string   // with defaults filled in; the final image of a chain of stages; "" when Unknown is not empty
	Unknown []string // build arguments without a default
	Line    int
	Args    bool // a build argument took part
}

// Source is what a COPY, an ADD or a bind mount takes from the build context.
type Source struct {
	Path string // slash path or pattern within the context, with arguments filled in; "." is all of it
	Line int
	Any  bool // the path hangs on an argument without a value, so it can be any
}

// Parse reads a Dockerfile with the defaults of its build arguments. An error starts with the line, where the parser knows it.
func Parse(data []byte) (*File, error) { return ParseWith(data, nil) }

// ParseWith reads a Dockerfile with the build arguments that a build is given.
func ParseWith(data []byte, given map[string]string) (file *File, err error) {
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
	e := expander{lex: shell.NewLex(tree.EscapeToken), args: platformArgs(), given: given}
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
	lex   *shell.Lex
	args  map[string]string
	given map[string]string
}

func (e expander) define(key string, value *string) {
	if v, ok := e.given[key]; ok {
		e.args[key] = v
		return
	}
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
	out := Stage{Name: s.Name, Platform: s.Platform, Labels: map[string]string{}, env: map[string]string{}, From: e.expand(s.BaseName, e.args, line(s.Location))}
	args := map[string]string{} // a global argument counts in a stage only when the stage declares it
	if base := named(out.From.Image, earlier); base != nil {
		at := out.From
		maps.Copy(args, base.env)
		maps.Copy(out.env, base.env)
		out.Runs = slices.Clip(base.Runs)
		out.From, out.onStage = base.From, true
		out.From.Raw, out.From.Line, out.From.Args = at.Raw, at.Line, at.Args || base.From.Args
	}
	for _, c := range s.Commands {
		switch c := c.(type) {
		case *instructions.ArgCommand:
			for _, a := range c.Args {
				if v, ok := e.given[a.Key]; ok {
					args[a.Key] = v
				} else if a.Value != nil {
					args[a.Key] = e.expand(*a.Value, args, 0).Image
				} else if v, ok := e.args[a.Key]; ok {
					args[a.Key] = v
				}
			}
		case *instructions.EnvCommand:
			for _, kv := range c.Env {
				args[kv.Key] = e.expand(kv.Value, args, 0).Image
				out.env[kv.Key] = args[kv.Key]
			}
		case *instructions.LabelCommand:
			for _, kv := range c.Labels {
				key := e.expand(kv.Key, args, 0)
				out.Labels[key.Image] = e.expand(kv.Value, args, 0).Image
			}
		case *instructions.CopyCommand:
			e.use(&out, c.From, args, line(c.Location()), earlier)
			if c.From == "" {
				e.sources(&out, c.SourcePaths, args, line(c.Location()))
			}
		case *instructions.AddCommand:
			e.sources(&out, c.SourcePaths, args, line(c.Location()))
		case *instructions.RunCommand:
			out.Runs = append(out.Runs, command(c, args))
			for _, m := range mounts(c) {
				e.use(&out, m.From, args, line(c.Location()), earlier)
				if m.From == "" && m.Type == instructions.MountTypeBind {
					e.sources(&out, []string{cmp.Or(m.Source, ".")}, args, line(c.Location()))
				}
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

// sources notes what is taken from the build context; addresses and git repositories lie elsewhere.
func (e expander) sources(s *Stage, paths []string, args map[string]string, at int) {
	for _, word := range paths {
		r := e.expand(word, args, at)
		switch {
		case len(r.Unknown) > 0:
			s.Sources = append(s.Sources, Source{Line: at, Any: true})
		case !strings.Contains(r.Image, "://") && !strings.HasPrefix(r.Image, "git@"):
			s.Sources = append(s.Sources, Source{Path: inContext(r.Image), Line: at})
		}
	}
}

// inContext makes a path relative to the context, as BuildKit does: /a, ./a and ../a all are a.
func inContext(word string) string {
	p := strings.TrimPrefix(path.Clean("/"+word), "/")
	if p == "" {
		return "."
	}
	return p
}

var variable = regexp.MustCompile(`\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))`)

// command is the text of a RUN, heredocs included. The shell would fill in the arguments; those without a known value stay as they are.
func command(c *instructions.RunCommand, args map[string]string) string {
	var text strings.Builder
	text.WriteString(strings.Join(c.CmdLine, " "))
	for _, f := range c.Files {
		text.WriteString("\n" + f.Data)
	}
	return variable.ReplaceAllStringFunc(text.String(), func(ref string) string {
		m := variable.FindStringSubmatch(ref)
		if v, ok := args[m[1]+m[2]]; ok && v != "" {
			return v
		}
		return ref
	})
}

// mounts returns the mounts of a RUN.
func mounts(c *instructions.RunCommand) []*instructions.Mount {
	keep := func(word string) (string, error) { return word, nil }
	if err := c.Expand(keep); err != nil {
		return nil
	}
	return instructions.GetMounts(c)
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

// Target returns the file as a build of one stage sees it: what comes after the stage does not count. It is false when there is no such stage.
func (f *File) Target(name string) (*File, bool) {
	if name == "" {
		return f, true
	}
	for i, s := range f.Stages {
		if s.Name != "" && strings.EqualFold(s.Name, name) {
			cut := *f
			cut.Stages = f.Stages[:i+1]
			return &cut, true
		}
	}
	return f, false
}

// Sources returns what all stages take from the build context.
func (f *File) Sources() []Source {
	var all []Source
	for _, s := range f.Stages {
		all = append(all, s.Sources...)
	}
	return all
}

// Final returns the last stage, which is the image.
func (f *File) Final() Stage { return f.Stages[len(f.Stages)-1] }

// External returns every image outside the file that the build reads: the bases of all stages but the final one, and all uses.
// A stage that builds on an earlier one is not listed again.
func (f *File) External() []Ref {
	var refs []Ref
	for i, s := range f.Stages {
		if i < len(f.Stages)-1 && s.From.Image != "scratch" && !s.onStage {
			refs = append(refs, s.From)
		}
		refs = append(refs, s.Uses...)
	}
	return refs
}
