package node

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/launch"
)

// composeNames are the names of compose files (Compose specification, "The Compose file").
var composeNames = []string{"docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml", "docker-compose.production.yml", "docker-compose.prod.yml"}

// deployedPort is the port that the people who deploy the program give to a variable which the code only reads: ENV of a Dockerfile, the
// environment of a service in a compose file. It is one that all of them agree on. PORT is left out, which any service may have.
func deployedPort(p *code.Base, u *launch.Unit, variable string) (value int, at facts.Evidence, ok bool) {
	var found []facts.Evidence
	values := map[int]bool{}
	take := func(text, file string, line int) {
		n, err := strconv.Atoi(strings.Trim(text, `"' `))
		if err == nil && n > 0 && n < 65536 && !values[n] {
			values[n] = true
			value = n
			found = append(found, facts.Evidence{File: file, Line: line, Rule: variable})
		}
	}
	env := regexp.MustCompile(`(?m)^\s*(?:ENV\s+)?` + regexp.QuoteMeta(variable) + `[= ]"?(\d+)"?\s*\\?\s*$`)
	for _, dir := range []string{u.M.Dir, p.Workspace(u.M).Dir} {
		if data, err := p.Tree.Read(path.Join(dir, "Dockerfile")); err == nil {
			for _, match := range env.FindAllSubmatchIndex(data, -1) {
				take(string(data[match[2]:match[3]]), path.Join(dir, "Dockerfile"), 1+strings.Count(string(data[:match[2]]), "\n"))
			}
		}
		if variable == "PORT" {
			continue
		}
		for _, name := range composeNames {
			data, err := p.Tree.Read(path.Join(dir, name))
			if err != nil {
				continue
			}
			docs, err := configfile.YAML(data)
			if err != nil {
				continue
			}
			for _, d := range docs {
				for _, v := range d.Values {
					if strings.HasSuffix(v.Key, ".environment."+variable) {
						take(v.Value, path.Join(dir, name), v.Line)
					} else if inner, is := strings.CutPrefix(v.Value, variable+"="); is && strings.Contains(v.Key, ".environment[") {
						take(inner, path.Join(dir, name), v.Line)
					}
				}
			}
		}
	}
	if len(found) != 1 {
		return 0, facts.Evidence{}, false
	}
	return value, found[0], true
}
