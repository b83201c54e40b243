package recipe

import (
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// descriptor is an assembly descriptor file as far as it decides a distribution.
type descriptor struct {
	file     string
	id       string
	formats  []string
	baseDir  bool
	base     string // folder inside the archive, "" for the default
	holdsJar string // folder inside the archive that holds the module's own jar, "-" when it does not
	libs     string // folder inside the archive that holds the dependencies, "-" when it does not
	scripts  []string
	conf     string // folder inside the archive with configuration
	more     string // what the archive holds beside scripts, documents and copies of what is in the jar: libraries or a folder, "" for nothing
}

// descriptors reads the assembly descriptors that an execution names.
func descriptors(x *module.Module, config *model.Element) []descriptor {
	var names []string
	for _, e := range config.Child("descriptors").Each("descriptor") {
		names = append(names, e.Text)
	}
	if v := config.Value("descriptor"); v != "" {
		names = append(names, v)
	}
	var list []descriptor
	for _, name := range names {
		file := path.Join(x.POM.Dir, model.RelativeTo(x.Model.Interpolate(name)))
		data, err := x.Repo.Tree.Read(file)
		if err != nil {
			continue
		}
		root, err := model.ParseXML(data)
		if err != nil || root.Name != "assembly" {
			continue
		}
		list = append(list, describe(x, file, root))
	}
	return list
}

func describe(x *module.Module, file string, root *model.Element) descriptor {
	d := descriptor{file: file, id: x.Model.Interpolate(root.Value("id")), baseDir: root.Value("includeBaseDirectory") != "false", holdsJar: "-", libs: "-"}
	d.base = x.Known(root.Value("baseDirectory"))
	for _, f := range root.Child("formats").Each("format") {
		d.formats = append(d.formats, x.Model.Interpolate(f.Text))
	}
	inside := func(e *model.Element) string {
		return strings.Trim(path.Clean("/"+x.Model.Interpolate(e.Value("outputDirectory"))), "/")
	}
	root.Walk(func(e *model.Element) {
		switch e.Name {
		case "dependencySet":
			d.libs, d.more = inside(e), "libraries"
			if e.Value("useProjectArtifact") != "false" && d.holdsJar == "-" {
				d.holdsJar = d.libs
			}
		case "fileSet", "file":
			from := model.RelativeTo(x.Model.Interpolate(e.Value("directory") + e.Value("source")))
			to := inside(e)
			if e.Name == "fileSet" && len(e.Children) > 0 && e.Child("outputDirectory") == nil {
				to = strings.Trim(path.Clean("/"+from), "/")
			}
			if d.more == "" && addsToJar(x, e, from, to) {
				d.more = from
			}
			switch {
			case strings.HasPrefix(from, x.Model.BuildDirectory()) && includesJar(e):
				d.holdsJar = to
			case ofScripts(from, to):
				d.scripts = append(d.scripts, from)
			case strings.Contains(path.Base(from), "conf") || path.Base(to) == "config" || path.Base(to) == "conf":
				d.conf = to
			}
		}
	})
	return d
}

func includesJar(e *model.Element) bool {
	if strings.HasSuffix(e.Value("source"), ".jar") || strings.HasSuffix(e.Value("source"), "finalName}.jar") {
		return true
	}
	for _, i := range e.Child("includes").Each("include") {
		if strings.HasSuffix(i.Text, ".jar") {
			return true
		}
	}
	return false
}

// distributionArtifact: maven-assembly-plugin:single with a descriptor of the repository that packs the jar together with scripts or
// configuration as an archive: that archive is what is deployed. Linux formats win over zip. Where the jar runs by itself, both could be.
func distributionArtifact(x *module.Module) *Artifact {
	p := x.Model.Plugin("maven-assembly-plugin")
	if p == nil {
		return nil
	}
	var best *Artifact
	var packs descriptor
	rank := 0
	for _, run := range p.Runs("single", "assembly", "attached") {
		for _, d := range descriptors(x, run.Config) {
			if d.holdsJar == "-" || len(d.scripts) == 0 && d.conf == "" {
				continue
			}
			for _, format := range d.formats {
				r := map[string]int{"tar.gz": 4, "tgz": 4, "tar": 3, "zip": 2, "dir": 1}[format]
				if r <= rank {
					continue
				}
				rank = r
				best, packs = distributionOf(x, p, run, d, format), d
			}
		}
	}
	if best == nil {
		return nil
	}
	return jarOrArchive(x, best, packs)
}

func distributionOf(x *module.Module, p *model.Plugin, run *model.Execution, d descriptor, format string) *Artifact {
	ext := "." + format
	if format == "dir" {
		ext = ""
	}
	a := &Artifact{Form: distribution, Certainty: facts.Certain, At: facts.Evidence{File: d.file, Line: 1, Rule: "assembly descriptor"}}
	a.File = assemblyFile(x, p, run.Config, d.id, ext, a)
	a.classes = path.Join(d.holdsJar, path.Base(jarFile(x)))
	a.libs, a.conf = d.libs, d.conf
	switch {
	case !d.baseDir || d.base == "/" || d.base == ".":
		a.base = ""
	case d.base != "":
		a.base = d.base
	default:
		a.base = "*" // ${project.build.finalName}; stripped when unpacked
	}
	a.Main = manifestMain(x, run.Config)
	if jar := x.Model.Plugin("maven-jar-plugin"); a.Main == "" && jar != nil {
		a.Main = manifestMain(x, jar.Config)
	}
	if a.Main == "" && bootRepackage(x) == nil {
		a.Main = scriptMain(x, d)
	}
	return a
}

// scriptMain finds the main class that a start script of the distribution names.
func scriptMain(x *module.Module, d descriptor) string {
	mains := x.Mains()
	for _, dir := range d.scripts {
		for _, f := range x.Repo.Tree.Under(path.Join(x.POM.Dir, dir)) {
			data, err := x.Repo.Tree.Read(f)
			if err != nil || strings.HasSuffix(f, ".bat") {
				continue
			}
			for _, m := range mains {
				if strings.Contains(string(data), m.Class) {
					return m.Class
				}
			}
		}
	}
	if len(mains) == 1 {
		return mains[0].Class
	}
	return ""
}
