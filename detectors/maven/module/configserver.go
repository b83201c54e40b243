package module

import (
	"path"
	"slices"
	"strings"
)

// servedFolders are the folders that a Spring Cloud Config server of this repository serves from its own class path or tree
// (spring.cloud.config.server.native.search-locations, with the profile native by default the places of a local application), or that it looks
// for in a git repository and that this one holds (spring.cloud.config.server.git.search-paths): what its clients read at their start lies there.
// A folder may hold {application} for the client's name.
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
		locations := strings.Join(x.listed("spring.cloud.config.server.native.search-locations"), ",")
		if locations == "" && slices.Contains(x.Config().profiles, "native") {
			locations = "classpath:/,classpath:/config,file:./,file:./config"
		}
		if locations == "" {
			for _, folder := range x.listed("spring.cloud.config.server.git.search-paths") {
				r.addServed(strings.Trim(folder, "/"))
			}
		}
		for location := range strings.SplitSeq(locations, ",") {
			kind, rest, ok := strings.Cut(strings.TrimSpace(location), ":")
			switch rest = strings.Trim(rest, "/"); {
			case ok && kind == "classpath":
				for _, dir := range x.ResourceDirs() {
					r.addServed(path.Join(dir, rest))
				}
			case ok && kind == "file" && !strings.HasPrefix(location, "file:/"):
				r.addServed(path.Join(p.Dir, rest))
				r.addServed(path.Join(rest))
			}
		}
		if locations != "" {
			r.servers = append(r.servers, x.Config().Files...)
		}
	}
	return r.served
}

// listed are the places that a setting of a configuration server lists (Spring Cloud Config reference, "File System Backend" with the default
// locations, "Git Backend").
func (x *Module) listed(setting string) []string {
	var found []string
	for _, l := range x.Config().Layers {
		for _, v := range l.Order {
			if key, _, _ := strings.Cut(Relaxed(v.Key), "["); key == Relaxed(setting) {
				s := Setting{}
				for place := range strings.SplitSeq(x.Config().Resolve(v.Value, &s, 0), ",") {
					found = append(found, strings.TrimSpace(place))
				}
			}
		}
	}
	return found
}

func (r *Repository) addServed(dir string) {
	whole := strings.ReplaceAll(dir, "{application}", "x")
	if strings.ContainsAny(whole, "{$") || slices.Contains(r.served, dir) || dir == whole && !r.Tree.HasDir(dir) || strings.HasPrefix(dir, "..") {
		return
	}
	r.served = append(r.served, dir)
}

// remote reads what the configuration server of this repository gives to this application: application.*, <name>.* and its profiles' files,
// which win over the files on the class path (Spring Cloud Config reference, "Environment Repository"). The server's own settings
// are not given to clients.
func (c *config) remote() {
	if _, client := c.module.Has("org.springframework.cloud:spring-cloud-starter-config", "org.springframework.cloud:spring-cloud-config-client"); !client {
		return
	}
	name := c.module.Setting("spring.application.name", "application")
	bases := []string{"application", name}
	profiles := map[string]string{}
	for _, p := range c.profiles {
		bases = append(bases, "application-"+p, name+"-"+p)
		profiles["application-"+p], profiles[name+"-"+p] = p, p
	}
	for _, dir := range c.module.Repo.servedFolders() {
		dir = strings.ReplaceAll(dir, "{application}", name)
		for _, base := range bases {
			for _, ext := range []string{".yaml", ".yml", ".properties"} {
				if file := path.Join(dir, base+ext); c.module.Repo.Tree.Has(file) && !slices.Contains(c.module.Repo.servers, file) {
					c.add(file, profiles[base])
				}
			}
		}
	}
}
