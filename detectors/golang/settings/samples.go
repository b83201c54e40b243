package settings

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/golang/module"
)

// sampleEndings are what the names of files to copy add to that of the file.
var sampleEndings = []string{".example", ".sample", ".dist", ".template", ".bak"}

// samplesOf are the names that people give the sample of a file: app.json.sample and app.sample.json.
func samplesOf(name string) []string {
	var list []string
	ext := path.Ext(name)
	for _, end := range sampleEndings {
		list = append(list, name+end, strings.TrimSuffix(name, ext)+end+ext)
	}
	return list
}

// Sampled is a file that the code names, and the sample of it that the repository holds in its place.
type Sampled struct {
	Named
	Sample string
}

// Sampled lists the files of which the repository holds a sample only; those of variables, as .env, are none.
func (s *Files) Sampled() []Sampled {
	s.load()
	var list []Sampled
	for _, a := range s.sampled {
		if !strings.HasSuffix(a.Name, ".env") && !slices.ContainsFunc(list, func(o Sampled) bool { return o.Sample == a.Sample }) {
			list = append(list, a)
		}
	}
	return list
}

func trimExample(file string) string {
	for _, end := range sampleEndings {
		file = strings.TrimSuffix(file, end)
	}
	return file
}

// configNames are what programs call their main configuration file, without its ending; configFolders are folders that hold nothing else.
var (
	configNames   = []string{"config", "configuration", "settings"}
	configFolders = []string{"config", "configs", "conf", "settings"}
)

// isMainConfig says whether a path ends in what programs call their main configuration file.
func isMainConfig(name string) bool {
	base := path.Base(name)
	return slices.Contains(configNames, strings.TrimSuffix(base, path.Ext(base)))
}

// openMoved opens config.yaml for config/config.yaml: the code names a place in a configuration folder where nothing is, and the file of that
// name lies beside go.mod or main, as a Dockerfile would copy it into the folder. That this is the file is a guess.
func (s *Files) openMoved(f *module.File, name string) bool {
	base := path.Base(name)
	if !slices.Contains(configFolders, path.Dir(path.Clean(name))) || !isMainConfig(name) {
		return false
	}
	for _, dir := range []string{s.Main.Mod.Dir, s.Main.Dir} {
		if file := path.Join(dir, base); s.Repo.Tree.Has(file) {
			before := len(s.list)
			s.openFile(file, f.Path, path.Clean(name))
			if len(s.list) > before {
				s.list[before].Moved = true
			}
			return true
		}
	}
	return false
}

// variantWords are what names of files say that stand in for one which is not committed, beside the names of environments.
var variantWords = []string{"example", "sample", "default", "defaults", "template"}

// openVariant opens a file of one environment, or a sample, beside a place that the program names and where nothing is: config-local.yaml
// for config.yaml. That the other one has the same values is a guess.
func (s *Files) openVariant(name string) bool {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(path.Base(name), ext)
	if stem == "" {
		return false
	}
	for _, base := range s.bases() {
		dir, ok := module.Inside(base, path.Dir(name))
		if !ok {
			continue
		}
		for _, file := range s.Repo.Tree.In(dir) {
			rest, ok := strings.CutPrefix(strings.TrimSuffix(path.Base(file), path.Ext(file)), stem)
			if !ok || len(rest) < 2 || !strings.ContainsRune("-._", rune(rest[0])) || path.Ext(file) != ext {
				continue
			}
			if _, ok := environments.Canonical(rest[1:]); ok || slices.Contains(variantWords, rest[1:]) {
				s.openFile(file, "", "")
				return true
			}
		}
	}
	return false
}
