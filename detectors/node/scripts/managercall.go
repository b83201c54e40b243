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
func managerCall(p *manifest.Project, pr Process, depth int) []Process {
	tool, args := pr.Word(), pr.Argv[1:]
	if tool == "corepack" && len(args) > 0 {
		pr.Argv = args
		return unwrap(p, pr, depth+1)
	}
	target := pr.M
	for len(args) > 0 {
		flag, v, joined := strings.Cut(args[0], "=")
		choosesPackage := slices.Contains(packageFlags, flag) && (tool != manifest.PNPM || flag != "-w")
		choosesFolder := slices.Contains(folderFlags, flag)
		switch {
		case !choosesPackage && !choosesFolder:
			if !strings.HasPrefix(args[0], "-") {
				return managerVerb(p, tool, args, target, pr, depth)
			}
			args = args[1:]
			continue
		case !joined && len(args) < 2:
			return nil
		case !joined:
			v, args = args[1], args[1:]
		}
		args = args[1:]
		if next := p.Named(target, v, choosesFolder); next != nil {
			target = next
		}
	}
	return nil
}

func managerVerb(p *manifest.Project, tool string, args []string, target *manifest.Manifest, pr Process, depth int) []Process {
	verb, rest := args[0], args[1:]
	switch verb {
	case "run", "run-script":
		// flags may follow: npm run start --workspace=api
		pr.M, pr.Dir = target, target.Dir
		pr.Argv = append([]string{tool}, withoutVerb(rest)...)
		if tool == manifest.Bun && len(rest) > 0 && !target.HasScript(rest[0]) {
			pr.Argv = append([]string{manifest.Bun}, rest...)
			return []Process{pr}
		}
		return managerCall(p, pr, depth+1)
	case "workspace":
		if tool == manifest.Yarn && len(rest) > 1 {
			if m := p.Named(target, rest[0], false); m != nil {
				pr.M, pr.Dir = m, m.Dir
			}
			pr.Argv = append([]string{tool}, rest[1:]...)
			return managerCall(p, pr, depth+1)
		}
	case "exec", "dlx", "x":
		pr.M, pr.Dir = target, target.Dir
		pr.Argv = rest
		return unwrap(p, pr, depth+1)
	case "node":
		pr.Argv = args
		return []Process{pr}
	case "install", "i", "ci", "add", "workspaces", "-r", "recursive":
		return []Process{pr}
	}
	if target.HasScript(verb) {
		var extra []string
		if i := slices.Index(rest, "--"); i >= 0 {
			extra = rest[i+1:]
		}
		out := followScript(p, target, verb, depth+1, extra...)
		for i := range out {
			out[i].Env = append(slices.Clip(pr.Env), out[i].Env...)
		}
		return out
	}
	if verb == "start" && tool == manifest.NPM && p.Tree.Has(target.Join("server.js")) {
		pr.M, pr.Dir, pr.Argv = target, target.Dir, []string{"node", "server.js"} // npm's default
		return []Process{pr}
	}
	if tool == manifest.Bun && slices.Contains(manifest.Extensions, path.Ext(verb)) {
		return []Process{pr}
	}
	if tool == manifest.NPM {
		return nil
	}
	pr.M, pr.Dir, pr.Argv = target, target.Dir, args // yarn and pnpm run an installed command
	return unwrap(p, pr, depth+1)
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
