package recipe_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

// TestState: the folders that a program writes its data to, by its settings and by its code; what only looks like one is none.
func TestState(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		settings, code string
		writable, kept string
	}{
		"H2 beside the program":   {"spring.datasource.url=jdbc:h2:file:./data/shop;MODE=MySQL", "", "data", "data H2 database src/main/resources/application.properties:1"},
		"SQLite with a default":   {"spring.datasource.url=jdbc:sqlite:${DB_FILE:/var/lib/shop/shop.db}", "", "/var/lib/shop", "/var/lib/shop SQLite database src/main/resources/application.properties:1"},
		"SQLite in the home":      {"\nspring.datasource.url=jdbc:sqlite:${user.home}/.shop/shop.db", "", "home", "home/.shop SQLite database src/main/resources/application.properties:2"},
		"through another setting": {"app.db=${user.home}/.shop/db\nspring.datasource.url=jdbc:sqlite:${app.db}", "", "home", "home/.shop SQLite database src/main/resources/application.properties:2"},
		"the home in the code":    {"", `new File(System.getProperty("user.home"), ".shop").mkdirs();`, "home", ""},
		"H2 in the home":          {"spring.datasource.url=jdbc:h2:~/shop", "", "home", "home H2 database src/main/resources/application.properties:1"},
		"beside the jar":          {"spring.datasource.url=jdbc:sqlite:shop.db", "", "", ". SQLite database src/main/resources/application.properties:1"},
		"in memory":               {"spring.datasource.url=jdbc:h2:mem:shop", "", "", ""},
		"a server":                {"spring.datasource.url=jdbc:h2:tcp://db/shop", "", "", ""},
		"not known":               {"spring.datasource.url=jdbc:sqlite:${DB_FILE}", "", "", ""},
		"Derby's folder":          {"app.url=jdbc:derby:store/shop;create=true", "", "store/shop", "store/shop Derby database src/main/resources/application.properties:1"},
		"uploads":                 {"file.upload-dir=./uploads", "", "uploads", "uploads files of file.upload-dir src/main/resources/application.properties:1"},
		"a path of a request":     {"file.upload.url-path=/files\nstorage.s3.path=/x\nspring.mvc.static-path-pattern=/x", "", "", ""},
		"logs of a job":           {"job.executor.logpath=/data/applogs/handler", "", "/data/applogs/handler", ""},
		"a folder made":           {"", `Files.createDirectories(Paths.get("var/queue"));`, "var/queue", ""},
		"a folder made by File":   {"", `new File("export/").mkdirs();`, "export", ""},
		"a folder by a name":      {"", `File box = new File("spool"); if (!box.exists()) { box.mkdirs(); }`, "spool", ""},
		"a folder by a constant":  {"", `final String DIR = "var/in"; Files.createDirectories(java.nio.file.Path.of(DIR));`, "var/in", ""},
		"a name given twice":      {"", `String dir = "a"; dir = other(); new File(dir).mkdirs();`, "", ""},
		"a name of elsewhere":     {"", `new File(dir).mkdirs();`, "", ""},
		"a path of parts":         {"", `Files.createDirectories(Paths.get("var", name));`, "var", ""},
		"an index":                {"", `FSDirectory.open(Paths.get("index"));`, "index", "index Lucene index src/main/java/a/App.java:6"},
		"a database of files":     {"", `DBMaker.fileDB("store/cache.db").make();`, "store", "store MapDB database src/main/java/a/App.java:6"},
		"uploads of Spring":       {"spring.servlet.multipart.location=/data/parts", "", "/data/parts", ""},
		"a file written":          {"", `new FileWriter("out/report.csv");`, "out", ""},
		"a file beside the jar":   {"", `new FileWriter("report.csv");`, "", ""},
		"the system's own folder": {"", `new File("/etc/shop").mkdirs();`, "", ""},
		"Hibernate Search":        {"spring.jpa.properties.hibernate.search.backend.directory.root=/var/lib/shop/index", "", "/var/lib/shop/index", "/var/lib/shop/index Lucene index src/main/resources/application.properties:1"},
		"Hibernate Search 5":      {"spring.jpa.properties.hibernate.search.default.indexBase=index", "", "index", "index Lucene index src/main/resources/application.properties:1"},
		"a default of the code":   {"", `@Value("${app.media.dir:media/up}") String dir;`, "media/up", "media/up files of app.media.dir src/main/java/a/App.java:6"},
		"a default that is said":  {"app.upload-dir=/srv/up", `@Value("${app.upload-dir:up}") String dir;`, "/srv/up", "/srv/up files of app.upload-dir src/main/resources/application.properties:1"},
		"of MicroProfile":         {"", `@ConfigProperty(name = "storage.path", defaultValue = "store") String dir;`, "store", "store files of storage.path src/main/java/a/App.java:6"},
		"another default":         {"", `@Value("${app.media.url-path:/media}") String a; @Value("${app.path:/x}") String b;`, "", ""},
		"a database of the code":  {"", `DriverManager.getConnection("jdbc:sqlite:db/a.db");`, "db", "db SQLite database src/main/java/a/App.java:6"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := one(t, maventest.Boot(map[string]string{
				"src/main/resources/application.properties": c.settings,
				"src/main/java/a/App.java":                  strings.TrimSuffix(maventest.BootApp, "}\n") + "  void a() {\n    " + c.code + "\n  }\n}\n",
			}))
			run := u.Image.Run
			kept := ""
			for _, k := range run.Kept {
				kept += fmt.Sprintf("%s %s %s:%d", k.Folder, k.What, k.Evidence[0].File, k.Evidence[0].Line)
			}
			if got := strings.Join(run.Writable, " "); got != c.writable || kept != c.kept {
				t.Errorf("writes %q, keeps %q", got, kept)
			}
			if home := strings.Contains(argv(run.Command), "-Duser.home=/app/home"); home != (c.writable == "home") {
				t.Errorf("starts with %s", argv(run.Command))
			}
		})
	}
}

// TestStateOfProperties: the field of a class of settings has its prefix (docs.spring.io/spring-boot, "Type-safe Configuration Properties").
func TestStateOfProperties(t *testing.T) {
	t.Parallel()
	const class = "package a;\n@ConfigurationProperties(\"storage\")\npublic class StorageProperties {\n  private String location = \"upload-dir\";\n  private String name = \"x\";\n}\n"
	for settings, want := range map[string]string{
		"":                           "upload-dir files of storage.location",
		"storage.location=/srv/data": "/srv/data files of storage.location",
	} {
		u := one(t, maventest.Boot(map[string]string{
			"src/main/resources/application.properties": settings, "src/main/java/a/App.java": maventest.BootApp, "src/main/java/a/StorageProperties.java": class,
		}))
		got := ""
		for _, k := range u.Image.Run.Kept {
			got += k.Folder + " " + k.What
		}
		if got != want || len(u.Image.Run.Writable) != 1 {
			t.Errorf("%q: keeps %q, writes %q", settings, got, u.Image.Run.Writable)
		}
	}
}
