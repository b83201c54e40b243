package node

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/launch"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// environments fills in which settings belong to which environment, and how the program is told:
// by a variable that it reads itself, by the name of a file that it opens, or when it is built.
func environmentsOf(p *code.Base, u *launch.Unit, out *facts.Unit) {
	m := u.M
	var own []string
	for _, f := range p.Tree.Under(m.Dir) {
		if p.Owner(f) == m {
			own = append(own, f)
		}
	}
	var sets []environments.Set
	for _, s := range environments.Find(own, m.Dir) {
		if chosen := chosen(p, u, s); chosen.By != facts.ByNothing {
			sets = append(sets, s)
			if out.Config.By == facts.ByNothing || out.Config.By == facts.ByBuild && chosen.By != facts.ByBuild {
				out.Config = chosen
			} else if chosen.By == facts.ByLink && out.Config.By == facts.ByLink {
				out.Config.Links = append(out.Config.Links, chosen.Links...)
			}
		}
	}
	out.Environments = slices.DeleteFunc(environments.Merge(sets), func(e facts.Environment) bool {
		// test is what Node's test runners set NODE_ENV to; nothing is deployed with it
		return !environments.Deployed(e.Name) || e.Name == environments.Test
	})
	if len(out.Environments) == 0 {
		out.Config = facts.Config{}
	}
	kept := names(out.Environments)
	for _, l := range out.Config.Links {
		maps.DeleteFunc(l.Sources, func(name, _ string) bool { return !slices.Contains(kept, name) })
	}
	if out.Config.By == facts.ByBuild {
		u.Warn(m.File, 0, "the environment is chosen when the site is built ("+strings.Join(names(out.Environments), ", ")+"): one image an environment, or settings that the site loads when it runs")
	}
}

func names(all []facts.Environment) []string {
	var out []string
	for _, e := range all {
		out = append(out, e.Name)
	}
	return out
}

// chosen says how a set reaches the program; ByNothing when nothing of the unit reads it.
func chosen(p *code.Base, u *launch.Unit, s environments.Set) facts.Config {
	m := u.M
	first := s.Members[0].Files[0]
	evidence := func(rule string) []facts.Evidence { return []facts.Evidence{{File: first, Rule: rule}} }
	rel, _ := manifest.Relative(m.Dir, first)
	switch {
	case strings.HasPrefix(rel, "config/") && s.Layout == environments.Whole && m.Uses("config"):
		return facts.Config{By: facts.ByVariable, Variable: "NODE_CONFIG_ENV", Evidence: evidence("node-config")}
	case strings.HasPrefix(rel, "config/config.") && m.Uses("egg"):
		return facts.Config{By: facts.ByVariable, Variable: "EGG_SERVER_ENV", Evidence: evidence("Egg")}
	case strings.HasPrefix(rel, "src/config/config.") && m.Uses("@midwayjs/core"):
		return facts.Config{By: facts.ByVariable, Variable: "MIDWAY_SERVER_ENV", Evidence: evidence("Midway")}
	case u.Kind.Value == facts.StaticSite && (s.Layout == environments.Dotenv || strings.Contains(rel, "environments/")):
		return facts.Config{By: facts.ByBuild, Evidence: evidence(u.Framework.Value + " mode")}
	case u.Kind.Value == facts.StaticSite:
		return facts.Config{}
	}
	if c, ok := readByMode(p, u, s); ok {
		return c
	}
	if s.Layout != environments.Dotenv {
		return facts.Config{}
	}
	if m.Uses("dotenv-flow") {
		return flow(p, u, s)
	}
	if launch.MetaFrameworks[u.Known.Name] {
		// a framework that loads .env.local over what is committed
		return link(m, s, path.Join(m.Dir, ".env.local"), evidence("dotenv cascade of "+u.Known.Name))
	}
	if m.Uses("dotenv", "dotenv-flow", "@nestjs/config", "env-cmd", "dotenv-cli", "dotenv-expand") {
		return link(m, s, s.Target, evidence("dotenv"))
	}
	return facts.Config{}
}

