package dockerfile_test

import (
	"encoding/json"
	"path"
	"strconv"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/fixture"
	"github.com/waybill-dev/waybill/internal/plan"
	"github.com/waybill-dev/waybill/templates"
	"github.com/waybill-dev/waybill/templates/engine"
)

func renderUnit(t *testing.T, u plan.Unit) map[string]string {
	t.Helper()
	return renderPlan(t, plan.Plan{Application: "freight", Units: []plan.Unit{u}, Environments: []plan.Environment{{Name: "dev", Aliases: []string{"development"}}, {Name: "qa"}, {Name: "prod", Aliases: []string{"production", "prd"}}}})
}

func renderPlan(t *testing.T, p plan.Plan) map[string]string {
	t.Helper()
	r, err := templates.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := r.Render(p, templates.Dockerfile, templates.Init)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		out[f.Path] = string(f.Data)
	}
	return out
}

// stagesOf parses a Dockerfile as BuildKit does; BuildKit's checks are asked in the proof module.
func stagesOf(t *testing.T, text string) []instructions.Stage {
	t.Helper()
	result, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	stages, _, err := instructions.Parse(result.AST, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return stages
}

func TestDockerfiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file string
		unit       plan.Unit
		want, not  []string
	}{
		{"java", "Dockerfile", fixture.Java(), []string{
			"COPY pom.xml /src/\n", "COPY core/pom.xml /src/core/\n", "COPY .mvn/ /src/.mvn/\n",
			"RUN --mount=type=cache,id=freight-maven,sharing=locked,target=/root/.m2/repository --mount=type=secret,id=maven-settings,target=/root/.m2/settings.xml \\\n    [\"mvn\", \"-B\", \"dependency:go-offline\"]",
			"COPY --from=build /src/target/orders.jar /app/app.jar", "COPY --chmod=0755 deploy/init.sh /usr/local/bin/waybill-init",
			`RUN ["install", "-d", "-o", "10001", "-g", "0", "-m", "0775", "/app/data", "/run/waybill"]`,
			"RUN rm -rf /app/logs && ln -sfn /run/waybill/logs /app/logs\n", "USER 10001:0\n",
			`ENTRYPOINT ["/usr/local/bin/waybill-init", "start"]`, `CMD ["java", "-jar", "app.jar"]`, `"org.opencontainers.image.base.digest"="sha256:aaa`,
			"apt-get install -y --no-install-recommends git &&",
		}, []string{"WB_ENV_REQUIRED", "HEALTHCHECK", "# syntax", "STOPSIGNAL"}},
		{"static", "cmd/api/Dockerfile", fixture.Static(), []string{
			`RUN ["install", "-d", "-m", "0775", "/skeleton/data"]`, "COPY --from=build --chown=10001:0 /skeleton/ /\n", "COPY --from=build /out/app /app/app", "COPY configs/ /app/configs/",
		}, []string{"ENTRYPOINT", "USER 0"}},
		{"site", "web/Dockerfile", fixture.Site(), []string{
			"COPY --from=build /src/web/dist /usr/share/nginx/html/shop/", "COPY web/deploy/nginx.conf /etc/nginx/nginx.conf", "STOPSIGNAL SIGQUIT", "COPY web/ /src/web/", "WORKDIR /src/web\n",
		}, []string{"ENTRYPOINT"}},
		{"node", "apps/shop/Dockerfile", fixture.Node(), []string{
			`ENTRYPOINT ["/usr/bin/tini", "--", "/usr/local/bin/waybill-init", "start"]`, "ln -sfn /run/waybill/config/config.yml /app/config.yml",
			`ENV WB_CONFIG_FILES="config.yml"`, `ENV WB_CONFIG_COPIES="etc/shop/my settings.ini"`, `CMD ["/usr/local/bin/waybill-init", "probe-ready"]`, `WB_READY="http://127.0.0.1:8080/healthz"`,
			"COPY --chmod=0755 apps/shop/deploy/init.sh ", "FROM registry.example.com/base/busybox:1.37 AS debug\n", "COPY --from=debug /bin/busybox /busybox/busybox", "fontconfig libvips42",
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := renderUnit(t, c.unit)[c.file]
			stagesOf(t, text)
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("no %q", want)
				}
			}
			for _, not := range c.not {
				if strings.Contains(text, not) {
					t.Errorf("there is %q", not)
				}
			}
			if t.Failed() {
				t.Log(text)
			}
		})
	}
}

