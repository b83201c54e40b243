package recipe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// warned joins the warnings that name a word.
func warned(found facts.Findings, word string) string {
	var out []string
	for _, w := range found.Warnings {
		if strings.Contains(w.File+w.Text, word) {
			out = append(out, w.Text)
		}
	}
	return strings.Join(out, "\n")
}

// TestDotEnv: what a build or a program reads of dotenv files is among its sources, unless it holds a secret.
func TestDotEnv(t *testing.T) {
	t.Parallel()
	next := `{"scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": "15"}}`
	for _, c := range []struct {
		name, want string
		files      map[string]string
	}{
		{"a build reads it", "[. .env.production]", map[string]string{"package.json": next, "app/page.jsx": "", ".env.production": "NEXT_PUBLIC_API=https://x\n", ".env.local": ""}},
		{"below a folder", "[web/ web/.env.production]", map[string]string{"web/package.json": next, "web/app/page.jsx": "", "web/.env.production": "NEXT_PUBLIC_API=https://x\n"}},
		{"it holds a secret", "[]", map[string]string{"package.json": next, "app/page.jsx": "", ".env.production": "SESSION_SECRET=abc\n"}},
		{"the program names it", "[. .env.defaults]", map[string]string{"package.json": `{"main": "a.js"}`, "a.js": "process.loadEnvFile('.env.defaults');" + listens, ".env.defaults": "A=b\n", ".env.test": ""}},
		{"nothing reads it", "[]", map[string]string{"package.json": `{"main": "a.js"}`, "a.js": listens, ".env.production": "A=b\n"}},
		{"what pages show", "[. .env]", map[string]string{"package.json": `{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "7"}}`, "index.html": "", ".env": "VITE_TITLE=birds\nPORT=80\n", ".env.production": "VITE_API=/api\n"}},
		{"and what they do not", "[]", map[string]string{"package.json": `{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "7"}}`, "index.html": "", ".env": "VITE_TITLE=birds\nMAIL=a\n"}},
		{"a secret in public", "[]", map[string]string{"package.json": `{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "7"}}`, "index.html": "", ".env": "VITE_TOKEN=birds\n"}},
		{"a login in public", "[]", map[string]string{"package.json": `{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "7"}}`, "index.html": "", ".env": "VITE_API=https://me:birds@x\n"}},
		{"nothing for pages", "[]", map[string]string{"package.json": `{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "7"}}`, "index.html": "", ".env": "PORT=80\n"}},
	} {
		found := detect(t, c.files)
		if got := fmt.Sprint(found.Units[0].Image.Stages[0].Sources); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
		if told := warned(found, "SESSION_SECRET"); (c.name == "it holds a secret") != (told != "") {
			t.Errorf("%s: %q", c.name, told)
		}
	}
}

// TestOwnDotEnv: a committed .env that stays out is told, with what the build lacks without it.
func TestOwnDotEnv(t *testing.T) {
	t.Parallel()
	found := detect(t, map[string]string{"package.json": `{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "7"}}`, "index.html": "", ".env": "VITE_TITLE=birds\nMAIL=a\n"})
	if told := warned(found, "buildEnv"); !strings.Contains(told, "holds MAIL") || !strings.Contains(told, "say VITE_TITLE by") {
		t.Errorf("%q", told)
	}
}

// TestInlined: what SvelteKit writes into its output is an argument or a secret of the build, and told; what a dotenv file says is neither.
func TestInlined(t *testing.T) {
	t.Parallel()
	found := detect(t, map[string]string{
		"package.json": `{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "7", "@sveltejs/kit": "2", "@sveltejs/adapter-node": "5"}}`, "package-lock.json": "{}",
		"svelte.config.js": "import adapter from '@sveltejs/adapter-node'; export default {kit: {adapter: adapter()}}", ".env.production": "PUBLIC_TITLE=birds\n",
		"src/routes/+page.svelte": "<script>\n\timport { PUBLIC_KEY as key, PUBLIC_TITLE } from '$env/static/public'\n</script>", "src/a.test.ts": "import { PUBLIC_TEST } from '$env/static/public'",
		"src/hooks.server.ts": "import {\n  MAIL_TOKEN,\n} from \"$env/static/private\"; import { env } from '$env/dynamic/private'",
	})
	s := found.Units[0].Image.Stages[0]
	if fmt.Sprint(s.Args) != "[{PUBLIC_KEY }]" || !slices.Contains(s.Secrets, facts.Secret{ID: "MAIL_TOKEN", Target: "/run/secrets/MAIL_TOKEN"}) {
		t.Errorf("%v %v", s.Args, s.Secrets)
	}
	if got, want := strings.Join(s.Build[0], " "), `sh -c export MAIL_TOKEN="$(cat /run/secrets/MAIL_TOKEN 2>/dev/null)"; exec "$0" "$@" npm run build`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if told := warned(found, "$env/static"); !strings.Contains(told, "PUBLIC_KEY into the pages") || !strings.Contains(told, "MAIL_TOKEN into the program") {
		t.Errorf("%q", told)
	}
}

