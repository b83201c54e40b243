package addresses

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

// TestRead: what of one file is an address of another program. Each is told as service host:port key, and the variable that replaces it.
func TestRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, text, want string }{
		{"JDBC", "a.yml", "spring:\n  datasource:\n    url: jdbc:mysql://db.example:3307/shop?ssl=true\n", "mysql db.example:3307 spring.datasource.url"},
		{"JDBC without a port", "a.properties", "spring.datasource.url=jdbc:postgresql://db.example/shop", "postgres db.example:5432 spring.datasource.url"},
		{"JDBC of SQL Server", "a.properties", "u=jdbc:sqlserver://db:1444;databaseName=x", "sqlserver db:1444 u"},
		{"JDBC of Oracle", "a.properties", "u=jdbc:oracle:thin:@//ora:1522/svc\nv=jdbc:oracle:thin:@ora:1523:sid", "oracle ora:1522 u, oracle ora:1523 v"},
		{"a stub of gRPC", "a.yml", "grpc.client.pricing.address: static://pricing.example:7443\n", " pricing.example:7443 grpc.client.pricing.address"},
		{"an embedded database", "a.properties", "u=jdbc:h2:mem:shop\nv=jdbc:sqlite:shop.db", ""},
		{"several hosts", "a.yml", "uri: mongodb://user:pass@m1:27017,m2:27018/shop\n", "mongodb m1:27017 uri, mongodb m2:27018 uri"},
		{"a list", "a.yml", "spring.kafka.bootstrap-servers: k1:9093, k2:9093\n", "kafka k1:9093 spring.kafka.bootstrap-servers, kafka k2:9093 spring.kafka.bootstrap-servers"},
		{"items", "a.yml", "redis:\n  nodes: [r1:7000, r2:7001]\n", "redis r1:7000 redis.nodes[0], redis r2:7001 redis.nodes[1]"},
		{"host and port", "a.yml", "cache: {host: c.example, port: 6380}\nserver: {port: 8080}\n", " c.example:6380 cache.port"},
		{"port of a known service", "a.yml", "spring: {data: {redis: {port: 6380}}}\n", "redis :6380 spring.data.redis.port"},
		{"config server", "a.yml", "spring.config.import: \"optional:configserver:http://config:8099\"\n", "config-server config:8099 spring.config.import"},
		{"HTTPS without a port", "a.yml", "issuer-uri: https://login.example/realm\nname: https://example.com\n", " login.example:443 issuer-uri"},
		{"placeholders", "a.yml", "url: jdbc:mysql://${DB_HOST:localhost}:${DB_PORT:3306}/x\nother: ${URL}\nmore: ${M:-http://m:81}\n", "mysql localhost:3306 url ${DB_HOST},  m:81 more ${M}"},
		{"a data source name", "a.yml", "Mysql:\n  DataSource: root:pw@tcp(db:3308)/shop?parse=true\n", "mysql db:3308 Mysql.DataSource"},
		{"dotenv", ".env", "REDIS_URL=redis://cache:6390/0\nAPI=http://api:8000\n", "redis cache:6390 REDIS_URL,  api:8000 API"},
		{"TOML", "a.toml", "# a = b:99\n[database]\nhost = \"db\" # here\nport = 5433\n[nats]\nurl = 'nats://n:4223'\n", " db:5433 database.port, nats n:4223 nats.url"},
		{"JSON", "a.json", "{\"amqp\": {\"url\": \"amqps://mq/v\"}}", "rabbitmq mq:5671 amqp.url"},
		{"no addresses", "a.properties", "%test.mail.url=smtp://m:587\nquarkus.kafka.devservices.port=9092\ndubbo.protocol.port=20880\npay.success-url=https://a.example/ok\nAPP_HOST=https://b.example", ""},
		{"no addresses in YAML", "a.yml", "time: 12:30\nimage: nginx:8080\nversion: a:11\nlisten: 0.0.0.0:8080\ncors: http://web:3000\nallowed-origins: http://w:3000\nclass: com.example.Foo\nx: :8080\n", ""},
		{"not YAML", "a.yml", "a: http://x:81\nb: [\n", ""},
		{"not JSON", "a.json", "{", ""},
	} {
		var got []string
		found, _ := read(c.file, []byte(c.text))
		for _, a := range found {
			text := fmt.Sprintf("%s %s:%d %s", a.Service, a.Host, a.Port, a.Key)
			if a.Variable != "" {
				text += " ${" + a.Variable + "}"
			}
			got = append(got, text)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, strings.Join(got, ", "), c.want)
		}
	}
}

