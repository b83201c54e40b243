package secret

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/waybill-dev/waybill/detectors/facts"
	"github.com/waybill-dev/waybill/internal/source"
)

func TestLooks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"API_TOKEN", "abc-123", true},
		{"dbPassword", "1234", true},
		{"spring.datasource.password", "x", true},
		{"--client-secret", "x9", true},
		{"AWS_SECRET_ACCESS_KEY", "wJalr", true},
		{"GREETING", "ghp_abcdefghijklmnopqrstuvwxyz0123456789", true},
		{"DATABASE_URL", "postgres://shop:pw@db/shop", true},
		{"X", "-----BEGIN RSA PRIVATE KEY-----", true},
		{"API_TOKEN", "", false},
		{"API_TOKEN", "$TOKEN", false},
		{"DATABASE_URL", "postgres://shop:${PW}@db/shop", false},
		{"DATABASE_URL", "postgres://db/shop", false},
		{"MAX_TOKEN", "4096", false},
		{"TOKEN_ISSUER", "shop", false},
		{"PASSWORD_FILE", "/run/secrets/db", false},
		{"TLS_PRIVATE_KEY", "/etc/tls/tls.key", false},
		{"REQUIRE_PASSWORD", "true", false},
		{"MONKEY", "banana", false},
		{"PGPASSWORD", "abc", true},
		{"SMTP_PASS", "abc", true},
		{"githubToken", "abc", true},
		{"GITHUBTOKEN", "abc", true},
		{"JAVA_OPTS", "-Xmx1g -Ddb.password=abc", true},
		{"NODE_OPTIONS", "--api-token abc", true},
		{"HEADER", "Authorization: Basic YWJj", true},
		{"HEADER", "Bearer 0123456789abcdefgh", true},
		{"JDBC", "jdbc:sqlserver://db;user=a;password=abc", true},
		{"DB", "host=db user=a password=abc", true},
		{"JAVA_OPTS", "-Xmx1g -Ddb.password=$DB_PASSWORD", false},
		{"PROXY_PASS", "http://api:8080", false},
		{"BYPASS", "x", false},
		{"MAX_PASS", "3", false},
		{"AUTHORIZATION_URL", "https://login.example.com/authorize", false},
		{"GREETING", "Bearer of news", false},
		{"DB", "host=db user=a password=${PW}", false},
		{"CACHE_KEY", "users", false},
		{"SESSION_KEYS", "abc,def", true},
		{"--smtp-pw", "abc", true},
		{"--github-pat", "abc", true},
		{"--bearer", "abc", true},
		{"NPM_AUTH", "ZmVycnk6aGFyYm91cjEyMw==", true},
		{"NPM_AUTH", "basic", false},
		{"--auth", "legacy", false},
		{"RELEASE_KEY", "0123456789abcdef0123456789abcdef", true},
		{"CACHE_KEY", "releases-of-the-year-2026-by-name", false},
		{"PARTITION_KEY", "tenantIdentifierOfTheAccount", false},
		{"HOOK", "https://hooks.slack.com/services/T0AAAAAAA/B0AAAAAAA/abcdefghijklmnop", true},
		{"MAPS", "AIzaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true},
		{"FEED", "https://feed.example.com/?format=json&token=abc", true},
		{"FEED", "https://feed.example.com/?token=${TOKEN}", false},
		{"FEED", "https://feed.example.com/?token=<yours>", false},
		{"STORE", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abcdefghijklmnopqrstuvwxyz==", true},
		{"--auth", "s3cret", true},
		{"--key", "hunter2", true},
		{"APP_KEY", "base64:c2VjcmV0LWtleS0xMjM0NTY3ODkwCg==", true},
		{"RELEASE_KEY", "abc123", true},
		{"--auth", "admin:abc", true},
		{"--user", "admin:abc1", true},
		{"DSN", "ferry:abc@tcp(db:3306)/ferry", true},
		{"DSN", "ferry:abc@/ferry", true},
		{"TARGET", "ferry:abc@db.example.com:5432/ferry", true},
		{"HEADER", "X-Token: abc", true},
		{"HEADER", "Cookie: session=abc", true},
		{"SETTINGS", `{"port": 80, "password": "abc"}`, true},
		{"OPTIONS", "token=abc", true},
		{"ARGUMENT", "token:abc1", true},
		{"--otp", "a1b2c3", true},
		{"--key", "server.key", false},
		{"--key", "id", false},
		{"--auth", "oauth2", false},
		{"SORT_KEY", "user1", false},
		{"CACHE_KEY", "users2", false},
		{"HASH", "sha256", false},
		{"LICENSE", "AGPL3", false},
		{"--user", "1000:1000", false},
		{"--user", "node:node", false},
		{"--auth", "basic:realm", false},
		{"IMAGE", "quay.io/a/x:1@sha256:0123456789abcdef", false},
		{"PACKAGE", "npm:x@1.2.3", false},
		{"SCRIPT", "token:generate", false},
		{"HEADER", "Accept: text/html", false},
		{"MAX_TOKENS", "4096", false},
		{"AWS_ACCESS_KEY_ID", "abcdef", true},
		{"--license", "abcdefgh", true},
		{"--license", "mit", false},
		{"--license", "LICENSE", false},
		{"LICENSE", "accept", false},
		{"LICENSE", "Apache-2.0", false},
		{"--pin", "123456", true},
		{"--pin", "12", false},
		{"PIN", "latest", false},
		{"--otp", "abcdefgh", true},
		{"--otp", "totp", false},
		{"--authkey", "abc", true},
		{"X", "/p:abc123", true},
		{"X", "/p:Configuration", false},
		{"X", "/p:Password=abc", true},
		{"X", "/p:Configuration=Release2", false},
		{"OPTIONS", "-PsigningKey=abc", true},
		{"OPTIONS", "-Pversion=abc", false},
		{"DATA", "grant=x&client_secret=abc", true},
		{"DATA", "grant=x&client_secret=$S", false},
		{"PROBE", "/h?token=abc", true},
		{"PROBE", "/h?token=${T}", false},
		{"MOUNT", "username=a,password=abc", true},
		{"DISPATCH", "x", false},
	} {
		if got := Looks(c.name, c.value); got != c.want {
			t.Errorf("%s=%s: %v, want %v", c.name, c.value, got, c.want)
		}
	}
}

