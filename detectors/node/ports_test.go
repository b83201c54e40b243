package node

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// TestPorts: which port a server is said to have, and how sure.
func TestPorts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		server string
		want   string
	}{
		"a name of an inner function":       {"function redis() { const port = 6379; return connect('localhost', port) }\nconst port = 4000; express().listen(port)", "4000 certain"},
		"a name that is set again":          {"let port = 9000; port = 4001; express().listen(port)", "4001 likely"},
		"a parameter that nobody gives":     {"const port = 5500; const db = { host: 'db', port }; module.exports = function start(port) { express().listen(port) }", "3000/PORT guess"},
		"a setting under another name":      {"const {PORT} = require('some-settings'); const httpPort = 4002; express().listen(PORT)", "4002 likely"},
		"stored in another object":          {"redis.set('port', 6379); app.set('port', 4003); app.listen(app.get('port'))", "4003 certain"},
		"option of commander":               {"program.option('-p, --port <port>', 'port', 4004); const opts = program.opts(); express().listen(process.env.PORT || opts.port)", "4004/PORT likely"},
		"option of yargs":                   {"const argv = yargs.option('port', { default: 4005 }).argv; express().listen(argv.port)", "4005 likely"},
		"metrics beside an unknown port":    {"app.listen(port()); express().listen(process.env.METRICS_PORT || 9100)", "3000/PORT guess, 9100/METRICS_PORT certain"},
		"a list of alternatives":            {"express().listen([process.env.PORT, 4006].find(Boolean))", "4006/PORT certain"},
		"an object with the port":           {"express().listen({ port: 4007, host: '0.0.0.0' })", "4007 certain"},
		"hapi":                              {"const Hapi = require('@hapi/hapi'); Hapi.server({ port: 4008 }).start()", "4008 certain"},
		"hapi before 17":                    {"const Hapi = require('hapi'); const s = new Hapi.Server(); s.connection({ host: '0.0.0.0', port: Number(process.env.PORT) || 4027 }); s.start()", "4027/PORT certain"},
		"a connection of something else":    {"const s = require('sockjs').createServer(); s.connection({ port: 4028 }); express().listen(4029)", "4029 certain"},
		"a socket server":                   {"const { WebSocketServer } = require('ws'); new WebSocketServer({ port: 4009 })", "4009 certain"},
		"a server of mail":                  {"const { SMTPServer } = require('smtp-server'); const mail = new SMTPServer({}); mail.listen(2525)", "2525 certain"},
		"a microservice of Nest":            {"NestFactory.createMicroservice(M, { options: { port: 4010 } })", "4010 certain"},
		"Apollo":                            {"startStandaloneServer(server, { listen: { port: 4011 } })", "4011 certain"},
		"Apollo without a port":             {"startStandaloneServer(server)", "4000 likely"},
		"a member that other code sets":     {"function App() { this.config = {} }\nApp.prototype.read = function (args) { this.config.port = args.port || 4012 }\nApp.prototype.start = function () { http.createServer().listen(this.config.port) }", "4012 likely"},
		"gRPC without an address":           {"const config = { port: 4013 }; server.bindAsync(address(), c, f)", "4013 likely"},
		"a function wrapped by promisify":   {"const app = express(); promisify(app.listen).bind(app)(4014)", "4014 certain"},
		"a socket's path and another port":  {"express().listen('/run/x.sock'); express().listen(4015)", "4015 certain"},
		"the loopback address":              {"express().listen(4016, '127.0.0.1')", "4016 certain"},
		"Bun":                               {"Bun.serve({ port: 4017, fetch() {} })", "4017 certain"},
		"hono without a port":               {"const { serve } = require('@hono/node-server'); serve({ fetch: app.fetch })", "3000/PORT likely"},
		"metrics before the users' server":  {"metrics.listen(9000); app.listen(4019)", "4019 certain, 9000 certain"},
		"TLS before plain HTTP":             {"const https = require('https'); https.createServer({}).listen(9443); app.listen(4020)", "4020 certain, 9443 certain"},
		"two of the same rank":              {"one.listen(4021); two.listen(4022)", "4021 likely, 4022 likely"},
		"several calls of one function":     {"function serve(port) { express().listen(port) }\nserve(process.env.ADMIN_PORT || 4023); serve(process.env.API_PORT || 4024)", "4024/API_PORT certain, 4023/ADMIN_PORT certain"},
		"a free port or a variable":         {"const port = parseInt(process.env.PORT); if (!port) { require('portfinder').basePort = 4026; portfinder.getPort((err, port) => serve(port)) } else { serve(port) }\nconst portfinder = require('portfinder'); function serve(port) { express().listen(port) }", "4026/PORT likely"},
		"a default and a variable":          {"function serve(port) { express().listen(port) }\nif (test()) serve(4025); else serve(process.env.PORT)", "4025/PORT certain"},
		"an object that connects, not this": {"const db = { port: 5432, password: 'x' }; const port = 4018; express().listen(unknown())", "4018 likely"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := detect(t, map[string]string{"package.json": `{"main": "server.js", "scripts": {"start": "node server.js"}, "dependencies": {"express": "5", "@grpc/grpc-js": "1"}}`, "server.js": c.server})
			var got []string
			for _, u := range found.Units {
				for _, p := range u.Ports {
					got = append(got, portText(p)+" "+string(p.Confidence))
				}
			}
			if text := strings.Join(got, ", "); text != c.want {
				t.Errorf("got %s, want %s", text, c.want)
			}
			if loopback := strings.Contains(c.server, "127.0.0.1"); loopback != warns(found, "loopback") {
				t.Errorf("warnings %v", found.Warnings)
			}
		})
	}
}

