package detectors

import (
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// submodules warns of the submodules that were not fetched: git leaves their folders empty until `git submodule update --init`
// (git-scm.com/docs/gitmodules).
func submodules(tree *source.Tree) []facts.Warning {
	data, err := tree.Read(".gitmodules")
	if err != nil {
		return nil
	}
	var out []facts.Warning
	line := 0
	for text := range strings.Lines(string(data)) {
		line++
		key, value, ok := strings.Cut(text, "=")
		dir := strings.Trim(strings.TrimSpace(value), `"`)
		if !ok || strings.TrimSpace(key) != "path" || dir == "" || len(tree.Under(dir)) > 0 {
			continue
		}
		out = append(out, facts.Warning{File: ".gitmodules", Line: line, Text: "the submodule " + dir + " was not fetched, so what is built from it is missing: git submodule update --init " + dir})
	}
	return out
}
