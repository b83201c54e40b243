package node

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
)

// outAngular reads angular.json. The application builder (the default since Angular 17) writes below browser/;
// without an outputPath the folder is dist/<project> (https://angular.dev/reference/configs/workspace-config).
func outAngular(p *codebase, m *manifest, pr process, s *site) {
	file := m.join("angular.json")
	data, err := p.tree.Read(file)
	if err != nil {
		return
	}
	v, err := parseJSON(data)
	if err != nil {
		return
	}
	projects := v.get("projects")
	name := v.get("defaultProject").str()
	if rest := pr.argv[min(2, len(pr.argv)):]; len(rest) > 0 && projects.get(rest[0]) != nil {
		name = rest[0]
	}
	for _, key := range projects.names() {
		if name == "" && projects.get(key, "projectType").str() != "library" {
			name = key
		}
	}
	if name == "" || projects.get(name, "projectType").str() == "library" { // ng-packagr makes a package for npm, no site
		return
	}
	targets := projects.get(name, "architect")
	if targets == nil {
		targets = projects.get(name, "targets")
	}
	build := targets.get("build")
	output := build.get("options", "outputPath")
	s.evidence = facts.Evidence{File: file, Line: build.at(), Rule: "architect.build"}
	s.out = cmp.Or(output.str(), output.get("base").str())
	if s.out == "" {
		s.out = path.Join("dist", name)
	}
	if output != nil {
		s.evidence = facts.Evidence{File: file, Line: output.at(), Rule: "outputPath"}
	}
	if flag := flagValue(pr.argv, "--output-path"); flag != "" {
		s.out = flag
	}
	builder := build.get("builder").str()
	if browser := output.get("browser"); browser != nil && browser.str() == "" {
		return
	}
	if strings.HasSuffix(builder, ":application") {
		s.out = path.Join(s.out, cmp.Or(output.get("browser").str(), "browser"))
	}
}

// nextOutput reads output of next.config: standalone, export or "". A variable is looked up in the build script first.
func nextOutput(p *codebase, m *manifest, pr process) (string, facts.Evidence) {
	file, ok := p.configOf(m, "next.config")
	if !ok {
		return "", facts.Evidence{}
	}
	module := p.load(file)
	if module == nil {
		return "", facts.Evidence{}
	}
	program := p.program(nil)
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
		for _, a := range pr.env {
			if a.name == v.Variable && v.Variable != "" {
				text = a.value
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

// svelteAdapter names the adapter that svelte.config uses: node, static, auto …
func svelteAdapter(p *codebase, m *manifest) (string, facts.Evidence) {
	file, ok := p.configOf(m, "svelte.config", "vite.config")
	if !ok {
		return "", facts.Evidence{}
	}
	module := p.load(file)
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

// astroServes says whether Astro builds a server that Node can run: output is not static, or an adapter is set.
func astroServes(p *codebase, m *manifest) (bool, facts.Evidence) {
	file, ok := p.configOf(m, "astro.config")
	if !ok {
		return false, facts.Evidence{}
	}
	module := p.load(file)
	if module == nil {
		return false, facts.Evidence{}
	}
	line := 0
	for _, i := range module.Imports {
		if i.Spec == "@astrojs/node" {
			line = i.Line
		}
	}
	v := p.program(nil).Lookup(module, []string{"output"})
	return line > 0 && (v.Kind != javascript.Constant || v.Text != "static"), facts.Evidence{File: file, Line: line, Rule: "@astrojs/node"}
}

// nuxtStatic says whether Nuxt's build is a site: the generate command, or ssr: false with a static preset.
func nuxtStatic(p *codebase, m *manifest) bool {
	script := buildScript(p.project, m)
	return script != "" && slices.ContainsFunc(follow(p.project, m, script), func(pr process) bool {
		return (pr.word() == "nuxt" || pr.word() == "nuxi") && pr.operand() == "generate"
	})
}
