package code

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// program is a repository of sources; the files are named as their public class.
func program(tb testing.TB, files map[string]string) (*Program, []string) {
	tb.Helper()
	fsys := fstest.MapFS{}
	var sources []string
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
		sources = append(sources, name)
	}
	tree, err := source.New(fsys, source.DefaultLimits)
	if err != nil {
		tb.Fatal(err)
	}
	slices.Sort(sources)
	return New(tree), sources
}

// heard is what the first listener of the sources says: ports, the variable, ? for a doubt.
func heard(tb testing.TB, files map[string]string) string {
	tb.Helper()
	p, sources := program(tb, files)
	list := p.Listeners(sources)
	if len(list) == 0 {
		return ""
	}
	var words []string
	for _, v := range list[0].Ports {
		s := v.Text
		if !v.Known() {
			s = "-"
		}
		if v.Variable != "" {
			s += "$" + v.Variable
		}
		if v.Confidence == facts.Likely {
			s += "?"
		}
		words = append(words, s)
		if v.At.File == "" || v.At.Line == 0 {
			tb.Errorf("no place: %+v", v)
		}
	}
	return strings.Join(words, " ")
}

// java wraps statements into a method of a class.
func java(statements string) map[string]string {
	return map[string]string{"a/Main.java": "package a;\nclass Main { void start() throws Exception { " + statements + " } }"}
}

func class(members string) map[string]string {
	return map[string]string{"a/Main.java": "package a;\nclass Main { " + members + " }"}
}

