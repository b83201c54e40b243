package node

import (
	"path"
	"regexp"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/launch"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

var (
	healthPath = regexp.MustCompile(`(?i)^/(?:[\w.-]+/){0,3}(_{0,2}health|_?healthz|_?health-?_?checks?|live|livez|liveness|alive|heartbeat|_?health/live|_?health/liveness)$`)
	readyPath  = regexp.MustCompile(`(?i)^/(?:[\w.-]+/){0,3}(ready|readyz|readiness|_?health/ready|_?health/readiness)$`)
	weakPath   = regexp.MustCompile(`(?i)^/(?:api/)?(ping|status|_status)$`)
)

// health finds a route that says that the program is alive: registered in the code, or a file of a framework's routes.
func health(p *code.Base, u *launch.Unit) facts.Health {
	var h facts.Health
	take := func(r route) {
		switch {
		case readyPath.MatchString(r.path) && h.Ready == "":
			h.Ready = r.path
			if h.Value == "" {
				h.Evidence = append(h.Evidence, r.evidence)
			}
		case healthPath.MatchString(r.path) && (h.Value == "" || len(r.path) < len(h.Value)):
			h.Value, h.Evidence = r.path, []facts.Evidence{r.evidence}
		}
	}
	all := append(routes(p, u), fileRoutes(p, u)...)
	for _, r := range all {
		take(r)
	}
	if h.Value == "" && h.Ready == "" {
		for _, r := range all {
			if weakPath.MatchString(r.path) {
				return facts.Health{Value: r.path, Evidence: []facts.Evidence{r.evidence}}
			}
		}
	}
	if h.Value == "" && h.Ready != "" {
		h.Value = h.Ready
	}
	return h
}

// routeFiles are where frameworks that route by files keep them; the rest of the path, without the file's own name, is the route.
var routeFiles = []struct {
	framework string
	folders   []string
	file      *regexp.Regexp
}{
	{"next", []string{"app", "src/app"}, regexp.MustCompile(`^(.*)/route\.(?:js|ts)$`)},
	{"next", []string{"pages", "src/pages"}, regexp.MustCompile(`^(api/.*?)(?:/index)?\.(?:js|ts)$`)},
	{"sveltekit", []string{"src/routes"}, regexp.MustCompile(`^(.*)/\+server\.(?:js|ts)$`)},
	{"nuxt", []string{"server/routes", "server/api"}, regexp.MustCompile(`^(.*?)(?:\.get)?\.(?:js|ts)$`)},
	{"astro", []string{"src/pages"}, regexp.MustCompile(`^(.*)\.(?:js|ts)$`)},
	{"remix", []string{"app/routes"}, regexp.MustCompile(`^(.*)\.(?:jsx?|tsx?)$`)},
	{"react-router", []string{"app/routes"}, regexp.MustCompile(`^(.*)\.(?:jsx?|tsx?)$`)},
}

func fileRoutes(p *code.Base, u *launch.Unit) []route {
	var out []route
	for _, f := range routeFiles {
		if f.framework != u.Known.Name {
			continue
		}
		for _, folder := range f.folders {
			for _, file := range p.Tree.Under(u.M.Join(folder)) {
				rel, _ := manifest.Relative(u.M.Join(folder), file)
				found := f.file.FindStringSubmatch(rel)
				if found == nil {
					continue
				}
				text := found[1]
				if f.framework == "remix" || f.framework == "react-router" {
					text = strings.ReplaceAll(strings.TrimPrefix(text, "_"), ".", "/")
				}
				if folder == "server/api" {
					text = path.Join("api", text)
				}
				if strings.ContainsAny(text, "[$") || !ownHealth.MatchString(joinRoute(withoutFolderGroups(text))) {
					continue
				}
				out = append(out, route{joinRoute(withoutFolderGroups(text)), facts.Evidence{File: file, Rule: f.framework + " route file"}})
			}
		}
	}
	return out
}

// ownHealth are the routes of files that speak of the program itself: below the folders of an API and its version only.
// The health of /api/modules is that of something else.
var ownHealth = regexp.MustCompile(`(?i)^/(?:(?:api|rest|v\d+|internal|public|system|status|monitoring|_\w+)/)*[\w.-]+(?:/(?:live|liveness|ready|readiness))?$`)

// withoutFolderGroups drops (group) folders, which are no part of the URL.
func withoutFolderGroups(text string) string {
	var words []string
	for part := range strings.SplitSeq(text, "/") {
		if !strings.HasPrefix(part, "(") {
			words = append(words, part)
		}
	}
	return strings.Join(words, "/")
}
