package recipe_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestWrapper(t *testing.T) {
	t.Parallel()
	both := map[string]string{"mvnw": "#!/bin/sh\n", ".mvn/wrapper/maven-wrapper.properties": "distributionUrl=x\n"}
	u := one(t, maventest.Boot(both))
	if u.Build[0][0] != "./mvnw" || u.Image.Stages[0].Build[0][0] != "mvn" {
		t.Errorf("people call the wrapper, the image its own Maven: %v, %v", u.Build, u.Image.Stages[0].Build)
	}
	u = one(t, maventest.Boot(map[string]string{"mvnw": "#!/bin/sh\n"}))
	if u.Build[0][0] != "mvn" {
		t.Errorf("a wrapper without its properties does not work: %v", u.Build)
	}
}

func TestModulesOfAnotherReactor(t *testing.T) {
	t.Parallel()
	u := one(t, map[string]string{
		"lib/pom.xml":                  maventest.Project("lib"),
		"lib/src/main/java/l/L.java":   "package l; class L {}",
		"app/pom.xml":                  maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web, maventest.Dep("g", "lib")), maventest.Plugins(maventest.BootPlugin)),
		"app/src/main/java/a/App.java": maventest.BootApp,
	})
	s := u.Image.Stages[0]
	if len(s.Build) != 2 || len(s.Unpack) != 1 || !strings.HasSuffix(argv(s.Build[0]), "-f ../lib/pom.xml install") {
		t.Errorf("the library must be installed first: %v", s.Build)
	}
	if !slices.Contains(s.Manifest, "lib/pom.xml") {
		t.Errorf("manifest %v", s.Manifest)
	}
}

func TestOnlyAProfileMakesIt(t *testing.T) {
	t.Parallel()
	f := detect(t, map[string]string{
		"pom.xml":                   maventest.Project("app", "<profiles><profile><id>fat</id>"+maventest.Plugins("<plugin><artifactId>maven-shade-plugin</artifactId>"+maventest.Runs("shade", "<transformers><transformer><mainClass>a.Main</mainClass></transformer></transformers>")+"</plugin>")+"</profile></profiles>", "<modules><module>x</module></modules>"),
		"x/pom.xml":                 maventest.Project("x"),
		"src/main/java/a/Main.java": maventest.PlainMain,
	})
	if len(f.Units) != 1 || !strings.Contains(argv(f.Units[0].Build[0]), "-Pfat") || !warned(f, "only the profile fat") {
		t.Errorf("units %+v, warnings %+v", f.Units, f.Warnings)
	}
}

func TestDocumentedArguments(t *testing.T) {
	t.Parallel()
	u := one(t, map[string]string{
		"pom.xml":   maventest.Project("app", maventest.Deps(maventest.Dep("org.eclipse.jetty", "jetty-server")), maventest.Plugins("<plugin><artifactId>maven-shade-plugin</artifactId>"+maventest.Runs("shade", "<transformers><transformer><mainClass>a.Main</mainClass></transformer></transformers>")+"</plugin>")),
		"README.md": "Start `java -jar target/app-1.0.jar 9900 conf/x.yml` then ask.\n", "conf/x.yml": "a: 1", "src/main/java/a/Main.java": maventest.PlainMain,
	})
	if got := argv(u.Image.Run.Command); got != "java -jar app.jar 9900 x.yml" {
		t.Errorf("command %s", got)
	}
	if last := u.Image.Run.Copies[1]; last.From != "conf/x.yml" || last.To != "x.yml" {
		t.Errorf("copies %+v", u.Image.Run.Copies)
	}
}

