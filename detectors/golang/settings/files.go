package settings

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/value"
)

// Files holds the configuration files that a program opens when nothing tells it otherwise.
type Files struct {
	*fold.Program
	loaded bool
	list   []File
	looked map[string]found // keys that were looked up, once all files are read
	// Reached says whether main comes to a place; nil when nobody knows.
	Reached func(fold.Around, *module.File) bool
	// Folder is a folder that a flag names by a path that starts elsewhere than at the module: it leads out of the working folder, or starts
	// at a folder below the module. FolderName is where the program finds it in the image, relative to its working folder.
	Folder, FolderName string

	absent   Named
	sampled  []Sampled
	argument string // the argument that names it where the image holds it
}

// File is a configuration file that the program reads.
type File struct {
	Path string
	Name string // as the program names it, relative to its working folder
	By   string // the Go file that names it, "" for a conventional place
	// Moved says that nothing is at the place that the program names, and that the file lies beside go.mod or main instead.
	Moved  bool
	other  bool // of one environment, under a name that is not the usual one of a program's configuration
	values []configfile.Value
	keys   []string // of the values, as they are compared
}

const maxConfigFiles = 24

// Open makes the settings of a program; the files are found and read when something asks for them.
func Open(p *fold.Program) *Files {
	s := &Files{Program: p}
	p.Settings = s
	return s
}

// load finds and reads the files once.
func (s *Files) load() {
	if s.loaded {
		return
	}
	s.loaded = true // what is asked while the files are looked for gets those that are known by then
	for _, f := range s.Files {
		for _, name := range namedFiles(f) {
			s.open(f, name)
		}
	}
	if g := s.Imports("github.com/beego/beego"); g != nil || s.Imports("github.com/astaxie/beego") != nil {
		s.open(s.Main.Files[0], "conf/app.conf") // beego: the default of AppConfigPath
	}
	if g := s.Imports("github.com/gogf/gf"); g != nil {
		s.openGoFrame(g)
	}
	s.openViper()
	s.openFolders()
	s.openEmbedded()
	if len(s.list) == 0 {
		s.openElsewhere()
	}
	if !slices.ContainsFunc(s.list, func(o File) bool { return path.Base(o.Path)[0] != '.' }) {
		s.openConventional()
	}
	s.looked = map[string]found{}
}

var configEndings = []string{".yaml", ".yml", ".toml", ".json", ".ini", ".conf", ".env", ".properties"}

// namedFiles returns the string literals of a Go file that end like a configuration file.
func namedFiles(f *module.File) []string {
	var names []string
	for _, end := range configEndings {
		for _, quote := range []string{`"`, "`"} {
			if !f.Has(end + quote) {
				continue
			}
			rest := f.Src
			for {
				i := bytes.Index(rest, []byte(end+quote))
				if i < 0 {
					break
				}
				start := bytes.LastIndexAny(rest[:i], "\"`\n")
				if start >= 0 && rest[start] != '\n' && i-start < 200 {
					names = append(names, string(rest[start+1:i])+end)
				}
				rest = rest[i+len(end):]
			}
		}
	}
	return names
}

// bases are the folders that a relative path can start from, likeliest first: where the program is started is not written down.
func (s *Files) bases() []string {
	list := []string{s.Main.Mod.Dir, s.Main.Dir, "."}
	for d := path.Dir(s.Main.Dir); module.Within(d, s.Main.Mod.Dir) && d != "." && d != s.Main.Mod.Dir; d = path.Dir(d) {
		list = append(list, d)
	}
	return list
}

// Locate finds a file or folder of the repository that a relative path of the program means.
func (s *Files) Locate(name string) (file string, dir string) {
	for _, base := range s.bases() {
		found, ok := module.Inside(base, name)
		if !ok {
			continue
		}
		if s.Repo.Tree.Has(found) {
			return found, ""
		}
		if found != "." && s.Repo.Tree.HasDir(found) {
			return "", found
		}
	}
	return "", ""
}

