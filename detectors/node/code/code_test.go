package code

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/node/javascript"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/internal/source"
)

func base(t *testing.T, files map[string]string) *Base {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := source.New(fsys, source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	return New(manifest.New(tree))
}

// TestResolve: an import from a/src/x.ts and the file that it means.
func TestResolve(t *testing.T) {
	t.Parallel()
	c := base(t, map[string]string{
		"package.json":       `{"workspaces": ["a", "b"]}`,
		"a/package.json":     `{"name": "a", "imports": {"#db": "./src/db.ts", "#lib/*": {"types": "./no.d.ts", "default": "./src/lib/*.ts"}}}`,
		"a/tsconfig.json":    `{"extends": "../tsconfig.base", "compilerOptions": {"paths": {"@/*": ["a/src/*"], "exact": ["a/src/db.ts"]}}}`,
		"tsconfig.base.json": `{"compilerOptions": {"baseUrl": "."}}`,
		"a/src/x.ts":         "", "a/src/y.ts": "", "a/src/z.tsx": "", "a/src/db.ts": "", "a/src/lib/k.ts": "", "a/src/folder/index.js": "", "a/src/data.json": "{}",
		"b/package.json": `{"name": "@o/b", "main": "dist/main.js"}`, "b/src/main.ts": "", "b/src/sub.ts": "", "b/tsconfig.json": `{"compilerOptions": {"outDir": "dist", "rootDir": "src"}}`,
		"shared/s.ts": "", "a/pkg/package.json": `{"main": "start.js"}`, "a/pkg/start.js": "",
	})
	for spec, want := range map[string]string{
		"./y": "a/src/y.ts", "./y.js": "a/src/y.ts", "./z": "a/src/z.tsx", "./folder": "a/src/folder/index.js", "./data": "a/src/data.json", "../pkg": "a/pkg/start.js",
		"@/y": "a/src/y.ts", "exact": "a/src/db.ts", "shared/s": "shared/s.ts", "#db": "a/src/db.ts", "#lib/k": "a/src/lib/k.ts",
		"@o/b": "b/src/main.ts", "@o/b/sub": "b/src/sub.ts", "../dist/y": "a/src/y.ts",
		"express": "", "node:fs": "", "": "", "/etc/passwd": "", "../../../out": "", "#none": "", "./missing": "",
	} {
		if got, _ := c.resolve("a/src/x.ts", spec); got != want {
			t.Errorf("%q is %q, want %q", spec, got, want)
		}
	}
	for spec, want := range map[string]string{"@a/b/c/d": "@a/b c/d", "a": "a ", "a/b": "a b", "@a": "@a "} {
		if name, sub := SplitSpec(spec); name+" "+sub != want {
			t.Errorf("%s: %s %s", spec, name, sub)
		}
	}
}

// TestSource: what a compiled file is made from.
func TestSource(t *testing.T) {
	t.Parallel()
	c := base(t, map[string]string{
		"package.json": "{}", "tsconfig.json": `{"compilerOptions": {"outDir": "./out", "noEmit": false}}`,
		"src/main.ts": "", "server/index.ts": "", "run.js": "", "bin/www": "",
	})
	m := c.ByDir["."]
	for rel, want := range map[string]string{
		"out/main.js": "src/main.ts", "dist/main.js": "src/main.ts", "dist/server/index.js": "server/index.ts", "run": "run.js", "bin/www": "bin/www", "dist/server": "server/index.ts", "build/none.js": "", "../x.js": "", "/x.js": "",
	} {
		if got, _ := c.Source(m, rel); got != want {
			t.Errorf("%s is %q, want %q", rel, got, want)
		}
	}
}

// TestReach: nearest modules first, settings before others, workspace members too.
func TestReach(t *testing.T) {
	t.Parallel()
	c := base(t, map[string]string{
		"package.json": "{}", "main.js": "require('./a'); require('./config'); require('./data.json'); require('koa')", "a.js": "require('./b')", "b.js": "require('./main')", "config.js": "", "data.json": "{}", "other.js": "",
		"broken.js": "let = = 1",
	})
	var got []string
	for _, m := range c.Reach("main.js") {
		got = append(got, m.File)
	}
	if text := strings.Join(got, " "); text != "main.js config.js a.js b.js" {
		t.Error(text)
	}
	first := c.Load("main.js")
	if c.Load("broken.js") != nil || c.Load("main.js") != first || c.Load("none.js") != nil {
		t.Error("a module that cannot be had, or is had twice")
	}
}

// TestSetting: what node-config would answer, in each of its formats.
func TestSetting(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files        map[string]string
		text, source string
	}{
		"json":            {map[string]string{"config/default.json": "{\n\"a\": {\"b\": 1}}"}, "1 ", "config/default.json"},
		"production wins": {map[string]string{"config/default.json": `{"a": {"b": 1}}`, "config/production.json5": "{a: {b: 2}}"}, "2 ", "config/production.json5"},
		"yaml":            {map[string]string{"config/default.yaml": "a:\n  b: 3\n"}, "3 ", "config/default.yaml"},
		"javascript":      {map[string]string{"config/default.js": "module.exports = {a: {b: 4}}"}, "4 ", "config/default.js"},
		"a variable":      {map[string]string{"config/default.js": "module.exports = {a: {b: 5}}", "config/custom-environment-variables.json": `{"a": {"b": {"__name": "B", "__format": "json"}}}`}, "5 B", "config/default.js"},
		"named in yaml":   {map[string]string{"config/default.yaml": "a:\n  b: 6\n", "config/custom-environment-variables.yml": "a:\n  b:\n    __name: B\n    __format: number\n"}, "6 B", "config/default.yaml"},
		"nothing":         {map[string]string{"config/default.json": `{"x": 1}`, "config/production.yml": "a: [\n"}, " ", ""},
	} {
		c.files["package.json"] = "{}"
		b := base(t, c.files)
		got := b.Setting(b.ByDir["."])("config", "a.b")
		if got.Text+" "+got.Variable != c.text || got.At.File != c.source {
			t.Errorf("%s: %q %q at %v", name, got.Text, got.Variable, got.At)
		}
		if other := b.Setting(b.ByDir["."])("nconf", "a.b"); other.Kind != javascript.Unknown {
			t.Errorf("%s: another package answers %v", name, other)
		}
	}
}

