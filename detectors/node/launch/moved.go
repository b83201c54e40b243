package launch

import (
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// moved is where an output of the build lies at the end: the build script, or the one that npm runs after it, may move its folder
// (nest build api && mv apps/api/dist dist) or what is in the folder ("postbuild": "mv www/browser/* www/";
// https://docs.npmjs.com/cli/using-npm/scripts#pre--post-scripts). The evidence names the script, when one does.
func moved(p *code.Base, m *manifest.Manifest, script, output string) (string, facts.Evidence) {
	at := facts.Evidence{}
	for _, name := range []string{script, "post" + script} {
		for _, pr := range scripts.Follow(p.Project, m, name) {
			argv := pr.Argv
			if pr.Word() == "shx" {
				argv = argv[1:]
			}
			if pr.M != m || pr.Dir != m.Dir || len(argv) != 3 || argv[0] != "mv" {
				continue
			}
			from := path.Clean(strings.TrimSuffix(argv[1], "/*"))
			if rest, ok := manifest.Relative(from, output); ok && from != "." && !strings.HasPrefix(path.Clean(argv[2]), "..") {
				output = path.Join(argv[2], rest)
				at = facts.Evidence{File: pr.File, Line: pr.Line, Rule: "scripts." + pr.Script}
			}
		}
	}
	return output, at
}
