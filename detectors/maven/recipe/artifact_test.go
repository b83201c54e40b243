package recipe_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestArtifact(t *testing.T) {
	t.Parallel()
	assembly := "<descriptorRefs><descriptorRef>jar-with-dependencies</descriptorRef></descriptorRefs><archive><manifest><mainClass>a.Main</mainClass></manifest></archive>"
	shade := func(config string) string {
		return maventest.Plugins("<plugin><artifactId>maven-shade-plugin</artifactId>" + maventest.Runs("shade", "<transformers><transformer><mainClass>a.Main</mainClass></transformer></transformers>"+config) + "</plugin>")
	}
	quarkusPlugin := func(version string) string {
		return "<properties><quarkus.platform.version>" + version + "</quarkus.platform.version></properties>" + maventest.Deps(maventest.Dep("io.quarkus", "quarkus-rest")) + maventest.Plugins("<plugin><groupId>io.quarkus.platform</groupId><artifactId>quarkus-maven-plugin</artifactId>"+maventest.Runs("build", "")+"</plugin>")
	}
	for name, tc := range map[string]struct {
		pom, file, packaging, start string
		files                       map[string]string
	}{
		"boot jar":            {maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin)), "target/app-1.0.jar", "jar", "java -jar target/app-1.0.jar", nil},
		"final name":          {maventest.Project("app", maventest.BootParent("3.3.1"), "<properties><n>x</n></properties><build><finalName>${n}-svc</finalName><plugins>"+maventest.BootPlugin+"</plugins></build>"), "target/x-svc.jar", "jar", "java -jar target/x-svc.jar", nil},
		"classifier":          {maventest.Project("app", maventest.Plugins("<plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId>"+maventest.Runs("repackage", "<classifier>exec</classifier>")+"</plugin>")), "target/app-1.0-exec.jar", "jar", "java -jar target/app-1.0-exec.jar", nil},
		"executable war":      {maventest.Project("app", "<packaging>war</packaging>", maventest.BootParent("2.7.1"), maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin)), "target/app-1.0.war", "war", "java -jar target/app-1.0.war", nil},
		"plain war":           {maventest.Project("app", "<packaging>war</packaging><build><finalName>shop</finalName></build>"), "target/shop.war", "war", "catalina.sh run", nil},
		"war name":            {maventest.Project("app", "<packaging>war</packaging>", maventest.Plugins("<plugin><artifactId>maven-war-plugin</artifactId><configuration><warName>ROOT</warName></configuration></plugin>")), "target/ROOT.war", "war", "catalina.sh run", nil},
		"fast jar":            {maventest.Project("app", quarkusPlugin("3.15.1")), "target/quarkus-app/quarkus-run.jar", "quarkus-app", "java -jar target/quarkus-app/quarkus-run.jar", nil},
		"legacy jar":          {maventest.Project("app", quarkusPlugin("1.11.3.Final")), "target/app-1.0-runner.jar", "jar", "java -jar target/app-1.0-runner.jar", nil},
		"uber jar":            {maventest.Project("app", quarkusPlugin("3.15.1")), "target/app-1.0-runner.jar", "jar", "java -jar target/app-1.0-runner.jar", map[string]string{"src/main/resources/application.properties": "quarkus.package.jar.type=uber-jar\n"}},
		"quarkus final name":  {maventest.Project("app", strings.Replace(quarkusPlugin("3.15.1"), "<executions>", "<configuration><finalName>shop</finalName></configuration><executions>", 1)), "target/shop-runner.jar", "jar", "java -jar target/shop-runner.jar", map[string]string{"src/main/resources/application.properties": "quarkus.package.jar.type=uber-jar\n"}},
		"shade":               {maventest.Project("app", shade("")), "target/app-1.0.jar", "jar", "java -jar target/app-1.0.jar", nil},
		"shade attached":      {maventest.Project("app", shade("<shadedArtifactAttached>true</shadedArtifactAttached><shadedClassifierName>fat</shadedClassifierName>")), "target/app-1.0-fat.jar", "jar", "java -jar target/app-1.0-fat.jar", nil},
		"shade final name":    {maventest.Project("app", shade("<finalName>${project.artifactId}-all</finalName>")), "target/app-all.jar", "jar", "java -jar target/app-all.jar", nil},
		"shade unknown name":  {maventest.Project("app", shade("<finalName>app-${git.commit.id}</finalName>")), "target/app-${git.commit.id}.jar", "jar", "java -jar target/app-${git.commit.id}.jar", nil},
		"assembly":            {maventest.Project("app", maventest.Plugins("<plugin><artifactId>maven-assembly-plugin</artifactId>"+maventest.Runs("single", assembly)+"</plugin>")), "target/app-1.0-jar-with-dependencies.jar", "jar", "java -jar target/app-1.0-jar-with-dependencies.jar", nil},
		"assembly without id": {maventest.Project("app", maventest.Plugins("<plugin><artifactId>maven-assembly-plugin</artifactId>"+maventest.Runs("single", assembly+"<appendAssemblyId>false</appendAssemblyId>")+"</plugin>")), "target/app-1.0.jar", "jar", "java -jar target/app-1.0.jar", nil},
		"jar with libraries": {
			maventest.Project("app", maventest.Deps(maventest.Dep("x", "y")), maventest.Plugins(
				"<plugin><artifactId>maven-jar-plugin</artifactId><configuration><archive><manifest><addClasspath>true</addClasspath><classpathPrefix>libs/</classpathPrefix><mainClass>a.Main</mainClass></manifest></archive></configuration></plugin>",
				"<plugin><artifactId>maven-dependency-plugin</artifactId>"+maventest.Runs("copy-dependencies", "<outputDirectory>${project.build.directory}/libs</outputDirectory>")+"</plugin>")),
			"target/app-1.0.jar", "jar", "java -jar target/app-1.0.jar", nil,
		},
		"class path":    {maventest.Project("app", maventest.Deps(maventest.Dep("x", "y")), "<properties><exec.mainClass>a.Main</exec.mainClass></properties>"), "target/app-1.0.jar", "jar", "java -cp target/app-1.0.jar:target/waybill-libs/* a.Main", nil},
		"vertx":         {maventest.Project("app", maventest.Deps(maventest.Dep("io.vertx", "vertx-web")), maventest.Plugins("<plugin><groupId>io.reactiverse</groupId><artifactId>vertx-maven-plugin</artifactId>"+maventest.Runs("package", "")+"</plugin>")), "target/app-1.0.jar", "jar", "java -jar target/app-1.0.jar", nil},
		"vertx and own": {maventest.Project("app", maventest.Deps(maventest.Dep("io.vertx", "vertx-web")), maventest.Plugins("<plugin><groupId>io.reactiverse</groupId><artifactId>vertx-maven-plugin</artifactId>"+maventest.Runs("package", "")+"</plugin>", "<plugin><artifactId>maven-assembly-plugin</artifactId>"+maventest.Runs("single", assembly)+"</plugin>")), "target/app-1.0-jar-with-dependencies.jar", "jar", "java -jar target/app-1.0-jar-with-dependencies.jar", nil},
		"helidon":       {maventest.Project("app", "<parent><groupId>io.helidon.applications</groupId><artifactId>helidon-mp</artifactId><version>4.1.2</version></parent>", maventest.Plugins("<plugin><artifactId>maven-dependency-plugin</artifactId></plugin>")), "target/app.jar", "jar", "java -jar target/app.jar", nil},
		"micronaut":     {maventest.Project("app", "<parent><groupId>io.micronaut.platform</groupId><artifactId>micronaut-parent</artifactId><version>4.6.0</version></parent><properties><exec.mainClass>a.Main</exec.mainClass><packaging>jar</packaging></properties>"), "target/app-1.0.jar", "jar", "java -jar target/app-1.0.jar", nil},
		"unbound":       {maventest.Project("app", maventest.Plugins(maventest.BootPlugin)), "target/app-1.0.jar", "jar", "java -jar target/app-1.0.jar", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"pom.xml": tc.pom, "src/main/java/a/App.java": maventest.BootApp, "src/main/java/a/Main.java": maventest.PlainMain}
			maps.Copy(files, tc.files)
			u := one(t, files)
			if u.Artifact.Value != tc.file || u.Packaging.Value != tc.packaging || argv(u.Start) != tc.start {
				t.Errorf("got %s (%s), start %q", u.Artifact.Value, u.Packaging.Value, argv(u.Start))
			}
			if len(u.Artifact.Evidence) == 0 || u.Artifact.Evidence[0].File == "" || u.Artifact.Evidence[0].Rule == "" {
				t.Errorf("no evidence: %+v", u.Artifact.Evidence)
			}
			if len(u.Image.Stages) != 1 || len(u.Image.Run.Copies) == 0 || len(u.Image.Run.Command) == 0 {
				t.Errorf("image: %+v", u.Image)
			}
		})
	}
}