// TestSettingVariables: the variables of node-config, and whether a settings file has their keys.
func TestSettingVariables(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file, text, want string
	}{
		"json":       {"json", `{"a": {"b": "B", "c": {"__name": "C", "__format": "json"}}, "d": "D"}`, "a.b=B given,a.c=C,d=D"},
		"yaml":       {"yaml", "a:\n  b: B\n  c:\n    __name: C\n    __format: json\n", "a.b=B given,a.c=C"},
		"javascript": {"js", `module.exports = {a: {b: "B", c: {__name: "C", __format: "json"}}}`, "a.b=B given,a.c=C"},
		"broken":     {"json", `{"a": `, ""},
	} {
		b := base(t, map[string]string{"package.json": "{}", "config/default.json": `{"a": {"b": ""}}`, "config/custom-environment-variables." + c.file: c.text})
		var got []string
		for _, v := range b.SettingVariables(b.ByDir["."]) {
			text := v.Key + "=" + v.Name
			if v.Given {
				text += " given"
			}
			got = append(got, text)
		}
		if text := strings.Join(got, ","); text != c.want {
			t.Errorf("%s: %s", name, text)
		}
	}
}

func TestTSConfig(t *testing.T) {
	t.Parallel()
	c := base(t, map[string]string{
		"package.json": "{}", "tsconfig.json": "{\n\"extends\": [\"./x/one.json\", \"@tsconfig/node20\"],\n\"compilerOptions\": {\n// where\n\"outDir\": \"${configDir}/dist\"}}",
		"x/one.json": `{"extends": "./two", "compilerOptions": {"rootDir": "../src"}}`, "x/two.json": `{"extends": "./two.json", "compilerOptions": {"noEmit": true}}`, "broken.json": "{",
	})
	got := c.TSConfig("tsconfig.json")
	if got.OutDir != "dist" || got.RootDir != "src" || !got.NoEmit || got.line != 5 {
		t.Errorf("%+v", got)
	}
	if c.TSConfig("none.json") != nil || c.TSConfig("broken.json") != nil {
		t.Error("a file that is none is read")
	}
}
