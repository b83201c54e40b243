package module

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// legacyMarks are the files of the dependency tools of the time before modules.
var legacyMarks = []string{"Gopkg.toml", "glide.yaml", "Godeps/Godeps.json", "vendor/vendor.json", "vendor/manifest", "vendor.conf", "trash.yml"}

// Legacy makes the project that a main package without go.mod belongs to: the nearest folder with a mark of a dependency tool, else the root
// when its packages import each other from there, else the folder of main.
func (r *Repo) Legacy(dir string) *Module {
	root := dir
	marked := false
	for d := dir; ; d = path.Dir(d) {
		if slices.ContainsFunc(legacyMarks, func(f string) bool { return r.Exists(path.Join(d, f)) }) {
			root, marked = d, true
			break
		}
		if d == "." {
			break
		}
	}
	if !marked {
		if i := strings.Index(dir+"/", "cmd/"); i >= 0 && (i == 0 || dir[i-1] == '/') {
			root = path.Clean(dir[:i] + ".")
		}
	}
	if m := r.moduleAt(root); m != nil {
		return m
	}
	m := &Module{Dir: root, replaced: map[string]string{}}
	m.Path = r.importPathOf(root)
	r.Modules = append(r.Modules, m)
	return m
}

// importPathOf guesses where a project stands in GOPATH, from what its files import: the path that fits the folders of the project.
func (r *Repo) importPathOf(root string) string {
	votes := map[string]int{}
	rootName := ""
	for _, dir := range slices.Sorted(maps.Keys(r.Dirs)) {
		if !Within(dir, root) || IgnoredByGo(dir) {
			continue
		}
		for _, f := range r.Dirs[dir] {
			src, err := r.Tree.Read(f)
			if err != nil {
				continue
			}
			if dir == root && rootName == "" {
				if h := readHeader(src); h.pkg != "main" {
					rootName = h.pkg
				}
			}
			g := &File{Path: f, Src: src}
			g.readImports(r.Fset)
			for _, imported := range g.Paths {
				if !strings.Contains(strings.SplitN(imported, "/", 2)[0], ".") {
					continue
				}
				if rootName != "" && path.Base(imported) == rootName {
					votes[imported]++
				}
				for _, other := range slices.Sorted(maps.Keys(r.Dirs)) {
					rel := Relative(other, root)
					if prefix, ok := strings.CutSuffix(imported, "/"+rel); ok && rel != "." && Within(other, root) {
						votes[prefix] += 2
					}
				}
			}
		}
	}
	best := ""
	for _, p := range slices.Sorted(maps.Keys(votes)) {
		if votes[p] > votes[best] {
			best = p
		}
	}
	return best
}
