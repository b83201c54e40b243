package recipe

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// ciRequire asks for the oldest JDK that the repository's own CI builds with, where the parent POM is not in the repository: its enforcer may
// refuse an older JDK than the CI has ever tried, whatever release the compiler is told. A tree without such an image builds with the one
// that the compiler needs.
func ciRequire(x *module.Module, runtime string) []facts.Require {
	if _, _, outside := x.POM.Outside(); !outside {
		return nil
	}
	oldest, ok := oldestOfCI(x)
	if !ok || oldest.major <= javaMajor(runtime) {
		return nil
	}
	return []facts.Require{{Capability: "java", Range: ">=" + oldest.text, Optional: true, Evidence: []facts.Evidence{oldest.at}}}
}

// setupVersion is the input of GitHub's action setup-java that names a JDK: a version, or an entry of the job's matrix
// (github.com/actions/setup-java, README).
var setupVersion = regexp.MustCompile(`(?m)^[ \t]*-?[ \t]*java-version:[ \t]*(.*?)[ \t\r]*$`)

var matrixEntry = regexp.MustCompile(`^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$`)

// oldestOfCI is the oldest JDK among those that GitHub's workflows install to build by Maven. A workflow of which an entry cannot be read is
// left out: each of the others shows a JDK that the build works with.
func oldestOfCI(x *module.Module) (javaLevel, bool) {
	var oldest javaLevel
	for _, f := range x.Repo.Tree.Under(".github/workflows") {
		if ext := path.Ext(f); ext != ".yml" && ext != ".yaml" {
			continue
		}
		data, err := x.Repo.Tree.Read(f)
		if err != nil || !strings.Contains(string(data), "mvn") {
			continue
		}
		for _, l := range installed(f, string(data)) {
			if oldest.major == 0 || l.major < oldest.major {
				oldest = l
			}
		}
	}
	return oldest, oldest.major > 0
}

// installed are the JDKs that a workflow installs, nil when one of its entries cannot be read.
func installed(file, workflow string) []javaLevel {
	var list []javaLevel
	for _, m := range setupVersion.FindAllStringSubmatchIndex(workflow, -1) {
		written := strings.Trim(workflow[m[2]:m[3]], `'"`)
		versions := []string{written}
		if e := matrixEntry.FindStringSubmatch(written); e != nil {
			versions = matrixValues(workflow, e[1])
		}
		if len(versions) == 0 || strings.Contains(versions[0], "{{") {
			return nil
		}
		at := facts.Evidence{File: file, Line: 1 + strings.Count(workflow[:m[2]], "\n"), Rule: "the oldest JDK of the CI"}
		for _, v := range versions {
			major := javaMajor(v)
			if major == 0 {
				return nil
			}
			list = append(list, javaLevel{strconv.Itoa(major), major, at})
		}
	}
	return list
}

// matrixValues are those of a key of a job's matrix that is written as a list: java: [17, 21], or a line for each.
func matrixValues(workflow, key string) []string {
	name := regexp.QuoteMeta(key)
	if m := regexp.MustCompile(`(?m)^[ \t]+` + name + `:[ \t]*\[([^\]]*)\]`).FindStringSubmatch(workflow); m != nil {
		return unquoted(strings.Split(m[1], ","))
	}
	if m := regexp.MustCompile(`(?m)^[ \t]+` + name + `:[ \t]*\r?\n((?:[ \t]+-[ \t]+\S+[ \t]*\r?\n?)+)`).FindStringSubmatch(workflow); m != nil {
		return unquoted(strings.Split(strings.ReplaceAll(strings.TrimSpace(m[1]), "- ", ""), "\n"))
	}
	return nil
}

func unquoted(list []string) []string {
	for i := range list {
		list[i] = strings.Trim(strings.TrimSpace(list[i]), `'"`)
	}
	return list
}
