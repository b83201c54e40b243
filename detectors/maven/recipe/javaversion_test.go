package recipe_test

import (
	"maps"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestJavaVersion(t *testing.T) {
	t.Parallel()
	compiler := func(config string) string {
		return "<plugin><artifactId>maven-compiler-plugin</artifactId><configuration>" + config + "</configuration></plugin>"
	}
	enforcer := "<plugin><artifactId>maven-enforcer-plugin</artifactId>" + maventest.Runs("enforce", "<rules><requireJavaVersion><version>[21,22),[25,26)</version></requireJavaVersion></rules>") + "</plugin>"
	for name, tc := range map[string]struct {
		pom, version, build string
		line                int
		more                map[string]string
	}{
		"release over target": {maventest.Project("app", maventest.Plugins(maventest.BootPlugin, compiler("<release>17</release><target>11</target>"))), "17", ">=17", 7, nil},
		"property":            {maventest.Project("app", "<properties>\n<maven.compiler.release>21</maven.compiler.release></properties>", maventest.Plugins(maventest.BootPlugin)), "21", ">=21", 7, nil},
		"target over source":  {maventest.Project("app", "<properties><maven.compiler.source>8</maven.compiler.source><maven.compiler.target>11</maven.compiler.target></properties>", maventest.Plugins(maventest.BootPlugin)), "11", ">=11", 6, nil},
		"old form":            {maventest.Project("app", maventest.Plugins(maventest.BootPlugin, compiler("<source>1.8</source><target>1.8</target>"))), "8", ">=8", 7, nil},
		"boot property":       {maventest.Project("app", maventest.BootParent("3.3.1"), "<properties><java.version>21</java.version></properties>", maventest.Plugins(maventest.BootPlugin)), "21", ">=21", 7, nil},
		"boot default":        {maventest.Project("app", maventest.BootParent("2.7.18"), maventest.Plugins(maventest.BootPlugin)), "8", ">=8", 6, nil},
		"boot 3 default":      {maventest.Project("app", maventest.BootParent("3.0.0"), maventest.Plugins(maventest.BootPlugin)), "17", ">=17", 6, nil},
		"release 7":           {maventest.Project("app", "<properties><maven.compiler.target>1.7</maven.compiler.target></properties>", maventest.Plugins(maventest.BootPlugin)), "7", ">=7 <20", 6, nil},
		"unknown parent":      {maventest.Project("app", "<properties><java.version>17</java.version></properties>", maventest.Plugins(maventest.BootPlugin)), "17", ">=17", 6, nil},
		"enforcer builds":     {maventest.Project("app", maventest.BootParent("3.3.1"), "<properties><java.version>21</java.version></properties>", maventest.Plugins(maventest.BootPlugin, enforcer)), "21", ">=21 <22 || >=25 <26", 7, nil},
		"management alone":    {maventest.Project("app", "<build><pluginManagement><plugins>"+compiler("<release>17</release>")+"</plugins></pluginManagement><plugins>"+maventest.BootPlugin+"</plugins></build>"), "17", ">=17", 6, nil},
		"a round for module-info": {maventest.Project("app", maventest.Plugins(maventest.BootPlugin, "<plugin><artifactId>maven-compiler-plugin</artifactId><executions><execution><id>default-compile</id><configuration><release>17</release></configuration></execution>"+
			"<execution><id>base</id><goals><goal>compile</goal></goals><configuration><excludes><exclude>module-info.java</exclude></excludes></configuration></execution></executions><configuration><release>8</release></configuration></plugin>")), "8", ">=8", 7, nil},
		"property of kotlin": {maventest.Project("app", "<properties>\n<kotlin.compiler.jvmTarget>25</kotlin.compiler.jvmTarget></properties>", maventest.Plugins(maventest.BootPlugin, "<plugin><artifactId>kotlin-maven-plugin</artifactId></plugin>")), "25", ">=25", 7, nil},
		"tool file":          {maventest.Project("app", maventest.Plugins(maventest.BootPlugin)), "21", ">=21", 1, map[string]string{".java-version": "21.0.2\n"}},
		"sdkman":             {maventest.Project("app", maventest.Plugins(maventest.BootPlugin)), "17", ">=17", 2, map[string]string{".sdkmanrc": "# x\njava=17.0.9-tem\n"}},
		"CI":                 {maventest.Project("app", maventest.Plugins(maventest.BootPlugin)), "11", ">=11", 3, map[string]string{".github/workflows/ci.yml": "steps:\n- with:\n    java-version: '11'\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"pom.xml": tc.pom, "src/main/java/a/App.java": maventest.BootApp}
			maps.Copy(files, tc.more)
			u := one(t, files)
			v := u.RuntimeVersion
			if v.Value != tc.version || len(v.Evidence) == 0 || v.Evidence[0].Line != tc.line {
				t.Errorf("got %+v", v)
			}
			if got := u.Image.Stages[0].Requires[0].Range; got != tc.build {
				t.Errorf("builds with %q, want %q", got, tc.build)
			}
		})
	}
}

func TestJavaVersionGuessesAndConflicts(t *testing.T) {
	t.Parallel()
	f := detect(t, map[string]string{"pom.xml": maventest.Project("app", "<dependencyManagement><dependencies>"+maventest.Dep("org.springframework.boot", "spring-boot-dependencies", "<version>3.2.1</version><type>pom</type><scope>import</scope>")+"</dependencies></dependencyManagement>", maventest.Plugins(maventest.BootPlugin)), "src/main/java/a/App.java": maventest.BootApp})
	if v := f.Units[0].RuntimeVersion; v.Value != "17" || v.Confidence != facts.Guess || !warned(f, "no Java version is stated: 17 is a guess") {
		t.Errorf("got %+v, %+v", v, f.Warnings)
	}
	f = detect(t, maventest.Boot(map[string]string{".java-version": "11\n"}))
	if v := f.Units[0].RuntimeVersion; v.Value != "17" || !warned(f, "Java versions disagree") {
		t.Errorf("got %+v, %+v", v, f.Warnings)
	}
}
