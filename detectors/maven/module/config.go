package module

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
)

// config is the configuration that the program finds on its class path (and in config/ beside it), strongest last.
type config struct {
	module   *Module
	Layers   []layer
	profiles []string // active without being told
	Files    []string // read, in order
}

type layer struct {
	File   string
	values map[string]configfile.Value // by relaxed key
	Order  []configfile.Value
}

// Relaxed is Spring's relaxed binding reduced to comparing: dashes and underscores do not count, nor does case.
func Relaxed(key string) string {
	key = strings.ToLower(key)
	if strings.ContainsAny(key, "-_") {
		key = strings.NewReplacer("-", "", "_", "").Replace(key)
	}
	return key
}

// Config reads the module's configuration once.
func (x *Module) Config() *config {
	if x.conf == nil {
		x.conf = &config{module: x} // set before it is loaded: what is loaded first is asked for what to load next
		x.conf.load()
	}
	return x.conf
}

// ResourceDirs are the folders that end up on the class path: the module's first, then those of the modules it needs.
func (x *Module) ResourceDirs() []string {
	dirs := x.Model.ResourceDirs(x.POM.Dir)
	for _, q := range x.Needed {
		dirs = append(dirs, q.Resolved.ResourceDirs(q.Dir)...)
	}
	return dirs
}