func tree(t *testing.T, files map[string]string) *source.Tree {
	t.Helper()
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tr, err := source.New(m, source.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// TestEmptyArgument: an empty argument of a command that a shell starts stays one.
func TestEmptyArgument(t *testing.T) {
	t.Parallel()
	u := facts.Unit{Path: ".", Start: []string{"node", "a.js", "--prefix", "", "--token=hidden-1"}}
	units := []facts.Unit{u}
	Remove(tree(t, map[string]string{"package.json": "{\"scripts\": {\"start\": \"node a.js --token=hidden-1\"}}\n"}), units)
	want := []string{"sh", "-c", `exec node a.js --prefix '' --token="$TOKEN"`}
	if d := cmp.Diff(want, units[0].Start); d != "" {
		t.Error(d)
	}
}

// TestShellTexts: what a shell runs takes its secrets from variables, too, and a token is one wherever it stands.
func TestShellTexts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		start []string
		want  []string
	}{
		{[]string{"sh", "-c", "exec node a.js --password=hidden --port 80"}, []string{"sh", "-c", `exec node a.js --password="$PASSWORD" --port 80`}},
		{[]string{"sh", "-c", "API_TOKEN='hidden' node a.js --db-secret 'hidden'"}, []string{"sh", "-c", `API_TOKEN="$API_TOKEN" node a.js --db-secret "$DB_SECRET"`}},
		{[]string{"node", "a.js", "ghp_hidden0123456789012345678901234"}, []string{"sh", "-c", `exec node a.js "$TOKEN"`}},
		{[]string{"node", "a.js", "--header", "X-Token: hidden"}, []string{"sh", "-c", `exec node a.js --header "$HEADER"`}},
		{[]string{"node", "a.js", "X-Token: hidden"}, []string{"sh", "-c", `exec node a.js 'X-Token: '"$X_TOKEN"`}},
		{[]string{"node", "a.js", `{"token": "hidden", "a": 1}`}, []string{"sh", "-c", `exec node a.js '{"token": "'"$TOKEN"'", "a": 1}'`}},
		{[]string{"node", "a.js", "-u", "admin", "-p", "hidden"}, []string{"sh", "-c", `exec node a.js -u admin -p "$PASSWORD"`}},
		{[]string{"node", "a.js", "-p", "web"}, []string{"node", "a.js", "-p", "web"}},
		{[]string{"node", "a.js", "-u", "admin", "-p", "3000"}, []string{"node", "a.js", "-u", "admin", "-p", "3000"}},
		{[]string{"sh", "-c", `curl -H "X-Token: hidden" https://a:hidden@h/x && sshpass -p hidden node a.js -p 80`}, []string{"sh", "-c", `curl -H "X-Token: $X_TOKEN" https://a:"$URL_PASSWORD"@h/x && sshpass -p "$PASSWORD" node a.js -p 80`}},
		{[]string{"sh", "-c", `curl -H 'X-Token: hidden' h; sentry-cli --auth-token hidden up`}, []string{"sh", "-c", `curl -H 'X-Token: '"$X_TOKEN"'' h; sentry-cli --auth-token "$AUTH_TOKEN" up`}},
		{[]string{"node", "a.js", "--header", "Authorization: Bearer hidden"}, []string{"sh", "-c", `exec node a.js --header "$HEADER"`}},
	} {
		u := facts.Unit{Path: ".", Start: c.start}
		Clean(nil, &u)
		if d := cmp.Diff(c.want, u.Start); d != "" {
			t.Error(d)
		}
	}
}

