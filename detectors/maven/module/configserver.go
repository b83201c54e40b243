package module

import (
	"path"
	"slices"
	"strings"
)

// servedFolders are the folders that a Spring Cloud Config server of this repository serves from its own class path or tree
// (spring.cloud.config.server.native.search-locations): what its clients read at their start lies there.
func (r *Repository) servedFolders() []string {
	if r.servedRead {
		return r.served
	}
	r.servedRead = true
	for _, file := range r.Files {
		p := r.POMs[file]
		if !p.Mentions("spring-cloud-config-server") {
			continue
		}
		x := r.Module(p)
		v, ok := x.Config().Get("spring.cloud.config.server.native.search-locations")
		if !ok {
			continue
		}
		for location := range strings.SplitSeq(v.Text, ",") {
			location = strings.Trim(strings.TrimSpace(location), "/")
			if rest, ok := strings.CutPrefix(location, "classpath:"); ok {
				for _, dir := range x.ResourceDirs() {
					r.addServed(path.Join(dir, rest))
				}
			}
		}
	}
	return r.served
}

func (r *Repository) addServed(dir string) {
	if !strings.ContainsAny(dir, "{$") && r.Tree.HasDir(dir) && !slices.Contains(r.served, dir) {
		r.served = append(r.served, dir)
	}
}

// remote reads what the configuration server of this repository gives to this application: application.* and <name>.* of its
// folders, which win over the files on the class path (Spring Cloud Config reference, "Environment Repository").
func (c *config) remote() {
	if _, client := c.module.Has("org.springframework.cloud:spring-cloud-starter-config", "org.springframework.cloud:spring-cloud-config-client"); !client {
		return
	}
	name := c.module.Setting("spring.application.name", "")
	for _, dir := range c.module.Repo.servedFolders() {
		for _, base := range []string{"application", name} {
			for _, ext := range []string{".yaml", ".yml", ".properties"} {
				if file := path.Join(dir, base+ext); base != "" && c.module.Repo.Tree.Has(file) {
					c.add(file)
				}
			}
		}
	}
}