// load reads bootstrap, application and their profile files, in the order of Spring Boot's reference ("Externalized Configuration"):
// a file on the class path hides those of the same name behind it, config/ wins over the root, properties over YAML,
// profile files over common ones.
func (c *config) load() {
	name := "application"
	if _, ok := c.module.Has("org.springframework.boot:spring-boot*"); ok {
		for _, f := range c.module.Sources() {
			if EntryRank(f) > 1 { // by name alone: a library has none, and reading all of its files would cost
				continue
			}
			if j := c.module.Repo.Code.Entry(f); j.Boot {
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

func (c *config) read(base string) {
	x := c.module
	for _, sub := range []string{"", "config/"} {
		for _, ext := range []string{".yaml", ".yml", ".properties"} {
			for _, dir := range x.ResourceDirs() {
				file := path.Join(dir, sub+base+ext)
				if !x.Repo.Tree.Has(file) {
					continue
				}
				c.add(file)
				break // the first on the class path
			}
		}
	}
	for _, ext := range []string{".yaml", ".yml", ".properties"} {
		if file := path.Join(x.POM.Dir, "config", base+ext); x.POM.Dir != "." && x.Repo.Tree.Has(file) {
			c.add(file)
		}
	}
}

// propertySources reads what @PropertySource names; files of the application win over it.
func (c *config) propertySources(names []string) {
	for _, name := range names {
		for _, dir := range c.module.ResourceDirs() {
			if file := path.Join(dir, path.Clean("/"+name)); c.module.Repo.Tree.Has(file) {
				c.add(file)
				break
			}
		}
	}
}

func (c *config) add(file string) {
	if slices.Contains(c.Files, file) {
		return
	}
	c.Files = append(c.Files, file)
	for _, doc := range c.module.Repo.Documents(file) {
		if !c.applies(doc) {
			continue
		}
		l := layer{File: file, values: map[string]configfile.Value{}, Order: doc.Values}
		for _, v := range doc.Values {
			l.values[Relaxed(v.Key)] = v
		}
		c.Layers = append(c.Layers, l)
	}
}

// Documents parses a configuration file by its extension; a broken one is a warning and empty.
func (r *Repository) Documents(file string) []configfile.Document {
	data, err := r.Tree.Read(file)
	if err != nil {
		return nil
	}
	if strings.HasSuffix(file, ".properties") {
		return configfile.PropertiesDocuments(data)
	}
	docs, err := configfile.YAML(data)
	if err != nil {
		r.Warn(file, 0, err.Error())
	}
	return docs
}

// applies says whether a document counts when no profile is told: it has no condition, or names a profile that is active anyway.
func (c *config) applies(doc configfile.Document) bool {
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
func (c *config) activeProfiles() []string {
	var active []string
	for _, key := range []string{"spring.profiles.active", "spring.profiles.include", "spring.profiles.default"} {
		if key == "spring.profiles.default" && len(active) > 0 {
			continue
		}
		v, _ := c.Get(key)
		words := strings.Split(v.Text, ",")
		for _, l := range c.Layers {
			for _, o := range l.Order {
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

// Setting is a configuration value with its placeholders resolved.
type Setting struct {
	Text    string
	Env     string   // the variable that moves it: of the first placeholder, "" without one
	Missing []string // names of placeholders without a default
	steps   int      // values resolved so far
	At      facts.Evidence
}

// Get returns the strongest value of a key.
func (c *config) Get(key string) (Setting, bool) {
	return c.lookup(Relaxed(key), 0)
}

func (c *config) lookup(key string, depth int) (Setting, bool) {
	return c.lookupFrom(key, depth, 0)
}

// lookupFrom carries the steps taken so far along, for placeholders in placeholders.
func (c *config) lookupFrom(key string, depth, steps int) (Setting, bool) {
	for _, l := range slices.Backward(c.Layers) {
		if v, ok := l.values[key]; ok {
			s := Setting{At: facts.Evidence{File: l.File, Line: v.Line, Rule: v.Key}, steps: steps}
			s.Text = c.Resolve(v.Value, &s, depth)
			return s, true
		}
	}
	return Setting{}, false
}

var mavenFilter = regexp.MustCompile(`@([\w.-]+)@`)

// Resolve replaces ${name:default} by the configuration's own value, the default, or leaves it; @name@ and ${name} of Maven's
// resource filtering by the POM's properties.
func (c *config) Resolve(text string, s *Setting, depth int) string {
	if strings.Contains(text, "@") {
		text = mavenFilter.ReplaceAllStringFunc(text, func(m string) string {
			if raw, _, ok := c.module.Model.Lookup(m[1 : len(m)-1]); ok {
				return c.module.Model.Interpolate(raw)
			}
			return m
		})
	}
	if s.steps++; depth > 16 || s.steps > model.MaxSteps {
		return text
	}
	var b strings.Builder
	for {
		start := strings.Index(text, "${")
		if start < 0 {
			break
		}
		end := Closing(text[start:])
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

// Closing returns the index of the brace that closes the one at the beginning, -1 without one.
func Closing(s string) int {
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

func (c *config) placeholder(inner string, s *Setting, depth int) string {
	name, fallback, hasDefault := strings.Cut(inner, ":")
	name = strings.TrimSpace(name)
	v, ok := c.lookupFrom(Relaxed(name), depth+1, s.steps)
	s.steps = max(s.steps, v.steps)
	if ok && !strings.Contains(v.Text, "${"+name) {
		if s.Env == "" {
			s.Env = v.Env
		}
		s.Missing = append(s.Missing, v.Missing...)
		return v.Text
	}
	if v, ok := c.module.Model.Prop(name); ok && !hasDefault {
		return v.Text
	}
	if s.Env == "" {
		s.Env = EnvName(name)
	}
	if hasDefault {
		return c.Resolve(fallback, s, depth+1)
	}
	s.Missing = append(s.Missing, name)
	return ""
}

// EnvName is the variable that Spring binds a property name to: dots to underscores, dashes removed, upper case.
func EnvName(name string) string {
	return strings.ToUpper(strings.ReplaceAll(strings.ReplaceAll(name, ".", "_"), "-", ""))
}

// Setting returns the text of a configuration key, or the fallback when the key is not set or empty.
func (x *Module) Setting(key, fallback string) string {
	if v, ok := x.Config().Get(key); ok && v.Text != "" {
		return v.Text
	}
	return fallback
}

// NamesPeer says whether the group of keys holds the address of another machine.
func (c *config) NamesPeer(prefix string) bool {
	for _, word := range []string{"host", "hostname", "url", "addr"} {
		if v, ok := c.lookup(prefix+"."+word, 0); ok && v.Text != "" && v.Text != "0.0.0.0" {
			return true
		}
	}
	return false
}
