package buildfiles

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// Flags are what the repository's own build adds to the build of one program.
type Flags struct {
	Tags    []string
	Env     []facts.EnvVar // variables of the go command that decide what is built
	Stamps  []string       // NAME=VALUE of -X, of which the value is written down
	Commits []string       // variables that -X sets to the commit
	Unknown []string       // variables that -X sets to what only the build knows: git, the clock
	At      facts.Evidence
	Left    []Other // what other build files add for the same program
}

// Other is what a build file adds that the deciding one does not.
type Other struct {
	At     facts.Evidence
	Tags   []string
	Stamps []string
}

var (
	stampWord = regexp.MustCompile(`-X[ =]["']?([A-Za-z0-9_./-]+\.[A-Za-z0-9_]+)=([^\s"']*)`)
	safeStamp = regexp.MustCompile(`^[A-Za-z0-9_.+:/@-]+$`)
)

// systemTags are build tags that belong to the system of the build image, which is another one here.
var systemTags = []struct{ tag, source string }{
	{"musl", "github.com/confluentinc/confluent-kafka-go: README, \"Using Go Modules\": -tags musl for Alpine"},
	{"windows", "go help buildconstraint: a GOOS"},
	{"darwin", "go help buildconstraint: a GOOS"},
}

// FlagsOf says how the repository builds a main package. The first kind of build file that builds it decides.
func (b *Files) FlagsOf(dir string, m *module.Module) Flags {
	var f Flags
	decided := false
	release, released := b.release(dir, m)
	for s := Dockerfile; s <= Pipeline; s++ {
		var here []Flags
		if s == Release && released {
			here = append(here, release)
		}
		here = append(here, b.builds(s, dir, m)...)
		for _, one := range here {
			if !decided {
				f, decided = one, true
				continue
			}
			f.Left = append(f.Left, f.leftOf(one)...)
			f.takeVersion(one)
		}
	}
	return f
}

// leftOf is what a further build adds to the deciding one.
func (f Flags) leftOf(one Flags) []Other {
	o := Other{At: one.At}
	for _, t := range one.Tags {
		if !slices.Contains(f.Tags, t) {
			o.Tags = append(o.Tags, t)
		}
	}
	for _, s := range one.Stamps {
		name, _, _ := strings.Cut(s, "=")
		if !f.stamps(name) && !IsVersion(name) {
			o.Stamps = append(o.Stamps, s)
		}
	}
	if o.Tags == nil && o.Stamps == nil {
		return nil
	}
	return []Other{o}
}

// takeVersion takes over what another build says of the version: it changes nothing that the program does.
func (f *Flags) takeVersion(one Flags) {
	for _, c := range one.Commits {
		if !f.stamps(c) {
			f.Commits = append(slices.Clip(f.Commits), c) // the programs share what was read
		}
	}
	for _, s := range one.Stamps {
		if name, _, _ := strings.Cut(s, "="); IsVersion(name) && !f.stamps(name) {
			f.Stamps = append(slices.Clip(f.Stamps), s)
		}
	}
}

// stamps says whether the build sets a variable.
func (f Flags) stamps(name string) bool {
	return slices.Contains(f.Commits, name) || slices.Contains(f.Unknown, name) ||
		slices.ContainsFunc(f.Stamps, func(s string) bool { return strings.HasPrefix(s, name+"=") })
}

// compile is a command of a line that builds programs for the image, with what it adds to each of them.
type compile struct {
	line Line
	build
	flags Flags
}

// findCompiles reads the commands of the lines that build.
func (b *Files) findCompiles() {
	for _, l := range b.lines {
		if !goBuild.MatchString(l.Text) {
			continue
		}
		for _, c := range l.Commands() {
			one, ok := buildOf(c)
			if !ok || one.odd {
				continue
			}
			f := Flags{At: l.At}
			f.read(one, strings.Join(c.Words, " "))
			b.compiles[l.Source] = append(b.compiles[l.Source], compile{l, one, f})
		}
	}
}

