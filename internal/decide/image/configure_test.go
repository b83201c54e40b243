package image

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// TestConfigure: each way in which the environment reaches a program, and what the settings put in its place.
func TestConfigure(t *testing.T) {
	t.Parallel()
	known := []facts.Environment{{Name: "dev", Spelling: "development"}, {Name: "prod", Spelling: "pro"}}
	const spelt = "map[dev:development live:pro qa:qa]"
	const builds = "the environment is chosen when the application is built: one image cannot serve several environments"
	for name, c := range map[string]struct {
		found facts.Config
		set   *settings.Config
		want  string
		warns string
	}{
		"by a variable":      {facts.Config{By: facts.ByVariable, Variable: "APP_ENV"}, nil, "APP_ENV  " + spelt, ""},
		"by an argument":     {facts.Config{By: facts.ByArgument, Argument: "--env={env}"}, nil, " --env={env} " + spelt, ""},
		"by the build":       {facts.Config{By: facts.ByBuild}, nil, "  " + spelt, builds},
		"by nothing":         {facts.Config{}, nil, "  map[]", ""},
		"another variable":   {facts.Config{By: facts.ByVariable, Variable: "APP_ENV"}, &settings.Config{Variable: "STAGE"}, "STAGE  " + spelt, ""},
		"another way":        {facts.Config{By: facts.ByBuild}, &settings.Config{By: "argument", Argument: "{env}"}, " {env} " + spelt, ""},
		"set to nothing":     {facts.Config{By: facts.ByVariable, Variable: "APP_ENV"}, &settings.Config{By: "none"}, "  map[]", ""},
		"an argument unused": {facts.Config{By: facts.ByVariable, Variable: "APP_ENV", Argument: "{env}"}, nil, "APP_ENV  " + spelt, ""},
	} {
		p := plan.Plan{Environments: []plan.Environment{{Name: "dev"}, {Name: "qa"}, {Name: "live", Aliases: []string{"prod"}}}}
		u := plan.Unit{Path: "web", Facts: facts.Unit{Config: c.found, Environments: known}}
		Configure(&p, &u, settings.Unit{Config: c.set})
		if got := fmt.Sprint(u.Init.Select.Variable, " ", u.Init.Select.Argument, " ", u.Init.Select.Values); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if got := strings.Join(warnings(p), "; "); got != c.warns {
			t.Errorf("%s: %s, want %s", name, got, c.warns)
		}
		if u.Run.Workdir != "/app" {
			t.Errorf("%s: starts in %s", name, u.Run.Workdir)
		}
	}
}

// TestOwnDockerfileHasNoInit: waybill writes nothing into such an image, so that only a variable can tell it its environment.
func TestOwnDockerfileHasNoInit(t *testing.T) {
	t.Parallel()
	for by, want := range map[string]string{facts.ByVariable: "APP_ENV", facts.ByArgument: "", facts.ByLink: ""} {
		p := plan.Plan{Environments: []plan.Environment{{Name: "prod"}}}
		u := plan.Unit{Own: &plan.Own{File: "Dockerfile"}, Logs: plan.Logs{Dir: "/app/logs"}, Facts: facts.Unit{Config: facts.Config{By: by, Variable: "APP_ENV", Argument: "{env}", Links: []facts.ConfigLink{{Target: "a", Sources: map[string]string{"prod": "b"}}}}}}
		u.Run.Base.Provides = map[string]string{"sh": ""}
		Configure(&p, &u, settings.Unit{})
		i := u.Init
		if got := fmt.Sprint(i.Form, i.Why, i.Select.Variable, i.Select.Argument, i.LogLink, len(i.Links), len(u.Run.Copies), len(p.Warnings)); got != fmt.Sprint(plan.InitNone, "the image of the repository's own Dockerfile has none", want, "", "", 0, 0, 0) {
			t.Errorf("%s: %s", by, got)
		}
	}
}

