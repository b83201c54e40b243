package node

import (
	"path"
	"slices"
	"strings"
)

// managerFlags of the package managers that take a value; those that choose another package are read, the rest skipped.
var (
	packageFlags = []string{"--filter", "-F", "--workspace", "-w"}
	folderFlags  = []string{"--prefix", "-C", "--cwd", "--dir"}
)

// managerCall follows `npm run x`, `yarn workspace a start`, `pnpm --filter a x` and the like to the script that they run.
func managerCall(p *project, pr process, depth int) []process {
	tool, args := pr.word(), pr.argv[1:]
	if tool == "corepack" && len(args) > 0 {
		pr.argv = args
		return unwrap(p, pr, depth+1)
	}
	target := pr.m
	for len(args) > 0 {
		flag, v, joined := strings.Cut(args[0], "=")
		choosesPackage := slices.Contains(packageFlags, flag) && (tool != pnpm || flag != "-w")
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
		if next := p.named(target, v, choosesFolder); next != nil {
			target = next
		}
	}
	return nil
}

func managerVerb(p *project, tool string, args []string, target *manifest, pr process, depth int) []process {
	verb, rest := args[0], args[1:]
	switch verb {
	case "run", "run-script":
		// flags may follow: npm run start --workspace=api
		pr.m, pr.dir = target, target.dir
		pr.argv = append([]string{tool}, withoutVerb(rest)...)
		if tool == bun && len(rest) > 0 && !target.hasScript(rest[0]) {
			pr.argv = append([]string{bun}, rest...)
			return []process{pr}
		}
		return managerCall(p, pr, depth+1)
	case "workspace":
		if tool == yarn && len(rest) > 1 {
			if m := p.named(target, rest[0], false); m != nil {
				pr.m, pr.dir = m, m.dir
			}
			pr.argv = append([]string{tool}, rest[1:]...)
			return managerCall(p, pr, depth+1)
		}
	case "exec", "dlx", "x":
		pr.m, pr.dir = target, target.dir
		pr.argv = rest
		return unwrap(p, pr, depth+1)
	case "node":
		pr.argv = args
		return []process{pr}
	case "install", "i", "ci", "add", "workspaces", "-r", "recursive":
		return []process{pr}
	}
	if target.hasScript(verb) {
		var extra []string
		if i := slices.Index(rest, "--"); i >= 0 {
			extra = rest[i+1:]
		}
		out := followScript(p, target, verb, depth+1, extra...)
		for i := range out {
			out[i].env = append(slices.Clip(pr.env), out[i].env...)
		}
		return out
	}
	if verb == "start" && tool == npm && p.tree.Has(target.join("server.js")) {
		pr.m, pr.dir, pr.argv = target, target.dir, []string{"node", "server.js"} // npm's default
		return []process{pr}
	}
	if tool == bun && slices.Contains(extensions, path.Ext(verb)) {
		return []process{pr}
	}
	if tool == npm {
		return nil
	}
	pr.m, pr.dir, pr.argv = target, target.dir, args // yarn and pnpm run an installed command
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
