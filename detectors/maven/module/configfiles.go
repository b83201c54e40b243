package module

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/code"
	"github.com/waybill-dev/waybill/detectors/maven/model"
)

// load reads the configuration in the order of the framework, weakest first.
func (c *config) load() {
	switch {
	case c.module.Model.Plugin("quarkus-maven-plugin") != nil:
		c.loadQuarkus()
	case c.module.micronaut():
		c.loadMicronaut()
	default:
		c.loadSpring()
	}
}

// loadSpring reads bootstrap, application and their profile files, in the order of Spring Boot's reference ("Externalized Configuration"):
// what code gives as a default, then @PropertySource, then files: one on the class path hides those of the same name behind it, config/
// wins over the root, properties over YAML, profile files over common ones; what code fixes comes last. Which profiles are active stands in
// the files themselves, so these are read once more when they name profiles.
func (c *config) loadSpring() {
	entry := c.entry()
	c.read(entry)
	if c.profiles = c.activeProfiles(entry); len(c.profiles) > 0 {
		c.Layers, c.Files, c.Outside = nil, nil, nil
		c.read(entry)
	}
	c.remote()
	c.readHOCON()
	c.fromCode(entry, entry.Fixed, true)
	if entry.Elsewhere > 0 {
		c.Outside = append(c.Outside, Setting{Text: "default properties that the code reads from elsewhere", At: facts.Evidence{File: entry.File, Line: entry.Elsewhere, Rule: "default properties"}})
	}
}

// readHOCON reads application.conf where a library takes its settings from it (Ktor, "Configuration in a file"; Helidon, "Config sources").
func (c *config) readHOCON() {
	if _, ok := c.module.HasGroup("io.ktor", "io.helidon"); !ok {
		return
	}
	file := c.onClassPath("application.conf")
	if file == "" {
		return
	}
	data, err := c.module.Repo.Tree.Read(file)
	if err != nil {
		return
	}
	c.Layers = append(c.Layers, newLayer(file, configfile.HOCON(data).Values))
}

// read adds the layers of one reading, with the profiles that are known by then.
func (c *config) read(entry code.Entry) {
	c.fromCode(entry, entry.Defaults, false)
	c.propertySources(entry.PropertySources)
	name := cmp.Or(entry.ConfigName, "application")
	for _, base := range []string{"bootstrap", name, "microprofile-config", "META-INF/microprofile-config"} {
		c.readBase(base, "")
	}
	for _, profile := range c.effective() {
		for _, base := range []string{"bootstrap", name} {
			c.readBase(base+"-"+profile, profile)
		}
	}
}

// entry is what the main class of a Spring Boot application says of its configuration.
func (c *config) entry() code.Entry {
	if _, ok := c.module.Has("org.springframework.boot:spring-boot*"); !ok {
		return code.Entry{}
	}
	var named string
	if p := c.module.Model.Plugin("spring-boot-maven-plugin"); p != nil {
		named = c.module.Known(p.Config.Value("mainClass"))
	}
	if v, ok := c.module.Model.Prop("start-class"); ok && named == "" {
		named = v.Text
	}
	if f := c.module.ClassFile(named); named != "" && f != "" {
		return c.module.Repo.Code.Entry(f)
	}
	if f := c.module.neededFile(named); f != "" {
		return c.module.Repo.Code.Entry(f)
	}
	if c.module.Model.Plugin("spring-boot-maven-plugin") != nil {
		if mains := c.module.Mains(); len(mains) > 0 && mains[0].Boot {
			return mains[0]
		}
	}
	for _, f := range c.module.Sources() {
		if EntryRank(f) > 1 { // by name alone: a library has none, and reading all of its files would cost
			continue
		}
		if e := c.module.Repo.Code.Entry(f); e.Boot {
			return e
		}
	}
	return code.Entry{}
}

// fromCode adds what the program sets by itself.
func (c *config) fromCode(entry code.Entry, properties []code.Property, fixed bool) {
	for _, p := range properties {
		l := newLayer(entry.File, []configfile.Value{{Key: p.Key, Value: p.Value, Line: p.Line}})
		l.fixed = fixed
		if p.Conditional {
			l.Doubt = "the program sets it on a condition"
		}
		c.Layers = append(c.Layers, l)
	}
}

