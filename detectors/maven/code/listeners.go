package code

// listener is a call that makes a program listen, or that says on which port it will: which argument is the port, and of whom it is
// called. A row without words holds for every receiver that is no client.
type listener struct {
	call      string   // name of the method, or of the class that is created
	created   bool     // by new, and by a call of the class's name in Kotlin
	parameter string   // name of the argument in Kotlin
	index     int      // position of the argument; an InetSocketAddress or a URL is its port
	of        []string // a name of the receiver's chain, or the type of its root, holds one of these words
	extends   string   // the class that calls super(…) extends this
	source    string
}

// serverWords are words in names and types of what a port is set on when it listens there.
var serverWords = []string{"server", "listener", "connector", "tomcat", "jetty", "undertow", "javalin", "protocol", "armeria", "netty", "http", "web", "rest", "socketio", "grpc"}

// clientWords are words of what talks to a server elsewhere, whose port is never the program's own, and of sockets of UDP, which are told apart.
var clientWords = []string{"client", "redis", "jedis", "lettuce", "smtp", "mail", "mongo", "database", "datasource", "kafka", "rabbit", "amqp", "proxyhost", "ldap", "memcached", "consul", "registry", "datagram"}

// listeners are the calls by which servers of the JVM are told their port, in the order in which they are believed.
var listeners = []listener{
	{call: "listen", source: "Vert.x, HttpServer.listen(port, host)"},
	{call: "rxListen", source: "Vert.x for RxJava"},
	{call: "listenAwait", source: "Vert.x for Kotlin"},
	{call: "ServerSocket", created: true, source: "JDK, java.net.ServerSocket"},
	{call: "SSLServerSocket", created: true, source: "JDK, javax.net.ssl"},
	{call: "createServerSocket", source: "JDK, ServerSocketFactory"},
	{call: "create", of: []string{"httpserver", "httpsserver"}, source: "JDK, HttpServer.create(address, backlog)"},
	{call: "createHttpServer", source: "Jersey, GrizzlyHttpServerFactory and JdkHttpServerFactory by URI"},
	{call: "createServer", of: []string{"factory", "server"}, source: "Jersey, JettyHttpContainerFactory by URI"},
	{call: "createSimpleServer", parameter: "port", index: 1, source: "Grizzly, HttpServer.createSimpleServer(docRoot, port)"},
	{call: "publish", of: []string{"endpoint"}, source: "JAX-WS, Endpoint.publish(address, implementor)"},
	{call: "Server", created: true, source: "Jetty, Server(port)"},
	{call: "HttpServer", created: true, source: "servers of that name"},
	{call: "UndertowServer", created: true, source: "Undertow"},
	{call: "NettyServer", created: true, source: "Netty"},
	{call: "HTTPServer", created: true, source: "Prometheus simpleclient, HTTPServer(port)"},
	{call: "addHttpListener", source: "Undertow, Undertow.Builder"},
	{call: "addHttpsListener", source: "Undertow, Undertow.Builder"},
	{call: "forPort", source: "gRPC, ServerBuilder.forPort"},
	{call: "newServerBuilderForPort", source: "gRPC, Grpc.newServerBuilderForPort"},
	{call: "forAddress", of: []string{"serverbuilder"}, source: "gRPC, NettyServerBuilder.forAddress"},
	{call: "embeddedServer", parameter: "port", index: 1, source: "Ktor, embeddedServer(factory, port)"},
	{call: "bind", source: "JDK and Netty, ServerBootstrap.bind"},
	{call: "ProtocolConfig", created: true, index: 1, source: "Dubbo, ProtocolConfig(name, port)"},
	{call: "super", extends: "NanoHTTPD", source: "NanoHTTPD(port)"},
	{call: "super", extends: "WebSocketServer", source: "Java-WebSocket, WebSocketServer(address)"},
	{call: "asServer", source: "http4k, app.asServer(Undertow(9000))"},
	{call: "start", of: []string{"javalin", "jooby", "solon", "app", "server"}, source: "Javalin, start(port)"},
	{call: "http", of: serverWords, source: "Armeria, ServerBuilder.http(port)"},
	{call: "port", of: serverWords, source: "builders of servers: Helidon, Dubbo, Armeria, Ratpack"},
	{call: "port", of: []string{""}, source: "Spark, port(4567)"},
	{call: "setPort", of: serverWords, source: "setters of servers: Tomcat, Jetty, Vert.x, Dubbo"},
	{call: "withPort", of: serverWords, source: "builders of servers"},
	{call: "addPort", of: serverWords, source: "builders of servers"},
	{call: "setAddress", of: []string{"serverfactory"}, source: "CXF, JAXRSServerFactoryBean"},
}
