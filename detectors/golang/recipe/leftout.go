package recipe

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/buildfiles"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// developerTags are build tags of builds that nobody deploys, by the words that go test and its users give them.
var developerTags = []string{"dev", "development", "debug", "test", "tests", "testing", "integration", "e2e", "race", "mock", "mocks", "local", "tools", "ignore", "coverage", "profile", "pprof", "swagger"}

// tellLeftOut warns of what other build files of the repository add to the build of the program, where it changes what the program is: a tag
// that a file of its packages asks for, or a variable of its packages that holds no version.
func tellLeftOut(p *Program, left []buildfiles.Other) {
	told := map[string]bool{}
	for _, o := range left {
		var tags []string
		asks := ""
		for _, tag := range o.Tags {
			if file := p.askedFor(tag); file != "" && !told[tag] && !slices.Contains(developerTags, tag) {
				told[tag] = true
				tags = append(tags, tag)
				asks = cmp.Or(asks, file)
			}
		}
		if len(tags) > 0 {
			p.Repo.Warn(o.At.File, o.At.Line, "builds with -tags "+strings.Join(tags, ",")+", which "+asks+" asks for; the build that was taken over ("+place(p)+") has no such tags, and the image is built without them")
		}
		for _, stamp := range o.Stamps {
			if name, _, _ := strings.Cut(stamp, "="); !told[name] && p.declares(name) {
				told[name] = true
				p.Repo.Warn(o.At.File, o.At.Line, "sets "+stamp+" with -ldflags -X; the build that was taken over ("+place(p)+") leaves it out, and so does the image")
			}
		}
	}
}

// place is where the build that was taken over stands.
func place(p *Program) string {
	if p.own.Flags.At.File == "" {
		return "go build"
	}
	return p.own.Flags.At.File
}

// askedFor returns the file of the program's packages whose build constraint names a tag.
func (p *Program) askedFor(tag string) string {
	for _, dir := range p.dirs {
		if file := p.Repo.AskedFor(dir, tag); file != "" {
			return file
		}
	}
	return ""
}

// declares says whether a variable that -X names stands in a package of the program: main.mode, example.org/shop/conf.Region.
func (p *Program) declares(variable string) bool {
	base := path.Base(variable)
	pkg, name, ok := strings.Cut(base, ".")
	if !ok {
		return false
	}
	full := path.Join(path.Dir(variable), pkg)
	return slices.ContainsFunc(p.Files, func(f *module.File) bool {
		in := f.Pkg == p.Main && full == "main"
		if !in && f.Pkg != p.Main {
			dir, m := p.Repo.Resolve(p.Main.Mod, full)
			in = m != nil && dir == f.Pkg.Dir
		}
		return in && f.Has(name)
	})
}

// tellUntaken warns of files with //go:embed that only a build tag brings in, where no build file of the repository gives that tag to the
// program: a stub for developers is compiled in their place.
func tellUntaken(p *Program) {
	for _, dir := range p.dirs {
		for _, o := range p.Repo.Excluded(dir) {
			if slices.Contains(developerTags, o.Tag) || p.toldLeft(o.Tag) {
				continue
			}
			p.Repo.Warn(o.File, o.Line, "is compiled with the tag "+o.Tag+" only, which no build file gives to this program: what it embeds is left out of the image, and the files without the tag take its place; a Dockerfile of your own (dockerfile:) can build with -tags "+o.Tag)
		}
	}
}

// toldLeft says whether another build file gives the tag, which is told where it stands.
func (p *Program) toldLeft(tag string) bool {
	return slices.ContainsFunc(p.own.Flags.Left, func(o buildfiles.Other) bool { return slices.Contains(o.Tags, tag) })
}