func (c *config) readBase(base, profile string) {
	x := c.module
	for _, sub := range []string{"", "config/"} {
		for _, ext := range []string{".yaml", ".yml", ".properties"} {
			if file := c.onClassPath(sub + base + ext); file != "" {
				c.add(file, profile)
			}
		}
	}
	for _, ext := range []string{".yaml", ".yml", ".properties"} {
		if file := path.Join(x.POM.Dir, "config", base+ext); x.POM.Dir != "." && x.Repo.Tree.Has(file) {
			c.add(file, profile)
		}
	}
}

// propertySources reads what @PropertySource names; files of the application win over it.
func (c *config) propertySources(names []string) {
	for _, name := range names {
		if file := c.onClassPath(name); file != "" {
			c.add(file, "")
		}
	}
}

// onClassPath finds the first file of that name on the class path; "" without one.
func (c *config) onClassPath(name string) string {
	name = path.Clean("/" + name)
	for _, dir := range c.module.ResourceDirs() {
		if file := path.Join(dir, name); c.module.Repo.Tree.Has(file) {
			return file
		}
	}
	return ""
}

// add adds the documents of a file that hold with the active profiles, each followed by what it imports.
func (c *config) add(file, profile string) {
	if slices.Contains(c.Files, file) || len(c.Files) >= maxConfigFiles {
		return
	}
	c.Files = append(c.Files, file)
	for _, doc := range c.module.Repo.Documents(file) {
		on, without, ok := c.applies(doc)
		if !ok {
			continue
		}
		l := newLayer(file, doc.Values)
		l.Profile, l.without, l.Doubt = cmp.Or(on, profile), without, c.unread(file)
		c.Layers = append(c.Layers, l)
		c.imports(l)
	}
}

// maxConfigFiles bounds what files can import.
const maxConfigFiles = 500

// imports reads the files that spring.config.import of a document names: they win over it (Spring Boot reference, "Importing Additional
// Data"). A file that is not in the repository and is not optional is kept as a doubt.
func (c *config) imports(l layer) {
	for _, v := range l.Order {
		if key, _, _ := strings.Cut(Relaxed(v.Key), "["); key != "spring.config.import" {
			continue
		}
		s := Setting{At: at(l.File, v)}
		for location := range strings.SplitSeq(c.Resolve(v.Value, &s, 0), ",") {
			location, optional := strings.CutPrefix(strings.TrimSpace(location), "optional:")
			kind, rest, ok := strings.Cut(location, ":")
			if !ok {
				kind, rest = "", location
			}
			name, _, _ := strings.Cut(rest, "[") // file:.env[.properties]
			file := ""
			switch kind {
			case "classpath":
				file = c.onClassPath(name)
			case "":
				if file = path.Join(path.Dir(l.File), name); !c.module.Repo.Tree.Has(file) {
					file = ""
				}
			}
			switch {
			case file != "":
				c.add(file, l.Profile)
				base, ext := strings.TrimSuffix(file, path.Ext(file)), path.Ext(file)
				for _, p := range c.effective() {
					if beside := base + "-" + p + ext; c.module.Repo.Tree.Has(beside) {
						c.add(beside, p)
					}
				}
			case !optional && (kind == "file" || kind == "configtree" || kind == "classpath" || kind == ""):
				s.Text = location
				c.Outside = append(c.Outside, s)
			}
		}
	}
}

// unread says why a bootstrap file may not be read: since Spring Cloud 2020.0, which came with Spring Boot 2.4, only
// spring-cloud-starter-bootstrap or a property reads it, and without Spring Cloud nothing ever did (Spring Cloud Commons reference,
// "The Bootstrap Application Context").
func (c *config) unread(file string) string {
	if !strings.HasPrefix(path.Base(file), "bootstrap") {
		return ""
	}
	if _, ok := c.module.Has("org.springframework.cloud:spring-cloud-starter-bootstrap"); ok {
		return ""
	}
	if _, cloud := c.module.Has("org.springframework.cloud:*", "com.alibaba.cloud:*", "*:spring-cloud*"); cloud {
		if major, minor, ok := model.MajorMinor(c.module.BootVersion()); !ok || major < 2 || major == 2 && minor < 4 {
			return ""
		}
	}
	return "a bootstrap file is read only with spring-cloud-starter-bootstrap, which this module does not name"
}
