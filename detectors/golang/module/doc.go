// Package module reads the files of a Go repository as the go command does: which modules and workspaces it has, which files a build for
// Linux takes, which folder an import path means, and which modules a build downloads from hosts that ask for a password.
//
// In goes a source.Tree, out come modules and packages; no function is looked into. Three types to know: Repo is the repository, with the
// warnings that reading it gave; Module is one go.mod file (or a project of the time before modules); Package is a folder with its Files.
//
//	r := module.Open(tree)
//	r.LoadModules()
//	pkg := r.Package("cmd/shop", r.ModuleOf("cmd/shop"))
package module
