package golang

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/facts"
)

// selectors are variables that programs choose their environment by, commonest first.
var selectors = []string{"APP_ENV", "ENVIRONMENT", "GO_ENV", "ENV", "APP_ENVIRONMENT", "APPLICATION_ENV", "RUN_MODE", "APP_MODE", "DEPLOY_ENV", "APP_PROFILE", "PROFILE", "STAGE"}

var selectorName = regexp.MustCompile(`^[A-Z][A-Z0-9]*_(?:ENV|ENVIRONMENT)$`)

// configure finds the environments of the repository that are this program's, and how it is told which one to use.
func (p *app) configure(u *facts.Unit) {
	sets := p.environmentSets()
	u.Environments = environments.Merge(sets)
	if u.Environments == nil {
		u.Environments = []facts.Environment{}
	}
	if len(sets) == 0 {
		return
	}
	if name, f, line := p.selector(); name != "" {
		u.Config = facts.Config{By: facts.ByVariable, Variable: name, Evidence: []facts.Evidence{{File: f, Line: line, Rule: "chooses the environment"}}}
		return
	}
	if c, ok := p.byArgument(sets); ok {
		u.Config = c
		return
	}
	if c, ok := p.byLink(sets); ok {
		u.Config = c
		return
	}
	for _, e := range embedsOf(p.files) {
		for _, s := range sets {
			if slices.ContainsFunc(s.Members, func(m environments.Member) bool { return slices.Contains(m.Files, e.pattern) }) {
				u.Config = facts.Config{By: facts.ByBuild, Evidence: []facts.Evidence{{File: e.file, Line: e.line, Rule: "go:embed"}}}
				p.r.warn(e.file, e.line, "compiles the configuration of its environments in: linking files when the container starts would change nothing")
				return
			}
		}
	}
}

// environmentSets are the sets of files below the module that stand nearest to this program and to no other unit.
func (p *app) environmentSets() []environments.Set {
	m := p.main.mod
	var files []string
	for _, f := range p.r.tree.Under(m.dir) {
		if ignoredByGo(path.Dir(f)) || asideBy(path.Dir(f)) != "" || p.foreign(path.Dir(f)) {
			continue
		}
		files = append(files, f)
	}
	var out []environments.Set
	for _, s := range environments.Find(files, m.dir) {
		dir := path.Dir(strings.SplitN(s.Pattern, "{", 2)[0] + "x")
		if p.nearest(dir) {
			out = append(out, s)
		}
	}
	return out
}

// foreign says whether a folder belongs to a build of another language.
func (p *app) foreign(dir string) bool {
	for d := dir; d != "." && d != p.main.mod.dir; d = path.Dir(d) {
		if p.r.tree.Has(path.Join(d, "package.json")) || p.r.tree.Has(path.Join(d, "pom.xml")) {
			return true
		}
	}
	return false
}

// nearest says whether no other program of the module shares more of its path with a folder.
func (p *app) nearest(dir string) bool {
	mine := shared(p.main.dir, dir)
	for _, other := range p.r.mains {
		if within(other, p.main.mod.dir) && shared(other, dir) > mine && asideBy(other) == "" {
			return false
		}
	}
	return true
}

// shared counts the leading elements that two paths have in common.
func shared(a, b string) int {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}

// selector finds the variable that the program reads to choose its environment.
func (p *app) selector() (name, file string, line int) {
	for _, f := range p.files {
		if !f.has("ENV") && !f.has("MODE") && !f.has("PROFILE") && !f.has("STAGE") {
			continue
		}
		n := 0
		best := len(selectors) + 1
		for text := range strings.Lines(string(f.src)) {
			n++
			if !strings.Contains(text, "env") && !strings.Contains(text, "Env") {
				continue
			}
			for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == '"' || r == '`' || r == ',' || r == '\'' }) {
				rank := slices.Index(selectors, word)
				if rank < 0 && selectorName.MatchString(word) {
					rank = len(selectors)
				}
				if rank >= 0 && rank < best {
					best, name, file, line = rank, word, f.path, n
				}
			}
		}
		if name != "" {
			return name, file, line
		}
	}
	return "", "", 0
}

// byArgument finds a flag that takes the name of the environment or the path of a file of the set.
func (p *app) byArgument(sets []environments.Set) (facts.Config, bool) {
	for _, f := range p.files {
		if !f.has("flag") && !f.has("Flag") {
			continue
		}
		x := p.index(f)
		if x == nil {
			continue
		}
		for _, fn := range x.order {
			for _, c := range x.calls[fn] {
				_, nameArg, defArg, ok := flagArgs(c.node)
				if !ok || !strings.HasPrefix(fn, "String") {
					continue
				}
				sc := scope{file: f, fn: c.around.fn}
				flag, def := first(p.foldShort(c.node.Args[nameArg], sc)), first(p.foldShort(c.node.Args[defArg], sc))
				if flag == "" || !isCommandWord(flag) {
					continue
				}
				ev := []facts.Evidence{p.r.place(c.node, "flag -"+flag)}
				dashes := "-"
				if strings.HasSuffix(fn, "P") || p.imports("github.com/spf13/pflag") != nil {
					dashes = "--"
				}
				if slices.Contains([]string{"env", "e", "environment", "mode", "profile", "stage"}, flag) {
					return facts.Config{By: facts.ByArgument, Argument: dashes + flag + "={env}", Evidence: ev}, true
				}
				if file, _ := p.config.locate(def); file != "" && slices.ContainsFunc(sets, func(s environments.Set) bool { return holdsFile(s, file) || s.Target == file }) {
					return facts.Config{By: facts.ByArgument, Argument: dashes + flag + "={file}", Evidence: ev}, true
				}
			}
		}
	}
	return facts.Config{}, false
}

func holdsFile(s environments.Set, file string) bool {
	return slices.ContainsFunc(s.Members, func(m environments.Member) bool { return slices.Contains(m.Files, file) })
}

// byLink links the files of an environment to the one path that the program opens: a member of the set that is written into the code,
// or the target of the set when the repository holds no base there.
func (p *app) byLink(sets []environments.Set) (facts.Config, bool) {
	var c facts.Config
	for _, s := range sets {
		target := ""
		for _, o := range p.config.opened() {
			if o.by != "" && holdsFile(s, o.path) {
				target = o.path
				c.Evidence = append(c.Evidence, facts.Evidence{File: o.by, Rule: "opens " + o.path})
				break
			}
		}
		if target == "" && s.Target != "" && !s.HasBase && s.Layout != environments.Dotenv {
			target = s.Target
		}
		if target == "" {
			continue
		}
		link := facts.ConfigLink{Target: relative(target, p.main.mod.dir), Sources: map[string]string{}}
		for _, m := range s.Members {
			if len(m.Files) == 1 {
				link.Sources[m.Name] = m.Files[0]
			}
		}
		c.Links = append(c.Links, link)
	}
	c.By = facts.ByLink
	return c, len(c.Links) > 0
}
