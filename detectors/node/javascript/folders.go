package javascript

import (
	"path"
	"slices"
)

// folderLoaders are packages that load every module of a folder, with the option that names the folder.
var folderLoaders = []struct{ name, option, source string }{
	{"@fastify/autoload", "dir", "https://github.com/fastify/fastify-autoload"},
	{"fastify-autoload", "dir", "https://github.com/fastify/fastify-autoload"},
}

// Folders lists the folders that a module has such a package load, relative to the repository.
func (m *Module) Folders() []string {
	var out []string
	for _, l := range folderLoaders {
		if !slices.ContainsFunc(m.Imports, func(i Import) bool { return i.Spec == l.name }) {
			continue
		}
		Walk(m.Root, func(n *Node) bool {
			if n.Kind == Property && n.Text == l.option {
				if spec := m.beside(n.Kid(0)); spec != "" && !path.IsAbs(spec) {
					out = append(out, path.Join(path.Dir(m.File), spec))
				}
			}
			return true
		})
	}
	return out
}
