package recipe_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

// TestOpenedAtRunTime: files of the repository that the program opens by a relative path come into the image, where the program finds them.
func TestOpenedAtRunTime(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ code, want string }{
		"a file":             {`new FileInputStream("conf/app.conf");`, "conf/app.conf"},
		"a path in parts":    {`Files.readString(Paths.get("data", "geo.csv"));`, "data/geo.csv"},
		"Kotlin's way":       {`File("data/geo.csv").readText()`, "data/geo.csv"},
		"a folder":           {`Files.list(Path.of("data"));`, "data/"},
		"twice":              {`Path.of("data"); new FileReader("data/geo.csv");`, "data/geo.csv data/"},
		"in the repository":  {`new File("shared/all.txt");`, "shared/all.txt"},
		"of the sources":     {`new File("src/main/resources"); new File("src/test/x.txt"); Path.of(".");`, ""},
		"what is not there":  {`new File("conf/other.conf"); new File("/etc/shop.conf"); new File("../conf/app.conf");`, ""},
		"by a name":          {`new File(name);`, ""},
		"what it writes too": {`new File("data").mkdirs(); new File("data/geo.csv");`, ""},
		"of a route":         {`@Path("data") class Web {}`, ""},
	} {
		u := one(t, map[string]string{
			"pom.xml":                        maventest.Project("root", maventest.BootParent("3.3.1"), "<packaging>pom</packaging><modules><module>app</module></modules>"),
			"app/pom.xml":                    maventest.Project("app", "<parent><groupId>g</groupId><artifactId>root</artifactId><version>1.0</version></parent>", maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin)),
			"app/src/main/java/a/App.java":   maventest.BootApp,
			"app/src/main/java/a/Reads.java": "package a;\nimport java.io.*;\nimport java.nio.file.*;\nclass Reads { void read() { " + c.code + " } }\n",
			"app/conf/app.conf":              "a", "app/data/geo.csv": "b", "shared/all.txt": "c", "app/src/test/x.txt": "d", "app/src/main/resources/application.yml": "a: 1\n",
		})
		var got []string
		for _, copied := range u.Image.Run.Copies {
			if copied.Why == "opened at run time" {
				got = append(got, copied.To)
				if copied.Stage != "" || !strings.HasSuffix(copied.From, copied.To) {
					t.Errorf("%s: %+v", name, copied)
				}
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestServedByTheProgram: a server inside of the program serves the pages of a checkout, and looks through its classes.
func TestServedByTheProgram(t *testing.T) {
	t.Parallel()
	const tomcat = `Tomcat t = new Tomcat(); File root = new File(""); t.addWebapp("", new File(root, "src/main/webapp/").getPath());`
	for name, c := range map[string]struct{ code, packaging, want string }{
		"pages":                    {tomcat, "jar", "src/main/webapp/"},
		"and classes":              {tomcat + ` new DirResourceSet(r, "/WEB-INF/classes", new File("target/classes").getPath(), "/");`, "jar", "src/main/webapp/ target/classes"},
		"classes alone":            {`new File("target/classes");`, "jar", ""},
		"pages of another folder":  {`new File("src/main/webapp/WEB-INF");`, "jar", "src/main/webapp/WEB-INF/"},
		"of an archive with pages": {tomcat, "war", ""},
	} {
		u := one(t, map[string]string{
			"pom.xml":                     maventest.Project("app", maventest.BootParent("3.3.1"), "<packaging>"+c.packaging+"</packaging>", maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin)),
			"src/main/java/a/App.java":    maventest.BootApp,
			"src/main/java/a/Launch.java": "package a;\nimport java.io.File;\nclass Launch { void launch() { " + c.code + " } }\n",
			"src/main/webapp/index.jsp":   "a", "src/main/webapp/WEB-INF/web.xml": "<web-app/>",
		})
		var got []string
		for _, copied := range u.Image.Run.Copies {
			if strings.HasPrefix(copied.To, "src/") || strings.HasPrefix(copied.To, "target/classes") {
				got = append(got, copied.To)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestOpenedByAScript: the scripts of appassembler start the program where they are called, in the folder of its files.
func TestOpenedByAScript(t *testing.T) {
	t.Parallel()
	u := one(t, map[string]string{
		"pom.xml": maventest.Project("app", maventest.Deps(maventest.Dep("org.apache.tomcat.embed", "tomcat-embed-core", "<version>9.0.1</version>")), maventest.Plugins("<plugin><groupId>org.codehaus.mojo</groupId><artifactId>appassembler-maven-plugin</artifactId>"+
			maventest.Runs("assemble", "<programs><program><mainClass>a.Main</mainClass></program></programs>")+"</plugin>")),
		"src/main/java/a/Main.java": "package a;\nimport java.io.File;\nclass Main { public static void main(String[] args) { t.addWebapp(\"\", new File(\"src/main/webapp/\").getPath()); } }\n",
		"src/main/webapp/index.jsp": "a",
	})
	last := u.Image.Run.Copies[len(u.Image.Run.Copies)-1]
	if last.From != "src/main/webapp/" || last.To != "src/main/webapp/" || last.Stage != "" {
		t.Errorf("%+v", u.Image.Run.Copies)
	}
}
