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

// adapterOption reads an option of the call of an adapter, whose import is the module's only one of that package: adapter({out: "server"}).
func adapterOption(p *code.Base, m *manifest.Manifest, name string) string {
	file, ok := p.ConfigOf(m, "svelte.config", "vite.config")
	if !ok {
		return ""
	}
	module := p.Load(file)
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
func outSvelteKit(p *code.Base, m *manifest.Manifest, _ scripts.Process, s *Site) {
	adapter, e := SvelteAdapter(p, m)
	if adapter != "static" || !m.Uses("@sveltejs/kit") {
		return
	}
	s.Out, s.Evidence = cmp.Or(adapterOption(p, m, "pages"), "build"), e
	if s.Fallback = adapterOption(p, m, "fallback"); s.Fallback != "" {
		s.History = true
	}
	if s.Fallback == "index.html" {
		s.Fallback = ""
	}
}

// svelteStart is the server that adapter-node writes to its folder out (https://svelte.dev/docs/kit/adapter-node).
func svelteStart(p *code.Base, m *manifest.Manifest) string {
	return path.Join(cmp.Or(adapterOption(p, m, "out"), "build"), "index.js")
}

// outReactRouter is the site of React Router in its mode without a server (https://reactrouter.com/how-to/spa).
func outReactRouter(p *code.Base, m *manifest.Manifest, _ scripts.Process, s *Site) {
	v, ok := configured(p, m, []string{"react-router.config"}, "ssr")
	if !ok || v.Text != "false" {
		return
	}
	s.Out, s.Evidence = "build/client", v.Evidence("ssr")
	if dir, ok := configured(p, m, []string{"react-router.config"}, "buildDirectory"); ok {
		s.Out = path.Join(dir.Text, "client")
	}
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
	file, ok := p.ConfigOf(m, "astro.config")
	if !ok {
		return "", facts.Evidence{}
	}
	module := p.Load(file)
	if module == nil || p.Program(nil).Lookup(module, []string{"output"}).Text != "server" {
		return "", facts.Evidence{}
	}
	for _, i := range module.Imports {
		if name, ok := strings.CutPrefix(i.Spec, "@astrojs/"); ok && slices.Contains(platforms, strings.SplitN(name, "/", 2)[0]) {
			return i.Spec, facts.Evidence{File: file, Line: i.Line, Rule: i.Spec}
		}
	}
	return "", facts.Evidence{}
}
