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

// SvelteAdapter names the adapter that svelte.config uses: node, static, auto …
func SvelteAdapter(p *code.Base, m *manifest.Manifest) (string, facts.Evidence) {
	module := configuration(p, m, "svelte.config", "vite.config")
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
			adapter, e = name, facts.Evidence{File: module.File, Line: i.Line, Rule: i.Spec}
		}
	}
	return adapter, e
}

// adapterOption reads an option of the call of an adapter, whose import is the module's only one of that package: adapter({out: "server"}).
func adapterOption(p *code.Base, m *manifest.Manifest, name string) string {
	module := configuration(p, m, "svelte.config", "vite.config")
	if module == nil {
		return ""
	}
	program := p.Program(nil)
	text := ""
	javascript.Walk(module.Root, func(n *javascript.Node) bool {
		if n.Kind == javascript.Property && n.Text == "adapter" && n.Kid(0) != nil && n.Kid(0).Kind == javascript.Call && len(n.Kid(0).Args()) > 0 {
			text = program.Eval(module, n.Kid(0).Args()[0].Prop(name)).Text
		}
		return text == ""
	})
	return text
}

// outSvelteKit is the site of adapter-static: pages is the folder, fallback the page for unknown paths (https://svelte.dev/docs/kit/adapter-static).
func outSvelteKit(p *code.Base, m *manifest.Manifest, _ scripts.Process, s *Site) bool {
	adapter, e := SvelteAdapter(p, m)
	if adapter != "static" || !m.Uses("@sveltejs/kit") {
		return false
	}
	s.Out, s.Evidence = cmp.Or(adapterOption(p, m, "pages"), "build"), e
	if s.Fallback = adapterOption(p, m, "fallback"); s.Fallback != "" {
		s.History = true
	}
	if s.Fallback == "index.html" {
		s.Fallback = ""
	}
	return true
}

// svelteStart is the server that adapter-node writes to its folder out (https://svelte.dev/docs/kit/adapter-node).
func svelteStart(p *code.Base, m *manifest.Manifest) string {
	return path.Join(cmp.Or(adapterOption(p, m, "out"), "build"), "index.js")
}

// outReactRouter is the site of React Router and Remix in their mode without a server (https://reactrouter.com/how-to/spa,
// https://v2.remix.run/docs/guides/spa-mode): ssr: false in a file of its own, or in the options of the plug-in of Vite.
func outReactRouter(p *code.Base, m *manifest.Manifest, _ scripts.Process, s *Site) bool {
	option := func(key string) (javascript.Value, bool) {
		return configured(p, m, []string{"react-router.config"}, key)
	}
	if _, ok := p.ConfigOf(m, "react-router.config"); !ok {
		plugin := pluginOptions(p, m, "@remix-run/dev")
		option = func(key string) (javascript.Value, bool) {
			v := plugin(key)
			return v, v.Kind == javascript.Constant
		}
	}
	v, ok := option("ssr")
	if !ok || v.Text != "false" {
		return false
	}
	s.Out, s.Evidence = "build/client", v.Evidence("ssr")
	if dir, ok := option("buildDirectory"); ok {
		s.Out = path.Join(dir.Text, "client")
	}
	return true
}

// pluginOptions reads options of the call of a plug-in in vite.config, which is the one with the setting ssr, by the package that it is
// imported from.
func pluginOptions(p *code.Base, m *manifest.Manifest, spec string) func(key string) javascript.Value {
	none := func(string) javascript.Value { return javascript.Value{} }
	module := configuration(p, m, "vite.config")
	if module == nil || !slices.ContainsFunc(module.Imports, func(i javascript.Import) bool { return i.Spec == spec }) {
		return none
	}
	var options *javascript.Node
	javascript.Walk(module.Root, func(n *javascript.Node) bool {
		if n.Kind == javascript.Call && len(n.Args()) > 0 && n.Args()[0].Prop("ssr") != nil {
			options = n.Args()[0]
		}
		return options == nil
	})
	if options == nil {
		return none
	}
	program := p.Program(nil)
	return func(key string) javascript.Value { return program.Eval(module, options.Prop(key)) }
}

// nitroFiles are where the preset of Nitro is set, by the framework that builds with it (https://nitro.build/deploy, "Changing the
// deployment preset"; https://docs.solidjs.com/solid-start/reference/config/define-config).
var nitroFiles = map[string]struct {
	config []string
	keys   []string
}{
	"nuxt":        {[]string{"nuxt.config"}, []string{"nitro", "preset"}},
	"solid-start": {[]string{"app.config"}, []string{"server", "preset"}},
}

