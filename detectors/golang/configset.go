package golang

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/value"
)

// configSet holds the configuration files that a program opens when nothing tells it otherwise.
type configSet struct {
	*program
	loaded   bool
	list     []openedFile
	folder   string // a folder that a flag names by a path that leads out of the working folder
	argument string // the argument that names it where the image holds it
}

type openedFile struct {
	path   string
	name   string // as the program names it, relative to its working folder
	by     string // the Go file that names it, "" for a conventional place
	values []configfile.Value
}

const maxConfigFiles = 24

// openSettings makes the settings of a program; the files are found and read when something asks for them.
func openSettings(p *program) *configSet {
	s := &configSet{program: p}
	p.settings = s
	return s
}

// load finds and reads the files once.
func (s *configSet) load() {
	if s.loaded {
		return
	}
	s.loaded = true // what is asked while the files are looked for gets those that are known by then
	for _, f := range s.program.files {
		for _, name := range namedFiles(f.src) {
			s.open(f, name)
		}
	}
	if g := s.imports("github.com/beego/beego"); g != nil || s.imports("github.com/astaxie/beego") != nil {
		s.open(s.main.files[0], "conf/app.conf") // beego: the default of AppConfigPath
	}
	s.openViper()
	s.openFolders()
	if !slices.ContainsFunc(s.list, func(o openedFile) bool { return path.Base(o.path)[0] != '.' }) {
		s.openConventional()
	}
}

var configEndings = []string{".yaml", ".yml", ".toml", ".json", ".ini", ".conf", ".env", ".properties"}

