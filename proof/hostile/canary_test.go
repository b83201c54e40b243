package hostile

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// common stands in every repository of this test. Each CANARY becomes another word, which no output may hold.
var common = tree{
	".env":                      "DB_PASSWORD=CANARY\nAPI_KEY='CANARY'\n",
	".env.production":           "SESSION_SECRET=CANARY\n",
	".npmrc":                    "//registry.example.com/:_authToken=CANARY\n",
	".yarnrc.yml":               "npmAuthToken: CANARY\n",
	".netrc":                    "machine git.example.com login ferry password CANARY\n",
	".pgpass":                   "db:5432:ferry:ferry:CANARY\n",
	".git-credentials":          "https://ferry:CANARY@git.example.com\n",
	".vault-token":              "CANARY\n",
	"id_rsa":                    "-----BEGIN RSA PRIVATE KEY-----\nCANARY\n",
	"certs/tls.pem":             "-----BEGIN PRIVATE KEY-----\nCANARY\n",
	"kubeconfig":                "users:\n- user: {token: CANARY, password: CANARY}\n",
	"settings.xml":              "<settings><servers><server><id>a</id><password>CANARY</password></server></servers></settings>\n",
	"terraform.tfvars":          "db_password = \"CANARY\"\n",
	"gcp-credentials.json":      `{"private_key": "-----BEGIN PRIVATE KEY-----CANARY"}` + "\n",
	".git/HEAD":                 "ref: refs/heads/main\n",
	".git/config":               "[core]\n\trepositoryformatversion = 0\n\tbare = false\n[remote \"origin\"]\n\turl = https://ferry:CANARY@git.example.com/ferry.git\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n",
	".git/objects/info/packs":   "",
	".git/refs/heads/.keep":     "",
	"docker-compose.yml":        "services:\n  app:\n    image: ferry\n    environment:\n      DB_PASSWORD: CANARY\n      API_TOKEN: CANARY\n    ports: ['8080:8080']\n",
	"Dockerfile.old":            "FROM scratch\nENV API_TOKEN=CANARY\nARG NPM_TOKEN=CANARY\nRUN curl -H 'Authorization: CANARY' https://example.com\n",
	"deploy/old/secret.yaml":    "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {password: CANARY}\n",
	"Procfile":                  "web: API_TOKEN=CANARY ./run --password=CANARY\n",
	".github/workflows/ci.yml":  "env: {API_TOKEN: CANARY}\njobs: {}\n",
	"charts/ferry/values.yaml":  "env:\n  - name: API_TOKEN\n    value: CANARY\n",
	"scripts/start.sh":          "#!/bin/sh\nexport DB_PASSWORD=CANARY\nexec \"$@\" --token=CANARY\n",
	"application.properties":    "spring.datasource.password=CANARY\n",
	"config/default.json":       `{"db": {"password": "CANARY"}}` + "\n",
	"config/production.json":    `{"db": {"password": "CANARY"}}` + "\n",
	"config/prod/app.yaml":      "password: CANARY\n",
	"nested/src/.env.local":     "TOKEN=CANARY\n",
	"waybill.yaml":              "defaults:\n  env: {MAIL_PASSWORD: CANARY, LOG_LEVEL: info}\nenvironments:\n  prod:\n    env: {DB_PASSWORD: CANARY}\n",
	"ops/prometheus/scrape.yml": "basic_auth: {username: a, password: CANARY}\n",
}

