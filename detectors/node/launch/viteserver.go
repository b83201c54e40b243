package launch

import (
	"cmp"
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// viteServer is what "vite build" writes of a source file in a configuration for servers: outDir, and the name of the input, of
// rollupOptions.input or of build.ssr itself, by entryFileNames (https://vite.dev/config/build-options.html#build-ssr).
func viteServer(p *code.Base, pr scripts.Process, m *manifest.Manifest, rel string) (string, bool) {
	file, ok := p.ConfigOf(m, "vite.config")
	if cmp.Or(pr.Operand(), "build") != "build" || !ok {
		return "", false
	}
	if config := scripts.FlagValue(pr.Argv, "-c", "--config"); config != "" {
		file = m.Join(config)
	}
	module := p.Load(file)
	if module == nil {
		return "", false
	}
	program := p.Program(nil)
	ssr := program.Lookup(module, []string{"build", "ssr"})
	entry := cmp.Or(scripts.FlagValue(pr.Argv, "--ssr"), ssr.Text)
	if entry == "" || entry == "false" {
		return "", false
	}
	name := ""
	if code.Stem(entry) == code.Stem(rel) {
		name = path.Base(code.Stem(rel))
	}
	for _, options := range []string{"rollupOptions", "rolldownOptions"} {
		input := program.Lookup(module, []string{"build", options, "input"})
		if input.Kind != javascript.Structure {
			continue
		}
		for _, k := range input.Node.Kids {
			if k != nil && k.Kind == javascript.Property && code.Stem(lastText(program, input.Module, k.Kid(0))) == code.Stem(rel) {
				name = k.Text
			}
		}
	}
	if name == "" {
		return "", false
	}
	names := "[name].mjs"
	if m.Root.Get("type").Str() == "module" {
		names = "[name].js"
	}
	for _, options := range []string{"rollupOptions", "rolldownOptions"} {
		names = cmp.Or(program.Lookup(module, []string{"build", options, "output", "entryFileNames"}).Text, names)
	}
	out := cmp.Or(scripts.FlagValue(pr.Argv, "--outDir"), program.Lookup(module, []string{"build", "outDir"}).Text, "dist")
	return path.Join(out, strings.ReplaceAll(names, "[name]", name)), true
}

// lastText is the path that an expression names: a text, or what resolve(__dirname, "src/main.ts") adds to the folder.
func lastText(program *javascript.Program, module *javascript.Module, n *javascript.Node) string {
	if args := n.Args(); n != nil && n.Kind == javascript.Call && len(args) > 1 && (n.Method() == "resolve" || n.Method() == "join") {
		return program.Eval(module, args[len(args)-1]).Text
	}
	return program.Eval(module, n).Text
}
