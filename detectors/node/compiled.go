package node

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/javascript"
)

// compiled returns where the package's build writes the JavaScript of a source file, relative to the package.
func compiled(p *codebase, m *manifest, source string) (string, bool) {
	script := buildScript(p.project, m)
	if script == "" {
		return "", false
	}
	rel, ok := relative(m.dir, source)
	if !ok {
		return "", false
	}
	for _, pr := range follow(p.project, m, script) {
		if out, ok := compiledBy(p, pr, m, rel); ok {
			return out, true
		}
	}
	return "", false
}

func compiledBy(p *codebase, pr process, m *manifest, rel string) (string, bool) {
	js := strings.TrimSuffix(rel, path.Ext(rel)) + ".js"
	first, rest, nested := strings.Cut(js, "/")
	switch pr.word() {
	case "tsc", "tspc", "ttsc", "vue-tsc":
		return tscOutput(p, pr, m, rel, js)
	case "nest":
		if nested && first == "src" {
			return path.Join("dist", rest), true
		}
	case "tsup":
		return path.Join(cmp.Or(flagValue(pr.argv, "-d", "--out-dir"), "dist"), path.Base(js)), true
	case "swc", "babel":
		if out := flagValue(pr.argv, "-d", "--out-dir"); out != "" && nested {
			return path.Join(out, rest), true
		}
	case "esbuild":
		if out := flagValue(pr.argv, "--outfile"); out != "" {
			return path.Clean(out), true
		}
		if out := flagValue(pr.argv, "--outdir"); out != "" {
			return path.Join(out, path.Base(js)), true
		}
	case "ncc":
		return path.Join(cmp.Or(flagValue(pr.argv, "-o", "--out"), "dist"), "index.js"), true
	}
	return "", false
}

// tscOutput follows the TypeScript compiler: outDir, and rootDir or the folder that all inputs share.
func tscOutput(p *codebase, pr process, m *manifest, rel, js string) (string, bool) {
	file := m.join("tsconfig.json")
	if project := flagValue(pr.argv, "-p", "--project"); project != "" {
		file = m.join(project)
		if p.tree.HasDir(file) {
			file += "/tsconfig.json"
		}
	}
	t := p.tsconfig(file)
	out := flagValue(pr.argv, "--outDir")
	if out == "" && t != nil {
		if t.noEmit || t.outDir == "" || slices.Contains(pr.argv, "--noEmit") {
			return "", false
		}
		out, _ = relative(m.dir, t.outDir)
	}
	if out == "" {
		return "", false
	}
	root := ""
	if t != nil && t.rootDir != "" {
		root, _ = relative(m.dir, t.rootDir)
	} else if first, _, nested := strings.Cut(rel, "/"); nested && !typescriptOutside(p, m) {
		root = first
	}
	if inner, ok := relative(root, js); ok && root != "" {
		js = inner
	}
	return path.Join(out, js), true
}

// typescriptOutside says whether the package has TypeScript beside its folders, which moves the common root up.
func typescriptOutside(p *codebase, m *manifest) bool {
	for _, f := range p.tree.In(m.dir) {
		if strings.HasSuffix(f, ".ts") && !strings.HasSuffix(f, ".d.ts") && !strings.Contains(path.Base(f), "config") {
			return true
		}
	}
	return false
}

// pm2Script reads apps[0].script of an ecosystem file.
func pm2Script(p *codebase, file string) string {
	m := p.load(file)
	if m == nil {
		return ""
	}
	script := ""
	javascript.Walk(m.Root, func(n *javascript.Node) bool {
		if n.Kind == javascript.Object && script == "" {
			if v := n.Prop("script"); v != nil && v.Kind == javascript.String {
				script = v.Text
			}
		}
		return script == ""
	})
	return script
}

// callsAtTop says whether running a module calls something besides require: a program does, a library does not.
func callsAtTop(m *javascript.Module) bool {
	for _, n := range m.Root.Kids {
		if n == nil {
			continue
		}
		call := n
		if n.Kind == javascript.Declare {
			continue
		}
		if call.Kind != javascript.Call {
			if n.Kind == javascript.Other || n.Kind == javascript.If || n.Kind == javascript.Block || n.Kind == javascript.Loop {
				found := false
				javascript.Walk(n, func(k *javascript.Node) bool {
					found = found || k.Kind == javascript.Call && k.Method() != "require"
					return !found && k.Kind != javascript.Function
				})
				if found {
					return true
				}
			}
			continue
		}
		switch call.Method() {
		case "require", "__export", "__reExport", "__toCommonJS", "__decorateClass":
		default:
			return true
		}
	}
	return false
}