// TestLinks: each environment's file is copied to its folder below /app/config.d and linked to where the program reads it.
func TestLinks(t *testing.T) {
	t.Parallel()
	both := map[string]string{"development": "conf/dev.yaml", "live": "conf/live.yaml"}
	for name, c := range map[string]struct {
		link  facts.ConfigLink
		set   *settings.Config
		want  string
		warns string
	}{
		"relative": {facts.ConfigLink{Target: "conf/app.yaml", Sources: both}, nil, "/app/conf/app.yaml map[dev:/app/config.d/dev/conf/app.yaml prod:/app/config.d/prod/conf/app.yaml] false; conf/dev.yaml conf/live.yaml", ""},
		"absolute": {facts.ConfigLink{Target: "/etc/app/../app.yaml", Sources: both}, nil, "/etc/app.yaml map[dev:/app/config.d/dev/etc/app.yaml prod:/app/config.d/prod/etc/app.yaml] false; conf/dev.yaml conf/live.yaml", ""},
		"copied":   {facts.ConfigLink{Target: "app.yaml", Sources: both, Copy: true}, nil, "/app/app.yaml map[dev:/app/config.d/dev/app.yaml prod:/app/config.d/prod/app.yaml] true; conf/dev.yaml conf/live.yaml", ""},
		"one is missing": {
			facts.ConfigLink{Target: "app.yaml", Sources: map[string]string{"dev": "dev.yaml", "stage": "stage.yaml"}},
			nil, "/app/app.yaml map[dev:/app/config.d/dev/app.yaml] false; dev.yaml",
			"the repository has no app.yaml for the environment prod (it has dev): the container will refuse to start there unless one is mounted",
		},
		"of the settings": {facts.ConfigLink{Target: "app.yaml", Sources: both}, &settings.Config{Links: []settings.ConfigLink{{Target: "b.yaml", Sources: map[string]string{"dev": "b1", "prod": "b2"}}}}, "/app/b.yaml map[dev:/app/config.d/dev/b.yaml prod:/app/config.d/prod/b.yaml] false; b1 b2", ""},
	} {
		p := plan.Plan{Environments: []plan.Environment{{Name: "dev"}, {Name: "prod", Aliases: []string{"live"}}}}
		u := plan.Unit{Facts: facts.Unit{Config: facts.Config{By: facts.ByLink, Links: []facts.ConfigLink{c.link}}, Environments: []facts.Environment{{Name: "dev", Spelling: "development"}}}}
		Configure(&p, &u, settings.Unit{Config: c.set})
		var from []string
		for _, f := range u.Run.Copies {
			from = append(from, f.From)
		}
		l := u.Init.Links[0]
		if got := fmt.Sprint(l.Target, " ", l.Sources, " ", l.Copy, "; ", strings.Join(from, " ")); len(u.Init.Links) != 1 || got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if got := strings.Join(warnings(p), "; "); got != c.warns {
			t.Errorf("%s: %s, want %s", name, got, c.warns)
		}
	}
	p, u := plan.Plan{Environments: []plan.Environment{{Name: "dev"}}}, plan.Unit{Facts: facts.Unit{Config: facts.Config{By: facts.ByLink}}}
	Configure(&p, &u, settings.Unit{})
	if got := fmt.Sprint(warnings(p)); got != "[the configuration of each environment was found, but not where the program reads it]" {
		t.Errorf("no link: %s", got)
	}
}

