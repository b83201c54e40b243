package recipe

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// final is the stage that runs.
type final struct {
	subject
	build build
}

// run is the final stage of a program.
func (f final) run(s *facts.Stage) facts.Run {
	r := facts.Run{
		Requires: []facts.Require{f.nodeAsBuilt()},
		Env:      []facts.EnvVar{{Name: "NODE_ENV", Value: "production"}},
		Wants:    f.runWants(), Reaper: true,
	}
	if f.u.Launch.Argv != nil && path.Base(f.u.Launch.Argv[0]) == manifest.Bun {
		r.Requires = []facts.Require{{Capability: manifest.Bun, Evidence: f.mg.Text.Evidence}}
	}
	for _, e := range f.u.Launch.Env {
		if e.Name != "NODE_ENV" && e.Name != "PORT" && !strings.Contains(e.Value, "$") {
			r.Env = append(r.Env, facts.EnvVar{Name: e.Name, Value: e.Value})
		}
	}
	r.Env = append(r.Env, f.browser()...)
	f.tellOracle()
	if f.u.Known.Name == "astro" && path.Base(f.u.Launch.File) == "entry.mjs" {
		// its server listens on localhost otherwise (https://docs.astro.build/en/guides/integrations-guide/node/)
		r.Env = append(r.Env, facts.EnvVar{Name: "HOST", Value: "0.0.0.0"})
	}
	if mode, _ := f.nextMode(); mode == "standalone" {
		f.standalone(&r)
		return r
	}
	s.Build = append(s.Build, f.build.prune()...)
	switch {
	case strings.HasPrefix(f.u.Launch.File, "../"):
		f.copyCollected(&r)
		return r
	case f.selfContained():
		out, _, _ := strings.Cut(f.u.Launch.File, "/")
		r.Copies = []facts.Copy{{Stage: "build", From: f.inUnit(out), To: out, Why: "the server with all that it needs"}}
		f.copyPackage(&r)
	case f.workspace():
		f.copyWorkspace(s, &r)
	default:
		f.copyAlone(s, &r)
	}
	f.writable(&r)
	r.Command = f.expanding(f.command())
	return r
}

// expandable is a value that a shell can expand inside of double quotes: plain text and variables.
var expandable = regexp.MustCompile("^([^$`\"\\\\\n]|\\$\\{[A-Za-z_][A-Za-z0-9_]*\\})*$")

// expanding starts a command by a shell where the start script sets a variable from others: CACHE_DIR="$HOME/cache" node server.js.
// An image's own variables are settled when it is built, where these are not known.
func (f final) expanding(argv []string) []string {
	l, exports := f.u.Launch, ""
	for _, e := range l.Env {
		switch {
		case e.Name == "NODE_ENV" || e.Name == "PORT" || !strings.Contains(e.Value, "$"):
		case expandable.MatchString(e.Value):
			exports += "export " + e.Name + `="` + e.Value + `"; `
		default:
			f.u.Warn(l.M.File, l.M.Line("scripts", l.Script), "scripts."+l.Script+" sets "+e.Name+" by an expression of the shell: it is left out, so set it by env: in waybill.yaml")
		}
	}
	if exports == "" || len(argv) == 0 {
		return argv
	}
	return append([]string{"sh", "-c", exports + `exec "$0" "$@"`}, argv...)
}

// nodeAsBuilt asks for the Node that node_modules was made with: native modules have the ABI of one major
// (nodejs.org/docs: "ABI Stability").
func (f final) nodeAsBuilt() facts.Require {
	r := f.nodeRequire()
	r.AsBuilt = true
	return r
}

// command starts node itself: npm would stand between it and the signals.
func (f final) command() []string {
	l := f.u.Launch
	if len(l.Argv) == 0 {
		return nil
	}
	argv := f.withoutDotEnv(l.Argv)
	f.tellMissing(argv)
	word := path.Base(argv[0])
	switch {
	case word == "nodejs":
		argv[0] = "node"
	case word == "node" || word == manifest.Bun:
	case l.Class == scripts.RunsTool && word == "nest":
		argv = []string{"node", l.File}
	default:
		argv[0] = f.bin(word)
	}
	if f.flat && word == "node" {
		argv = append([]string{"node", "-r", f.rel(".pnp.cjs")}, argv[1:]...)
		if f.u.M.IsModule() {
			argv = append([]string{"node", "-r", f.rel(".pnp.cjs"), "--experimental-loader", f.rel(".pnp.loader.mjs")}, argv[1:]...)
		}
	} else if f.flat {
		argv = f.plugged(word, argv[1:])
	}
	for _, b := range l.Before {
		f.u.Warn(l.M.File, l.M.Line("scripts", l.Script), "scripts."+l.Script+" runs "+strings.Join(b, " ")+" before each start: the image starts the server only; run that command as a job before a release")
	}
	return argv
}

// registers are the hooks by which node itself compiles on the way, as each tool's README says.
var registers = map[string][]string{
	"babel-node": {"-r", "@babel/register"}, "esr": {"-r", "esbuild-runner/register"}, "swc-node": {"-r", "@swc-node/register"},
	"ts-node": {"-r", "ts-node/register"}, "tsx": {"--import", "tsx"},
}

// plugged starts an installed command where there is no node_modules: a compiler by its hook, any other by Yarn, which alone knows
// the file of a command (yarnpkg.com/features/pnp).
func (f final) plugged(word string, args []string) []string {
	if hook, ok := registers[word]; ok {
		return slices.Concat([]string{"node", "-r", f.rel(".pnp.cjs")}, hook, args)
	}
	if file := f.build.yarnFile(); file != "" {
		return append([]string{"node", f.rel(file), "run", word}, args...)
	}
	return append([]string{"node", "-r", f.rel(".pnp.cjs"), word}, args...)
}

// bin is an installed command: npm and yarn put it into the root of a workspace, pnpm into the package that names it.
func (f final) bin(word string) string {
	if f.flat {
		return word
	}
	if f.workspace() && f.mg.Name != manifest.PNPM {
		return f.rel("node_modules/.bin/" + word)
	}
	return "./node_modules/.bin/" + word
}

func (f final) runWants() []string {
	_, run := Native(f.p, f.u.M)
	return run
}

// siteRun serves the built files by a web server.
func (f final) siteRun() facts.Run {
	s := f.u.Site
	to := "."
	if base := strings.Trim(s.Base, "/"); base != "" {
		to = base + "/"
	}
	return facts.Run{
		Requires: []facts.Require{{Capability: "nginx", Evidence: []facts.Evidence{s.Evidence}}},
		Workdir:  "/usr/share/nginx/html",
		Copies:   []facts.Copy{{Stage: "build", From: f.inUnit(s.Out) + "/", To: to, Why: "the built site"}},
		Command:  []string{"nginx", "-g", "daemon off;"}, StopSignal: "SIGQUIT",
		Site: &facts.Site{History: s.History, Base: s.Base, Fallback: s.Fallback},
	}
}
