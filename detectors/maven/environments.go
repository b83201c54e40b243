package maven

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/facts"
)

// selectors are the variables that tell a framework its profile at the start; each wins over what is baked into the artefact.
var selectors = map[string]string{
	springBoot: "SPRING_PROFILES_ACTIVE", servlet: "SPRING_PROFILES_ACTIVE", dubbo: "SPRING_PROFILES_ACTIVE",
	quarkus: "QUARKUS_PROFILE", micronaut: "MICRONAUT_ENVIRONMENTS", helidon: "HELIDON_CONFIG_PROFILE",
}

// environments says which configuration belongs to which environment, and how the program is told.
func (x *module) environments(a *artifact, framework string) ([]facts.Environment, facts.Config) {
	if envs, config := x.mavenFolders(a, framework); len(envs) > 0 {
		return envs, config
	}
	if envs, config := x.profileFiles(framework); len(envs) > 0 {
		return envs, config
	}
	if envs, config := x.outsideFolders(framework); len(envs) > 0 {
		return envs, config
	}
	return x.buildTimeOnly(framework)
}

// profileFiles finds application-<env> files on the class path, and documents inside one file that name a profile:
// the program chooses by a variable.
func (x *module) profileFiles(framework string) ([]facts.Environment, facts.Config) {
	variable := selectors[framework]
	if variable == "" {
		return nil, facts.Config{}
	}
	var sets []environments.Set
	for _, dir := range x.resourceDirs() {
		var files []string
		for _, f := range x.r.tree.Under(dir) {
			rel := strings.TrimPrefix(strings.TrimPrefix(f, dir+"/"), "config/")
			if profileFile.MatchString(rel) {
				files = append(files, f)
			}
		}
		sets = append(sets, environments.Find(files, dir)...)
	}
	sets = append(sets, x.inFile(framework)...)
	envs := environments.Merge(sets)
	if len(envs) == 0 {
		return nil, facts.Config{}
	}
	at := facts.Evidence{File: envs[0].Files[0], Rule: "profile files of " + framework}
	return envs, facts.Config{By: facts.ByVariable, Variable: variable, Evidence: []facts.Evidence{at}}
}

var profileFile = regexp.MustCompile(`^(?:application|bootstrap|microprofile-config|META-INF/microprofile-config)(?:-[\w.-]+)?\.(?:ya?ml|properties|json|conf)$`)

// inFile finds environments that one file holds: documents with on-profile (Spring), keys with %name. (Quarkus, whose dev, test and
// prod are modes of the tool and count only beside others).
func (x *module) inFile(framework string) []environments.Set {
	words := map[string]string{} // word → file
	for _, file := range x.config().files {
		for _, doc := range x.r.documents(file) {
			for _, v := range doc.Values {
				switch {
				case framework == quarkus && strings.HasPrefix(v.Key, "%"):
					word, _, _ := strings.Cut(strings.Trim(v.Key, `%"`), ".")
					words[strings.Trim(word, `"`)] = file
				case v.Key == "spring.config.activate.on-profile" || v.Key == "spring.profiles":
					for _, w := range strings.FieldsFunc(v.Value, func(r rune) bool { return strings.ContainsRune(",|& ()!", r) }) {
						words[w] = file
					}
				}
			}
		}
	}
	var members []environments.Member
	own := 0
	for _, w := range slices.Sorted(maps.Keys(words)) {
		name, ok := environments.Canonical(w)
		if !ok {
			continue
		}
		if framework == quarkus && (w == "dev" || w == "test") {
			continue
		}
		if environments.Deployed(name) && name != environments.Test && (framework != quarkus || w != "prod") {
			own++
		}
		members = append(members, environments.Member{Name: name, Spelling: w, Files: []string{words[w]}})
	}
	if own == 0 || len(members) < 2 {
		return nil
	}
	return []environments.Set{{Pattern: members[0].Files[0], Members: members}}
}

// mavenFolders: a resource folder whose path holds a property that each profile sets: src/main/resources/${env}. Maven packs one
// folder into the artefact, so the image holds all of them, and the right one is linked to where it wins over the class path:
// ./config for Spring Boot (reference, "External Application Properties"), WEB-INF/classes of the unpacked war.
func (x *module) mavenFolders(a *artifact, framework string) ([]facts.Environment, facts.Config) {
	dir, property, at := x.folderProperty()
	if dir == "" {
		return nil, facts.Config{}
	}
	folders := map[string]string{}
	spelling := map[string]string{}
	for _, profile := range x.envProfiles() {
		value := profile.properties[property]
		name, ok := environments.Canonical(value)
		if !ok {
			name, ok = environments.Canonical(profile.id)
		}
		folder := path.Join(x.p.dir, relativeTo(strings.ReplaceAll(dir, "${"+property+"}", value)))
		if ok && x.r.tree.HasDir(folder) {
			folders[name], spelling[name] = folder, value
		}
	}
	if len(folders) < 2 {
		return nil, facts.Config{}
	}
	set := environments.Set{}
	links := map[string]facts.ConfigLink{}
	unlinked := false
	for _, name := range slices.Sorted(maps.Keys(folders)) {
		files := x.r.tree.Under(folders[name])
		set.Members = append(set.Members, environments.Member{Name: name, Spelling: spelling[name], Files: files})
		for _, f := range files {
			rel := strings.TrimPrefix(f, folders[name]+"/")
			target := x.linkTarget(a, framework, rel)
			if target == "" {
				unlinked = true
				continue
			}
			l, ok := links[target]
			if !ok {
				l = facts.ConfigLink{Target: target, Sources: map[string]string{}}
			}
			l.Sources[name] = f
			links[target] = l
		}
	}
	config := facts.Config{By: facts.ByLink, Evidence: []facts.Evidence{at}}
	for _, target := range slices.Sorted(maps.Keys(links)) {
		config.Links = append(config.Links, links[target])
	}
	if unlinked || len(config.Links) == 0 {
		x.warn(at, "some files that differ by environment are on the class path inside the artefact and cannot be replaced at the start: those of the built profile stay")
	}
	if len(config.Links) == 0 {
		config.By = facts.ByBuild
	}
	return environments.Merge([]environments.Set{set}), config
}

