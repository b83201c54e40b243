package node

import (
	"path"
	"slices"
	"strings"
)

// process is one command that a script comes to, without the wrappers around it and with the scripts that it calls followed.
type process struct {
	argv   []string
	env    []assignment
	m      *manifest // the package in whose folder it runs
	dir    string    // that folder, or the one that cd changed to
	script string    // name of the script that holds it, "" for none
	line   int       // of that script
	file   string
}

// word returns the base name of the program: node, next, tsc.
func (pr process) word() string {
	if len(pr.argv) == 0 {
		return ""
	}
	return path.Base(pr.argv[0])
}

// operand returns the first argument that is no flag.
func (pr process) operand() string {
	for _, a := range pr.argv[min(1, len(pr.argv)):] {
		if !strings.HasPrefix(a, "-") {
			return a
		}
	}
	return ""
}

// maxCalls bounds how deep scripts call scripts.
const maxCalls = 10

// follow lists the processes of a script in their order, through npm run, wrappers and workspaces.
func follow(p *project, m *manifest, script string) []process {
	return followScript(p, m, script, 0)
}

// followScript follows one script; extra arguments go to its last command, as npm appends them to the script's text
// (npm docs, npm run: "any positional arguments are passed to the specified script").
func followScript(p *project, m *manifest, script string, depth int, extra ...string) []process {
	text := m.script(script)
	if strings.TrimSpace(text) == "" || depth > maxCalls {
		return nil
	}
	base := process{m: m, dir: m.dir, script: script, line: m.line("scripts", script), file: m.file}
	return followText(p, text, base, depth, extra...)
}

func followText(p *project, text string, base process, depth int, extra ...string) []process {
	var out []process
	dir := base.dir
	commands := parseScript(text)
	if n := len(commands); n > 0 {
		commands[n-1].argv = append(commands[n-1].argv, extra...)
	}
	for _, s := range commands {
		pr := base
		pr.dir, pr.argv = dir, s.argv
		pr.env = append(slices.Clip(base.env), s.env...)
		if len(s.argv) == 2 && s.argv[0] == "cd" {
			dir = path.Join(dir, s.argv[1])
			continue
		}
		out = append(out, unwrap(p, pr, depth)...)
	}
	return out
}

// plainWrappers run the rest of their arguments.
var plainWrappers = []string{"exec", "command", "cross-env", "cross-env-shell", "env", "npx", "bunx", "dumb-init", "tini", "nohup", "time", "sudo", "catchy", "--"}

// dashWrappers run what follows "--".
var dashWrappers = []string{"dotenv", "dotenvx", "env-cmd", "doppler", "infisical", "op", "tini", "dumb-init", "sentry-cli", "start-server-and-test"}

// unwrap takes assignments and wrappers away and follows calls of other scripts.
func unwrap(p *project, pr process, depth int) []process {
	if depth > maxCalls {
		return nil
	}
	for len(pr.argv) > 0 {
		first := pr.argv[0]
		name, value, isEnv := strings.Cut(first, "=")
		switch {
		case isEnv && isVariable(name):
			pr.env = append(slices.Clip(pr.env), assignment{name, defaulted(value)})
			pr.argv = pr.argv[1:]
			continue
		case slices.Contains(dashWrappers, first) && slices.Contains(pr.argv, "--"):
			pr.argv = pr.argv[slices.Index(pr.argv, "--")+1:]
			continue
		case slices.Contains(dashWrappers, first):
			pr.argv = dropFlags(pr.argv[1:], "-e", "-f", "-v", "-c", "--env")
			continue
		case slices.Contains(plainWrappers, first):
			pr.argv = dropFlags(pr.argv[1:])
			continue
		}
		break
	}
	if len(pr.argv) == 0 {
		return nil
	}
	switch pr.word() {
	case "sh", "bash":
		if len(pr.argv) > 2 && strings.HasSuffix(pr.argv[1], "c") && strings.HasPrefix(pr.argv[1], "-") {
			return followText(p, pr.argv[2], pr, depth+1)
		}
	case npm, yarn, pnpm, bun, "corepack":
		return managerCall(p, pr, depth)
	case "npm-run-all", "run-s", "run-p", "npm-run-all2":
		var out []process
		for _, a := range pr.argv[1:] {
			if !strings.HasPrefix(a, "-") && pr.m.hasScript(a) {
				out = append(out, followScript(p, pr.m, a, depth+1)...)
			}
		}
		return out
	case "concurrently":
		return concurrently(p, pr, depth)
	}
	return []process{pr}
}

// concurrently runs each quoted argument as a script; "npm:name" is a script of the package.
func concurrently(p *project, pr process, depth int) []process {
	var out []process
	for _, a := range pr.argv[1:] {
		if name, ok := strings.CutPrefix(a, "npm:"); ok {
			out = append(out, followScript(p, pr.m, name, depth+1)...)
		} else if strings.Contains(a, " ") {
			out = append(out, followText(p, a, pr, depth+1)...)
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
