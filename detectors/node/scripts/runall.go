package scripts

import (
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// runAll follows npm-run-all, run-s and run-p. An operand is the name of a script or a pattern, with arguments of its own; what follows
// "--" fills the placeholders in them (https://github.com/mysticatea/npm-run-all/blob/master/docs/npm-run-all.md).
func runAll(p *manifest.Project, pr Process, t trail) []Process {
	parallel := pr.Word() == "run-p"
	var out []Process
	for _, a := range pr.Argv[1:] {
		if a == "--" {
			break
		}
		if strings.HasPrefix(a, "-") {
			switch a {
			case "-p", "--parallel":
				parallel = true
			case "-s", "--serial", "--sequential":
				parallel = false
			}
			continue
		}
		words := slices.DeleteFunc(strings.Fields(a), func(w string) bool { return strings.HasPrefix(w, "{") })
		if len(words) == 0 {
			continue
		}
		for _, name := range matching(pr.M, words[0]) {
			if len(out) > 0 && !parallel {
				for i := range out {
					out[i].Ends = true
				}
			}
			arguments := slices.DeleteFunc(slices.Clone(words[1:]), func(w string) bool { return w == "--" })
			out = append(out, followScript(p, pr.M, name, t.deeper(), arguments...)...)
		}
	}
	return out
}

// matching lists the scripts of a pattern: "build:*" stops at the next colon, "build:**" does not.
func matching(m *manifest.Manifest, pattern string) []string {
	if !strings.Contains(pattern, "*") {
		if m.HasScript(pattern) {
			return []string{pattern}
		}
		return nil
	}
	prefix, suffix, _ := strings.Cut(pattern, "*")
	deep := strings.HasPrefix(suffix, "*")
	suffix = strings.TrimLeft(suffix, "*")
	var out []string
	for _, name := range m.Root.Get("scripts").Names() { // in the order of package.json
		inner, ok := strings.CutPrefix(name, prefix)
		if !ok || !strings.HasSuffix(inner, suffix) || !m.HasScript(name) {
			continue
		}
		if inner = strings.TrimSuffix(inner, suffix); inner != "" && (deep || !strings.Contains(inner, ":")) {
			out = append(out, name)
		}
	}
	return out
}

// executed is the command that nodemon restarts, where --exec names one that is more than the runner of a file: its value, with
// all further arguments behind it (https://github.com/remy/nodemon#running-non-node-scripts).
func executed(pr Process) (Process, bool) {
	at := slices.IndexFunc(pr.Argv, func(a string) bool { return a == "--exec" || a == "-x" })
	if at < 0 || at+1 >= len(pr.Argv) {
		return pr, false
	}
	command := strings.Fields(pr.Argv[at+1])
	if len(command) != 1 {
		return pr, false // a whole command in quotes: Target reads it
	}
	if _, manager := managers[command[0]]; !manager {
		return pr, false
	}
	pr.Argv = append(command, pr.Argv[at+2:]...)
	return pr, true
}

// managers run a script of package.json.
var managers = map[string]bool{manifest.NPM: true, manifest.Yarn: true, manifest.PNPM: true, manifest.Bun: true, "npx": true}