// TestRemove: no value of a secret is left in any part of a unit, and its name is.
func TestRemove(t *testing.T) {
	t.Parallel()
	repo := tree(t, map[string]string{"web/package.json": "{\n\"scripts\": {\"start\": \"API_TOKEN=hidden-1 node a.js --db-password=hidden-2 --secret hidden-3\"}\n}\n"})
	u := facts.Unit{Path: "web", Start: []string{"node", "it's.js", "--db-password=hidden-2", "--secret", "hidden-3"}, NeedsEnv: []string{"ZONE"}}
	u.Image.Run.Command = u.Start
	u.Image.Run.Env = []facts.EnvVar{{Name: "API_TOKEN", Value: "hidden-1"}, {Name: "NODE_ENV", Value: "production"}}
	u.Image.Stages = []facts.Stage{{
		Env:   []facts.EnvVar{{Name: "NPM_TOKEN", Value: "hidden-4"}},
		Build: [][]string{{"go", "build", "-ldflags=-s -X main.token=hidden-5 -X 'main.version=1'"}, {"mvn", "-Dsonar.token=hidden-6", "package"}},
	}}
	units := []facts.Unit{u}
	warnings, values := Remove(repo, units)
	got := units[0]
	want := []string{"sh", "-c", `exec node 'it'\''s.js' --db-password="$DB_PASSWORD" --secret "$SECRET"`}
	if d := cmp.Diff(want, got.Start) + cmp.Diff(want, got.Image.Run.Command); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"API_TOKEN", "DB_PASSWORD", "SECRET", "ZONE"}, got.NeedsEnv); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]facts.EnvVar{{Name: "NODE_ENV", Value: "production"}}, got.Image.Run.Env); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([][]string{{"go", "build", "-ldflags=-s -X 'main.version=1'"}, {"mvn", "package"}}, got.Image.Stages[0].Build); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]facts.Secret{{ID: "NPM_TOKEN", Env: "NPM_TOKEN"}}, got.Image.Stages[0].Secrets); d != "" {
		t.Error(d)
	}
	if len(warnings) != 6 || warnings[0].File != "web/package.json" || warnings[0].Line != 2 {
		t.Errorf("warnings: %+v", warnings)
	}
	other := []facts.Warning{{Text: "the script says hidden-1"}}
	Scrub(other, values)
	if other[0].Text != "the script says …" {
		t.Errorf("not scrubbed: %s", other[0].Text)
	}
	if again, _ := Remove(repo, units); len(again) != 0 {
		t.Errorf("a second time: %+v", again)
	}
}

