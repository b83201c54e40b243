package launch

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// outAngular reads angular.json. The application builder (the default since Angular 17) writes below browser/;
// without an outputPath the folder is dist/<project> (https://angular.dev/reference/configs/workspace-config).
func outAngular(p *code.Base, m *manifest.Manifest, pr scripts.Process, s *Site) {
	file := m.Join("angular.json")
	data, err := p.Tree.Read(file)
	if err != nil {
		return
	}
	v, err := manifest.Parse(data)
	if err != nil {
		return
	}
	projects := v.Get("projects")
	name := v.Get("defaultProject").Str()
	if rest := pr.Argv[min(2, len(pr.Argv)):]; len(rest) > 0 && projects.Get(rest[0]) != nil {
		name = rest[0]
	}
	for _, key := range projects.Names() {
		if name == "" && projects.Get(key, "projectType").Str() != "library" {
			name = key
		}
	}
	if name == "" || projects.Get(name, "projectType").Str() == "library" { // ng-packagr makes a package for npm, no site
		return
	}
	targets := projects.Get(name, "architect")
	if targets == nil {
		targets = projects.Get(name, "targets")
	}
	build := targets.Get("build")
	output := build.Get("options", "outputPath")
	s.Evidence = facts.Evidence{File: file, Line: build.At(), Rule: "architect.build"}
	s.Out = cmp.Or(output.Str(), output.Get("base").Str())
	if s.Out == "" {
		s.Out = path.Join("dist", name)
	}
	if output != nil {
		s.Evidence = facts.Evidence{File: file, Line: output.At(), Rule: "outputPath"}
	}
	if flag := scripts.FlagValue(pr.Argv, "--output-path"); flag != "" {
		s.Out = flag
	}
	builder := build.Get("builder").Str()
	if browser := output.Get("browser"); browser != nil && browser.Str() == "" {
		return
	}
	if strings.HasSuffix(builder, ":application") {
		s.Out = path.Join(s.Out, cmp.Or(output.Get("browser").Str(), "browser"))
	}
}

// NextOutput reads output of next.config: standalone, export or "". A variable is looked up in the build script first.
func NextOutput(p *code.Base, m *manifest.Manifest, pr scripts.Process) (string, facts.Evidence) {
	file, ok := p.ConfigOf(m, "next.config")
	if !ok {
		return "", facts.Evidence{}
	}
	module := p.Load(file)
	if module == nil {
		return "", facts.Evidence{}
	}
	program := p.Program(nil)
	mode, e := "", facts.Evidence{}
	javascript.Walk(module.Root, func(n *javascript.Node) bool {
		if mode != "" || n.Kind != javascript.Property && n.Kind != javascript.Assign {
			return mode == ""
		}
		value := n.Kid(0)
		if n.Kind == javascript.Assign {
			if n.Kid(0).Kind != javascript.Member || n.Kid(0).Text != "output" {
				return true
			}
			value = n.Kid(1)
		} else if n.Text != "output" {
			return true
		}
		v := program.Eval(module, value)
		text := v.Text
		for _, a := range pr.Env {
			if a.Name == v.Variable && v.Variable != "" {
				text = a.Value
			}
		}
		if text == "standalone" || text == "export" {
			mode, e = text, v.Evidence("output")
			e.File, e.Line = file, n.Line()
		}
		return true
	})
	return mode, e
}

// SvelteAdapter names the adapter that svelte.config uses: node, static, auto …
func SvelteAdapter(p *code.Base, m *manifest.Manifest) (string, facts.Evidence) {
	file, ok := p.ConfigOf(m, "svelte.config", "vite.config")
	if !ok {
		return "", facts.Evidence{}
	}
	module := p.Load(file)
	if module == nil {
		return "", facts.Evidence{}
	}
	adapter, e := "", facts.Evidence{}
	for _, i := range module.Imports {
		name, ok := strings.CutPrefix(i.Spec, "@sveltejs/adapter-")
		if !ok {
			name, ok = strings.CutPrefix(i.Spec, "svelte-adapter-")
		}
		if ok && (adapter == "" || name == "node") {
			adapter, e = name, facts.Evidence{File: file, Line: i.Line, Rule: i.Spec}
		}
	}
	return adapter, e
}

// AstroServes says whether Astro builds a server that Node can run: output is not static, or an adapter is set.
func AstroServes(p *code.Base, m *manifest.Manifest) (bool, facts.Evidence) {
	file, ok := p.ConfigOf(m, "astro.config")
	if !ok {
		return false, facts.Evidence{}
	}
	module := p.Load(file)
	if module == nil {
		return false, facts.Evidence{}
	}
	line := 0
	for _, i := range module.Imports {
		if i.Spec == "@astrojs/node" {
			line = i.Line
		}
	}
	v := p.Program(nil).Lookup(module, []string{"output"})
	return line > 0 && (v.Kind != javascript.Constant || v.Text != "static"), facts.Evidence{File: file, Line: line, Rule: "@astrojs/node"}
}

// NuxtStatic says whether Nuxt's build is a site: the generate command, or ssr: false with a static preset.
func NuxtStatic(p *code.Base, m *manifest.Manifest) bool {
	script := scripts.BuildScript(m)
	return script != "" && slices.ContainsFunc(scripts.Follow(p.Project, m, script), func(pr scripts.Process) bool {
		return (pr.Word() == "nuxt" || pr.Word() == "nuxi") && pr.Operand() == "generate"
	})
}