// TestFolderOfScripts: Yarn 2 and later takes $PWD from the environment, which a shell fills.
func TestFolderOfScripts(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{"X=$PWD tsc": `sh -c exec "$0" "$@" corepack yarn run build`, "tsc": "corepack yarn run build"} {
		found := detect(t, map[string]string{
			"package.json":  `{"main": "dist/a.js", "packageManager": "yarn@4.1.0", "scripts": {"build": "` + script + `"}, "devDependencies": {"typescript": "5"}}`,
			"tsconfig.json": `{"compilerOptions": {"outDir": "dist", "rootDir": "src"}}`, "src/a.ts": listens, "yarn.lock": "__metadata:\n", ".yarnrc.yml": "nodeLinker: node-modules\n",
		})
		if got := strings.Join(found.Units[0].Image.Stages[0].Build[0], " "); got != want {
			t.Errorf("%s: %s, want %s", script, got, want)
		}
	}
}

// TestTokens: a variable of the project's own .npmrc comes as a secret of its name.
func TestTokens(t *testing.T) {
	t.Parallel()
	found := detect(t, map[string]string{
		"package.json": `{"main": "a.js", "dependencies": {"koa": "2"}}`, "package-lock.json": "{}", "a.js": listens,
		".npmrc": "@x:registry=https://npm.example/\n//npm.example/:_authToken=${NPM_TOKEN}\n",
	})
	s := found.Units[0].Image.Stages[0]
	if got, want := strings.Join(s.Resolve[0], " "), `sh -c export NPM_TOKEN="$(cat /run/secrets/NPM_TOKEN 2>/dev/null)"; exec "$0" "$@" npm ci --omit=dev`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if !slices.Contains(s.Secrets, facts.Secret{ID: "NPM_TOKEN", Target: "/run/secrets/NPM_TOKEN"}) || !strings.Contains(warned(found, "NPM_TOKEN"), "--secret id=NPM_TOKEN,env=NPM_TOKEN") {
		t.Errorf("%v %v", s.Secrets, found.Warnings)
	}
}

// TestBrowserOfTheImage: a program that drives a browser finds the one of the image, or the user is told.
func TestBrowserOfTheImage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ pkg, code, env, says string }{
		{"puppeteer", "p.launch()", "/usr/bin/chromium", "--no-sandbox"},
		{"puppeteer", "p.launch({args: ['--no-sandbox']})", "/usr/bin/chromium", ""},
		{"puppeteer-core", "p.launch()", "", "executablePath"},
		{"playwright", "p.chromium.launch({executablePath: x})", "", ""},
	} {
		found := detect(t, map[string]string{"package.json": `{"main": "a.js", "dependencies": {"` + c.pkg + `": "23"}}`, "a.js": c.code + ";" + listens})
		env := ""
		for _, e := range found.Units[0].Image.Run.Env {
			if e.Name == "PUPPETEER_EXECUTABLE_PATH" {
				env = e.Value
			}
		}
		told := warned(found, "launch it")
		if env != c.env || (c.says == "") != (told == "") || !strings.Contains(told, c.says) {
			t.Errorf("%s: env %q, says %q", c.code, env, told)
		}
	}
}

