// Package scaffold writes a first image tree from the Dockerfiles that an organisation has, so that adoption starts from the truth.
// What Dockerfiles cannot say (tags, owners, some versions) is guessed or left out, and the file says which.
package scaffold

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/imagetree/dockerfile"
	"github.com/waybill-dev/waybill/internal/fault"
)

// maxDockerfiles bounds a walk.
const maxDockerfiles = 20_000

// node is an image that is about to be written.
type node struct {
	name, file, ref string // ref: repository and tag that others use for it
	parsed          *dockerfile.File
	parent          *node
	children        int
	copies          []string
}

// Skipped is a Dockerfile that could not be taken, and why.
type Skipped struct{ File, Why string }

// Tree reads every Dockerfile below fsys and returns the text of a tree.
func Tree(fsys fs.FS) (text []byte, skipped []Skipped, err error) {
	nodes, skipped, err := read(fsys)
	if err != nil {
		return nil, skipped, err
	}
	if len(nodes) == 0 {
		return nil, skipped, fault.New(fault.Unsupported, "no Dockerfile that can be read is in the folder")
	}
	byName := map[string]*node{}
	for _, n := range nodes {
		byName[n.name] = n
	}
	registry := prefix(nodes, byName)
	for _, n := range nodes {
		n.connect(byName, registry)
	}
	return write(nodes, registry), skipped, nil
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
				nodes = append(nodes, &node{name: nameOf(p), file: p, parsed: f})
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

// nameOf makes a name of the path: java/17/Dockerfile is java-17, java/Dockerfile.jre is java-jre.
func nameOf(p string) string {
	base := path.Base(p)
	dir := strings.ReplaceAll(strings.Trim(path.Dir(p), "./"), "/", "-")
	suffix := strings.TrimPrefix(strings.TrimPrefix(base, "Dockerfile"), ".")
	if strings.HasSuffix(strings.ToLower(base), ".dockerfile") {
		suffix = base[:len(base)-len(".dockerfile")]
	}
	if base == "Containerfile" {
		suffix = ""
	}
	name := strings.ToLower(strings.Trim(dir+"-"+suffix, "-"))
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

// prefix returns the registry prefix under which most FROM lines name an image of the folder.
func prefix(nodes []*node, byName map[string]*node) string {
	count := map[string]int{}
	for _, n := range nodes {
		for _, r := range append(n.parsed.External(), n.parsed.Final().From) {
			repo, _ := split(r.Image)
			if dir, last := path.Split(repo); dir != "" && byName[last] != nil {
				count[strings.TrimSuffix(dir, "/")]++
			}
		}
	}
	best := ""
	for _, p := range slices.Sorted(maps.Keys(count)) {
		if best == "" || count[p] > count[best] {
			best = p
		}
	}
	if first, _, _ := strings.Cut(best, "/"); best != "" && !strings.ContainsAny(first, ".:") && first != "localhost" {
		best = "docker.io/" + best
	}
	return best
}

// connect finds the parent and the copies among the images of the folder.
func (n *node) connect(byName map[string]*node, registry string) {
	if p := find(n.parsed.Final().From.Image, byName, registry); p != nil && p != n {
		n.parent = p
		p.children++
	}
	for _, r := range n.parsed.External() {
		if c := find(r.Image, byName, registry); c != nil && c != n && c != n.parent && !slices.Contains(n.copies, c.name) {
			n.copies = append(n.copies, c.name)
		}
	}
	slices.Sort(n.copies)
}

// find returns the image of the folder that a reference means: its last part is the name, and what is before it is the registry, or nothing.
func find(ref string, byName map[string]*node, registry string) *node {
	repo, tag := split(ref)
	dir, last := path.Split(repo)
	n := byName[last]
	if n == nil || dir != "" && strings.TrimSuffix(dir, "/") != registry && "docker.io/"+strings.TrimSuffix(dir, "/") != registry {
		return nil
	}
	if n.ref == "" {
		n.ref = cmp.Or(tag, "latest") // what a reference without a tag means
	}
	return n
}

func split(ref string) (repo, tag string) {
	ref, _, _ = strings.Cut(ref, "@")
	if at := strings.LastIndex(ref, ":"); at > strings.LastIndex(ref, "/") {
		return ref[:at], ref[at+1:]
	}
	return ref, ""
}
