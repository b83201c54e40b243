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
		return dir == "" || l.holdsUnit(dir)
	}
	return belowDeploy(name)
}

// single are the files that exist once in a repository.
var single = []string{"Jenkinsfile", "vars/waybillPipeline.groovy", "vars/waybillPipeline.txt"}

// belowDeploy says whether a path ends as the generated files of a unit's folder deploy do.
func belowDeploy(name string) bool {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		if p != "deploy" {
			continue
		}
		switch rest := strings.Join(parts[i+1:], "/"); {
		case rest == "init.sh" || rest == "nginx.conf" || rest == ".gitattributes":
			return true
		case strings.HasPrefix(rest, "kubernetes/") && slices.Contains([]string{".yaml", ".yml", ".md"}, path.Ext(rest)):
			return true
		case strings.HasPrefix(rest, "chart/") && slices.Contains([]string{".yaml", ".yml", ".tpl", ".txt", ".helmignore"}, path.Ext(rest)):
			return true
		}
	}
	return false
}

// holdsUnit says whether the lock lists files of a unit whose folder is dir, which ends in a slash. A unit that shares its folder with
// another one has them below deploy/NAME; a program of a module has them at the module.
func (l lock) holdsUnit(dir string) bool {
	for name := range l.files {
		if rest, ok := strings.CutPrefix(name, dir); ok && belowDeploy(rest) {
			return true
		}
	}
	return false
}
