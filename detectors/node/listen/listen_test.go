package listen

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/node/code"
	"github.com/waybill-dev/waybill/detectors/node/manifest"
	"github.com/waybill-dev/waybill/internal/source"
)

// found prints what the modules that server.js reaches listen on: port, variable, protocol, then ? for a guess and @ for loopback.
func found(t *testing.T, files map[string]string) string {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	if fsys["package.json"] == nil {
		fsys["package.json"] = &fstest.MapFile{Data: []byte(`{"dependencies": {"@grpc/grpc-js": "1"}}`)}
	}
	tree, err := source.New(fsys, source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	c := code.New(manifest.New(tree))
	var out []string
	for _, l := range Find(c, c.Reach("server.js"), c.ByDir["."]) {
		text := fmt.Sprintf("%d/%s %s", l.Port, l.Env, l.Name)
		if l.Guess {
			text += " ?"
		}
		if l.Loopback {
			text += " @"
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

func TestFind(t *testing.T) {
	t.Parallel()
	for server, want := range map[string]string{
		"app.listen(4000)": "4000/ http",
		"app.listen(process.env.PORT || 4001, '127.0.0.1')":                                                                                  "4001/PORT http @",
		"const host = 'localhost'; app.listen(4002, host)":                                                                                   "4002/ http @",
		"app.listen(4003, process.env.HOST || 'localhost')":                                                                                  "4003/ http",
		"app.listen(4004, () => log('localhost'))":                                                                                           "4004/ http",
		"app.listen({ port: 4005, host: 'localhost' })":                                                                                      "4005/ http @",
		"const options = { port: 4006 }; app.listen(options)":                                                                                "4006/ http",
		"app.listen(0); app.listen(); app.listen(() => 1); app.listen('/run/x.sock')":                                                        "",
		"history.listen(4007); queue.listen(4008)":                                                                                           "",
		"const x = require('@hapi/hapi').server({ port: 4009 })":                                                                             "4009/ http",
		"const Hapi = require('@hapi/hapi'); new Hapi.Server({ port: 4010 })":                                                                "4010/ http",
		"const ws = require('ws'); new ws.Server({ port: 4011 }); new ws.WebSocketServer({ server })":                                        "4011/ websocket",
		"const { serve } = require('@hono/node-server'); serve({ fetch, port: 4012 })":                                                       "4012/ http",
		"const { serve } = require('@hono/node-server'); serve(app)":                                                                         "3000/PORT http ?",
		"Bun.serve({ fetch() {}, port: process.env.PORT })":                                                                                  "3000/PORT http ?",
		"startStandaloneServer(s, { listen: { port: 4013 } })":                                                                               "4013/ http",
		"const own = require('hof'); const app = own(settings); app.use(f)":                                                                  "8080/PORT http ?",
		"const hof = require('hof'); hof({ start: false }); hof.settings()":                                                                  "",
		"startStandaloneServer(s)":                                                                                                           "4000/ http ?",
		"s.bindAsync('0.0.0.0:4014', c)":                                                                                                     "4014/ grpc",
		"s.bindAsync(`0.0.0.0:${process.env.PORT}`, c)":                                                                                      "0/PORT grpc",
		"const settings = { port: 4015 }; s.bindAsync(address(), c)":                                                                         "4015/ grpc ?",
		"s.bindAsync(address(), c)":                                                                                                          "0/ grpc",
		"N.createMicroservice(M, { options: { port: 4016 } })":                                                                               "4016/ tcp",
		"const { SMTPServer } = require('smtp-server'); const m = new SMTPServer(); m.listen(25)":                                            "25/ smtp",
		"const net = require('net'); net.createServer(f).listen(4017)":                                                                       "4017/ tcp",
		"promisify(app.listen).bind(app)(4018)":                                                                                              "4018/ http",
		"app.set('port', 4019); app.listen(app.get('port'))":                                                                                 "4019/ http",
		"redis.set('port', 6379); app.set('port', 4020); app.listen(app.get('port'))":                                                        "4020/ http",
		"this.config.port = args.port || 4021; app.listen(this.config.port)":                                                                 "4021/ http ?",
		"o.option('-p, --port <n>', 'port', 4022); app.listen(o.opts().port)":                                                                "4022/ http ?",
		"y.option('port', { default: 4023 }); app.listen(process.env.PORT || argv.port)":                                                     "4023/PORT http ?",
		"const smtp = { port: 25, user: 'x' }; const PORT = 4024; app.listen(read())":                                                        "4024/ http ?",
		"const port = 5500; module.exports = (port) => app.listen(port)":                                                                     "0/ http ?",
		"const finder = require('portfinder'); finder.basePort = 4026; finder.getPort((e, port) => app.listen(port))":                        "4026/ http ?",
		"app.listen(4025); app.listen(4025, '127.0.0.1')":                                                                                    "4025/ http",
		"let port = 9000; port = 4026; app.listen(port)":                                                                                     "4026/ http ?",
		"let made\nfunction get() { if (!made) made = start(); return made }\nfunction start() { return app.listen(4040) }\nget()":           "4040/ http",
		"class App { static get() { if (!App.one) { App.one = new App() } return App.one }\nconstructor() { app.listen(4041) } }\nApp.get()": "4041/ http",
		"const own = { server: { port: 4043 } }; require('@hapi/hapi').server({ ...own.server, cache })":                                     "4043/ http",
		"const o = { host: '0.0.0.0' }; o.port = 4044; http.createServer().listen(o)":                                                        "4044/ http",
		"http.createServer().listen({ port: 9000, ...{ port: 4045 } })":                                                                      "4045/ http",
		"if (false) app.listen(9000); app.listen(4027)":                                                                                      "4027/ http",
		"const debug = false; debug && app.listen(9000); app.listen(4028)":                                                                   "4028/ http",
		"if (process.env.NODE_ENV === 'test') app.listen(9000); else app.listen(4029)":                                                       "4029/ http",
		"if (process.env.NODE_ENV !== 'test') app.listen(4030)":                                                                              "4030/ http",
		"if (require.main === module) app.listen(4031)":                                                                                      "4031/ http",
		"if (!module.parent) { app.listen(4032) }":                                                                                           "4032/ http",
		"if (process.env.PORT) app.listen(process.env.PORT)":                                                                                 "0/PORT http",
		"if (process.env.ADMIN) app.listen(9000); app.listen(4033)":                                                                          "4033/ http",
		"if (cluster.isMaster) fork(); else app.listen(4034)":                                                                                "4034/ http",
		"function run() { return; app.listen(9000) }\nrun(); app.listen(4035)":                                                               "4035/ http",
		"if (!process.env.KEY) { throw new Error('KEY') }\napp.listen(4036)":                                                                 "4036/ http",
		"function run() { if (!process.env.ADMIN) return; app.listen(9000) }\nrun(); app.listen(4037)":                                       "4037/ http",
		"const bus = { listen(topic) { log(topic) } }; bus.listen(9000); app.listen(4038)":                                                   "4038/ http",
		// a port that calls hand over
		"function start(port) { app.listen(port) }\nstart(4040); start(process.env.ADMIN_PORT || 4041)":                                "4040/ http; 4041/ADMIN_PORT http",
		"function start({ port }) { http.createServer().listen(port) }\nstart({ port: 4042 })":                                         "4042/ http",
		"const config = { webPort: 4043 }; class App { start(port) { this.http.listen(port) } }\nnew App().start(container().webPort)": "4043/ http ?",
		"function start(port) { app.listen(port) }\nstart(4044); if (process.env.ADMIN) start(4045)":                                   "4044/ http",
		"const Hapi = require('@hapi/hapi'); const make = (port) => new Hapi.Server({ port }); make(4046); make(4047)":                 "4046/ http; 4047/ http",
		// microservices of Nest
		"NestFactory.createMicroservice(M, { transport: Transport.REDIS, options: { port: 6379 } })":                              "",
		"app.connectMicroservice({ transport: Transport.TCP, options: { port: 4048 } }); app.listen(4049)":                        "4048/ tcp; 4049/ http",
		"NestFactory.createMicroservice(M, { transport: Transport.GRPC, options: { url: '0.0.0.0:4050' } })":                      "4050/ grpc",
		"class Settings { webPort() { return this.all.get('x') ?? 4051 } }\nconst s = app.get(Settings); app.listen(s.webPort())": "4051/ http ?",
		"NestFactory.createMicroservice(M, { transport: Transport.NATS, options: { port: 4222 } }); app.listen(unknown())":        "0/ http",
		// packages of settings
		"const c = require('rc')('shop', { port: 4052, http: { port: 4053 } }); app.listen(c.port); two.listen(c.http.port)":        "4052/shop_port http; 4053/shop_http__port http",
		"const c = require('parse-strings-in-object')(require('rc')('SHOP', { PORT: 4054 })); app.listen(c.PORT)":                   "4054/SHOP_PORT http",
		"const n = require('nconf'); n.argv().env().defaults({ PORT: 4055, http: { port: 4056 } }); app.listen(n.get('PORT'))":      "4055/PORT http ?",
		"const n = require('nconf'); n.argv().env().defaults({ PORT: 4055, http: { port: 4056 } }); app.listen(n.get('http:port'))": "4056/ http ?",
		"const s = app.get(ConfigService); app.listen(process.env.PORT ?? s.get('app.port', { infer: true }))":                      "0/PORT http",
		// a server that a package makes
		"import make from 'engine'; const server = await make(); await server.start()":  "0/ http ?",
		"class Server { start() {} }\nconst server = new Server(); server.start()":      "",
		"class Web { listen(port) { this.http.listen(port) } }\nnew Web().listen(4039)": "4039/ http",
	} {
		if got := found(t, map[string]string{"server.js": server}); got != want {
			t.Errorf("%s\n got  %s\n want %s", server, got, want)
		}
	}
}

// TestFindElsewhere: the port stands in another module, or in the settings of node-config.
func TestFindElsewhere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"stored by the application": {map[string]string{"server.js": "const app = require('./app'); app.listen(app.get('port'))", "app.js": "app.set('port', process.env.PORT || 4000); module.exports = app"}, "4000/PORT http"},
		"settings of node-config":   {map[string]string{"server.js": "const config = require('config'); app.listen(config.get('http.port'))", "config/default.json": `{"http": {"port": 4001}}`, "config/custom-environment-variables.json": `{"http": {"port": "HTTP_PORT"}}`}, "4001/HTTP_PORT http"},
		"a member of node-config":   {map[string]string{"server.js": "const config = require('config'); app.listen(config.http.port)", "config/default.yaml": "http:\n  port: 4002\n"}, "4002/ http"},
		"a required path":           {map[string]string{"server.js": "const s = require('./lib/settings'); const http = require('http'); let at; if (s.all.host) { at = s.all.host.replace('unix:', '') } else { at = { port: s.all.port } }\nhttp.createServer().listen(at); if (s.all.more.enable) require('net').createServer().listen({ port: s.all.more.port || 4010 })", "lib/settings.js": "const path = require('path'); class Settings { all = require(path.resolve(path.join(__dirname, '..', 'all.js'))) }\nmodule.exports = new Settings()", "all.js": "module.exports = { port: 4009, more: { enable: false, port: 4010 } }"}, "4009/ http"},
		"a module of settings":      {map[string]string{"server.js": "const s = require('./settings'); app.listen(s.read('x'))", "settings.js": "exports.read = (k) => load(k); const port = 4003; const db = { port: 5432, password: '' }"}, "4003/ http ?"},
		"node-config, by default":   {map[string]string{"server.js": "import config from 'config'\napp.listen(parseInt(process.env.PORT, 10) || config.get('port'))", "config/default.json": `{"port": 4005}`}, "4005/PORT http"},
		"nconf, a file":             {map[string]string{"server.js": "const n = require('nconf'); n.env().file({ file: 'settings.json' }); app.listen(n.get('PORT'))", "settings.json": `{"PORT": 4006}`}, "4006/PORT http ?"},
		"another module's variable": {map[string]string{"server.js": "require('./other'); app.listen(read())", "other.js": "const port = 4004"}, "0/ http"},
	} {
		if got := found(t, c.files); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// TestSettingsFile: a port whose keys stand in a settings file that the program names.
func TestSettingsFile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		server, file, want string
	}{
		"keys of the file":        {"const settings = load('./config/config.json'); app.listen(settings.web.port)", `{"web": {"port": 4101}}`, "4101/ http ?"},
		"in another case":         {"const settings = load('./config/config.json'); const port = settings.WEB.PORT; app.listen(port)", `{"web": {"port": 4102}}`, "4102/ http ?"},
		"other keys":              {"const settings = load('./config/config.json'); app.listen(settings.web.port)", `{"db": {"port": 5432}}`, "0/ http"},
		"a file of somebody else": {"const settings = load(); app.listen(settings.web.port)", `{"web": {"port": 4103}}`, "0/ http"},
	} {
		if got := found(t, map[string]string{"server.js": c.server, "config/config.json": c.file}); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
