package recipe

import (
	"path"
	"regexp"
	"slices"
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

// checks are switches of plug-ins that look at the code, sign or describe it and change nothing of what runs; the documentation of each
// plug-in names its switch (user property) at the goal.
var checks = map[string]string{
	"license.skip":           "com.mycila:license-maven-plugin, which may ask git for the years of a header",
	"rat.skip":               "org.apache.rat:apache-rat-plugin",
	"checkstyle.skip":        "maven-checkstyle-plugin",
	"pmd.skip":               "maven-pmd-plugin",
	"cpd.skip":               "maven-pmd-plugin",
	"spotbugs.skip":          "com.github.spotbugs:spotbugs-maven-plugin",
	"jacoco.skip":            "org.jacoco:jacoco-maven-plugin",
	"animal.sniffer.skip":    "org.codehaus.mojo:animal-sniffer-maven-plugin",
	"formatter.skip":         "net.revelc.code.formatter:formatter-maven-plugin",
	"impsort.skip":           "net.revelc.code:impsort-maven-plugin",
	"spotless.check.skip":    "com.diffplug.spotless:spotless-maven-plugin, which may fetch its formatter",
	"spotless.apply.skip":    "the same",
	"sortpom.skip":           "com.github.ekryd.sortpom:sortpom-maven-plugin",
	"gpg.skip":               "maven-gpg-plugin",
	"maven.javadoc.skip":     "maven-javadoc-plugin",
	"maven.source.skip":      "maven-source-plugin",
	"dependency-check.skip":  "org.owasp:dependency-check-maven, which fetches a database",
	"cyclonedx.skip":         "org.cyclonedx:cyclonedx-maven-plugin",
	"japicmp.skip":           "com.github.siom79.japicmp:japicmp-maven-plugin, which fetches the last release",
	"revapi.skip":            "org.revapi:revapi-maven-plugin, which fetches the last release",
	"maven.gitcommitid.skip": "io.github.git-commit-id:git-commit-id-maven-plugin, which reads git's history",
	"maven.buildNumber.skip": "org.codehaus.mojo:buildnumber-maven-plugin, which reads git's history",
}

// skipArgument is a switch on a command line, also with its quotes: -D"license.skip=true".
var skipArgument = regexp.MustCompile(`-D["']?([\w.-]+\.skip)(?:=true)?["']?(?:\s|$)`)

// ciSkips are the checks that the repository's own CI leaves out of its builds by Maven, where the parent POM is not in the repository: the
// plug-in may stand there, and need git's history or the internet. Each is told with its place.
func ciSkips(x *module.Module, have []string) []string {
	if _, _, outside := x.POM.Outside(); !outside {
		return nil
	}
	var flags []string
	for _, f := range x.Repo.Tree.Under(".github/workflows") {
		if ext := path.Ext(f); ext != ".yml" && ext != ".yaml" {
			continue
		}
		data, err := x.Repo.Tree.Read(f)
		if err != nil {
			continue
		}
		line := 0
		for text := range strings.Lines(string(data)) {
			line++
			if !strings.Contains(text, "mvn") {
				continue
			}
			for _, m := range skipArgument.FindAllStringSubmatch(text, -1) {
				flag := "-D" + m[1] + "=true"
				if _, known := checks[m[1]]; !known || slices.Contains(have, flag) || slices.Contains(flags, flag) {
					continue
				}
				flags = append(flags, flag)
				x.Warn(facts.Evidence{File: f, Line: line, Rule: "switch of the CI"}, "the build passes "+flag+" as the CI does: the parent POM, which is not in this repository, may bind a check that needs git's history or the internet")
			}
		}
	}
	return flags
}
