package ownimage

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/source"
)

// made lists what the Dockerfile takes out of the folder that it is built in and the repository does not hold: target/*.jar, dist. It is
// written as the Dockerfile writes it. A pattern beside another source may well find nothing (BuildKit takes yarn.lock* for an optional file).
func made(tree *source.Tree, context string, copies [][]string) []string {
	var out []string
	for _, sources := range copies {
		missing := slices.DeleteFunc(slices.Clone(sources), func(s string) bool { return holds(tree, context, s) })
		if len(missing) < len(sources) {
			missing = slices.DeleteFunc(missing, func(s string) bool { return strings.ContainsAny(s, "*?[") })
		}
		for _, s := range missing {
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// holds says whether the repository has a source of COPY, or whether nobody can tell: an address, and what a variable names.
func holds(tree *source.Tree, context, name string) bool {
	if strings.Contains(name, "://") || strings.HasPrefix(name, "git@") || strings.Contains(name, "$") {
		return true
	}
	pattern := path.Join(context, strings.TrimPrefix(path.Clean("/"+name), "/"))
	if pattern == "." || tree.Has(pattern) || tree.HasDir(pattern) || strings.HasPrefix(path.Base(pattern), "vendor") {
		return true // the folder of vendored packages is not searched
	}
	if !strings.ContainsAny(pattern, "*?[") {
		return false
	}
	return slices.ContainsFunc(tree.Files(), func(f string) bool {
		for ; f != "."; f = path.Dir(f) { // a pattern may name a folder
			if ok, err := path.Match(pattern, f); ok || err != nil {
				return true
			}
		}
		return false
	})
}
