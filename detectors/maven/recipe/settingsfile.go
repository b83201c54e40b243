package recipe

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// settingsVariable is how a settings file names a variable of the environment (maven.apache.org/settings.html, "Quick Overview").
var settingsVariable = regexp.MustCompile(`\$\{env\.([A-Z_][A-Z0-9_]*)\}`)

// ofSystem are variables that every shell has.
var ofSystem = []string{"HOME", "USER", "PATH", "PWD", "SHELL", "JAVA_HOME", "MAVEN_HOME", "M2_HOME"}

// settingsVariables lists the variables that the repository's own settings file takes its passwords and addresses from, where
// .mvn/maven.config names such a file.
func settingsVariables(x *module.Module) (names []string, file string) {
	c := x.Repo.CommandLine(x.POM)
	if c.Settings == "" || path.IsAbs(c.Settings) {
		return nil, ""
	}
	file = path.Join(path.Dir(path.Dir(c.File)), c.Settings)
	data, err := x.Repo.Tree.Read(file)
	if err != nil {
		return nil, ""
	}
	for _, m := range settingsVariable.FindAllSubmatch(data, -1) {
		if name := string(m[1]); !slices.Contains(ofSystem, name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, file
}

// giveVariables hands those variables to the commands of Maven as optional secrets of the build.
func giveVariables(x *module.Module, s *facts.Stage) {
	names, file := settingsVariables(x)
	if len(names) == 0 {
		return
	}
	var exports strings.Builder
	for _, name := range names {
		target := "/run/secrets/" + name
		s.Secrets = append(s.Secrets, facts.Secret{ID: name, Target: target})
		exports.WriteString("export " + name + `="$(cat ` + target + ` 2>/dev/null)"; `)
	}
	for _, commands := range [][][]string{s.Resolve, s.Build} {
		for i, c := range commands {
			if c[0] == "mvn" {
				commands[i] = append([]string{"sh", "-c", exports.String() + `exec "$0" "$@"`}, c...)
			}
		}
	}
	x.Warn(facts.Evidence{File: file}, "takes "+strings.Join(names, ", ")+" from the environment: the build takes each from the optional secret of its name (docker build --secret id="+names[0]+",env="+names[0]+")")
}