// nitroPreset is what Nitro builds for, "" where nothing says it: a server for Node.
func nitroPreset(p *code.Base, m *manifest.Manifest, framework string) (string, facts.Evidence) {
	f, ok := nitroFiles[framework]
	if !ok {
		return "", facts.Evidence{}
	}
	if v, ok := configured(p, m, f.config, f.keys...); ok {
		return strings.ReplaceAll(v.Text, "_", "-"), v.Evidence(strings.Join(f.keys, "."))
	}
	script := scripts.BuildScript(m)
	for _, pr := range scripts.Follow(p.Project, m, script) {
		for _, e := range pr.Env {
			if e.Name == "NITRO_PRESET" || e.Name == "SERVER_PRESET" {
				return strings.ReplaceAll(e.Value, "_", "-"), facts.Evidence{File: m.File, Line: m.Line("scripts", script), Rule: e.Name}
			}
		}
	}
	return "", facts.Evidence{}
}

// staticPresets of Nitro write files only (https://nitro.build/deploy/providers).
var staticPresets = []string{"static", "github-pages", "gitlab-pages", "netlify-static", "vercel-static", "cloudflare-pages-static", "zeabur-static", "genezio-static"}

// nodePresets of Nitro write a server that Node or Bun starts.
var nodePresets = []string{"", "node", "node-server", "node-cluster", "bun"}

// PresetStatic says whether the package's own settings make Nitro write files only.
func PresetStatic(p *code.Base, m *manifest.Manifest) bool {
	_, f := FrameworkOf(m)
	return staticPreset(p, m, scripts.Process{}, &Site{Framework: f.Value})
}

// staticPreset is the site that Nitro writes where its preset is one of files.
func staticPreset(p *code.Base, m *manifest.Manifest, _ scripts.Process, s *Site) bool {
	preset, at := nitroPreset(p, m, s.Framework)
	if !slices.Contains(staticPresets, preset) {
		return false
	}
	s.Evidence = at
	return true
}

// platforms are the adapters whose output only one platform runs: they write no server that Node can start
// (https://svelte.dev/docs/kit/adapters, https://docs.astro.build/en/guides/on-demand-rendering/).
var platforms = []string{"vercel", "netlify", "cloudflare", "cloudflare-workers", "cloudflare-pages"}

// noServer says why a framework's build writes no server for Node, "" when it does: its adapter is for another platform, or a part that
// makes the server is missing.
func noServer(p *code.Base, m *manifest.Manifest, f Framework) (string, facts.Evidence) {
	switch f.Name {
	case "sveltekit":
		if adapter, e := SvelteAdapter(p, m); slices.Contains(platforms, adapter) {
			return "@sveltejs/adapter-" + adapter + " writes nothing that Node can start: the build needs @sveltejs/adapter-node", e
		}
	case "nuxt", "solid-start":
		if preset, e := nitroPreset(p, m, f.Name); !slices.Contains(nodePresets, preset) {
			return "the preset " + preset + " of Nitro writes nothing that Node can start: the build needs the preset node-server", e
		}
	case "tanstack-start":
		// https://tanstack.com/start/latest/docs/framework/react/guide/hosting: Nitro writes .output, the build alone dist/server/server.js, which listens on nothing
		file, ok := p.ConfigOf(m, "vite.config")
		if !ok || m.Uses("vinxi", "nitro", "nitropack", "nitro-nightly", "@tanstack/nitro-v2-vite-plugin", "srvx") {
			return "", facts.Evidence{}
		}
		return "TanStack Start without Nitro writes dist/server/server.js, which listens on nothing: the build needs the plugin of Nitro, or a server such as srvx to start it", facts.Evidence{File: file, Rule: "vite.config"}
	}
	return "", facts.Evidence{}
}

// AstroElsewhere names the adapter of another platform that renders on request, "" when there is none.
func AstroElsewhere(p *code.Base, m *manifest.Manifest) (adapter string, at facts.Evidence) {
	module := configuration(p, m, "astro.config")
	if module == nil || p.Program(nil).Lookup(module, []string{"output"}).Text != "server" {
		return "", facts.Evidence{}
	}
	for _, i := range module.Imports {
		if name, ok := strings.CutPrefix(i.Spec, "@astrojs/"); ok && slices.Contains(platforms, strings.SplitN(name, "/", 2)[0]) {
			return i.Spec, facts.Evidence{File: module.File, Line: i.Line, Rule: i.Spec}
		}
	}
	return "", facts.Evidence{}
}
