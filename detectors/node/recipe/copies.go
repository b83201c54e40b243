package recipe

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// never are the names that no program reads; seldom those that one reads only where its code names them.
var (
	never  = []string{"node_modules", ".git", ".github", ".vscode", ".idea", ".husky"}
	seldom = []string{"test", "tests", "__tests__", "e2e", "cypress", "coverage", "docs", "*.md", ".env.*"}
)

// collect gathers the program without its dependencies, which are a layer of their own. The names in the line are constants of this file.
func (f final) collect() string {
	names := slices.Clone(never)
	for _, pattern := range seldom {
		if !slices.ContainsFunc(f.read(), func(name string) bool { ok, _ := path.Match(pattern, name); return ok }) {
			names = append(names, pattern)
		}
	}
	var b strings.Builder
	b.WriteString("mkdir -p /out && find . -mindepth 1 -maxdepth 1")
	for _, name := range append(names, ".npmrc") {
		if strings.Contains(name, "*") {
			name = "'" + name + "'"
		}
		b.WriteString(" ! -name " + name)
	}
	return b.String() + " -exec cp -R '{}' /out/ ';'"
}

// copyCollected copies what a workspace builds into a folder of its root (dist/apps/api), with the root's packages.
func (f final) copyCollected(r *facts.Run) {
	file := f.inUnit(f.u.Launch.File)
	r.Copies = []facts.Copy{
		{Stage: "build", From: f.root.Join("node_modules"), To: "node_modules", Why: "dependencies"},
		{Stage: "build", From: f.root.File, To: "package.json"},
		{Stage: "build", From: path.Dir(file), To: path.Dir(file), Why: "the compiled program"},
	}
	r.Command = []string{"node", file}
}

// selfContained outputs bring their dependencies along: Nitro's .output.
func (f final) selfContained() bool { return strings.HasPrefix(f.u.Launch.File, ".output/") }

// copyAlone copies a package that stands for itself: node_modules, then the compiled program or the sources.
func (f final) copyAlone(s *facts.Stage, r *facts.Run) {
	if f.flat {
		s.Shell = append(s.Shell, f.collect()) // .pnp.cjs, .yarn/cache and .yarn/unplugged are the dependencies
		r.Copies = []facts.Copy{{Stage: "build", From: "/out/", To: "."}}
		return
	}
	if f.hasDependencies() {
		r.Copies = append(r.Copies, facts.Copy{Stage: "build", From: f.inUnit("node_modules"), To: "node_modules", Why: "dependencies"})
	}
	out := f.outFolder()
	if out == "" {
		s.Shell = append(s.Shell, f.collect())
		r.Copies = append(r.Copies, facts.Copy{Stage: "build", From: "/out/", To: ".", Why: "the program"})
		return
	}
	for _, name := range f.opened(out) {
		r.Copies = append(r.Copies, facts.Copy{Stage: "build", From: f.inUnit(name), To: name, Why: "opened at run time"})
	}
	f.copyPackage(r)
	f.copyNext(s, r, func(rel string) string { return rel })
	r.Copies = append(r.Copies, facts.Copy{Stage: "build", From: f.inUnit(out), To: out, Why: "the compiled program"})
}

func (f final) copyPackage(r *facts.Run) {
	r.Copies = append(r.Copies, facts.Copy{Stage: "build", From: f.u.M.File, To: path.Base(f.u.M.File)})
}

// outFolder is the folder of the compiled program, "" when the sources themselves run.
func (f final) outFolder() string {
	l := f.u.Launch
	if l.Class == scripts.RunsTool {
		switch f.u.Known.Name {
		case "next":
			return ".next"
		case "remix", "react-router":
			return "build"
		}
		return ""
	}
	if l.Source == l.M.Join(l.File) || !strings.Contains(l.File, "/") {
		return ""
	}
	out, _, _ := strings.Cut(l.File, "/")
	if f.p.Tree.HasDir(f.inUnit(out)) {
		return "" // it holds sources too
	}
	return out
}

func (f final) hasDependencies() bool {
	m := f.u.M.Root
	return len(m.Get("dependencies").Names())+len(m.Get("optionalDependencies").Names()) > 0 || !f.build.prunes() && len(m.Get("devDependencies").Names()) > 0
}

// copyWorkspace keeps the paths of the repository, since node_modules of a workspace links to its packages.
func (f final) copyWorkspace(s *facts.Stage, r *facts.Run) {
	inImage := func(rel string) string { return path.Join(appRoot, rel) }
	add := func(from, why string) {
		r.Copies = append(r.Copies, facts.Copy{Stage: "build", From: from, To: inImage(from), Why: why})
	}
	r.Workdir = path.Join(appRoot, f.u.M.Dir)
	if f.flat {
		for _, base := range []string{".pnp.cjs", ".yarn"} {
			add(f.root.Join(base), "dependencies")
		}
	} else {
		add(f.root.Join("node_modules"), "dependencies")
	}
	add(f.root.File, "")
	if f.entangled() {
		r.Copies = nil
		add(f.root.Dir, "more packages of the workspace than are told one by one")
		return
	}
	for _, dep := range local(f.p, f.u.M) {
		add(dep.Dir, "package of the workspace")
	}
	out := f.outFolder()
	if out == "" {
		add(f.u.M.Dir, "the program")
		return
	}
	if !f.flat {
		modules, _ := manifest.Relative(f.root.Dir, f.inUnit("node_modules"))
		s.Unpack = append(s.Unpack, []string{"mkdir", "-p", modules}) // npm and yarn may put all into the root's
		add(f.inUnit("node_modules"), "")
	}
	for _, name := range f.opened(out) {
		add(f.inUnit(name), "opened at run time")
	}
	add(f.u.M.File, "")
	f.copyNext(s, r, func(rel string) string { return inImage(f.inUnit(rel)) })
	add(f.inUnit(out), "the compiled program")
}
