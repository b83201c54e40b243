// Package recipe knows what an image is built of: its Dockerfile as a build with its arguments and target sees it, the build context, and
// the files of the context that the Dockerfile takes. A file beside them is none of the image, and its change is no change of the image.
package recipe

import (
	"crypto/sha256"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/dockerfile"
)

// ErrMissing tells a Dockerfile that cannot be opened from one that cannot be understood.
var ErrMissing = errors.New("not found")

// ErrTarget tells a stage that the Dockerfile does not have.
var ErrTarget = errors.New("no such stage")

// Recipe is what an image is built of.
type Recipe struct {
	File    *dockerfile.File // nil when the Dockerfile cannot be read
	Context string           // slash path of the build context within the tree's folder
	image   *imagetree.Image
	fsys    fs.FS
	sum     *[sha256.Size]byte // of the Dockerfile; nil when it cannot be opened
	ignored *patternmatcher.PatternMatcher
}

// Parsed keeps Dockerfiles that were parsed, by their content and arguments: a tree and the one before a change have most of them alike.
type Parsed map[string]*dockerfile.File

// Of reads an image's recipe. The error wraps ErrMissing or ErrTarget, or is that of BuildKit's parser; the recipe is usable with each.
func Of(fsys fs.FS, i *imagetree.Image) (Recipe, error) { return Parsed(nil).Of(fsys, i) }

// parse is dockerfile.ParseWith, once for what is the same.
func (p Parsed) parse(data []byte, args map[string]string) (*dockerfile.File, error) {
	if p == nil {
		return dockerfile.ParseWith(data, args)
	}
	words := []string{string(data)}
	for _, k := range slices.Sorted(maps.Keys(args)) {
		words = append(words, k+"="+args[k])
	}
	key := strings.Join(words, "\x00")
	if f, ok := p[key]; ok {
		return f, nil
	}
	f, err := dockerfile.ParseWith(data, args)
	if err == nil {
		p[key] = f
	}
	return f, err
}

// Of is the function Of with what was parsed before. The error wraps ErrMissing or ErrTarget, or is that of BuildKit's parser; the recipe is usable with each.
func (p Parsed) Of(fsys fs.FS, i *imagetree.Image) (Recipe, error) {
	r := Recipe{image: i, fsys: fsys, Context: path.Dir(i.DockerfilePath())}
	data, err := imagetree.ReadFile(fsys, i.DockerfilePath())
	if err != nil {
		return r, errors.Join(ErrMissing, err)
	}
	sum := sha256.Sum256(data)
	r.sum = &sum
	file, err := p.parse(data, i.Args)
	if err == nil {
		var ok bool
		if r.File, ok = file.Target(i.Target); !ok {
			err = ErrTarget
		}
	}
	r.Context = r.context()
	r.ignored = r.ignore()
	return r, err
}

// context is the declared one; else the folder of the Dockerfile, or the nearest one above it that has all that the Dockerfile takes.
func (r Recipe) context() string {
	own := path.Dir(r.image.DockerfilePath())
	if r.image.Context != "" || r.File == nil {
		if r.image.Context != "" {
			return r.image.ContextPath()
		}
		return own
	}
	for dir := own; ; dir = path.Dir(dir) {
		if len(r.missing(dir)) == 0 {
			return dir
		}
		if dir == "." {
			return own
		}
	}
}

// Missing returns what the Dockerfile takes from the context and the context does not have.
func (r Recipe) Missing() []dockerfile.Source {
	if r.File == nil {
		return nil
	}
	return r.missing(r.Context)
}

func (r Recipe) missing(dir string) []dockerfile.Source {
	var out []dockerfile.Source
	for _, s := range r.File.Sources() {
		if !s.Any && len(r.match(dir, s.Path)) == 0 {
			out = append(out, s)
		}
	}
	return out
}

// match returns the paths within the tree's folder that a path or pattern of the context names.
func (r Recipe) match(dir, pattern string) []string {
	full := path.Join(dir, pattern)
	if !strings.ContainsAny(pattern, `*?[\`) {
		if _, err := fs.Stat(r.fsys, full); err != nil {
			return nil
		}
		return []string{full}
	}
	found, err := fs.Glob(r.fsys, full)
	if err != nil {
		return nil
	}
	return found
}

// ignore reads what keeps files out of the context: NAME.dockerignore beside the Dockerfile, else .dockerignore of the context
// (docs.docker.com, "Build context").
func (r Recipe) ignore() *patternmatcher.PatternMatcher {
	for _, name := range []string{r.image.DockerfilePath() + ".dockerignore", path.Join(r.Context, ".dockerignore")} {
		data, err := imagetree.ReadFile(r.fsys, name)
		if err != nil {
			continue
		}
		patterns, err := ignorefile.ReadAll(strings.NewReader(string(data)))
		if err != nil {
			return nil
		}
		matcher, err := patternmatcher.New(patterns)
		if err != nil {
			return nil
		}
		return matcher
	}
	return nil
}

// sums returns the digest of every file that the image is built of, by its path within the context. The Dockerfile stands under "".
func (r Recipe) sums() map[string][sha256.Size]byte {
	out := map[string][sha256.Size]byte{}
	add := func(key, name string) {
		if data, err := imagetree.ReadFile(r.fsys, name); err == nil {
			out[key] = sha256.Sum256(data)
		}
	}
	if r.sum != nil {
		out[""] = *r.sum
	}
	for _, pattern := range r.patterns() {
		for _, found := range r.match(r.Context, pattern) {
			r.walk(found, func(name string) { add(r.inContext(name), name) })
		}
	}
	return out
}

// patterns are what the Dockerfile takes; all of the context when that cannot be told.
func (r Recipe) patterns() []string {
	if r.File == nil {
		return []string{"."}
	}
	var out []string
	for _, s := range r.File.Sources() {
		if s.Any {
			return []string{"."}
		}
		out = append(out, s.Path)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (r Recipe) inContext(name string) string {
	if r.Context == "." {
		return name
	}
	return strings.TrimPrefix(strings.TrimPrefix(name, r.Context), "/")
}

// walk visits the regular files at or below a path that .dockerignore leaves in the context. The Dockerfile itself is looked at apart.
func (r Recipe) walk(root string, visit func(string)) {
	_ = fs.WalkDir(r.fsys, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || name == r.image.DockerfilePath() {
			return nil //nolint:nilerr // as above
		}
		if r.ignored != nil {
			if out, err := r.ignored.MatchesOrParentMatches(r.inContext(name)); err == nil && out {
				return nil
			}
		}
		visit(name)
		return nil
	})
}
