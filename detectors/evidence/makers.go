package evidence

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/aside"
	"github.com/waybill-dev/waybill/detectors/facts"
)

// leads says whether a Dockerfile has no word before its name: mail.Dockerfile is of another program.
func leads(file string) bool {
	base := path.Base(file)
	return strings.HasPrefix(base, "Dockerfile") || strings.HasPrefix(base, "Containerfile")
}

// makers gives each unit that is deployed the Dockerfiles that make its image, sorted: those that name its main package, its archive or its
// folder; those that lie in its folder; and, where a repository has one such unit only, those that copy what it is built from.
func makers(units []facts.Unit, files []dockerfile) {
	for _, d := range files {
		if aside.Folder(path.Dir(d.file), aside.Test|aside.Tool|aside.Example) != "" || ofDeveloper(d.file) {
			continue
		}
		if i := madeBy(d, units); i >= 0 {
			units[i].Dockerfiles = append(units[i].Dockerfiles, d.file)
		}
	}
	for i := range units {
		slices.Sort(units[i].Dockerfiles)
	}
}

// ofDeveloper says whether the name of a Dockerfile tells that its image is for work on the program, not for running it.
func ofDeveloper(file string) bool {
	words := strings.FieldsFunc(strings.ToLower(path.Base(file)), func(r rune) bool { return strings.ContainsRune(".-_", r) })
	return slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains([]string{"dev", "develop", "development", "debug", "test", "tests", "e2e", "ci", "local"}, w)
	})
}

// madeBy finds the unit whose image a Dockerfile makes, -1 when none or more than one may be it.
func madeBy(d dockerfile, units []facts.Unit) int {
	var named, beside, deployed []int
	for i, u := range units {
		if u.Kind.Value == facts.CLI || u.Kind.Value == facts.Library {
			continue
		}
		deployed = append(deployed, i)
		if names(d, u) {
			named = append(named, i)
		}
		if dir := path.Dir(d.file); (dir == u.Path || dir == u.Folder()) && leads(d.file) {
			beside = append(beside, i)
		}
	}
	switch {
	case len(named) > 0:
		return only(named)
	case len(beside) > 0:
		return only(beside)
	}
	if i := only(deployed); i >= 0 && len(units) == 1 && slices.ContainsFunc(d.takes, func(w string) bool { return sourceOf(w, units[i]) }) {
		return i
	}
	return -1
}

// manifests are the files that say how a program is built, by language.
var manifests = map[string]string{"java": "pom.xml", "node": "package.json", "go": "go.mod"}

// sourceOf says whether a source of COPY is what the unit is built from: all of the folder, its manifest, or its archive.
func sourceOf(word string, u facts.Unit) bool {
	word = path.Clean("/" + strings.Trim(word, `"'`))
	if word == "/" || word == "/target" || word == "/dist" {
		return true
	}
	base := path.Base(word)
	if name := manifests[u.Language.Value]; name != "" && fits(base, name) {
		return true
	}
	archive := path.Base(u.Artifact.Value)
	return archive != "." && len(archive) > 1 && (fits(anyOf(base), archive) || fits(anyOf(base), anyOf(archive)))
}

func only(list []int) int {
	if len(list) != 1 {
		return -1
	}
	return list[0]
}
