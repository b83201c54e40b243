package maven

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestEnvironments(t *testing.T) {
	t.Parallel()
	folders := map[string]string{"src/main/resources/dev/application.yml": "a: 1", "src/main/resources/prod/application.yml": "a: 2", "src/main/resources/dev/x.xml": "", "src/main/resources/prod/x.xml": ""}
	profiles := "<profiles><profile><id>dev</id><activation><activeByDefault>true</activeByDefault></activation><properties><env>dev</env></properties></profile><profile><id>prod</id><properties><env>prod</env></properties></profile></profiles>"
	resource := "<build><resources><resource><directory>src/main/resources</directory><excludes><exclude>dev/*</exclude></excludes></resource><resource><directory>src/main/resources/${env}</directory></resource></resources><plugins>" + maventest.BootPlugin + "</plugins></build>"
	for name, tc := range map[string]struct {
		pom   string
		files map[string]string
		want  string // names
		by    string
		how   string // variable, or targets of links
		build string // profile flag
	}{
		"none":             {"", nil, "", "", "", ""},
		"suffix":           {"", map[string]string{"src/main/resources/application-dev.yml": "", "src/main/resources/application-prod.yml": "", "src/main/resources/application-mysql.yml": ""}, "dev prod", facts.ByVariable, "SPRING_PROFILES_ACTIVE", ""},
		"features":         {"", map[string]string{"src/main/resources/application-mysql.yml": "", "src/main/resources/application-tls.yml": ""}, "", "", "", ""},
		"in config/":       {"", map[string]string{"src/main/resources/config/application-test.yml": "", "src/main/resources/config/application-pro.yml": ""}, "test prod", facts.ByVariable, "SPRING_PROFILES_ACTIVE", ""},
		"documents":        {"", map[string]string{"src/main/resources/application.yml": "a: 1\n---\nspring.config.activate.on-profile: dev\na: 2\n---\nspring.config.activate.on-profile: prod\na: 3\n"}, "dev prod", facts.ByVariable, "SPRING_PROFILES_ACTIVE", ""},
		"folders in a jar": {maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web), resource, profiles), folders, "dev prod", facts.ByLink, "config/application.yml", "-Pprod"},
		"folders in a war": {maventest.Project("app", "<packaging>war</packaging>", strings.Replace(resource, maventest.BootPlugin, "", 1), profiles), folders, "dev prod", facts.ByLink, "webapps/ROOT/WEB-INF/classes/application.yml webapps/ROOT/WEB-INF/classes/x.xml", "-Pprod"},
		"folders outside":  {"", map[string]string{"config/dev/application.yml": "a: 1", "config/uat/application.yml": "a: 2"}, "dev uat", facts.ByLink, "config/application.yml", ""},
		"baked profile":    {maventest.Project("app", maventest.BootParent("3.3.1"), maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin), profiles), map[string]string{"src/main/resources/application.yml": "spring.profiles.active: '@env@'"}, "dev prod", facts.ByVariable, "SPRING_PROFILES_ACTIVE", "-Pprod"},
		"filters":          {maventest.Project("app", "<packaging>war</packaging><build><filters><filter>src/main/filters/${env}.properties</filter></filters></build>", profiles), nil, "dev prod", facts.ByBuild, "", "-Pprod"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := maventest.Boot(tc.files)
			if tc.pom != "" {
				files["pom.xml"] = tc.pom
			}
			u := one(t, files)
			var names, how []string
			for _, e := range u.Environments {
				names = append(names, e.Name)
			}
			for _, l := range u.Config.Links {
				how = append(how, l.Target)
			}
			if u.Config.Variable != "" {
				how = append(how, u.Config.Variable)
			}
			if argv(names) != tc.want || u.Config.By != tc.by || argv(how) != tc.how {
				t.Errorf("got %v by %q: %v", names, u.Config.By, how)
			}
			if tc.build != "" && !strings.Contains(argv(u.Build[0]), tc.build) {
				t.Errorf("build %v", u.Build)
			}
		})
	}
}

func BenchmarkDetect(b *testing.B) {
	tr := maventest.Tree(b, shop())
	for b.Loop() {
		if _, err := (Detector{}).Detect(b.Context(), tr); err != nil {
			b.Fatal(err)
		}
	}
}