// builds are the builds of a main package in the files of one kind: those that name it, else those of a repository with a single program.
func (b *Files) builds(s Source, dir string, m *module.Module) []Flags {
	var named, alone []Flags
	for _, c := range b.compiles[s] {
		switch {
		case b.builtBy(c.build, c.line, dir, m):
			named = append(named, c.flags)
		case len(b.r.Mains) == 1 && !strings.Contains(c.line.Text, "@") && plain(c.build):
			alone = append(alone, c.flags)
		}
	}
	if named != nil {
		return named
	}
	return alone
}

// plain says whether a build names no package, or one that only the build knows.
func plain(one build) bool {
	return !slices.ContainsFunc(one.targets, func(t string) bool { return t != "." && t != "./..." && !strings.Contains(t, "$") && t != "main.go" })
}

// builtBy says whether a build makes the program of a main package.
func (b *Files) builtBy(one build, l Line, dir string, m *module.Module) bool {
	bases := []string{l.Dir, path.Dir(l.At.File)}
	if len(b.r.Modules) == 1 { // the work folder of a Dockerfile or of a step is often that of the module
		bases = append(bases, m.Dir)
	}
	if len(one.targets) == 0 {
		one.targets = []string{"."}
	}
	for _, t := range one.targets {
		t = strings.TrimSuffix(t, ";")
		if strings.HasSuffix(t, ".go") {
			t = path.Dir(t)
		}
		if rest, ok := strings.CutPrefix(t, m.Path); ok && m.Path != "" && (rest == "" || rest[0] == '/') {
			t = "./" + strings.TrimPrefix(rest, "/")
		}
		for _, base := range bases {
			if fits(dir, path.Join(base, one.dir), t) {
				return true
			}
		}
	}
	return false
}

// fits says whether a package pattern, seen from a folder, means a folder: ./cmd/shop, ./..., ./cmd/$(APP).
func fits(dir, base, target string) bool {
	if strings.HasPrefix(target, "/") { // a folder of the build image, as in /src/cmd/shop
		return dir != "." && strings.HasSuffix(target, "/"+dir)
	}
	at, ok := module.Inside(base, target)
	if !ok {
		return false
	}
	if all, ok := strings.CutSuffix(at, "..."); ok {
		return module.Within(dir, path.Clean(all+"."))
	}
	if before, _, ok := strings.Cut(at, "$"); ok {
		return before != "" && before != "." && strings.HasPrefix(dir, before)
	}
	return at == dir
}

// read takes tags and stamps of a build; text is the whole command.
func (f *Flags) read(one build, text string) {
	for _, t := range one.tags {
		if !slices.ContainsFunc(systemTags, func(s struct{ tag, source string }) bool { return s.tag == t }) {
			f.Tags = append(f.Tags, t)
		}
	}
	f.Env = append(f.Env, one.env...)
	f.readStamps(text)
}

func (f *Flags) readStamps(text string) {
	for _, m := range stampWord.FindAllStringSubmatch(text, 16) {
		switch {
		case f.stamps(m[1]):
		case isCommit(m[1]): // a text that is written down here is what stands there until somebody knows the commit
			f.Commits = append(f.Commits, m[1])
		case safeStamp.MatchString(m[2]):
			f.Stamps = append(f.Stamps, m[1]+"="+m[2])
		default:
			f.Unknown = append(f.Unknown, m[1])
		}
	}
}

// isCommit says by its name whether a variable holds the commit that a program was built from: main.commit, version.GitSHA.
func isCommit(variable string) bool {
	name := variableName(variable)
	switch strings.TrimPrefix(strings.TrimPrefix(name, "build"), "git") {
	case "commit", "commithash", "commitsha", "commitid", "sha", "sha1", "hash", "rev", "revision":
		return true
	}
	return false
}

// IsVersion says by its name whether a variable holds the version of a program or when, where and by whom it was built: none of these
// changes what the program does.
func IsVersion(variable string) bool {
	name := variableName(variable)
	return slices.ContainsFunc([]string{"version", "commit", "date", "time", "sha", "hash", "rev", "branch", "tag", "build", "user", "author", "goversion", "host", "release", "state"}, func(w string) bool {
		return strings.Contains(name, w)
	}) || name == "v"
}

// variableName is the name of a variable of -X without its package, in lower case and without underscores.
func variableName(variable string) string {
	_, name, _ := strings.Cut(path.Base(variable), ".")
	return strings.ToLower(strings.ReplaceAll(name, "_", ""))
}
