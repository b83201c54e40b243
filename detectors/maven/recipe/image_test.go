package recipe_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestBootLayers(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]string{
		"3.3.1": "java -jar app-1.0.jar", "4.0.1": "java -jar app-1.0.jar",
		"3.2.5":         "java org.springframework.boot.loader.launch.JarLauncher",
		"2.7.18":        "java org.springframework.boot.loader.JarLauncher",
		"2.3.1.RELEASE": "java -jar app.jar", "1.5.22.RELEASE": "java -jar app.jar",
	} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			files := maventest.Boot(nil)
			files["pom.xml"] = maventest.Project("app", maventest.BootParent(version), maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin))
			u := one(t, files)
			if got := argv(u.Image.Run.Command); got != want {
				t.Errorf("got %s", got)
			}
			mode := ""
			switch {
			case strings.Contains(want, "Launcher"):
				mode = "layertools"
			case strings.Contains(want, "1.0.jar"):
				mode = "tools"
			}
			copies := map[string]int{"tools": 3, "layertools": 4, "": 1}[mode] // only layertools takes the loader along
			if len(u.Image.Run.Copies) != copies || len(u.Image.Stages[0].Unpack) != min(copies-1, 1) {
				t.Errorf("copies %+v", u.Image.Run.Copies)
			}
		})
	}
}

func TestBuildStage(t *testing.T) {
	t.Parallel()
	files := maventest.Boot(map[string]string{".mvn/maven.config": "-T1\n"})
	files["pom.xml"] = maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web, maventest.Dep("g", "other", "<type>test-jar</type>", "<scope>test</scope>")), maventest.Plugins(maventest.BootPlugin,
		"<plugin><groupId>io.github.git-commit-id</groupId><artifactId>git-commit-id-maven-plugin</artifactId>"+maventest.Runs("revision", "")+"</plugin>",
		"<plugin><artifactId>maven-enforcer-plugin</artifactId>"+maventest.Runs("enforce", "<rules><requireMavenVersion><version>[3.8,4)</version></requireMavenVersion></rules>")+"</plugin>"))
	s := one(t, files).Image.Stages[0]
	if got := argv(s.Resolve[0]); got != "mvn -B -ntp -fn -Dmaven.repo.local=/var/cache/maven org.apache.maven.plugins:maven-dependency-plugin:3.8.1:go-offline" {
		t.Errorf("resolve: %s", got)
	}
	if got := argv(s.Build[0]); got != "mvn -B -ntp -U -Dmaven.repo.local=/var/cache/maven -DskipTests -Dmaven.gitcommitid.skip=true package" {
		t.Errorf("build: %s", got)
	}
	if got := argv(s.Manifest); got != ".mvn/maven.config pom.xml" {
		t.Errorf("manifest: %s", got)
	}
	if !s.Dated {
		t.Error("sources of an archive, dated 1970, are left out of the jar")
	}
	if r := s.Requires[2]; r.Capability != "maven" || r.Range != ">=3.8 <4" {
		t.Errorf("maven: %+v", r)
	}
	for _, c := range s.Caches {
		if strings.HasPrefix(c.Target, "/root/.m2") {
			t.Errorf("the cache hides the user's settings: %s", c.Target)
		}
	}
}

func TestWarImage(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ deps, want string }{
		"javax":       {maventest.Dep("javax.servlet", "javax.servlet-api", "<version>4.0.1</version>"), "<10"},
		"jakarta":     {maventest.Dep("jakarta.servlet", "jakarta.servlet-api", "<version>6.0.0</version>"), ">=10.1"},
		"jakarta 5":   {maventest.Dep("jakarta.servlet", "jakarta.servlet-api", "<version>5.0.0</version>"), ">=10"},
		"jakarta 4":   {maventest.Dep("jakarta.servlet", "jakarta.servlet-api", "<version>4.0.4</version>"), "<10"},
		"spring 6":    {maventest.Dep("org.springframework", "spring-webmvc", "<version>6.1.0</version>"), ">=10"},
		"spring 5":    {maventest.Dep("org.springframework", "spring-webmvc", "<version>5.3.0</version>"), "<10"},
		"from source": {"", ">=10"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := one(t, map[string]string{"pom.xml": maventest.Project("app", "<packaging>war</packaging>", maventest.Deps(tc.deps)), "src/main/java/a/S.java": "import jakarta.servlet.http.HttpServlet;"})
			run := u.Image.Run
			if r := run.Requires[1]; r.Capability != "tomcat" || r.Range != tc.want {
				t.Errorf("got %+v", r)
			}
			if run.LogDir != "/usr/local/tomcat/logs" || len(run.LogEvidence) != 1 || run.LogEvidence[0].Line == 0 {
				t.Errorf("logs to %q: %+v", run.LogDir, run.LogEvidence)
			}
			if run.Heap.Variable != "CATALINA_OPTS" || run.Copies[0].To != "/usr/local/tomcat/webapps/ROOT/" {
				t.Errorf("run %+v", run)
			}
		})
	}
}

