package maven

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/environments"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/model"
	"github.com/waybill-dev/waybill/detectors/maven/module"
	"github.com/waybill-dev/waybill/detectors/maven/recipe"
)

// selectors are the variables that tell a framework its profile at the start; each wins over what is baked into the artefact.
var selectors = map[string]string{
	springBoot: "SPRING_PROFILES_ACTIVE", servlet: "SPRING_PROFILES_ACTIVE", dubbo: "SPRING_PROFILES_ACTIVE",
	quarkus: "QUARKUS_PROFILE", micronaut: "MICRONAUT_ENVIRONMENTS", helidon: "HELIDON_CONFIG_PROFILE",
}

// environmentsOf says which configuration belongs to which environment, and how the program is told.
func environmentsOf(x *module.Module, a *recipe.Artifact, framework string) ([]facts.Environment, facts.Config) {
	if envs, config := mavenFolders(x, a, framework); len(envs) > 0 {
		return envs, config
	}
	if envs, config := profileFiles(x, framework); len(envs) > 0 {
		return envs, config
	}
	if envs, config := outsideFolders(x, framework); len(envs) > 0 {
		return envs, config
	}
	return buildTimeOnly(x, framework)
}

// profileFiles finds application-<env> files on the class path, and documents inside one file that name a profile:
// the program chooses by a variable.
func profileFiles(x *module.Module, framework string) ([]facts.Environment, facts.Config) {
	variable := selectors[framework]
	if variable == "" {
		return nil, facts.Config{}
	}
	var sets []environments.Set
	for _, dir := range x.ResourceDirs() {
		var files []string
		for _, f := range x.Repo.Tree.Under(dir) {
			rel := strings.TrimPrefix(strings.TrimPrefix(f, dir+"/"), "config/")
			if profileFile.MatchString(rel) {
				files = append(files, f)
			}
		}
		sets = append(sets, environments.Find(files, dir)...)
	}
	sets = append(sets, inFile(x, framework)...)
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
func inFile(x *module.Module, framework string) []environments.Set {
	words := map[string]string{} // word → file
	for _, file := range x.Config().Files {
		for _, doc := range x.Repo.Documents(file) {
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
	sorted := slices.Sorted(maps.Keys(words))
	names := environments.Names(sorted)
	for _, w := range sorted {
		name, ok := names[w]
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
func mavenFolders(x *module.Module, a *recipe.Artifact, framework string) ([]facts.Environment, facts.Config) {
	dir, property, at := folderProperty(x)
	if dir == "" {
		return nil, facts.Config{}
	}
	folders := map[string]string{}
	spelling := map[string]string{}
	for _, profile := range x.EnvProfiles() {
		value := profile.Properties[property]
		name, ok := environments.Canonical(value)
		if !ok {
			name, ok = environments.Canonical(profile.ID)
		}
		folder := path.Join(x.POM.Dir, model.RelativeTo(strings.ReplaceAll(dir, "${"+property+"}", value)))
		if ok && x.Repo.Tree.HasDir(folder) {
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
		files := x.Repo.Tree.Under(folders[name])
		set.Members = append(set.Members, environments.Member{Name: name, Spelling: spelling[name], Files: files})
		for _, f := range files {
			rel := strings.TrimPrefix(f, folders[name]+"/")
			target := linkTarget(a, framework, rel)
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
		x.Warn(at, "some files that differ by environment are on the class path inside the artefact and cannot be replaced at the start: those of the built profile stay")
	}
	if len(config.Links) == 0 {
		config.By = facts.ByBuild
	}
	return environments.Merge([]environments.Set{set}), config
}

// linkTarget is where a file of the class path can be overridden from outside; "" when it cannot.
func linkTarget(a *recipe.Artifact, framework, rel string) string {
	switch {
	case a.Form == recipe.War:
		return path.Join("webapps/ROOT/WEB-INF/classes", rel)
	case framework == springBoot && profileFile.MatchString(strings.TrimPrefix(rel, "config/")):
		return path.Join("config", path.Base(rel))
	}
	return ""
}

var propertyIn = regexp.MustCompile(`\$\{([\w.-]+)\}`)

// folderProperty finds a resource folder of the build that a profile's property names.
func folderProperty(x *module.Module) (dir, property string, at facts.Evidence) {
	for _, l := range x.Model.Layers {
		for _, e := range l.Root.At("build", "resources").Each("resource") {
			raw := e.Child("directory")
			if raw == nil {
				continue
			}
			for _, m := range propertyIn.FindAllStringSubmatch(raw.Text, -1) {
				if !strings.HasPrefix(m[1], "project.") && m[1] != "basedir" {
					return raw.Text, m[1], l.Evidence(raw, "resource folder by Maven profile")
				}
			}
		}
	}
	return "", "", facts.Evidence{}
}

// outsideFolders: config/<env>/application.yml outside the class path, at the module or at the root of the repository.
func outsideFolders(x *module.Module, framework string) ([]facts.Environment, facts.Config) {
	if framework != springBoot {
		return nil, facts.Config{}
	}
	for _, root := range module.Distinct(path.Join(x.POM.Dir, "config"), path.Join(x.POM.Dir, "conf"), "config", "conf") {
		if root != path.Join(x.POM.Dir, "config") && root != path.Join(x.POM.Dir, "conf") && len(x.Repo.Files) > 1 && x.POM.Dir != "." {
			continue // the root's folder may belong to any of the modules
		}
		var files []string
		for _, f := range x.Repo.Tree.Under(root) {
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
func buildTimeOnly(x *module.Module, framework string) ([]facts.Environment, facts.Config) {
	profiles := x.EnvProfiles()
	if len(profiles) < 2 {
		return nil, facts.Config{}
	}
	var set environments.Set
	filtered := false
	for _, p := range profiles {
		name, _ := environments.Canonical(p.ID)
		set.Members = append(set.Members, environments.Member{Name: name, Spelling: p.ID, Files: []string{p.At.File}})
		filtered = filtered || len(p.Properties) > 0 || p.Filters
	}
	for _, l := range x.Config().Layers {
		for _, v := range l.Order {
			if key := module.Relaxed(v.Key); key != "spring.profiles.active" && key != "spring.cloud.config.profile" && key != "spring.cloud.nacos.config.group" {
				continue
			}
			if strings.Contains(v.Value, "@") || strings.Contains(v.Value, "${") {
				at := facts.Evidence{File: l.File, Line: v.Line, Rule: v.Key}
				return environments.Merge([]environments.Set{set}), facts.Config{By: facts.ByVariable, Variable: selectors[springBoot], Evidence: []facts.Evidence{at}}
			}
		}
	}
	if !filtered || framework != servlet && !filtersResources(x) {
		return nil, facts.Config{}
	}
	return environments.Merge([]environments.Set{set}), facts.Config{By: facts.ByBuild, Evidence: []facts.Evidence{profiles[0].At}}
}

func filtersResources(x *module.Module) bool {
	for _, l := range x.Model.Layers {
		if len(l.Root.At("build", "filters").Each("filter")) > 0 {
			return true
		}
		for _, e := range l.Root.At("build", "resources").Each("resource") {
			if e.Value("filtering") == "true" {
				return true
			}
		}
	}
	return false
}