// TestBuildCommands: a command of the build takes its secrets from optional secrets of the build.
func TestBuildCommands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		argv, want []string
		takes      string
	}{
		{[]string{"git", "clone", "https://a:hidden@h/x.git"}, []string{"sh", "-c", `git clone "$URL"`}, "URL"},
		{[]string{"upload", "--auth-token", "hidden", "dist"}, []string{"sh", "-c", `upload --auth-token "$AUTH_TOKEN" dist`}, "AUTH_TOKEN"},
		{[]string{"npm", "config", "set", "//r/:_authToken", "hidden"}, []string{"sh", "-c", `npm config set //r/:_authToken "$R_AUTH_TOKEN"`}, "R_AUTH_TOKEN"},
		{[]string{"sh", "-c", "API_TOKEN=hidden make it"}, []string{"sh", "-c", `API_TOKEN="$API_TOKEN" make it`}, "API_TOKEN"},
		{[]string{"go", "build", "-ldflags=-X main.key=hidden1", "."}, []string{"go", "build", "-ldflags=", "."}, ""},
		{[]string{"tsc", "-p", "tsconfig.json"}, []string{"tsc", "-p", "tsconfig.json"}, ""},
	} {
		u := facts.Unit{Path: ".", Image: facts.Image{Stages: []facts.Stage{{Build: [][]string{c.argv}}}}}
		warnings, _ := Clean(nil, &u)
		var takes []string
		for _, s := range u.Image.Stages[0].Secrets {
			takes = append(takes, s.ID)
		}
		if d := cmp.Diff(c.want, u.Image.Stages[0].Build[0]); d != "" || strings.Join(takes, " ") != c.takes || (len(warnings) == 0) != slices.Equal(c.argv, c.want) {
			t.Errorf("%v: takes %v, %v\n%s", c.argv, takes, warnings, d)
		}
	}
}

// TestRemoveWithoutAShell: no word of the command holds the value, and none waits for a shell.
func TestRemoveWithoutAShell(t *testing.T) {
	t.Parallel()
	u := facts.Unit{Path: ".", Start: []string{"/ferry", "--password=hidden-1", "--port", "80", "--api-token", "hidden-2"}}
	u.Image.Run = facts.Run{Requires: []facts.Require{{Capability: "static"}}, Command: u.Start}
	warnings, _ := Clean(nil, &u)
	want := []string{"/ferry", "--port", "80"}
	if d := cmp.Diff(want, u.Start) + cmp.Diff(want, u.Image.Run.Command); d != "" {
		t.Error(d)
	}
	if len(warnings) != 2 || len(u.NeedsEnv) != 0 || len(u.Image.Run.Requires) != 1 {
		t.Errorf("%+v %v", warnings, u.NeedsEnv)
	}
}

