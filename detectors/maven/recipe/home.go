package recipe

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/module"
)

// homeDir is the home that a program gets where it uses one, relative to its working folder.
const homeDir = "home"

// ownHome gives a program that keeps files in the user's home a folder for that. The home of the image's user is read-only or missing,
// and for a uid without an entry in /etc/passwd the JVM takes "?".
func ownHome(x *module.Module, run *facts.Run) {
	if len(run.Command) == 0 || run.Command[0] != "java" || !usesHome(x) {
		return
	}
	run.Command = slices.Insert(slices.Clone(run.Command), 1, "-Duser.home="+path.Join(cmp.Or(run.Workdir, "/app"), homeDir))
	below := func(dir string) bool { return dir == homeDir || strings.HasPrefix(dir, homeDir+"/") }
	run.Writable = append(slices.DeleteFunc(slices.Clone(run.Writable), below), homeDir)
	if below(run.LogDir) {
		run.LogDir, run.LogEvidence = "", nil // the volume of the home would hide a link to the volume of the logs
	}
}

// usesHome says whether settings, the configuration of the logs, or the code name the user's home.
func usesHome(x *module.Module) bool {
	for _, file := range settingFiles(x) {
		for _, doc := range x.Repo.Documents(file) {
			for _, v := range doc.Values {
				if strings.Contains(v.Value, "${user.home}") || strings.HasPrefix(v.Value, "jdbc:h2:~") || strings.HasPrefix(v.Value, "jdbc:h2:file:~") {
					return true
				}
			}
		}
	}
	for _, dir := range x.ResourceDirs() {
		for _, name := range logFiles {
			if data, err := x.Repo.Tree.Read(path.Join(dir, name)); err == nil && bytes.Contains(data, []byte("${user.home}")) {
				return true
			}
		}
	}
	return x.Holds(`"user.home"`)
}
