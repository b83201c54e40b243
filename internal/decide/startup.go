package decide

import (
	"maps"
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/secret"
	"github.com/waybill-dev/waybill/internal/decide/image"
	"github.com/waybill-dev/waybill/internal/settings"
)

// keepArchive decides what a training run leaves in the image, where the settings ask for that, and tells why it leaves nothing. What an
// organisation says for all of its units is not told of one for which there is no such thing.
func keepArchive(m making) error {
	startup := settings.Filled(m.set.Startup)
	if startup.Archive == "none" {
		return nil
	}
	s, keys := m.in.Settings, settings.UnitKeys(m.unit.Facts)
	tell := func(text string, at facts.Evidence) {
		m.plan.Warnings = append(m.plan.Warnings, facts.Warning{Unit: m.unit.Path, File: at.File, Line: at.Line, Text: text})
	}
	placed := func(below ...string) facts.Evidence {
		at := s.UnitPlace(keys, append([]string{"startup"}, below...)...)
		return facts.Evidence{File: at.File, Line: at.Line}
	}
	if m.unit.Own != nil || len(m.unit.Run.Archivable.Forms) == 0 {
		if slices.ContainsFunc(keys, func(k string) bool { return s.Own("units", k, "startup", "archive") }) {
			why := "its runtime keeps none"
			if m.unit.Own != nil {
				why = "its image is that of the repository's own Dockerfile"
			}
			tell("startup.archive has no effect: "+why, placed("archive"))
		}
		return nil
	}
	env := maps.Clone(startup.TrainingEnv)
	for _, name := range slices.Sorted(maps.Keys(env)) {
		if secret.Looks(name, env[name]) {
			delete(env, name)
			tell("startup.trainingEnv."+name+" looks like a secret: it is left out, because the training run is written in the Dockerfile", placed("trainingEnv", name))
		}
	}
	startup.TrainingEnv = env
	why, at := image.Archive(*m.plan, m.unit, startup)
	if why == "" {
		return nil
	}
	if len(at) == 0 {
		at = []facts.Evidence{placed("archive")}
	}
	tell("startup.archive asks for an archive of classes, and there is none: "+why, at[0])
	return nil
}
