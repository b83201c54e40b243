package launch

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// compiled returns where the package's build writes the JavaScript of a source file, relative to the package.
func compiled(p *code.Base, m *manifest.Manifest, source string) (string, bool) {
	script := scripts.BuildScript(m)
	if script == "" {
		return "", false
	}
	rel, ok := manifest.Relative(m.Dir, source)
	if !ok {
		return "", false
	}
	for _, pr := range scripts.Follow(p.Project, m, script) {
		if out, ok := compiledBy(p, pr, m, rel); ok {
			return out, true
		}
	}
	return "", false
}

func compiledBy(p *code.Base, pr scripts.Process, m *manifest.Manifest, rel string) (string, bool) {
	js := strings.TrimSuffix(rel, path.Ext(rel)) + ".js"
	first, rest, nested := strings.Cut(js, "/")
	switch pr.Word() {
	case "tsc", "tspc", "ttsc", "vue-tsc":
		return tscOutput(p, pr, m, rel, js)
	case "nest":
		for _, a := range p.NestOf(m).Applications {
			if source, ok := nestSource(p, m, a); ok && source == m.Join(rel) {
				out, _ := nestMain(p, m, a)
				return out, out != ""
			}
		}
		if nested && first == "src" {
			return path.Join("dist", rest), true
		}
	case "vite":
		return viteServer(p, pr, m, rel)
	case "tsup":
		return path.Join(cmp.Or(scripts.FlagValue(pr.Argv, "-d", "--out-dir"), "dist"), path.Base(js)), true
	case "swc", "babel":
		if out := scripts.FlagValue(pr.Argv, "-d", "--out-dir"); out != "" && nested {
			return path.Join(out, rest), true
		}
	case "esbuild":
		if !slices.ContainsFunc(pr.Argv[1:], func(a string) bool { return path.Clean(a) == path.Clean(rel) }) && !strings.Contains(strings.Join(pr.Argv, " "), "*") {
			return "", false // what is bundled is another file
		}
		if out := scripts.FlagValue(pr.Argv, "--outfile"); out != "" {
			return path.Clean(out), true
		}
		if out := scripts.FlagValue(pr.Argv, "--outdir"); out != "" {
			return path.Join(out, path.Base(js)), true
		}
	case "ncc":
		return path.Join(cmp.Or(scripts.FlagValue(pr.Argv, "-o", "--out"), "dist"), "index.js"), true
	}
	if _, runs := scripts.Runtimes[pr.Word()]; runs {
		return outputOf(p, pr, rel)
	}
	return "", false
}

// projectFlags of tsc are followed by a project (https://www.typescriptlang.org/docs/handbook/project-references.html#build-mode-for-typescript).
var projectFlags = []string{"-p", "--project", "-b", "--build"}

// compiledFrom finds the source of a started file by the projects that the build gives to tsc: of dist_backend/server.js it is
// src/backend/server.ts, where "tsc -p src/backend/tsconfig.json" writes to dist_backend.
func compiledFrom(p *code.Base, m *manifest.Manifest, rel string) (string, bool) {
	for _, pr := range scripts.Follow(p.Project, m, scripts.BuildScript(m)) {
		project := scripts.FlagValue(pr.Argv, projectFlags...)
		if pr.Word() != "tsc" || project == "" || strings.HasPrefix(project, "-") {
			continue
		}
		t := p.TSConfig(projectFile(p, path.Join(pr.Dir, project)))
		if t == nil || t.NoEmit {
			continue
		}
		out := t.OutDir
		if dir := scripts.FlagValue(pr.Argv, "--outDir"); dir != "" {
			out = path.Join(pr.Dir, dir)
		}
		inner, ok := manifest.Relative(out, m.Join(rel))
		if !ok || out == "" {
			continue
		}
		for _, dir := range []string{t.RootDir, path.Dir(t.File()), path.Join(path.Dir(t.File()), "src"), m.Dir} {
			if source, ok := p.File(path.Join(dir, inner)); ok && dir != "" {
				return source, true
			}
		}
	}
	return "", false
}

// projectFile is the file of a project of TypeScript that is named by its folder or by the file itself.
func projectFile(p *code.Base, name string) string {
	if p.Tree.HasDir(name) {
		return path.Join(name, "tsconfig.json")
	}
	return name
}

