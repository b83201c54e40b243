package launch

import (
	"slices"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// configuration is the package's configuration file of one of these names, without their extension; nil where there is none that can be read.
func configuration(p *code.Base, m *manifest.Manifest, stems ...string) *javascript.Module {
	file, ok := p.ConfigOf(m, stems...)
	if !ok {
		return nil
	}
	return p.Load(file)
}

// NextOutput reads output of next.config: standalone, export or "". A variable is looked up in the build script first.
func NextOutput(p *code.Base, m *manifest.Manifest, pr scripts.Process) (string, facts.Evidence) {
	module := configuration(p, m, "next.config")
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
			e.File, e.Line = module.File, n.Line()
		}
		return true
	})
	return mode, e
}

// AstroServes says whether Astro builds a server that Node can run: output is not static, or an adapter is set.
func AstroServes(p *code.Base, m *manifest.Manifest) (bool, facts.Evidence) {
	module := configuration(p, m, "astro.config")
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
	return line > 0 && (v.Kind != javascript.Constant || v.Text != "static"), facts.Evidence{File: module.File, Line: line, Rule: "@astrojs/node"}
}

// NuxtLayer says whether a package of Nuxt is only there for others to extend: its build prepares types and builds nothing
// (https://nuxt.com/docs/getting-started/layers, https://nuxt.com/docs/api/commands/prepare).
func NuxtLayer(p *code.Base, m *manifest.Manifest) bool {
	prepares := false
	for _, pr := range scripts.Follow(p.Project, m, scripts.BuildScript(m)) {
		if pr.Word() != "nuxt" && pr.Word() != "nuxi" {
			continue
		}
		if pr.Operand() != "prepare" {
			return false
		}
		prepares = true
	}
	return prepares
}

// NuxtStatic says whether Nuxt's build is a site: the generate command, or ssr: false with a static preset.
func NuxtStatic(p *code.Base, m *manifest.Manifest) bool {
	script := scripts.BuildScript(m)
	return script != "" && slices.ContainsFunc(scripts.Follow(p.Project, m, script), func(pr scripts.Process) bool {
		return (pr.Word() == "nuxt" || pr.Word() == "nuxi") && pr.Operand() == "generate"
	})
}
