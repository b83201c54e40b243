package javascript

import (
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
)

// TestScopes: the port that listen is given is the one that the language takes, and doubted where the program may change it.
func TestScopes(t *testing.T) {
	t.Parallel()
	const likely = facts.Likely
	for name, c := range map[string]struct {
		files map[string]string // main.ts or main.js is the entry
		text  string
		doubt facts.Confidence
	}{
		"list that a method changes":         {js("const ports = [4090]\nports.unshift(9000)\napp.listen(ports[0])"), "4090", likely},
		"object that Object.assign changes":  {js("const web = { port: 4091 }\nObject.assign(web, more)\napp.listen(web.port)"), "4091", likely},
		"object that is defined anew":        {js("const web = { port: 4092 }\nObject.defineProperty(web, 'port', { value: 9000 })\napp.listen(web.port)"), "4092", likely},
		"key that the program makes":         {js("const web = { port: 4093 }\nweb[name()] = 9000\napp.listen(web.port)"), "4093", likely},
		"another object that changes":        {js("const mail = [2525], web = { port: 4094 }\nmail.push(25); Object.assign(mail, more)\napp.listen(web.port)"), "4094", ""},
		"field of a derived class":           {js("class Base { port = 4095; start() { app.listen(this.port) } }\nclass Web extends Base { port = 9000 }\nnew Web().start()"), "4095", likely},
		"field of another class":             {js("class Base { port = 4096; start() { app.listen(this.port) } }\nclass Mail extends Other { port = 25 }"), "4096", ""},
		"argument of the command line":       {js("const port = process.argv[2] || 4097\napp.listen(port)"), "4097", likely},
		"number of another base":             {js("app.listen(parseInt('7677', 8))"), "", ""},
		"number of base ten":                 {js("app.listen(parseInt('4098', 10))"), "4098", ""},
		"default of settings":                {js("const config = require('some-settings')()\napp.listen(config.get('app.port', 4099))"), "4099", likely},
		"settings that Nest loads":           {js("const load = () => ({ app: { port: 4100 } })\nConfigModule.forRoot({ load: [load] })\napp.listen(service.get('app.port', 9000))"), "4100", likely},
		"schema of Nest's settings":          {js("ConfigModule.forRoot({ validationSchema: Joi.object({ PORT: Joi.number().default(4101) }) })\napp.listen(service.get('PORT', 9000))"), "4101", likely},
		"inner function before the module's": {js("function redis() { const port = 6379; return connect('localhost', port) }\nconst port = 4000\nexpress().listen(port)"), "4000", ""},
		"module level against local":         {js("const port = 9000\nfunction start() { const port = 4001; app.listen(port) }\nstart()"), "4001", ""},
		"block":                              {js("if (process.env.TRACE) { const port = 9411; trace(port) }\nconst port = 4002\napp.listen(port)"), "4002", ""},
		"block inside":                       {js("const port = 9000\n{ let port = 4003; app.listen(port) }"), "4003", ""},
		"closure":                            {js("function make(port) { return () => app.listen(port) }\nconst port = 9000\nmake(4004)()"), "4004", ""},
		"closure that is handed on":          {js("const make = (port) => () => port\nconst port = 9000\napp.listen(make(4005)())"), "4005", ""},
		"loop":                               {js("for (let port = 9000; port < 9003; port++) probe(port)\nconst port = 4006\napp.listen(port)"), "4006", ""},
		"loop over a list":                   {js("const port = 9000\nfor (const port of [4007, 4008]) express().listen(port)"), "4007", likely},
		"set again":                          {js("let port = 9000\nport = 4008\napp.listen(port)"), "4008", likely},
		"set again further down":             {js("let port = 4009\napp.listen(port)\nport = 9000\nother(port)"), "4009", likely},
		"set in a branch":                    {js("let port = 4010\nif (process.argv[2]) { port = 9000 }\napp.listen(port)"), "4010", likely},
		"set in another function":            {js("let port = 4011\nfunction test() { port = 9000 }\napp.listen(port)"), "4011", likely},
		"set once, where it is declared":     {js("let port\nport = 4012\napp.listen(port)"), "4012", ""},
		"counted up":                         {js("let port = 4013\nserver.on('error', () => port++)\napp.listen(port)"), "4013", likely},
		"parameter":                          {js("const port = 5500\nfunction start(port) { app.listen(port) }\nstart(4014)"), "4014", ""},
		"parameter of several calls":         {js("const start = (port) => app.listen(port)\nstart(4015); start(4016)"), "4015", likely},
		"parameter that nobody gives":        {js("const port = 9000\nfunction start(port) { app.listen(port) }"), "", likely},
		"default parameter":                  {js("const ping = function (port = 7301) { connect(port) }\nconst port = 4017\nping()\napp.listen(port)"), "4017", ""},
		"default parameter that counts":      {js("function start(port = 4018) { app.listen(port) }\nstart()"), "4018", ""},
		"parameter of a pattern":             {js("function start({ port, host }) { app.listen(port) }\nstart({ port: 4019 })"), "4019", ""},
		"argument of a helper":               {js("function or(name, port) { return process.env[name] || port }\nor('A', 1); app.listen(or('PORT', 4020))"), "4020", ""},
		"destructuring with another name":    {js("const port = 9000\nconst { port: web, missing: other = 9001 } = { port: 4021 }\napp.listen(web)"), "4021", ""},
		"destructuring of a list":            {js("const [admin, web] = [9000, 4022]\napp.listen(web)"), "4022", ""},
		"destructuring into a name":          {js("let port = 9000; ({ port } = { port: 4023 })\napp.listen(port)"), "4023", likely},
		"var of a function":                  {js("var port = 4024\nfunction probe() { port = 9000; var port }\napp.listen(port)"), "4024", ""},
		"var of a block":                     {js("if (x) { var port = 4025 }\napp.listen(port)"), "4025", likely},
		"catch":                              {js("const port = 4026\ntry { f() } catch (port) { log(port) }\napp.listen(port)"), "4026", ""},
		"switch":                             {js("switch (x) { case 1: let port = 9000; f(port) }\nconst port = 4027\napp.listen(port)"), "4027", ""},
		"function that is declared below":    {js("app.listen(port())\nfunction port() { return 4028 }"), "4028", ""},
		"name of a function expression":      {js("const port = 4029\nconst f = function port() { return port }\napp.listen(port)"), "4029", ""},
		"this of two classes":                {js("class Mail { constructor() { this.port = 2525 } }\nclass Web { constructor() { this.port = 4030 } start() { app.listen(this.port) } }"), "4030", ""},
		"this of a class below":              {js("class Web { port = 4031; start() { const go = () => app.listen(this.port); go() } }\nclass Mail { port = 2525 }"), "4031", ""},
		"this of a constructor's parameter":  {js("class Web { constructor(port) { this.port = port } start() { app.listen(this.port) } }\nconst port = 9000\nnew Web(4032).start()"), "4032", ""},
		"this of a base class":               {js("class Base { constructor() { this.port = 4033 } }\nclass Other { constructor() { this.port = 9000 } }\nclass Web extends Base { start() { app.listen(this.port) } }"), "4033", ""},
		"this of a prototype":                {js("function Mail() { this.port = 2525 }\nfunction Web() { this.port = 4034 }\nWeb.prototype.start = function () { app.listen(this.port) }"), "4034", ""},
		"this of an object":                  {js("const mail = { port: 2525 }\nconst web = { port: 4035, start() { app.listen(this.port) } }"), "4035", ""},
		"static against member":              {js("class Web { static port = 9000; port = 4036; start() { app.listen(this.port) } }"), "4036", ""},
		"static of two classes":              {js("class Mail { static port = 2525 }\nclass Web { static port = 4037 }\napp.listen(Web.port)"), "4037", ""},
		"member that is set":                 {js("const mail = {}, web = {}\nmail.port = 2525\nweb.port = 4038\napp.listen(web.port)"), "4038", ""},
		"member that is set twice":           {js("const web = {}\nweb.port = 4039\nif (x) web.port = 9000\napp.listen(web.port)"), "4039", likely},
		"getter":                             {js("const port = 9000\nclass Web { get port() { return 4040 } }\napp.listen(new Web().port)"), "4040", ""},
		"import alias":                       {ts("import { port as cache } from './cache'\nimport { port } from './web'\nconsole.log(cache); app.listen(port)", "cache.ts", "export const port = 6379", "web.ts", "export const port: number = 4041"), "4041", ""},
		"import against local":               {ts("import { port } from './cache'\nfunction start() { const port = 4042; app.listen(port) }\nconsole.log(port)", "cache.ts", "export const port = 6379"), "4042", ""},
		"namespace import":                   {ts("import * as web from './web'\nconst port = 9000\napp.listen(web.port)", "web.ts", "export const port = 4043"), "4043", ""},
		"caller of another module":           {ts("import { start } from './web'\nstart(4044)", "web.ts", "const port = 9000; log(port)\nexport function start(port: number) { app.listen(port) }"), "4044", ""},
		"enum":                               {ts("enum Mail { Port = 2525 }\nenum Web { Port = 4045 }\nconst p: number = Web.Port\napp.listen(p)"), "4045", ""},
		"enum of another module":             {ts("import { Web } from './ports'\napp.listen(Web.Port)", "ports.ts", "export enum Mail { Port = 2525 }\nexport enum Web { Port = 4046 }"), "4046", ""},
		"namespace":                          {ts("namespace Mail { export const port = 2525 }\nnamespace Web { export const port = 4047 }\napp.listen(Web.port)"), "4047", ""},
		"generic":                            {ts("function same<T>(port: T): T { return port }\nconst port = 9000\napp.listen(same<number>(4048) as number)"), "4048", ""},
		"decorated class":                    {ts("@Injectable()\nexport class Web { private readonly port = 4049; start() { app.listen(this.port) } }\nclass Mail { port = 2525 }"), "4049", ""},
		"private member":                     {js("class Mail { #port = 2525 }\nclass Web { #port = 4051; start() { app.listen(this.#port) } }"), "4051", ""},
		"nested pattern":                     {js("const port = 9000\nconst { server: { port: web = 4052 } = {} } = { server: {} }\napp.listen(web)"), "4052", ""},
		"default of an inner pattern":        {js("const port = 4070\nconst { server: { web } = { web: port } } = {}\nfunction f() { const port = 9000 }\napp.listen(web)"), "4070", ""},
		"this in an inner pattern":           {js("const { a: { port } = this.x } = y\napp.listen(port)"), "", ""},
		"spread under a property":            {js("const port = 9000\nconst base = { port }\nconst web = { ...base, port: 4053 }\napp.listen(web.port)"), "4053", ""},
		"spread that gives it":               {js("const port = 9000\nconst base = { port: 4054 }\nconst web = { ...base, host: 'x' }\napp.listen(web['port'])"), "4054", ""},
		"frozen object":                      {js("const web = Object.freeze({ port: 4055 })\nconst port = 9000\napp.listen(web?.port)"), "4055", ""},
		"getter of an object":                {js("const port = 9000\nconst web = { get port() { return 4056 } }\napp.listen(web.port)"), "4056", ""},
		"self":                               {js("class Mail { constructor() { this.port = 2525 } }\nclass Web { constructor() { this.port = 4057 } start() { const self = this; (function () { app.listen(self.port) })() } }"), "4057", ""},
		"method that is called":              {js("class Mail { port() { return 2525 } }\nclass Web { port() { return 4058 } }\nconst web = new Web()\napp.listen(web.port())"), "4058", ""},
		"method with an argument":            {js("class Web { start(port) { app.listen(port) } }\nconst port = 9000\nconst web = new Web()\nweb.start(4059)"), "4059", ""},
		"constructor's default":              {js("class Web { constructor({ port = 4060 } = {}) { this.port = port } start() { app.listen(this.port) } }\nnew Web()"), "4060", ""},
		"async at once":                      {js("const port = 9000;\n(async () => { const port = 4061; await app.listen(port) })()"), "4061", ""},
		"arguments at once":                  {js("const port = 9000;\n((port) => app.listen(port))(4062)"), "4062", ""},
		"re-export":                          {ts("import { web } from './index'\nimport { port } from './cache'\nlog(port); app.listen(web)", "cache.ts", "export const port = 6379", "index.ts", "export { port as web } from './web'", "web.ts", "export const port = 4063"), "4063", ""},
		"default export":                     {ts("import port from './web'\napp.listen(port)", "web.ts", "const other = 9000\nconst port = 4064\nexport { port as default, other as port }"), "4064", ""},
		"required module":                    {ts("const web = require('./web')\nconst port = 9000\napp.listen(web.port)", "web.ts", "function cache() { const port = 6379; return port }\nconst port = 4065\nmodule.exports = { port, cache }"), "4065", ""},
		"label and do":                       {js("let port = 4066\nout: do { let port = 9000; probe(port) } while (x)\napp.listen(port)"), "4066", ""},
		"for in":                             {js("const port = 4067\nfor (const port in table) probe(port)\napp.listen(port)"), "4067", ""},
		"two returns":                        {js("function port() { if (x) return 4068; return 9000 }\napp.listen(port())"), "4068", likely},
		"recursion":                          {js("function port(n) { return n ? port(n - 1) : 4069 }\napp.listen(port(3))"), "4069", ""},
		"spread arguments":                   {js("function start(port) { app.listen(port) }\nconst port = 9000\nstart(...rest)"), "", ""},
		"spread over a property":             {js("const base = { port: 4071 }\nconst web = { port: 9000, ...base }\napp.listen(web.port)"), "4071", ""},
		"unknown spread over a property":     {js("const web = { port: 4072, ...read() }\napp.listen(web.port)"), "4072", likely},
		"spread that the mode leaves out":    {js("const web = { port: 4073, ...(process.env.NODE_ENV === 'test' && { port: 9000 }) }\napp.listen(web.port)"), "4073", ""},
		"static of the same class":           {js("class Web { static port = 4074; port = 9000 }\napp.listen(Web.port)"), "4074", ""},
		"member of an instance":              {js("class Web { static port = 9000; port = 4075 }\napp.listen(new Web().port)"), "4075", ""},
		"assigned in order":                  {js("const web = Object.assign({ port: 9000 }, { port: 4076 }, { host: 'x' })\napp.listen(web.port)"), "4076", ""},
		"defaults in order":                  {js("const web = _.defaults({ port: 4077 }, { port: 9000 })\napp.listen(web.port)"), "4077", ""},
		"set in production":                  {js("let port = 9000\nif (process.env.NODE_ENV === 'production') { port = 4078 }\napp.listen(port)"), "4078", likely},
		"set elsewhere than in production":   {js("let port = 4079\nif (process.env.NODE_ENV !== 'production') { port = 9000 }\napp.listen(port)"), "4079", likely},
		"returned in production":             {js("function port() { if (process.env.NODE_ENV !== 'production') return 9000; return 4080 }\napp.listen(port())"), "4080", ""},
		"switch over the mode":               {js("function port() { switch (process.env.NODE_ENV) { case 'development': return 9000; case 'production': return 4081; default: return 9001 } }\napp.listen(port())"), "4081", ""},
		"case that falls through":            {js("let port\nswitch (process.env.NODE_ENV) { case 'staging': case 'production': port = 4082; break; default: port = 9000 }\napp.listen(port)"), "4082", likely},
		"exported in production":             {ts("import web from './web'\napp.listen(web.port)", "web.ts", "if (process.env.NODE_ENV === 'production') module.exports = { port: 4083 }\nelse module.exports = { port: 9000 }"), "4083", ""},
		"exported twice":                     {ts("import web from './web'\napp.listen(web.port)", "web.ts", "module.exports = { port: 9000 }\nmodule.exports = { port: 4084 }"), "4084", ""},
		"zero or":                            {js("app.listen(0 || 4085)"), "4085", ""},
		"false or":                           {js("const own = false\napp.listen(own || 4086)"), "4086", ""},
		"not set and":                        {js("app.listen(process.env.TLS && 9000 || 4087)"), "4087", ""},
		"switch that is off":                 {js("const tls = false\napp.listen(tls ? 9000 : 4088)"), "4088", ""},
		"variable that is not that word":     {js("app.listen(process.env.TLS === 'true' ? 9000 : 4089)"), "4089", ""},
		"variable that is not set":           {js("app.listen(process.env.PORT === undefined ? 4090 : process.env.PORT)"), "4090", ""},
		"sum of text and number":             {js("const a = '40', b = 91\napp.listen(a + b)"), "4091", ""},
		"sum of numbers":                     {js("const base = 4000\napp.listen(base + 92)"), "4092", ""},
		"product":                            {js("const base = 40\napp.listen(base * 100 + 93)"), "4093", ""},
		"sum with a variable":                {js("app.listen(Number(process.env.BASE || 4000) + 94)"), "4094", likely},
		"variable that the program sets":     {js("process.env.PORT = process.env.PORT || '4095'\napp.listen(process.env.PORT)"), "4095", likely},
		"object that another name changes":   {js("const web = { port: 4096 }\nconst same = web\nsame.port = 9000\napp.listen(web.port)"), "4096", likely},
		"object that a function changes":     {js("const web = { port: 4097 }\nfunction set(o) { o.port = 9000 }\nset(web)\napp.listen(web.port)"), "4097", likely},
		"object of another module, changed":  {ts("const web = require('./web')\nrequire('./set')\napp.listen(web.port)", "web.ts", "module.exports = { port: 4098 }", "set.ts", "require('./web').port = 9000"), "4098", likely},
		"member that is deleted":             {js("const web = { port: 4099 }\ndelete web.port\napp.listen(web.port)"), "4099", likely},
		"each of a list":                     {js("[4100, 4101].forEach((port) => express().listen(port))"), "4100", likely},
		"what a promise gives":               {js("const read = async () => ({ port: 4102 })\nread().then((web) => app.listen(web.port))"), "4102", ""},
		"shadowed require":                   {js("function f(require) { return require('./x') }\nconst port = 4050\napp.listen(port)"), "4050", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := program(t, c.files)
			for file := range c.files {
				p.Modules = append(p.Modules, p.Load(file))
			}
			var got Value
			for _, m := range p.Modules {
				if arg := argument(m, "listen"); arg != nil {
					got = p.Eval(m, arg)
				}
			}
			if got.Text != c.text || got.Confidence != c.doubt {
				t.Errorf("got %q, confidence %q; want %q, %q", got.Text, got.Confidence, c.text, c.doubt)
			}
		})
	}
}

