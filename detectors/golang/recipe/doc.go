// Package recipe says how a Go program is built and what its image holds.
//
// In go a unit of which kind and ports are known and its Program (folded code, ways from main, configuration files); out come the stages of
// the image (facts.Stage) and what runs (facts.Run), written into the unit by Image. It decides about cgo and the packages that C code
// needs, a front end that is embedded or served, the tags and stamps of a Makefile or goreleaser file, the files and folders that the
// program opens and writes, and the programs that it runs.
//
//	recipe.Image(repo, &unit, recipe.Of(program, files, ways), args, env)
package recipe