// TestStartThatExpands: a variable that the start script makes of others is made when the program starts.
func TestStartThatExpands(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		`CACHE=\"$HOME/c\" node a.js`: `sh -c export CACHE="${HOME}/c"; exec "$0" "$@" node a.js`,
		`CACHE=c node a.js`:           `node a.js`,
	} {
		u := detect(t, map[string]string{"package.json": `{"scripts": {"start": "` + script + `"}}`, "a.js": listens}).Units[0]
		if got := strings.Join(u.Image.Run.Command, " "); got != want {
			t.Errorf("%s: got %s, want %s", script, got, want)
		}
	}
	found := detect(t, map[string]string{"package.json": "{\"scripts\": {\"start\": \"V=a`date`b$X node a.js\"}}", "a.js": listens})
	if got := strings.Join(found.Units[0].Image.Run.Command, " "); got != "node a.js" || !strings.Contains(warned(found, "V"), "left out") {
		t.Errorf("%s %v", got, found.Warnings)
	}
}

// TestWritable: what a program writes to is a volume, unless that would hide a part of the program.
func TestWritable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ code, want, says string }{
		{"fs.mkdirSync('./data', {recursive: true}); fs.appendFileSync('./data/a.txt', x)", "[data]", ""},
		{"fs.writeFileSync(path.join(__dirname, 'uploads', name), x)", "[uploads]", ""},
		{"fs.writeFileSync(`${__dirname}/cache/${name}.json`, x)", "[cache]", ""},
		{"const dir = path.join(process.cwd(), 'out', 'a'); fs.mkdirSync(dir)", "[out/a]", ""},
		{"const dir = process.env.DATA_DIR || '/var/lib/app'; fs.mkdirSync(dir)", "[/var/lib/app]", ""},
		{"fs.writeFileSync('./static/' + name, x)", "[static] seeded [static]", ""},
		{"fs.writeFileSync('./empty/' + name, x)", "[empty]", ""},
		{"require('./lib/b'); fs.writeFileSync('./lib/' + name, x)", "[]", "writes to lib"},
		{"fs.writeFileSync('state.json', x)", "[]", "writes to ."},
		{"fs.writeFileSync(os.tmpdir() + '/x', x); fs.writeFileSync('/tmp/x/y', x); fs.writeFileSync(file, x)", "[]", ""},
		{"const multer = require('multer'); multer({dest: 'uploads/'})", "[uploads]", ""},
		{"const D = require('better-sqlite3'); new D('./db/app.db')", "[db]", ""},
		{"const D = require('better-sqlite3'); new D(':memory:')", "[]", ""},
		{"const { Level } = require('level'); new Level('./store')", "[store]", ""},
		{"const { open } = require('lmdb'); open('var/lmdb')", "[var/lmdb]", ""},
		{"const Store = require('session-file-store')(session); new Store({ path: './sessions' })", "[sessions]", ""},
		{"fs.writeFileSync(path.join(__dirname, dir, 'x.json'), x); fs.writeFileSync('./' + name, x)", "[]", ""},
		{"fs.readFileSync('./static/a'); x.dest = 'y'", "[]", ""},
	} {
		found := detect(t, map[string]string{"package.json": `{"main": "a.js", "dependencies": {"koa": "2"}}`, "a.js": c.code + ";" + listens, "static/a": "", "empty/.gitkeep": "", "lib/b.js": ""})
		got := fmt.Sprint(found.Units[0].Image.Run.Writable)
		if seeded := found.Units[0].Image.Run.Seeded; len(seeded) > 0 {
			got += fmt.Sprint(" seeded ", seeded)
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.code, got, c.want)
		}
		if told := warned(found, "writes to"); (c.says == "") != (told == "") || !strings.Contains(told, c.says) {
			t.Errorf("%s: says %q", c.code, told)
		}
	}
}