// namedFiles returns the string literals of a Go file that end like a configuration file.
func namedFiles(src []byte) []string {
	var names []string
	for _, end := range configEndings {
		for _, quote := range []string{`"`, "`"} {
			rest := src
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
func (s *configSet) bases() []string {
	list := []string{s.main.mod.dir, s.main.dir, "."}
	for d := path.Dir(s.main.dir); within(d, s.main.mod.dir) && d != "." && d != s.main.mod.dir; d = path.Dir(d) {
		list = append(list, d)
	}
	return list
}

// locate finds a file or folder of the repository that a relative path of the program means.
func (s *configSet) locate(name string) (file string, dir string) {
	for _, base := range s.bases() {
		found, ok := inside(base, name)
		if !ok {
			continue
		}
		if s.r.tree.Has(found) {
			return found, ""
		}
		if found != "." && s.r.tree.HasDir(found) {
			return "", found
		}
	}
	return "", ""
}

func (s *configSet) open(f *gofile, name string) {
	if strings.ContainsAny(name, "%*?{ ") {
		return
	}
	if file, _ := s.locate(name); file != "" {
		s.openFile(file, f.path, name)
		return
	}
	for _, end := range []string{".example", ".sample", ".dist", ".template"} { // the file itself is not committed
		if file, _ := s.locate(name + end); file != "" {
			s.openFile(file, "", "")
			return
		}
	}
}

func (s *configSet) openFile(file, by, name string) {
	set := s
	if len(set.list) >= maxConfigFiles || slices.ContainsFunc(set.list, func(o openedFile) bool { return o.path == file }) || strings.Contains(path.Base(file), "_test.") {
		return
	}
	data, err := s.r.tree.Read(file)
	if err != nil || len(data) > 512<<10 {
		return
	}
	var values []configfile.Value
	switch path.Ext(trimExample(file)) {
	case ".yaml", ".yml", ".json":
		docs, err := configfile.YAML(data)
		if err != nil {
			return
		}
		for _, d := range docs {
			values = append(values, d.Values...)
		}
	case ".toml", ".ini", ".conf":
		values = sections(data)
	case ".properties":
		values = configfile.Properties(data)
	default:
		values = configfile.Dotenv(data)
	}
	set.list = append(set.list, openedFile{path: file, name: name, by: by, values: values})
}

func trimExample(file string) string {
	for _, end := range []string{".example", ".sample", ".dist", ".template"} {
		file = strings.TrimSuffix(file, end)
	}
	return file
}

// openViper follows viper.SetConfigName and AddConfigPath.
func (s *configSet) openViper() {
	var names, dirs []value.Value
	var by string
	for _, f := range s.naming("SetConfigName") {
		x := s.index(f)
		if x == nil {
			continue
		}
		for _, c := range x.calls["SetConfigName"] {
			if len(c.node.Args) == 1 {
				names = append(names, s.fold(c.node.Args[0], scope{file: f, fn: c.around.fn})...)
				by = f.path
			}
		}
		for _, c := range x.calls["AddConfigPath"] {
			if len(c.node.Args) == 1 {
				dirs = append(dirs, s.fold(c.node.Args[0], scope{file: f, fn: c.around.fn})...)
			}
		}
	}
	for _, n := range names {
		for _, d := range append(dirs, value.Value{Text: "."}) {
			if !n.Known() || !d.Known() {
				continue
			}
			for _, ext := range append([]string{""}, configEndings...) {
				if file, _ := s.locate(path.Join(d.Text, n.Text+ext)); file != "" {
					s.openFile(file, by, path.Join(d.Text, path.Base(file)))
				}
			}
		}
	}
}

// openFolders follows a flag for a configuration folder: flag.StringVar(&flagconf, "conf", "../../configs", …).
func (s *configSet) openFolders() {
	for _, f := range s.main.files {
		if !f.has(`"conf`) && !f.has(`"c"`) {
			continue
		}
		x := s.index(f)
		if x == nil {
			continue
		}
		for _, fn := range []string{"StringVar", "String", "StringVarP", "StringP"} {
			for _, c := range x.calls[fn] {
				_, name, def, ok := flagArgs(c.node)
				if !ok {
					continue
				}
				flag, _ := literalText(c.node.Args[name])
				value := first(s.fold(c.node.Args[def], scope{file: f, fn: c.around.fn}))
				if !strings.HasPrefix(flag, "c") || value == "" {
					continue
				}
				s.openFolder(value, flag, f)
			}
		}
	}
}

func (s *configSet) openFolder(name, flag string, f *gofile) {
	dir := ""
	if strings.HasPrefix(name, "..") { // from the folder of main, as in "go run ." there
		dir, _ = inside(s.main.dir, name)
		if !s.r.tree.HasDir(dir) {
			return
		}
		s.folder, s.argument = dir, "-"+flag+"="+path.Base(dir)
	}
	if dir == "" {
		_, dir = s.locate(name)
	}
	if dir == "" {
		return
	}
	for _, file := range s.r.tree.In(dir) {
		if slices.Contains(configEndings, path.Ext(file)) {
			s.openFile(file, f.path, "")
		}
	}
}

var conventional = regexp.MustCompile(`^(\.|configs?|conf|etc|cfg|settings)/(config|app|application|settings|default|base|conf|server)\.(ya?ml|toml|json|ini|conf)$`)

// openConventional looks where programs keep their configuration, when no path could be read from the code.
func (s *configSet) openConventional() {
	for _, base := range slices.Compact([]string{s.main.dir, s.main.mod.dir}) {
		var near []string
		for _, dir := range []string{".", "config", "configs", "conf", "etc", "cfg", "settings"} {
			for _, file := range s.r.tree.In(path.Join(base, dir)) {
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
					if slices.Contains(configEndings, path.Ext(file)) {
						s.openFile(file, "", "")
					}
				}
			}
		}
	}
}

var squeeze = strings.NewReplacer("_", "", "-", "")

// guessed says whether a file was found in a conventional place only: the code does not name it.
func (s *configSet) guessed(file string) bool {
	s.load()
	return slices.ContainsFunc(s.list, func(o openedFile) bool { return o.path == file && o.by == "" })
}

// files are the configuration files, those that the code names first.
func (s *configSet) opened() []openedFile {
	s.load()
	return s.list
}

// folderArgument is the argument that names the configuration folder where the image holds it, "" when none is needed.
func (s *configSet) folderArgument() string {
	s.load()
	return s.argument
}

// none says whether the program opens no configuration file.
func (s *configSet) none() bool { return len(s.opened()) == 0 }

// find looks a dotted key up: the whole path, else a path that ends in it.
func (s *configSet) find(key string) (configfile.Value, string, bool) {
	s.load()
	want := squeeze.Replace(strings.ToLower(key))
	var suffix []configfile.Value
	var where string
	for _, f := range s.list {
		for _, v := range f.values {
			got := squeeze.Replace(strings.ToLower(v.Key))
			if got == want {
				return v, f.path, true
			}
			if strings.HasSuffix(got, "."+want) && (where == "" || where == f.path) {
				suffix, where = append(suffix, v), f.path
			}
		}
	}
	if len(suffix) == 1 || len(suffix) > 1 && strings.Contains(want, ".") {
		return suffix[0], where, true
	}
	return configfile.Value{}, "", false
}

// exactly looks a whole key up.
func (s *configSet) exactly(key string) (configfile.Value, string, bool) {
	s.load()
	want := squeeze.Replace(strings.ToLower(key))
	for _, f := range s.list {
		for _, v := range f.values {
			if squeeze.Replace(strings.ToLower(v.Key)) == want {
				return v, f.path, true
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
		values = append(values, configfile.Value{Key: joinKey(section, key), Value: strings.TrimSpace(value), Line: n})
	}
	return values
}
