package maven

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
)

// appConfig is the configuration that the program finds on its class path (and in config/ beside it), strongest last.
type appConfig struct {
	x        *module
	layers   []configLayer
	profiles []string // active without being told
	files    []string // read, in order
}

type configLayer struct {
	file   string
	values map[string]configfile.Value // by relaxed key
	order  []configfile.Value
}

// relaxed is Spring's relaxed binding reduced to comparing: dashes and underscores do not count, nor does case.
func relaxed(key string) string {
	key = strings.ToLower(key)
	if strings.ContainsAny(key, "-_") {
		key = strings.NewReplacer("-", "", "_", "").Replace(key)
	}
	return key
}

// config reads the module's configuration once.
func (x *module) config() *appConfig {
	if x.conf == nil {
		x.conf = &appConfig{x: x} // set before it is loaded: what is loaded first is asked for what to load next
		x.conf.load()
	}
	return x.conf
}

// resourceDirs are the folders that end up on the class path: the module's first, then those of the modules it needs.
func (x *module) resourceDirs() []string {
	dirs := x.m.resourceDirs(x.p.dir)
	for _, q := range x.needed {
		dirs = append(dirs, q.resolved.resourceDirs(q.dir)...)
	}
	return dirs
}

func (m *model) resourceDirs(base string) []string {
	var dirs []string
	for _, l := range m.layers {
		for _, e := range l.root.at("build", "resources").each("resource") {
			dir := relativeTo(m.interpolate(e.value("directory")))
			if dir != "" && !strings.Contains(dir, "$") && !slices.Contains(dirs, path.Join(base, dir)) {
				dirs = append(dirs, path.Join(base, dir))
			}
		}
	}
	if standard := path.Join(base, "src/main/resources"); !slices.Contains(dirs, standard) {
		dirs = append(dirs, standard)
	}
	return dirs
}

// load reads bootstrap, application and their profile files, in the order of Spring Boot's reference ("Externalized Configuration"):
// a file on the class path hides those of the same name behind it, config/ wins over the root, properties over YAML,
// profile files over common ones.
func (c *appConfig) load() {
	name := "application"
	if _, ok := c.x.hasPrefix("spring-boot"); ok {
		for _, f := range c.x.sources() {
			if entryRank(f) > 1 { // by name alone: a library has none, and reading all of its files would cost
				continue
			}
			if j := c.x.r.code.Entry(f); j.Boot {
				name = cmp.Or(j.ConfigName, name)
				c.propertySources(j.PropertySources)
				break
			}
		}
	}
	for _, base := range []string{"bootstrap", name, "microprofile-config", "META-INF/microprofile-config"} {
		c.read(base)
	}
	c.profiles = c.activeProfiles()
	for _, profile := range c.profiles {
		for _, base := range []string{"bootstrap", name} {
			c.read(base + "-" + profile)
		}
	}
	c.remote()
}

func (c *appConfig) read(base string) {
	x := c.x
	for _, sub := range []string{"", "config/"} {
		for _, ext := range []string{".yaml", ".yml", ".properties"} {
			for _, dir := range x.resourceDirs() {
				file := path.Join(dir, sub+base+ext)
				if !x.r.tree.Has(file) {
					continue
				}
				c.add(file)
				break // the first on the class path
			}
		}
	}
	for _, ext := range []string{".yaml", ".yml", ".properties"} {
		if file := path.Join(x.p.dir, "config", base+ext); x.p.dir != "." && x.r.tree.Has(file) {
			c.add(file)
		}
	}
}

// propertySources reads what @PropertySource names; files of the application win over it.
func (c *appConfig) propertySources(names []string) {
	for _, name := range names {
		for _, dir := range c.x.resourceDirs() {
			if file := path.Join(dir, path.Clean("/"+name)); c.x.r.tree.Has(file) {
				c.add(file)
				break
			}
		}
	}
}

func (c *appConfig) add(file string) {
	if slices.Contains(c.files, file) {
		return
	}
	c.files = append(c.files, file)
	for _, doc := range c.x.r.documents(file) {
		if !c.applies(doc) {
			continue
		}
		l := configLayer{file: file, values: map[string]configfile.Value{}, order: doc.Values}
		for _, v := range doc.Values {
			l.values[relaxed(v.Key)] = v
		}
		c.layers = append(c.layers, l)
	}
}

// documents parses a configuration file by its extension; a broken one is a warning and empty.
func (r *repository) documents(file string) []configfile.Document {
	data, err := r.tree.Read(file)
	if err != nil {
		return nil
	}
	if strings.HasSuffix(file, ".properties") {
		return configfile.PropertiesDocuments(data)
	}
	docs, err := configfile.YAML(data)
	if err != nil {
		r.warn(file, 0, err.Error())
	}
	return docs
}

