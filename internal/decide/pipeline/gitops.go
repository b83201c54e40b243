package pipeline

import (
	"cmp"
	"fmt"

	"github.com/waybill-dev/waybill/internal/fault"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// gitOps decides where releases are committed to, nil where the pipeline rolls out. A way of release that somebody has to move on in the
// cluster is refused: a pipeline that commits has no access to one.
func gitOps(p plan.Pipeline, s settings.Settings) (*plan.GitOps, error) {
	g := settings.Filled(s.GitOps)
	if !g.On() {
		return nil, nil
	}
	if g.Repository == "" {
		return nil, fault.New(fault.Usage, "gitops.controller is %s and gitops.repository names none", g.Controller).Where(s.Place("gitops", "controller")).
			WithHint("set gitops.repository to the address of the repository that releases are committed to")
	}
	for _, u := range p.Parts {
		if why := unmoved(plan.ControllerFor(u.Strategy), g.Controller); why != "" {
			return nil, fault.New(fault.Usage, "the unit %s is released by %s, %s", u.Name, u.Strategy, why).Where(s.Place("gitops", "controller")).
				WithHint("use kubernetes.release.strategy rolling or canary, or let the pipeline roll out (gitops.controller: none)")
		}
	}
	out := plan.GitOps{
		Controller: g.Controller, Repository: g.Repository, Branch: g.Branch, Folder: cmp.Or(g.Folder, p.Application),
		Credential: settings.Filled(s.Jenkins.Credentials).GitOps,
	}
	switch g.Controller {
	case plan.ArgoCD:
		out.Namespace, out.Project = cmp.Or(g.Namespace, "argocd"), g.Project
	case plan.Flux:
		out.Namespace, out.Secret = cmp.Or(g.Namespace, "flux-system"), g.Secret
	}
	return &out, nil
}

// unmoved says why what runs the pods is not released by commits alone, "" where it is.
func unmoved(runs plan.Controller, controller string) string {
	switch {
	case runs.Batched:
		return "whose partition the pipeline moves on, and releases are commits (gitops.controller)"
	case runs.Slots:
		return "whose Service the pipeline switches, and releases are commits (gitops.controller)"
	case runs.Argo && runs.Switched && controller == plan.Flux:
		// a selector is one value under server-side apply, which is how Flux applies: it would take the hash of the serving pods out again
		return fmt.Sprintf("and %s would reset the selectors that Argo Rollouts sets", controller)
	}
	return ""
}
