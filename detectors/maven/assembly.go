package maven

import (
	"path"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
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
}

// descriptors reads the assembly descriptors that an execution names.
func (x *module) descriptors(config *element) []descriptor {
	var names []string
	for _, e := range config.child("descriptors").each("descriptor") {
		names = append(names, e.text)
	}
	if v := config.value("descriptor"); v != "" {
		names = append(names, v)
	}
	var list []descriptor
	for _, name := range names {
		file := path.Join(x.p.dir, relativeTo(x.m.interpolate(name)))
		data, err := x.r.tree.Read(file)
		if err != nil {
			continue
		}
		root, err := parseXML(data)
		if err != nil || root.name != "assembly" {
			continue
		}
		list = append(list, x.descriptor(file, root))
	}
	return list
}

func (x *module) descriptor(file string, root *element) descriptor {
	d := descriptor{file: file, id: x.m.interpolate(root.value("id")), baseDir: root.value("includeBaseDirectory") != "false", holdsJar: "-", libs: "-"}
	d.base = x.known(root.value("baseDirectory"))
	for _, f := range root.child("formats").each("format") {
		d.formats = append(d.formats, x.m.interpolate(f.text))
	}
	inside := func(e *element) string {
		return strings.Trim(path.Clean("/"+x.m.interpolate(e.value("outputDirectory"))), "/")
	}
	root.walk(func(e *element) {
		switch e.name {
		case "dependencySet":
			d.libs = inside(e)
			if e.value("useProjectArtifact") != "false" && d.holdsJar == "-" {
				d.holdsJar = d.libs
			}
		case "fileSet", "file":
			from := relativeTo(x.m.interpolate(e.value("directory") + e.value("source")))
			to := inside(e)
			if e.name == "fileSet" && len(e.children) > 0 && e.child("outputDirectory") == nil {
				to = strings.Trim(path.Clean("/"+from), "/")
			}
			switch {
			case strings.HasPrefix(from, x.m.buildDirectory()) && includesJar(e):
				d.holdsJar = to
			case strings.HasSuffix(to, "bin") || path.Base(from) == "bin" || path.Base(from) == "scripts":
				d.scripts = append(d.scripts, from)
			case strings.Contains(path.Base(from), "conf") || path.Base(to) == "config" || path.Base(to) == "conf":
				d.conf = to
			}
		}
	})
	return d
}

func includesJar(e *element) bool {
	if strings.HasSuffix(e.value("source"), ".jar") || strings.HasSuffix(e.value("source"), "finalName}.jar") {
		return true
	}
	for _, i := range e.child("includes").each("include") {
		if strings.HasSuffix(i.text, ".jar") {
			return true
		}
	}
	return false
}

// distribution: maven-assembly-plugin:single with a descriptor of the repository that packs the jar together with scripts or
// configuration as an archive: that archive is what is deployed. Linux formats win over zip.
func (x *module) distribution() *artifact {
	p := x.m.plugin("maven-assembly-plugin")
	if p == nil {
		return nil
	}
	var best *artifact
	rank := 0
	for _, run := range p.runs("single", "assembly", "attached") {
		for _, d := range x.descriptors(run.config) {
			if d.holdsJar == "-" || len(d.scripts) == 0 && d.conf == "" {
				continue
			}
			for _, format := range d.formats {
				r := map[string]int{"tar.gz": 4, "tgz": 4, "tar": 3, "zip": 2, "dir": 1}[format]
				if r <= rank {
					continue
				}
				rank = r
				best = x.distributionOf(run, d, format)
			}
		}
	}
	return best
}

func (x *module) distributionOf(run *execution, d descriptor, format string) *artifact {
	ext := "." + format
	if format == "dir" {
		ext = ""
	}
	a := &artifact{form: distribution, certainty: facts.Certain, at: facts.Evidence{File: d.file, Line: 1, Rule: "assembly descriptor"}}
	a.file = x.assemblyFile(run.config, d.id, ext)
	a.classes = path.Join(d.holdsJar, path.Base(x.jarFile()))
	a.libs, a.conf = d.libs, d.conf
	switch {
	case !d.baseDir || d.base == "/" || d.base == ".":
		a.base = ""
	case d.base != "":
		a.base = d.base
	default:
		a.base = "*" // ${project.build.finalName}; stripped when unpacked
	}
	a.main = x.manifestMain(run.config)
	if jar := x.m.plugin("maven-jar-plugin"); a.main == "" && jar != nil {
		a.main = x.manifestMain(jar.config)
	}
	if a.main == "" && x.bootRepackage() == nil {
		a.main = x.scriptMain(d)
	}
	return a
}

// scriptMain finds the main class that a start script of the distribution names.
func (x *module) scriptMain(d descriptor) string {
	mains := x.mains()
	for _, dir := range d.scripts {
		for _, f := range x.r.tree.Under(path.Join(x.p.dir, dir)) {
			data, err := x.r.tree.Read(f)
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