// TestFiles: each kind is told by its name, and what only looks like one is not.
func TestFiles(t *testing.T) {
	t.Parallel()
	repo := tree(t, map[string]string{
		"certs/tls.pem":                       "-----BEGIN EC PRIVATE KEY-----\n",
		"certs/ca.pem":                        "-----BEGIN CERTIFICATE-----\n",
		"id_rsa":                              "-----BEGIN OPENSSH PRIVATE KEY-----\n",
		"ops/kubeconfig.yaml":                 "users:\n- user:\n    token: abc\n",
		".npmrc":                              "//registry.example.com/:_authToken=abc\n",
		"web/.npmrc":                          "//registry.example.com/:_authToken=${NPM_TOKEN}\n",
		"settings.xml":                        "<settings><servers><server><password>abc</password></server></servers></settings>",
		"ci/settings.xml":                     "<settings><servers><server><password>${env.PW}</password></server></servers></settings>",
		".env":                                "export DB_PASSWORD=abc\n",
		"web/.env":                            "VITE_TITLE=shop\nAPI_TOKEN=\n",
		".env.example":                        "DB_PASSWORD=abc\n",
		"gcp-credentials.json":                `{"private_key": "-----BEGIN PRIVATE KEY-----"}`,
		"src/main/resources/jwt.pem":          "-----BEGIN PRIVATE KEY-----\n",
		"src/test/resources/key.pem":          "-----BEGIN PRIVATE KEY-----\n",
		"prod.tfvars":                         "db_password = \"abc\"\n",
		"config":                              "token: abc\n",
		"deploy/kube/config":                  "users: [{user: {token: abc}}]\n",
		"ops/.docker/config.json":             `{"auths": {"a.example.com": {"auth": "YWJj"}}}`,
		"ops/.aws/credentials":                "[default]\naws_secret_access_key = abc\n",
		"ops/release.asc":                     "-----BEGIN PGP PRIVATE KEY BLOCK-----\n",
		"ops/public.asc":                      "-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
		"ops/id_rsa.pub":                      "ssh-rsa abc\n",
		"ops/deploy_ed25519":                  "-----BEGIN OPENSSH PRIVATE KEY-----\n",
		"prod.env":                            "DB_PASSWORD=abc\n",
		"example.env":                         "DB_PASSWORD=abc\n",
		"names.env":                           "TITLE=shop\n",
		"src/main/java/example/Password.java": "class Password {}\n",
	})
	files, warnings := Files(repo)
	want := []string{
		".env", ".npmrc", "certs/tls.pem", "deploy/kube/config", "gcp-credentials.json", "id_rsa", "ops/.aws/credentials", "ops/.docker/config.json", "ops/deploy_ed25519",
		"ops/kubeconfig.yaml", "ops/release.asc", "prod.env", "prod.tfvars", "settings.xml", "src/main/resources/jwt.pem",
	}
	if d := cmp.Diff(want, files); d != "" {
		t.Error(d)
	}
	for _, w := range warnings {
		if strings.Contains(w.Text, "abc") || (w.File == "src/main/resources/jwt.pem") != strings.Contains(w.Text, "goes into the image") {
			t.Errorf("%s: %s", w.File, w.Text)
		}
	}
}

// TestManyFiles: no file goes untold when there are more than are told one by one.
func TestManyFiles(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for i := range 40 {
		files[fmt.Sprintf("certs/%02d.pem", i)] = "-----BEGIN PRIVATE KEY-----\n"
	}
	_, warnings := Files(tree(t, files))
	last := warnings[len(warnings)-1]
	if len(warnings) != maxTold+1 || !strings.HasPrefix(last.Text, "35 more files hold a private key: certs/05.pem, ") || !strings.HasSuffix(last.Text, ", …") {
		t.Errorf("%+v", warnings)
	}
}

// TestPlain: a password of an environment that serves users is told with its line and without its value.
func TestPlain(t *testing.T) {
	t.Parallel()
	repo := tree(t, map[string]string{
		"src/main/resources/application-prod.yml":        "spring:\n  datasource:\n    username: shop\n    password: abc9 # of the database\n  mail: {}\napi-key: 'abc8'\n",
		"src/main/resources/application-prd.properties":  "# db.password=abc\ndb.password=${DB_PASSWORD}\na.password=ENC(abc)\nb.password={cipher}abc\nc.password=@pw@\nd.password=\ne.password=changeme\n",
		"src/main/resources/application-dev.yml":         "password: abc\n",
		"src/main/resources/application-production.yaml": "server: {port: 8080}\n",
		"config/production.json":                         "{\n \"db\": {\n  \"password\": \"abc7\"\n }\n}\n",
		"src/test/resources/application-prod.yml":        "password: abc\n",
	})
	want := []facts.Warning{
		{File: "config/production.json", Line: 3, Text: "password is written out: whoever reads the repository or has the image has it; let the program take it from a variable"},
		{File: "src/main/resources/application-prod.yml", Line: 4, Text: "password is written out: whoever reads the repository or has the image has it; let the program take it from a variable (1 more in this file)"},
	}
	if d := cmp.Diff(want, Plain(repo)); d != "" {
		t.Error(d)
	}
}
