package dockerfile

import (
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates/engine"
)

// Views lists what the templates of this folder see.
func Views() []engine.View {
	return []engine.View{
		{Template: "dockerfile/Dockerfile.tmpl", Sees: Image{}},
		{Template: "dockerfile/Dockerfile.dockerignore.tmpl", Sees: Ignore{}},
		{Template: "dockerfile/nginx.conf.tmpl", Sees: Site{}},
		{Template: "dockerfile/_install.tmpl", Sees: plan.Install{}, Writes: "RUN lines that add OS packages"},
		{Template: "dockerfile/_mounts.tmpl", Sees: []string{}, Writes: "the mounts of a RUN line, given as mount options"},
	}
}
