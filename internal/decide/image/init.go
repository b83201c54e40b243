package image

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/secret"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/internal/settings"
)

// Configure decides how the environment reaches the program, and whether the image needs an init for it.
func Configure(p *plan.Plan, u *plan.Unit, set settings.Unit) {
	c := config(u.Facts.Config, set.Config)
	u.Run.Workdir = cmp.Or(u.Run.Workdir, plan.Workdir)
	u.Init.Select.Values = spellings(p.Environments, u.Facts.Environments)
	if u.Own != nil {
		u.Init.Form, u.Init.Why = plan.InitNone, "the image of the repository's own Dockerfile has none"
		if c.By == facts.ByVariable {
			u.Init.Select.Variable = c.Variable
		}
		return
	}
	switch c.By {
	case facts.ByVariable:
		u.Init.Select.Variable = c.Variable
	case facts.ByArgument:
		u.Init.Select.Argument = c.Argument
	case facts.ByLink:
		link(p, u, c)
	case facts.ByBuild:
		p.Warnings = append(p.Warnings, facts.Warning{Unit: u.Path, Text: "the environment is chosen when the application is built: one image cannot serve several environments"})
	default:
		u.Init.Select.Values = nil
	}
	if u.Logs.Dir != "" {
		u.Init.LogLink = u.Logs.Dir
	}
	chooseInit(u, set)
	missing(p, *u)
}

// config lays the settings over what was detected.
func config(c facts.Config, set *settings.Config) facts.Config {
	if set == nil {
		return c
	}
	out := facts.Config{By: cmp.Or(set.By, c.By), Variable: cmp.Or(set.Variable, c.Variable), Argument: cmp.Or(set.Argument, c.Argument), Links: c.Links, Evidence: c.Evidence}
	if set.By == "none" {
		out.By = facts.ByNothing
	}
	if len(set.Links) > 0 {
		out.Links = nil
		for _, l := range set.Links {
			out.Links = append(out.Links, facts.ConfigLink{Target: l.Target, Sources: l.Sources, Copy: l.Copy})
		}
	}
	return out
}

// spellings maps each environment to the repository's word for it, its own name where the repository has none.
func spellings(envs []plan.Environment, known []facts.Environment) map[string]string {
	out := map[string]string{}
	for _, e := range envs {
		out[e.Name] = e.Name
		for _, k := range known {
			if k.Name == e.Name || slices.Contains(e.Aliases, k.Name) || k.Spelling == e.Name {
				out[e.Name] = cmp.Or(k.Spelling, k.Name)
				break
			}
		}
	}
	return out
}

// link brings every environment's files into the image and plans the link to the one that is wanted.
func link(p *plan.Plan, u *plan.Unit, c facts.Config) {
	var local []string // files that no image gets
	for _, l := range c.Links {
		target := path.Join(u.Run.Workdir, l.Target)
		if path.IsAbs(l.Target) {
			target = path.Clean(l.Target)
		}
		planned := plan.Link{Target: target, Sources: map[string]string{}, Copy: l.Copy}
		for _, e := range p.Environments {
			source, ok := sourceFor(e, l.Sources, u.Facts.Environments)
			if !ok {
				continue
			}
			if secret.IsNever(source) {
				local = append(local, source)
				continue
			}
			inImage := path.Join(plan.ConfigRoot, e.Name, strings.TrimPrefix(target, u.Run.Workdir))
			planned.Sources[e.Name] = inImage
			u.Run.Copies = append(slices.Clone(u.Run.Copies), facts.Copy{From: source, To: inImage, Why: "configuration of " + e.Name})
		}
		if len(planned.Sources) > 0 || len(local) == 0 {
			u.Init.Links = append(u.Init.Links, planned)
		}
	}
	if slices.Sort(local); len(local) > 0 {
		p.Warnings = append(p.Warnings, facts.Warning{Unit: u.Path, File: local[0], Text: fmt.Sprintf("by its name the file belongs to one machine (%s): it stays out of the image, so set what it says by env: in waybill.yaml or by a Secret (environments.NAME.secrets)",
			strings.Join(slices.Compact(local), ", "))})
		return
	}
	if len(u.Init.Links) == 0 {
		p.Warnings = append(p.Warnings, facts.Warning{Unit: u.Path, Text: "the configuration of each environment was found, but not where the program reads it"})
	}
}

