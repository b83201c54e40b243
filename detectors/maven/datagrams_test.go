package maven

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

// TestDatagrams: a port of UDP is told, and is none of TCP.
func TestDatagrams(t *testing.T) {
	t.Parallel()
	vertx := maventest.Project("app", "", maventest.Deps(maventest.Dep("io.vertx", "vertx-core", "<version>4.5.8</version>")), "")
	for name, c := range map[string]struct {
		code, says string
		port       int
	}{
		"JDK":         {"new DatagramSocket(5140); vertx.createHttpServer().listen(8888);", "port 5140 for UDP", 8888},
		"any port":    {"new DatagramSocket(); vertx.createHttpServer().listen(8888);", "", 8888},
		"Vert.x":      {`DatagramSocket socket = vertx.createDatagramSocket(); socket.listen(5140, "0.0.0.0", r -> { }); vertx.createHttpServer().listen(8888);`, "port 5140 for UDP", 8888},
		"Netty":       {"new Bootstrap().group(g).channel(NioDatagramChannel.class).handler(h).bind(5140); vertx.createHttpServer().listen(8888);", "port 5140 for UDP", 8888},
		"Netty's TCP": {"new ServerBootstrap().channel(NioServerSocketChannel.class).bind(5140);", "", 5140},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := detect(t, map[string]string{"pom.xml": vertx, "src/main/java/a/App.java": "package a;\npublic class App extends AbstractVerticle {\n  public static void main(String[] args) { }\n  public void start() {\n    " + c.code + "\n  }\n}\n"})
			told := ""
			for _, w := range found.Warnings {
				told += w.Text
			}
			if c.says == "" && strings.Contains(told, "UDP") || !strings.Contains(told, c.says) || len(found.Units) != 1 || len(found.Units[0].Ports) == 0 || found.Units[0].Ports[0].Value != c.port {
				t.Errorf("%+v, says %q", found.Units, told)
			}
		})
	}
}
