package rebase

import (
	"cmp"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/waybill-dev/waybill/imagetree/layers"
)

// databases are where package managers note what they installed: the files of dpkg, apk and rpm.
var databases = []string{"var/lib/dpkg/", "lib/apk/db/", "usr/lib/apk/db/", "var/lib/rpm/", "usr/lib/sysimage/rpm/", "usr/share/rpm/"}

// same refuses a stack that a rebuild would make otherwise.
func (r *rebaser) same(s stack) error {
	old, err := r.below(s.layers[:s.depth])
	if err != nil {
		return err
	}
	for _, l := range s.layers[s.depth:] {
		own, err := r.list(l)
		if err != nil {
			return err
		}
		if err := untouched(old, own); err != nil {
			return err
		}
	}
	fresh, err := r.below(s.belowLayers)
	if err != nil {
		return err
	}
	if was, is := s.wasConfig.Config.User, s.belowConfig.Config.User; was != is { // WORKDIR and RUN made files as that user
		return refuse("the new base runs as user %q instead of %q", is, was)
	}
	was, is := told(old, s.wasConfig), told(fresh, s.belowConfig)
	for _, f := range slices.Sorted(maps.Keys(was)) { // what the new base has besides breaks nothing
		if was[f] != is[f] {
			return refuse("the new base has another %s (%s instead of %s): a rebuild has to prove that the application works there", f, cmp.Or(is[f], "none"), was[f])
		}
	}
	return nil
}

// untouched refuses layers that changed the base: what they wrote there would hide the new base's files.
func untouched(base, own *layers.Listing) error {
	for _, f := range slices.Sorted(maps.Keys(own.Files)) {
		if slices.ContainsFunc(databases, func(d string) bool { return strings.HasPrefix(f, d) }) {
			return refuse("its own layers install packages (/%s), which a rebuild would choose for the new base", f)
		}
	}
	for _, f := range slices.Sorted(maps.Keys(own.Files)) {
		at := base.Resolve(f)
		if base.Files[at] || base.Folders[at] {
			return refuse("its own layers replace /%s of the base", at)
		}
		// A layer need not list the folders of its files: app/run.sh takes the place of a file app.
		for dir := path.Dir(at); dir != "."; dir = path.Dir(dir) {
			if base.Files[dir] {
				return refuse("its own layers replace /%s of the base", dir)
			}
		}
	}
	for _, f := range slices.Sorted(maps.Keys(own.Folders)) {
		if at := base.Resolve(f); base.Files[at] && base.Links[at] == "" {
			return refuse("its own layers replace /%s of the base", at)
		}
	}
	for _, f := range own.Removed {
		if at := base.Resolve(f); base.Files[at] || base.Folders[at] {
			return refuse("its own layers remove /%s of the base", at)
		}
	}
	for _, dir := range own.Emptied {
		if base.Folders[base.Resolve(dir)] {
			return refuse("its own layers hide what the base has in /%s", dir)
		}
	}
	return nil
}

// runtimes are the variables in which official images tell their version (docker-library: openjdk and eclipse-temurin, node, golang, python,
// tomcat, nginx).
var runtimes = map[string]string{
	"JAVA_VERSION": "Java", "NODE_VERSION": "Node", "GOLANG_VERSION": "Go", "PYTHON_VERSION": "Python", "TOMCAT_VERSION": "Tomcat", "NGINX_VERSION": "nginx",
}

// told is what a base tells of its distribution and its runtimes, each as far as a change of it breaks programs.
func told(l *layers.Listing, config *v1.ConfigFile) map[string]string {
	out := map[string]string{}
	for _, file := range []string{"usr/lib/os-release", "etc/os-release"} {
		if id := layers.Value(l.Texts[file], "ID"); id != "" {
			out["distribution"] = strings.TrimSpace(id + " " + line(id, layers.Value(l.Texts[file], "VERSION_ID")))
		}
	}
	for _, file := range slices.Sorted(maps.Keys(l.Texts)) {
		if v := layers.Value(l.Texts[file], "JAVA_VERSION"); v != "" {
			out["Java"] = major(v)
		}
	}
	for _, e := range config.Config.Env {
		k, v, _ := strings.Cut(e, "=")
		if word, ok := runtimes[k]; ok && out[word] == "" {
			out[word] = major(v)
		}
	}
	for word := range strings.SplitSeq(config.Config.Labels["waybill.provides"], ",") {
		c, v, _ := strings.Cut(strings.TrimSpace(word), "=")
		if c != "" && v != "" {
			out[c] = line(c, v)
		}
	}
	return out
}

// line cuts a version to what stays the same within a release: Alpine and Ubuntu break between 3.21 and 3.22, 24.04 and 24.10; others
// between majors.
func line(of, version string) string {
	parts := strings.SplitN(version, ".", 3)
	if of == "alpine" || of == "ubuntu" {
		return strings.Join(parts[:min(2, len(parts))], ".")
	}
	return parts[0]
}

var javaVersion = regexp.MustCompile(`^(?:jdk-?)?v?(?:1\.)?(\d+)`)

// major reads 8 from 1.8.0_412 and from jdk8u412, 17 from jdk-17.0.12+7; of other runtimes the major.
func major(version string) string {
	if m := javaVersion.FindStringSubmatch(version); m != nil {
		return m[1]
	}
	return version
}
