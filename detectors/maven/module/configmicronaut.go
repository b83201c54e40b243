package module

import (
	"strings"

	"github.com/waybill-dev/waybill/detectors/maven/model"
)

func (x *Module) micronaut() bool {
	_, ok := x.HasGroup("io.micronaut")
	if _, boot := x.Has("org.springframework.boot:spring-boot-starter*"); boot {
		return false
	}
	return ok
}

// loadMicronaut reads application and the files of the environments that are active when nobody tells one: those of the code, and up to
// Micronaut 3 also k8s and cloud, which it deduces in a pod (Micronaut guide, "The Environment"; "Breaking Changes" of 4.0).
func (c *config) loadMicronaut() {
	x := c.module
	for _, f := range x.Sources() {
		if EntryRank(f) <= 1 {
			c.profiles = append(c.profiles, x.Repo.Code.Texts(f, "defaultEnvironments")...)
		}
	}
	if version := x.micronautVersion(); len(c.profiles) == 0 && version != "" && model.Major(version) < 4 {
		c.profiles = []string{"k8s", "cloud"}
	}
	c.readBase("bootstrap", "")
	c.readBase("application", "")
	for _, profile := range c.profiles {
		c.readBase("application-"+profile, profile)
	}
}

// micronautVersion is the Micronaut version as far as the repository says it, "" otherwise.
func (x *Module) micronautVersion() string {
	groups := []string{"io.micronaut", "io.micronaut.platform"}
	for _, group := range groups {
		if v, ok := x.parentNamed(group, "micronaut-parent"); ok {
			return v
		}
	}
	if v, ok := x.Model.Prop("micronaut.version"); ok {
		return v.Text
	}
	for _, bom := range []string{"micronaut-bom", "micronaut-platform"} {
		for _, group := range groups {
			if v := x.bom(group, bom); v != "" {
				return v
			}
		}
	}
	return ""
}

// backticks are how Micronaut writes a default that holds colons or digits: ${PORT:`8080`} (Micronaut guide, "Property Value Placeholders").
func backticks(text string) string {
	if len(text) > 1 && strings.HasPrefix(text, "`") && strings.HasSuffix(text, "`") {
		return text[1 : len(text)-1]
	}
	return text
}