// Names that would be instructions, options, variables or wildcards: they are refused, or arrive unchanged.
func TestHostileNamesStayData(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"a b.jar", "$(id).jar", "${HOME}.jar", "`id`.jar", "a'b.jar", "*.jar", "[x].jar", "?.jar", "#x.jar", "--from=evil", "x;id", "x && id #", "héé.jar",
		"a\nRUN id", "x\" && id #", "back\\slash", "tab\there", "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			words, err := engine.CopyWords([]string{"/src/target/" + name}, "/app/"+name)
			if strings.ContainsAny(name, "\n\\\t") {
				if err == nil {
					t.Fatalf("accepted as %s", words)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			command, err := engine.Argv([]string{"java", "-jar", name})
			if err != nil {
				t.Fatal(err)
			}
			value, err := engine.DockerValue(name)
			if err != nil {
				t.Fatal(err)
			}
			text := "FROM registry.example.com/os:1\nCOPY " + words + "\nENV A=" + value + "\nCMD " + command + "\n"
			stages := stagesOf(t, text)
			if len(stages) != 1 || len(stages[0].Commands) != 3 {
				t.Fatalf("%v\n%s", stages, text)
			}
			cmd, ok := stages[0].Commands[2].(*instructions.CmdCommand)
			if !ok || cmd.CmdLine[2] != name {
				t.Errorf("the command became %v", stages[0].Commands[2])
			}
			copied, ok := stages[0].Commands[0].(*instructions.CopyCommand)
			if !ok || len(copied.SourcePaths) != 1 {
				t.Fatalf("the copy became %v", stages[0].Commands[0])
			}
			if pattern := expand(t, copied.SourcePaths[0]); !matches(pattern, "/src/target/"+name) || matches(pattern, "/src/target/other") {
				t.Errorf("the source became %q", pattern)
			}
			if to := expand(t, copied.DestPath); to != "/app/"+name {
				t.Errorf("the target became %q", to)
			}
		})
	}
}

// expand does what BuildKit does with a word of COPY before it looks for files.
func expand(t *testing.T, word string) string {
	t.Helper()
	out, _, err := shell.NewLex('\\').ProcessWord(word, shell.EnvsFromSlice([]string{"HOME=/evil"}))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func matches(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}

func TestPathOfAUnitIsNoDirective(t *testing.T) {
	t.Parallel()
	u := fixture.Static()
	u.Path = "syntax=evil/frontend"
	text := renderUnit(t, u)["cmd/api/Dockerfile"]
	stagesOf(t, text)
	if syntax, _, _, ok := parser.DetectSyntax([]byte(text)); ok {
		t.Errorf("it names the frontend %s", syntax)
	}
}

func TestManyFoldersComeThroughOneStage(t *testing.T) {
	t.Parallel()
	u := fixture.Java()
	var manifests []string
	for i := range 40 {
		manifests = append(manifests, "module-"+strconv.Itoa(i)+"/pom.xml")
	}
	u.Stages[0].Manifest = manifests
	text := renderUnit(t, u)["Dockerfile"]
	if !strings.Contains(text, "AS build-manifests") || !strings.Contains(text, "COPY --from=build-manifests /src/ /src/") || strings.Count(text, "COPY ") > 8 {
		t.Error(text)
	}
	stagesOf(t, text)
}

func TestCommandNamesBuildArguments(t *testing.T) {
	t.Parallel()
	args := []facts.EnvVar{{Name: "REVISION", Value: "unknown"}}
	for name, tc := range map[string]struct {
		words []string
		want  string
	}{
		"named":      {[]string{"go", "build", "-ldflags=-s -X main.commit=${REVISION}", "-o", "/out/a b", "."}, `go build '-ldflags=-s -X main.commit='"${REVISION}" -o '/out/a b' .`},
		"plain":      {[]string{"env", "GOOS=${REVISION}", "x"}, `env GOOS="${REVISION}" x`},
		"in between": {[]string{"x", "a${REVISION}b$(id)", ""}, `x 'a'"${REVISION}"'b$(id)' ''`},
		"not named":  {[]string{"x", "${HOME}", "a\nb"}, `["x", "${HOME}", "a\nb"]`},
		"line break": {[]string{"x", "${REVISION}\nUSER 0"}, ""},
	} {
		got, err := engine.Command(tc.words, args)
		if got != tc.want || (err != nil) != (tc.want == "") {
			t.Errorf("%s: %s, %v, want %s", name, got, err, tc.want)
		}
	}
}

func TestCommandsAreJSON(t *testing.T) {
	t.Parallel()
	hostile := []string{`a"b`, "c'd", "$(id)", "`x`", "<&>", "new\nline", `back\slash`}
	text, err := engine.Argv(hostile)
	if err != nil {
		t.Fatal(err)
	}
	var back []string
	if err := json.Unmarshal([]byte(text), &back); err != nil || strings.Join(back, "|") != strings.Join(hostile, "|") {
		t.Errorf("%s: %v %q", text, err, back)
	}
}

// An image of the tree brings waybill-init: nothing is copied, and what a script would hold stands in ENV.
func TestProvidedInit(t *testing.T) {
	t.Parallel()
	u := fixture.Static()
	u.Init = plan.Init{Form: plan.InitBinary, Provided: true, Path: "/waybill-init", Links: []plan.Link{{Target: "/app/config.yml"}}, Select: plan.Select{Variable: "APP_PROFILE", Values: map[string]string{"prod": "pro"}}}
	files := renderUnit(t, u)
	text := files["cmd/api/Dockerfile"]
	for _, want := range []string{
		`ENTRYPOINT ["/waybill-init", "start"]`, `ENV APP_NAME="api"`, `ENV WB_ENVS="dev qa prod"`, `ENV WB_ENV_ALIASES="development=dev production=prod prd=prod test=qa"`,
		`ENV WB_SELECT="APP_PROFILE"`, `ENV WB_SPELLINGS="prod=pro"`, `ENV WB_CONFIG_FILES="config.yml"`,
		`RUN ["ln", "-sfn", "/run/waybill/config/config.yml", "/skeleton/app/config.yml"]`, `"/skeleton/run/waybill"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if _, ok := files["cmd/api/deploy/init.sh"]; ok || strings.Contains(text, "init.sh") {
		t.Error("a script is written although the image brings its init")
	}
	stagesOf(t, text)
}
