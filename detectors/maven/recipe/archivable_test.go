package recipe_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

func TestArchivable(t *testing.T) {
	t.Parallel()
	boot := func(version string) map[string]string {
		files := maventest.Boot(nil)
		files["pom.xml"] = maventest.Project("app", maventest.BootParent(version), maventest.Deps(maventest.Web), maventest.Plugins(maventest.BootPlugin))
		return files
	}
	for _, c := range []struct{ name, version, never, ends string }{
		{"a jar that is taken apart", "3.3.1", "", "-Dspring.context.exit=onRefresh"},
		{"folders on the class path", "3.2.5", "jars within a jar", ""},
		{"a jar of jars", "2.1.3.RELEASE", "jars within a jar", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := one(t, boot(c.version)).Image.Run.Archivable
			if got.Command != "java" || len(got.Forms) != 2 || (got.Never == "") != (c.never == "") || !strings.Contains(got.Never, c.never) {
				t.Errorf("got %+v", got)
			}
			if c.ends != "" && argv(got.Ends) != c.ends {
				t.Errorf("ends by %q", got.Ends)
			}
			if c.never != "" && (len(got.At) != 1 || got.At[0].File != "pom.xml" || got.At[0].Line == 0) {
				t.Errorf("read at %+v", got.At)
			}
		})
	}
}