func TestWarLogsWhereItsConfigurationSays(t *testing.T) {
	t.Parallel()
	for file, want := range map[string][]string{
		"/var/log/hours/hours.log":             {"/var/log/hours", "/usr/local/tomcat/logs", "/usr/local/tomcat/temp", "/usr/local/tomcat/work", "/var/log/hours"},
		"logs/hours/hours.log":                 {"/usr/local/tomcat/logs", "/usr/local/tomcat/logs", "/usr/local/tomcat/temp", "/usr/local/tomcat/work"},
		"/usr/local/tomcat/logs/app/hours.log": {"/usr/local/tomcat/logs", "/usr/local/tomcat/logs", "/usr/local/tomcat/temp", "/usr/local/tomcat/work"},
	} {
		run := one(t, map[string]string{
			"pom.xml":                        maventest.Project("app", "<packaging>war</packaging>"),
			"src/main/resources/logback.xml": "<configuration>\n<appender>\n<file>" + file + "</file>\n</appender>\n</configuration>",
		}).Image.Run
		if got := append([]string{run.LogDir}, run.Writable...); !slices.Equal(got, want) {
			t.Errorf("%s: logs to, and writes to %q, want %q", file, got, want)
		}
		if len(run.LogEvidence) != 1 || run.LogEvidence[0].Line != 3 {
			t.Errorf("%s: read from %+v", file, run.LogEvidence)
		}
	}
}

func TestLogDir(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ file, data, want string }{
		"none":        {"src/main/resources/application.properties", "a=b", ""},
		"path":        {"src/main/resources/application.properties", "logging.file.path=/var/log/app", "/var/log/app"},
		"file":        {"src/main/resources/application.yml", "logging.file.name: logs/app.log", "logs"},
		"user home":   {"src/main/resources/application.yml", "logging.file.name: ${user.home}/logs/app.log", ""},
		"outside":     {"src/main/resources/application.yml", "logging.file.path: ../logs", ""},
		"logback":     {"src/main/resources/logback-spring.xml", `<configuration><property name="HOME" value="/data/logs"/><appender><file>${HOME}/${APP:-app}/x.log</file></appender></configuration>`, "/data/logs/app"},
		"log4j2":      {"src/main/resources/log4j2.xml", `<Configuration><Properties><Property name="dir">logs</Property></Properties><Appenders><RollingFile fileName="${dir}/x.log"/></Appenders></Configuration>`, "logs"},
		"unknown":     {"src/main/resources/logback.xml", `<configuration><appender><file>${NOBODY}/x.log</file></appender></configuration>`, ""},
		"not a place": {"src/main/resources/application.yml", "logging.file.path: 'a; rm -rf'", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := one(t, maventest.Boot(map[string]string{tc.file: tc.data})).Image.Run
			if run.LogDir != tc.want {
				t.Errorf("got %q", run.LogDir)
			}
			if (len(run.Writable) == 1) != (tc.want != "" || name == "user home") {
				t.Errorf("writable %v", run.Writable)
			}
		})
	}
}

func TestHostileNames(t *testing.T) {
	t.Parallel()
	u := one(t, map[string]string{"pom.xml": maventest.Project("app", "<packaging>war</packaging><build><finalName>x' ; id ; '${unset}</finalName></build>")})
	for _, line := range u.Image.Stages[0].Shell {
		if strings.Contains(line, "; id ;") && !strings.Contains(line, `'\''`) {
			t.Errorf("a name becomes a command: %s", line)
		}
	}
}