func (s *Files) open(f *module.File, name string) {
	if strings.ContainsAny(name, "%*?{ ") {
		return
	}
	if file, _ := s.Locate(name); file != "" {
		s.openFile(file, f.Path, name)
		return
	}
	for _, dir := range []string{"", "config", "conf", "configs"} { // the file itself is not committed
		for _, sample := range samplesOf(path.Join(dir, name)) {
			if file, _ := s.Locate(sample); file != "" {
				s.openFile(file, "", "")
				s.sampled = append(s.sampled, Sampled{line(f, name), file})
				return
			}
		}
	}
	if s.openMoved(f, name) || s.openVariant(name) {
		return
	}
	if dir := path.Dir(path.Clean(name)); s.absent.File == "" && isMainConfig(name) && (dir == "." || slices.Contains(configFolders, dir)) {
		s.absent = line(f, name)
	}
}

// line is where a Go file first names a file.
func line(f *module.File, name string) Named {
	before, _, _ := bytes.Cut(f.Src, []byte(name))
	return Named{f.Path, 1 + bytes.Count(before, []byte("\n")), name}
}

// Named is a line of a Go file that names a configuration file.
type Named struct {
	File string
	Line int
	Name string
}

// Absent is the configuration file that the code names and that neither the repository nor a sample in it shows; none where the program has
// another file.
func (s *Files) Absent() (Named, bool) {
	s.load()
	return s.absent, len(s.list) == 0 && s.absent.File != ""
}

func (s *Files) openFile(file, by, name string) {
	set := s
	if len(set.list) >= maxConfigFiles || slices.ContainsFunc(set.list, func(o File) bool { return o.Path == file }) || strings.Contains(path.Base(file), "_test.") {
		return
	}
	values, ok := s.valuesOf(file)
	if !ok {
		return
	}
	keys := make([]string, len(values))
	for i, v := range values {
		keys[i] = squeeze.Replace(strings.ToLower(v.Key))
	}
	set.list = append(set.list, File{Path: file, Name: name, By: by, values: values, keys: keys})
}

// maxConfigBytes is the size of the largest configuration file that is looked into.
const maxConfigBytes = 512 << 10

// valuesOf reads a configuration file; not ok is one that cannot be read. One that is too large for settings has no values, and the program
// opens it all the same.
func (s *Files) valuesOf(file string) (values []configfile.Value, ok bool) {
	data, err := s.Repo.Tree.Read(file)
	if err != nil || len(data) > maxConfigBytes {
		return nil, err == nil
	}
	switch path.Ext(trimExample(file)) {
	case ".yaml", ".yml", ".json":
		docs, err := configfile.YAML(data)
		for _, d := range docs {
			values = append(values, d.Values...)
		}
		return values, err == nil
	case ".toml", ".ini", ".conf":
		return sections(data), true
	case ".properties":
		return configfile.Properties(data), true
	}
	return configfile.Dotenv(data), true
}

// openViper follows viper.SetConfigName and AddConfigPath.
func (s *Files) openViper() {
	var names, dirs []value.Value
	var by string
	for _, f := range s.Naming("SetConfigName") {
		x := s.Index(f)
		for _, c := range x.Calls["SetConfigName"] {
			if len(c.Node.Args) == 1 {
				names = append(names, s.Fold(c.Node.Args[0], fold.Scope{File: f, Fn: c.Around.Fn})...)
				by = f.Path
			}
		}
		for _, c := range x.Calls["AddConfigPath"] {
			if len(c.Node.Args) == 1 {
				dirs = append(dirs, s.Fold(c.Node.Args[0], fold.Scope{File: f, Fn: c.Around.Fn})...)
			}
		}
	}
	for _, n := range names {
		for _, d := range append(dirs, value.Value{Text: "."}) {
			if !n.Known() || !d.Known() {
				continue
			}
			for _, ext := range append([]string{""}, configEndings...) {
				if file, _ := s.Locate(path.Join(d.Text, n.Text+ext)); file != "" {
					s.openFile(file, by, path.Join(d.Text, path.Base(file)))
				}
			}
		}
	}
}

// folderFlags are libraries that define the flag for the configuration folder themselves.
var folderFlags = []struct{ path, flag, folder, source string }{
	{"github.com/tx7do/kratos-bootstrap", "--conf", "../../configs", "github.com/tx7do/kratos-bootstrap: NewCommandFlags of bootstrap/flag.go"},
}

