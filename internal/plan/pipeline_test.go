package plan

import (
	"fmt"
	"testing"
)

// TestFormsOfAPipeline: the organisation's own pipelines are written before any repository is known, so they share one cache.
func TestFormsOfAPipeline(t *testing.T) {
	t.Parallel()
	own := []PipelineUnit{{Strategy: StrategyRolling}, {Strategy: StrategyCanary}}
	for name, c := range map[string]struct {
		pipeline     Pipeline
		all, several bool
		cache        string
	}{
		"of a repository":     {Pipeline{Form: FormRepository, Application: "freight", Parts: own}, false, true, "/cache/freight"},
		"of one unit":         {Pipeline{Form: FormRepository, Application: "freight", Parts: own[:1]}, false, false, "/cache/freight"},
		"of none":             {Pipeline{Form: FormRepository, Application: "freight"}, false, false, "/cache/freight"},
		"that calls the step": {Pipeline{Form: FormLibrary, Application: "freight", Parts: own}, false, true, "/cache/freight"},
		"central":             {Pipeline{Form: FormCentral, Application: "freight"}, true, false, "/cache"},
		"the step itself":     {Pipeline{Form: FormStep, Application: "freight"}, true, false, "/cache"},
	} {
		p := c.pipeline
		got := fmt.Sprint(p.ForAll(), p.Several(), p.CacheFolder())
		if want := fmt.Sprint(c.all, c.several, c.cache); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestHours: whole hours that no run of the pipeline is longer than: one begun for the build, one for each deployment, and the time that
// its question may wait.
func TestHours(t *testing.T) {
	t.Parallel()
	asked := Deployment{Approval: &Approval{Hours: 72}}
	for name, c := range map[string]struct {
		minutes     int
		deployments []Deployment
		want        int
	}{
		"a build alone":         {59, nil, 1},
		"of a whole hour":       {60, nil, 2},
		"a deployment":          {59, []Deployment{{}}, 2},
		"that asks":             {59, []Deployment{asked}, 74},
		"three, the last asks":  {90, []Deployment{{}, {}, asked}, 77},
		"two questions in turn": {30, []Deployment{asked, asked}, 147},
	} {
		if got := (Pipeline{Minutes: c.minutes, Deployments: c.deployments}).Hours(); got != c.want {
			t.Errorf("%s: %d hours, want %d", name, got, c.want)
		}
	}
}

func TestFlow(t *testing.T) {
	t.Parallel()
	lab := Deployment{Environment: "lab", FromBranch: true}
	dev, qa, prod := Deployment{Environment: "dev", FromBranch: true}, Deployment{Environment: "qa"}, Deployment{Environment: "prod"}
	for want, deployments := range map[string][]Deployment{
		"main goes to dev, a release tag to qa, prod": {dev, qa, prod},
		"main goes to dev":                            {dev},
		"main goes to dev, lab":                       {dev, lab},
		"a release tag to qa":                         {qa},
		"":                                            nil,
	} {
		if got := (Pipeline{Branch: "main", Deployments: deployments}).Flow(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
