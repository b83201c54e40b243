package recipe_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestPlatform(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ more, deps, native string }{
		"jars are the same everywhere":           {"", maventest.Dep("io.netty", "netty-tcnative-boringssl-static", "<version>2.0.65.Final</version>"), ""},
		"a classifier of the build's platform":   {"", maventest.Dep("io.netty", "netty-transport-native-epoll", "<classifier>${os.detected.classifier}</classifier>"), "netty-transport-native-epoll is taken for the platform that builds"},
		"a library that chooses for itself":      {"", maventest.Dep("org.openjfx", "javafx-controls", "<version>21</version>"), "javafx-controls is taken for the platform that builds"},
		"a profile by operating system":          {"<profiles><profile><id>mac</id><activation><os><family>mac</family></os></activation><dependencies></dependencies></profile></profiles>", "", "the profile mac adds dependencies"},
		"a profile that only sets a property":    {"<profiles><profile><id>mac</id><activation><os><family>mac</family></os></activation><properties></properties></profile></profiles>", "", ""},
		"a library that only tests are run with": {"", maventest.Dep("org.openjfx", "javafx-controls", "<version>21</version>", "<scope>test</scope>"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := maventest.Boot(nil)
			files["pom.xml"] = maventest.Project("app", maventest.BootParent("3.3.1"), tc.more, maventest.Deps(maventest.Web, tc.deps), maventest.Plugins(maventest.BootPlugin))
			s := one(t, files).Image.Stages[0]
			if (s.Native == "") != (tc.native == "") || !strings.HasPrefix(s.Native, tc.native) || (s.Platform == facts.AnyPlatform) != (tc.native == "") {
				t.Errorf("%q, native since %q", s.Platform, s.Native)
			}
		})
	}
}