// programs hold a canary where their own language has a place for one.
var programs = map[string]tree{
	"node": {
		"package.json": `{"name": "ferry", "version": "1.0.0", "engines": {"node": "22"},
 "repository": "https://ferry:CANARY@git.example.com/ferry.git",
 "config": {"token": "CANARY"}, "description": "https://ferry:CANARY@www.example.com",
 "scripts": {"build": "API_TOKEN=CANARY tsc --password=CANARY", "prebuild": "redis-cli -a CANARY ping && mysql -pCANARY && curl -u ferry:CANARY -b session=CANARY h",
  "start": "API_TOKEN=CANARY DATABASE_URL=postgres://ferry:CANARY@db/ferry node server.js --db-password=CANARY --secret CANARY --auth=CANARY --auth admin:CANARY --key CANARY --header 'X-Token: CANARY' token:CANARY --dsn=ferry:CANARY@tcp(db:3306)/ferry --access-key-id=CANARY --license CANARY --pin=CANARY --otp CANARY /p:CANARY -u ferry"}}
`,
		"server.js": "const token = process.env.API_TOKEN || 'CANARY'\nrequire('node:http').createServer().listen(process.env.PORT || 8080)\n",
	},
	"java": {
		"pom.xml": `<project><modelVersion>4.0.0</modelVersion>
 <parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.5.7</version></parent>
 <groupId>com.example</groupId><artifactId>ferry</artifactId><version>1.0.0</version>
 <url>https://ferry:CANARY@www.example.com</url>
 <scm><connection>scm:git:https://ferry:CANARY@git.example.com/ferry.git</connection></scm>
 <properties><java.version>21</java.version><db.password>CANARY</db.password></properties>
 <repositories><repository><id>a</id><url>https://ferry:CANARY@repo.example.com</url></repository></repositories>
 <dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies>
 <build><plugins><plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId>
  <configuration><jvmArguments>-Ddb.password=CANARY</jvmArguments></configuration></plugin></plugins></build>
</project>
`,
		"src/main/java/com/example/Ferry.java": `package com.example;
@org.springframework.boot.autoconfigure.SpringBootApplication
public class Ferry {
  static final String PASSWORD = "CANARY";
  public static void main(String[] a) { org.springframework.boot.SpringApplication.run(Ferry.class, a); }
}
`,
		"src/main/resources/application.yml":      "server: {port: 8080}\nspring: {datasource: {password: CANARY, url: 'jdbc:mysql://db/a?password=CANARY'}}\n",
		"src/main/resources/application-prod.yml": "spring: {datasource: {password: CANARY}}\n",
		".mvn/maven.config":                       "-Ddb.password=CANARY\n",
		".mvn/jvm.config":                         "-Dproxy.password=CANARY\n",
	},
	"names": { // URLs in the place of a name, a version and a file
		"package.json":             `{"name": "https://ferry:CANARY@git.example.com/x.git", "version": "https://git.example.com/x?access_token=CANARY", "engines": {"node": "22"}, "scripts": {"start": "node server.js"}}` + "\n",
		"server.js":                "require('node:http').createServer().listen(8080)\n",
		"b/package.json":           `{"name": "ferry", "version": "1.0.0", "scripts": {"start": "node https://ferry:CANARY@git.example.com/x.js"}}` + "\n",
		"c/pom.xml":                "<project><modelVersion>4.0.0</modelVersion><parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.5.7</version></parent><groupId>a</groupId><artifactId>c</artifactId><version>https://ferry:CANARY@h/x</version><dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies><build><finalName>ferry:CANARY@git.example.com/x</finalName></build></project>\n",
		"c/src/main/java/a/A.java": "package a;\n@org.springframework.boot.autoconfigure.SpringBootApplication\npublic class A { public static void main(String[] a) { org.springframework.boot.SpringApplication.run(A.class, a); } }\n",
	},
	"go": {
		"go.mod": "module example.com/ferry\n\ngo 1.25\n",
		"main.go": `package main

import (
	"net/http"
	"os"
)

var token = "CANARY"

func main() {
	if os.Getenv("API_TOKEN") == "" {
		panic("API_TOKEN")
	}
	_ = http.ListenAndServe(":8080", nil)
}
`,
		"Makefile":         "export API_TOKEN=CANARY\nbuild:\n\tgo build -ldflags \"-X main.token=CANARY -X main.version=1\" -o ferry .\nrun:\n\t./ferry --password=CANARY\n",
		"waybill.yaml":     "units:\n  .:\n    start: [./ferry, --password=CANARY, --api-token, CANARY, 'postgres://ferry:CANARY@db/ferry']\n    build: [[git, clone, 'https://ferry:CANARY@git.example.com/a.git'], [sh, -c, 'curl -H \"X-Token: CANARY\" h && upload --auth-token CANARY'], [upload, -u, ferry, -p, CANARY], [redis-cli, -a, CANARY, ping], [curl, -H, 'Authorization:', Bearer, CANARY, h], [sh, -c, 'sshpass -p CANARY scp a b && webpack --define \"KEY=CANARY1\"'], [aws, configure, set, aws_secret_access_key, CANARY], [go, build, -ldflags, '-X main.token=CANARY -X main.key=CANARY', -o, /out/ferry, .]]\n    buildEnv: {RELEASE_KEY: CANARY}\n    health: /healthz?token=CANARY\n    env: {DB_PASSWORD: CANARY, BASIC_AUTH: 'ferry:CANARY', APP_KEY: 'base64:CANARYCANARY', DSN: 'ferry:CANARY@/ferry', HEADER: 'X-Token: CANARY', SETTINGS: '{\"token\": \"CANARY\"}'}\n    workload: {environments: {prod: {env: {API_KEY: CANARY}}}}\nenvironments: {prod: {env: {SESSION_SECRET: CANARY}}}\n",
		".goreleaser.yaml": "builds:\n- main: .\n  ldflags: ['-X main.token=CANARY']\n  env: [API_TOKEN=CANARY]\n",
	},
}

