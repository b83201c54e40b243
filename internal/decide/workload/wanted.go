package workload

import (
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/secret"
	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// wanted are the variables that the program must have in an environment and that neither the image nor the manifests set: each comes from
// an object that somebody else makes, a Secret where the name speaks of one. Secrets that the settings name for the environment may have
// any of them: what a Secret holds is not known, and nothing is added.
func wanted(c plan.Cluster, u plan.Unit, wl plan.Workload, spot plan.Spot, set variables) []plan.Reference {
	if len(spot.Secrets) > 0 {
		return nil
	}
	var out []plan.Reference
	for _, name := range u.Facts.NeedsEnv {
		_, here := set[name]
		if here || inImage(u, name) || slices.Contains(wl.PodIP, name) || name == u.Init.Select.Variable || !validName(name) {
			continue
		}
		r := plan.Reference{Name: name, Object: plan.Derived(wl.Object, "settings"), Secret: secret.Named(name)}
		if r.Secret {
			r.Object, r.Comes = plan.Derived(wl.Object, "secrets"), c.Secrets.Kind != ""
		}
		out = append(out, r)
	}
	return out
}

// secrets refuses settings by which no Secret could come.
func secrets(c plan.Cluster, s settings.Settings) *fault.Error {
	switch {
	case c.Secrets.Kind == plan.SecretExternal && c.Secrets.Store == "":
		return fault.New(fault.Usage, "an ExternalSecret needs the name of its store").WithHint("set kubernetes.secrets.store").Where(s.Place("kubernetes", "secrets", "kind"))
	case c.Secrets.Kind == plan.SecretSealed && c.Format != "kustomize":
		return fault.New(fault.Usage, "a SealedSecret is a file beside an overlay, which the format %s does not have", c.Format).
			WithHint("set kubernetes.format to kustomize, or kubernetes.secrets.kind to externalSecret").Where(s.Place("kubernetes", "secrets", "kind"))
	}
	return nil
}

// inImage says whether the image states a variable.
func inImage(u plan.Unit, name string) bool {
	if u.Own != nil {
		_, stated := u.Own.Env[name]
		return stated
	}
	return slices.ContainsFunc(u.Facts.Image.Run.Env, func(e facts.EnvVar) bool { return e.Name == name })
}

// validName says whether a name can be a key of a ConfigMap or Secret, which takes fewer characters than a variable.
func validName(name string) bool {
	for _, c := range []byte(name) {
		if c != '_' && c != '-' && c != '.' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return name != "" && len(name) <= 253
}

// sharedWants moves to the workload what is wanted in every environment.
func sharedWants(wl *plan.Workload) {
	wl.Wanted = slices.Clone(wl.Spots[0].Wanted)
	for _, s := range wl.Spots[1:] {
		wl.Wanted = slices.DeleteFunc(wl.Wanted, func(r plan.Reference) bool { return !slices.Contains(s.Wanted, r) })
	}
	for i := range wl.Spots {
		wl.Spots[i].Wanted = slices.DeleteFunc(wl.Spots[i].Wanted, func(r plan.Reference) bool { return slices.Contains(wl.Wanted, r) })
	}
}
