package recipe

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
)

// dotEnvBuilders read dotenv files of the mode production when they build, each as its documentation on environment variables says.
var dotEnvBuilders = []string{"next", "vite", "astro", "gatsby", "react-scripts", "@vue/cli-service", "@sveltejs/kit", "@react-router/dev", "@remix-run/dev", "razzle", "umi"}

// publicPrefixes begin the variables that a builder writes into its pages, so that whoever sees a page has them (vite.dev/guide/env-and-mode;
// nextjs.org, NEXT_PUBLIC_; create-react-app.dev, REACT_APP_; cli.vuejs.org, VUE_APP_; gatsbyjs.com, GATSBY_; PUBLIC_ of Astro and SvelteKit).
var publicPrefixes = []string{"VITE_", "NEXT_PUBLIC_", "REACT_APP_", "VUE_APP_", "GATSBY_", "PUBLIC_"}

// builderNames are variables of the builders themselves (create-react-app.dev, "Advanced Configuration"; nodejs.org).
var builderNames = []string{
	"BROWSER", "BUILD_PATH", "DANGEROUSLY_DISABLE_HOST_CHECK", "ESLINT_NO_DEV_ERRORS", "FAST_REFRESH", "GENERATE_SOURCEMAP", "HOST", "HTTPS", "INLINE_RUNTIME_CHUNK",
	"NODE_ENV", "PORT", "SKIP_PREFLIGHT_CHECK", "TSC_COMPILE_ON_ERROR",
}

// dotEnvFiles lists the dotenv files of the unit that its build or its program reads, and that the context keeps out by their names.
// .env and the local ones are those of a person, which stay out; ownDotEnv is about the former.
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

// ownDotEnv says whether the build gets the .env that is committed: create-react-app and Vite mean it for what all environments share.
func (b build) ownDotEnv() bool {
	public, other := b.publicDotEnv()
	if len(public) > 0 && other != "" {
		b.u.Warn(b.inUnit(".env"), 0, "is read by the build, but holds "+other+", which pages do not show: the file stays out of the build, so say "+few(public)+" by buildEnv: in waybill.yaml or by .env.production")
	}
	return len(public) > 0 && other == ""
}

// few joins the first names of a list.
func few(names []string) string {
	const most = 5
	if len(names) > most {
		return strings.Join(names[:most], ", ") + " and " + strconv.Itoa(len(names)-most) + " more"
	}
	return strings.Join(names, ", ")
}

// publicDotEnv lists the variables of the committed .env that the pages show, and the first that they do not, or whose name is that of a secret.
func (s subject) publicDotEnv() (public []string, other string) {
	data, err := s.p.Tree.Read(s.inUnit(".env"))
	if err != nil || !s.u.M.Uses(dotEnvBuilders...) {
		return nil, ""
	}
	for _, v := range configfile.Dotenv(data) {
		isPublic := slices.ContainsFunc(publicPrefixes, func(prefix string) bool { return strings.HasPrefix(v.Key, prefix) })
		if isPublic && !slices.Contains(public, v.Key) {
			public = append(public, v.Key)
		}
		secret := soundsSecret(v.Key) || strings.Contains(v.Value, "://") && strings.Contains(v.Value, "@")
		if other == "" && (secret && v.Value != "" || !isPublic && !slices.Contains(builderNames, v.Key)) {
			other = v.Key
		}
	}
	return public, other
}

// readsDotEnv says whether the build gets a dotenv file.
func (s subject) readsDotEnv(name string) bool {
	if name == ".env" {
		public, other := s.publicDotEnv()
		return len(public) > 0 && other == ""
	}
	return build{tools{s}}.secretIn(name) == ""
}

// secretIn names the first variable of a dotenv file that has the name of a password and a value.
func (b build) secretIn(name string) string {
	data, err := b.p.Tree.Read(b.inUnit(name))
	if err != nil {
		return ""
	}
	for _, v := range configfile.Dotenv(data) {
		if soundsSecret(v.Key) && v.Value != "" && !strings.HasPrefix(v.Key, "NEXT_PUBLIC_") && !strings.HasPrefix(v.Key, "VITE_") {
			return v.Key
		}
	}
	return ""
}

func soundsSecret(name string) bool {
	return slices.ContainsFunc([]string{"PASSWORD", "SECRET", "TOKEN", "PRIVATE_KEY", "CREDENTIAL"}, func(word string) bool { return strings.HasSuffix(strings.ToUpper(name), word) })
}

// withDotEnv names those files among what the build reads, so that the context keeps them.
func (b build) withDotEnv(sources []string) []string {
	var names []string
	if b.ownDotEnv() {
		names = append(names, ".env")
	}
	if b.u.Kind.Value != facts.StaticSite { // the context of a site keeps the others
		names = append(names, b.dotEnvFiles()...)
	}
	for _, name := range names {
		if len(sources) == 0 {
			sources = []string{"."}
		}
		sources = append(sources, path.Clean(b.inUnit(name)))
	}
	return sources
}
