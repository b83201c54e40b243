package plan

import (
	"fmt"
	"testing"
)

// TestFormsOfAPipeline: the organisation's own pipelines are written before any repository is known, so they know every strategy, look for
// a Dockerfile of the repository's own, and share one cache.
func TestFormsOfAPipeline(t *testing.T) {
	t.Parallel()
	own := []PipelineUnit{{Strategy: StrategyRolling}, {Strategy: StrategyCanary, Own: &Own{File: "Dockerfile"}}}
	for name, c := range map[string]struct {
		pipeline                                Pipeline
		all, several, canary, slots, dockerfile bool
		cache                                   string
	}{
		"of a repository":     {Pipeline{Form: FormRepository, Application: "freight", Parts: own}, false, true, true, false, true, "/cache/freight"},
		"of one unit":         {Pipeline{Form: FormRepository, Application: "freight", Parts: own[:1]}, false, false, false, false, false, "/cache/freight"},
		"of none":             {Pipeline{Form: FormRepository, Application: "freight"}, false, false, false, false, false, "/cache/freight"},
		"that calls the step": {Pipeline{Form: FormLibrary, Application: "freight", Parts: own}, false, true, true, false, true, "/cache/freight"},
		"central":             {Pipeline{Form: FormCentral, Application: "freight"}, true, false, true, true, true, "/cache"},
		"the step itself":     {Pipeline{Form: FormStep, Application: "freight"}, true, false, true, true, true, "/cache"},
	} {
		p := c.pipeline
		got := fmt.Sprint(p.ForAll(), p.Several(), p.Uses(StrategyCanary), p.Uses(StrategyBlueGreen), p.Own(), p.CacheFolder())
		if want := fmt.Sprint(c.all, c.several, c.canary, c.slots, c.dockerfile, c.cache); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestFormatsOfManifests: what a deployment takes along, and what it applies.
func TestFormatsOfManifests(t *testing.T) {
	t.Parallel()
	for format, want := range map[string][2]string{
		"kustomize": {"deploy/kubernetes", "../../../release/$folder/kubernetes/overlays/$DEPLOY_ENV"},
		"plain":     {"deploy/kubernetes", "../../../release/$folder/kubernetes/plain/$DEPLOY_ENV.yaml"},
		"helm":      {"deploy/chart", "chart.yaml"},
	} {
		p := Pipeline{Format: format}
		if got := [2]string{p.Manifests(), p.Overlay()}; got != want {
			t.Errorf("%s: %q, want %q", format, got, want)
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

// TestTestSteps: runs of one script share their steps, whatever image they run in.
func TestTestSteps(t *testing.T) {
	t.Parallel()
	p := Pipeline{Tests: []TestRun{{Name: "maven", Steps: "testMaven", Image: "jdk17"}, {Name: "maven-2", Steps: "testMaven", Image: "jdk21"}, {Name: "npm-3", Steps: "testNpm"}}}
	var names []string
	for _, r := range p.TestSteps() {
		names = append(names, r.Name)
	}
	if got := fmt.Sprint(names); got != "[maven npm-3]" {
		t.Errorf("%s, want the first run of each", got)
	}
}
