package write

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/templates"
)

// A repository brings its lock and its working folder along, and both may lie. This file says what they are believed.

// generated says whether waybill writes a file of this name into a repository: only such files are removed. What lies in a folder called
// deploy is none by that alone, it may be a package of sources; a Dockerfile is one only beside other files of a unit in the same lock.
func (l lock) generated(name string) bool {
	if strings.HasPrefix(name, State+"/") || slices.Contains(single, name) || ofPipeline.MatchString(name) {
		return true
	}
	dir, base := path.Split(name)
	if base == "Dockerfile" || base == "Dockerfile.dockerignore" {
		return dir == "" || l.units[dir]
	}
	return belowDeploy(name)
}

// single are the files that exist once in a repository.
var single = []string{"Jenkinsfile", "vars/waybillPipeline.groovy", "vars/waybillPipeline.txt", ".gitlab-ci.yml", ".github/workflows/waybill.yml"}

// ofPipeline matches the scripts of a pipeline and their data.
var ofPipeline = regexp.MustCompile(`^deploy/ci/([a-z-]+\.sh|settings|gitlab\.yml|\.gitattributes|pod-(build|deploy)\.yaml|(units|environments)/[^/]+|tests/[^/]+\.sh)$`)

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

// signed says whether a text names waybill, as what its templates make does: in a first line, or as what manages an object. Overlays and
// namespaces do not. A digest alone proves nothing, since whoever writes a lock can take one of any file.
func signed(data []byte) bool { return bytes.Contains(bytes.ToLower(data), []byte("waybill")) }

// unitOf is the folder of the unit that a generated file belongs to, with a slash at the end; "" for the root.
func unitOf(name string) string {
	parts := strings.Split(name, "/")
	end := deployOf(parts)
	if end < 0 {
		end = len(parts) - 1
	}
	if end == 0 {
		return ""
	}
	return strings.Join(parts[:end], "/") + "/"
}

// prove notes the units of which a signed file stands as the lock has it. Templates of an organisation need not sign what they make: where
// no file of a run is signed, the lock is believed.
func (d *Destination) prove(l *lock, files []templates.File) {
	l.proven = map[string]bool{}
	l.anybody = len(files) > 0 && !slices.ContainsFunc(files, func(f templates.File) bool { return signed(f.Data) })
	for _, name := range l.paths() {
		if unit := unitOf(name); !l.proven[unit] {
			data, exists, err := d.read(name)
			l.proven[unit] = err == nil && exists && signed(data) && slices.Contains(l.digests(name), digest(data))
		}
	}
}

// believed says whether a file is one that waybill may have written in the place of another, which would be signed or not.
func (l lock) believed(name string, data []byte, sign bool) bool {
	return signed(data) || l.anybody || !sign && l.proven[unitOf(name)]
}