func TestDistribution(t *testing.T) {
	t.Parallel()
	u := one(t, map[string]string{
		"pom.xml": maventest.Project("app", maventest.Plugins("<plugin><artifactId>maven-assembly-plugin</artifactId>"+maventest.Runs("single", "<appendAssemblyId>false</appendAssemblyId><descriptors><descriptor>src/main/assembly/dist.xml</descriptor></descriptors>")+"</plugin>")),
		"src/main/assembly/dist.xml": "<assembly><id>bin</id><formats><format>zip</format><format>tar.gz</format></formats>" +
			"<fileSets><fileSet><directory>src/main/bin</directory><outputDirectory>bin</outputDirectory></fileSet><fileSet><directory>src/main/conf</directory><outputDirectory>conf</outputDirectory></fileSet></fileSets>" +
			"<dependencySets><dependencySet><outputDirectory>lib</outputDirectory></dependencySet></dependencySets></assembly>",
		"src/main/bin/start.sh":     "exec java -cp conf:lib/* a.Main",
		"src/main/java/a/Main.java": maventest.PlainMain,
	})
	if u.Artifact.Value != "target/app-1.0.tar.gz" || argv(u.Image.Run.Command) != "java -cp conf:lib/* a.Main" {
		t.Errorf("got %s, command %v", u.Artifact.Value, u.Image.Run.Command)
	}
}

