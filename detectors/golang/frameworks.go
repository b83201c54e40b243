package golang

import (
	"cmp"
	"go/ast"
	"maps"
	"slices"
	"strings"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/golang/fold"
	"github.com/waybill-dev/waybill/detectors/golang/module"
	"github.com/waybill-dev/waybill/detectors/golang/reach"
	"github.com/waybill-dev/waybill/detectors/value"
)

const ginPath = "github.com/gin-gonic/gin"

// framework is a web framework by the import path that shows it. Of a kit that is also used in parts (validation, logging, an ORM),
// serves lists the packages that run its server, "" for the module's root.
type framework struct {
	path, name string
	serves     []string
}

// shownBy returns the file that imports what runs the framework's server, nil when the program uses other parts of it or none.
func (f framework) shownBy(p *program) *module.File {
	if f.serves == nil {
		return p.Imports(f.path)
	}
	for _, major := range []string{"", "/v2", "/v3"} {
		for _, part := range f.serves {
			if part == "" {
				if g := p.Deps[f.path+major]; g != nil {
					return g
				}
				continue
			}
			if g := p.Imports(f.path + major + "/" + part); g != nil {
				return g
			}
		}
	}
	return nil
}

// frameworks are asked in order: what brings its own server and configuration before routers, routers before the standard library.
var frameworks = []framework{
	{path: "github.com/go-kratos/kratos", name: "kratos", serves: []string{"", "transport"}},
	{path: "github.com/zeromicro/go-zero", name: "go-zero", serves: []string{"rest", "zrpc", "gateway"}},
	{path: "github.com/tal-tech/go-zero", name: "go-zero", serves: []string{"rest", "zrpc", "gateway"}},
	{path: "github.com/beego/beego", name: "beego", serves: []string{"", "server/web"}},
	{path: "github.com/astaxie/beego", name: "beego", serves: []string{"", "server/web"}},
	{path: "github.com/gogf/gf", name: "goframe", serves: []string{"frame", "net/ghttp"}},
	{path: "gofr.dev", name: "gofr"},
	{path: "github.com/gobuffalo/buffalo", name: "buffalo"},
	{path: "github.com/revel/revel", name: "revel"},
	{path: "github.com/cloudwego/hertz", name: "hertz"},
	{path: "github.com/cloudwego/kitex", name: "kitex"},
	{path: "github.com/ankorstore/yokai", name: "yokai"},
	{path: "github.com/pocketbase/pocketbase", name: "pocketbase"},
	{path: "github.com/kataras/iris", name: "iris"},
	{path: ginPath, name: "gin"},
	{path: "github.com/labstack/echo", name: "echo"},
	{path: "github.com/gofiber/fiber", name: "fiber"},
	{path: "github.com/go-chi/chi", name: "chi"},
	{path: "github.com/gorilla/mux", name: "gorilla"},
	{path: "connectrpc.com/connect", name: "connect"},
	{path: "github.com/bufbuild/connect-go", name: "connect"},
	{path: "github.com/go-martini/martini", name: "martini"},
	{path: "github.com/urfave/negroni", name: "negroni"},
	{path: "github.com/julienschmidt/httprouter", name: "httprouter"},
	{path: "github.com/emicklei/go-restful", name: "go-restful"},
	{path: "github.com/micro/go-micro", name: "go-micro"},
	{path: "go-micro.dev", name: "go-micro"},
	{path: "google.golang.org/grpc", name: "grpc"},
	{path: "github.com/twitchtv/twirp", name: "twirp"},
	{path: "github.com/valyala/fasthttp", name: "fasthttp"},
	{path: "gopkg.in/macaron.v1", name: "macaron"},
	{path: "github.com/flamego/flamego", name: "flamego"},
	{path: "net/http", name: "stdlib"},
}

// frameworkOf returns the import path of the framework that a package or type belongs to, "" when there is none.
func frameworkOf(path string) string {
	for _, f := range frameworks {
		if rest, ok := strings.CutPrefix(path, f.path); ok && (rest == "" || rest[0] == '/' || rest[0] == '.') {
			return f.path
		}
	}
	return ""
}

// frameworkName names what the program is written with.
func frameworkName(p *program, listeners []listener) facts.Text {
	server := len(listeners) > 0
	for _, f := range frameworks {
		g := f.shownBy(p)
		if g == nil || !server || f.name == "grpc" && listeners[0].protocol != "grpc" { // a client of gRPC is no gRPC server
			continue
		}
		return facts.Text{Value: f.name, Confidence: facts.Likely, Evidence: []facts.Evidence{{File: g.Path, Line: g.ImportLine(f.path), Rule: "import of " + f.path}}}
	}
	return facts.Text{Value: "plain", Confidence: facts.Likely}
}

