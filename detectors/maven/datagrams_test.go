package maven

import (
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

// TestDatagrams: a port of UDP is none of TCP.
func TestDatagrams(t *testing.T) {
	t.Parallel()
	vertx := maventest.Project("app", "", maventest.Deps(maventest.Dep("io.vertx", "vertx-core", "<version>4.5.8</version>")), "")
	for name, c := range map[string]struct {
		code      string
		udp, port int
	}{
		"JDK":         {"new DatagramSocket(5140); vertx.createHttpServer().listen(8888);", 5140, 8888},
		"a constant":  {"new DatagramSocket(PORT); vertx.createHttpServer().listen(8888);", 5141, 8888},
		"a parameter": {"new DatagramSocket(given); vertx.createHttpServer().listen(8888);", 0, 8888},
		"any port":    {"new DatagramSocket(); vertx.createHttpServer().listen(8888);", 0, 8888},
		"Vert.x":      {`DatagramSocket socket = vertx.createDatagramSocket(); socket.listen(5140, "0.0.0.0", r -> { }); vertx.createHttpServer().listen(8888);`, 5140, 8888},
		"Netty":       {"new Bootstrap().group(g).channel(NioDatagramChannel.class).handler(h).bind(5140); vertx.createHttpServer().listen(8888);", 5140, 8888},
		"Netty's TCP": {"new ServerBootstrap().channel(NioServerSocketChannel.class).bind(5140);", 0, 5140},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := detect(t, map[string]string{"pom.xml": vertx, "src/main/java/a/App.java": "package a;\npublic class App extends AbstractVerticle {\n  static final int PORT = 5141;\n  public static void main(String[] args) { }\n  public void start() {\n    " + c.code + "\n  }\n}\n"})
			if len(found.Units) != 1 || len(found.Units[0].Ports) == 0 || found.Units[0].Ports[0].Value != c.port {
				t.Fatalf("%+v", found.Units)
			}
			udp := 0
			for _, p := range found.Units[0].UDP {
				udp += p.Value
			}
			if udp != c.udp {
				t.Errorf("UDP %+v", found.Units[0].UDP)
			}
		})
	}
}

// TestWorkerOfDatagrams: a program that only waits for datagrams is none that ends.
func TestWorkerOfDatagrams(t *testing.T) {
	t.Parallel()
	boot := maventest.Project("app", maventest.BootParent("3.3.0"), maventest.Deps(maventest.Dep("org.springframework.boot", "spring-boot-starter")), maventest.Plugins(maventest.BootPlugin))
	found := detect(t, map[string]string{"pom.xml": boot, "src/main/java/a/App.java": "package a;\nimport org.springframework.boot.autoconfigure.SpringBootApplication;\n@SpringBootApplication\npublic class App implements CommandLineRunner {\n  public static void main(String[] args) { SpringApplication.run(App.class, args); }\n  public void run(String... args) { new DatagramSocket(5140); }\n}\n"})
	if u := found.Units[0]; u.Kind.Value != "worker" || len(u.UDP) != 1 || len(u.Ports) != 0 {
		t.Errorf("%v %v %v", u.Kind, u.UDP, u.Ports)
	}
}
