package rules

import (
	"slices"

	"github.com/waybill-dev/waybill/imagetree"
	"github.com/waybill-dev/waybill/internal/finding"
)

func it205() Rule {
	return Rule{finding.Rule{
		ID: "IT205", Severity: finding.Warning, Title: "successor that is no successor",
		Why: "Those who move there have to move again, or lose what they need.",
		Fix: "name an active image that provides the same capabilities",
	}, func(p *Pass) {
		p.each(func(i *imagetree.Image) {
			next := p.Tree.Image(i.ReplacedBy)
			if next == nil {
				return
			}
			say := func(key, format string, args ...any) {
				p.on(i, detail{at: "replacedBy", key: key}, "image %s is replaced by %s, which "+format, append([]any{i.Name, next.Name}, args...)...)
			}
			switch {
			case next == i:
				say("self", "is the image itself")
				return
			case next.Status == imagetree.Deprecated || next.Status == imagetree.Withdrawn:
				say("status", "is itself %s", next.Status)
			case next.Until.Before(p.Today), next.Until.Before(i.Until):
				say("until", "may be used until %s only", next.Until)
			}
			for c, v := range i.Own() {
				theirs, ok := next.Provided(c)
				switch {
				case !ok:
					say(c, "lacks %s", c)
				case p.Tree.Capabilities[c].Compat == imagetree.CompatSameMajor && !v.Version.IsZero() && !theirs.Version.IsZero() && v.Version.Major() != theirs.Version.Major():
					say("major "+c, "has %s %s: with compat: same-major nothing that runs on %s can move there", c, theirs.Text, v.Text)
				}
			}
			for _, role := range i.Use {
				if !next.For(role) {
					say("use "+string(role), "is not for use %s", role)
				}
			}
			for _, platform := range i.BuildPlatforms() {
				if len(next.BuildPlatforms()) > 0 && !slices.Contains(next.BuildPlatforms(), platform) {
					say("platform "+platform, "is not built for %s", platform)
				}
			}
		})
	}}
}