// frameworkCall recognises functions of frameworks that run a server or say its address.
func frameworkCall(p *program, fw, path, name string, c *ast.CallExpr) (sink, bool) {
	s := sink{node: c, protocol: protocolOf(path), rule: module.ImportName(path) + "." + name, certain: true}
	if s.protocol == "tcp" {
		s.protocol = "http"
	}
	address := func() (sink, bool) {
		if len(c.Args) == 0 {
			return sink{}, false
		}
		s.addr = c.Args[0]
		return s, true
	}
	switch {
	case strings.Contains(fw, "kitex") && name == "WithServiceAddr" && portOf(c) != nil: // &net.TCPAddr{Port: 8889}
		s.addr = portOf(c)
		return s, true
	case strings.Contains(fw, "kratos") && name == "Address", strings.Contains(fw, "hertz") && name == "WithHostPorts", strings.Contains(fw, "kitex") && name == "WithServiceAddr", strings.Contains(fw, "go-micro") && name == "Address":
		return address()
	case strings.Contains(fw, "go-zero") && strings.HasSuffix(name, "NewServer"):
		key, def := "Port", ""
		if strings.HasSuffix(path, "/zrpc") {
			key, s.protocol = "ListenOn", "grpc"
		}
		return configured(p, s, key, def)
	case strings.Contains(fw, "beego") && name == "Run":
		if len(c.Args) > 0 {
			return address()
		}
		return configured(p, s, "httpport", "8080") // beego: BConfig.Listen.HTTPPort
	case strings.Contains(fw, "fasthttp") && strings.HasPrefix(name, "ListenAndServe"):
		return address()
	case strings.HasPrefix(path, "net/http"), strings.Contains(fw, "grpc"):
		return sink{}, false
	case strings.Contains(fw, "hertz") && name == "Default", strings.Contains(fw, "kitex") && name == "NewServer":
		s.values = []value.Value{{Text: ":8888", At: p.Repo.Place(c, "hertz and kitex default")}}
		if len(c.Args) > 0 && strings.Contains(fw, "hertz") || len(p.With(".WithServiceAddr(")) > 0 {
			return sink{}, false // an option names the address
		}
		return s, true
	case listenMethods[name] && name != "NewServer" && len(c.Args) > 0:
		s.waits = true
		return address()
	}
	return sink{}, false
}

// portOf is the field Port of an address that a call is given as a literal.
func portOf(c *ast.CallExpr) ast.Expr {
	if len(c.Args) == 0 {
		return nil
	}
	address := c.Args[0]
	if u, ok := address.(*ast.UnaryExpr); ok {
		address = u.X
	}
	lit, ok := address.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && fold.LastName(kv.Key) == "Port" {
			return kv.Value
		}
	}
	return nil
}

// hostAndPort are the frameworks whose Run takes a host and a port as two arguments: m.Run("0.0.0.0", 4000).
var hostAndPort = map[string]string{
	"gopkg.in/macaron.v1":        "pkg.go.dev/gopkg.in/macaron.v1: Macaron.Run",
	"github.com/flamego/flamego": "pkg.go.dev/github.com/flamego/flamego: Flame.Run",
}

// configured takes the address from a key of the configuration that the framework reads.
func configured(p *program, s sink, key, def string) (sink, bool) {
	if v, file, ok := p.config.Find(key); ok {
		for _, w := range fold.Placeholders(v.Value) {
			w.File, w.At = file, facts.Evidence{File: file, Line: v.Line, Rule: "configuration file, key " + v.Key}
			s.values = append(s.values, w)
		}
		return s, true
	}
	if def == "" {
		s.values = []value.Value{{Text: value.Unknown}}
		return s, true
	}
	s.values = []value.Value{{Text: def, At: p.Repo.Place(s.node, s.rule+" default")}}
	return s, true
}

// optionSink recognises methods that say where a server will listen: s.SetPort(8199).
func optionSink(p *program, c fold.Call) (sink, bool) {
	name := fold.LastName(c.Node.Fun)
	if (name == "SetPort" || name == "SetAddr") && len(c.Node.Args) > 0 && p.Imports("github.com/gogf/gf") != nil {
		return sink{node: c.Node, addr: c.Node.Args[0], protocol: "http", rule: "goframe " + name, certain: true}, true
	}
	return sink{}, false
}

// frameworkDefault is where a framework listens when the code says nothing, by its own documentation.
type frameworkDefault struct {
	path, method string   // the method of its application that starts the server
	keys         []string // the keys of its configuration, one of which says the address
	env          string
	port         string
	extra        map[string]string // further ports by name
	loopback     bool
	words        []string // of the command line, that start the server where the program has no command of its own for it
	flag         string   // that moves the address
	source       string   // where its documentation says so
}

var bootstrapKeys = []string{"server.rest.addr", "server.grpc.addr"}

