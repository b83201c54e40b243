package node

import (
	"strings"
	"testing"
)

// TestJSONSchemas: a schema of the environment stands in a module that the server loads with its folder, or names.
func TestJSONSchemas(t *testing.T) {
	t.Parallel()
	const serve = "import Fastify from 'fastify'; import load from '@fastify/autoload'; import { join } from 'node:path'; const app = Fastify()\n" +
		"app.register(load, { dir: join(import.meta.dirname, 'plugins') }); app.listen({ port: 3000, host: '0.0.0.0' })\n"
	for name, c := range map[string]struct{ file, text, want string }{
		"required and no default": {"plugins/env.js", "import env from '@fastify/env'\nexport const o = { schema: { type: 'object', required: ['LEDGER_USER', 'LEDGER_HOST_NAME'], properties: { LEDGER_USER: { type: 'string' }, LEDGER_HOST_NAME: { type: 'string', default: 'x' }, LEDGER_TOKEN: { type: 'string' } } } }\nlog(process.env.LEDGER_TOKEN)", "LEDGER_USER"},
		"TypeBox":                 {"plugins/deep/env.js", "import { Type } from '@sinclair/typebox'; import { envSchema } from 'env-schema'\nenvSchema({ schema: Type.Object({ LEDGER_USER: Type.String(), LEDGER_TOKEN: Type.Optional(Type.String()), MODE: Type.Enum(modes, { default: 'a' }) }) })\nlog(process.env.LEDGER_TOKEN)", "LEDGER_USER"},
		"a schema of requests":    {"plugins/routes.js", "export const schema = { type: 'object', required: ['LEDGER_USER'], properties: { LEDGER_USER: { type: 'string' } } }", ""},
		"a test of the plug-in":   {"plugins/env.test.js", "log(process.env.LEDGER_TOKEN)", ""},
		"a folder of nobody":      {"other/env.js", "log(process.env.LEDGER_TOKEN)", ""},
	} {
		found := detect(t, map[string]string{
			"package.json": `{"type": "module", "scripts": {"start": "node server.js"}, "dependencies": {"fastify": "5", "@fastify/autoload": "6"}}`,
			"server.js":    serve, c.file: c.text,
		})
		if got := strings.Join(found.Units[0].NeedsEnv, " "); got != c.want {
			t.Errorf("%s: needs %q, want %q", name, got, c.want)
		}
	}
}

// TestSchemas: what a schema demands while NODE_ENV is production, as it is in an image.
func TestSchemas(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ code, want string }{
		"envalid":              {"import { cleanEnv, str, port, url } from 'envalid'; const env = cleanEnv(process.env, { LEDGER_USER: str(), LEDGER_URL: url({ devDefault: 'http://localhost' }), LEDGER_TOKEN: str({ default: '' }), PORT: port({ default: 5005 }) })", "LEDGER_URL LEDGER_USER"},
		"only in production":   {"import { z } from 'zod'; const env = z.object({ AUTH_KEY: process.env.NODE_ENV === 'production' ? z.string() : z.string().optional() }).parse(process.env)", "AUTH_KEY"},
		"only in development":  {"import { z } from 'zod'; const env = z.object({ AUTH_KEY: process.env.NODE_ENV === 'development' ? z.string() : z.string().optional() }).parse(process.env)", ""},
		"not in production":    {"import { z } from 'zod'; const env = z.object({ AUTH_KEY: process.env.NODE_ENV !== 'production' ? z.string().optional() : z.string() }).parse(process.env)", "AUTH_KEY"},
		"on another condition": {"import { z } from 'zod'; const env = z.object({ AUTH_KEY: process.env.CLOUD === 'yes' ? z.string() : z.string().optional() }).parse(process.env)", ""},
	} {
		found := detect(t, map[string]string{
			"package.json": `{"type": "module", "main": "a.js", "dependencies": {"koa": "2", "envalid": "8", "zod": "3"}}`,
			"a.js":         c.code + "; import Koa from 'koa'; new Koa().listen(env.PORT)",
		})
		u := found.Units[0]
		if got := strings.Join(u.NeedsEnv, " "); got != c.want {
			t.Errorf("%s: needs %q, want %q", name, got, c.want)
		}
		if name == "envalid" && u.Ports[0].Value != 5005 {
			t.Errorf("ports %+v", u.Ports)
		}
	}
}

// TestRuntimeConfig: Nuxt's settings without a value come from variables when it runs.
func TestRuntimeConfig(t *testing.T) {
	t.Parallel()
	found := detect(t, map[string]string{
		"package.json":   `{"scripts": {"build": "nuxt build"}, "dependencies": {"nuxt": "3.12.3"}}`,
		"nuxt.config.ts": "export default defineNuxtConfig({ runtimeConfig: { stripeSecret: '', size: 3, mailHost: process.env.MAIL_HOST, region: process.env.REGION || 'eu', public: { apiBase: '', title: 'x', s3Bucket: '' } } })",
	})
	told := ""
	for _, w := range found.Warnings {
		told += w.Text
	}
	if !strings.Contains(told, "takes from NUXT_STRIPE_SECRET, NUXT_MAIL_HOST, NUXT_PUBLIC_API_BASE, NUXT_PUBLIC_S3_BUCKET when") {
		t.Errorf("told %q", told)
	}
}