// TestFilesOfTheStart: a dotenv file that no image gets ends node before the program; a file that is not there is told.
func TestFilesOfTheStart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ start, want, says string }{
		{"node --env-file=.env a.js", "node a.js", "--env-file=.env, which no image gets"},
		{"node --env-file .env.local --enable-source-maps a.js", "node --enable-source-maps a.js", "--env-file=.env.local"},
		{"node --env-file=conf/app.env a.js", "node --env-file=conf/app.env a.js", ""},
		{"node --env-file=conf/none.env a.js", "node a.js", "--env-file=conf/none.env"},
		{"node --env-file-if-exists=.env a.js", "node --env-file-if-exists=.env a.js", ""},
		{"node a.js settings.js", "node a.js settings.js", "names settings.js, which is not in the repository (exampleSettings.js looks like an example of one)"},
		{"node a.js --config=conf/x.yaml", "node a.js --config=conf/x.yaml", "names conf/x.yaml, which is not in the repository: the program"},
		{"node a.js conf/there.json --level=3 /etc/app.json", "node a.js conf/there.json --level=3 /etc/app.json", ""},
	} {
		found := detect(t, map[string]string{
			"package.json": `{"scripts": {"start": "` + c.start + `"}, "dependencies": {"koa": "2"}}`, "a.js": listens, "conf/app.env": "A=1", "conf/there.json": "{}", "exampleSettings.js": "", ".env": "A=1",
		})
		if got := strings.Join(found.Units[0].Image.Run.Command, " "); got != c.want {
			t.Errorf("%s: starts with %s", c.start, got)
		}
		if told := warned(found, "start"); (c.says == "") != (told == "") || !strings.Contains(told, c.says) {
			t.Errorf("%s: says %q", c.start, told)
		}
	}
}

// TestKept: what has to last is told apart from what the program only writes.
func TestKept(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"const D = require('better-sqlite3'); new D('./db/app.db')":                                                                     "db database",
		"const S = require('sequelize'); new S({dialect: 'sqlite', storage: 'var/app.sqlite'})":                                         "var SQLite database",
		"const T = require('typeorm'); new T.DataSource({type: 'sqlite', database: 'var/a.db'})":                                        "var SQLite database",
		"const T = require('typeorm'); new T.DataSource({type: 'mysql', database: 'shop'})":                                             "",
		"const m = require('multer'); m({dest: 'uploads/'})":                                                                            "uploads uploads",
		"const D = require('better-sqlite3'); const file = process.env.DB || path.join(__dirname, 'var', 'app.sqlite'); new D(file)":    "var database",
		"const S = require('sqlite3').verbose(); new S.Database(process.env.DB ?? './db/a.db')":                                         "db database",
		"const { open } = require('sqlite'); open({filename: 'var/a.db', driver: 1})":                                                   "var SQLite database",
		"const m = require('multer'); m.diskStorage({destination: (req, file, cb) => cb(null, 'public/up')})":                           "public/up uploads",
		"const m = require('multer'); m.diskStorage({destination: function (r, f, done) { fs.mkdir(x, () => done(null, 'up/')) }})":     "up uploads",
		"const m = require('multer'); m.diskStorage({destination: (r, f, done) => { if (f.a) done(null, 'a'); else done(null, 'b') }})": "",
		"fs.mkdirSync('cache')": "",
	} {
		u := detect(t, map[string]string{"package.json": `{"main": "a.js", "dependencies": {"koa": "2"}}`, "a.js": code + ";" + listens}).Units[0]
		got := ""
		for _, k := range u.Image.Run.Kept {
			got += k.Folder + " " + k.What
		}
		if got != want {
			t.Errorf("%s: keeps %q", code, got)
		}
	}
}

// TestOracle: the driver needs no library of the system from 6.0 on; before that it is told that the image has none.
func TestOracle(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]bool{"^5.5.0": true, "~6.8.0": false} {
		found := detect(t, map[string]string{"package.json": `{"main": "a.js", "dependencies": {"oracledb": "` + version + `"}}`, "a.js": listens})
		if told := warned(found, "Instant Client"); (told != "") != want || len(found.Units[0].Image.Run.Wants) > 0 {
			t.Errorf("%s: %q, %v", version, told, found.Units[0].Image.Run.Wants)
		}
	}
}

