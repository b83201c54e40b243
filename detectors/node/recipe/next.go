package recipe

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/node/launch"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/detectors/node/scripts"
)

// nextCache is what a server of Next writes when it runs: pictures in other sizes, answers that it keeps. What the build leaves there
// serves further builds alone (https://nextjs.org/docs/app/guides/ci-build-caching).
const nextCache = ".next/cache"

func (f final) nextMode() (string, facts.Evidence) {
	if f.u.Known.Name != "next" {
		return "", facts.Evidence{}
	}
	if script := scripts.BuildScript(f.u.M); script != "" {
		for _, pr := range scripts.Follow(f.p.Project, f.u.M, script) {
			if mode, e := launch.NextOutput(f.p, f.u.M, pr); mode != "" && pr.Word() == "next" {
				return mode, e
			}
		}
		return "", facts.Evidence{}
	}
	return launch.NextOutput(f.p, f.u.M, scripts.Process{M: f.u.M})
}

// fontFiles are where programs of Next name their fonts, by the start of the file's name (https://nextjs.org/docs/app/getting-started/fonts).
var fontFiles = []string{"layout.", "_app.", "_document.", "font"}

// tellFonts warns of a build that fetches fonts: next/font/google downloads them when the program is built, and the build ends where the
// internet is not reached.
func (b build) tellFonts() {
	if !b.u.M.Uses("next") {
		return
	}
	for _, dir := range []string{"app", "src", "pages", "lib", "styles"} {
		for _, file := range b.p.Tree.Under(b.inUnit(dir)) {
			if !slices.ContainsFunc(fontFiles, func(start string) bool { return strings.HasPrefix(path.Base(file), start) }) || !slices.Contains(manifest.Extensions, path.Ext(file)) {
				continue
			}
			data, err := b.p.Tree.Read(file)
			if err != nil {
				continue
			}
			if before, _, found := bytes.Cut(data, []byte("next/font/google")); found {
				b.u.Warn(file, 1+bytes.Count(before, []byte("\n")), "next/font/google fetches fonts from fonts.googleapis.com when the program is built: a build that does not reach it ends; next/font/local takes files of the repository")
				return
			}
		}
	}
}

// standalone is Next's own minimal server: it holds the packages that were traced, but neither the static files nor public
// (https://nextjs.org/docs/app/api-reference/config/next-config-js/output).
func (f final) standalone(r *facts.Run) {
	inner, _ := manifest.Relative(f.root.Dir, f.u.M.Dir) // in a workspace the folder is repeated inside
	r.Workdir = path.Join(appRoot, inner)
	r.Copies = []facts.Copy{
		{Stage: "build", From: f.inUnit(".next/standalone") + "/", To: appRoot + "/", Why: "the server with the packages that it uses"},
		{Stage: "build", From: f.inUnit(".next/static"), To: ".next/static"},
	}
	if f.p.Tree.HasDir(f.inUnit("public")) {
		r.Copies = append(r.Copies, facts.Copy{Stage: "build", From: f.inUnit("public"), To: "public"})
	}
	r.Env = append(r.Env, facts.EnvVar{Name: "HOSTNAME", Value: "0.0.0.0"})
	if port := scripts.FlagValue(f.u.Launch.Argv, "-p", "--port"); port != "" {
		r.Env = append(r.Env, facts.EnvVar{Name: "PORT", Value: port}) // the flag of next start, which server.js does not know
	}
	r.Writable = []string{nextCache}
	r.Command = []string{"node", "server.js"}
}

// startsNext says whether the unit is started by next start, which reads more than the build wrote.
func (s subject) startsNext() bool {
	return s.u.Launch.Class == scripts.RunsTool && s.u.Known.Name == "next"
}

// nextSettings lists what next start reads beside the output of the build: next.config with what that file imports, and the settings of
// packages that look for a file of their own (https://nextjs.org/docs/app/api-reference/config/next-config-js;
// https://github.com/i18next/next-i18next). Paths are relative to the unit.
func (s subject) nextSettings() []string {
	if !s.startsNext() {
		return nil
	}
	var out []string
	take := func(file string) {
		for _, module := range s.p.Reach(file) {
			if rel, ok := manifest.Relative(s.u.M.Dir, module.File); ok {
				out = append(out, rel)
			}
		}
	}
	if file, ok := s.p.ConfigOf(s.u.M, "next.config"); ok {
		take(file)
	}
	if file, ok := s.p.ConfigOf(s.u.M, "next-i18next.config"); ok && s.u.M.Uses("next-i18next") {
		take(file)
	}
	return manifest.Sorted(out)
}

// nextDevelops says whether next start needs a development package: one that next.config imports, or TypeScript, by which Next reads
// next.config.ts and which it would install at each start where it is missing.
func (b build) nextDevelops() bool {
	if !b.startsNext() {
		return false
	}
	file, ok := b.p.ConfigOf(b.u.M, "next.config")
	return ok && (strings.HasSuffix(path.Ext(file), "ts") && b.isDevelopment("typescript") || b.reachesDevelopment(file))
}

// copyNext adds what next start reads, and takes the cache of the build away, whose place is a folder that the server writes to.
func (f final) copyNext(s *facts.Stage, r *facts.Run, to func(rel string) string) {
	if !f.startsNext() {
		return
	}
	for _, name := range append(f.build.dotEnvFiles(), f.nextSettings()...) {
		r.Copies = append(r.Copies, facts.Copy{Stage: "build", From: f.inUnit(name), To: to(name)})
	}
	cache, _ := manifest.Relative(f.root.Dir, f.inUnit(nextCache))
	s.Build = append(s.Build, []string{"rm", "-rf", cache})
	r.Writable = append(r.Writable, nextCache)
}