// sourceFor finds an environment's file by its name, an alias, or the repository's spelling.
func sourceFor(e plan.Environment, sources map[string]string, known []facts.Environment) (string, bool) {
	names := append([]string{e.Name}, e.Aliases...)
	for _, k := range known {
		if slices.Contains(names, k.Name) || slices.Contains(names, k.Spelling) {
			names = append(names, k.Name, k.Spelling)
		}
	}
	for _, n := range names {
		if s, ok := sources[n]; ok {
			return s, true
		}
	}
	return "", false
}

// chooseInit takes the script where the base image has a shell, the base's own waybill-init where it has that,
// and otherwise starts the program itself (docs/decisions: images without a shell).
func chooseInit(u *plan.Unit, set settings.Unit) {
	base := u.Run.Base
	u.Init.Path = plan.InitPath
	switch {
	case set.Init == plan.InitNone:
		u.Init.Form, u.Init.Why = plan.InitNone, "the settings say so"
	case base.Has("waybill-init"):
		u.Init.Form, u.Init.Provided, u.Init.Why = plan.InitBinary, true, base.Name+" provides waybill-init"
		if at := base.Provides["waybill-init"]; path.IsAbs(at) {
			u.Init.Path = at
		}
	case base.Has("sh"):
		u.Init.Form, u.Init.Why = plan.InitScript, base.Name+" has a shell"
	default:
		u.Init.Form, u.Init.Why = plan.InitNone, base.Name+" has no shell, and nothing in the repository differs by environment"
	}
	if u.Init.Form != plan.InitNone && (u.Run.Reaper || u.Run.Heap != nil) && base.Has("tini") {
		u.Init.Reaper = []string{"tini", "--"}
		if at := base.Provides["tini"]; path.IsAbs(at) {
			u.Init.Reaper[0] = at
		}
	}
}

// needsInit says whether the program cannot start right without an init: something must be linked, selected or prepared.
func needsInit(f facts.Unit, set settings.Unit) bool {
	c := config(f.Config, set.Config)
	if set.Init == plan.InitNone {
		return false
	}
	if len(f.Ports) == 0 && f.Kind.Value != plan.Job {
		return true // nothing that the kubelet could ask: the init says whether the program lives
	}
	return set.Init == plan.InitScript || c.By == facts.ByLink || c.By == facts.ByVariable || c.By == facts.ByArgument || set.Logs.To == "hostPath"
}

// missing warns of an environment that the repository holds nothing for: the init would refuse to start there.
func missing(p *plan.Plan, u plan.Unit) {
	for _, e := range p.Environments {
		for _, l := range u.Init.Links {
			if _, ok := l.Sources[e.Name]; ok || len(l.Sources) == 0 {
				continue
			}
			p.Warnings = append(p.Warnings, facts.Warning{Unit: u.Path, Text: fmt.Sprintf("the repository has no %s for the environment %s (it has %s): the container will refuse to start there unless one is mounted",
				path.Base(l.Target), e.Name, strings.Join(slices.Sorted(maps.Keys(l.Sources)), ", "))})
		}
	}
}

// Logs decides where log files go; a program that writes a log folder keeps it writable even when nothing collects it.
func Logs(f facts.Unit, set settings.Unit) plan.Logs {
	filled := settings.Filled(set.Logs)
	l := plan.Logs{To: filled.To, Dir: cmp.Or(set.Logs.Dir, f.Image.Run.LogDir), Host: set.Logs.Host}
	if set.Logs.Dir == "" {
		l.Evidence = f.Image.Run.LogEvidence
	}
	if l.Dir != "" && !path.IsAbs(l.Dir) {
		l.Dir = path.Join(cmp.Or(f.Image.Run.Workdir, plan.Workdir), l.Dir)
	}
	if f.Kind.Value == facts.StaticSite && l.Dir == "" {
		l.To = "stdout" // the web server of the image writes no files, whatever the organisation's default is
	}
	if l.To == "stdout" {
		l.Host = ""
		return l
	}
	l.Dir = cmp.Or(l.Dir, path.Join(plan.Workdir, "logs"))
	if l.To == plan.LogsHostPath {
		l.Host = filled.Host
	}
	return l
}
