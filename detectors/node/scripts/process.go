// Package scripts follows the scripts of package.json to the commands that they come to, as npm, yarn, pnpm and bun would run them.
// Nothing is run.
//
// Into it go a manifest.Project and the name of a script. Out of it come Processes: argv without the wrappers around it, the
// variables that are set, the folder, and the script with its line. Classify says what a Process does for production: it runs a file,
// a tool or a preview of a site, or it develops, or it builds. With
//
//	"start": "cross-env PORT=80 npm run serve", "serve": "node server.js"
//
// Follow(p, m, "start") is one Process: argv [node server.js], env PORT=80, script serve.
package scripts

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// Process is one command that a script comes to, without the wrappers around it and with the scripts that it calls followed.
type Process struct {
	Argv    []string
	Env     []Assignment
	M       *manifest.Manifest // the package in whose folder it runs
	Dir     string             // that folder, or the one that cd changed to
	Script  string             // name of the script that holds it, "" for none
	Line    int                // of that script
	File    string
	Watcher string // nodemon, when it restarts the command for a developer
	Ends    bool   // another command waits for its end: build && start
}

// Word returns the base name of the program: node, next, tsc.
func (pr Process) Word() string {
	if len(pr.Argv) == 0 {
		return ""
	}
	return path.Base(pr.Argv[0])
}

// Operand returns the first argument that is no flag.
func (pr Process) Operand() string {
	for _, a := range pr.Argv[min(1, len(pr.Argv)):] {
		if !strings.HasPrefix(a, "-") {
			return a
		}
	}
	return ""
}

// Follow lists the processes of a script in their order, through npm run, wrappers and workspaces.
func Follow(p *manifest.Project, m *manifest.Manifest, script string) []Process {
	return followScript(p, m, script, newTrail())
}

// followScript follows one script; extra arguments go to its last command, as npm appends them to the script's text
// (npm docs, npm run: "any positional arguments are passed to the specified script").
func followScript(p *manifest.Project, m *manifest.Manifest, script string, t trail, extra ...string) []Process {
	text := m.Script(script)
	t, ok := t.into(m, script)
	if strings.TrimSpace(text) == "" || !ok {
		return nil
	}
	base := Process{M: m, Dir: m.Dir, Script: script, Line: m.Line("scripts", script), File: m.File}
	return followText(p, text, base, t, extra...)
}

func followText(p *manifest.Project, text string, base Process, t trail, extra ...string) []Process {
	var out []Process
	dir := base.Dir
	commands := Parse(text)
	if n := len(commands); n > 0 {
		commands[n-1].Argv = append(commands[n-1].Argv, extra...)
	}
	for _, s := range commands {
		pr := base
		pr.Dir, pr.Argv = dir, s.Argv
		pr.Env = append(slices.Clip(base.Env), s.env...)
		if len(s.Argv) == 2 && s.Argv[0] == "cd" {
			dir = path.Join(dir, s.Argv[1])
			continue
		}
		for _, one := range unwrap(p, pr, t) {
			one.Ends = one.Ends || s.awaited
			out = append(out, one)
		}
	}
	return out
}

// plainWrappers run the rest of their arguments.
var plainWrappers = []string{"exec", "command", "cross-env", "cross-env-shell", "env", "npx", "bunx", "dumb-init", "tini", "nohup", "time", "sudo", "catchy", "--"}

// dashWrappers run what follows "--".
var dashWrappers = []string{"dotenv", "dotenvx", "env-cmd", "doppler", "infisical", "op", "tini", "dumb-init", "sentry-cli", "start-server-and-test"}

// unwrap takes assignments and wrappers away and follows calls of other scripts.
func unwrap(p *manifest.Project, pr Process, t trail) []Process {
	if t.ended() {
		return nil
	}
	for len(pr.Argv) > 0 {
		first := pr.Argv[0]
		name, value, isEnv := strings.Cut(first, "=")
		switch {
		case isEnv && isVariable(name):
			pr.Env = append(slices.Clip(pr.Env), Assignment{name, defaulted(value)})
			pr.Argv = pr.Argv[1:]
			continue
		case slices.Contains(dashWrappers, first) && slices.Contains(pr.Argv, "--"):
			pr.Argv = pr.Argv[slices.Index(pr.Argv, "--")+1:]
			continue
		case slices.Contains(dashWrappers, first):
			pr.Argv = dropFlags(pr.Argv[1:], "-e", "-f", "-v", "-c", "--env")
			continue
		case slices.Contains(plainWrappers, first):
			pr.Argv = dropFlags(pr.Argv[1:])
			continue
		}
		break
	}
	if len(pr.Argv) == 0 {
		return nil
	}
	switch pr.Word() {
	case "sh", "bash":
		if len(pr.Argv) > 2 && strings.HasSuffix(pr.Argv[1], "c") && strings.HasPrefix(pr.Argv[1], "-") {
			return followText(p, pr.Argv[2], pr, t.deeper())
		}
	case manifest.NPM, manifest.Yarn, manifest.PNPM, manifest.Bun, "corepack":
		return managerCall(p, pr, t)
	case "npm-run-all", "run-s", "run-p", "npm-run-all2":
		return runAll(p, pr, t)
	case "nodemon":
		if inner, ok := executed(pr); ok {
			out := unwrap(p, inner, t.deeper())
			for i := range out {
				out[i].Watcher = pr.Word()
			}
			return out
		}
	case "concurrently":
		return concurrently(p, pr, t)
	}
	return []Process{pr}
}

// concurrently runs each quoted argument as a script; "npm:name" is a script of the package.
func concurrently(p *manifest.Project, pr Process, t trail) []Process {
	var out []Process
	for _, a := range pr.Argv[1:] {
		if name, ok := strings.CutPrefix(a, "npm:"); ok {
			out = append(out, followScript(p, pr.M, name, t.deeper())...)
		} else if strings.Contains(a, " ") {
			out = append(out, followText(p, a, pr, t.deeper())...)
		}
	}
	return out
}

func isVariable(s string) bool {
	for i, c := range []byte(s) {
		if c != '_' && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (i <= 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// defaulted reads ${NAME:-value}, which cross-env expands by itself.
func defaulted(s string) string {
	if inner, ok := strings.CutPrefix(s, "${"); ok && strings.HasSuffix(inner, "}") {
		if _, value, ok := strings.Cut(strings.TrimSuffix(inner, "}"), ":-"); ok {
			return value
		}
	}
	return s
}

// dropFlags cuts leading flags off; those listed take a value.
func dropFlags(argv []string, withValue ...string) []string {
	for len(argv) > 0 && strings.HasPrefix(argv[0], "-") {
		if slices.Contains(withValue, argv[0]) && len(argv) > 1 {
			argv = argv[1:]
		}
		argv = argv[1:]
	}
	return argv
}
