package golang

import (
	"path"
	"regexp"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// addressOf is a line that gives a default to the variable of an address: STEM_ADDRESS || 'http://127.0.0.1:8081'.
var addressOf = regexp.MustCompile(`\b([A-Z][A-Z0-9_]*)_(?:ADDRESS|ADDR|URL|URI|ENDPOINT|HOST)\b[^:]*(?:://[^:/"']*)?[^:]*:([0-9]{2,5})\b`)

// peerEndings are the endings of source and configuration files that can call another part of the repository.
var peerEndings = map[string]bool{
	".js": true, ".ts": true, ".mjs": true, ".go": true, ".java": true, ".py": true, ".rb": true, ".php": true,
	".yml": true, ".yaml": true, ".json": true, ".toml": true, ".properties": true,
}

// peerPort finds the port at which another part of the repository looks for a program by its name: a program in the folder order-api that
// listens on ORDER_API_PORT is what others mean by ORDER_API_ADDRESS. A variable of another name says nothing of this program.
func peerPort(p *program, env string) (int, facts.Evidence, bool) {
	stem, ok := strings.CutSuffix(env, "_PORT")
	name := strings.ToUpper(strings.ReplaceAll(path.Base(p.Main.Mod.Dir), "-", "_"))
	if !ok || p.Main.Mod.Dir == "." || stem != name {
		return 0, facts.Evidence{}, false
	}
	for _, f := range p.Repo.Tree.Files() {
		if !peerEndings[path.Ext(f)] || module.Within(f, p.Main.Mod.Dir) {
			continue
		}
		data, err := p.Repo.Tree.Head(f, 32<<10)
		if err != nil || !strings.Contains(string(data), stem+"_") {
			continue
		}
		line := 0
		for text := range strings.Lines(string(data)) {
			line++
			if m := addressOf.FindStringSubmatch(text); m != nil && m[1] == stem {
				if port := leadingPort(m[2]); port > 0 {
					return port, facts.Evidence{File: f, Line: line, Rule: "where another part of the repository looks for " + stem}, true
				}
			}
		}
	}
	return 0, facts.Evidence{}, false
}