// tscOutput follows the TypeScript compiler: outDir, and rootDir or the folder that all inputs share.
func tscOutput(p *code.Base, pr scripts.Process, m *manifest.Manifest, rel, js string) (string, bool) {
	file := m.Join("tsconfig.json")
	if project := scripts.FlagValue(pr.Argv, projectFlags...); project != "" && !strings.HasPrefix(project, "-") {
		file = projectFile(p, m.Join(project))
	}
	t := p.TSConfig(file)
	out := scripts.FlagValue(pr.Argv, "--outDir")
	if out == "" && t != nil {
		if t.NoEmit || t.OutDir == "" || slices.Contains(pr.Argv, "--noEmit") {
			return "", false
		}
		out, _ = manifest.Relative(m.Dir, t.OutDir)
	}
	if out == "" {
		return "", false
	}
	root := ""
	if t != nil {
		dir, _ := p.InputRoot(t, m.Join(rel))
		root, _ = manifest.Relative(m.Dir, dir)
	} else if first, _, nested := strings.Cut(rel, "/"); nested && !typescriptOutside(p, m) {
		root = first
	}
	if inner, ok := manifest.Relative(root, js); ok && root != "" {
		js = inner
	}
	return path.Join(out, js), true
}

// typescriptOutside says whether the package has TypeScript beside its folders, which moves the common root up.
func typescriptOutside(p *code.Base, m *manifest.Manifest) bool {
	for _, f := range p.Tree.In(m.Dir) {
		if strings.HasSuffix(f, ".ts") && !strings.HasSuffix(f, ".d.ts") && !strings.Contains(path.Base(f), "config") {
			return true
		}
	}
	return false
}

// warnMoved tells of a started file that tsc does not write, since something beside the sources is an input too and rootDir is not set.
func warnMoved(p *code.Base, l *Launch) {
	script := scripts.BuildScript(l.M)
	rel, ok := manifest.Relative(l.M.Dir, l.Source)
	if script == "" || !ok || isItself(p, l.M, l.File) {
		return
	}
	for _, pr := range scripts.Follow(p.Project, l.M, script) {
		if pr.M == l.M && pr.Word() == "vite" {
			if out, ok := viteServer(p, pr, l.M, rel); ok && code.Stem(out) != code.Stem(l.File) {
				l.Confidence = facts.Likely
				l.Warnings = append(l.Warnings, facts.Warning{File: pr.File, Line: pr.Line, Text: "scripts." + l.Script + " starts " + l.File + ", but the build writes " + out + ", which is started instead; start: in waybill.yaml settles it"})
				if at := slices.Index(l.Argv, l.File); at > 0 {
					l.Argv = slices.Clone(l.Argv)
					l.Argv[at], l.File = out, out
				}
				return
			}
		}
		if pr.M != l.M || pr.Word() != "tsc" {
			continue
		}
		out, ok := compiledBy(p, pr, l.M, rel)
		t := p.TSConfig(l.M.Join("tsconfig.json"))
		if !ok || t == nil || scripts.FlagValue(pr.Argv, "-p", "--project", "--rootDir") != "" {
			return
		}
		_, why := p.InputRoot(t, l.Source)
		if why == "" || code.Stem(out) == code.Stem(l.File) || path.Clean(l.File) == code.Stem(out) {
			return
		}
		l.Confidence = facts.Likely
		l.Warnings = append(l.Warnings, facts.Warning{File: t.File(), Line: 1, Text: "scripts." + l.Script + " starts " + l.File + ", but tsc writes " + out + ", since the program imports " + why + " and rootDir is not set: start: in waybill.yaml, or a rootDir, settles it"})
		return
	}
}

// pm2Script reads apps[0].script of an ecosystem file.
func pm2Script(p *code.Base, file string) string {
	m := p.Load(file)
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

// pm2YAML reads the script of the first application of a process file in YAML (https://pm2.keymetrics.io/docs/usage/application-declaration/).
func pm2YAML(p *code.Base, file string) string {
	data, err := p.Tree.Read(file)
	if err != nil {
		return ""
	}
	docs, err := configfile.YAML(data)
	if err != nil {
		return ""
	}
	for _, d := range docs {
		for _, v := range d.Values {
			if v.Key == "script" || v.Key == "apps[0].script" {
				return v.Value
			}
		}
	}
	return ""
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
