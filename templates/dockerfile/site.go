package dockerfile

import (
	"cmp"
	"path"
	"strings"

	"github.com/waybill-dev/waybill/internal/plan"
	initscript "github.com/waybill-dev/waybill/templates/init"
)

// Site is what nginx.conf.tmpl sees.
type Site struct {
	Plan    plan.Plan // the whole decision
	Unit    plan.Unit // the site
	Port    int       // that the web server listens on
	Root    string    // folder that is served
	Base    string    // path prefix with slashes around it, "/" for none
	Index   string    // the page for unknown paths
	History bool      // unknown paths get Index, for routers in the browser
	Health  string    // path that the web server answers by itself
}

// siteFile is the place of the web server's settings in the repository.
func siteFile(u plan.Unit) string { return path.Join(u.Dir, "deploy", "nginx.conf") }

func viewSite(p plan.Plan, u plan.Unit) Site {
	v := Site{Plan: p, Unit: u, Port: 8080, Root: initscript.Workdir(u), Base: "/", Index: cmp.Or(u.Run.Site.Fallback, "index.html"), History: u.Run.Site.History}
	if len(u.Ports) > 0 {
		v.Port = u.Ports[0].Number
	}
	if base := strings.Trim(u.Run.Site.Base, "/"); base != "" {
		v.Base = "/" + base + "/"
	}
	for _, c := range u.Run.Copies {
		v.Root = inImage(u, cmp.Or(c.To, "."))
		break
	}
	// Files lie below the prefix that they are asked for under, so that one root serves all.
	v.Root = strings.TrimSuffix(strings.TrimSuffix(v.Root, "/"), strings.TrimSuffix(v.Base, "/"))
	return v
}
