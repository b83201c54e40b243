package maven

import (
	"bytes"
	"regexp"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// routers are libraries in which a route is a call get("/path"), at the root unless a group or a base path stands around it (Ktor, "Routing";
// Javalin, "Handlers"; Spark, "Routes"; Jooby, "Router").
var routers = []struct {
	imports string
	library module.Library
}{
	{"io.ktor.server", module.Of("io.ktor", "ktor-server-*")},
	{"io.javalin", module.Of("io.javalin", "javalin")},
	{"spark", module.Of("com.sparkjava", "spark-core")},
	{"io.jooby", module.Of("io.jooby", "jooby*")},
}

// A get of anything else than the router is a client's.
var (
	getRoute  = regexp.MustCompile(`(?m)^(?:[^/\n*]*?[\s{;(])?(?:(?:app|server|javalin|router|Spark)?\.)?get\(\s*"(/[\w/.-]*)"`)
	routeBase = regexp.MustCompile(`\b(?:route|path|mount|rootPath|contextPath|setContextPath)\b\s*[(=]`)
)

// healthRoutes are names by which a route is known to answer a probe, the plainest first (Kubernetes, "API health endpoints", and what the
// libraries' own examples use).
var healthRoutes = []string{"/healthz", "/health", "/livez", "/health/live", "/health/liveness", "/healthcheck", "/readyz", "/health/ready", "/health/readiness", "/ping"}

// routedHealth finds a route with the name of a health check in the code of a program that is built on a router. A file with groups of
// routes is left out: the path would need what stands around it.
func routedHealth(x *module.Module) facts.Health {
	for _, r := range routers {
		if _, ok := x.HasOne([]module.Library{r.library}); !ok {
			continue
		}
		best := len(healthRoutes)
		var health facts.Health
		for i, f := range x.Sources() {
			if i >= code.MaxFiles {
				break
			}
			data, err := x.Repo.Tree.Read(f)
			if err != nil || !x.Repo.Code.Imports(f, r.imports) || routeBase.Match(data) {
				continue
			}
			for _, m := range getRoute.FindAllSubmatchIndex(data, -1) {
				name := string(data[m[2]:m[3]])
				if at := slices.Index(healthRoutes, name); at >= 0 && at < best {
					best = at
					health = facts.Health{Value: name, Evidence: []facts.Evidence{{File: f, Line: 1 + bytes.Count(data[:m[2]], []byte("\n")), Rule: "route by its name"}}}
				}
			}
		}
		return health
	}
	return facts.Health{}
}
