package scripts

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// managerFlags of the package managers that take a value; those that choose another package are read, the rest skipped.
var (
	packageFlags = []string{"--filter", "-F", "--workspace", "-w"}
	folderFlags  = []string{"--prefix", "-C", "--cwd", "--dir"}
)

// managerCall follows `npm run x`, `yarn workspace a start`, `pnpm --filter a x` and the like to the script that they run.
func managerCall(p *manifest.Project, pr Process, t trail) []Process {
	tool, args := pr.Word(), pr.Argv[1:]
	if tool == "corepack" && len(args) > 0 {
		pr.Argv = args
		return unwrap(p, pr, t.deeper())
	}
	target, args := chosen(p, tool, pr.M, args)
	if len(args) == 0 {
		return nil
	}
	return managerVerb(p, tool, args, target, pr, t)
}

// chosen reads the flags in front of a command, some of which choose another package of the workspace.
func chosen(p *manifest.Project, tool string, target *manifest.Manifest, args []string) (*manifest.Manifest, []string) {
	for len(args) > 0 && strings.HasPrefix(args[0], "-") {
		flag, v, joined := strings.Cut(args[0], "=")
		choosesFolder := slices.Contains(folderFlags, flag)
		args = args[1:]
		if !choosesFolder && (!slices.Contains(packageFlags, flag) || tool == manifest.PNPM && flag == "-w") {
			continue
		}
		if !joined {
			if len(args) == 0 {
				return target, nil
			}
			v, args = args[0], args[1:]
		}
		if next := p.Named(target, v, choosesFolder); next != nil {
			target = next
		}
	}
	return target, args
}

// managerVerb follows one command of a package manager.
func managerVerb(p *manifest.Project, tool string, args []string, target *manifest.Manifest, pr Process, t trail) []Process {
	verb, rest := args[0], args[1:]
	switch verb {
	case "run", "run-script":
		target, words := chosen(p, tool, target, withoutVerb(rest)) // flags may follow: npm run start --workspace=api
		if len(words) == 0 {
			return nil
		}
		if tool == manifest.Bun && !target.HasScript(words[0]) {
			pr.M, pr.Dir, pr.Argv = target, target.Dir, append([]string{manifest.Bun}, words...)
			return []Process{pr}
		}
		return runScript(p, tool, words, target, pr, t.deeper())
	case "workspace":
		if tool == manifest.Yarn && len(rest) > 1 {
			if m := p.Named(target, rest[0], false); m != nil {
				pr.M, pr.Dir = m, m.Dir
			}
			pr.Argv = append([]string{tool}, rest[1:]...)
			return managerCall(p, pr, t.deeper())
		}
	case "x":
		if tool == manifest.NPM || tool == manifest.Bun {
			return execute(p, rest, target, pr, t)
		}
	case "exec", "dlx":
		return execute(p, rest, target, pr, t)
	case "node":
		pr.Argv = args
		return []Process{pr}
	case "build":
		if tool == manifest.Bun { // Bun's own bundler, also beside a script of that name (https://bun.com/docs/cli/run#naming-conflicts)
			return []Process{pr}
		}
	case "install", "i", "ci", "add", "workspaces", "-r", "recursive":
		return []Process{pr}
	}
	return runScript(p, tool, args, target, pr, t)
}

// execute runs an installed command.
func execute(p *manifest.Project, argv []string, target *manifest.Manifest, pr Process, t trail) []Process {
	pr.M, pr.Dir, pr.Argv = target, target.Dir, argv
	return unwrap(p, pr, t.deeper())
}

// runScript runs a script by its name, or what stands in for one that is not there.
func runScript(p *manifest.Project, tool string, args []string, target *manifest.Manifest, pr Process, t trail) []Process {
	name, rest := args[0], args[1:]
	switch {
	case target.HasScript(name):
		var extra []string
		if i := slices.Index(rest, "--"); i >= 0 {
			extra = rest[i+1:]
		}
		out := followScript(p, target, name, t.deeper(), extra...)
		for i := range out {
			out[i].Env = append(slices.Clip(pr.Env), out[i].Env...)
		}
		return out
	case name == "start" && tool == manifest.NPM && p.Tree.Has(target.Join("server.js")):
		pr.M, pr.Dir, pr.Argv = target, target.Dir, []string{"node", "server.js"} // npm's default
		return []Process{pr}
	case tool == manifest.Bun && slices.Contains(manifest.Extensions, path.Ext(name)):
		return []Process{pr}
	case tool == manifest.NPM:
		return nil
	}
	return execute(p, args, target, pr, t) // yarn and pnpm run an installed command
}

// withoutVerb puts flags that choose a package, wherever they stand, before the script's name.
func withoutVerb(rest []string) []string {
	var flags, words []string
	for i := 0; i < len(rest); i++ {
		if rest[i] == "--" {
			words = append(words, rest[i:]...)
			break
		}
		name, _, joined := strings.Cut(rest[i], "=")
		chooses := slices.Contains(packageFlags, name) || slices.Contains(folderFlags, name)
		switch {
		case chooses && joined:
			flags = append(flags, rest[i])
		case chooses && i+1 < len(rest):
			flags = append(flags, rest[i], rest[i+1])
			i++
		default:
			words = append(words, rest[i])
		}
	}
	return append(flags, words...)
}