// applies says whether a document counts when no profile is told: it has no condition, or names a profile that is active anyway.
func (c *appConfig) applies(doc configfile.Document) bool {
	for _, v := range doc.Values {
		key, _, _ := strings.Cut(v.Key, "[")
		switch key {
		case "spring.config.activate.on-profile", "spring.config.activate.onProfile", "spring.profiles":
			for _, p := range strings.FieldsFunc(v.Value, func(r rune) bool { return strings.ContainsRune(",|& ()", r) }) {
				if p == "default" && len(c.profiles) == 0 || strings.HasPrefix(p, "!") && !slices.Contains(c.profiles, p[1:]) || slices.Contains(c.profiles, p) {
					return true
				}
			}
			return false
		case "spring.config.activate.on-cloud-platform":
			return strings.EqualFold(v.Value, "kubernetes")
		}
	}
	return true
}

// activeProfiles is spring.profiles.active (and include) as the files set it.
func (c *appConfig) activeProfiles() []string {
	var active []string
	for _, key := range []string{"spring.profiles.active", "spring.profiles.include", "spring.profiles.default"} {
		if key == "spring.profiles.default" && len(active) > 0 {
			continue
		}
		v, _ := c.get(key)
		words := strings.Split(v.text, ",")
		for _, l := range c.layers {
			for _, o := range l.order {
				if strings.HasPrefix(o.Key, key+"[") {
					words = append(words, o.Value)
				}
			}
		}
		for _, p := range words {
			if p = strings.TrimSpace(p); p != "" && !strings.ContainsAny(p, "${@/") && !slices.Contains(active, p) {
				active = append(active, p)
			}
		}
	}
	return active
}

// setting is a configuration value with its placeholders resolved.
type setting struct {
	text    string
	env     string   // the variable that moves it: of the first placeholder, "" without one
	missing []string // names of placeholders without a default
	steps   int      // values resolved so far
	at      facts.Evidence
}

// get returns the strongest value of a key.
func (c *appConfig) get(key string) (setting, bool) {
	return c.lookup(relaxed(key), 0)
}

func (c *appConfig) lookup(key string, depth int) (setting, bool) {
	return c.lookupFrom(key, depth, 0)
}

// lookupFrom carries the steps taken so far along, for placeholders in placeholders.
func (c *appConfig) lookupFrom(key string, depth, steps int) (setting, bool) {
	for _, l := range slices.Backward(c.layers) {
		if v, ok := l.values[key]; ok {
			s := setting{at: facts.Evidence{File: l.file, Line: v.Line, Rule: v.Key}, steps: steps}
			s.text = c.resolve(v.Value, &s, depth)
			return s, true
		}
	}
	return setting{}, false
}

var mavenFilter = regexp.MustCompile(`@([\w.-]+)@`)

// resolve replaces ${name:default} by the configuration's own value, the default, or leaves it; @name@ and ${name} of Maven's
// resource filtering by the POM's properties.
func (c *appConfig) resolve(text string, s *setting, depth int) string {
	if strings.Contains(text, "@") {
		text = mavenFilter.ReplaceAllStringFunc(text, func(m string) string {
			if raw, _, ok := c.x.m.lookup(m[1 : len(m)-1]); ok {
				return c.x.m.interpolate(raw)
			}
			return m
		})
	}
	if s.steps++; depth > 16 || s.steps > maxSteps {
		return text
	}
	var b strings.Builder
	for {
		start := strings.Index(text, "${")
		if start < 0 {
			break
		}
		end := closing(text[start:])
		if end < 0 {
			break
		}
		b.WriteString(text[:start])
		b.WriteString(c.placeholder(text[start+2:start+end], s, depth))
		text = text[start+end+1:]
	}
	b.WriteString(text)
	if b.Len() > 1<<16 {
		return ""
	}
	return b.String()
}

// closing returns the index of the brace that closes the one at the beginning, -1 without one.
func closing(s string) int {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

func (c *appConfig) placeholder(inner string, s *setting, depth int) string {
	name, fallback, hasDefault := strings.Cut(inner, ":")
	name = strings.TrimSpace(name)
	v, ok := c.lookupFrom(relaxed(name), depth+1, s.steps)
	s.steps = max(s.steps, v.steps)
	if ok && !strings.Contains(v.text, "${"+name) {
		if s.env == "" {
			s.env = v.env
		}
		s.missing = append(s.missing, v.missing...)
		return v.text
	}
	if v, ok := c.x.m.prop(name); ok && !hasDefault {
		return v.text
	}
	if s.env == "" {
		s.env = envName(name)
	}
	if hasDefault {
		return c.resolve(fallback, s, depth+1)
	}
	s.missing = append(s.missing, name)
	return ""
}

// envName is the variable that Spring binds a property name to: dots to underscores, dashes removed, upper case.
func envName(name string) string {
	return strings.ToUpper(strings.ReplaceAll(strings.ReplaceAll(name, ".", "_"), "-", ""))
}
