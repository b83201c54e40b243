package node

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/launch"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
)

// ordinary variables are set by the platform, the image or a developer's shell, never by the settings of one application.
var ordinary = regexp.MustCompile(`^(NODE_ENV|NODE_OPTIONS|NODE_PATH|PORT|HOST|HOSTNAME|HOME|PATH|PWD|USER|SHELL|TZ|LANG|CI|DEBUG|TERM|TMPDIR|TEMP|TMP|npm_.*|VERCEL.*|NETLIFY|HEROKU.*|DYNO|NO_COLOR|FORCE_COLOR|JEST_WORKER_ID|VITEST|NEXT_RUNTIME|RAZZLE_.*|TEST|COMPUTERNAME)$`)

// credential names end in a word for what no program can do without, once it asks for it.
var credential = regexp.MustCompile(`(^|_)(TOKEN|SECRET|SECRET_KEY|PASSWORD|DATABASE_URL|DB_URL|MONGO_URL|MONGO_URI|MONGODB_URI|MONGODB_URL|REDIS_URL|DSN|API_KEY|CONNECTION_STRING)$`)

// manyCredentials: a program that reads more of them than this uses each for a part that can be left out.
const manyCredentials = 8

// needsEnv lists the variables that the program asks for with nothing to fall back on: it refuses to start without them,
// its schema demands them, or they are credentials that it reads plainly.
func needsEnv(p *code.Base, u *launch.Unit) []string {
	demanded, plain, thrown, optional := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	program := p.Program(nil, u.Modules...)
	for _, module := range u.Modules {
		for _, use := range program.Variables(module) {
			switch {
			case use.Required:
				demanded[use.Name] = true
			case use.Optional:
				optional[use.Name] = true
			case credential.MatchString(use.Name):
				plain[use.Name] = true
			}
		}
		demandedBySchema(program, module, demanded, optional)
		demandedByThrowers(p, u, program, module, thrown)
	}
	for _, module := range pageModules(p, u) {
		inPages := map[string]bool{}
		demandedBySchema(program, module, inPages, optional)
		for name := range inPages {
			if !strings.HasPrefix(name, "NEXT_PUBLIC_") { // those are written into the pages by the build
				demanded[name] = true
			}
		}
	}
	demandedBySettings(p, u, program, demanded, plain, optional)
	if _, env := prisma(p, u.M); env != "" {
		demanded[env] = true
	}
	for name := range thrown {
		if !optional[name] {
			demanded[name] = true
		}
	}
	var out []string
	for name := range demanded {
		if !ordinary.MatchString(name) && envWord.MatchString(name) {
			out = append(out, name)
		}
	}
	if len(plain) <= manyCredentials {
		for name := range plain {
			if !optional[name] && envWord.MatchString(name) {
				out = append(out, name)
			}
		}
	}
	return manifest.Sorted(out)
}

// maxPages bounds how many files of pages are read for their settings.
const maxPages = 60

// pageModules are the modules that the files of Next's own folders come to, when no entry file of the package is known
// (https://nextjs.org/docs/app/getting-started/project-structure).
func pageModules(p *code.Base, u *launch.Unit) []*javascript.Module {
	if u.Known.Name != "next" || len(u.Modules) > 0 {
		return nil
	}
	var files []string
	for _, stem := range []string{"next.config", "instrumentation", "src/instrumentation", "middleware", "src/middleware", "src/env", "env"} {
		if file, ok := p.ConfigOf(u.M, stem); ok {
			files = append(files, file)
		}
	}
	for _, dir := range []string{"app", "src/app", "pages", "src/pages"} {
		files = append(files, p.Tree.Under(u.M.Join(dir))...)
	}
	seen := map[*javascript.Module]bool{}
	var out []*javascript.Module
	for _, file := range files[:min(len(files), maxPages)] {
		if !slices.Contains(manifest.Extensions, path.Ext(file)) {
			continue
		}
		for _, m := range p.Reach(file) {
			if seen[m] {
				continue
			}
			seen[m] = true
			if out = append(out, m); len(out) == 4*maxPages {
				return out
			}
		}
	}
	return out
}

var envWord = regexp.MustCompile(`^[A-Z][A-Z0-9_]+$`)