func TestLibraries(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string]string{
		"no main class":      {"pom.xml": maventest.Project("lib"), "src/main/java/a/Tool.java": "package a; class Tool {}"},
		"skipped repackage":  {"pom.xml": maventest.Project("lib", maventest.BootParent("3.3.1"), "<properties><spring-boot.repackage.skip>true</spring-boot.repackage.skip></properties>", maventest.Plugins(maventest.BootPlugin)), "src/main/java/a/Tool.java": "class Tool {}"},
		"nothing to start":   {"pom.xml": maventest.Project("lib", maventest.BootParent("3.3.1"), maventest.Plugins(maventest.BootPlugin)), "src/main/java/a/Tool.java": "class Tool {}"},
		"a shaded library":   {"pom.xml": maventest.Project("lib", maventest.Plugins("<plugin><artifactId>maven-shade-plugin</artifactId>"+maventest.Runs("shade", "")+"</plugin>")), "src/main/java/a/Tool.java": "class Tool {}"},
		"samples of library": {"pom.xml": maventest.Project("lib", "<packaging>pom</packaging><modules><module>core</module><module>samples</module></modules>"), "core/pom.xml": maventest.Project("core"), "samples/pom.xml": maventest.Project("samples", maventest.BootParent("3.3.1"), maventest.Plugins(maventest.BootPlugin)), "samples/src/main/java/a/App.java": maventest.BootApp},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, u := range detect(t, files).Units {
				if u.Kind.Value != facts.Library {
					t.Errorf("%s is a %s", u.Path, u.Kind.Value)
				}
			}
		})
	}
}