var frameworkDefaults = []frameworkDefault{
	{path: "gofr.dev", method: "Run", keys: []string{"HTTP_PORT"}, env: "HTTP_PORT", port: "8000", extra: map[string]string{"metrics": "2121"}, source: "gofr.dev/docs/references/configs"},
	{path: "github.com/gobuffalo/buffalo", method: "Serve", env: "PORT", port: "3000", loopback: true, source: "gobuffalo.io/documentation/getting_started/config-vars"},
	{path: "github.com/go-martini/martini", method: "Run", env: "PORT", port: "3000", source: "github.com/go-martini/martini: README, \"martini.Run\" of martini.go"},
	{path: "gopkg.in/macaron.v1", method: "Run", env: "PORT", port: "4000", source: "pkg.go.dev/gopkg.in/macaron.v1: Macaron.Run, GetDefaultListenInfo"},
	{path: "github.com/flamego/flamego", method: "Run", port: "2830", source: "pkg.go.dev/github.com/flamego/flamego: Flame.Run"},
	{path: "github.com/gogf/gf", method: "Run", keys: []string{"server.address"}, port: "", source: "goframe.org: server configuration"},
	{path: "go-micro.dev", method: "Run", source: "pkg.go.dev/go-micro.dev/v5: Address; without it any free port"},
	{path: "github.com/micro/go-micro", method: "Run", source: "as above, under the old import path"},
	{path: "github.com/ankorstore/yokai", method: "Run", keys: []string{"modules.http.server.address"}, port: "8080", extra: map[string]string{"core": "8081"}, source: "ankorstore.github.io/yokai: modules fxhttpserver and fxcore"},
	{path: "github.com/cloudwego/hertz", method: "Spin", port: "8888", source: "www.cloudwego.io/docs/hertz: server options"},
	{path: "github.com/revel/revel", method: "Run", keys: []string{"http.port"}, port: "9000", source: "revel.github.io/manual/appconf.html"},
	{path: "github.com/pocketbase/pocketbase", method: "Start", port: "8090", loopback: true, words: []string{"serve"}, flag: "http", source: "pocketbase.io/docs: \"serve\""},
	{path: "github.com/coredns/coredns/coremain", method: "Run", port: "53", source: "coredns.io/manual/toc: flag -dns.port"},
	{path: "github.com/tx7do/kratos-bootstrap", method: "RunApp", keys: bootstrapKeys, source: "github.com/tx7do/kratos-bootstrap: Server of api/protos/conf/v1"},
	{path: "github.com/tx7do/kratos-bootstrap", method: "Bootstrap", keys: bootstrapKeys, source: "as above, of its first versions"},
	{path: "github.com/urfave/negroni", method: "Run", env: "PORT", port: "8080", source: "github.com/urfave/negroni: README, \"Run()\""},
}

// frameworkListeners adds what a framework opens by itself, unless the code already says where.
func frameworkListeners(p *program, found []listener) []listener {
	if len(found) > 0 {
		return nil
	}
	var list []listener
	for _, d := range frameworkDefaults {
		if p.Imports(d.path) == nil {
			continue
		}
		for order, f := range p.With("." + d.method + "(") {
			x := p.Index(f)
			if len(x.Calls[d.method]) == 0 {
				continue
			}
			c := started(p, f, x.Calls[d.method])
			s := sink{node: c.Node, rule: module.ImportName(d.path) + " default", certain: true}
			if len(d.keys) > 0 {
				s, _ = configured(p, s, present(p, d.keys), d.port)
			} else {
				s.values = []value.Value{{Text: cmp.Or(d.port, value.Unknown), Variable: d.env, At: p.Repo.Place(s.node, s.rule)}}
			}
			if l, ok := resolve(listener{protocol: "http", at: p.Repo.Place(s.node, s.rule), order: order}, s.values, s); ok {
				l.env = d.env
				l.loopback = l.loopback || d.loopback
				if l.words = wordsTo(p, f, c); len(l.words) == 0 {
					l.words, l.flag = d.words, d.flag
				}
				list = append(list, l)
			}
			for _, name := range slices.Sorted(maps.Keys(d.extra)) {
				l := listener{protocol: name, fixed: true, order: order + 1, at: p.Repo.Place(s.node, s.rule), words: wordsTo(p, f, c)}
				l, _ = resolve(l, []value.Value{{Text: d.extra[name]}}, s)
				list = append(list, l)
			}
			return list
		}
	}
	return list
}

// present is the first of some keys that the configuration files hold, else the first.
func present(p *program, keys []string) string {
	for _, key := range keys {
		if _, _, ok := p.config.Find(key); ok {
			return key
		}
	}
	return keys[0]
}

// started returns the first of some calls that main comes to, else the first.
func started(p *program, f *module.File, calls []fold.Call) fold.Call {
	for _, c := range calls {
		if p.ways.Route(reach.NodeOf(c.Around, f)).Reached {
			return c
		}
	}
	return calls[0]
}

// wordsTo are the words of the command line by which main comes to a call.
func wordsTo(p *program, f *module.File, c fold.Call) []string {
	return append(slices.Clone(p.ways.Route(reach.NodeOf(c.Around, f)).Words), p.ways.CommandWords(f, c.Around)...)
}