func js(text string) map[string]string { return map[string]string{"main.js": text} }

// ts is a main module, then names and texts of others in turn.
func ts(text string, others ...string) map[string]string {
	files := map[string]string{"main.ts": text}
	for i := 0; i+1 < len(others); i += 2 {
		files[others[i]] = others[i+1]
	}
	return files
}

func TestApart(t *testing.T) {
	t.Parallel()
	m, err := Parse("a.js", []byte("const a = f(), b = f()\nfunction g(a) { one(a, b, c) }\ntwo(a, b, c)"))
	if err != nil {
		t.Fatal(err)
	}
	var one, two *Node
	Walk(m.Root, func(n *Node) bool {
		if n.Kind == Call && n.Method() == "one" {
			one = n
		}
		if n.Kind == Call && n.Method() == "two" {
			two = n
		}
		return true
	})
	for i, want := range []bool{true, false, false} { // the parameter a; the same b; c of nobody
		if got := Apart(one.Args()[i], two.Args()[i]); got != want {
			t.Errorf("argument %d: %v", i, got)
		}
	}
}

func TestPackages(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		name    string
		members int
	}{
		"f(require('socket.io').Server)":        {"socket.io", 1},
		"f(require('@scope/a.b').c.d)":          {"@scope/a.b", 2},
		"f(require('node:net'))":                {"net", 0},
		"const {s} = require('express'); f(s)":  {"express", 1},
		"import x from 'chart.js'; f(x.Chart)":  {"chart.js", 2},
		"import {y} from 'discord.js'; f(y)":    {"discord.js", 1},
		"import * as z from 'a/sub.js'; f(z.b)": {"a/sub.js", 1},
	} {
		p := program(t, js(text))
		m := p.Load("main.js")
		if got := p.Eval(m, argument(m, "f")); !got.IsPackage(want.name) || len(got.Members) != want.members {
			t.Errorf("%s: %q %v", text, got.Text, got.Members)
		}
	}
}
