package recipe

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// quotedPath is a value of JSON, YAML or TOML that has the form of a relative path with a folder and an ending.
var quotedPath = regexp.MustCompile(`[:=]\s*["']?((?:\./)?[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+\.[A-Za-z0-9]+)["']?\s*(?:,|#|$)`)

// namedFiles are files of the repository that a configuration file names by path: certificates, templates, lists.
func namedFiles(p *Program, files []opened) []opened {
	var named []opened
	for _, o := range files {
		if !slices.Contains([]string{".json", ".yaml", ".yml", ".toml"}, path.Ext(o.from)) || !p.Repo.Tree.Has(o.from) {
			continue
		}
		data, err := p.Repo.Tree.Head(o.from, 256<<10)
		if err != nil {
			continue
		}
		n := 0
		for line := range strings.Lines(string(data)) {
			n++
			for _, found := range quotedPath.FindAllStringSubmatch(strings.TrimSpace(line), -1) {
				name := path.Clean(found[1])
				file, _ := p.config.Locate(name)
				if file != "" && file != o.from && !strings.HasSuffix(file, ".go") && !embeds(p, file) {
					if strings.Contains(strings.ToLower(path.Base(file)), "key") {
						p.Repo.Warn(o.from, n, file+" looks like a private key, and the image holds it because the program names it: mount a real one over it")
					}
					named = append(named, opened{name: name, from: file, why: "named in " + path.Base(o.from), at: facts.Evidence{File: o.from, Line: n, Rule: "names " + name}})
				}
			}
		}
	}
	return named
}
