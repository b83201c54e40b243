// Package scaffold writes a first image tree from the Dockerfiles that an organisation has, so that adoption starts from the truth.
// What Dockerfiles cannot say (tags, owners, some versions) is guessed or left out, and the file says which.
package scaffold

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/dockerfile"
	"github.com/waybill-dev/waybill/internal/fault"
)

// maxDockerfiles bounds a walk.
const maxDockerfiles = 20_000

// node is an image that is about to be written.
type node struct {
	name, file string
	data       []byte
	parsed     *dockerfile.File // with args and target
	args       map[string]string
	otherArgs  []map[string]string // of further files that may be meant
	target     string
	context    string            // "" for the folder of the Dockerfile
	contexts   map[string]string // of the bake target, by the names that the Dockerfile uses
	targets    []string          // bake targets that build it
	published  []string          // references that build files or the caller's pattern give it
	repo, tag  string            // what others call it; "" when nobody does
	parent     *node
	children   int
	copied     bool // another image copies from it
	copies     []string
}

// Skipped is a Dockerfile that is left out of the tree, and why.
type Skipped struct{ File, Why string }

// Options say what the Dockerfiles cannot.
type Options struct {
	// Names is the reference that a Dockerfile is published as, with {dir} for its folders joined by dashes, {base} for the last one and
	// {suffix} for what its file name adds: quay.io/acme/{dir}-{suffix}. Empty when only build files and FROM lines tell.
	Names string
}

// Tree reads every Dockerfile below fsys, with the build files that say how it is published, and returns the text of a tree that can be
// loaded. What is not known is left out and listed, never guessed.
func Tree(fsys fs.FS, o Options) (text []byte, skipped []Skipped, err error) {
	nodes, skipped, err := read(fsys)
	if err != nil {
		return nil, skipped, err
	}
	nodes = publish(fsys, nodes, o)
	nodes, more := withBase(nodes)
	skipped = append(skipped, more...)
	if len(nodes) == 0 {
		return nil, skipped, fault.New(fault.Unsupported, "no Dockerfile that can be read is in the folder")
	}
	newFamily(nodes).connect()
	text = write(nodes, registryOf(nodes), skipped)
	alone, err := txtar.FS(&txtar.Archive{Files: []txtar.File{{Name: imagetree.FileName, Data: text}}})
	if err == nil {
		_, err = imagetree.Load(alone, imagetree.FileName)
	}
	if err != nil {
		return nil, skipped, fault.Wrap(fault.Internal, err, "the tree that was made of the Dockerfiles cannot be read")
	}
	return text, skipped, nil
}

// withBase leaves out images whose base only a build can tell: a wrong parent would be believed.
func withBase(nodes []*node) (kept []*node, skipped []Skipped) {
	for _, n := range nodes {
		from := n.parsed.Final().From
		stands := n.contexts[from.Image]
		switch {
		case stands != "" && !strings.HasPrefix(stands, "target:"):
			skipped = append(skipped, Skipped{n.file, fmt.Sprintf("its base %s is what the bake file puts there: %s", from.Image, stands)})
		case n.context != "" && !fs.ValidPath(n.context):
			skipped = append(skipped, Skipped{n.file, fmt.Sprintf("it is built in %s, which is outside of the folder: begin the tree there", n.context)})
		case len(from.Unknown) > 0:
			skipped = append(skipped, Skipped{n.file, fmt.Sprintf("its base is %s, and nothing in the folder gives %s a value", from.Raw, strings.Join(from.Unknown, ", "))})
		case from.Image != "scratch" && !imagetree.ValidReference(from.Image):
			skipped = append(skipped, Skipped{n.file, "its base " + fault.Quote(from.Image) + " is no reference; the file may be a template"})
		default:
			kept = append(kept, n)
		}
	}
	return kept, skipped
}

func read(fsys fs.FS) ([]*node, []Skipped, error) {
	var nodes []*node
	var skipped []Skipped
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || d.Name() == "vendor") {
			return fs.SkipDir
		}
		if !d.Type().IsRegular() || !isDockerfile(d.Name()) {
			return nil
		}
		if len(nodes) >= maxDockerfiles {
			return errors.New("too many Dockerfiles")
		}
		data, err := imagetree.ReadFile(fsys, p)
		if err == nil {
			var f *dockerfile.File
			if f, err = dockerfile.Parse(data); err == nil {
				nodes = append(nodes, &node{name: nameOf(p), file: p, data: data, parsed: f})
			}
		}
		if err != nil {
			skipped = append(skipped, Skipped{p, err.Error()})
		}
		return nil
	})
	if err != nil {
		return nil, nil, fault.Wrap(fault.Usage, err, "cannot walk the folder")
	}
	return unique(nodes), skipped, nil
}

func isDockerfile(name string) bool {
	return name == "Dockerfile" || name == "Containerfile" || strings.HasPrefix(name, "Dockerfile.") && !strings.HasSuffix(name, ".dockerignore") || strings.HasSuffix(strings.ToLower(name), ".dockerfile")
}

// stemOf returns the folder's path and what the file's name adds to it: java and jre of java/Dockerfile.jre and of java/jre.Dockerfile.
func stemOf(p string) (dir, suffix string) {
	base := path.Base(p)
	suffix = strings.TrimPrefix(strings.TrimPrefix(base, "Dockerfile"), ".")
	if strings.HasSuffix(strings.ToLower(base), ".dockerfile") {
		suffix = base[:len(base)-len(".dockerfile")]
	}
	if base == "Containerfile" {
		suffix = ""
	}
	return strings.Trim(path.Dir(p), "./"), suffix
}

// nameOf makes a name of the path: java/17/Dockerfile is java-17, java/Dockerfile.jre is java-jre.
func nameOf(p string) string {
	dir, suffix := stemOf(p)
	name := strings.ToLower(strings.Trim(strings.ReplaceAll(dir, "/", "-")+"-"+suffix, "-"))
	name = strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, name), "-.")
	return cmp.Or(name, "image")
}

// unique numbers what is called the same.
func unique(nodes []*node) []*node {
	slices.SortFunc(nodes, func(a, b *node) int { return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.file, b.file)) })
	seen := map[string]int{}
	for _, n := range nodes {
		seen[n.name]++
		if k := seen[n.name]; k > 1 {
			n.name += "-" + strings.Repeat("x", k-1)
		}
	}
	return nodes
}

// split returns the repository and the tag of a reference, without its digest.
func split(ref string) (repo, tag string) {
	ref, _, _ = strings.Cut(ref, "@")
	if at := strings.LastIndex(ref, ":"); at > strings.LastIndex(ref, "/") {
		return ref[:at], ref[at+1:]
	}
	return ref, ""
}
