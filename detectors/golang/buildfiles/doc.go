// Package buildfiles reads how the people of a repository build its Go programs: Dockerfiles, release configurations, Makefiles, task files,
// scripts and pipelines.
//
// In goes a repository, out come Lines: the commands of those files with the variables of the file filled in, each with its place. Nothing
// is run. Three questions are asked of the lines: with which tags and linker stamps a main package is built (FlagsOf), which commands copy
// files to a folder (CopiesTo), and which command seems to make one (MakerOf). Three types to know: Line (a command with its place), Command
// (its words, and the folder that it runs in) and Flags (what the build of one program adds).
//
//	export LD_FLAGS = -X main.mode=prod          in a Makefile, and
//	go build -ldflags="$$LD_FLAGS" ./cmd/shop    below a target
//
// give the program cmd/shop the stamp main.mode=prod.
package buildfiles
