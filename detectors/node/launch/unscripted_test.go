package launch

import (
	"strings"
	"testing"
)

// shown is a start in one line: its words, the source behind it, how sure it is, and the package when it is not the root.
func shown(l Launch) string {
	text := "[" + strings.Join(l.Argv, " ") + "] " + l.Source + " " + string(l.Confidence)
	if l.M != nil && l.M.Dir != "." {
		text += " of " + l.M.Dir
	}
	return strings.TrimSpace(text)
}

// told is what is told of a start, place and text.
func told(l Launch) string {
	var out []string
	for _, w := range l.Warnings {
		out = append(out, w.File+": "+w.Text)
	}
	return strings.Join(out, "; ")
}

const (
	serves = "require('http').createServer().listen(3000)"
	nodeTS = "import { createServer } from 'http'; createServer().listen(3000)"
)

// TestStartsWithoutAScript: what starts a package none of whose scripts does, from the sure to the guess.
func TestStartsWithoutAScript(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pkg         string
		files       []string
		want, warns string
	}{
		"a file of PM2": {
			`{}`,
			[]string{"ecosystem.config.js", "module.exports = { apps: [{ name: 'x', script: './src/api.js' }] }", "src/api.js", serves},
			"[node src/api.js] src/api.js likely", "",
		},
		"of several programs": {
			`{}`,
			[]string{"pm2.json", `{"apps": [{"script": "a.js"}, {"script": "b.js"}]}`, "a.js", serves, "b.js", serves},
			"[node a.js] a.js guess", "pm2.json: starts several programs (a.js, b.js), and a container holds one: a.js is a guess; start: in waybill.yaml settles it",
		},
		"of a program that is not there": {`{}`, []string{"process.json", `{"apps": [{"script": "a.js"}]}`}, "[]", ""},
		"what the build writes": {
			`{"scripts": {"build": "tsc --outDir out"}}`,
			[]string{"src/main.ts", nodeTS},
			"[node out/main.js] src/main.ts likely", "package.json: no script starts the package: out/main.js, which the build writes and which listens, is started; start: in waybill.yaml settles it",
		},
		"of a program that listens on nothing": {`{"scripts": {"build": "tsc --outDir out"}}`, []string{"src/main.ts", "export const a = 1"}, "[]", ""},
		"of a package for npm":                 {`{"scripts": {"build": "tsc --outDir out"}, "publishConfig": {"access": "public"}}`, []string{"src/main.ts", nodeTS}, "[]", ""},
		"of a desktop program":                 {`{"scripts": {"build": "tsc --outDir out"}, "dependencies": {"electron": "30"}}`, []string{"src/main.ts", nodeTS}, "[]", ""},
		"what some script starts": {
			`{"private": true, "scripts": {"chat": "node chat.js --port 1"}}`,
			[]string{"chat.js", serves},
			"[node chat.js] chat.js guess", "package.json: no script says how production starts: chat.js of scripts.chat listens and is a guess; start: in waybill.yaml settles it",
		},
		"of a package that others use":  {`{"scripts": {"chat": "node chat.js"}}`, []string{"chat.js", serves}, "[]", ""},
		"a script for developers":       {`{"private": true, "scripts": {"mock": "node chat.js"}}`, []string{"chat.js", serves}, "[]", ""},
		"a file for developers":         {`{"private": true, "scripts": {"chat": "node mock-chat.js"}}`, []string{"mock-chat.js", serves}, "[]", ""},
		"a file of the examples":        {`{"private": true, "scripts": {"chat": "node samples/chat.js"}}`, []string{"samples/chat.js", serves}, "[]", ""},
		"a script that does not listen": {`{"private": true, "scripts": {"chat": "node chat.js"}}`, []string{"chat.js", ""}, "[]", ""},
		"a site beside it":              {`{"private": true, "scripts": {"build": "vite build", "chat": "node chat.js"}}`, []string{"index.html", "", "chat.js", serves}, "[]", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := Of(base(t, c.pkg, c.files...))
			if shown(l) != c.want || told(l) != c.warns {
				t.Errorf("%s %q, want %s %q", shown(l), told(l), c.want, c.warns)
			}
		})
	}
}

