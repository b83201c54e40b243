package recipe

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// wrapper returns the folder that holds a Maven wrapper that works: the script and the properties that it reads.
func wrapper(x *module.Module) (string, bool) {
	dir := x.Route.Top.Dir
	ok := x.Repo.Tree.Has(path.Join(dir, "mvnw")) && x.Repo.Tree.Has(path.Join(dir, ".mvn/wrapper/maven-wrapper.properties"))
	return dir, ok
}

// mvn is the start of every Maven command: the wrapper where it works, in the folder of the top POM.
func mvn(x *module.Module, wrapped bool) []string {
	argv := []string{"mvn", "-B"}
	if _, ok := wrapper(x); ok && wrapped {
		argv[0] = "./mvnw"
	}
	if base := path.Base(x.Route.Top.File); base != "pom.xml" {
		argv = append(argv, "-f", base)
	}
	return argv
}

// profileFlag is -P with all profiles that the artefact needs; "" for none.
func profileFlag(x *module.Module) string {
	var ids []string
	for _, id := range append(append([]string{}, x.Route.Profiles...), x.Profiles...) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return "-P" + strings.Join(ids, ",")
}

// BuildCommands is what a person runs in the folder of the top POM.
func BuildCommands(x *module.Module, a *Artifact) [][]string {
	argv := mvn(x, true)
	argv = append(argv, selection(x)...)
	argv = append(append(argv, "-DskipTests"), jvmFlags(x)...)
	argv = append(argv, "package")
	return append(installs(x, append(mvn(x, true), "-DskipTests")), append(argv, extraGoals(x, a, copiedLibs)...))
}

// selection is -P and -pl MODULE -am (Maven CLI: --projects, --also-make).
func selection(x *module.Module) []string {
	var argv []string
	if p := profileFlag(x); p != "" {
		argv = append(argv, p)
	}
	if x.Route.Module != "" {
		argv = append(argv, "-pl", x.Route.Module, "-am")
	}
	return argv
}

// copiedLibs is where the libraries of a plain jar are copied to, relative to its module.
const copiedLibs = "target/waybill-libs"

// StartCommand is how the artefact is started after a build, in the unit's folder.
func StartCommand(x *module.Module, a *Artifact) []string {
	switch a.Form {
	case War:
		if a.Server != nil {
			return a.Server.start(x)
		}
		return []string{"catalina.sh", "run"}
	case classPath:
		if !copiesLibs(x) {
			return append([]string{"java", "-cp", a.File, a.Main}, arguments(x)...)
		}
		return append([]string{"java", "-cp", a.File + ":" + copiedLibs + "/*", a.Main}, arguments(x)...)
	case appScripts:
		return []string{a.File}
	case distribution:
		return distributionCommand(x, a)
	}
	return append(javaCommand(a, a.File), arguments(x)...)
}

// javaCommand starts a jar, by its manifest unless that names another class than the one to start.
func javaCommand(a *Artifact, jar string) []string {
	if a.Renamed.File != "" {
		return []string{"java", "-cp", jar, a.Main} // the class path in the manifest is read all the same (JAR file specification)
	}
	return []string{"java", "-jar", jar}
}

// arguments follow the jar: what the framework wants, or what the documentation shows.
func arguments(x *module.Module) []string {
	if _, ok := x.Has("io.dropwizard:dropwizard-core"); ok {
		if file := x.DropwizardConfig(); file != "" {
			return []string{"server", strings.TrimPrefix(file, x.POM.Dir+"/")}
		}
		return []string{"server"}
	}
	if len(x.DocArgs) > 0 {
		return x.DocArgs
	}
	return jibArguments(x)
}
