package decide

import (
	"maps"
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
	for _, stage := range f.Image.Stages {
		set = append(set, stage.Env...)
	}
	warnings, values := secret.Clean(nil, f)
	for i := range overrides {
		for _, v := range values {
			overrides[i].Is = strings.ReplaceAll(overrides[i].Is, v, "…")
		}
	}
	for i := range warnings {
		at := s.UnitPlace(names, "start")
		if strings.HasPrefix(warnings[i].Text, "health: ") {
			at = s.UnitPlace(names, "health")
		}
		for _, e := range set {
			for _, key := range []string{"env", "buildEnv"} {
				if place := s.UnitPlace(names, key, e.Name); place.File != "" && strings.HasPrefix(warnings[i].Text, e.Name+" ") {
					at = place
				}
			}
		}
		warnings[i].File, warnings[i].Line = at.File, at.Line
	}
	return warnings
}

// openLabels are the labels of the settings whose values may be read by everybody who has an image.
func openLabels(s settings.Settings) (map[string]string, []facts.Warning) {
	labels := maps.Clone(s.Images.Labels)
	var told []facts.Warning
	for _, name := range slices.Sorted(maps.Keys(s.Images.Labels)) {
		if !secret.Looks(name, labels[name]) {
			continue
		}
		delete(labels, name)
		at := s.Place("images", "labels", name)
		told = append(told, facts.Warning{File: at.File, Line: at.Line, Text: "the label " + name + " looks like a secret: it is left out, because everybody who has the image can read it"})
	}
	return labels, told
}

// withoutLineBreaks leaves out variables whose values a Dockerfile cannot write.
func withoutLineBreaks(f *facts.Unit) []facts.Warning {
	var told []facts.Warning
	drop := func(vars []facts.EnvVar) []facts.EnvVar {
		return slices.DeleteFunc(slices.Clone(vars), func(e facts.EnvVar) bool {
			if !strings.ContainsFunc(e.Value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
				return false
			}
			told = append(told, facts.Warning{Unit: f.Path, Text: e.Name + " has a value of several lines, or with control characters, which a Dockerfile cannot write: it is left out; set it by environments.NAME.env in waybill.yaml"})
			return true
		})
	}
	f.Image.Run.Env = drop(f.Image.Run.Env)
	for i := range f.Image.Stages {
		f.Image.Stages[i].Env, f.Image.Stages[i].Args = drop(f.Image.Stages[i].Env), drop(f.Image.Stages[i].Args)
	}
	return told
}

// takeNamed gives build stages the secrets that their tool knows and the settings name: a repository that comes from the organisation's
// mirror alone says nothing of it.
func takeNamed(f *facts.Unit, named map[string]string) {
	for i := range f.Image.Stages {
		stage := &f.Image.Stages[i]
		for _, t := range stage.Takes {
			has := slices.ContainsFunc(stage.Secrets, func(s facts.Secret) bool { return s.ID == t.ID })
			if _, ok := named[t.ID]; ok && !has {
				stage.Secrets = append(slices.Clone(stage.Secrets), t)
			}
		}
	}
}
