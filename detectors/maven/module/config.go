package module

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
)

// config is the configuration that the program finds on its class path (and in config/ beside it), strongest last.
type config struct {
	resolved int // placeholders and values that were resolved, see maxResolved

	module   *Module
	Layers   []layer
	Outside  []Setting // imports of files that the repository does not hold: what they say is not known
	profiles []string  // active without being told
	Files    []string  // read, in order
}

// layer is one file, one document of it, or what code sets.
type layer struct {
	File    string
	Profile string                      // on which the layer depends, "" for what holds in every environment
	without string                      // the expression of profiles by which it counts while these are not active: "!prod"
	Doubt   string                      // why the layer may not count, "" when it does
	fixed   bool                        // no variable of the environment wins over it
	values  map[string]configfile.Value // by relaxed key
	Order   []configfile.Value
}

func newLayer(file string, values []configfile.Value) layer {
	l := layer{File: file, values: map[string]configfile.Value{}, Order: values}
	for _, v := range values {
		l.values[Relaxed(v.Key)] = v
	}
	return l
}

func at(file string, v configfile.Value) facts.Evidence {
	return facts.Evidence{File: file, Line: v.Line, Rule: v.Key}
}

var dashes = strings.NewReplacer("-", "", "_", "")

// Relaxed is Spring's relaxed binding reduced to comparing: dashes and underscores do not count, nor does case.
func Relaxed(key string) string {
	return dashes.Replace(strings.ToLower(key))
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

// Documents parses a configuration file by its extension; a broken one is a warning and empty.
func (r *Repository) Documents(file string) []configfile.Document {
	if docs, ok := r.documents[file]; ok {
		return docs
	}
	docs := r.parse(file)
	r.documents[file] = docs
	return docs
}

func (r *Repository) parse(file string) []configfile.Document {
	data, err := r.Tree.Read(file)
	if err != nil {
		return nil
	}
	if strings.HasSuffix(file, ".properties") {
		docs := configfile.PropertiesDocuments(data)
		read := 0
		for _, d := range docs {
			read += len(d.Values)
		}
		if read >= configfile.MaxValues {
			r.Warn(file, 0, fmt.Sprintf("holds more than %d values: those after them are not read", configfile.MaxValues))
		}
		return docs
	}
	if !utf8.Valid(data) {
		line := 1 + bytes.Count(data[:firstInvalid(data)], []byte("\n"))
		r.Warn(file, line, "is not written in UTF-8, and the program refuses it (save it as UTF-8): what can be read of it is taken")
		data = bytes.ToValidUTF8(data, []byte("\uFFFD"))
	}
	docs, err := configfile.YAML11(data)
	if err != nil {
		r.Warn(file, 0, err.Error())
	}
	return docs
}

// firstInvalid is where the first byte stands that is no UTF-8.
func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(data)
}

// Setting is a configuration value with its placeholders resolved.
type Setting struct {
	Text    string
	Env     string   // the variable that moves it: of the first placeholder, "" without one
	Missing []string // names of placeholders without a default
	Profile string   // that the value holds for, "" for all
	Without string   // the expression of profiles by which the value holds while these are not active: "!prod"
	Doubt   string   // why the value may not count, "" when it does
	Fixed   bool     // set by the program itself: no variable of the environment wins over it
	steps   int      // values resolved so far
	At      facts.Evidence
}

func (s *Setting) doubt(why string) {
	if s.Doubt == "" {
		s.Doubt = why
	}
}

// Get returns the strongest value of a key.
func (c *config) Get(key string) (Setting, bool) {
	return c.lookup(Relaxed(key), 0)
}

func (c *config) lookup(key string, depth int) (Setting, bool) {
	return c.lookupFrom(key, depth, 0)
}

var ktorPlaceholder = regexp.MustCompile(`^\$\??(\w+)(:.*)?$`)

// ktorVariable turns "$PORT:8080" of Ktor's YAML into ${PORT:8080} (Ktor, "Configuration in a file", "Environment variables").
func ktorVariable(key, text string) string {
	if !strings.HasPrefix(key, "ktor.") {
		return text
	}
	return ktorPlaceholder.ReplaceAllString(text, "${$1$2}")
}

// Common returns the value that a key has whatever profile is active.
func (c *config) Common(key string) (Setting, bool) {
	common := &config{module: c.module}
	for _, l := range c.Layers {
		if l.Profile == "" && l.without == "" {
			common.Layers = append(common.Layers, l)
		}
	}
	return common.Get(key)
}

// lookupFrom carries the steps taken so far along, for placeholders in placeholders.
func (c *config) lookupFrom(key string, depth, steps int) (Setting, bool) {
	for _, l := range slices.Backward(c.Layers) {
		if v, ok := l.values[key]; ok {
			s := Setting{At: at(l.File, v), steps: steps, Profile: l.Profile, Without: l.without, Doubt: l.Doubt, Fixed: l.fixed}
			s.Text = c.Resolve(ktorVariable(key, v.Value), &s, depth)
			return s, true
		}
	}
	return Setting{}, false
}

var mavenFilter = regexp.MustCompile(`@([\w.-]+)@`)

// maxResolved bounds the steps of all values of a module together: a few for each of the most that its files may hold.
const maxResolved = 10 * configfile.MaxValues

// Resolve replaces ${name:default} by the configuration's own value, the default, or leaves it; @name@ and ${name} of Maven's
// resource filtering by the POM's properties.
func (c *config) Resolve(text string, s *Setting, depth int) string {
	if strings.Contains(text, "@") {
		text = mavenFilter.ReplaceAllStringFunc(text, func(m string) string {
			if raw, _, ok := c.module.Model.Lookup(m[1 : len(m)-1]); ok {
				s.doubt(c.module.unfiltered(false))
				return c.module.Model.Interpolate(raw)
			}
			return m
		})
	}
	if s.steps++; depth > 16 || s.steps > model.MaxSteps {
		return text
	}
	if c.resolved++; c.resolved > maxResolved {
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

// SystemProperties are folders that the JVM knows by itself (java.lang.System.getProperties), as paths of the container: the home is "~".
var SystemProperties = map[string]string{"user.home": "~", "user.dir": ".", "java.io.tmpdir": "/tmp"}

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
		s.doubt(v.Doubt)
		return v.Text
	}
	if v, ok := c.module.Model.Prop(name); ok && !hasDefault {
		s.doubt(c.module.unfiltered(true))
		return v.Text
	}
	if v, ok := SystemProperties[name]; ok {
		return v
	}
	if s.Env == "" {
		s.Env = EnvName(name)
	}
	if hasDefault {
		return c.Resolve(backticks(fallback), s, depth+1)
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