var placeholder = regexp.MustCompile(`CANARY`)

// hide replaces each CANARY by a word of its own and returns where each stands.
func hide(files ...tree) (out tree, places map[string]string) {
	out, places = tree{}, map[string]string{}
	for _, f := range files {
		for name, text := range f {
			out[name] = placeholder.ReplaceAllStringFunc(text, func(string) string {
				word := fmt.Sprintf("qx%dzk", len(places)+1000)
				places[word] = name
				return word
			})
		}
	}
	return out, places
}

// TestCanaries puts a word in every place for a secret and asks for it through every command.
func TestCanaries(t *testing.T) {
	t.Parallel()
	for language, program := range programs {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			files, places := hide(common, program)
			top := t.TempDir()
			files.write(t, filepath.Join(top, "ferry"))
			tree{"list": "ferry\n"}.write(t, top)
			checked := 0
			for _, args := range [][]string{
				{"detect", "ferry"},
				{"detect", "ferry", "-o", "json"},
				{"detect", "ferry", "-o", "yaml"},
				{"explain", "ferry"},
				{"explain", "ferry", "-o", "json"},
				{"generate", "ferry", "--diff"},
				{"generate", "ferry", "--check"},
				{"generate", "ferry", "--diff", "-o", "json"},
				{"generate", "ferry", "--out", "one"},
				{"generate", "ferry", "--out", "two", "--format", "helm"},
				{"generate", "ferry", "--out", "three", "--format", "plain", "-o", "json"},
				{"generate", "ferry", "--ephemeral", "--diff"},
				{"fleet", "scan", "list", "--out", "fleet.ndjson"},
				{"fleet", "report", "fleet.ndjson"},
				{"templates", "data", "dockerfile/Dockerfile.tmpl", "ferry"},
				{"fleet", "needs", "fleet.ndjson"},
				{"fleet", "diff", "fleet.ndjson", "fleet.ndjson"},
				{"tree", "suggest", "--fleet", "fleet.ndjson"},
				{"generate", "ferry", "--out", "one", "--merge"},
				{"generate", "ferry", "--out", "one", "--clean"},
			} {
				o := waybill(t, top, args...)
				if p := o.wrong(); p != "" || o.code != 0 && o.code != 3 {
					t.Errorf("%s: exit %d %s\n%s", strings.Join(args, " "), o.code, p, o.stderr)
				}
				checked += len(o.stdout)
				tell(t, places, strings.Join(args, " "), o.stdout+o.stderr)
			}
			if fleet := read(t, top, nothing)["fleet.ndjson"]; !strings.Contains(fleet, `"name":"`) {
				t.Errorf("the fleet does not know the program: %.300s", fleet)
			}
			for name, text := range read(t, top, func(name string) bool { return name == "ferry" }) {
				checked += len(text)
				tell(t, places, name, text)
			}
			if checked < 100_000 {
				t.Errorf("only %d bytes were looked at", checked)
			}
		})
	}
}

// tell fails for each word that came out.
func tell(t *testing.T, places map[string]string, where, text string) {
	t.Helper()
	for word, from := range places {
		if at := strings.Index(text, word); at >= 0 {
			t.Errorf("%s has what stands in %s: …%s…", where, from, text[max(0, at-60):min(len(text), at+20)])
		}
	}
}
