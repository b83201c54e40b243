package settings

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// maxNamed bounds the files that one folder or pattern brings.
const maxNamed = 6

// openEmbedded opens the configuration files that are compiled into the program: their values are its defaults (package embed).
func (s *Files) openEmbedded() {
	for _, e := range module.Embeds(s.Files) {
		if !strings.ContainsAny(e.Pattern, "*?[") {
			if isConfig(e.Pattern) && s.Repo.Tree.Has(e.Pattern) {
				s.openFile(e.Pattern, e.File, "")
			}
			continue
		}
		var found []string
		for _, file := range s.Repo.Tree.In(path.Dir(e.Pattern)) {
			if fits, err := path.Match(e.Pattern, file); err == nil && fits && isConfig(file) && usualStem.MatchString(path.Base(file)) {
				found = append(found, file)
			}
		}
		if len(found) <= maxNamed {
			for _, file := range found {
				s.openFile(file, e.File, "")
			}
		}
	}
}

// openGoFrame opens the file config in the folders where GoFrame looks for it (goframe.org, "Configuration management"), else a sample
// that stands there instead.
func (s *Files) openGoFrame(g *module.File) {
	var names []string
	for _, dir := range []string{"", "config", "manifest/config"} {
		for _, end := range []string{".toml", ".yaml", ".yml", ".json", ".ini", ".properties"} {
			names = append(names, path.Join(dir, "config"+end))
		}
	}
	for _, name := range names {
		if file, _ := s.Locate(name); file != "" {
			s.openFile(file, g.Path, name)
		}
	}
	for _, name := range names {
		if len(s.list) == 0 {
			s.open(g, name)
		}
	}
}

func isConfig(file string) bool { return slices.Contains(configEndings, path.Ext(file)) }

// folders are where programs keep their configuration.
var folders = []string{"config", "configs", "conf", "etc", "cfg", "settings"}

// openElsewhere opens the files that the program names without a folder, in the folders where configuration lies: the folder is given when
// the program starts. Of names that are constants, those count that main comes to: programs of a repository share a list of
// them, which is a variable or made by init.
func (s *Files) openElsewhere() {
	for _, f := range s.Files {
		for _, name := range namedFiles(f) {
			if strings.Contains(name, "/") || strings.ContainsAny(name, "%*?{ ") || path.Ext(name) == name || !s.isUsed(f, name) {
				continue
			}
			if file, _ := s.Locate(name); file != "" {
				continue
			}
			for _, folder := range folders {
				if file, _ := s.Locate(path.Join(folder, name)); file != "" {
					s.openFile(file, "", "")
					break
				}
			}
		}
	}
}

// isUsed says whether main comes to a place that says the name of a file, or the constant that holds the name.
func (s *Files) isUsed(f *module.File, name string) bool {
	if s.Reached == nil {
		return false
	}
	for constant, v := range s.Index(f).Values {
		text, ok := fold.LiteralText(v.Expr)
		if !ok || text != name {
			continue
		}
		for _, g := range s.Naming(constant) {
			if slices.ContainsFunc(s.Index(g).Uses[constant], func(u fold.Use) bool {
				return u.Around.Decl == "" && u.Around.Fn != nil && u.Around.Fn.Name.Name != "init" && s.Reached(u.Around, g)
			}) {
				return true
			}
		}
		return false
	}
	return true
}