// TestFiles: the files that the program starts with in a deployment count, others do not.
func TestFiles(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{}
	for _, f := range []string{
		"svc/src/main/resources/application.yml", "svc/src/main/resources/application-prod.yml", "svc/src/main/resources/application-dev.yml",
		"svc/src/main/resources/application-local.properties", "svc/src/test/resources/application.yml", "svc/src/main/resources/messages.properties",
		"svc/config/default.json", "svc/config/config.example.yml", "svc/.env", "svc/.env.example", "svc/docs/config/a.yml", "etc/app.toml", "other/config/x.yml",
	} {
		fsys[f] = &fstest.MapFile{Data: []byte("u: http://h:81\n")}
	}
	tree, err := source.New(fsys, source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	u := facts.Unit{Path: "svc", Image: facts.Image{Run: facts.Run{Copies: []facts.Copy{{From: "etc"}, {From: ".", Stage: "build"}}}}}
	want := "etc/app.toml svc/.env svc/config/default.json svc/src/main/resources/application-prod.yml svc/src/main/resources/application.yml"
	if got := strings.Join(files(tree, u), " "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	u.Runtime.MainIsFolder = true
	if got := strings.Join(files(tree, u), " "); got != "etc/app.toml" {
		t.Errorf("of one program among several: %s", got)
	}
}

// TestApply: the program's own port on the loopback interface is no other program.
func TestApply(t *testing.T) {
	t.Parallel()
	tree, err := source.New(fstest.MapFS{"config/a.yml": {Data: []byte("self: {host: localhost, port: 8080}\npeer: http://peer:8081\n")}}, source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	units := []facts.Unit{{Path: ".", Ports: []facts.Port{{Value: 8080}}}, {Path: ".", Kind: facts.Text{Value: facts.Library}}}
	Apply(tree, units)
	if got := units[0].Addresses; len(got) != 1 || got[0].Host != "peer" || got[0].Line != 2 || got[0].File != "config/a.yml" || len(units[1].Addresses) != 0 {
		t.Errorf("%+v", units)
	}
}

// TestReplaced: what the file of an environment says otherwise is no address of the pod itself.
func TestReplaced(t *testing.T) {
	t.Parallel()
	tree, err := source.New(fstest.MapFS{
		"src/main/resources/application.yml":      {Data: []byte("a: http://localhost:81\nb: http://localhost:82\nc: http://localhost:83\n---\nc: http://c.example:83\n")},
		"src/main/resources/application-prod.yml": {Data: []byte("a: ${A_URL}\n")},
	}, source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	units := []facts.Unit{{Path: "."}}
	Apply(tree, units)
	if got := units[0].Addresses; len(got) != 2 || got[0].Key != "b" || got[1].Host != "c.example" {
		t.Errorf("%+v", got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("a.yml", "u: ${A:jdbc:mysql://x@h:1,h:2/}")
	f.Add("a.toml", "[a]\nb = 'redis://[::1]:6379'")
	f.Fuzz(func(t *testing.T, file, text string) {
		found, _ := read(file, []byte(text))
		for _, a := range found {
			if a.Port < 1 || a.Port > 65535 || strings.ContainsAny(a.Host, "@/ ") {
				t.Errorf("%+v", a)
			}
		}
	})
}
