package recipe

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/launch"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// codeFolders hold what a compiled program may open at run time, by the names that the ecosystem uses.
var codeFolders = []string{"public", "static", "assets", "views", "templates", "emails", "locales", "i18n", "lang", "config", "conf", "prisma", "migrations", "proto", "protos", "resources", "db", "drizzle", "data"}

// readBy lists the names in the unit's own folder that its program reads when it runs: of the files that it imports, and of the paths in its
// code. Of import './test/sample.js' and readFileSync('docs/a.yaml') these are test and docs. A name counts where the folder has it.
func readBy(p *code.Base, u *launch.Unit) []string {
	m := u.M
	var out []string
	add := func(rel string) {
		first, _, _ := strings.Cut(rel, "/")
		if full := m.Join(first); first != "" && (p.Tree.Has(full) || p.Tree.HasDir(full)) {
			out = append(out, first)
		}
	}
	for _, module := range u.Modules {
		if rel, ok := manifest.Relative(m.Dir, module.File); ok {
			add(rel)
		}
		for _, word := range paths(module) {
			for strings.HasPrefix(word, "../") { // as seen from the folder of the module
				word = word[len("../"):]
			}
			add(word)
		}
	}
	for _, name := range manifest.Sorted(out) {
		for _, word := range namedIn(p, m.Join(name)) {
			add(word)
		}
	}
	return manifest.Sorted(out)
}

// settingsEndings are those of files that hold settings for a program. In one of JavaScript that the program opens, and does not import, is JSON.
var settingsEndings = []string{".json", ".yaml", ".yml", ".toml", ".js"}

// quoted is a text in quotes that names a file.
var quoted = regexp.MustCompile(`["'](?:\./)?([\w@][\w@./-]{0,150}\.\w{1,8})["']`)

// namedIn lists what a file of settings names that the program opens: "about": "./about.md".
func namedIn(p *code.Base, file string) []string {
	const most = 64 << 10
	if !slices.Contains(settingsEndings, path.Ext(file)) || path.Base(file) == "package.json" || strings.HasPrefix(path.Base(file), "package-lock") || strings.HasPrefix(path.Base(file), "tsconfig") {
		return nil
	}
	data, err := p.Tree.Read(file)
	if err != nil || len(data) > most {
		return nil
	}
	var out []string
	for _, found := range quoted.FindAllSubmatch(data, 100) {
		out = append(out, string(found[1]))
	}
	return out
}

// pathCalls take paths, word by word: path.join(__dirname, 'docs', 'a.yaml').
var pathCalls = []string{"join", "resolve", "static", "readFileSync", "readFile", "readdir", "readdirSync", "createReadStream", "sendFile", "loadEnvFile"}

// paths lists the words of a module that name files: those with a folder or an extension, and the single words of calls that take paths.
// A route ('/docs') is none, unless the folder of the module stands before it.
func paths(module *javascript.Module) []string {
	var out []string
	take := func(n *javascript.Node, single bool) {
		if n == nil || n.Kind != javascript.String || n.Text == "" || len(n.Text) > 200 {
			return
		}
		word := path.Clean(n.Text)
		if rooted := strings.TrimPrefix(word, "/"); single {
			out = append(out, rooted)
		} else if !path.IsAbs(word) && (strings.Contains(word, "/") || path.Ext(word) != "") {
			out = append(out, word)
		}
	}
	javascript.Walk(module.Root, func(n *javascript.Node) bool {
		switch n.Kind {
		case javascript.String:
			take(n, false)
		case javascript.Call:
			if slices.Contains(pathCalls, n.Method()) {
				for _, a := range n.Args() {
					take(a, true)
				}
			}
		case javascript.Binary, javascript.Template:
			if slices.ContainsFunc(n.Kids, func(k *javascript.Node) bool { return k != nil && k.Kind == javascript.Name && k.Text == "__dirname" }) {
				for _, k := range n.Kids {
					take(k, true)
				}
			}
		}
		return true
	})
	return out
}

// opened lists what lies beside the compiled program and is named in it, or known by its name.
func (f final) opened(outDir string) []string {
	m := f.u.M
	named := map[string]bool{}
	for _, module := range f.u.Modules {
		for word := range module.Words() {
			word = strings.TrimLeft(strings.TrimPrefix(word, "/"), "./")
			first, _, _ := strings.Cut(word, "/")
			if first != "" {
				named[first] = true
			}
		}
	}
	for _, name := range f.read() {
		named[name] = true
	}
	var out []string
	seen := map[string]bool{}
	for _, file := range f.p.Tree.Under(m.Dir) {
		rel, _ := manifest.Relative(m.Dir, file)
		first, _, nested := strings.Cut(rel, "/")
		if seen[first] || first == outDir || first == "src" || strings.HasPrefix(first, ".") || aside.Folder(first, aside.Example|aside.Sample|aside.Test) != "" || f.p.ByDir[m.Join(first)] != nil {
			continue
		}
		seen[first] = true
		known := nested && slices.Contains(codeFolders, first)
		if known || named[first] && (nested || !sourceName(first)) {
			out = append(out, first)
		}
	}
	return manifest.Sorted(out)
}

// sourceName says whether a file beside the program is one of its build, not of its run.
func sourceName(name string) bool {
	return slices.Contains(manifest.Extensions, path.Ext(name)) || strings.HasPrefix(name, "tsconfig") || strings.HasPrefix(name, "package") || strings.HasSuffix(name, ".md") || strings.Contains(name, "lock")
}