func kotlin(text string) map[string]string {
	return map[string]string{"a/Main.kt": "package a\n" + text}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		files map[string]string
		want  string
	}{
		"literal":                {java(`http.listen(8_081);`), "8081"},
		"local":                  {java(`int port = 8081; http.listen(port);`), "8081"},
		"setting of another":     {java(`int p = 8081; connect(getInteger("redis.port", 6379)); vertx.createHttpServer().listen(config().getInteger("http.port", p));`), "8081"},
		"local of a block":       {java(`if (debug) { int port = 6060; log(port); } int port = 8081; http.listen(port);`), "8081"},
		"local declared later":   {class(`int port = 8081; void start() { http.listen(port); int port = 1111; }`), "8081"},
		"shadowed field":         {class(`int port = 1111; void start() { int port = 8081; http.listen(port); }`), "8081?"},
		"field against local":    {class(`final int port = 8081; void mail() { int port = 2525; connect(port); } void start() { http.listen(port); }`), "8081"},
		"this against parameter": {class(`int port = 8081; void start(int port) { http.listen(this.port); }`), "8081"},
		"parameter":              {class(`void start() { serve(8081); connect(6379); } void serve(int port) { http.listen(port); } void connect(int port) { }`), "8081?"},
		"parameter by two calls": {class(`void start() { serve(8081); serve(8082); } void serve(int port) { http.listen(port); }`), "8081? 8082?"},
		"overloaded":             {class(`void serve() { serve(8081, true); } void serve(int port) { } void other() { serve(1111); } void serve(int port, boolean x) { http.listen(port); }`), "8081?"},
		"inner class":            {class(`int port = 1111; class Web { int port = 8081; void start() { http.listen(port); } }`), "8081"},
		"inner of an inner":      {class(`static class Queue { static final int PORT = 1111; } static class Web { static final int PORT = 8081; } void start() { http.listen(Web.PORT); }`), "8081"},
		"anonymous class":        {class(`int port = 8081; Runnable r = new Runnable() { public void run() { int port = 1111; } }; void start() { http.listen(port); }`), "8081"},
		"lambda":                 {java(`int port = 8081; run(p -> { int other = 1111; connect(other); }); http.listen(port);`), "8081"},
		"lambda's own name":      {class(`int port = 1111; void start() { ports.forEach(port -> http.listen(port)); other.listen(8081); }`), "8081"},
		"loop":                   {java(`for (int port = 1111; port < 9; port++) { connect(port); } int port = 8081; http.listen(port);`), "8081"},
		"loop over a list":       {class(`int port = 8081; void start() { for (int port : ports) { connect(port); } http.listen(port); }`), "8081"},
		"re-assigned":            {java(`int port = 1111; log(port); port = 8081; http.listen(port);`), "8081?"},
		"re-assigned after":      {java(`int port = 8081; http.listen(port); port = 1111;`), "8081?"},
		"assigned on condition":  {java(`int port = 8081; if (args.length > 0) { port = Integer.parseInt(args[0]); } http.listen(port);`), "8081?"},
		"one of two":             {java(`int port; if (tls) port = 8443; else port = 8081; http.listen(port);`), "8443? 8081?"},
		"try":                    {java(`int port = 8081; try { port = Integer.parseInt(System.getenv("PORT")); } catch (NumberFormatException e) { log(e); } http.listen(port);`), "8081$PORT?"},
		"constructor":            {class(`private final int port; Main(int port) { this.port = port; } void start() { http.listen(port); } static void main(String[] a) { new Main(8081).start(); }`), "8081?"},
		"this(…)":                {class(`private final int port; Main() { this(8081); } Main(int port) { this.port = port; } void start() { http.listen(port); }`), "8081?"},
		"static final":           {class(`static final int BASE = 8000; static final int PORT = BASE + 81; void start() { http.listen(PORT); }`), "8081"},
		"text for an overload":   {class(`void start() { serve("6379"); serve(8081); } void serve(String port) { connect(port); } void serve(int port) { http.listen(port); }`), "8081?"},
		"switched off by hand":   {java(`if (false) { http.listen(1111); } http.listen(8081);`), "8081"},
		"on a condition":         {java(`if (Boolean.getBoolean("debug")) { http.listen(1111); } http.listen(8081);`), "8081"},
		"tried":                  {java(`try { http.listen(8081); } catch (Exception e) { http.listen(1111); }`), "8081"},
		"set twice":              {java(`Tomcat tomcat = new Tomcat(); tomcat.setPort(1111); tomcat.setPort(8081);`), "8081"},
		"set for two":            {java(`Server server = s(); server.setPort(8081); Server other = s(); other.setPort(1111);`), "8081"},
		"administration":         {java(`new Server(new InetSocketAddress("127.0.0.1", 1111)).start(); new Server(8081).start();`), "8081"},
		"a port for management":  {class(`static final int MANAGEMENT_PORT = 1111; void start() { first.listen(MANAGEMENT_PORT); api.listen(8081); }`), "8081"},
		"a server for metrics":   {java(`Server metricsServer = s(); metricsServer.setPort(1111); Server server = s(); server.setPort(8081);`), "8081"},
		"management alone":       {java(`Server adminServer = s(); adminServer.setPort(8081);`), "8081"},
		"loopback alone":         {java(`Undertow.builder().addHttpListener(8081, "localhost");`), "8081"},
		"same package": {map[string]string{
			"a/Main.java":  "package a;\nclass Main { void start() { http.listen(Ports.HTTP); } }",
			"a/Ports.java": "package a;\nclass Ports { static final int REDIS = 6379; static final int HTTP = 8081; }",
			"b/Ports.java": "package b;\npublic class Ports { public static final int HTTP = 1111; }",
		}, "8081"},
		"imported class": {map[string]string{
			"a/Main.java":  "package a;\nimport b.Ports;\nclass Main { void start() { http.listen(Ports.HTTP); } }",
			"b/Ports.java": "package b;\npublic interface Ports { int HTTP = 8081; }",
		}, "8081"},
		"static import": {map[string]string{
			"a/Main.java":  "package a;\nimport static b.Ports.HTTP;\nimport static b.Ports.Inner.*;\nclass Main { void start() { http.listen(HTTP + STEP); } }",
			"b/Ports.java": "package b;\npublic class Ports { public static final int HTTP = 8080; public static class Inner { static final int STEP = 1; } }",
		}, "8081"},
		"inherited": {map[string]string{
			"a/Main.java": "package a;\nclass Main extends Base { void start() { http.listen(port); } }",
			"a/Base.java": "package a;\nclass Base { protected int port = 8081; }",
		}, "8081"},
		"full name": {map[string]string{
			"a/Main.java":  "package a;\nclass Main { void start() { http.listen(b.c.Ports.HTTP); } }",
			"x/Ports.java": "package b.c;\npublic class Ports { public static final int HTTP = 8081; }",
		}, "8081"},
		"constant of an enum": {map[string]string{
			"a/Main.java": "package a;\nclass Main { void start() { http.listen(Port.WEB.number()); } }",
			"a/Port.java": "package a;\nenum Port { CACHE(6379), WEB(8081); private final int number; Port(int n) { this.number = n; } int number() { return number; } }",
		}, "8081"},
		"record": {map[string]string{
			"a/Main.java":   "package a;\nclass Main { void start() { Config c = new Config(\"x\", 8081); http.listen(c.port()); } }",
			"a/Config.java": "package a;\nrecord Config(String host, int port) { }",
		}, "8081"},
		"generic method":         {class(`<T extends Comparable<T>> T first(T a, T b) { return a; } Map<String, List<Integer>> m = new HashMap<>(); void start() { http.listen(first(8081, 1111)); }`), "8081"},
		"method's return":        {class(`int port() { return Integer.parseInt(System.getenv().getOrDefault("PORT", "8081")); } void start() { http.listen(port()); }`), "8081$PORT"},
		"switch":                 {java(`int port = switch (mode) { case "tls" -> 8443; default -> 8081; }; http.listen(port);`), "8443? 8081?"},
		"text block":             {java("String s = \"\"\"\n http.listen(1111);\n \\\"\"\" \"\"\"; http.listen(8081);"), "8081"},
		"comment":                {java("/* http.listen(1111); */ // http.listen(1112);\n char c = '\"'; http.listen(8081);"), "8081"},
		"array":                  {java(`int[] ports = new int[] {6379, 8081}; http.listen(ports[1]);`), "8081"},
		"unknown":                {java(`http.listen(ports()[0]); other.listen(switch (x) { }); http.listen(a[1]);`), ""},
		"early return":           {class(`int port() { if (tls) { return 1111; } return 8081; } void start() { http.listen(port()); }`), "8081? 1111?"},
		"early variable":         {class(`int port() { String p = System.getenv("PORT"); if (p != null) { return Integer.parseInt(p); } return 8081; } void start() { http.listen(port()); }`), "8081$PORT"},
		"itself":                 {class(`int port = port; int f() { return f(); } void start() { http.listen(port); http.listen(f()); }`), ""},
		"put under a key":        {java(`JsonObject c = new JsonObject().put("redis.port", 6379).put("http.port", 8081); http.listen(config().getInteger("http.port"));`), "8081?"},
		"Kotlin const":           {kotlin("const val PORT = 8081\nobject Redis { const val PORT = 6379 }\nfun main() { server.listen(PORT) }"), "8081"},
		"Kotlin companion":       {kotlin("class Web {\n  companion object {\n    const val PORT = 8081\n  }\n  fun start() = http.listen(PORT)\n}\nclass Queue { companion object { const val PORT = 1111 } }"), "8081"},
		"Kotlin other companion": {kotlin("class Web { companion object { const val PORT = 8081 } }\nfun main() {\n  http.listen(Web.PORT)\n}"), "8081"},
		"Kotlin shadowed":        {kotlin("val port = 1111\nfun main() {\n  val port = 8081\n  http.listen(port)\n}"), "8081?"},
		"Kotlin lambda":          {kotlin("fun main() {\n  val port = 8081\n  hosts.forEach { port -> connect(port) }\n  http.listen(port)\n}"), "8081"},
		"Kotlin default":         {kotlin("fun serve(port: Int = 8081) {\n  http.listen(port)\n}\nfun main() { serve() }"), "8081?"},
		"Kotlin constructor":     {kotlin("class Web(private val port: Int) {\n  fun start() { http.listen(port) }\n}\nfun main() { Web(port = 8081).start() }"), "8081?"},
		"Kotlin other file": {map[string]string{
			"a/Main.kt":                  "package a\nimport b.HTTP_PORT\nfun main() { http.listen(HTTP_PORT) }",
			"app/src/main/kotlin/b/X.kt": "package b\nconst val HTTP_PORT = 8081\n",
		}, "8081"},
		"Kotlin elvis":    {kotlin("fun main() {\n  embeddedServer(Netty, port = System.getenv(\"TRAM_PORT\")?.toInt() ?: 8081) {\n    routing { }\n  }.start(wait = true)\n}"), "8081$TRAM_PORT"},
		"Kotlin if":       {kotlin("fun main() {\n  val port = if (tls) 8443 else 8081\n  http.listen(port)\n}"), "8443? 8081?"},
		"Kotlin when":     {kotlin("fun main() {\n  val port = when (mode) {\n    \"tls\" -> 8443\n    else -> 8081\n  }\n  http.listen(port)\n}"), "8443? 8081?"},
		"Kotlin template": {kotlin("const val N = 81\nfun main() { ServerSocket(\"80${N}\".toInt()) }"), "8081"},
		"Kotlin lazy":     {kotlin("class W {\n  val port by lazy { 8081 }\n  fun start() { http.listen(port) }\n}"), "8081"},
		"Kotlin getter":   {kotlin("class W {\n  val port: Int\n    get() = 8081\n  fun start() { http.listen(port) }\n}"), "8081"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := heard(t, tc.files); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestListeners(t *testing.T) {
	t.Parallel()
	for statement, want := range map[string]string{
		`new Socket().connect(new InetSocketAddress("registry", 9701)); HttpServer.create(new InetSocketAddress(8081), 0).start();`: "8081",
		`InetSocketAddress a = new InetSocketAddress("0.0.0.0", 8081); server.bind(a);`:                                             "8081",
		`redisClient.setPort(6379); server.setPort(8081);`:                                                                          "8081",
		`ConnectionFactory f = new ConnectionFactory(); f.setPort(5672); new ServerSocket(8081);`:                                   "8081",
		`new HttpServerOptions().setPort(8081);`:                                                                                    "8081",
		`new HttpClientOptions().setPort(8081);`:                                                                                    "",
		`vertx.createNetClient().listen(8081);`:                                                                                     "",
		`ServerBuilder sb = Server.builder(); sb.http(8081);`:                                                                       "8081",
		`var sb = Server.builder(); sb.http(8081);`:                                                                                 "8081",
		`GrizzlyHttpServerFactory.createHttpServer(URI.create("http://0.0.0.0:8081/"), rc);`:                                        "8081",
		`GrizzlyHttpServerFactory.createHttpServer(UriBuilder.fromUri("http://localhost/").port(8081).build(), rc);`:                "8081",
		`Javalin.create().start(Integer.valueOf(System.getenv("PORT") != null ? System.getenv("PORT") : "8081"));`:                  "8081$PORT",
		`Javalin.create().start(Integer.parseInt(System.getenv("PORT")));`:                                                          "-$PORT",
		`Map<String, String> env = System.getenv(); http.listen(Integer.parseInt(env.getOrDefault("PORT", "8081")));`:               "8081$PORT",
		`http.listen(Optional.ofNullable(System.getenv("PORT")).map(Integer::parseInt).orElse(8081));`:                              "8081$PORT",
		`http.listen(Integer.getInteger("http.port", 8081));`:                                                                       "8081",
		`http.listen(tls ? 8443 : 8081);`:                                                                                           "8443? 8081?",
		`port(8081);`:                                                                                                               "8081",
		`new ProtocolConfig("dubbo", 8081);`:                                                                                        "8081",
		`Undertow.builder().addHttpListener(8081, "0.0.0.0");`:                                                                      "8081",
		`ServerBuilder.forPort((int) 8081L).build();`:                                                                               "8081",
		`executor.start(9000); timer.port(9000);`:                                                                                   "",
		`String url = "http://localhost:9000/x";`:                                                                                   "",
		`http.listen(0); http.listen(70000);`:                                                                                       "",
	} {
		t.Run(statement, func(t *testing.T) {
			t.Parallel()
			if got := heard(t, java(statement)); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	if got := heard(t, map[string]string{"Web.java": "class Web extends NanoHTTPD { Web() { super(8081); } }"}); got != "8081" {
		t.Errorf("super: got %q", got)
	}
	if got := heard(t, map[string]string{"A.java": "class A { void f() { new Server(9000); } }", "Server.java": "class Server { Server(int queue) { } }"}); got != "" {
		t.Errorf("a class of the repository: got %q", got)
	}
}

func TestEntry(t *testing.T) {
	t.Parallel()
	app := "@SpringBootApplication\n@PropertySource({\"classpath:/x.properties\", \"file:/y\"})\n"
	for name, tc := range map[string]struct {
		file, text string
		want       Entry
	}{
		"Java":           {"a/Main.java", "package a;\nclass Main {\n public static void main(String... a) { } }", Entry{Class: "a.Main", Main: true, Line: 3}},
		"only a comment": {"Main.java", "class Main { // public static void main(String[] a)\n String s = \"static void main(\"; }", Entry{Class: "Main"}},
		"another class":  {"Main.java", "class Main { }\nclass Tool { static void main(String[] a) { } }", Entry{Class: "Tool", Main: true, Line: 2}},
		"without class":  {"Main.java", "void main() { }", Entry{Class: "Main", Main: true, Line: 1}},
		"no entry":       {"Main.java", "class Main { void main() { } }", Entry{Class: "Main"}},
		"Kotlin":         {"a/App.kt", "package a\n\nfun main(args: Array<String>) { }", Entry{Class: "a.AppKt", Main: true, Line: 3}},
		"companion":      {"a/App.kt", "package a\nclass App { companion object { @JvmStatic fun main(args: Array<String>) { } } }", Entry{Class: "a.App", Main: true, Line: 2}},
		"Boot": {
			"App.java", app + "public class App { public static void main(String[] a) { new SpringApplicationBuilder(App.class).properties(\"spring.config.name=shop\").run(a); } }",
			Entry{Class: "App", Main: true, Boot: true, Line: 3, ConfigName: "shop", PropertySources: []string{"x.properties"}, Defaults: []Property{{Key: "spring.config.name", Value: "shop", Line: 3}}},
		},
		"settings by code": {
			"App.java", "@SpringBootApplication class App {\n public static void main(String[] a) {\n  if (a.length == 0) System.setProperty(\"server.port\", System.getenv().getOrDefault(\"PORT\", \"9001\"));\n" +
				"  Map<String, Object> m = new HashMap<>(); m.put(\"server.port\", 9002); other.put(\"server.port\", 1);\n  SpringApplication app = new SpringApplication(App.class);\n  app.setDefaultProperties(m);\n" +
				"  app.setAdditionalProfiles(\"edge\");\n  app.setWebApplicationType(WebApplicationType.NONE);\n  app.run(\"--debug=true\"); } }",
			Entry{
				Class: "App", Main: true, Boot: true, Line: 2, Profiles: []string{"edge"},
				Fixed:    []Property{{Key: "server.port", Value: "${PORT:9001}", Line: 3, Conditional: true}, {Key: "debug", Value: "true", Line: 9}},
				Defaults: []Property{{Key: "server.port", Value: "9002", Line: 4}, {Key: "spring.main.web-application-type", Value: "none", Line: 8}},
			},
		},
		"settings by Kotlin": {
			"App.kt", "@SpringBootApplication class App\nfun main(args: Array<String>) {\n runApplication<App>(*args) { webApplicationType = WebApplicationType.NONE; setDefaultProperties(Collections.singletonMap(\"a\", \"b\")) } }",
			Entry{Class: "AppKt", Main: true, Boot: true, Line: 2, Defaults: []Property{{Key: "a", Value: "b", Line: 3}, {Key: "spring.main.web-application-type", Value: "none", Line: 3}}},
		},
		"Boot war": {"App.java", "@SpringBootApplication class App extends SpringBootServletInitializer { }", Entry{Class: "App", Boot: true}},
		"Quarkus":  {"App.java", "@QuarkusMain class App implements QuarkusApplication { }", Entry{Class: "App", Boot: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, _ := program(t, map[string]string{tc.file: tc.text})
			tc.want.File = tc.file
			if got := p.Entry(tc.file); !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}

func TestMarks(t *testing.T) {
	t.Parallel()
	p, _ := program(t, map[string]string{"A.java": "import jakarta.servlet.http.*;\n// @Scheduled\nclass A {\n  @Scheduled(cron = \"1\") void f() { } @Bean B g() { String s = \"@Scheduled\"; } }"})
	if got := p.Annotations("A.java", "Scheduled"); len(got) != 1 || got[0].Line != 4 || got[0].Texts[0] != "1" {
		t.Errorf("annotations %+v", got)
	}
	if !p.Imports("A.java", "jakarta.servlet") || p.Imports("A.java", "jakarta.serv") || p.Imports("A.java", "javax.servlet") {
		t.Error("imports")
	}
}

func TestDefault(t *testing.T) {
	t.Parallel()
	p, sources := program(t, java(`int a = conf.getInt("redis.port", 6379); int b = conf.getInt("http.port", 8081);`))
	if v, ok := p.Default(sources, "port", "http.port"); !ok || v.Text != "8081" || v.At.Line != 2 {
		t.Errorf("got %+v", v)
	}
	if _, ok := p.Default(sources, "port"); ok {
		t.Error("a port of something else")
	}
}

// TestOwnClassOfThatName: a class of the repository that has the name of a server's is none, unless it uses a library that may be one.
func TestOwnClassOfThatName(t *testing.T) {
	t.Parallel()
	const own = "package a;\nimport java.util.List;\npublic class Javalin {\n  public static Javalin create() { return new Javalin(); }\n  public void start(int n) { }\n}\n"
	for name, c := range map[string]struct{ main, javalin, want string }{
		"own":               {"Javalin.create().start(7070);", own, ""},
		"own, in a name":    {"Javalin app = new Javalin(); app.start(7070);", own, ""},
		"wraps a library":   {"Javalin.create().start(7070);", strings.Replace(own, "java.util.List", "io.javalin.http.Context", 1), "7070"},
		"wraps the JDK's":   {"Javalin.create().start(7070);", strings.Replace(own, "start(int n) { }", "start(int n) { new ServerSocket(n); }", 1), "7070?"},
		"of the library":    {"Javalin.create().start(7070);", "package b;\n", "7070"},
		"without a method":  {"Javalin.create().start(7070);", strings.Replace(own, "start", "begin", 1), "7070"},
		"of other argument": {"Javalin.create().start(\"a\", 7070);", own, ""},
	} {
		files := map[string]string{"a/Main.java": "package a;\nclass Main {\n  static void main(String[] a) { " + c.main + " }\n}\n", "a/Javalin.java": c.javalin}
		if got := heard(t, files); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
