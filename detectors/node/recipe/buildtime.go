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

// withFolder runs a script of Yarn 2 and later below a shell where a script names $PWD: Yarn runs scripts by a shell of its own, which takes
// the variable from its environment and ends where nobody has set it (yarnpkg.com, "Lifecycle Scripts"). Without a shell nobody does.
func (b build) withFolder(argv []string) []string {
	if argv[0] == "sh" || !slices.ContainsFunc(append([]*manifest.Manifest{b.root, b.u.M}, local(b.p, b.u.M)...), namesFolder) {
		return argv
	}
	return append([]string{"sh", "-c", `exec "$0" "$@"`}, argv...)
}

func namesFolder(m *manifest.Manifest) bool {
	return slices.ContainsFunc(m.ScriptNames(), func(name string) bool {
		return strings.Contains(m.Script(name), "$PWD") || strings.Contains(m.Script(name), "${PWD")
	})
}

// inlined are the variables that the build writes into its output and without which it ends: SvelteKit's $env/static modules export what is
// set when the program is built, and an import of anything else is an error (svelte.dev/docs/kit/$env-static-private).
type inlined struct {
	public, private []string
	at              facts.Evidence // where the first of them is imported
}

var staticImport = regexp.MustCompile(`import\s*\{([^{}]*)\}\s*from\s*['"]\$env/static/(public|private)['"]`)

// findInlined reads the imports of the unit's sources, tests left out. What .env.production says is known when it builds.
func (s subject) findInlined() inlined {
	var out inlined
	if !s.u.M.Uses("@sveltejs/kit") {
		return out
	}
	known := map[string]bool{}
	for _, name := range []string{".env", ".env.production"} {
		if data, err := s.p.Tree.Read(s.inUnit(name)); err == nil && s.readsDotEnv(name) {
			for _, v := range configfile.Dotenv(data) {
				known[v.Key] = true
			}
		}
	}
	for _, file := range s.p.Tree.Under(s.inUnit("src")) {
		base := path.Base(file)
		if !slices.Contains([]string{".svelte", ".ts", ".js"}, path.Ext(base)) || strings.Contains(base, ".test.") || strings.Contains(base, ".spec.") || strings.HasSuffix(base, ".d.ts") {
			continue
		}
		data, err := s.p.Tree.Read(file)
		if err != nil || !bytes.Contains(data, []byte("$env/static/")) {
			continue
		}
		for _, found := range staticImport.FindAllSubmatchIndex(data, -1) {
			for name := range strings.SplitSeq(string(data[found[2]:found[3]]), ",") {
				name, _, _ = strings.Cut(strings.TrimSpace(name), " ")
				if name == "" || known[name] || !envName.MatchString(name) {
					continue
				}
				if out.at.File == "" {
					out.at = facts.Evidence{File: file, Line: 1 + bytes.Count(data[:found[0]], []byte("\n"))}
				}
				if string(data[found[4]:found[5]]) == "public" {
					out.public = append(out.public, name)
				} else {
					out.private = append(out.private, name)
				}
			}
		}
	}
	out.public, out.private = manifest.Sorted(out.public), manifest.Sorted(out.private)
	return out
}

var envName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// inline gives the build those variables: public ones as arguments of the build, private ones as optional secrets of it. Both are empty
// where nobody gives them, and that is told.
func (b build) inline(s *facts.Stage, commands [][]string) [][]string {
	in := b.findInlined()
	for _, name := range in.public {
		s.Args = append(s.Args, facts.EnvVar{Name: name})
	}
	if len(in.public) > 0 {
		b.u.Warn(in.at.File, in.at.Line, "the build writes "+strings.Join(in.public, ", ")+" into the pages ($env/static/public), empty where nothing sets them: say them by buildEnv: in waybill.yaml, by .env.production, or by --build-arg")
	}
	var exports strings.Builder
	for _, name := range in.private {
		s.Secrets = append(s.Secrets, facts.Secret{ID: name, Target: tokenFile(name)})
		exports.WriteString(exportToken(name))
	}
	if exports.Len() == 0 {
		return commands
	}
	b.u.Warn(in.at.File, in.at.Line, "the build writes "+strings.Join(in.private, ", ")+" into the program ($env/static/private), so that whoever has the image has them, and they are empty where the build gets no secret of that name (docker build --secret id="+in.private[0]+",env="+in.private[0]+"): import them from $env/dynamic/private, which reads them when the program runs")
	for i, c := range commands {
		commands[i] = append([]string{"sh", "-c", exports.String() + `exec "$0" "$@"`}, c...)
	}
	return commands
}