// openFolders follows a flag for a configuration folder: flag.StringVar(&flagconf, "conf", "../../configs", …).
func (s *Files) openFolders() {
	for _, l := range folderFlags {
		if g := s.Imports(l.path); g != nil {
			s.openFolder(l.folder, l.flag, g)
		}
	}
	for _, f := range s.Main.Files {
		if !f.Has(`"conf`) && !f.Has(`"c"`) {
			continue
		}
		x := s.Index(f)
		for _, fn := range []string{"StringVar", "String", "StringVarP", "StringP"} {
			for _, c := range x.Calls[fn] {
				_, name, def, ok := fold.FlagArgs(c.Node)
				if !ok {
					continue
				}
				flag, _ := fold.LiteralText(c.Node.Args[name])
				value := fold.First(s.Fold(c.Node.Args[def], fold.Scope{File: f, Fn: c.Around.Fn}))
				if !strings.HasPrefix(flag, "c") || value == "" {
					continue
				}
				s.openFolder(value, "-"+flag, f)
			}
		}
	}
}

func (s *Files) openFolder(name, flag string, f *module.File) {
	dir := ""
	if strings.HasPrefix(name, "..") { // from the folder of main, as in "go run ." there
		dir, _ = module.Inside(s.Main.Dir, name)
		if !s.Repo.Tree.HasDir(dir) {
			return
		}
		s.Folder, s.FolderName, s.argument = dir, path.Base(dir), flag+"="+path.Base(dir)
	}
	if dir == "" {
		_, dir = s.Locate(name)
	}
	if dir == "" {
		return
	}
	if at, ok := module.Inside(s.Main.Mod.Dir, name); s.Folder == "" && at != dir && ok {
		s.Folder, s.FolderName = dir, path.Clean(name)
	}
	for _, file := range s.Repo.Tree.In(dir) {
		if isConfig(file) {
			s.openFile(file, f.Path, "")
		}
	}
}

var conventional = regexp.MustCompile(`^(\.|configs?|conf|etc|cfg|settings)/(config|app|application|settings|default|base|conf|server)\.(ya?ml|toml|json|ini|conf)$`)

// openConventional looks where programs keep their configuration, when no path could be read from the code.
func (s *Files) openConventional() {
	for _, base := range slices.Compact([]string{s.Main.Dir, s.Main.Mod.Dir}) {
		var near []string
		for _, dir := range append([]string{"."}, folders...) {
			for _, file := range s.Repo.Tree.In(path.Join(base, dir)) {
				near = append(near, file)
				if conventional.MatchString(dir + "/" + path.Base(file)) {
					s.openFile(file, "", "")
				}
			}
		}
		slices.Sort(near)
		for _, set := range environments.Find(slices.Compact(near), base) {
			for _, m := range set.Members {
				for _, file := range m.Files {
					if isConfig(file) {
						s.openFile(file, "", "")
						s.markOther(file)
					}
				}
			}
		}
		if len(s.list) == 0 {
			s.openLonely(slices.Compact(near))
		}
	}
}

// ofOneEnvironment is a configuration file of one environment: config-local.json, app.dev.yaml. It is looked at where no other is there: the
// others may be kept outside of the repository, with the same keys.
var ofOneEnvironment = regexp.MustCompile(`^(?:config|app|application|settings|server)[-._]([a-zA-Z]+)\.(?:ya?ml|toml|json|ini|conf)$`)

// openLonely opens the files of one environment in the folders where configuration lies.
func (s *Files) openLonely(near []string) {
	for _, file := range near {
		m := ofOneEnvironment.FindStringSubmatch(path.Base(file))
		if m == nil || path.Dir(file) == "." {
			continue
		}
		if _, ok := environments.Canonical(m[1]); ok {
			s.openFile(file, "", "")
		}
	}
}

// usualStem begins the names that a program gives its own configuration.
var usualStem = regexp.MustCompile(`^\.?(config|app|application|settings|server|default|base|conf|env)\b`)

