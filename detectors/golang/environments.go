package golang

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/golang/reach"
)

// selectors are variables that programs choose their environment by, commonest first.
var selectors = []string{"APP_ENV", "ENVIRONMENT", "GO_ENV", "ENV", "APP_ENVIRONMENT", "APPLICATION_ENV", "RUN_MODE", "APP_MODE", "DEPLOY_ENV", "APP_PROFILE", "PROFILE", "STAGE"}

var selectorName = regexp.MustCompile(`^[A-Z][A-Z0-9]*_(?:ENV|ENVIRONMENT)$`)

// configure finds the environments of the repository that are this program's, and how it is told which one to use.
func configure(p *program, u *facts.Unit) {
	sets := environmentSets(p)
	u.Environments = environments.Merge(sets)
	if u.Environments == nil {
		u.Environments = []facts.Environment{}
	}
	if len(sets) == 0 {
		return
	}
	if name, f, line := selector(p); name != "" {
		u.Config = facts.Config{By: facts.ByVariable, Variable: name, Evidence: []facts.Evidence{{File: f, Line: line, Rule: "chooses the environment"}}}
		return
	}
	if c, ok := byArgument(p, sets); ok {
		u.Config = c
		return
	}
	if c, ok := byLink(p, sets); ok {
		u.Config = c
		return
	}
	for _, e := range module.Embeds(p.Files) {
		for _, s := range sets {
			if slices.ContainsFunc(s.Members, func(m environments.Member) bool { return slices.Contains(m.Files, e.Pattern) }) {
				u.Config = facts.Config{By: facts.ByBuild, Evidence: []facts.Evidence{{File: e.File, Line: e.Line, Rule: "go:embed"}}}
				p.Repo.Warn(e.File, e.Line, "compiles the configuration of its environments in: linking files when the container starts would change nothing")
				return
			}
		}
	}
}

// moduleSets are the sets of files of each module, by its folder: all programs of a module choose among the same ones.
type moduleSets map[string][]environments.Set

// environmentSets are the sets of files below the module that stand nearest to this program and to no other unit.
func environmentSets(p *program) []environments.Set {
	m := p.Main.Mod
	all, known := p.sets[m.Dir]
	if !known {
		all = environments.Find(configurable(p.Repo, m.Dir), m.Dir)
		p.sets[m.Dir] = all
	}
	var out []environments.Set
	for _, s := range all {
		dir := path.Dir(strings.SplitN(s.Pattern, "{", 2)[0] + "x")
		if nearest(p, dir) {
			out = append(out, s)
		}
	}
	return out
}

// configurable are the files of a module that no build of another language has, and no folder that the go command or a deployment leaves out.
func configurable(r *module.Repo, root string) []string {
	var files []string
	left := map[string]bool{}
	for _, f := range r.Tree.Under(root) {
		dir := path.Dir(f)
		out, known := left[dir]
		if !known {
			out = module.IgnoredByGo(dir) || module.Aside(dir) != "" || foreign(r, root, dir)
			left[dir] = out
		}
		if !out {
			files = append(files, f)
		}
	}
	return files
}

// foreign says whether a folder belongs to a build of another language.
func foreign(r *module.Repo, root, dir string) bool {
	for d := dir; d != "." && d != root; d = path.Dir(d) {
		if r.Tree.Has(path.Join(d, "package.json")) || r.Tree.Has(path.Join(d, "pom.xml")) {
			return true
		}
	}
	return false
}

// nearest says whether no other program of the module shares more of its path with a folder.
func nearest(p *program, dir string) bool {
	mine := shared(p.Main.Dir, dir)
	for _, other := range p.Repo.Mains {
		if module.Within(other, p.Main.Mod.Dir) && shared(other, dir) > mine && module.Aside(other) == "" {
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
func selector(p *program) (name, file string, line int) {
	for _, f := range p.Files {
		if !f.Has("ENV") && !f.Has("MODE") && !f.Has("PROFILE") && !f.Has("STAGE") {
			continue
		}
		n := 0
		best := len(selectors) + 1
		for text := range strings.Lines(string(f.Src)) {
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
					best, name, file, line = rank, word, f.Path, n
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
func byArgument(p *program, sets []environments.Set) (facts.Config, bool) {
	for _, f := range p.Files {
		if !f.Has("flag") && !f.Has("Flag") {
			continue
		}
		x := p.Index(f)
		for _, fn := range x.Order {
			for _, c := range x.Calls[fn] {
				_, nameArg, defArg, ok := fold.FlagArgs(c.Node)
				if !ok || !strings.HasPrefix(fn, "String") {
					continue
				}
				sc := fold.Scope{File: f, Fn: c.Around.Fn}
				flag, def := fold.First(p.FoldShort(c.Node.Args[nameArg], sc)), fold.First(p.FoldShort(c.Node.Args[defArg], sc))
				if flag == "" || !reach.IsCommandWord(flag) {
					continue
				}
				ev := []facts.Evidence{p.Repo.Place(c.Node, "flag -"+flag)}
				dashes := "-"
				if strings.HasSuffix(fn, "P") || p.Imports("github.com/spf13/pflag") != nil {
					dashes = "--"
				}
				if slices.Contains([]string{"env", "e", "environment", "mode", "profile", "stage"}, flag) {
					return facts.Config{By: facts.ByArgument, Argument: dashes + flag + "={env}", Evidence: ev}, true
				}
				if file, _ := p.config.Locate(def); file != "" && module.Within(file, p.Main.Mod.Dir) {
					if pattern := patternOf(sets, file); pattern != "" {
						return facts.Config{By: facts.ByArgument, Argument: dashes + flag + "=" + module.Relative(pattern, p.Main.Mod.Dir), Evidence: ev}, true
					}
				}
			}
		}
	}
	return facts.Config{}, false
}

// patternOf writes a file of a set with {env} where the word of its environment stands; "" when no set holds the file. The base of a set is
// replaced by the file of an environment.
func patternOf(sets []environments.Set, file string) string {
	for _, s := range sets {
		if s.Target == file {
			return s.Pattern
		}
		for _, m := range s.Members {
			at := strings.LastIndex(file, m.Spelling)
			if !slices.Contains(m.Files, file) || at < 0 {
				continue
			}
			return file[:at] + "{env}" + file[at+len(m.Spelling):]
		}
	}
	return ""
}

func holdsFile(s environments.Set, file string) bool {
	return slices.ContainsFunc(s.Members, func(m environments.Member) bool { return slices.Contains(m.Files, file) })
}

// byLink links the files of an environment to the one path that the program opens: a member of the set that is written into the code,
// or the target of the set when the repository holds no base there.
func byLink(p *program, sets []environments.Set) (facts.Config, bool) {
	var c facts.Config
	for _, s := range sets {
		target := ""
		for _, o := range p.config.Opened() {
			if o.By != "" && holdsFile(s, o.Path) {
				target = o.Path
				c.Evidence = append(c.Evidence, facts.Evidence{File: o.By, Rule: "opens " + o.Path})
				break
			}
		}
		if target == "" && s.Target != "" && !s.HasBase && s.Layout != environments.Dotenv {
			target = s.Target
		}
		if target == "" {
			continue
		}
		link := facts.ConfigLink{Target: module.Relative(target, p.Main.Mod.Dir), Sources: map[string]string{}}
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