// TestFormsOfTheInit: the form follows from what the image has.
func TestFormsOfTheInit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		provides map[string]string
		set      string
		run      facts.Run
		want     string
	}{
		"a shell":                      {map[string]string{"sh": ""}, "", facts.Run{}, "script /usr/local/bin/waybill-init [] false: base has a shell"},
		"its own":                      {map[string]string{"sh": "", "waybill-init": ""}, "", facts.Run{}, "binary /usr/local/bin/waybill-init [] true: base provides waybill-init"},
		"its own in a place":           {map[string]string{"waybill-init": "/sbin/init"}, "", facts.Run{}, "binary /sbin/init [] true: base provides waybill-init"},
		"its own of a version":         {map[string]string{"waybill-init": "1.2.0"}, "", facts.Run{}, "binary /usr/local/bin/waybill-init [] true: base provides waybill-init"},
		"nothing":                      {map[string]string{"static": ""}, "", facts.Run{}, "none /usr/local/bin/waybill-init [] false: base has no shell, and nothing in the repository differs by environment"},
		"none is wanted":               {map[string]string{"sh": "", "tini": ""}, "none", facts.Run{Reaper: true}, "none /usr/local/bin/waybill-init [] false: the settings say so"},
		"a reaper":                     {map[string]string{"sh": "", "tini": "0.19.0"}, "", facts.Run{Reaper: true}, "script /usr/local/bin/waybill-init [tini --] false: base has a shell"},
		"a reaper in a place":          {map[string]string{"sh": "", "tini": "/usr/bin/tini"}, "", facts.Run{Heap: &facts.Heap{}}, "script /usr/local/bin/waybill-init [/usr/bin/tini --] false: base has a shell"},
		"a reaper that nobody needs":   {map[string]string{"sh": "", "tini": ""}, "", facts.Run{}, "script /usr/local/bin/waybill-init [] false: base has a shell"},
		"a reaper that is not there":   {map[string]string{"sh": ""}, "", facts.Run{Reaper: true}, "script /usr/local/bin/waybill-init [] false: base has a shell"},
		"a reaper, and nothing before": {map[string]string{"tini": ""}, "", facts.Run{Reaper: true}, "none /usr/local/bin/waybill-init [] false: base has no shell, and nothing in the repository differs by environment"},
	} {
		u := plan.Unit{Run: plan.Run{Run: c.run, Base: plan.Base{Name: "base", Provides: c.provides}}}
		Configure(&plan.Plan{}, &u, settings.Unit{Init: c.set})
		if got := fmt.Sprintf("%s %s %v %t: %s", u.Init.Form, u.Init.Path, u.Init.Reaper, u.Init.Provided, u.Init.Why); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestWhoNeedsAnInit: whose environment is chosen at the start, whose logs are linked, and whose life nothing else can tell.
func TestWhoNeedsAnInit(t *testing.T) {
	t.Parallel()
	port := []facts.Port{{Value: 8080}}
	for name, c := range map[string]struct {
		unit facts.Unit
		set  settings.Unit
		want bool
	}{
		"a server":            {facts.Unit{Ports: port}, settings.Unit{}, false},
		"no port to ask":      {facts.Unit{}, settings.Unit{}, true},
		"a job":               {facts.Unit{Kind: facts.Text{Value: plan.Job}}, settings.Unit{}, false},
		"a script is wanted":  {facts.Unit{Ports: port}, settings.Unit{Init: "script"}, true},
		"none is wanted":      {facts.Unit{Config: facts.Config{By: facts.ByLink}}, settings.Unit{Init: "none"}, false},
		"by links":            {facts.Unit{Ports: port, Config: facts.Config{By: facts.ByLink}}, settings.Unit{}, true},
		"by a variable":       {facts.Unit{Ports: port, Config: facts.Config{By: facts.ByVariable}}, settings.Unit{}, true},
		"by an argument":      {facts.Unit{Ports: port, Config: facts.Config{By: facts.ByArgument}}, settings.Unit{}, true},
		"by the build":        {facts.Unit{Ports: port, Config: facts.Config{By: facts.ByBuild}}, settings.Unit{}, false},
		"by the settings":     {facts.Unit{Ports: port}, settings.Unit{Config: &settings.Config{By: "argument"}}, true},
		"logs on the node":    {facts.Unit{Ports: port}, settings.Unit{Logs: settings.Logs{To: "hostPath"}}, true},
		"logs of a companion": {facts.Unit{Ports: port}, settings.Unit{Logs: settings.Logs{To: "sidecar"}}, false},
	} {
		if got := needsInit(c.unit, c.set); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestLogs(t *testing.T) {
	t.Parallel()
	read := []facts.Evidence{{File: "logback.xml", Line: 3}}
	site := facts.Text{Value: facts.StaticSite}
	for name, c := range map[string]struct {
		unit facts.Unit
		set  settings.Logs
		want string // where to, folder in the image, folder on the node, pieces of evidence
	}{
		"nothing":                 {facts.Unit{}, settings.Logs{}, "stdout   0"},
		"a folder stays writable": {facts.Unit{Image: facts.Image{Run: facts.Run{LogDir: "logs", LogEvidence: read}}}, settings.Logs{}, "stdout /app/logs  1"},
		"below where it starts":   {facts.Unit{Image: facts.Image{Run: facts.Run{LogDir: "logs", Workdir: "/srv"}}}, settings.Logs{}, "stdout /srv/logs  0"},
		"an absolute one":         {facts.Unit{Image: facts.Image{Run: facts.Run{LogDir: "/var/log/shop"}}}, settings.Logs{To: "hostPath"}, "hostPath /var/log/shop /var/log/apps 0"},
		"the settings' one":       {facts.Unit{Image: facts.Image{Run: facts.Run{LogDir: "logs", LogEvidence: read}}}, settings.Logs{To: "sidecar", Dir: "out"}, "sidecar /app/out  0"},
		"on the node":             {facts.Unit{}, settings.Logs{To: "hostPath", Host: "/srv/logs"}, "hostPath /app/logs /srv/logs 0"},
		"a node's, and standard":  {facts.Unit{}, settings.Logs{To: "stdout", Host: "/srv/logs"}, "stdout   0"},
		"a site writes none":      {facts.Unit{Kind: site}, settings.Logs{To: "hostPath"}, "stdout   0"},
		"a site that does":        {facts.Unit{Kind: site}, settings.Logs{To: "sidecar", Dir: "/var/log/nginx"}, "sidecar /var/log/nginx  0"},
	} {
		l := Logs(c.unit, settings.Unit{Logs: c.set})
		if got := fmt.Sprintf("%s %s %s %d", l.To, l.Dir, l.Host, len(l.Evidence)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
