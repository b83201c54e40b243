package registry

import "github.com/waybill-dev/waybill/internal/finding"

// The rules that need a registry.
const (
	unknown    = "IT601"
	moved      = "IT602"
	notBegin   = "IT610"
	lags       = "IT611"
	wrongLabel = "IT612"
	noPlatform = "IT613"
	wrongFacts = "IT614"
	otherFacts = "IT615"
	upstream   = "IT616"
	notLocked  = "IT617"
)

// Rules describes what Verify can find, in the order of the IDs.
func Rules() []finding.Rule {
	return []finding.Rule{
		{ID: unknown, Severity: finding.Error, Title: "image that the registry does not have", Why: "Nothing can be built on it.", Fix: "build and push it, or correct its tag"},
		{ID: moved, Severity: finding.Error, Title: "immutable tag that was moved", Why: "Two machines run different images under one name.", Fix: "push the change under a new tag; when the move was meant, run waybill tree lock --accept-moved"},
		{ID: notBegin, Severity: finding.Error, Title: "layers that are not the parent's", Why: "A fix in the parent is not in the image.", Fix: "rebuild the image on its parent"},
		{ID: lags, Severity: finding.Warning, Title: "image that lags behind its parent", Why: "It is to be rebuilt within policy.rebuildWithin.", Fix: "rebuild the image on its parent"},
		{ID: wrongLabel, Severity: finding.Warning, Title: "label that names another base", Why: "Scanners believe the label org.opencontainers.image.base.name.", Fix: "set the label to the parent's reference when building"},
		{ID: noPlatform, Severity: finding.Warning, Title: "platform that is not pushed", Why: "Nodes of that platform cannot start the image.", Fix: "build for the platform too, or take it out of platforms:"},
		{ID: wrongFacts, Severity: finding.Warning, Title: "label that tells other facts", Why: "Applications are given what the tree says, and get what was pushed.", Fix: "correct provides:, or rebuild the image"},
		{ID: otherFacts, Severity: finding.Error, Title: "image that is not what the tree says", Why: "Applications are given it for what the tree says: a user, an entrypoint, a shell, a version of a runtime.", Fix: "correct the tree, or the Dockerfile"},
		{ID: upstream, Severity: finding.Warning, Title: "pinned parent whose tag has moved", Why: "The fixes of the newer image are in none of the images below it.", Fix: "take the new digest into from: and the Dockerfile, and raise the tags below it with waybill tree bump"},
		{ID: notLocked, Severity: finding.Error, Title: "image that the lock does not know", Why: "Without a registry nothing can be said of it.", Fix: "run waybill tree lock where the registry can be reached"},
	}
}
