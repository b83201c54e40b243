package image

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// TestFilesOfOneMachine: a file that the build's context never holds is no source of a link; what is left of the link stays.
func TestFilesOfOneMachine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sources map[string]string
		links   int
		warns   string
	}{
		{map[string]string{"dev": ".env.dev.local", "prod": "app/.env.prod.local"}, 0, "(.env.dev.local, app/.env.prod.local): it stays out of the image"},
		{map[string]string{"dev": ".env.dev", "prod": ".env.prod.local"}, 1, "(.env.prod.local): it stays out"},
		{map[string]string{"dev": "conf/dev.yaml", "prod": "conf/prod.yaml"}, 1, ""},
		{nil, 1, ""},
	} {
		p := plan.Plan{Environments: []plan.Environment{{Name: "dev"}, {Name: "prod"}}}
		u := plan.Unit{Facts: facts.Unit{Config: facts.Config{By: facts.ByLink, Links: []facts.ConfigLink{{Target: ".env", Sources: c.sources}}}}}
		Configure(&p, &u, settings.Unit{})
		said := ""
		for _, w := range p.Warnings {
			said += w.Text + "\n"
		}
		if len(u.Init.Links) != c.links || !strings.Contains(said, c.warns) || c.warns == "" && strings.Contains(said, "machine") {
			t.Errorf("%v: %d links, %q", c.sources, len(u.Init.Links), said)
		}
		for _, copied := range u.Run.Copies {
			if strings.HasSuffix(copied.From, ".local") {
				t.Errorf("%v: copies %s", c.sources, copied.From)
			}
		}
	}
}
