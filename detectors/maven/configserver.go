package maven

import (
	"path"
	"slices"
	"strings"
)

// servedFolders are the folders that a Spring Cloud Config server of this repository serves from its own class path or tree
// (spring.cloud.config.server.native.search-locations): what its clients read at their start lies there.
func (r *repository) servedFolders() []string {
	if r.servedRead {
		return r.served
	}
	r.servedRead = true
	for _, file := range r.files {
		p := r.poms[file]
		if !p.mentions("spring-cloud-config-server") {
			continue
		}
		x := r.newModule(p)
		v, ok := x.config().get("spring.cloud.config.server.native.search-locations")
		if !ok {
			continue
		}
		for location := range strings.SplitSeq(v.text, ",") {
			location = strings.Trim(strings.TrimSpace(location), "/")
			if rest, ok := strings.CutPrefix(location, "classpath:"); ok {
				for _, dir := range x.resourceDirs() {
					r.addServed(path.Join(dir, rest))
				}
			}
		}
	}
	return r.served
}

func (r *repository) addServed(dir string) {
	if !strings.ContainsAny(dir, "{$") && r.tree.HasDir(dir) && !slices.Contains(r.served, dir) {
		r.served = append(r.served, dir)
	}
}

// mentions says whether the POM names an artifact anywhere.
func (p *pom) mentions(artifact string) bool {
	found := false
	p.root.walk(func(e *element) { found = found || e.name == "artifactId" && e.text == artifact })
	return found
}

// remote reads what the configuration server of this repository gives to this application: application.* and <name>.* of its
// folders, which win over the files on the class path (Spring Cloud Config reference, "Environment Repository").
func (c *appConfig) remote() {
	if _, client := c.x.has("spring-cloud-starter-config", "spring-cloud-config-client"); !client {
		return
	}
	name := c.x.setting("spring.application.name", "")
	for _, dir := range c.x.r.servedFolders() {
		for _, base := range []string{"application", name} {
			for _, ext := range []string{".yaml", ".yml", ".properties"} {
				if file := path.Join(dir, base+ext); base != "" && c.x.r.tree.Has(file) {
					c.add(file)
				}
			}
		}
	}
}
