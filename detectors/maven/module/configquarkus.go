package module

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
)

// quarkusProfile is the profile of a packaged Quarkus application (Quarkus guide "Configuration reference", "Profiles").
const quarkusProfile = "prod"

// loadQuarkus reads the files of a Quarkus application, weakest first: microprofile-config, application.properties, application.yaml when its
// extension is there or nothing else, then the same for the profile (Quarkus guides "Configuration reference" and "YAML configuration"). In each file a
// key for the profile wins over the common one; keys for other profiles have no meaning in the packaged program.
func (c *config) loadQuarkus() {
	bases := []string{"META-INF/microprofile-config.properties", "application.properties"}
	if _, ok := c.module.Has("io.quarkus:quarkus-config-yaml"); ok || c.onClassPath("application.properties") == "" {
		bases = append(bases, "application.yml", "application.yaml")
	}
	for _, profile := range []string{"", quarkusProfile} {
		for _, base := range bases {
			if profile != "" {
				ext := path.Ext(base)
				base = strings.TrimSuffix(base, ext) + "-" + profile + ext
			}
			if file := c.onClassPath(base); file != "" {
				c.addQuarkus(file)
			}
		}
	}
}

func (c *config) addQuarkus(file string) {
	c.Files = append(c.Files, file)
	for _, doc := range c.module.Repo.Documents(file) {
		common := layer{File: file, values: map[string]configfile.Value{}, Order: doc.Values}
		own := layer{File: file, values: map[string]configfile.Value{}}
		for _, v := range doc.Values {
			profiles, key, ok := quarkusKey(v.Key)
			switch {
			case !ok:
				common.values[Relaxed(v.Key)] = v
			case slices.Contains(profiles, quarkusProfile):
				own.values[Relaxed(key)] = v
			}
		}
		c.Layers = append(c.Layers, common, own)
	}
}

// quarkusKey splits %prod.key and %{prod,staging}.key, also with the quotes that YAML needs around the profile.
func quarkusKey(key string) (profiles []string, rest string, ok bool) {
	inner, ok := strings.CutPrefix(strings.TrimLeft(key, `"`), "%")
	if !ok {
		return nil, "", false
	}
	if list, ok := strings.CutPrefix(inner, "{"); ok {
		list, rest, _ = strings.Cut(list, "}")
		return strings.Split(list, ","), strings.TrimPrefix(strings.TrimLeft(rest, `"`), "."), true
	}
	name, rest, _ := strings.Cut(inner, ".")
	return strings.Split(strings.TrimRight(name, `"`), ","), rest, true
}