// linkTarget is where a file of the class path can be overridden from outside; "" when it cannot.
func (x *module) linkTarget(a *artifact, framework, rel string) string {
	switch {
	case a.form == war:
		return path.Join("webapps/ROOT/WEB-INF/classes", rel)
	case framework == springBoot && profileFile.MatchString(strings.TrimPrefix(rel, "config/")):
		return path.Join("config", path.Base(rel))
	}
	return ""
}

var propertyIn = regexp.MustCompile(`\$\{([\w.-]+)\}`)

// folderProperty finds a resource folder of the build that a profile's property names.
func (x *module) folderProperty() (dir, property string, at facts.Evidence) {
	for _, l := range x.m.layers {
		for _, e := range l.root.at("build", "resources").each("resource") {
			raw := e.child("directory")
			if raw == nil {
				continue
			}
			for _, m := range propertyIn.FindAllStringSubmatch(raw.text, -1) {
				if !strings.HasPrefix(m[1], "project.") && m[1] != "basedir" {
					return raw.text, m[1], l.evidence(raw, "resource folder by Maven profile")
				}
			}
		}
	}
	return "", "", facts.Evidence{}
}

// outsideFolders: config/<env>/application.yml outside the class path, at the module or at the root of the repository.
func (x *module) outsideFolders(framework string) ([]facts.Environment, facts.Config) {
	if framework != springBoot {
		return nil, facts.Config{}
	}
	for _, root := range uniqueDirs(path.Join(x.p.dir, "config"), path.Join(x.p.dir, "conf"), "config", "conf") {
		if root != path.Join(x.p.dir, "config") && root != path.Join(x.p.dir, "conf") && len(x.r.files) > 1 && x.p.dir != "." {
			continue // the root's folder may belong to any of the modules
		}
		var files []string
		for _, f := range x.r.tree.Under(root) {
			if profileFile.MatchString(path.Base(f)) {
				files = append(files, f)
			}
		}
		for _, set := range environments.Find(files, path.Dir(root)) {
			if set.Layout != environments.Folder {
				continue
			}
			config := facts.Config{By: facts.ByLink, Evidence: []facts.Evidence{{File: set.Members[0].Files[0], Rule: "folder per environment"}}}
			link := facts.ConfigLink{Target: "config/" + path.Base(set.Pattern), Sources: map[string]string{}}
			for _, m := range set.Members {
				link.Sources[m.Name] = m.Files[0]
			}
			config.Links = []facts.ConfigLink{link}
			return environments.Merge([]environments.Set{set}), config
		}
	}
	return nil, facts.Config{}
}

// buildTimeOnly: profiles of the build with the names of environments and nothing else that differs. When the program's active
// profile is one of their properties, its variable still wins; else one artefact serves one environment.
func (x *module) buildTimeOnly(framework string) ([]facts.Environment, facts.Config) {
	profiles := x.envProfiles()
	if len(profiles) < 2 {
		return nil, facts.Config{}
	}
	var set environments.Set
	filtered := false
	for _, p := range profiles {
		name, _ := environments.Canonical(p.id)
		set.Members = append(set.Members, environments.Member{Name: name, Spelling: p.id, Files: []string{p.at.File}})
		filtered = filtered || len(p.properties) > 0 || p.filters
	}
	for _, l := range x.config().layers {
		for _, v := range l.order {
			if key := relaxed(v.Key); key != "spring.profiles.active" && key != "spring.cloud.config.profile" && key != "spring.cloud.nacos.config.group" {
				continue
			}
			if strings.Contains(v.Value, "@") || strings.Contains(v.Value, "${") {
				at := facts.Evidence{File: l.file, Line: v.Line, Rule: v.Key}
				return environments.Merge([]environments.Set{set}), facts.Config{By: facts.ByVariable, Variable: selectors[springBoot], Evidence: []facts.Evidence{at}}
			}
		}
	}
	if !filtered || framework != servlet && !x.filtersResources() {
		return nil, facts.Config{}
	}
	return environments.Merge([]environments.Set{set}), facts.Config{By: facts.ByBuild, Evidence: []facts.Evidence{profiles[0].at}}
}

func (x *module) filtersResources() bool {
	for _, l := range x.m.layers {
		if len(l.root.at("build", "filters").each("filter")) > 0 {
			return true
		}
		for _, e := range l.root.at("build", "resources").each("resource") {
			if e.value("filtering") == "true" {
				return true
			}
		}
	}
	return false
}