// TestCompiledFolders: __dirname of a program that is compiled file by file is the folder of the compiled module; a bundle's is not known.
func TestCompiledFolders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ build, source, start, want string }{
		{"tsc -p .", "src/main.ts", "dist/main.js", "db"},
		{"nest build", "src/main.ts", "dist/main", "db"},
		{"tsc", "src/server/main.ts", "build/server/main.js", "db"},
		{"esbuild src/main.ts --bundle --outdir=dist", "src/main.ts", "dist/main.js", ""},
	} {
		found := detect(t, map[string]string{
			"package.json":  `{"scripts": {"build": "` + c.build + `", "start": "node ` + c.start + `"}, "dependencies": {"koa": "2", "better-sqlite3": "11"}, "devDependencies": {"typescript": "5"}}`,
			"tsconfig.json": `{"compilerOptions": {"rootDir": "src", "outDir": "` + strings.Split(c.start, "/")[0] + `"}}`,
			c.source:        "import './store/open'; " + listens, strings.TrimSuffix(c.source, "main.ts") + "store/open.ts": "import D from 'better-sqlite3'; import path from 'path'; new D(path.join(__dirname, '" + strings.Repeat("../", strings.Count(c.source, "/")+1) + "db/a.db'))",
		})
		got := ""
		for _, k := range found.Units[0].Image.Run.Kept {
			got += k.Folder
		}
		if got != c.want {
			t.Errorf("%s: keeps %q, want %q; %v", c.build, got, c.want, found.Warnings)
		}
	}
}

// TestPrismaDatabase: a SQLite database of Prisma lies beside its schema, or where a variable says.
func TestPrismaDatabase(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"provider = \"sqlite\"\n url = \"file:../data/app.db?connection_limit=1\"": "data",
		"provider = \"sqlite\"\n url = \"file:./dev.db\"":                          "prisma",
		"provider = \"sqlite\"\n url = env(\"DB_FILE\")":                           "DB_FILE names: it is lost",
		"provider = \"postgresql\"\n url = env(\"DB\")":                            "",
	} {
		found := detect(t, map[string]string{
			"package.json": `{"main": "a.js", "dependencies": {"koa": "2", "@prisma/client": "5"}}`, "a.js": listens, "prisma/schema.prisma": "datasource db {\n " + source + "\n}\n",
		})
		got := warned(found, "SQLite")
		for _, k := range found.Units[0].Image.Run.Kept {
			got += k.Folder
		}
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q", source, got)
		}
	}
}

// TestPageVariables: what pages read and nothing sets for the build is told; what has something to fall back on is not.
func TestPageVariables(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ code, env, want string }{
		{"fetch(import.meta.env.VITE_API + '/x')", "", "pages read VITE_API, which"},
		{"fetch(import.meta.env.VITE_API)", "VITE_API=https://api.example.com\n", ""},
		{"fetch(import.meta.env.VITE_API ?? '/api')", "", ""},
		{"const a = import.meta.env.VITE_API; if (import.meta.env.VITE_API) b()", "", ""},
		{"import.meta.env.MODE; import.meta.env.BASE_URL", "", ""},
	} {
		found := detect(t, map[string]string{
			"package.json": `{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "5"}}`, "index.html": "<script type=module src=/src/main.ts></script>",
			"src/main.ts": c.code, "src/main.test.ts": "import.meta.env.VITE_OTHER", ".env.production": c.env,
		})
		if told := warned(found, "pages read"); c.want == "" && told != "" || !strings.Contains(told, c.want) {
			t.Errorf("%s: %q", c.code, told)
		}
	}
}

// TestSkipsValidation: a check of the variables is left out while the pages are built, where it can be.
func TestSkipsValidation(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ skip, env, says string }{
		{"skipValidation: !!process.env.SKIP_ENV_VALIDATION", "SKIP_ENV_VALIDATION", ""},
		{"skipValidation: process.env.CI === 'x' || !!process.env.NO_CHECK", "NO_CHECK", ""},
		{"emptyStringAsUndefined: true", "", "checks variables also while the pages are built"},
	} {
		found := detect(t, map[string]string{
			"package.json": `{"scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": "14", "@t3-oss/env-nextjs": "0.10"}}`, "src/app/page.tsx": "export default () => null",
			"src/env.js": "import { createEnv } from '@t3-oss/env-nextjs'; export const env = createEnv({ server: {}, " + c.skip + " })",
		})
		got := ""
		for _, e := range found.Units[0].Image.Stages[0].Env {
			if e.Value == "1" && e.Name != "NEXT_TELEMETRY_DISABLED" {
				got = e.Name
			}
		}
		if told := warned(found, "checks variables"); got != c.env || c.says == "" && told != "" || !strings.Contains(told, c.says) {
			t.Errorf("%s: sets %q, says %q", c.skip, got, told)
		}
	}
}
