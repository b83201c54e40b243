package write

import (
	"path"
	"slices"
	"strings"
)

// A repository brings its lock and its working folder along, and both may lie. This file says what they are believed.

// generated says whether waybill writes a file of this name into a repository: only such files are removed. What lies in a folder called
// deploy is none by that alone, it may be a package of sources; a Dockerfile is one only beside other files of a unit in the same lock.
func (l lock) generated(name string) bool {
	if strings.HasPrefix(name, State+"/") || slices.Contains(single, name) {
		return true
	}
	dir, base := path.Split(name)
	if base == "Dockerfile" || base == "Dockerfile.dockerignore" {
		return dir == "" || l.units[dir]
	}
	return belowDeploy(name)
}

// single are the files that exist once in a repository.
var single = []string{"Jenkinsfile", "vars/waybillPipeline.groovy", "vars/waybillPipeline.txt"}

// belowDeploy says whether a path ends as the generated files of a unit's folder deploy do.
func belowDeploy(name string) bool { return deployOf(strings.Split(name, "/")) >= 0 }

// deployOf is the index of the last element deploy below which the path ends as generated files do, -1 for none.
func deployOf(parts []string) int {
	for i, p := range slices.Backward(parts) {
		if p != "deploy" {
			continue
		}
		switch rest := strings.Join(parts[i+1:], "/"); {
		case rest == "init.sh" || rest == "nginx.conf" || rest == ".gitattributes",
			strings.HasPrefix(rest, "kubernetes/") && slices.Contains([]string{".yaml", ".yml", ".md"}, path.Ext(rest)),
			strings.HasPrefix(rest, "chart/") && slices.Contains([]string{".yaml", ".yml", ".tpl", ".txt", ".helmignore"}, path.Ext(rest)):
			return i
		}
	}
	return -1
}

// unitFolders are the folders, with a slash at the end, below which a lock lists files of a unit. A unit that shares its folder with
// another one has them below deploy/NAME; a program of a module has them at the module.
func unitFolders(files map[string][]entry) map[string]bool {
	out := map[string]bool{}
	for name := range files {
		parts := strings.Split(name, "/")
		for i := 1; i <= deployOf(parts); i++ {
			out[strings.Join(parts[:i], "/")+"/"] = true
		}
	}
	return out
}
