package launch

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/listen"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// bundled finds what a started file is bundled from by a program of esbuild that the build script runs: entryPoints of the form
// {in: "src/start.ts", out: "application"}, or paths of which one has the name of the started file
// (https://esbuild.github.io/api/#entry-points).
func bundled(p *code.Base, m *manifest.Manifest, rel string) (string, bool) {
	script := scripts.BuildScript(m)
	if script == "" {
		return "", false
	}
	_, inner, _ := strings.Cut(code.Stem(rel), "/") // below the folder of all outputs
	for _, pr := range scripts.Follow(p.Project, m, script) {
		if file, ok := webpacked(p, pr, rel); ok {
			return file, true
		}
		if file, ok := packed(p, m, pr, rel); ok {
			return file, true
		}
		program, ok := p.File(path.Join(pr.Dir, pr.Target()))
		if _, runs := scripts.Runtimes[pr.Word()]; !runs || !ok || pr.Target() == "" {
			continue
		}
		for _, module := range p.Reach(program) {
			from := ""
			javascript.Walk(module.Root, func(n *javascript.Node) bool {
				switch {
				case from != "":
				case n.Kind == javascript.Object && n.Prop("in") != nil && n.Prop("out") != nil && n.Prop("out").Text == inner:
					from = n.Prop("in").Text
				case n.Kind == javascript.Property && n.Text == "entryPoints" && n.Kid(0) != nil && n.Kid(0).Kind == javascript.Array:
					for _, e := range n.Kid(0).Kids {
						if e != nil && e.Kind == javascript.String && path.Base(code.Stem(e.Text)) == path.Base(inner) {
							from = e.Text
						}
					}
				}
				return from == ""
			})
			if from == "" {
				continue
			}
			if file, ok := p.File(m.Join(from)); ok {
				return file, true
			}
		}
	}
	return "", false
}

// packed finds what a command bundles a started file from: ncc build IN -o DIR writes DIR/index.js (github.com/vercel/ncc, "Usage"), bun build
// IN --outdir DIR a file of IN's name, or the one of --outfile (https://bun.com/docs/bundler).
func packed(p *code.Base, m *manifest.Manifest, pr scripts.Process, rel string) (string, bool) {
	if pr.Word() != "ncc" && pr.Word() != "bun" || pr.Operand() != "build" || pr.M != m || len(pr.Argv) < 3 {
		return "", false
	}
	in := ""
	for _, word := range pr.Argv[2:] {
		if slices.Contains(manifest.Extensions, path.Ext(word)) && !strings.HasPrefix(word, "-") {
			in = word
			break
		}
	}
	file, ok := m.Inside(in)
	if !ok || in == "" || !p.Tree.Has(file) {
		return "", false
	}
	out := path.Join(cmp.Or(scripts.FlagValue(pr.Argv, "-o", "--out"), "dist"), "index.js")
	if pr.Word() == "bun" {
		out = cmp.Or(scripts.FlagValue(pr.Argv, "--outfile"), path.Join(scripts.FlagValue(pr.Argv, "--outdir"), path.Base(code.Stem(in))+".js"))
	}
	return file, path.Clean(out) == path.Clean(rel)
}

// webpacked finds what webpack bundles a started file from: the entry of a configuration whose output has the file's name
// (https://webpack.js.org/concepts/#entry, https://webpack.js.org/configuration/output/#outputfilename).
func webpacked(p *code.Base, pr scripts.Process, rel string) (string, bool) {
	if pr.Word() != "webpack" && pr.Word() != "webpack-cli" && pr.Word() != "rspack" {
		return "", false
	}
	file, ok := p.File(path.Join(pr.Dir, cmp.Or(scripts.FlagValue(pr.Argv, "--config", "-c"), "webpack.config.js")))
	if !ok {
		return "", false
	}
	module := p.Load(file)
	if module == nil {
		return "", false
	}
	source := ""
	program := p.Program(nil)
	javascript.Walk(module.Root, func(n *javascript.Node) bool {
		if source != "" || n.Kind != javascript.Object || n.Prop("entry") == nil {
			return source == ""
		}
		output := program.Eval(module, n.Prop("output"))
		if output.Kind != javascript.Structure {
			return true
		}
		filename := program.Eval(output.Module, output.Node.Prop("filename")).Text
		take := func(name string, entry *javascript.Node) {
			text := program.Eval(module, entry).Text
			if path.Base(strings.ReplaceAll(cmp.Or(filename, "[name].js"), "[name]", name)) != path.Base(rel) {
				return
			}
			if found, ok := p.File(path.Join(path.Dir(file), text)); ok && text != "" {
				source = found
			}
		}
		switch entry := program.Eval(module, n.Prop("entry")); entry.Kind {
		case javascript.Constant:
			take("main", n.Prop("entry"))
		case javascript.List:
			for _, k := range entry.Node.Kids {
				take("main", k)
			}
		case javascript.Structure:
			for _, k := range entry.Node.Kids {
				if k != nil && k.Kind == javascript.Property {
					take(k.Text, k.Kid(0))
				}
			}
		}
		return source == ""
	})
	return source, source != ""
}

// namedIn is the only source file that listens among those that the program of a build script names: input: path.resolve(root, "server/start.ts")
// of rollup, rolldown and their kin.
func namedIn(p *code.Base, m *manifest.Manifest) (string, bool) {
	script := scripts.BuildScript(m)
	if script == "" {
		return "", false
	}
	var found []string
	for _, pr := range scripts.Follow(p.Project, m, script) {
		program, ok := p.File(path.Join(pr.Dir, pr.Target()))
		if _, runs := scripts.Runtimes[pr.Word()]; !runs || !ok || pr.Target() == "" {
			continue
		}
		module := p.Load(program)
		if module == nil {
			continue
		}
		for word := range module.Words() {
			file, inside := m.Inside(word)
			if !inside || !slices.Contains(manifest.Extensions, path.Ext(word)) || !p.Tree.Has(file) || slices.Contains(found, file) {
				continue
			}
			if len(listen.Find(p, p.Reach(file), m)) > 0 {
				found = append(found, file)
			}
		}
	}
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}