// flow links the environment's file to the one of production, which dotenv-flow loads over .env while NODE_ENV is production
// (https://github.com/kerimdzhanov/dotenv-flow#files-under-version-control). It means .env to be committed, which no image gets.
func flow(p *code.Base, u *launch.Unit, s environments.Set) facts.Config {
	base := u.M.Join(".env")
	if data, err := p.Tree.Read(base); err == nil {
		var set []string
		for _, v := range configfile.Dotenv(data) {
			if v.Value != "" && !slices.Contains(set, v.Key) {
				set = append(set, v.Key)
			}
		}
		if len(set) > 0 {
			u.Warn(base, 0, "is loaded by dotenv-flow, and stays out of the image as every .env does: set what each environment shares ("+strings.Join(set, ", ")+") by env: in waybill.yaml, or in the file of each environment")
		}
	}
	target := u.M.Join(".env.production")
	return facts.Config{By: facts.ByLink, Links: []facts.ConfigLink{modeLink(u.M, s, target)}, Evidence: []facts.Evidence{{File: s.Members[0].Files[0], Rule: "dotenv-flow"}}}
}

// link makes the environment's file the one of a fixed name that the program opens.
func link(m *manifest.Manifest, s environments.Set, target string, evidence []facts.Evidence) facts.Config {
	rel, ok := manifest.Relative(m.Dir, target)
	if !ok || s.HasBase && target == s.Target {
		return facts.Config{} // a committed base is never replaced
	}
	l := facts.ConfigLink{Target: rel, Sources: map[string]string{}}
	for _, member := range s.Members {
		l.Sources[member.Name] = member.Files[0]
	}
	return facts.Config{By: facts.ByLink, Links: []facts.ConfigLink{l}, Evidence: evidence}
}

// modes are the variables that name an environment, by which programs choose their files.
var modes = regexp.MustCompile(`^(APP_ENV|ENVIRONMENT|ENV|NODE_ENV|DEPLOY_ENV|STAGE|PROFILE|NODE_CONFIG_ENV|RUN_ENV|SERVER_ENV|ACTIVE_PROFILE)$`)

// readByMode finds a template such as `.env.${process.env.APP_ENV}` in the code. With NODE_ENV, which stays production in every
// deployed environment, the file of production is the one to link.
func readByMode(p *code.Base, u *launch.Unit, s environments.Set) (facts.Config, bool) {
	var out facts.Config
	program := p.Program(p.Setting(u.M), u.Modules...)
	for _, module := range u.Modules {
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			if out.By != facts.ByNothing || n.Kind != javascript.Template && (n.Kind != javascript.Binary || n.Text != "+") {
				return out.By == facts.ByNothing
			}
			variable, pattern := "", ""
			javascript.Walk(n, func(k *javascript.Node) bool {
				if k.Kind == javascript.String {
					pattern += k.Text
				} else if v := program.Eval(module, k); modes.MatchString(v.Variable) {
					variable = v.Variable
					pattern += "{env}"
					return false
				}
				return true
			})
			if variable == "" || !strings.Contains(path.Base(s.Pattern), path.Base(strings.TrimLeft(pattern, "./"))) && !strings.HasSuffix(pattern, "{env}") {
				return true
			}
			e := []facts.Evidence{{File: module.File, Line: n.Line(), Rule: variable}}
			if variable != "NODE_ENV" {
				out = facts.Config{By: facts.ByVariable, Variable: variable, Evidence: e}
				return false
			}
			target := path.Join(path.Dir(s.Members[0].Files[0]), strings.ReplaceAll(path.Base(s.Pattern), "{env}", "production"))
			out = facts.Config{By: facts.ByLink, Links: []facts.ConfigLink{modeLink(u.M, s, target)}, Evidence: e}
			return false
		})
	}
	return out, out.By != facts.ByNothing
}

func modeLink(m *manifest.Manifest, s environments.Set, target string) facts.ConfigLink {
	rel, _ := manifest.Relative(m.Dir, target)
	l := facts.ConfigLink{Target: rel, Sources: map[string]string{}}
	for _, member := range s.Members {
		l.Sources[member.Name] = member.Files[0]
	}
	return l
}
