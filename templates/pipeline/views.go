package pipeline

import (
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/engine"
)

// Views lists what the templates of this folder see.
func Views() []engine.View {
	views := []engine.View{
		{Template: "pipeline/settings.tmpl", Sees: Pipeline{}},
		{Template: "pipeline/gitattributes.tmpl", Sees: Pipeline{}},
		{Template: "pipeline/unit.tmpl", Sees: plan.PipelineUnit{}},
		{Template: "pipeline/environment.tmpl", Sees: Target{}},
		{Template: "pipeline/run.sh.tmpl", Sees: Run{}},
		{Template: "pipeline/test.Dockerfile.tmpl", Sees: Run{}},
		{Template: "pipeline/dockerignore.tmpl", Sees: Run{}},
	}
	for _, name := range append(scripts(Pipeline{}, true), "commit.sh") {
		views = append(views, engine.View{Template: "pipeline/" + name + ".tmpl", Sees: Pipeline{}})
	}
	return views
}
