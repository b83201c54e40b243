package recipe_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

// TestSettingsVariables: what the repository's own settings file takes from the environment is a secret of the build.
func TestSettingsVariables(t *testing.T) {
	t.Parallel()
	const settings = "<settings><servers><server><id>a</id><username>${env.REPO_USER}</username><password>${env.REPO_PASS}</password></server></servers><localRepository>${env.HOME}/.m2</localRepository></settings>"
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"named":     {map[string]string{".mvn/maven.config": "--settings\n.mvn/own.xml\n", ".mvn/own.xml": settings}, "REPO_PASS REPO_USER"},
		"not named": {map[string]string{".mvn/own.xml": settings}, ""},
		"no values": {map[string]string{".mvn/maven.config": "-s\n.mvn/own.xml\n", ".mvn/own.xml": "<settings/>"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.files["src/main/java/a/App.java"] = maventest.BootApp
			stage := one(t, maventest.Boot(c.files)).Image.Stages[0]
			var ids []string
			for _, s := range stage.Secrets {
				if s.ID != "maven-settings" {
					ids = append(ids, s.ID)
				}
			}
			if got := strings.Join(ids, " "); got != c.want {
				t.Errorf("secrets %q", got)
			}
			for _, command := range append(stage.Resolve, stage.Build...) {
				if given := strings.Contains(argv(command), "export REPO_USER="); given != (c.want != "") {
					t.Errorf("command %q", command)
				}
			}
		})
	}
}