func TestFurtherArtifacts(t *testing.T) {
	t.Parallel()
	main := map[string]string{"src/main/java/a/Main.java": maventest.PlainMain}
	for name, tc := range map[string]struct {
		pom, file, command string
		more               map[string]string
	}{
		"scripts": {
			maventest.Project("app", maventest.Plugins("<plugin><groupId>org.codehaus.mojo</groupId><artifactId>appassembler-maven-plugin</artifactId>"+maventest.Runs("assemble", "<programs><program><mainClass>a.Main</mainClass></program></programs>")+"</plugin>")),
			"target/appassembler/bin/main", "bin/main", nil,
		},
		"bootable jar": {
			maventest.Project("app", maventest.Plugins("<plugin><groupId>org.wildfly.plugins</groupId><artifactId>wildfly-jar-maven-plugin</artifactId>"+maventest.Runs("package", "")+"</plugin>")),
			"target/app-1.0-bootable.jar", "java -jar app.jar", nil,
		},
		"named by exec": {
			maventest.Project("app", maventest.Plugins("<plugin><groupId>org.codehaus.mojo</groupId><artifactId>exec-maven-plugin</artifactId><configuration><mainClass>a.Main</mainClass></configuration></plugin>")),
			"target/app-1.0.jar", "java -cp app.jar a.Main", nil,
		},
		"lone main class": {maventest.Project("app"), "target/app-1.0.jar", "java -cp app.jar a.Main", nil},
		"zip": {
			maventest.Project("app", maventest.Plugins("<plugin><artifactId>maven-assembly-plugin</artifactId>"+maventest.Runs("single", "<descriptors><descriptor>dist.xml</descriptor></descriptors>")+"</plugin>")),
			"target/app-1.0-bin.zip", "java -cp etc:lib/* a.Main",
			map[string]string{"dist.xml": "<assembly><id>bin</id><formats><format>zip</format></formats><fileSets><fileSet><directory>src/conf</directory><outputDirectory>etc</outputDirectory></fileSet>" +
				"<fileSet><directory>target</directory><outputDirectory>lib</outputDirectory><includes><include>*.jar</include></includes></fileSet></fileSets></assembly>"},
		},
		"switched off": {
			maventest.Project("app", maventest.Deps(maventest.Web), maventest.Plugins("<plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId><executions><execution><phase>none</phase><goals><goal>repackage</goal></goals></execution></executions></plugin>"+
				"<plugin><artifactId>maven-jar-plugin</artifactId><configuration><archive><manifestEntries><Main-Class>a.Main</Main-Class></manifestEntries></archive></configuration></plugin>")),
			"target/app-1.0.jar", "java -cp app.jar:lib/* a.Main", nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := maps.Clone(main)
			maps.Copy(files, tc.more)
			files["pom.xml"] = tc.pom
			u := one(t, files)
			if u.Artifact.Value != tc.file || argv(u.Image.Run.Command) != tc.command {
				t.Errorf("got %s, command %q", u.Artifact.Value, argv(u.Image.Run.Command))
			}
		})
	}
}

func TestToolsOfTheBuild(t *testing.T) {
	t.Parallel()
	files := maventest.Boot(nil)
	files["pom.xml"] = maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin,
		"<plugin><groupId>org.codehaus.mojo</groupId><artifactId>exec-maven-plugin</artifactId><executions><execution><phase>compile</phase><goals><goal>exec</goal></goals><configuration><executable>npx</executable></configuration></execution></executions></plugin>"))
	u := one(t, files)
	if !slices.ContainsFunc(u.Image.Stages[0].Requires, func(r facts.Require) bool { return r.Capability == "npm" }) {
		t.Errorf("requires %+v", u.Image.Stages[0].Requires)
	}
}

func TestProductionProfile(t *testing.T) {
	t.Parallel()
	files := maventest.Boot(nil)
	files["pom.xml"] = maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin),
		"<profiles><profile><id>dev</id><activation><activeByDefault>true</activeByDefault></activation></profile><profile><id>prod</id></profile></profiles>")
	f := detect(t, files)
	if !strings.Contains(argv(f.Units[0].Build[0]), "-Pprod") || !warned(f, "the build passes -Pprod") {
		t.Errorf("build %v, warnings %+v", f.Units[0].Build, f.Warnings)
	}
}

func TestTomcat(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		pom  string
		more map[string]string
		want string
	}{
		"import of jakarta": {maventest.Project("app", "<packaging>war</packaging>"), map[string]string{"src/main/java/a/S.java": "import jakarta.servlet.http.HttpServlet;\nclass S { }"}, ">=10"},
		"import of javax":   {maventest.Project("app", "<packaging>war</packaging>"), map[string]string{"src/main/java/a/S.java": "// import jakarta.servlet.x;\nimport javax.servlet.*;\nclass S { }"}, "<10"},
		"Spring":            {maventest.Project("app", "<packaging>war</packaging>", maventest.Deps(maventest.Dep("org.springframework", "spring-webmvc", "<version>6.1</version>"))), nil, ">=10"},
		"neither":           {maventest.Project("app", "<packaging>war</packaging>"), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"pom.xml": tc.pom}
			maps.Copy(files, tc.more)
			for _, r := range one(t, files).Image.Run.Requires {
				if r.Capability == "tomcat" && r.Range != tc.want {
					t.Errorf("got %q, want %q", r.Range, tc.want)
				}
			}
		})
	}
}
