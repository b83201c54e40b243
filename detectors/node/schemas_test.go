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
