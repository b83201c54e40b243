package kubernetes

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/internal/plan"
)

// Before is an object that the manifests name and that somebody else has to make, with the environments that it is wanted in.
type Before struct {
	Object       string // for example "Secret orders-tls"
	Why          string // what it is needed for
	Environments string // names, separated by commas
}

// MountsOutside says whether configuration files come from an object that somebody else makes.
func (m Manifest) MountsOutside() bool {
	return slices.ContainsFunc(m.Unit.Workload.Spots, func(s plan.Spot) bool { return s.Config.Name != "" })
}

// Before lists what has to exist in the namespaces before the first release: waybill writes no secret, and no data of others.
func (m Manifest) Before() []Before {
	var out []Before
	add := func(spot plan.Spot, object, why string) {
		i := slices.IndexFunc(out, func(b Before) bool { return b.Object == object && b.Why == why })
		if i < 0 {
			out = append(out, Before{object, why, spot.Environment})
			return
		}
		out[i].Environments += ", " + spot.Environment
	}
	for _, s := range m.Unit.Workload.Spots {
		for _, f := range m.Unit.Workload.Folders {
			if f.Claim != "" && !slices.ContainsFunc(m.Unit.Workload.Claims, func(c plan.Claim) bool { return c.Name == f.Claim }) {
				add(s, "PersistentVolumeClaim "+f.Claim, "the data in `"+f.Path+"`")
			}
		}
		if s.PullSecret != "" {
			add(s, "Secret "+s.PullSecret, "the registry's credentials, of the type kubernetes.io/dockerconfigjson")
		}
		names := map[string][]string{} // of variables, by their object
		for _, r := range m.Unit.Workload.WantedIn(s) {
			object := r.Kind() + " " + r.Object
			if r.Comes && m.Plan.Cluster.Secrets.Kind == plan.SecretExternal {
				object = fmt.Sprintf("%s %s, entry %s", m.Plan.Cluster.Secrets.StoreKind, m.Plan.Cluster.Secrets.Store, m.Plan.Cluster.Secrets.Of(m.Plan.Application, s.Environment, m.Unit.Name))
			}
			names[object] = append(names[object], "`"+r.Name+"`")
		}
		for _, object := range slices.Sorted(maps.Keys(names)) {
			slices.Sort(names[object])
			add(s, object, "variables that the program needs: "+strings.Join(names[object], ", "))
		}
		for _, name := range s.Secrets {
			add(s, "Secret "+name, "its keys become variables of the program")
		}
		switch s.Config.From {
		case "configMap":
			add(s, "ConfigMap "+s.Config.Name, "the configuration files")
		case "secret":
			add(s, "Secret "+s.Config.Name, "the configuration files")
		case "claim":
			add(s, "PersistentVolumeClaim "+s.Config.Name, "the configuration files")
		}
		if shipping := m.Plan.Cluster.Shipping.Secret; shipping != "" && m.Unit.Logs.To == plan.LogsSidecar {
			add(s, "Secret "+shipping, "username and password of where log files go")
		}
		if entrance := m.Plan.Cluster.Entrance; s.Host != "" && entrance.Issuer == "" && slices.Contains([]string{"traefik", "traefik-ingress", "nginx"}, entrance.Kind) {
			add(s, "Secret "+m.TLSSecret(), fmt.Sprintf("the certificate of %s, of the type kubernetes.io/tls; without it the entrance answers with its own", s.Host))
		}
	}
	slices.SortStableFunc(out, func(a, b Before) int { return strings.Compare(a.Object, b.Object) })
	return out
}
