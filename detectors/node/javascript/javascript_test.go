package javascript

import (
	"path"
	"strings"
	"testing"
)

// program serves modules from a map of file to source.
func program(t *testing.T, files map[string]string) *Program {
	t.Helper()
	cache := map[string]*Module{}
	return &Program{
		Resolve: func(from, spec string) (string, bool) {
			for _, ext := range []string{"", ".js", ".ts"} {
				if f := path.Join(path.Dir(from), spec) + ext; files[f] != "" {
					return f, true
				}
			}
			return "", false
		},
		Load: func(file string) *Module {
			if m, ok := cache[file]; ok {
				return m
			}
			m, err := Parse(file, []byte(files[file]))
			if err != nil {
				t.Errorf("parse %s: %v", file, err)
			}
			cache[file] = m
			return m
		},
	}
}

// argument returns the first argument of the first call of a method.
func argument(m *Module, method string) *Node {
	var arg *Node
	Walk(m.Root, func(n *Node) bool {
		if n.Kind == Call && n.Method() == method && arg == nil {
			arg = n.Kid(1)
		}
		return arg == nil
	})
	return arg
}

func TestEval(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, main, config string
		text, env          string
	}{
		{"literal", "app.listen(3000)", "", "3000", ""},
		{"or", "const port = process.env.PORT || 3000\napp.listen(port)", "", "3000", "PORT"},
		{"express generator", "var port = normalizePort(process.env.PORT || '3001'); app.set('port', port); server.listen(app.get('port'))", "", "3001", "PORT"},
		{"typescript module", "import config from './config'\nimport x from 'y'\nawait app.listen(config.port as number)", "const p: number = Number(process.env.PORT ?? 4000)\nexport default { port: p }", "4000", "PORT"},
		{"named import", "import {PORT} from './config'; app.listen(PORT)", "export const PORT = parseInt(process.env.APP_PORT || '5000', 10)", "5000", "APP_PORT"},
		{"destructured", "const { port = 8080 } = require('./config'); app.listen(port)", "module.exports = { host: 'x' }", "8080", ""},
		{"convict", "const config = require('./config'); app.listen(config.get('server.port'))", "const convict = require('convict'); const config = convict({server: {port: {doc: '', format: 'port', default: 3005, env: 'PORT'}}}); config.validate(); module.exports = config", "3005", "PORT"},
		{"zod", "import {env} from './config'; app.listen(env.PORT)", "import {z} from 'zod'; const s = z.object({PORT: z.coerce.number().int().default(8080)}); const r = s.safeParse(process.env); export const env = {...r.data, x: 1}", "8080", "PORT"},
		{"zod, of two", "import {env} from './config'; app.listen(env.HTTP_PORT)", "import {z} from 'zod'; const mail = z.object({FROM: z.string()}); const s = z.object({HTTP_PORT: z.coerce.number().default(8086)}).merge(mail); const r = s.safeParse(process.env); export const env = r.data", "8086", "HTTP_PORT"},
		{"zod under another key", "import {env} from './config'; app.listen(env.port)", "import {z} from 'zod'; export const env = z.object({port: z.coerce.number().default(8080)}).parse(process.argv)", "8080", ""},
		{"joi", "import {env} from './config'; app.listen(env.HTTP_PORT)", "import Joi from 'joi'; export const env = Joi.object({HTTP_PORT: Joi.number().port().default(8083)}).validate(process.env).value", "8083", "HTTP_PORT"},
		{"envalid, imported", "import {env} from './config'; app.listen(env.PORT)", "import {cleanEnv, port} from 'envalid'; export const env = cleanEnv(process.env, {PORT: port({default: 8084})})", "8084", "PORT"},
		{"t3-env", "import {env} from './config'; app.listen(env.APP_PORT)", "import {createEnv} from '@t3-oss/env-core'; import {z} from 'zod'; export const env = createEnv({server: {APP_PORT: z.coerce.number().default(8085)}, shared: {NODE_ENV: z.string()}, runtimeEnv: process.env})", "8085", "APP_PORT"},
		{"t3-env without a default", "import {env} from './config'; app.listen(env.APP_PORT)", "import {createEnv} from '@t3-oss/env-core'; import {z} from 'zod'; export const env = createEnv({server: {APP_PORT: z.coerce.number()}, runtimeEnv: process.env})", "", "APP_PORT"},
		{"env-schema", "import {env} from './config'; app.listen(env.PORT)", "import envSchema from 'env-schema'; export const env = envSchema({ schema: { type: 'object', required: ['PORT'], properties: { PORT: { type: 'number', default: 8086 } } } })", "8086", "PORT"},
		{"env-schema of TypeBox", "import {env} from './config'; app.listen(env.APP_PORT)", "import { envSchema } from 'env-schema'; import { Type } from '@sinclair/typebox'; const schema = Type.Object({ APP_PORT: Type.Number({ default: 8087 }) }); export const env = envSchema({ dotenv: true, schema })", "8087", "APP_PORT"},
		{"env-schema, a chain", "const env = require('./config'); app.listen(env.http.port)", "const envSchema = require('env-schema'); const S = require('fluent-json-schema'); const env = envSchema({ schema: S.object().prop('WEB_PORT', S.number().default(8088)).prop('A', S.string().required()) }); module.exports = { http: { port: env.WEB_PORT } }", "8088", "WEB_PORT"},
		{"env-schema without a default", "const env = require('./config'); app.listen(env.port)", "const envSchema = require('env-schema'); const S = require('fluent-json-schema'); const env = envSchema({ schema: S.object().prop('WEB_PORT', S.string().required()) }); module.exports = { port: env.WEB_PORT }", "", "WEB_PORT"},
		{"envalid", "import {env} from './config'; app.listen(env.PORT)", "export const env = cleanEnv(process.env, {PORT: port({default: 3030})})", "3030", ""},
		{"nest config", "const port = configService.get<number>('PORT', 3002)\napp.listen(port)", "", "", ""},
		{"choice by mode", "app.listen(process.env.NODE_ENV === 'production' ? 80 : 3000)", "", "80", ""},
		{"by mode", "const c = {development: {port: 1}, production: {port: 2}}[process.env.NODE_ENV || 'development']; app.listen(c.port)", "", "2", ""},
		{"class field", "class App { constructor(){ this.port = process.env.PORT || 3300 } listen(){ this.app.listen(this.port) } }", "", "3300", "PORT"},
		{"template", "const p = 30; app.listen(`${p}00`)", "", "3000", ""},
		{"loop of names", "const a = b; const b = a; app.listen(a)", "", "", ""},
		{"without a default", "app.listen(process.env.PORT)", "", "", "PORT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"main.js": c.main, "config.ts": c.config}
			if strings.Contains(c.main, " as ") || strings.Contains(c.main, "<number>") {
				files = map[string]string{"main.ts": c.main, "config.ts": c.config}
			}
			p := program(t, files)
			m := p.Load("main.js")
			if files["main.ts"] != "" {
				m = p.Load("main.ts")
			}
			got := p.Eval(m, argument(m, "listen"))
			if c.name == "nest config" {
				c.text, c.env = "3002", "PORT"
			}
			if got.Kind != Constant && got.Text != "" || got.Text != c.text || got.Variable != c.env {
				t.Errorf("got %q from %q (kind %d), want %q from %q", got.Text, got.Variable, got.Kind, c.text, c.env)
			}
		})
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	m, err := Parse("a.ts", []byte("import x from 'y'\n\ntype T = {\n a: string\n}\n@D('c')\nclass A {\n  @Get('health') f(): T { return x }\n}\nexport const port: number =\n  3000\n"))
	if err != nil {
		t.Fatal(err)
	}
	if n := m.exports["port"].binding().values[0].value; n == nil || n.Line() != 11 {
		t.Errorf("port: %+v", n)
	}
	if n := argument(m, "Get"); n == nil || n.Line() != 8 || n.Text != "health" {
		t.Errorf("decorator: %+v", n)
	}
	if len(m.Imports) != 1 || m.Imports[0].Spec != "y" {
		t.Errorf("imports %v", m.Imports)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for file, text := range map[string]string{"a.js": "let = = 3", "b.ts": strings.Repeat("(", 100000), "c.js": "/*" + strings.Repeat("x", MaxBytes) + "*/", "d.vue": ""} {
		if _, err := Parse(file, []byte(text)); err == nil {
			t.Errorf("%s is accepted", file)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("import a, {b} from 'c'; export const d = await a?.b ?? `x${1}`; app.listen(d)")
	f.Add("module.exports = {get a() { return this.b }, ...c}; const {d: e = 1} = f")
	f.Fuzz(func(_ *testing.T, text string) {
		m, err := Parse("a.ts", []byte(text))
		if err != nil {
			return
		}
		p := &Program{Load: func(string) *Module { return m }, Resolve: func(string, string) (string, bool) { return "a.ts", true }}
		Walk(m.Root, func(n *Node) bool {
			p.Eval(m, n)
			return true
		})
	})
}

func BenchmarkParse(b *testing.B) {
	source := []byte(strings.Repeat("export function f(a: number): string { return `${a}` + process.env.X }\n", 50))
	for b.Loop() {
		if _, err := Parse("a.ts", source); err != nil {
			b.Fatal(err)
		}
	}
}