// TestServerOfASite: what the build compiles beside the pages and what listens starts, where the start script is that of developers.
func TestServerOfASite(t *testing.T) {
	t.Parallel()
	const pkg = `{"scripts": {"start": "vite", "build": "vite build && tsc --build server/tsconfig.json"}, "devDependencies": {"vite": "7"}}`
	const project = `{"compilerOptions": {"outDir": "../dist-server", "rootDir": ".."}, "include": ["../server.ts"]}`
	for name, c := range map[string]struct {
		pkg, server, want string
	}{
		"beside the pages":     {pkg, nodeTS, "[node dist-server/server.js] server.ts likely"},
		"a developer's server": {pkg, "import 'vite'\n" + nodeTS, "[node dist-server/server.js] server.ts likely by convention"},
		"that nobody builds":   {`{"scripts": {"start": "vite", "build": "vite build"}}`, nodeTS, "[ts-node server.ts] server.ts likely by convention"},
	} {
		l := Of(base(t, c.pkg, "server.ts", c.server, "server/tsconfig.json", project, "index.html", ""))
		got := shown(l)
		if l.Convention {
			got += " by convention"
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestEsbuildEntry: what esbuild bundles is its operand, and no other file.
func TestEsbuildEntry(t *testing.T) {
	t.Parallel()
	for operand, want := range map[string]string{
		"src/a.ts":    "[node public/a.js] src/a.ts likely",
		"./src/a.ts":  "[node public/a.js] src/a.ts likely",
		"src/page.ts": "[tsx src/a.ts] src/a.ts certain",
	} {
		l := Of(base(t, `{"scripts": {"build": "esbuild `+operand+` --bundle --outfile=public/a.js", "start": "tsx src/a.ts"}}`, "src/a.ts", nodeTS, "src/page.ts", ""))
		if got := shown(l); got != want {
			t.Errorf("%s: %s, want %s", operand, got, want)
		}
	}
}

// TestMissingFiles: a script of a file that neither is there nor can be made is left out and told; what a build may still write is kept.
func TestMissingFiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pkg         string
		files       []string
		want, warns string
	}{
		"at the root":            {`{"scripts": {"start": "node gone.js"}}`, nil, "[]", "scripts.start starts gone.js, which is not in the repository, and no script builds it: it is left out"},
		"in a folder of sources": {`{"scripts": {"start": "node src/gone.js"}}`, []string{"src/a.js", ""}, "[]", "scripts.start starts src/gone.js, which is not in the repository, and no script builds it: it is left out"},
		"in a folder of outputs": {`{"scripts": {"start": "node dist/a.js"}}`, nil, "[node dist/a.js]  likely", ""},
		"a build may write it":   {`{"scripts": {"start": "node gone.js", "build": "make"}}`, nil, "[node gone.js]  likely", ""},
		"a hook may write it":    {`{"scripts": {"start": "node gone.js", "prestart": "make"}}`, nil, "[node gone.js]  likely", ""},
		"the next script":        {`{"scripts": {"start:prod": "node gone.js", "start": "node a.js"}}`, []string{"a.js", ""}, "[node a.js] a.js certain", "scripts.start:prod starts gone.js, which is not in the repository, and no script builds it: it is left out"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, m := base(t, c.pkg, c.files...)
			l := Of(p, m)
			said := ""
			for _, w := range p.Warnings {
				said += w.Text
			}
			if shown(l) != c.want || said != c.warns {
				t.Errorf("%s %q, want %s %q", shown(l), said, c.want, c.warns)
			}
		})
	}
}

// TestListens: a started file that only exports an application ends at once, so that the file which listens for it is taken; a file that
// starts another program stands for it.
func TestListens(t *testing.T) {
	t.Parallel()
	const app = "module.exports = require('express')()"
	for name, c := range map[string]struct {
		files       []string
		start       string
		want, warns string
	}{
		"bin/www":              {[]string{"app.js", app, "bin/www", "require('../app').listen(3000)"}, "node app.js", "[node bin/www] bin/www likely", "package.json: scripts.start starts app.js, which exports an application and ends: bin/www listens and is started instead"},
		"of another file":      {[]string{"app.js", app, "other.js", app, "bin/www", "require('../other').listen(3000)"}, "node app.js", "[node app.js] app.js certain", ""},
		"that listens itself":  {[]string{"app.js", "const a = require('express')(); a.listen(3000); module.exports = a", "bin/www", "require('../app').listen(3000)"}, "node app.js", "[node app.js] app.js certain", ""},
		"that exports nothing": {[]string{"app.js", "require('x')", "bin/www", "require('../app').listen(3000)"}, "node app.js", "[node app.js] app.js certain", ""},
		"started by another":   {[]string{"env.js", "", "server.js", serves}, "node env.js node server.js", "[node env.js node server.js] server.js certain", ""},
		"an argument":          {[]string{"env.js", "", "server.js", serves}, "node env.js server.js", "[node env.js server.js] env.js certain", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := Of(base(t, `{"scripts": {"start": "`+c.start+`"}, "dependencies": {"express": "4"}}`, c.files...))
			if shown(l) != c.want || told(l) != c.warns {
				t.Errorf("%s %q, want %s %q", shown(l), told(l), c.want, c.warns)
			}
		})
	}
}

// TestCallsAtTop: running a library does nothing that stays; a program calls something, be it within a condition or a block.
func TestCallsAtTop(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"module.exports = 1":                                                  true,
		"const a = require('a'); exports.b = a":                               true,
		"require('./setup'); module.exports = function () { start() }":        true,
		"if (process.env.DEBUG) { require('./debug') } module.exports = 1":    true,
		"start(); module.exports = 1":                                         false,
		"if (require.main === module) { start() } module.exports = { start }": false,
		"if (a) { exports.b = function () { start() } } module.exports = 1":   true,
		"for (const a of [1]) { go(a) } module.exports = 1":                   false,
		"start()": false,
	} {
		p, _ := base(t, `{}`, "a.js", text)
		if got := GivesOnly(p, "a.js"); got != want {
			t.Errorf("%s: only exports: %t", text, got)
		}
	}
}
