package launch

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/listen"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// hooks are scripts that a package manager runs by itself, which may build the program
// (https://docs.npmjs.com/cli/using-npm/scripts#life-cycle-operation-order).
var hooks = []string{"prestart", "postinstall", "prepare", "install", "preinstall"}

// missing says whether a script starts a file that neither is in the repository nor can be made: nothing builds the package, and the file
// lies in a folder of sources or in none.
func missing(p *code.Base, l Launch) bool {
	word := path.Base(l.Argv[0])
	if l.Class != scripts.RunsFile || l.Source != "" || l.File == "" || word != "node" || p.Workspace(l.M) != l.M {
		return false
	}
	if slices.ContainsFunc(slices.Concat(hooks, scripts.BuildScripts), l.M.HasScript) {
		return false
	}
	first, _, nested := strings.Cut(l.File, "/")
	return !nested || p.Tree.HasDir(l.M.Join(first))
}

var (
	imageCommand = regexp.MustCompile(`(?m)^\s*(?:CMD|ENTRYPOINT|web:)\s+(.+)$`)
	commandWords = regexp.MustCompile(`[^\s"',\[\]]+`)
	developWords = regexp.MustCompile(`(?i)dev|debug|watch|local|test`)
)

// imageScript is the script that the image of the package starts, CMD ["npm", "run", "web"] of the Dockerfile beside the package, or web: of
// its Procfile, where no script of a usual name starts anything. Scripts of developers do not count.
func imageScript(p *code.Base, m *manifest.Manifest) (Launch, bool) {
	for _, base := range []string{"Dockerfile", "Procfile"} {
		data, err := p.Tree.Read(m.Join(base))
		if err != nil {
			continue
		}
		all := imageCommand.FindAllStringSubmatch(string(data), -1)
		if len(all) == 0 {
			continue
		}
		words := commandWords.FindAllString(all[len(all)-1][1], -1)
		if len(words) < 2 || !slices.Contains([]string{manifest.NPM, manifest.Yarn, manifest.PNPM, manifest.Bun}, words[0]) {
			continue
		}
		name := words[1]
		if name == "run" && len(words) > 2 {
			name = words[2]
		}
		if !m.HasScript(name) || developWords.MatchString(name) {
			continue
		}
		if l, ok := launchOf(p, m, name); ok && (l.Class == scripts.RunsTool || l.Class == scripts.RunsFile && l.Source != "") {
			l.Evidence = append(l.Evidence, facts.Evidence{File: m.Join(base), Rule: words[0] + " " + name})
			return l, true
		}
	}
	return Launch{}, false
}

// processFiles are the usual names of what PM2 starts (https://pm2.keymetrics.io/docs/usage/application-declaration/).
var processFiles = []string{"ecosystem.config.js", "ecosystem.config.cjs", "ecosystem.config.json", "ecosystem.json", "pm2.config.js", "pm2.json", "process.json"}

// processFile is the start that a file of PM2 beside a package names, where no script starts anything. Of several programs the first one
// is taken, which is a guess.
func processFile(p *code.Base, m *manifest.Manifest) (Launch, bool) {
	for _, name := range processFiles {
		file := m.Join(name)
		if !p.Tree.Has(file) {
			continue
		}
		all := pm2Scripts(p, file)
		if len(all) == 0 {
			continue
		}
		l := Launch{M: m, Class: scripts.RunsFile, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: file, Rule: name}}, Script: name}
		locate(p, &l, scripts.Process{M: m, Dir: m.Dir, Argv: []string{"node", all[0]}})
		if l.Source == "" {
			continue
		}
		l.Argv = []string{"node", l.File}
		if len(all) > 1 {
			l.Confidence = facts.Guess
			l.Warnings = append(l.Warnings, facts.Warning{File: file, Text: "starts several programs (" + strings.Join(all, ", ") + "), and a container holds one: " + all[0] + " is a guess; start: in waybill.yaml settles it"})
		}
		return l, true
	}
	return Launch{}, false
}

// pm2Scripts lists the scripts of a file of PM2.
func pm2Scripts(p *code.Base, file string) []string {
	module := p.Load(file)
	if module == nil {
		return nil
	}
	var out []string
	javascript.Walk(module.Root, func(n *javascript.Node) bool {
		if v := n.Prop("script"); n.Kind == javascript.Object && v != nil && v.Kind == javascript.String {
			out = append(out, v.Text)
		}
		return true
	})
	return out
}

// entryStems are the usual names of the file that a program begins with.
var entryStems = []string{"src/index", "src/main", "src/server", "src/app", "index", "main", "server", "app"}

// serverStems are those of the server that a site brings along: the build of the package compiles it beside the pages.
var serverStems = []string{"server", "server/index", "server/main", "server/server", "server/app", "src/server", "src/server/index", "src/server/main", "src/server/server", "backend/index", "backend/server", "src/backend/server", "src/backend/index"}

// builtEntry is what the build of a package writes of a program that listens, where no script starts it.
func builtEntry(p *code.Base, m *manifest.Manifest) (Launch, bool) {
	if len(m.Bins()) > 0 || m.Root.Get("publishConfig") != nil || m.Uses("electron") || scripts.BuildScript(m) == "" {
		return Launch{}, false
	}
	_, isSite := SiteOf(p, m)
	stems := entryStems
	if isSite {
		stems = serverStems
	}
	for _, stem := range stems {
		source, ok := p.File(m.Join(stem))
		if !ok || path.Ext(source) == ".json" {
			continue
		}
		out, ok := compiled(p, m, source)
		if !ok || len(listen.Find(p, p.Reach(source), m)) == 0 || isSite && p.NeedsDevelopment(m, source) != "" {
			continue
		}
		script := scripts.BuildScript(m)
		return Launch{
			M: m, Class: scripts.RunsFile, Argv: []string{"node", out}, File: out, Source: source, Confidence: facts.Likely, Script: script,
			Evidence: m.Evidence("scripts."+script+" writes a program that listens", "scripts", script),
			Warnings: []facts.Warning{{File: m.File, Text: "no script starts the package: " + out + ", which the build writes and which listens, is started; start: in waybill.yaml settles it"}},
		}, true
	}
	return Launch{}, false
}

// outputOf is what a program of esbuild that a build script runs makes of a source file: outfile, or the name of the source below outdir
// (https://esbuild.github.io/api/#outfile).
func outputOf(p *code.Base, pr scripts.Process, rel string) (string, bool) {
	program, ok := p.File(path.Join(pr.Dir, pr.Target()))
	if !ok || pr.Target() == "" {
		return "", false
	}
	out := ""
	for _, module := range p.Reach(program) {
		fold := p.Program(nil)
		javascript.Walk(module.Root, func(n *javascript.Node) bool {
			entries := n.Prop("entryPoints")
			if out != "" || n.Kind != javascript.Object || entries == nil || entries.Kind != javascript.Array {
				return out == ""
			}
			for _, e := range entries.Kids {
				if v := fold.Eval(module, e); code.Stem(v.Text) != code.Stem(rel) {
					continue
				}
				if file := fold.Eval(module, n.Prop("outfile")).Text; file != "" {
					out = path.Clean(file)
				} else if dir := fold.Eval(module, n.Prop("outdir")).Text; dir != "" {
					out = path.Join(dir, path.Base(code.Stem(rel))+cmp.Or(fold.Eval(module, n.Prop("outExtension").Prop(".js")).Text, ".js"))
				}
			}
			return out == ""
		})
	}
	return out, out != "" && !strings.HasPrefix(out, "..") && !path.IsAbs(out)
}