// markOther remembers a file of one environment by a name of its own, as shop-demo.yaml: nothing says that the program reads it.
func (s *Files) markOther(file string) {
	if n := len(s.list); n > 0 && s.list[n-1].Path == file && !usualStem.MatchString(path.Base(file)) {
		_, word := environments.Canonical(strings.TrimSuffix(path.Base(file), path.Ext(file)))
		s.list[n-1].other = !word
	}
}

// Other says whether a file is one that nothing says the program reads, so that what the code says comes before it.
func (s *Files) Other(file string) bool {
	s.load()
	return slices.ContainsFunc(s.list, func(o File) bool { return o.Path == file && o.other })
}

// Values calls f with each value of the files.
func (s *Files) Values(f func(file string, v configfile.Value)) {
	s.load()
	for _, o := range s.list {
		for _, v := range o.values {
			f(o.Path, v)
		}
	}
}

var squeeze = strings.NewReplacer("_", "", "-", "")

// Guessed says whether a file was found in a conventional place only: the code does not name it, or names another place.
func (s *Files) Guessed(file string) bool {
	s.load()
	return slices.ContainsFunc(s.list, func(o File) bool { return o.Path == file && (o.By == "" || o.Moved) })
}

// Opened returns the configuration files, those that the code names first.
func (s *Files) Opened() []File {
	s.load()
	return s.list
}

// FolderArgument is the argument that names the configuration folder where the image holds it, "" when none is needed.
func (s *Files) FolderArgument() string {
	s.load()
	return s.argument
}

// None says whether the program opens no configuration file.
func (s *Files) None() bool { return len(s.Opened()) == 0 }

// found is the answer for one key.
type found struct {
	value configfile.Value
	file  string
	ok    bool
}

// Find looks a dotted key up: the whole path, else a path that ends in it.
func (s *Files) Find(key string) (configfile.Value, string, bool) {
	s.load()
	if s.looked == nil { // the files are still being looked for
		return s.find(key)
	}
	f, known := s.looked[key]
	if !known {
		f.value, f.file, f.ok = s.find(key)
		s.looked[key] = f
	}
	return f.value, f.file, f.ok
}

func (s *Files) find(key string) (configfile.Value, string, bool) {
	want := squeeze.Replace(strings.ToLower(key))
	var suffix []configfile.Value
	var where string
	for _, f := range s.list {
		for i, v := range f.values {
			got := f.keys[i]
			if got == want || got == want+"[0]" {
				return v, f.Path, true
			}
			if rest, ok := strings.CutSuffix(got, want); ok && strings.HasSuffix(rest, ".") && (where == "" || where == f.Path) {
				suffix, where = append(suffix, v), f.Path
			}
		}
	}
	if len(suffix) == 1 || len(suffix) > 1 && strings.Contains(want, ".") {
		return suffix[0], where, true
	}
	return configfile.Value{}, "", false
}

// Exactly looks a whole key up.
func (s *Files) Exactly(key string) (configfile.Value, string, bool) {
	s.load()
	want := squeeze.Replace(strings.ToLower(key))
	for _, f := range s.list {
		for _, key := range []string{want, want + "[0]"} { // a list is looked up by its first element
			if i := slices.Index(f.keys, key); i >= 0 {
				return f.values[i], f.Path, true
			}
		}
	}
	return configfile.Value{}, "", false
}

// sections reads what INI files and TOML files of plain keys have in common: [section] headers and key = value lines.
func sections(data []byte) []configfile.Value {
	var values []configfile.Value
	section, n := "", 0
	for line := range strings.Lines(string(data)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		if line[0] == '[' {
			section = strings.Trim(strings.SplitN(line, "]", 2)[0], "[] \t\"")
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok {
			continue
		}
		key, value = strings.Trim(strings.TrimSpace(key), `"'`), strings.TrimSpace(value)
		if q := strings.IndexAny(value, "\"'"); q == 0 {
			if end := strings.IndexByte(value[1:], value[0]); end >= 0 {
				value = value[1 : end+1]
			}
		} else {
			value, _, _ = strings.Cut(value, " #")
			value, _, _ = strings.Cut(value, " ;")
		}
		values = append(values, configfile.Value{Key: fold.JoinKey(section, key), Value: strings.TrimSpace(value), Line: n})
	}
	return values
}
