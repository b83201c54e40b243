package decide

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/secret"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// withoutSecrets leaves out what the settings brought into a unit and what looks like a secret: waybill.yaml is no place for one, and
// what it says goes into images and manifests. The warnings name the key that says it; what is told of the overrides loses the values.
func withoutSecrets(s settings.Settings, names []string, f *facts.Unit, overrides []plan.Override) []facts.Warning {
	set := slices.Clone(f.Image.Run.Env)
	warnings, values := secret.Clean(nil, f)
	for i := range overrides {
		for _, v := range values {
			overrides[i].Is = strings.ReplaceAll(overrides[i].Is, v, "…")
		}
	}
	for i := range warnings {
		at := s.UnitPlace(names, "start")
		for _, e := range set {
			if place := s.UnitPlace(names, "env", e.Name); place.File != "" && strings.HasPrefix(warnings[i].Text, e.Name+" ") {
				at = place
			}
		}
		warnings[i].File, warnings[i].Line = at.File, at.Line
	}
	return warnings
}
