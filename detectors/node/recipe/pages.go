package recipe

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/configfile"
	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// pageVariables are what code of pages reads and a build writes into it, by the builder: the prefixes of publicPrefixes, each read as the
// builder's documentation says. A use with something behind it (x ?? y, x || y, x ? y : z, x && y) does without.
var pageVariables = []struct {
	builders []string
	word     string // in each file that reads one
	use      *regexp.Regexp
}{
	{[]string{"next"}, "NEXT_PUBLIC_", regexp.MustCompile(`process\.env\.(NEXT_PUBLIC_\w+)`)},
	{[]string{"vite", "@vitejs/plugin-react", "@vitejs/plugin-vue"}, "import.meta.env.VITE_", regexp.MustCompile(`import\.meta\.env\.(VITE_\w+)`)},
	{[]string{"astro"}, "import.meta.env.PUBLIC_", regexp.MustCompile(`import\.meta\.env\.(PUBLIC_\w+)`)},
	{[]string{"react-scripts"}, "process.env.REACT_APP_", regexp.MustCompile(`process\.env\.(REACT_APP_\w+)`)},
	{[]string{"@vue/cli-service"}, "process.env.VUE_APP_", regexp.MustCompile(`process\.env\.(VUE_APP_\w+)`)},
	{[]string{"gatsby"}, "process.env.GATSBY_", regexp.MustCompile(`process\.env\.(GATSBY_\w+)`)},
}

var falls = regexp.MustCompile(`^[\s)!]*(\?\?|\|\||\?|&&|===?|!==?)`)

// maxPageFiles bounds the files of pages that are searched.
const maxPageFiles = 800

// tellPageVariables warns of variables that pages need and that nothing sets when they are built: they are undefined in every environment then,
// whatever the pod sets.
func (b build) tellPageVariables() {
	for _, v := range pageVariables {
		if !b.u.M.Uses(v.builders...) {
			continue
		}
		known := b.setForBuild()
		needed, may := map[string]bool{}, map[string]bool{}
		first := facts.Evidence{}
		for i, file := range b.p.Tree.Under(b.u.M.Dir) {
			if i >= maxPageFiles {
				break
			}
			if b.p.Owner(file) != b.u.M || !isPage(file) {
				continue
			}
			data, err := b.p.Tree.Read(file)
			if err != nil || !bytes.Contains(data, []byte(v.word)) {
				continue
			}
			for _, m := range v.use.FindAllSubmatchIndex(data, -1) {
				name := string(data[m[2]:m[3]])
				if known[name] {
					continue
				}
				if falls.Match(data[m[3]:]) || tested(data[:m[0]]) {
					may[name] = true
				} else if needed[name] = true; first.File == "" {
					first = facts.Evidence{File: file, Line: 1 + bytes.Count(data[:m[0]], []byte("\n"))}
				}
			}
		}
		var names []string
		for name := range needed {
			if !may[name] && !strings.HasPrefix(name, "NEXT_PUBLIC_VERCEL_") {
				names = append(names, name)
			}
		}
		if len(names) > 0 {
			names = manifest.Sorted(names)
			b.u.Warn(first.File, first.Line, facts.PagesRead(names))
			b.u.Warnings[len(b.u.Warnings)-1].BuildEnv = strings.Join(names, ",")
		}
	}
}

// tested says whether what stands before a use asks whether the variable is there: if (x), !x.
func tested(before []byte) bool {
	before = bytes.TrimRight(before, " \t")
	return bytes.HasSuffix(before, []byte("if (")) || bytes.HasSuffix(before, []byte("!"))
}

// isPage says whether a file may be code of pages: no test, no configuration of the build, no type.
func isPage(file string) bool {
	base := path.Base(file)
	return slices.Contains([]string{".js", ".jsx", ".ts", ".tsx", ".mjs", ".vue", ".svelte", ".astro"}, path.Ext(base)) &&
		!strings.Contains(base, ".test.") && !strings.Contains(base, ".spec.") && !strings.Contains(base, ".config.") && !strings.HasSuffix(base, ".d.ts") &&
		!strings.Contains("/"+file, "/public/") && !strings.Contains("/"+file, "/cypress/") && !strings.Contains("/"+file, "/e2e/") && !strings.Contains(file, "__tests__") && !strings.Contains(base, ".stories.")
}

// setForBuild are the variables that files of the repository set when the pages are built.
func (b build) setForBuild() map[string]bool {
	known := map[string]bool{}
	for _, name := range []string{".env", ".env.production"} {
		if data, err := b.p.Tree.Read(b.inUnit(name)); err == nil && b.readsDotEnv(name) {
			for _, v := range configfile.Dotenv(data) {
				known[v.Key] = true
			}
		}
	}
	for word := range strings.FieldsSeq(b.u.M.Script("build")) { // cross-env VITE_API=https://… vite build
		if name, _, ok := strings.Cut(word, "="); ok {
			known[name] = true
		}
	}
	return known
}

var (
	skipValidation = regexp.MustCompile(`skipValidation\s*:[^,}]*`)
	readVariable   = regexp.MustCompile(`process\.env\.([A-Z][A-Z0-9_]*)`)
)

// skipsValidation is the variable by which a check of the environment is left out while the pages are built, "" when there is none
// (env.t3.gg/docs/customization, "Skipping validation"). The variables are those of the running program. Where a check cannot be left out
// that is told: the build ends where they are not set.
func (b build) skipsValidation() string {
	if !b.u.M.Uses("@t3-oss/env-nextjs", "@t3-oss/env-nuxt") {
		return ""
	}
	for _, file := range b.p.Tree.Under(b.u.M.Dir) {
		base := path.Base(file)
		if b.p.Owner(file) != b.u.M || !strings.HasPrefix(base, "env.") || !slices.Contains([]string{".js", ".mjs", ".ts"}, path.Ext(base)) {
			continue
		}
		data, err := b.p.Tree.Read(file)
		before, _, checks := bytes.Cut(data, []byte("createEnv("))
		if err != nil || !checks {
			continue
		}
		for _, m := range readVariable.FindAllSubmatch(skipValidation.Find(data), -1) {
			if name := string(m[1]); name != "NODE_ENV" && name != "CI" {
				return name
			}
		}
		b.u.Warn(file, 1+bytes.Count(before, []byte("\n")), "checks variables also while the pages are built, and ends the build where they are not set: give createEnv skipValidation: !!process.env.SKIP_ENV_VALIDATION, which the build then sets, or say them by buildEnv: in waybill.yaml")
		return ""
	}
	return ""
}
