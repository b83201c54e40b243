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

func trimExample(file string) string {
	for _, end := range sampleEndings {
		file = strings.TrimSuffix(file, end)
	}
	return file
}

// variantWords are what names of files say that stand in for one which is not committed, beside the names of environments.
var variantWords = []string{"example", "sample", "default", "defaults", "template"}

// openVariant opens a file of one environment, or a sample, beside a place that the program names and where nothing is: config-local.yaml
// for config.yaml. That the other one has the same values is a guess.
func (s *Files) openVariant(name string) {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(path.Base(name), ext)
	if stem == "" {
		return
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
				return
			}
		}
	}
}