func warns(found facts.Findings, words string) bool {
	for _, w := range found.Warnings {
		if strings.Contains(w.Text, words) {
			return true
		}
	}
	return false
}

// TestHost: a variable moves the address that is bound; the image sets it where the loopback address is bound without it.
func TestHost(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ server, env, needs string }{
		"loopback where nothing is set":     {"express().listen(4001, process.env.HOST || 'localhost')", "NODE_ENV=production HOST=0.0.0.0", ""},
		"any address where nothing is set":  {"express().listen(4001, process.env.HOST)", "NODE_ENV=production", ""},
		"any address is the default":        {"express().listen(4001, process.env.HOST || '0.0.0.0')", "NODE_ENV=production", ""},
		"fastify's own default is loopback": {"require('fastify')().listen({ port: 4001, host: process.env.BIND })", "NODE_ENV=production BIND=0.0.0.0", ""},
		"a schema demands address and port": {
			"const S = require('fluent-json-schema'); const env = require('env-schema')({ schema: S.object().prop('WEB_HOST', S.string().required()).prop('WEB_PORT', S.string().required()).prop('LEDGER_USER', S.string().required()).prop('LEDGER_HOST', S.string().required()).prop('ROUNDS', S.number().default(3)) })\nrequire('fastify')().listen({ port: env.WEB_PORT, host: env.WEB_HOST })",
			"NODE_ENV=production WEB_PORT=3000 WEB_HOST=0.0.0.0", "LEDGER_HOST LEDGER_USER",
		},
	} {
		found := detect(t, map[string]string{"package.json": `{"main": "server.js", "scripts": {"start": "node server.js"}, "dependencies": {"express": "5", "fastify": "5", "env-schema": "6"}}`, "server.js": c.server})
		u := found.Units[0]
		var env []string
		for _, e := range u.Image.Run.Env {
			env = append(env, e.Name+"="+e.Value)
		}
		if got := strings.Join(env, " "); got != c.env {
			t.Errorf("%s: the image sets %s, want %s", name, got, c.env)
		}
		if got := strings.Join(u.NeedsEnv, " "); got != c.needs {
			t.Errorf("%s: needs %q, want %q", name, got, c.needs)
		}
	}
}
