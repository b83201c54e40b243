package scripts

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/internal/source"
)

func project(t *testing.T, files map[string]string) *manifest.Project {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := source.New(fsys, source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	return manifest.New(tree)
}

var classNames = map[Class]string{RunsFile: "runs", RunsTool: "tool", PreviewsSite: "previews", Develops: "develops", Builds: "builds"}

// printed is a process in one line: folder, class, variables and command.
func printed(pr Process) string {
	out := pr.Dir + " " + classNames[pr.Classify()]
	for _, e := range pr.Env {
		out += " " + e.Name + "=" + e.Value
	}
	return out + " [" + strings.Join(pr.Argv, " ") + "]"
}

// TestFollow: what the start script of the root comes to.
func TestFollow(t *testing.T) {
	t.Parallel()
	for start, want := range map[string]string{
		"node server.js":                                  ". runs [node server.js]",
		"PORT=1 cross-env A=${B:-2} node a.js":            ". runs PORT=1 A=2 [node a.js]",
		"npm run x":                                       ". runs [node x.js]",
		"npm run x -- --port 1":                           ". runs [node x.js --port 1]",
		"yarn x && yarn workspace api x":                  ". runs [node x.js]; api runs [node api.js]",
		"pnpm --filter api x":                             "api runs [node api.js]",
		"npm run x --workspace=api":                       "api runs [node api.js]",
		"npm --prefix api run x":                          "api runs [node api.js]",
		"cd api && node api.js":                           "api runs [node api.js]",
		"npm start --prefix":                              "",
		"run-s x 'y'":                                     ". runs [node x.js]; . runs [node x.js]",
		"concurrently npm:x 'node b.js'":                  ". runs [node x.js]; . runs [node b.js]",
		"sh -c 'node c.js'":                               ". runs [node c.js]",
		"dotenv -e .env -- node d.js":                     ". runs [node d.js]",
		"env-cmd -f .env node d.js":                       ". runs [node d.js]",
		"npx next start":                                  ". tool [next start]",
		"corepack pnpm x":                                 ". runs [node x.js]",
		"yarn next dev":                                   ". develops [next dev]",
		"npm ci":                                          ". builds [npm ci]",
		"npm exec tsc":                                    ". builds [tsc]",
		"bun run b.ts":                                    ". runs [bun b.ts]",
		"bun b.ts":                                        ". runs [bun b.ts]",
		"bun build b.ts --outdir x":                       ". builds [bun build b.ts --outdir x]",
		"yarn node e.js":                                  ". runs [node e.js]",
		"nodemon --exec 'ts-node src/a.ts'":               ". develops [nodemon --exec ts-node src/a.ts]",
		"node --watch a.js":                               ". develops [node --watch a.js]",
		"tsx watch a.ts":                                  ". develops [tsx watch a.ts]",
		"node -e 'f()'":                                   ". builds [node -e f()]",
		"node a.js -p 3000 -e x --watch":                  ". runs [node a.js -p 3000 -e x --watch]",
		"node -p 1+1":                                     ". builds [node -p 1+1]",
		"node -r dotenv/config a.js":                      ". runs [node -r dotenv/config a.js]",
		"node node_modules/vite/bin/vite.js build":        ". builds [node node_modules/vite/bin/vite.js build]",
		"node --max-old-space-size=9 node_modules/.bin/x": ". builds [node --max-old-space-size=9 node_modules/.bin/x]",
		"pm2-runtime a.js":                                ". runs [pm2-runtime a.js]",
		"serve -s dist":                                   ". previews [serve -s dist]",
		"vite preview":                                    ". previews [vite preview]",
		"nest start":                                      ". tool [nest start]",
		"nest start --watch":                              ". develops [nest start --watch]",
		"./bin/run.js":                                    ". runs [./bin/run.js]",
		"run-s 'z:*' x":                                   ". runs [node z1.js]; . runs [node z2.js --all]; . runs [node x.js]",
		"run-p 'x {@}' y --":                              ". runs [node x.js]; . runs [node x.js]",
		"nodemon --exec npm run x -- d":                   ". runs [node x.js d]",
		"node a.js --port ${PORT:=90}":                    ". runs [node a.js --port 90]",
		"if [":                                            "",
		"npm run loop":                                    "",
		"npm run nothing":                                 "",
	} {
		p := project(t, map[string]string{
			"package.json":     `{"workspaces": ["api"], "scripts": {"start": "` + start + `", "x": "node x.js", "z:1": "node z1.js", "z:2": "node z2.js --all", "z:2:3": "node z3.js", "y": "npm run x", "loop": "npm run loop"}}`,
			"api/package.json": `{"name": "api", "scripts": {"x": "node api.js"}}`,
		})
		var got []string
		for _, pr := range Follow(p, p.ByDir["."], "start") {
			got = append(got, printed(pr))
		}
		if text := strings.Join(got, "; "); text != want {
			t.Errorf("%s\n got  %s\n want %s", start, text, want)
		}
	}
}

// TestEnds: what another command waits for ends; what runs beside it, or last, does not.
func TestEnds(t *testing.T) {
	t.Parallel()
	for start, want := range map[string]string{
		"npm run x && node main.js":               "node x.js",
		"node a.js; node main.js":                 "node a.js",
		"node a.js & node main.js":                "",
		"(node a.js && node b.js) && node c.js":   "node a.js, node b.js",
		"concurrently 'npm run x' 'node main.js'": "",
		"run-s x y": "node x.js",
		"run-p x y": "",
	} {
		p := project(t, map[string]string{"package.json": `{"scripts": {"start": "` + start + `", "x": "node x.js", "y": "node y.js"}}`})
		var got []string
		for _, pr := range Follow(p, p.ByDir["."], "start") {
			if pr.Ends {
				got = append(got, strings.Join(pr.Argv, " "))
			}
		}
		if text := strings.Join(got, ", "); text != want {
			t.Errorf("%s: %q, want %q", start, text, want)
		}
	}
}

// TestDefaultStart: npm start without a script runs server.js.
func TestDefaultStart(t *testing.T) {
	t.Parallel()
	p := project(t, map[string]string{"package.json": `{"scripts": {"serve": "npm start"}}`, "server.js": ""})
	if got := Follow(p, p.ByDir["."], "serve"); len(got) != 1 || printed(got[0]) != ". runs [node server.js]" {
		t.Errorf("%v", got)
	}
}

func TestTarget(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"node --require a.js -r b c.js d.js": "c.js",
		"pm2 start e.js":                     "e.js",
		"nodemon -x 'node f.js'":             "f.js",
		"nodemon -w src g.js":                "g.js",
		"node $OPTIONS h.js":                 "h.js",
		"node":                               "",
	} {
		if got := (Process{Argv: Parse(text)[0].Argv}).Target(); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestBuildScript(t *testing.T) {
	t.Parallel()
	for scripts, want := range map[string]string{
		`{"build": "tsc"}`: "build",
		`{"build": "webpack", "build:prod": "webpack --mode production"}`:                    "build:prod",
		`{"build": "webpack --mode=development", "build:prod": "webpack --mode=production"}`: "build:prod",
		`{"compile": "tsc"}`:                                               "compile",
		`{"test": "jest"}`:                                                 "",
		`{"build": "docker build -t ledger ."}`:                            "",
		`{"build": "docker compose build", "compile": "tsc"}`:              "compile",
		`{"build": "tsc && docker build -t ledger ."}`:                     "build",
		`{"build": "podman build .", "build:prod": "podman build -f p ."}`: "",
	} {
		p := project(t, map[string]string{"package.json": `{"scripts": ` + scripts + `}`})
		if got := BuildScript(p.ByDir["."]); got != want {
			t.Errorf("%s: %q, want %q", scripts, got, want)
		}
	}
}

func TestFlagValue(t *testing.T) {
	t.Parallel()
	argv := strings.Fields("x -p 1 --out=2 --last")
	for name, want := range map[string]string{"-p": "1", "--out": "2", "--last": "", "--none": ""} {
		if got := FlagValue(argv, name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// FuzzParse: no text of a script breaks the reader.
func FuzzParse(f *testing.F) {
	f.Add("A=1 node a.js && (b || c) | d > e; $(f) `g` ${H:-i}")
	f.Fuzz(func(_ *testing.T, text string) {
		for _, c := range Parse(text) {
			pr := Process{Argv: c.Argv}
			if len(c.Argv) > 0 {
				pr.Classify()
				pr.Target()
			}
		}
	})
}
