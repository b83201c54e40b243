package recipe_test

import (
	"strings"
	"testing"

	"github.com/waybill-dev/waybill/detectors/maven/maventest"
)

// TestJDKOfTheCI: where the parent's rules are not known, the oldest JDK that the CI builds with is asked for, and can be done without.
func TestJDKOfTheCI(t *testing.T) {
	t.Parallel()
	parent := "<parent><groupId>org.harbour</groupId><artifactId>rules</artifactId><version>4</version><relativePath/></parent>"
	eight := "<properties><java.version>8</java.version></properties>"
	step := func(version string) string {
		return "    steps:\n    - uses: actions/setup-java@v5\n      with:\n        java-version: " + version + "\n    - run: ./mvnw verify\n"
	}
	matrix := func(list string) string {
		return "jobs:\n  b:\n    strategy:\n      matrix:\n        jdk: " + list + "\n" + step("${{ matrix.jdk }}")
	}
	for name, c := range map[string]struct{ parent, ci, want string }{
		"a list":                   {parent, matrix("[25, 21, 26]"), ">=21"},
		"lines":                    {parent, matrix("\n        - '21'\n        - 25"), ">=21"},
		"one":                      {parent, step("'17'"), ">=17"},
		"an expression beside":     {parent, matrix("[21]") + step("${{ matrix.x == 'a' && '17' || '21' }}"), ""},
		"a list from elsewhere":    {parent, matrix("${{ fromJSON(needs.x.outputs.jdks) }}"), ""},
		"no older than the target": {parent, step("8"), ""},
		"not of Maven":             {parent, strings.ReplaceAll(step("21"), "mvnw", "gradlew"), ""},
		"a parent that is known":   {maventest.BootParent("2.7.18"), step("21"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := one(t, map[string]string{"pom.xml": maventest.Project("app", c.parent, eight, maventest.Plugins(maventest.BootPlugin)), "src/main/java/a/App.java": maventest.BootApp, ".github/workflows/ci.yml": c.ci})
			got := ""
			for _, r := range u.Image.Stages[0].Requires {
				if r.Capability == "java" && r.Optional {
					got = r.Range
					if at := r.Evidence[0]; at.File != ".github/workflows/ci.yml" || at.Line == 0 || at.Rule == "" {
						t.Errorf("the reason is %+v", at)
					}
				}
			}
			if got != c.want {
				t.Errorf("asks for %q, want %q", got, c.want)
			}
			if first := u.Image.Stages[0].Requires[0]; first.Range != ">=8" || first.Optional {
				t.Errorf("needs %+v", first)
			}
		})
	}
}

// TestSwitchesOfTheCI: below a parent that is not at hand, checks that the CI leaves out are left out of the image's build and told.
func TestSwitchesOfTheCI(t *testing.T) {
	t.Parallel()
	parent := "<parent><groupId>org.harbour</groupId><artifactId>rules</artifactId><version>4</version><relativePath/></parent>"
	for name, c := range map[string]struct{ parent, run, want string }{
		"in quotes":               {parent, `./mvnw verify -B -D"license.skip=true"`, "-Dlicense.skip=true"},
		"without a value":         {parent, "mvn -Drat.skip -Dcheckstyle.skip=true package", "-Drat.skip=true -Dcheckstyle.skip=true"},
		"set to false":            {parent, "mvn -Drat.skip=false package", ""},
		"a part of what is built": {parent, "mvn -Dfrontend.skip=true -Dspring-boot.repackage.skip=true package", ""},
		"the tests":               {parent, "mvn -Dmaven.test.skip=true package", ""},
		"not of Maven":            {parent, "gradle -Dlicense.skip=true build", ""},
		"a parent that is known":  {maventest.BootParent("2.7.18"), "mvn -Dlicense.skip=true package", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := detect(t, map[string]string{"pom.xml": maventest.Project("app", c.parent, maventest.Plugins(maventest.BootPlugin)), "src/main/java/a/App.java": maventest.BootApp, ".github/workflows/ci.yml": "jobs:\n  b:\n    steps:\n    - run: " + c.run + "\n"})
			var got []string
			for _, word := range f.Units[0].Image.Stages[0].Build[0] {
				if strings.HasSuffix(word, ".skip=true") && word != "-Dmaven.test.skip=true" {
					got = append(got, word)
				}
			}
			if strings.Join(got, " ") != c.want || warned(f, "as the CI does") != (c.want != "") {
				t.Errorf("got %q, want %q; told %v", got, c.want, f.Warnings)
			}
		})
	}
}
