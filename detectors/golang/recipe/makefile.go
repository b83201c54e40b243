package recipe

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// recipe is how a repository's own Makefile or goreleaser file builds a program.
type recipe struct {
	tags    []string
	stamps  []string // -X words whose value is written down
	commits []string // variables that a stamp sets to the commit
	unknown []string // variables that a stamp sets from git or the clock otherwise
	at      facts.Evidence
}

var (
	makeAssign = regexp.MustCompile(`^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*(:=|::=|\?=|\+=|=)\s*(.*)$`)
	makeVar    = regexp.MustCompile(`\$[({]([A-Za-z_][A-Za-z0-9_.]*)[)}]`)
	goBuild    = regexp.MustCompile(`\bgo\s+(?:build|install)\b`)
	stampWord  = regexp.MustCompile(`-X[ =]["']?([A-Za-z0-9_./-]+\.[A-Za-z0-9_]+)=([^\s"']*)`)
	safeStamp  = regexp.MustCompile(`^[A-Za-z0-9_.+:/@-]+$`)
	tagsWord   = regexp.MustCompile(`-tags[ =]["']?([A-Za-z0-9_., ]+)["']?`)
)

// makefile is what a Makefile says, as far as it can be read without running make: assignments and the lines of recipes.
type makefile struct {
	vars  map[string]string
	lines []facts.Evidence // of recipes; Rule holds the text
}

func readMakefile(file string, data []byte) makefile {
	m := makefile{vars: map[string]string{}}
	n, start, joined := 0, 0, ""
	for line := range strings.Lines(string(data)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if joined == "" {
			start = n
		}
		if cut, ok := strings.CutSuffix(line, `\`); ok && len(joined) < 64<<10 {
			joined += cut + " "
			continue
		}
		line, joined = joined+line, ""
		a, recipe, builds := makeAssign.FindStringSubmatch(line), strings.HasPrefix(line, "\t"), goBuild.MatchString(line)
		if recipe || builds && a == nil {
			m.lines = append(m.lines, facts.Evidence{File: file, Line: start, Rule: line})
		}
		if a != nil && !strings.HasPrefix(line, "\t\t") && (!recipe || !builds) { // the lines of an ifdef may be set in, too
			value, _, _ := strings.Cut(a[3], " #")
			switch _, have := m.vars[a[1]]; {
			case a[2] == "+=":
				m.vars[a[1]] = strings.TrimSpace(m.vars[a[1]] + " " + value)
			case a[2] == "?=" && have:
			case strings.Contains(value, "$("+a[1]+")") || strings.Contains(value, "${"+a[1]+"}"): // LDFLAGS := -s $(LDFLAGS)
				old := m.vars[a[1]]
				m.vars[a[1]] = strings.NewReplacer("$("+a[1]+")", old, "${"+a[1]+"}", old).Replace(value)
			default:
				m.vars[a[1]] = strings.TrimSpace(value)
			}
		}
	}
	return m
}

// expand resolves $(NAME); what is computed when make runs stays as it is written.
func (m makefile) expand(s string) string {
	for range 6 {
		next := makeVar.ReplaceAllStringFunc(s, func(w string) string {
			name := makeVar.FindStringSubmatch(w)[1]
			if v, ok := m.vars[name]; ok {
				return v
			}
			return w
		})
		if next == s || len(next) > 16<<10 {
			break
		}
		s = next
	}
	return s
}

// readRecipe reads how the repository builds this program.
func readRecipe(p *Program) recipe {
	var r recipe
	dirs := []string{p.Main.Dir, p.Main.Mod.Dir, "."}
	for d := path.Dir(p.Main.Dir); module.Within(d, p.Main.Mod.Dir) && d != "."; d = path.Dir(d) {
		dirs = append(dirs, d)
	}
	for _, dir := range dirs {
		for _, base := range []string{"Makefile", "makefile", "GNUmakefile"} {
			file := path.Join(dir, base)
			if !p.Repo.Tree.Has(file) {
				continue
			}
			data, err := p.Repo.Tree.Read(file)
			if err != nil {
				continue
			}
			m := readMakefile(file, data)
			if line, ok := buildLine(p, m); ok {
				r.read(m.expand(line.Rule))
				line.Rule = "build line of the Makefile"
				r.at = line
				return r
			}
		}
	}
	return goreleaser(p)
}

// buildLine finds the line that builds this main package: the one that names it, else the only one.
func buildLine(p *Program, m makefile) (facts.Evidence, bool) {
	rel := module.Relative(p.Main.Dir, p.Main.Mod.Dir)
	var candidates []facts.Evidence
	for _, line := range m.lines {
		text := m.expand(line.Rule)
		if !goBuild.MatchString(text) {
			continue
		}
		words := strings.Fields(text)
		named := slices.ContainsFunc(words, func(w string) bool {
			w = strings.Trim(w, `"'`)
			w = strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(w, "./"), "/main.go"), "/")
			return rel != "." && w == rel || rel == "." && (w == "." || w == "main.go") || w == path.Join(p.Main.Mod.Path, rel)
		})
		if named {
			return line, true
		}
		if !strings.Contains(line.Rule, "@") || strings.HasPrefix(strings.TrimSpace(line.Rule), "@") {
			candidates = append(candidates, line)
		}
	}
	if len(candidates) == 1 && len(p.Repo.Mains) == 1 {
		return candidates[0], true
	}
	return facts.Evidence{}, false
}

