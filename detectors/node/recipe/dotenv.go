package recipe

import (
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
)

// dotEnvBuilders read dotenv files of the mode production when they build, each as its documentation on environment variables says.
var dotEnvBuilders = []string{"next", "vite", "astro", "gatsby", "react-scripts", "@vue/cli-service", "@sveltejs/kit", "@react-router/dev", "@remix-run/dev", "razzle", "umi"}

// dotEnvFiles lists the dotenv files of the unit that its build or its program reads, and that the context keeps out by their names.
// .env and the local ones are those of a person, which stay out whatever reads them.
func (b build) dotEnvFiles() []string {
	var out []string
	if b.u.M.Uses(dotEnvBuilders...) && b.p.Tree.Has(b.inUnit(".env.production")) {
		out = append(out, ".env.production")
	}
	for _, name := range b.read() {
		if strings.HasPrefix(name, ".env.") && !strings.HasSuffix(name, ".local") && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return slices.DeleteFunc(out, func(name string) bool {
		secret := b.secretIn(name)
		if secret != "" {
			b.u.Warn(b.inUnit(name), 0, "is read by the build or the program, but holds "+secret+": the file stays out of the image, so set what it says by env: in waybill.yaml or by a Secret")
		}
		return secret != ""
	})
}

// secretIn names the first variable of a dotenv file that has the name of a password and a value.
func (b build) secretIn(name string) string {
	data, err := b.p.Tree.Read(b.inUnit(name))
	if err != nil {
		return ""
	}
	for _, v := range configfile.Dotenv(data) {
		for _, word := range []string{"PASSWORD", "SECRET", "TOKEN", "PRIVATE_KEY", "CREDENTIAL"} {
			if strings.HasSuffix(strings.ToUpper(v.Key), word) && v.Value != "" && !strings.HasPrefix(v.Key, "NEXT_PUBLIC_") && !strings.HasPrefix(v.Key, "VITE_") {
				return v.Key
			}
		}
	}
	return ""
}

// withDotEnv names those files among what the build reads, so that the context keeps them.
func (b build) withDotEnv(sources []string) []string {
	if b.u.Kind.Value == facts.StaticSite {
		return sources // the context of a site keeps them all
	}
	for _, name := range b.dotEnvFiles() {
		if len(sources) == 0 {
			sources = []string{"."}
		}
		sources = append(sources, path.Clean(b.inUnit(name)))
	}
	return sources
}