// read takes tags and stamps from an expanded go build line.
func (r *recipe) read(line string) {
	if m := tagsWord.FindStringSubmatch(line); m != nil {
		for _, t := range strings.FieldsFunc(m[1], func(c rune) bool { return c == ' ' || c == ',' }) {
			if !strings.HasPrefix(t, "-") && !slices.Contains(r.tags, t) {
				r.tags = append(r.tags, t)
			}
		}
	}
	for _, m := range stampWord.FindAllStringSubmatch(line, 16) {
		switch {
		case safeStamp.MatchString(m[2]):
			r.stamps = append(r.stamps, m[1]+"="+m[2])
		case isCommit(m[1]):
			r.commits = append(r.commits, m[1])
		default:
			r.unknown = append(r.unknown, m[1])
		}
	}
}

// isCommit says by its name whether a variable holds the commit that a program was built from: main.commit, version.GitSHA.
func isCommit(variable string) bool {
	_, name, _ := strings.Cut(path.Base(variable), ".")
	name = strings.ToLower(strings.ReplaceAll(name, "_", ""))
	switch strings.TrimPrefix(strings.TrimPrefix(name, "build"), "git") {
	case "commit", "commithash", "commitsha", "commitid", "sha", "sha1", "hash", "rev", "revision":
		return true
	}
	return false
}

// goreleaser reads the build of this main package from .goreleaser.yml (goreleaser.com/customization/builds/go).
func goreleaser(p *Program) recipe {
	var r recipe
	for _, base := range []string{".goreleaser.yml", ".goreleaser.yaml", "goreleaser.yml", "goreleaser.yaml"} {
		data, err := p.Repo.Tree.Read(path.Join(p.Main.Mod.Dir, base))
		if err != nil {
			continue
		}
		docs, err := configfile.YAML(data)
		if err != nil || len(docs) == 0 {
			return r
		}
		for i := range 20 {
			prefix := "builds[" + string(rune('0'+i%10)) + "]"
			if i > 9 {
				break
			}
			main, ok := docs[0].Get(prefix + ".main")
			if dir, in := module.Inside(p.Main.Mod.Dir, cmp.Or(strings.TrimSuffix(main.Value, "main.go"), ".")); !ok && p.Main.Dir != p.Main.Mod.Dir || !in || dir != p.Main.Dir {
				continue
			}
			for _, v := range docs[0].Values {
				switch {
				case strings.HasPrefix(v.Key, prefix+".ldflags"):
					r.read(v.Value)
				case strings.HasPrefix(v.Key, prefix+".tags"):
					r.read("-tags " + v.Value)
				}
			}
			r.at = facts.Evidence{File: path.Join(p.Main.Mod.Dir, base), Line: main.Line, Rule: "builds of goreleaser"}
			return r
		}
	}
	return r
}
